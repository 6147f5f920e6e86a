"""The panels of a map: colours, numbers or marks in every cell, and the names of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, line_height, shorten, styled, width, wrap
from diplosim.wording.numbers import compact

ACROSS = 3
ALONE = 6.2
"""Width of the canvas in inches of a map of one policy."""
GAP, BELOW = 0.34, 0.58
TITLE, TICK, TICK_MOST = 0.40, 0.10, 1.10
"""Room for the turned name of the side, between it and the panel, and for the values at most."""
PANEL, KEY, NAME = 2.15, 0.50, 0.44
SIZE, SMALL = 9.0, 8.0
RAMP = LinearSegmentedColormap.from_list(
    "change", [roles.BETTER.colour, "#9ecae1", "#f7f7f7", "#fdbe85", roles.WORSE.colour]
)


class MapAxis(NamedTuple):
    """One side of the map: the quantity's short name, its meaning, and the values as text."""

    name: str
    meaning: str
    values: Sequence[str]


@styled
def grid_map(
    panels: Sequence[MapPanel],
    across: MapAxis,
    upwards: MapAxis,
    *,
    less_is_better: bool,
    title: str,
    notes: Sequence[str],
) -> Figure:
    """Draw a map for every policy, blue where it does better than the reference and orange where worse.

    Args:
        panels: policies with changes of the same shape; NaN is left grey.
        across: the quantity from left to right.
        upwards: the quantity from bottom to top.
        less_is_better: whether a negative change is better.
        title: headline.
        notes: sentences of the caption; what the marks mean is added.

    Raises:
        ValueError: no panel, or no cell has a value.
    """
    largest = max((float(np.nanmax(np.abs(p.change), initial=0.0)) for p in panels), default=np.nan)
    if not panels or all(np.isnan(p.change).all() for p in panels):
        raise ValueError("no cell of the map has a value")
    columns = 2 if len(panels) == 4 else min(ACROSS, len(panels))
    canvas = ALONE if columns == 1 else WIDTH
    head = headline(title, canvas)
    foot = caption(*notes, "Cross: worse; dot: undecided; grey: no value.", width=canvas)
    ticks = min(TICK_MOST, max(width(text, SMALL) for text in upwards.values))
    indent = TITLE + ticks + TICK
    wide = (canvas - 2 * MARGIN - indent - GAP * (columns - 1)) / columns
    rows = -(-len(panels) // columns)
    top = MARGIN + head.height + 0.10
    first = top + KEY
    step = NAME + PANEL + BELOW
    page = Page(canvas, first + rows * step + foot.height + MARGIN, head, foot)
    _key(page, top, MARGIN + max(indent, 0.72), largest, less_is_better)
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        place = (MARGIN + indent + column * (wide + GAP), first + row * step, wide)
        axes = _panel(page, place, panel, largest, less_is_better)
        _across(page, axes, place, across)
        axes.set_yticks([])
        if column == 0:
            _upwards(page, axes, place, upwards, ticks)
    return page.figure


def _key(page: Page, top: float, left: float, largest: float, less_is_better: bool) -> None:
    """The scale of colours, from the best change to the worst."""
    bar = page.axes(left, top + 0.06, 2.6, 0.13)
    bar.imshow(np.linspace(0.0, 1.0, 256)[None, :], cmap=RAMP, aspect="auto", extent=(0, 1, 0, 1))
    bar.set_axis_off()
    ends = [-largest, 0.0, largest] if less_is_better else [largest, 0.0, -largest]
    digits = digits_of(largest)
    for share, value in zip((0.0, 0.5, 1.0), ends, strict=True):
        page.text(left + 2.6 * share, top + 0.22, compact(value, digits, signed=True), size=SMALL,
                  color=roles.MUTED, ha="center", va="top")  # fmt: skip
    page.text(left - 0.08, top + 0.125, "better", size=SIZE, color=roles.BETTER.colour, ha="right",
              va="center_baseline", weight=SEMIBOLD)  # fmt: skip
    page.text(left + 2.68, top + 0.125, "worse", size=SIZE, color=roles.WORSE.colour,
              va="center_baseline", weight=SEMIBOLD)  # fmt: skip


def _panel(
    page: Page, place: tuple[float, float, float], panel: MapPanel, largest: float, less_is_better: bool
) -> Axes:
    left, top, wide = place
    name = shorten(panel.name, SIZE, wide, SEMIBOLD)
    page.text(left, top + NAME - 0.22, name, size=SIZE, weight=SEMIBOLD, va="baseline")
    page.text(
        left,
        top + NAME - 0.07,
        shorten(panel.note, SMALL, wide),
        size=SMALL,
        color=roles.MUTED,
        va="baseline",
    )
    axes = page.axes(left, top + NAME, wide, PANEL, facecolor=roles.FAINT)
    axes.grid(False)
    harm = panel.change if less_is_better else -panel.change
    bound = largest or 1.0
    axes.pcolormesh(
        harm, cmap=RAMP, vmin=-bound, vmax=bound, rasterized=False, edgecolor=roles.PAPER, linewidth=0.3
    )
    for side in axes.spines.values():
        side.set_visible(False)
    if not write_numbers(axes, panel, harm / bound, (wide / harm.shape[1], PANEL / harm.shape[0])):
        draw_marks(axes, panel, harm, (wide / harm.shape[1], PANEL / harm.shape[0]))
    return axes


def _step(count: int, cells: float) -> int:
    """How many cells on the next value is written that needs so many cells: the first and the last one if possible."""
    least = max(1, ceil(cells))
    return next((step for step in range(least, count) if (count - 1) % step == 0 and step < 2 * least), least)


def _across(page: Page, axes: Axes, place: tuple[float, float, float], side: MapAxis) -> None:
    left, top, wide = place
    cell = wide / len(side.values)
    step = _step(len(side.values), min(1.0, max(width(text, SMALL) for text in side.values) + 0.10) / cell)
    shown = range(0, len(side.values), step)
    aside = [2 * (cell * (min(at, len(side.values) - 1 - at) + 0.5) + MARGIN) for at in shown]
    texts = [
        shorten(side.values[at], SMALL, min(step * cell, room) - 0.06)
        for at, room in zip(shown, aside, strict=True)
    ]
    axes.set_xticks([at + 0.5 for at in shown], texts)
    axes.tick_params(axis="x", labelsize=SMALL, length=2)
    words = f"{side.name}: {side.meaning}" if side.meaning else side.name
    base = top + NAME + PANEL + 0.22
    for line, text in enumerate(wrap(words, SMALL, wide, most=2)):
        page.text(left, base + line * line_height(SMALL), text, size=SMALL, color=roles.MUTED, va="top")


def _upwards(page: Page, axes: Axes, place: tuple[float, float, float], side: MapAxis, ticks: float) -> None:
    _, top, _ = place
    count = len(side.values)
    shown = range(0, count, _step(count, count * line_height(SMALL) / PANEL))
    texts = [shorten(side.values[at], SMALL, ticks) for at in shown]
    axes.set_yticks([at + 0.5 for at in shown], texts)
    axes.tick_params(axis="y", labelsize=SMALL, length=2, left=True, labelleft=True)
    words = f"{side.name}: {side.meaning}" if side.meaning else side.name
    lines = wrap(words, SMALL, PANEL, most=2)
    page.text(MARGIN, top + NAME + PANEL / 2, "\n".join(lines), size=SMALL, color=roles.MUTED, rotation=90,
              ha="left", va="center", multialignment="center")  # fmt: skip


CELL_SIZE = 8.0
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
    widest = max((width(text, CELL_SIZE) for text in texts.values()), default=0.0)
    if widest + 0.08 > cell[0] or line_height(CELL_SIZE) > cell[1]:
        return False
    for (row, column), text in texts.items():
        dark = abs(harm[row, column]) > 0.75
        axes.text(column + 0.5, row + 0.5, text, size=CELL_SIZE, ha="center", va="center_baseline",
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
