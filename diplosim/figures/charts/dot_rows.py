"""Means with their intervals, several quantities side by side: a row for each policy or part, a panel an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.figures.charts.driver_board import Board, few_across
from diplosim.figures.charts.driver_marks import MARKS, POINTS, SERIES
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import caption, headline
from diplosim.figures.layout.style import styled

#: Share of a row over which its marks are spread.
SPREAD = 0.56
#: Most panels side by side.
ACROSS = 3


@dataclass(frozen=True)
class Dot:
    """A mean and its interval."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class DotRow:
    """A row: its words, the name that files use, and its dots by panel and quantity (``None``: there is none)."""

    words: str
    code: str
    dots: Sequence[Sequence[Dot | None]]


@styled
def dot_rows(
    title: str,
    panels: Sequence[tuple[str, str]],
    series: Sequence[str],
    rows: Sequence[DotRow],
    notes: Sequence[str],
) -> Figure:
    """Draw the rows; filled marks are those whose interval leaves zero out.

    Args:
        title: headline, a finding if there is one.
        panels: up to three outcomes: title, and unit with the direction that is better.
        series: what the marks of a row are, in the order of its dots; at most five.
        rows: from top to bottom.
        notes: sentences of the caption.

    Raises:
        ValueError: more panels or quantities than have room, or no rows.
    """
    if not rows or not 1 <= len(panels) <= ACROSS or not 1 <= len(series) <= len(SERIES):
        raise ValueError(f"dot_rows draws 1 to {ACROSS} outcomes and 1 to {len(SERIES)} quantities")
    key = [
        *zip(SERIES, series, strict=False),
        ("interval", "95 % interval"),
        ("hollow", "interval holds zero"),
    ]
    board = Board(headline(title), caption(*notes), key, panels, [(row.words, row.code) for row in rows])
    for place, axes in enumerate(board.panels):
        _panel(axes, [row.dots[place] for row in rows])
    return board.figure


def _panel(axes: Axes, rows: Sequence[Sequence[Dot | None]]) -> None:
    """One outcome: every row's dots below one another around its middle."""
    axes.axvline(0.0, color=roles.INK, linewidth=0.9, zorder=1.9)
    ends = [end for row in rows for dot in row if dot is not None for end in (dot.low, dot.high, dot.mean)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    span = (high - low) or 1.0
    axes.set_xlim(low - 0.06 * span, high + 0.06 * span)
    for place, row in enumerate(rows):
        for number, dot in enumerate(row):
            if dot is not None:
                shift = SPREAD * ((number + 0.5) / len(row) - 0.5)
                _mark(axes, place + shift, dot, SERIES[number])
    few_across(axes, 3)


def _mark(axes: Axes, height: float, dot: Dot, kind: str) -> None:
    colour = MARKS[kind][0]
    axes.plot([dot.low, dot.high], [height, height], color=colour, linewidth=1.4, alpha=0.8, zorder=3)
    axes.plot([dot.mean], [height], marker=POINTS[kind], markersize=5.0, zorder=4, markeredgecolor=colour,
              markerfacecolor=colour if dot.clear else roles.PAPER, markeredgewidth=1.1)  # fmt: skip
