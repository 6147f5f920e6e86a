"""The cells of a map: the change as a number where there is room, else a mark for what is worse or undecided."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from diplosim.figures.layout import roles
from diplosim.figures.layout.text import line_height, width
from diplosim.wording.numbers import compact

SIZE = 8.0
MARK = 4.0
"""Size in points of the marks; smaller where cells are."""


class MapPanel(NamedTuple):
    """One policy: the change in each cell (rows go upwards) and whether its sign is decided there."""

    name: str
    note: str
    change: NDArray[np.float64]
    decided: NDArray[np.bool_]


def digits_of(largest: float) -> int:
    """Decimals that show two figures of the largest change."""
    return 0 if largest >= 10 else 1 if largest >= 1 else 2 if largest >= 0.1 else 3


def write_numbers(axes: Axes, panel: MapPanel, harm: NDArray[np.float64], cell: tuple[float, float]) -> bool:
    """Write the change into every cell, behind its mark, if all have room; ``harm`` is from -1 to 1."""
    digits = digits_of(float(np.nanmax(np.abs(panel.change), initial=0.0)))
    texts = {}
    for place in zip(*np.nonzero(~np.isnan(panel.change)), strict=True):
        mark = "" if panel.decided[place] and harm[place] < 0 else "× " if panel.decided[place] else "· "
        texts[place] = mark + compact(float(panel.change[place]), digits, signed=True)
    widest = max((width(text, SIZE) for text in texts.values()), default=0.0)
    if widest + 0.08 > cell[0] or line_height(SIZE) > cell[1]:
        return False
    for (row, column), text in texts.items():
        dark = abs(harm[row, column]) > 0.75
        axes.text(column + 0.5, row + 0.5, text, size=SIZE, ha="center", va="center_baseline",
                  color=roles.PAPER if dark else roles.INK)  # fmt: skip
    return True


def draw_marks(axes: Axes, panel: MapPanel, harm: NDArray[np.float64], cell: tuple[float, float]) -> None:
    """Mark what is worse and what is undecided, in cells of so many inches."""
    size = min(MARK, 32.0 * min(cell))
    known = ~np.isnan(harm)
    for chosen, marker, colour in (
        (known & ~panel.decided, "o", roles.MUTED),
        (known & panel.decided & (harm > 0.0), "x", roles.INK),
    ):
        rows, columns = np.nonzero(chosen)
        axes.scatter(columns + 0.5, rows + 0.5, s=(size * (0.55 if marker == "o" else 1.0)) ** 2, marker=marker,
                     color=colour, linewidth=0.0 if marker == "o" else 0.7)  # fmt: skip
