"""The states of a negotiation table as bands over the months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from diplosim.figures.charts.metrics import Floats
from diplosim.figures.history.tracks import NAMES
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page
from diplosim.figures.layout.text import width
from diplosim.figures.layout.timeaxis import Calendar

if TYPE_CHECKING:
    import pandas as pd

KEY, ROW = 0.34, 0.34
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
    left, middle = MARGIN + NAMES, top + KEY / 2 - 0.02
    page.box(left - 0.05, top, WIDTH - left, KEY - 0.02, facecolor=roles.PAPER, zorder=0.5)
    for state in State:
        label, colour, pattern = state.value
        edge = roles.FAINT if state is State.SILENT else "#5aa5d6" if state is State.SUSPENDED else "#c592b0"
        page.box(left, middle - 0.065, SWATCH, 0.13, facecolor=colour, hatch=pattern,
                 edgecolor=edge if pattern or state is State.SILENT else "none",
                 linewidth=0.6 if state is State.SILENT else 0.0)  # fmt: skip
        page.text(left + SWATCH + 0.06, middle, label, size=KEY_SIZE, va="center_baseline")
        left += SWATCH + 0.06 + width(label, KEY_SIZE) + 0.26
