"""Placing marks on a lane: close ones dodge up and down, long spans get a row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
