"""The lanes of one history in half a page, which can be shown up to any month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.text import Text

from diplosim.figures.charts.metrics import Floats
from diplosim.figures.history.bars import ROW, GrowingBars, Show, dodge
from diplosim.figures.history.log import Record, agreements, provocations
from diplosim.figures.history.tracks import (
    GUTTER,
    INSET,
    MARK,
    agreement_rows,
    count,
    failed_in,
    lane_height,
    moments,
)
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import Calendar
from diplosim.figures.layout.page import Page
from diplosim.figures.layout.typography import SEMIBOLD
from diplosim.wording.numbers import number

NAMES = 1.12
"""Room in inches for the names of the lanes."""
CURVE, GAP, AXIS = 0.46, 0.05, 0.26
NAME_SIZE, DETAIL = 8.5, 7.5


class GrowingLanes:
    """Tension and lanes; ``moving`` are the parts that `show` changes."""

    def __init__(
        self, events: Sequence[Record], ends: tuple[int, int], calendar: Calendar, wide: float
    ) -> None:
        """Plan the lanes of the months ``ends`` (first, last) in ``wide`` inches, names included."""
        self.events, self.ends, self.calendar = events, ends, calendar
        self.plot = wide - NAMES
        self.spans = agreements(events, ends[1] + 1)
        months = ends[1] - ends[0]
        self.heights = [lane_height(lane, events, self.spans, months, self.plot) for lane in roles.LANES]
        self.scale = (self.plot - 2 * INSET) / max(1, months)
        self.moving: list[Artist] = []
        self._shows: list[Show] = []

    @property
    def height(self) -> float:
        """Inches from the top of the tension to the bottom of the axis's labels."""
        return CURVE + sum(self.heights) + GAP * len(self.heights) + AXIS

    def draw(self, page: Page, left: float, top: float, months: Floats, tension: Floats | None) -> None:
        """Draw everything at its place on the page."""
        self.left = left + NAMES
        bottom = top + self.height - AXIS
        self._ground(page, top, bottom)
        axes = self._panel(page, top, CURVE, "Tension", last=False)
        self._curve(axes, months, tension, self._detail(page, top + CURVE / 2))
        top += CURVE + GAP
        for lane, height in zip(roles.LANES, self.heights, strict=True):
            page.box(self.left, top, self.plot, height, facecolor=roles.LANE, zorder=-2)
            axes = self._panel(page, top, height, lane.label, last=lane is roles.LANES[-1])
            axes.set_ylim(-height / 2, height / 2)
            axes.set_yticks([])
            self._counted(page, top + height / 2, lane)
            (self._bars if lane.label == "Agreement" else self._marks)(axes, lane, height)
            top += height + GAP

    def show(self, month: int) -> None:
        """Show what happened up to a month."""
        for show in self._shows:
            show(month)

    def _panel(self, page: Page, top: float, height: float, name: str, *, last: bool) -> Axes:
        """Add one panel with its name to the left."""
        axes = page.axes(self.left, top, self.plot, height, facecolor="none")
        axes.grid(False)
        axes.spines["bottom"].set_visible(last)
        axes.tick_params(axis="x", length=3 if last else 0)
        self.moving.append(axes.spines["bottom"])  # it does not move, but lies above the lines that do
        self.calendar.apply(axes, *self.ends, labels=last, inset=INSET)
        page.text(self.left - GUTTER, top + height / 2 + 0.01, name, size=NAME_SIZE, weight=SEMIBOLD, ha="right",
                  va="bottom")  # fmt: skip
        return axes

    def _ground(self, page: Page, top: float, bottom: float) -> None:
        """Draw the line at the present month, and a thin one at each major provocation."""
        axes = page.axes(self.left, top, self.plot, bottom - top, zorder=-1)
        axes.set_axis_off()
        self.calendar.apply(axes, *self.ends, labels=False, inset=INSET)
        axes.set_ylim(0, 1)
        major = sorted({month for month, found in provocations(self.events) if found >= roles.MAJOR_CLASS})
        threads = axes.vlines([], 0, 1, color=roles.LANES[0].colour, alpha=0.3, linewidth=0.7)
        (now,) = axes.plot([], [], color=roles.INK, linewidth=1.0, solid_capstyle="butt")

        def show(month: int) -> None:
            years = [float(self.calendar.place(m)) for m in major if m <= month]
            threads.set_segments([[(year, 0.0), (year, 1.0)] for year in years])
            now.set_data([float(self.calendar.place(month))] * 2, [0.0, 1.0])

        self.moving += [threads, now]
        self._shows.append(show)

    def _curve(self, axes: Axes, months: Floats, tension: Floats | None, told: Text) -> None:
        """Draw the tension, with the month's value for a scale."""
        values = np.zeros(len(months)) if tension is None else tension
        years = self.calendar.place(months)
        axes.set_ylim(0.0, max(1.08 * float(values.max()), 1.0))
        axes.set_yticks([])
        ground = axes.axhline(0.0, color=roles.GRID, linewidth=0.8, zorder=1)
        (line,) = axes.plot([], [], color=roles.TENSION.colour, linewidth=1.3)
        (dot,) = axes.plot([], [], color=roles.TENSION.colour, marker="o", markersize=3, clip_on=False)

        def show(month: int) -> None:
            known = months <= month
            line.set_data(years[known], values[known])
            dot.set_data(years[known][-1:], values[known][-1:])
            told.set_text(number(float(values[known][-1]), 1))

        self.moving += [ground, line, dot]
        self._shows.append(show)

    def _detail(self, page: Page, middle: float) -> Text:
        """Add the words below a lane's name."""
        text = page.text(
            self.left - GUTTER, middle + 0.02, "", size=DETAIL, color=roles.MUTED, ha="right", va="top"
        )
        self.moving.append(text)
        return text

    def _counted(self, page: Page, middle: float, lane: roles.Lane) -> None:
        """Write what was counted on a lane up to the month."""
        text = self._detail(page, middle)
        mine = sorted((month, large) for month, large in moments(lane, self.events))

        def show(month: int) -> None:
            so_far = [
                replace(span, end=min(span.end, month + 1)) for span in self.spans if span.start <= month
            ]
            text.set_text(count(lane, [one for one in mine if one[0] <= month], so_far, NAMES - GUTTER))

        self._shows.append(show)

    def _marks(self, axes: Axes, lane: roles.Lane, height: float) -> None:
        """Draw a mark for each event; places are those of the whole history, so that nothing jumps."""
        mine = moments(lane, self.events)
        months = np.array([month for month, _ in mine], dtype=float)
        placed = dodge([float(month) * self.scale for month in months], height - 0.05, MARK)
        places = np.column_stack([self.calendar.place(months), placed.offsets]).reshape(-1, 2)
        points = placed.size * 72.0 * 0.92
        big = np.array([large for _, large in mine], dtype=bool)
        for chosen, size, face, edge in (
            (~big, 0.8 * points, lane.pale, 0.0),
            (big, points, lane.colour, 0.5),
        ):
            marks = axes.scatter([], [], s=size**2, marker=lane.marker, facecolor=face or lane.colour,
                                 edgecolor=roles.PAPER, linewidth=edge, zorder=4)  # fmt: skip
            self._appear(marks, places[chosen], months[chosen])

    def _appear(self, marks: PathCollection, places: Floats, months: Floats) -> None:
        """Let each mark appear in its month."""
        self.moving.append(marks)
        self._shows.append(lambda month: marks.set_offsets(places[months <= month]))

    def _bars(self, axes: Axes, lane: roles.Lane, height: float) -> None:
        """Draw a bar for each agreement that grows while it is in force, and what was not ratified."""
        rows = agreement_rows(lane, self.events, self.spans, self.ends[1] - self.ends[0], self.plot)
        levels = [(max(rows, default=0) / 2 - row) * (ROW + 0.03) for row in rows]
        bars = GrowingBars(axes, lane, self.calendar, self.ends[1], self.scale)
        self._shows += [bars.draw(span, level) for span, level in zip(self.spans, levels, strict=False)]
        self.moving += bars.moving
        failed = np.array(failed_in(lane, self.events), dtype=float)
        places = np.column_stack([self.calendar.place(failed), levels[len(self.spans) :]]).reshape(-1, 2)
        marks = axes.scatter([], [], s=26, marker=lane.marker, facecolor=lane.pale, zorder=4)
        self._appear(marks, places, failed)
