"""The time axis: months of a run as calendar years."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from diplosim.figures.layout.page import panel_size
from diplosim.figures.layout.text import width

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT_HORIZON = 24
"""Up to this many months the ticks are months; beyond it they are years."""
TICK_SIZE = 8.5
OVERHANG = 0.18
"""How far in inches a tick label may reach beyond its panel."""
TICK_GAP = 0.12
"""Least room in inches between two tick labels."""


@dataclass(frozen=True)
class Calendar:
    """Calendar of a run that starts in ``start`` ("2026-01", month 0)."""

    start: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{1,4}-(0[1-9]|1[0-2])", self.start):
            raise ValueError(f"start must look like 2026-01, not {self.start!r}")

    @property
    def _first(self) -> int:
        year, month = self.start.split("-")
        return 12 * int(year) + int(month) - 1

    def year(self, month: int) -> int:
        """Return the calendar year of a run's month."""
        return (self._first + month) // 12

    def name(self, month: int) -> str:
        """Return "Mar 2027"."""
        return f"{MONTHS[(self._first + month) % 12]} {self.year(month)}"

    def place(self, month: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return months as decimal years."""
        return (self._first + np.asarray(month, dtype=float)) / 12.0

    def span(self, first: int, last: int) -> str:
        """Return "2026–2035", or the one year, or the months of a run of under two years."""
        if last - first < SHORT_HORIZON:
            return self.name(first) if first == last else f"{self.name(first)} to {self.name(last)}"
        return f"{self.year(first)}–{self.year(last)}"

    def _tick(self, month: int, unit: int) -> str:
        return self.name(month) if unit == 1 else str(self.year(month))

    def ticks(self, first: int, last: int, room: float) -> tuple[list[float], list[str]]:
        """Return places and labels of at most as many ticks as fit into ``room`` inches."""
        short = last - first < SHORT_HORIZON
        unit, steps = (1, (1, 2, 3, 6, 12)) if short else (12, (1, 2, 5, 10, 20, 50, 100))
        inches = room / max(1, last - first)
        aside = 0.5 if unit == 1 else 0.0  # long labels may be moved in from the panel's edge
        marks = [first]
        for step in steps:
            found = [m for m in range(first, last + 1) if (self._first + m) % (unit * step) == 0]
            widest = max((width(self._tick(m, unit), TICK_SIZE) for m in found), default=0.0)
            if found and (len(found) == 1 or step * unit * inches >= (1.0 + aside) * widest + TICK_GAP):
                marks = found
                break
        labels = [self._tick(m, unit) for m in marks]
        return [float(self.place(float(m))) for m in marks], labels

    def apply(self, axes: Axes, first: int, last: int, *, labels: bool = True, inset: float = 0.0) -> None:
        """Give ``axes`` the limits and ticks of the months ``first``..``last``.

        ``inset`` (inches) keeps the first and last month off the panel's edges.
        """
        places, names = self.ticks(first, last, panel_size(axes)[0])
        low, high = float(self.place(first)), float(self.place(last))
        pad = inset * (high - low) / (panel_size(axes)[0] - 2 * inset) if high > low else 0.5 / 12
        axes.set_xlim(low - pad, high + pad)
        axes.set_xticks(places, names if labels else [""] * len(names))
        inches = panel_size(axes)[0] / (high - low + 2 * pad)
        for place, name, label in zip(places, names, axes.get_xticklabels() if labels else (), strict=labels):
            half = width(name, TICK_SIZE) / 2 - OVERHANG
            if half > (place - low + pad) * inches:
                label.set_horizontalalignment("left")
            elif half > (high + pad - place) * inches:
                label.set_horizontalalignment("right")
