"""What stands beside and below panels: the row of policies, numbers at line ends, and months as calendar years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, Page, panel_size
from diplosim.figures.layout.typography import SEMIBOLD, line_height, shorten, spread, tick_labels, width

KEY_SIZE = 9.0
SWATCH = 0.34
KEY_ROW = 0.21
END_SIZE = 9.0
END_GAP = 5.0 / 72.0


def key_rows(labels: Sequence[str], room: float) -> list[list[tuple[int, float, str]]]:
    """Arrange labels in rows no wider than ``room`` inches: per row (index, left, text as it fits)."""
    rows: list[list[tuple[int, float, str]]] = [[]]
    left = 0.0
    for index, label in enumerate(labels):
        text = shorten(label, KEY_SIZE, room - SWATCH - 0.08, SEMIBOLD)
        need = SWATCH + 0.08 + width(text, KEY_SIZE, SEMIBOLD)
        if rows[-1] and left + need > room:
            rows.append([])
            left = 0.0
        rows[-1].append((index, left, text))
        left += need + 0.28
    return rows


def draw_key(
    page: Page, top: float, labels: Sequence[str], looks: Sequence[roles.LineRole], *, bands: bool
) -> None:
    """Draw the row (or rows) that name the policies, each with its line and band."""
    for row_number, row in enumerate(key_rows(labels, page.width - 2 * MARGIN)):
        middle = top + (row_number + 0.5) * KEY_ROW
        for index, offset, text in row:
            left, look = MARGIN + offset, looks[index]
            if bands:
                page.box(left, middle - 0.055, SWATCH, 0.11, alpha=roles.BAND_50, color=look.colour)
            page.line([(left, middle), (left + SWATCH, middle)], color=look.colour, linestyle=look.dash,
                      solid_capstyle="butt")  # fmt: skip
            page.text(left + SWATCH + 0.08, middle, text, size=KEY_SIZE, weight=SEMIBOLD, color=look.colour,
                      va="center_baseline")  # fmt: skip


def end_labels(axes: Axes, ends: Sequence[tuple[float, str, str]], size: float = END_SIZE) -> None:
    """Write (value, text, colour) to the right of where lines end, pushed apart where they are close."""
    height = panel_size(axes)[1]
    low, high = axes.get_ylim()
    places = [(value - low) / (high - low) for value, _, _ in ends]
    half = 0.5 * line_height(size) / height
    shift = END_GAP * 72.0
    for place, (_, text, colour) in zip(spread(places, 2 * half, 0.0, 1.0), ends, strict=True):
        axes.annotate(text, (1.0, place), xycoords="axes fraction", xytext=(shift, 0),
                      textcoords="offset points", color=colour, size=size, weight=SEMIBOLD, va="center_baseline",
                      annotation_clip=False)  # fmt: skip


def few_ticks(axes: Axes, most: int = 4, *, whole: bool = False) -> None:
    """Give the y axis at most ``most`` intervals, whole numbers if asked."""
    low, high = axes.get_ylim()
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=whole)
    ticks = [float(tick) for tick in locator.tick_values(low, high) if low <= tick <= high]
    axes.set_yticks(ticks, tick_labels(ticks))


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
