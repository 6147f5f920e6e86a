"""The lanes of one history: a mark for every event, a bar for every agreement."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from diplosim.figures.history.bars import NAMES, ROW, GrowingBars, dodge, rows_of
from diplosim.figures.history.log import Agreement, Record, provocations
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import Calendar
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, panel_size
from diplosim.figures.layout.typography import SEMIBOLD, width
from diplosim.wording.names import plural

ENDS = 0.80
DETAIL, GUTTER = 8, 0.14
"""Points of the count below a lane's name, and the room between both and the lane, in inches."""
LANE, GAP = 0.44, 0.07
LANES_TALLER = (0.44, 0.56, 0.70)
PLOT = WIDTH - 2 * MARGIN - NAMES - ENDS
MARK = 0.115
INSET = 0.10
"""Room in inches before the first and after the last month, so that marks stay on their lane."""


def lane_height(
    lane: roles.Lane, events: Sequence[Record], spans: Sequence[Agreement], months: int, plot: float = PLOT
) -> float:
    """Return the height of a lane ``plot`` inches wide: agreements in force together need a row each."""
    if lane.label != "Agreement":
        scale = (plot - 2 * INSET) / max(1, months)
        places = [month * scale for month, _ in moments(lane, events)]
        for height in LANES_TALLER:
            placed = dodge(places, height - 0.05, MARK)
            if placed.fits and placed.size > 0.65 * MARK:
                break
        return height
    rows = max(agreement_rows(lane, events, spans, months, plot), default=0) + 1
    return max(LANE, 0.10 + rows * (ROW + 0.03))


def failed_in(lane: roles.Lane, events: Sequence[Record]) -> list[int]:
    """Return the months of what was not ratified."""
    return [month for month, signed in moments(lane, events) if not signed]


def agreement_rows(
    lane: roles.Lane, events: Sequence[Record], spans: Sequence[Agreement], months: int, plot: float = PLOT
) -> list[int]:
    """Return the row of every agreement, then of every one that was not ratified."""
    wide = math.ceil(1.2 * MARK * max(1, months) / (plot - 2 * INSET))
    return rows_of(
        [(s.start, s.end) for s in spans] + [(month, month + wide) for month in failed_in(lane, events)]
    )


def moments(lane: roles.Lane, events: Sequence[Record]) -> list[tuple[int, bool]]:
    """Return month and weight (large or small mark) of everything on a lane."""
    if lane.label == "Provocation":
        return [(month, found >= roles.MAJOR_CLASS) for month, found in provocations(events)]
    kinds = (*lane.kinds, *lane.lesser_kinds)
    return [(int(e["month"]), e["kind"] in lane.kinds) for e in events if e["kind"] in kinds]


def lane_name(page: Page, middle: float, words: str, detail: str, ticks: float = 0.0) -> None:
    """Write a lane's name with its count below, to the left of the lane and its ``ticks`` (inches)."""
    right = MARGIN + NAMES - GUTTER - ticks
    page.text(right, middle + 0.01, words, size=9, weight=SEMIBOLD, ha="right", va="bottom")
    page.text(right, middle + 0.02, detail, size=DETAIL, color=roles.MUTED, ha="right", va="top")


