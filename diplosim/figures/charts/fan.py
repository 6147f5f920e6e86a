"""Fan chart: how futures unfold under several policies, and what differs in the same future."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from diplosim.figures.charts.bands import Futures, draw_lines, ending, gather
from diplosim.figures.charts.metrics import DEFAULT, HEALTH, Floats, Metric, choose
from diplosim.figures.charts.multiples import fan_caption, fan_title, multiples, period, strip_titles
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import KEY_ROW, Calendar, draw_key, few_ticks, key_rows
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, styled, width

if TYPE_CHECKING:
    import pandas as pd


Points = tuple[Floats, Floats]
"""Months of the run, and what was recorded of them."""
OVERLAY_MOST = 4
"""Up to this many arms share a panel; more become one row each."""
OUTER_MOST = 3
"""Up to this many arms the 90 % bands can still be told apart."""
TICKS, ENDS = 0.50, 0.52
TITLE, PANEL, STRIP_TITLE, STRIP, YEARS, GAP = 0.30, 1.70, 0.32, 0.74, 0.26, 0.10


@styled
def fan(
    trajectories: pd.DataFrame,
    *,
    arms: Mapping[str, str] | Sequence[str] | None = None,
    start: str = "2026-01",
    seed: int | None = None,
    metrics: Sequence[str | Metric] = DEFAULT,
    title: str | None = None,
    note: str = "",
    observed: Mapping[str, Points] | None = None,
) -> Figure:
    """Draw median and bands of several policies over the years, the first one as the reference.

    Args:
        trajectories: one row per ``arm``, ``sample``, ``replicate`` and ``month``, with metric columns.
        arms: arms to draw in order, the reference first; a mapping also gives their labels. Default: all.
        start: calendar month of month 0, as in the scenario file.
        seed: told in the caption.
        metrics: names of ``diplosim.figures.charts.metrics.METRICS`` or of any trajectory column.
        title: headline; by default a finding if nearly all futures share one, else the subject.
        note: a sentence for the caption.
        observed: what was recorded, by name of the metric: months of the run and values, drawn as points only. Up to
            four arms.

    Returns:
        Up to four arms overlaid, with a strip of paired differences below each panel; more arms as rows.

    Raises:
        ValueError: no runs, or an unknown arm or metric.
    """
    futures = gather(trajectories, arms)
    chosen = choose(metrics, trajectories.columns)
    calendar = Calendar(start)
    if len(futures.labels) > OVERLAY_MOST:
        return multiples(futures, chosen, calendar, seed, title, note)
    return _overlay(futures, chosen, calendar, seed, title, note, observed or {})


#: Deaths are readings of burden and detection, as readers of the figure are told.
READINGS = (
    "Deaths are read from the disease burden and from detected tuberculosis: a scale for comparing policies, not a "
    "forecast of mortality."
)


def health(
    trajectories: pd.DataFrame,
    *,
    arms: Mapping[str, str] | Sequence[str] | None = None,
    start: str = "2026-01",
    seed: int | None = None,
    title: str | None = None,
) -> Figure:
    """Draw what reaches people: access, coverage, medicine, burden, and the deaths read from them, as `fan` does."""
    return fan(trajectories, arms=arms, start=start, seed=seed, metrics=HEALTH, title=title, note=READINGS)


def _looks(arms: int) -> list[roles.LineRole]:
    """Return how each arm is drawn: the reference grey and dashed, unless it is alone."""
    return [roles.POLICIES[0]] if arms == 1 else [roles.REFERENCE, *roles.POLICIES[: arms - 1]]


def _overlay(
    futures: Futures,
    metrics: Sequence[Metric],
    calendar: Calendar,
    seed: int | None,
    title: str | None,
    note: str,
    observed: Mapping[str, Points],
) -> Figure:
    arms = len(futures.labels)
    cubes = [futures.cube(metric) for metric in metrics]
    strips = arms > 1 and not observed  # beside a record the question is another than what a policy changes
    pairs = zip(metrics, cubes, strict=True) if arms == 2 else ()
    endings = [ending(cube[0], cube[1], metric) for metric, cube in pairs]
    outer = arms <= OUTER_MOST
    head = headline(title or fan_title(futures.labels, period(calendar, futures), metrics, endings))
    foot = caption(*fan_caption(futures, metrics, seed, outer, strips), note)
    keys = KEY_ROW * len(key_rows(futures.labels, WIDTH - 2 * MARGIN)) if arms > 1 else 0.0
    across = len(metrics) if len(metrics) <= 3 and len(metrics) != 2 else (2 if len(metrics) in (2, 4) else 3)
    down = -(-len(metrics) // across)
    cell = TITLE + PANEL + (STRIP_TITLE + STRIP if strips else 0.0) + YEARS + GAP
    top = MARGIN + head.height + 0.10 + keys + (0.06 if keys else 0.0)
    page = Page(WIDTH, top + down * cell + foot.height + MARGIN, head, foot)
    looks = _looks(arms)
    if arms > 1:
        draw_key(page, MARGIN + head.height + 0.10, futures.labels, looks, bands=max(futures.counts()) > 1)
    column = (WIDTH - 2 * MARGIN) / across
    for index, (metric, cube) in enumerate(zip(metrics, cubes, strict=True)):
        left = MARGIN + (index % across) * column + TICKS
        place = (left, top + (index // across) * cell + TITLE, column - TICKS - ENDS)
        panel = _cell(page, place, metric, cube, months=futures.months, calendar=calendar, looks=looks, outer=outer,
                      strip=strips)  # fmt: skip
        if metric.name in observed:
            _draw_record(panel, calendar, *observed[metric.name])
    return page.figure


def _draw_record(panel: Axes, calendar: Calendar, months: Floats, values: Floats) -> None:
    """Draw what was recorded as points, never as a line: it is no future."""
    low, high = panel.get_ylim()
    top, bottom = max(high, 1.08 * float(values.max())), min(low, float(values.min()))
    if (bottom, top) != (low, high):
        panel.set_ylim(bottom, top)
        few_ticks(panel, 5, whole=bool((values == values.round()).all()))
    panel.plot(calendar.place(months), values, linestyle="none", marker="o", markersize=4.5, color=roles.INK,
               markeredgecolor=roles.PAPER, markeredgewidth=0.7, zorder=5, clip_on=False, label="record")  # fmt: skip
    # Above the panel: within it the sign of the legend would be read as one more point.
    panel.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), fontsize=8, frameon=False, borderaxespad=0.1,
                 handletextpad=0.1)  # fmt: skip


def _cell(
    page: Page,
    place: tuple[float, float, float],
    metric: Metric,
    cube: Floats,
    *,
    months: NDArray[np.int64],
    calendar: Calendar,
    looks: Sequence[roles.LineRole],
    outer: bool,
    strip: bool,
) -> Axes:
    """Draw one metric: the levels, and below them the paired differences to the reference; the panel of the levels."""
    left, top, wide = place
    first, last = int(months[0]), int(months[-1])
    years = calendar.place(months.astype(float))
    panel = page.axes(left, top, wide, PANEL)
    page.text(left, top - 0.09, metric.title(len(months)), size=10, weight=SEMIBOLD, va="baseline")
    draw_lines(panel, years, list(cube), looks, metric, outer=outer)
    calendar.apply(panel, first, last, labels=not strip)
    if not strip:
        return panel
    differences = [arm - cube[0] for arm in cube[1:]]
    below = page.axes(left, top + PANEL + STRIP_TITLE, wide, STRIP)
    titles = strip_titles(metric, ending(cube[0], cube[1], metric) if len(looks) == 2 else None)
    fitting = next((t for t in titles if width(t, 8.5) <= wide + ENDS - 0.05), titles[-1])
    page.text(left, top + PANEL + STRIP_TITLE - 0.07, fitting, size=8.5, color=roles.MUTED, va="baseline")
    draw_lines(below, years, differences, looks[1:], metric, outer=outer, signed=True)
    calendar.apply(below, first, last)
    return panel
