"""Morris screening as bars: how far each assumption moves an outcome over its whole range, and how evenly."""

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
    leading,
    spread_words,
)
from diplosim.figures.charts.driver_marks import MARKS
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import caption, headline
from diplosim.figures.layout.style import styled
from diplosim.wording.numbers import number

if TYPE_CHECKING:
    import pandas as pd

#: An assumption has a direction if its mean change is at least this share of its mean absolute change.
DIRECTED = 0.8
KEY = (
    ("raises", "more of it, higher number"), ("lowers", "lower number"), ("both", "now this, now that"),
    ("interval", "95 % interval"), ("sigma", "unevenness (sigma)"), ("chance", "chance"),
)  # fmt: skip


@styled
def morris(table: pd.DataFrame, names: Names) -> Figure:
    """Bars of mu* with its interval, and sigma, one panel for each outcome of ``table``.

    Args:
        table: rows of ``sensitivity.csv`` of a Morris analysis, of one arm and up to three outcomes.
        names: words for what the table names by code.
    """
    outcomes = list(dict.fromkeys(table["outcome"]))
    headers = [(names.outcomes[o], spread_words(table, o)) for o in outcomes]
    table = table[table["method"] == "morris"]
    parameters = leading(table, "mu_star", outcomes)
    others = table["parameter"].nunique() - len(parameters)
    words = (
        names.caption,
        "Bar: mean absolute change of the outcome over the whole range of the assumption, the others anywhere in "
        "theirs. Small upright line: what chance alone makes of the bar. A diamond beyond the bar's end: how far it "
        "moves depends on the others.",
        f"{others} assumptions that move the outcomes less are not shown." if others else "",
    )
    board = Board(
        headline(names.finding(outcomes[0], first_clear(table, outcomes[0]))), caption(*words), KEY, headers,
        [(names.parameters.get(p, p), p) for p in parameters],
    )  # fmt: skip
    for axes, outcome in zip(board.panels, outcomes, strict=True):
        rows = table[table["outcome"] == outcome].set_index(["parameter", "measure"])
        _panel(axes, [[rows.loc[(p, m)] for m in ("mu_star", "mu", "sigma")] for p in parameters])
    return board.figure


def direction(mu: float, mu_star: float) -> str:
    """``raises``, ``lowers`` or ``both``."""
    if mu_star > 0 and abs(mu) >= DIRECTED * mu_star:
        return "raises" if mu > 0 else "lowers"
    return "both"


def _panel(axes: Axes, rows: list[list[Any]]) -> None:
    reach = max(max(float(star["high"]), float(sigma["value"])) for star, _, sigma in rows) or 1.0
    digits = 0 if reach >= 20 else 1 if reach >= 2 else 2 if reach >= 0.2 else 3
    for place, (star, mu, sigma) in enumerate(rows):
        value, low, high = (max(float(star[key]), 0.0) for key in ("value", "low", "high"))
        colour, alpha, _ = MARKS[direction(float(mu["value"]), value)]
        axes.barh(place, value, height=0.42, color=colour, alpha=alpha)
        axes.plot([low, high], [place, place], color=roles.INK, linewidth=0.9, solid_capstyle="butt")
        axes.plot([float(sigma["value"])], [place], marker="D", color=roles.INK, markerfacecolor=roles.PAPER,
                  markersize=4.2, markeredgewidth=0.9, clip_on=False)  # fmt: skip
        if float(star["chance"]) > 0.003 * reach:
            axes.plot(
                [float(star["chance"])],
                [place],
                marker="|",
                color=roles.MUTED,
                markersize=8,
                markeredgewidth=1.2,
            )
        right = max(high, float(sigma["value"]))
        axes.annotate(number(value, digits), (right, place), xytext=(6, 0), textcoords="offset points",
                      size=NUMBER_SIZE, color=roles.INK if star["clear"] else roles.MUTED, va="center")  # fmt: skip
    axes.set_xlim(0.0, 1.25 * reach)
    few_across(axes, 4)
