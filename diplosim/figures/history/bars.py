"""What lies along a lane: marks that dodge, agreements that grow while they are in force, the states of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from diplosim.figures.charts.metrics import Floats
from diplosim.figures.history.log import Agreement
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import Calendar
from diplosim.figures.layout.page import MARGIN, WIDTH, Page
from diplosim.figures.layout.typography import POINTS, SEMIBOLD, width

if TYPE_CHECKING:
    import pandas as pd

NAMES = 1.50
"""Room for the names of lanes, in inches."""
NAME_SIZE = 7.5
ROW = 0.17
"""Height of one agreement's bar, in inches."""

Show = Callable[[int], None]
"""Brings something to a month."""


@dataclass(frozen=True)
class GrowingBars:
    """Where bars are drawn: ``last`` is the last month, ``scale`` the inches of a month."""

    axes: Axes
    lane: roles.Lane
    calendar: Calendar
    last: int
    scale: float
    moving: list[Artist] = field(default_factory=list)

    def draw(self, span: Agreement, level: float) -> Show:
        """Draw one agreement at its level (inches from the lane's middle): bar, pauses, signing and partner."""
        parts = [
            (span.start, span.end, self.lane.colour),
            *((*pause, self.lane.pale) for pause in span.pauses),
        ]
        bars = []
        for begin, end, colour in parts:
            bar = Rectangle((self._year(begin), level - ROW / 2), 0.0, ROW, facecolor=colour, zorder=3,
                            edgecolor=roles.PAPER, linewidth=0.5)  # fmt: skip
            self.axes.add_patch(bar)
            bars.append((begin, end, bar))
        signed = self.axes.scatter([self._year(span.start)], [level], s=30, marker=self.lane.marker, zorder=4,
                                   facecolor=self.lane.colour, edgecolor=roles.PAPER, linewidth=0.6)  # fmt: skip
        self.moving.extend([*(bar for _, _, bar in bars), signed])
        name = self._name(span, level)

        def show(month: int) -> None:
            for begin, end, bar in bars:
                bar.set_width(max(0.0, self._year(min(end, month)) - self._year(begin)))
            signed.set_visible(span.signed and span.start <= month)
            if name is not None:
                name(month)

        return show

    def _year(self, month: int) -> float:
        return float(self.calendar.place(min(month, self.last)))

    def _name(self, span: Agreement, level: float) -> Show | None:
        """Write the partner's code into the first piece that will have room, a solid one if possible.

        It is shown once the bar has grown past it.
        """
        cuts = [span.start, *(month for pause in span.pauses for month in pause), span.end]
        pieces = [
            (place % 2, place, begin, min(end, self.last))
            for place, (begin, end) in enumerate(pairwise(cuts))
        ]
        for paused, place, begin, end in sorted(pieces):
            indent = 0.10 if place == 0 else 0.04  # the first piece begins with the mark of the signing
            need = (width(span.partner, NAME_SIZE, SEMIBOLD) + indent + 0.05) / self.scale
            if end - begin > need:
                text = self.axes.annotate(
                    span.partner, (self._year(begin), level), xytext=(indent * POINTS, 0.4), size=NAME_SIZE, zorder=5,
                    textcoords="offset points", weight=SEMIBOLD, va="center_baseline",
                    color=roles.INK if paused else roles.PAPER,
                )  # fmt: skip
                self.moving.append(text)
                return lambda month: text.set_visible(month >= begin + need)
        return None


STEP = (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0)
"""Where the first, second ... of a group of close marks goes, in mark heights from the lane's middle."""


@dataclass(frozen=True)
class Dodged:
    """Offsets of marks from the middle of their lane (inches), and the width of a mark (inches)."""

    offsets: tuple[float, ...]
    size: float
    fits: bool


def dodge(places: Sequence[float], room: float, largest: float = 0.115) -> Dodged:
    """Give marks at ``places`` (inches, ascending) offsets so that they do not cover each other.

    Where the lane (``room`` inches high) is too full, marks shrink to half; beyond that they touch.
    """
    offsets: list[float] = []
    size, fits = largest, False
    for part in (1.0, 0.85, 0.7, 0.6, 0.5):
        size = largest * part
        levels = [step for step in STEP if (2 * abs(step) + 1) * size <= room]
        offsets, fits = _place(places, size, levels)
        if fits:
            break
    return Dodged(tuple(offsets), size, fits)


