"""Small multiples of all policies: one small panel for each, the reference in grey behind, sorted, on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.figures.charts.bands import Bands, Ending, Futures, bands, ending, gather, set_limits
from diplosim.figures.charts.metrics import Floats, Metric, choose
from diplosim.figures.charts.multiples import fan_caption, paired_look, paired_note, period
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import END_GAP, KEY_ROW, Calendar, draw_key, few_ticks, key_rows
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, Paragraph, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, line_height, styled, wrap
from diplosim.wording.names import plural
from diplosim.wording.numbers import compact
from diplosim.wording.verdicts import FEWEST_FUTURES

if TYPE_CHECKING:
    import pandas as pd

ACROSS = 4
TICKS, GAP, ENDS = 0.40, 0.12, 0.42
PANEL, YEARS, BELOW = 0.92, 0.26, 0.10
NAME_SIZE, NOTE_SIZE, END_SIZE = 8.5, 7.5, 8.0
NOTE = line_height(NOTE_SIZE) + 0.09


@styled
def policies(
    trajectories: pd.DataFrame,
    *,
    arms: Mapping[str, str] | Sequence[str] | None = None,
    start: str = "2026-01",
    seed: int | None = None,
    metric: str = "disease_burden",
    title: str | None = None,
) -> Figure:
    """Draw one metric of every policy in a panel of its own, the reference behind it, best policy first.

    Args:
        trajectories: one row per ``arm``, ``sample``, ``replicate`` and ``month``, with metric columns.
        arms: arms to draw, the reference first; a mapping also gives their labels. Default: all.
        start: calendar month of month 0.
        seed: told in the caption.
        metric: a name of ``diplosim.figures.charts.metrics.METRICS`` or any trajectory column.
        title: headline; by default how many policies end clearly better than the reference.

    Returns:
        Panels sorted by the paired difference in the last month: the best first, or where no direction is
        better the highest first.

    Raises:
        ValueError: fewer than two arms, an unknown arm or metric.
    """
    futures = gather(trajectories, arms)
    if len(futures.labels) < 2:
        raise ValueError("one arm only, so there is nothing to set it against; fan draws it")
    [chosen] = choose([metric], trajectories.columns)
    calendar = Calendar(start)
    cube = futures.cube(chosen)
    tables = [bands(runs, chosen) for runs in cube]
    endings = [ending(cube[0], runs, chosen) for runs in cube]
    order = _order(endings, chosen)
    head = headline(title or _title(futures, chosen, endings, period(calendar, futures)))
    foot = caption(*fan_caption(futures, [chosen], seed, True, True), _sorting(chosen, futures))
    return _draw(futures, chosen, calendar, _Found(tables, endings, order), head, foot)


def _order(endings: Sequence[Ending], metric: Metric) -> list[int]:
    """Return the places of the policies, the best (or highest) difference first, missing ones last."""
    sign = -1.0 if metric.better >= 0 else 1.0
    sizes = [sign * found.size for found in endings]
    return sorted(range(1, len(endings)), key=lambda at: (np.isnan(sizes[at]), sizes[at], at))


def _title(futures: Futures, metric: Metric, endings: Sequence[Ending], span: str) -> str:
    """Return how many policies end clearly different from the reference, if there are runs enough to say so."""
    count = len(endings) - 1
    against = f"{plural(count, 'policy', 'policies')} against {futures.labels[0]}"
    label = metric.title(len(futures.months))
    if not metric.better or min(found.pairs for found in endings) < FEWEST_FUTURES:
        return f"{label}: {against}, {span}"
    looks = [paired_look(metric, found) for found in endings[1:]]
    better, worse = looks.count(roles.BETTER), looks.count(roles.WORSE)
    words = f"{better} better and {worse} worse" if better and worse else (
        f"{better} better" if better else f"{worse} worse" if worse else "none clearly different"
    )  # fmt: skip
    sure = " in at least 9 of 10 futures" if better or worse else ""
    return f"{label}: {against}, {words}{sure} by {span[-4:]}"


def _sorting(metric: Metric, futures: Futures) -> str:
    what = "the best first" if metric.better else "the highest first"
    signs = f" {roles.BETTER.sign} better, {roles.WORSE.sign} worse in at least 9 of 10 futures."
    enough = metric.better and min(futures.counts()) >= FEWEST_FUTURES
    return f"In the order of the difference in the last month, {what}.{signs if enough else ''}"


@dataclass(frozen=True)
class _Found:
    """What is drawn: the arms' bands, how each ends against the reference, and in which order."""

    tables: Sequence[Bands]
    endings: Sequence[Ending]
    order: Sequence[int]


