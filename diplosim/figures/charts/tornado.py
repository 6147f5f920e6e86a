"""The tornado: where an outcome lies when an assumption is at its low end, and where at its high end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.figures.charts.driver_board import (
    NUMBER_SIZE,
    Board,
    Names,
    few_across,
    first_clear,
    spread_words,
)
from diplosim.figures.charts.driver_marks import MARKS
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import caption, headline, panel_size
from diplosim.figures.layout.style import styled
from diplosim.figures.layout.text import shorten, width

if TYPE_CHECKING:
    import pandas as pd

KEY = (("low", "mean where the assumption is at its low end"), ("high", "at its high end"))
MOST_ROWS = 12
ENDS = ("mean_at_low_end", "mean_at_high_end")


@styled
def tornado(table: pd.DataFrame, names: Names) -> Figure:
    """Bars from the overall mean to the means at either end, one panel for each outcome of ``table``.

    Args:
        table: rows of ``sensitivity.csv`` that hold ``mean_at_low_end``, ``mean_at_high_end`` and ``mean``, of one
            arm and up to three outcomes; their notes say which values make an end.
        names: words for what the table names by code.
    """
    outcomes = list(dict.fromkeys(table["outcome"]))
    headers = [(names.outcomes[o], spread_words(table, o)) for o in outcomes]
    parameters = _leading(table, outcomes)
    words = (
        names.caption,
        "Ends: the lowest and the highest fifth of the samples; of assumptions with few values, the lowest and the "
        "highest value. Numbers beside the bars: which values make the end.",
    )
    board = Board(
        headline(names.finding(outcomes[0], first_clear(table, outcomes[0]))), caption(*words), KEY,
        headers, [(names.parameters.get(p, p), p) for p in parameters],
    )  # fmt: skip
    for axes, outcome in zip(board.panels, outcomes, strict=True):
        own = table[table["outcome"] == outcome]
        centre = float(own[own["measure"] == "mean"]["value"].iloc[0])
        rows = own[own["measure"].isin(ENDS)].set_index(["parameter", "measure"])
        _panel(axes, centre, [[rows.loc[(p, end)] for end in ENDS] for p in parameters])
    return board.figure


def _leading(table: pd.DataFrame, outcomes: list[str]) -> list[str]:
    """The parameters with the widest bars in any panel, in the order of the first panel."""
    wide = table[table["measure"].isin(ENDS)].pivot_table(
        index="parameter", columns=["outcome", "measure"], values="value", sort=False
    )
    spans = {o: (wide[(o, ENDS[1])] - wide[(o, ENDS[0])]).abs() for o in outcomes}
    relative = {o: span / (float(span.max()) or 1.0) for o, span in spans.items()}
    sizes = {p: max(float(relative[o][p]) for o in outcomes) for p in wide.index}
    kept = sorted(sizes, key=lambda p: (-sizes[p], p))[:MOST_ROWS]
    return sorted(kept, key=lambda p: (-float(spans[outcomes[0]][p]), p))


def _panel(axes: Axes, centre: float, rows: list[list[Any]]) -> None:
    """Bars on either side of the mean, each with the values that make its end."""
    values = [float(row["value"]) for pair in rows for row in pair]
    low, high = min(*values, centre), max(*values, centre)
    span = (high - low) or max(abs(centre), 1.0) * 0.1
    inches = panel_size(axes)[0]
    room = 0.24 * inches
    axes.set_xlim(low - 0.48 * span, high + 0.48 * span)
    for place, pair in enumerate(rows):
        left, right = sorted(pair, key=lambda row: float(row["value"]))
        for kind, row in zip(("low", "high"), pair, strict=True):
            colour, alpha, _ = MARKS[kind]
            axes.barh(
                place, float(row["value"]) - centre, left=centre, height=0.46, color=colour, alpha=alpha
            )
        for row, side, edge in ((left, -1, min), (right, 1, max)):
            text = shorten(str(row["note"]), NUMBER_SIZE, room)
            axes.annotate(text, (edge(float(row["value"]), centre), place), xytext=(4 * side, 0),
                          textcoords="offset points", size=NUMBER_SIZE, color=roles.MUTED, va="center",
                          ha="right" if side < 0 else "left")  # fmt: skip
    axes.axvline(centre, color=roles.INK, linewidth=1.0)
    few_across(axes, 3 if width("0.000", 8.5) * 4 < inches else 2)
