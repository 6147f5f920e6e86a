"""Sobol indices as bars: what each assumption explains alone and with everything it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.figures.charts.driver_board import NUMBER_SIZE, Board, Names, first_clear, leading, spread_words
from diplosim.figures.charts.driver_marks import MARKS
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import caption, headline
from diplosim.figures.layout.style import styled

if TYPE_CHECKING:
    import pandas as pd

KEY = (
    ("total", "share of the variance with everything it touches"), ("alone", "alone"), ("interval", "95 % interval"),
    ("chance", "what chance makes of the total"),
)  # fmt: skip


@styled
def sobol(table: pd.DataFrame, names: Names) -> Figure:
    """Bars of total and first-order indices, one panel for each outcome of ``table``.

    Args:
        table: rows of ``sensitivity.csv`` of a Sobol analysis, of one arm and up to three outcomes.
        names: words for what the table names by code.
    """
    outcomes = list(dict.fromkeys(table["outcome"]))
    headers = [(names.outcomes[o], spread_words(table, o)) for o in outcomes]
    table = table[table["method"] == "sobol"]
    parameters = leading(table, "ST", outcomes)
    words = (
        names.caption,
        "Shares alone add up to at most 100 %; what is missing is due to assumptions acting together, and then the "
        "wider bars add up to more.",
    )
    board = Board(
        headline(names.finding(outcomes[0], first_clear(table, outcomes[0]))), caption(*words), KEY, headers,
        [(names.parameters.get(p, p), p) for p in parameters],
    )  # fmt: skip
    for axes, outcome in zip(board.panels, outcomes, strict=True):
        rows = table[table["outcome"] == outcome].set_index(["parameter", "measure"])
        for place, parameter in enumerate(parameters):
            _row(axes, place, rows.loc[(parameter, "ST")], rows.loc[(parameter, "S1")])
        axes.set_xlim(0.0, 1.42)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "50 %", "100 %"])
    return board.figure


def _row(axes: Axes, place: int, total: Any, alone: Any) -> None:
    colour, alpha, _ = MARKS["total"]
    value = min(max(float(total["value"]), 0.0), 1.1)
    axes.barh(place, value, height=0.50, color=colour, alpha=alpha)
    axes.barh(place + 0.09, min(max(float(alone["value"]), 0.0), 1.1), height=0.20, color=colour)
    ends = [(place - 0.13, total), (place + 0.09, alone)]
    for level, row in ends:
        low, high = (min(max(float(row[key]), 0.0), 1.16) for key in ("low", "high"))
        axes.plot([low, high], [level, level], color=roles.INK, linewidth=0.9, solid_capstyle="butt")
    if float(total["chance"]) > 0.005:
        axes.plot(
            [total["chance"]],
            [place - 0.13],
            marker="|",
            color=roles.MUTED,
            markersize=6,
            markeredgewidth=1.1,
        )
    right = max(value, *(min(max(float(row["high"]), 0.0), 1.16) for _, row in ends))
    text = "<1 %" if value < 0.005 else f"{value * 100:.0f} %"
    look = roles.INK if total["clear"] else roles.MUTED
    axes.annotate(text, (right, place), xytext=(4, 0), textcoords="offset points", size=NUMBER_SIZE, color=look,
                  va="center")  # fmt: skip