def _draw(
    futures: Futures, metric: Metric, calendar: Calendar, found: _Found, head: Paragraph, foot: Paragraph
) -> Figure:
    across = min(ACROSS, len(found.order))
    column = (WIDTH - 2 * MARGIN - TICKS) / across
    rows = [found.order[i : i + across] for i in range(0, len(found.order), across)]
    names = {at: wrap(futures.labels[at], NAME_SIZE, column - 0.10, SEMIBOLD, most=3) for at in found.order}
    above = [max(len(names[at]) for at in row) * line_height(NAME_SIZE) + NOTE for row in rows]
    key = (f"Reference: {futures.labels[0]}", "Policy of the panel")
    key_top = MARGIN + head.height + 0.10
    top = key_top + KEY_ROW * len(key_rows(key, WIDTH - 2 * MARGIN)) + 0.12
    tall = sum(above) + len(rows) * (PANEL + YEARS + BELOW)
    page = Page(WIDTH, top + tall + foot.height + MARGIN, head, foot)
    draw_key(page, key_top, key, (roles.REFERENCE, roles.POLICIES[0]), bands=max(futures.counts()) > 1)
    years, ends = (
        calendar.place(futures.months.astype(float)),
        (int(futures.months[0]), int(futures.months[-1])),
    )
    shown = np.vstack([part for table in found.tables for part in (table.outer, table.centre)])
    for row, over in zip(rows, above, strict=True):
        for place, at in enumerate(row):
            left = MARGIN + TICKS + place * column
            name = top + over - NOTE - len(names[at]) * line_height(NAME_SIZE)
            page.text(left, name, "\n".join(names[at]), size=NAME_SIZE, weight=SEMIBOLD, va="top")
            words, look = paired_note(metric, found.endings[at])
            page.text(left, top + over - 0.08, words, size=NOTE_SIZE, color=look, va="baseline")
            axes = page.axes(left, top + over, column - GAP - ENDS, PANEL)
            _panel(axes, years, (found.tables[0], found.tables[at]), metric, shown)
            axes.tick_params(labelleft=place == 0, labelsize=7.5)
            calendar.apply(axes, *ends)
        top += over + PANEL + YEARS + BELOW
    return page.figure


def _panel(axes: Axes, years: Floats, pair: tuple[Bands, Bands], metric: Metric, shown: Floats) -> None:
    """Draw the reference in grey, the policy over it, and the policy's number at its end."""
    reference, policy = pair
    grey, blue = roles.REFERENCE, roles.POLICIES[0]
    axes.fill_between(years, *reference.outer, color=grey.colour, alpha=roles.BAND_90)
    axes.fill_between(years, *policy.outer, color=blue.colour, alpha=roles.BAND_90)
    axes.fill_between(years, *policy.inner, color=blue.colour, alpha=roles.BAND_50)
    for table, look in ((reference, grey), (policy, blue)):
        dot = "o" if np.count_nonzero(~np.isnan(table.centre)) == 1 else ""
        axes.plot(years, table.centre, color=look.colour, linestyle=look.dash, linewidth=1.3, marker=dot,
                  markersize=3, dash_capstyle="butt")  # fmt: skip
    set_limits(axes, shown, metric)
    few_ticks(axes, 3, whole=metric.least_span >= 1.0)
    last = float(policy.centre[-1])
    if not np.isnan(last):
        axes.annotate(compact(last, metric.digits), (years[-1], last), xytext=(72 * END_GAP, 0),
                      textcoords="offset points", color=blue.colour, size=END_SIZE, weight=SEMIBOLD,
                      va="center_baseline", annotation_clip=False)  # fmt: skip