def draw_tracks(
    page: Page,
    top: float,
    heights: Sequence[float],
    *,
    events: Sequence[Record],
    spans: Sequence[Agreement],
    calendar: Calendar,
    ends: tuple[int, int],
) -> list[Axes]:
    """Draw all lanes; each panel's y axis runs in inches from its middle."""
    drawn = []
    for lane, height in zip(roles.LANES, heights, strict=True):
        axes = page.axes(MARGIN + NAMES, top, PLOT, height, facecolor="none")
        page.box(MARGIN + NAMES, top, PLOT, height, facecolor=roles.LANE, zorder=-2)
        axes.set_ylim(-height / 2, height / 2)
        axes.grid(False)
        axes.set_yticks([])
        last_one = lane is roles.LANES[-1]
        axes.spines["bottom"].set_visible(last_one)
        axes.tick_params(axis="x", length=3 if last_one else 0)
        mine = moments(lane, events)
        lane_name(page, top + height / 2, lane.label, count(lane, mine, spans))
        low, high = ends
        scale = (PLOT - 2 * INSET) / max(1, high - low)
        if lane.label == "Agreement":
            rows = agreement_rows(lane, events, spans, high - low)
            places = [(max(rows, default=0) / 2 - row) * (ROW + 0.03) for row in rows]
            bars = GrowingBars(axes, lane, calendar, high, scale)
            for span, place in zip(spans, places, strict=False):
                bars.draw(span, place)(high)
            months = np.array(failed_in(lane, events), dtype=float)
            axes.scatter(calendar.place(months), places[len(spans):], s=26, marker=lane.marker, facecolor=lane.pale,
                         zorder=4)  # fmt: skip
        else:
            _marks(axes, lane, mine, scale=scale, calendar=calendar)
        drawn.append(axes)
        top += height + GAP
    return drawn


def count(
    lane: roles.Lane,
    mine: Sequence[tuple[int, bool]],
    spans: Sequence[Agreement],
    room: float = NAMES - GUTTER,
) -> str:
    """Return what is counted beside a lane, in at most ``room`` inches where that leaves a choice."""
    if lane.label == "Provocation":
        return f"{len(mine)}, {sum(large for _, large in mine)} major" if mine else "none"
    if lane.label == "Agreement":
        failed = sum(not signed for _, signed in mine)
        months = sum(s.end - s.start for s in spans)
        signed = sum(s.signed for s in spans)
        parts = [f"{signed} signed, {plural(months, 'month')}"] if spans else []
        return "; ".join(parts + ([f"{failed} failed"] if failed else [])) or "none"
    if lane.lesser_kinds and mine:
        large = sum(large for _, large in mine)
        words = f"{large} adopted, {len(mine) - large} not"
        full = f"{words} adopted"
        return f"{large}" if large == len(mine) else full if width(full, DETAIL) <= room else words
    return f"{len(mine)}" if mine else "none"


def _marks(
    axes: Axes, lane: roles.Lane, mine: Sequence[tuple[int, bool]], *, scale: float, calendar: Calendar
) -> None:
    """Draw one mark per event; close ones dodge, minor provocations are small and open."""
    if not mine:
        return
    months = np.array([month for month, _ in mine], dtype=float)
    height = panel_size(axes)[1]
    placed = dodge([float(m) * scale for m in months], height - 0.05, MARK)
    years, offsets = calendar.place(months), np.array(placed.offsets)
    points = placed.size * 72.0 * 0.92
    big = np.array([large for _, large in mine])
    for chosen, size, face, edge in ((~big, points * 0.8, lane.pale, 0.0), (big, points, lane.colour, 0.5)):
        if chosen.any():
            axes.scatter(years[chosen], offsets[chosen], s=size**2, marker=lane.marker, facecolor=face,
                         edgecolor=roles.PAPER, linewidth=edge, zorder=4)  # fmt: skip


def draw_ground(
    page: Page,
    extent: tuple[float, float],
    axes: Axes,
    events: Sequence[Record],
    calendar: Calendar,
    spells: Sequence[tuple[int, int]] = (),
) -> None:
    """Draw a thin vertical line through all panels at each month with a major provocation, and shade ``spells``."""
    months = {month for month, found in provocations(events) if found >= roles.MAJOR_CLASS}
    ground = page.axes(MARGIN + NAMES, extent[0], PLOT, extent[1] - extent[0], zorder=-1)
    ground.set_axis_off()
    ground.set_xlim(axes.get_xlim())
    ground.set_ylim(0, 1)
    for start, end in spells:
        edges = (float(calendar.place(start - 0.5)), float(calendar.place(end - 0.5)))
        ground.axvspan(*edges, color=roles.OPEN_STANCE, alpha=0.13, linewidth=0.0)
    years = [float(calendar.place(month)) for month in sorted(months)]
    ground.vlines(years, 0, 1, color=roles.LANES[0].colour, alpha=0.3, linewidth=0.7)