def _place(places: Sequence[float], size: float, levels: Sequence[float]) -> tuple[list[float], bool]:
    taken: dict[float, float] = {}
    offsets, fits = [], True
    for place in places:
        free = [level for level in levels if place - taken.get(level, float("-inf")) >= 0.9 * size]
        if not free:
            fits = False
            free = [min(levels, key=lambda level: taken[level])]
        taken[free[0]] = place
        offsets.append(free[0] * size)
    return offsets, fits


def rows_of(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return for each span (start, end), in order of start, the first row where it overlaps nobody."""
    ends: list[float] = []
    rows = []
    for start, end in spans:
        row = next((i for i, until in enumerate(ends) if until <= start), len(ends))
        ends[row : row + 1] = [end]
        rows.append(row)
    return rows


STATE_KEY, STATE_ROW = 0.34, 0.34
KEY_SIZE, SWATCH = 8.5, 0.26
LOW, HIGH = 0.09, 0.91
"""Upper and lower edge of a band within its row."""


class State(Enum):
    """A state: its words, its colour, and the pattern that tells it apart without colour."""

    CLOSED = ("closed", "#eceef1", "")
    OPEN = ("open", "#f2c95f", "")
    AGREED = ("agreed", "#0072b2", "")
    SUSPENDED = ("suspended", "#b9d7ea", "////")
    COOLING = ("cooling off", "#e3c2d6", "\\\\\\\\")
    SILENT = ("cannot talk", "#ffffff", "")

    @property
    def label(self) -> str:
        """Its words."""
        return self.value[0]


BY_NAME = {state.label: state for state in State}


def states_of(rows: pd.DataFrame) -> Iterator[State]:
    """Return the state of one table in every month; a closed table that cannot talk is silent.

    Raises:
        ValueError: a state of another version.
    """
    ripeness = rows["ripeness"].astype(float)  # of a table that never talks it may come as objects
    for name, suspended, ripe in zip(rows["state"], rows["suspended"], ripeness, strict=True):
        state = BY_NAME.get(str(name))
        if state is None:
            raise ValueError(f"unknown state of a table: {name!r}")
        if state is State.AGREED and suspended:
            yield State.SUSPENDED
        elif state is State.CLOSED and np.isnan(ripe):
            yield State.SILENT
        else:
            yield state


def spells(states: Sequence[State]) -> list[tuple[int, int, State]]:
    """Return (first, past the last, state) of every spell in one state."""
    found, place = [], 0
    for state, group in groupby(states):
        length = sum(1 for _ in group)
        found.append((place, place + length, state))
        place += length
    return found


def draw_row(
    axes: Axes, place: int, states: Sequence[State], ripe: Floats, calendar: Calendar, first: int
) -> None:
    """Draw one table's spells, and its ripeness (0-1 of the row) where nothing is agreed."""
    for begin, end, state in spells(states):
        left, right = (float(calendar.place(first + month - 0.5)) for month in (begin, end))
        _, colour, pattern = state.value
        edge = "#5aa5d6" if state is State.SUSPENDED else "#c592b0"
        axes.add_patch(Rectangle((left, place + LOW), right - left, HIGH - LOW, facecolor=colour, zorder=2,
                                 hatch=pattern, edgecolor=edge if pattern else "none", linewidth=0.0))  # fmt: skip
    bound = np.array([state in (State.AGREED, State.SUSPENDED) for state in states])
    shown = np.where(bound, np.nan, ripe)
    years = calendar.place(first + np.arange(len(states), dtype=float))
    axes.plot(years, place + HIGH - 0.02 - (HIGH - LOW - 0.06) * shown, color=roles.INK, linewidth=0.9, zorder=4,
              marker="o" if np.count_nonzero(~np.isnan(shown)) == 1 else "", markersize=2)  # fmt: skip


def state_key(page: Page, top: float) -> None:
    """Name the states above the rows, from the left edge of the panels on."""
    left, middle = MARGIN + NAMES, top + STATE_KEY / 2 - 0.02
    page.box(left - 0.05, top, WIDTH - left, STATE_KEY - 0.02, facecolor=roles.PAPER, zorder=0.5)
    for state in State:
        label, colour, pattern = state.value
        edge = roles.FAINT if state is State.SILENT else "#5aa5d6" if state is State.SUSPENDED else "#c592b0"
        page.box(left, middle - 0.065, SWATCH, 0.13, facecolor=colour, hatch=pattern,
                 edgecolor=edge if pattern or state is State.SILENT else "none",
                 linewidth=0.6 if state is State.SILENT else 0.0)  # fmt: skip
        page.text(left + SWATCH + 0.06, middle, label, size=KEY_SIZE, va="center_baseline")
        left += SWATCH + 0.06 + width(label, KEY_SIZE) + 0.26
