"""Fan chart: how futures unfold under several policies, and what differs in the same future."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from diplosim.figures.charts.bands import Futures, draw_lines, ending, gather
from diplosim.figures.charts.metrics import DEFAULT, HEALTH, Floats, Metric, choose
from diplosim.figures.charts.multiples import fan_caption, fan_title, multiples, period, strip_titles
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import KEY_ROW, Calendar, draw_key, key_rows
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, styled, width

if TYPE_CHECKING:
    import pandas as pd


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
    metrics: Sequence[str] = DEFAULT,
    title: str | None = None,
    note: str = "",
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
    return _overlay(futures, chosen, calendar, seed, title, note)


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
) -> Figure:
    arms = len(futures.labels)
    cubes = [futures.cube(metric) for metric in metrics]
    strips = arms > 1
    pairs = zip(metrics, cubes, strict=True) if arms == 2 else ()
    endings = [ending(cube[0], cube[1], metric) for metric, cube in pairs]
    outer = arms <= OUTER_MOST
    head = headline(title or fan_title(futures.labels, period(calendar, futures), metrics, endings))
    foot = caption(*fan_caption(futures, metrics, seed, outer, strips), note)
    keys = KEY_ROW * len(key_rows(futures.labels, WIDTH - 2 * MARGIN)) if strips else 0.0
    across = len(metrics) if len(metrics) <= 3 and len(metrics) != 2 else (2 if len(metrics) in (2, 4) else 3)
    down = -(-len(metrics) // across)
    cell = TITLE + PANEL + (STRIP_TITLE + STRIP if strips else 0.0) + YEARS + GAP
    top = MARGIN + head.height + 0.10 + keys + (0.06 if keys else 0.0)
    page = Page(WIDTH, top + down * cell + foot.height + MARGIN, head, foot)
    looks = _looks(arms)
    if strips:
        draw_key(page, MARGIN + head.height + 0.10, futures.labels, looks, bands=max(futures.counts()) > 1)
    column = (WIDTH - 2 * MARGIN) / across
    for index, (metric, cube) in enumerate(zip(metrics, cubes, strict=True)):
        left = MARGIN + (index % across) * column + TICKS
        place = (left, top + (index // across) * cell + TITLE, column - TICKS - ENDS)
        _cell(page, place, metric, cube, months=futures.months, calendar=calendar, looks=looks, outer=outer)
    return page.figure


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
) -> None:
    """Draw one metric: the levels, and below them the paired differences to the reference."""
    left, top, wide = place
    first, last = int(months[0]), int(months[-1])
    years = calendar.place(months.astype(float))
    panel = page.axes(left, top, wide, PANEL)
    page.text(left, top - 0.09, metric.title(len(months)), size=10, weight=SEMIBOLD, va="baseline")
    draw_lines(panel, years, list(cube), looks, metric, outer=outer)
    alone = len(looks) == 1
    calendar.apply(panel, first, last, labels=alone)
    if alone:
        return
    differences = [arm - cube[0] for arm in cube[1:]]
    strip = page.axes(left, top + PANEL + STRIP_TITLE, wide, STRIP)
    titles = strip_titles(metric, ending(cube[0], cube[1], metric) if len(looks) == 2 else None)
    fitting = next((t for t in titles if width(t, 8.5) <= wide + ENDS - 0.05), titles[-1])
    page.text(left, top + PANEL + STRIP_TITLE - 0.07, fitting, size=8.5, color=roles.MUTED, va="baseline")
    draw_lines(strip, years, differences, looks[1:], metric, outer=outer, signed=True)
    calendar.apply(strip, first, last)
