"""What drives outcomes, as bars: Sobol indices, Morris screening, the tornado; and all of an analysis by file name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.analysis.sensitivity.result import Sensitivity
from diplosim.experiment import safe_name
from diplosim.figures.charts.driver_board import (
    MARKS,
    MOST_PANELS,
    NUMBER_SIZE,
    Board,
    Names,
    few_across,
    first_clear,
    leading,
    names_of,
    spread_words,
)
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import caption, headline, panel_size
from diplosim.figures.layout.typography import shorten, styled, width
from diplosim.wording.numbers import number

if TYPE_CHECKING:
    import pandas as pd


def driver_figures(found: Sensitivity, arms: Collection[str] | None = None) -> dict[str, Figure]:
    """Sobol bars, Morris bars and tornados of the arms (default: of all); three outcomes to a figure."""
    table, figures = found.table, {}
    for arm in dict.fromkeys(finding.question.arm for finding in found.answered):
        if arms is not None and arm not in arms:
            continue
        findings = [finding for finding in found.answered if finding.question.arm == arm]
        kind = "effect" if findings[0].question.effect else "level"
        for first in range(0, len(findings), MOST_PANELS):
            group = findings[first : first + MOST_PANELS]
            more = f"_{first // MOST_PANELS + 1}" if first else ""
            shown = [finding.question.outcome for finding in group]
            rows = table[(table["arm"] == arm) & table["outcome"].isin(shown)]
            names = names_of(found, group)
            for chart, figure in _charts(found, rows, names):
                figures[f"{chart}_{kind}_{safe_name(arm)}{more}"] = figure
    return figures


def _charts(found: Sensitivity, rows: pd.DataFrame, names: Names) -> Iterator[tuple[str, Figure]]:
    """The charts that the methods give rise to."""
    if "sobol" in found.methods:
        yield "sobol", sobol(rows, names)
    if "morris" in found.methods:
        yield "morris", morris(rows, names)
    if (rows["measure"] == "mean_at_low_end").any():
        yield "tornado", tornado(rows, names)


SOBOL_KEY = (
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
        headline(names.finding(outcomes[0], first_clear(table, outcomes[0]))), caption(*words), SOBOL_KEY, headers,
        [(names.parameters.get(p, p), p) for p in parameters],
    )  # fmt: skip
    for axes, outcome in zip(board.panels, outcomes, strict=True):
        rows = table[table["outcome"] == outcome].set_index(["parameter", "measure"])
        for place, parameter in enumerate(parameters):
            _sobol_row(axes, place, rows.loc[(parameter, "ST")], rows.loc[(parameter, "S1")])
        axes.set_xlim(0.0, 1.42)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "50 %", "100 %"])
    return board.figure


def _sobol_row(axes: Axes, place: int, total: Any, alone: Any) -> None:
    colour, alpha, _ = MARKS["total"]
    value = min(max(float(total["value"]), 0.0), 1.1)
    axes.barh(place, value, height=0.50, color=colour, alpha=alpha)
    axes.barh(place + 0.09, min(max(float(alone["value"]), 0.0), 1.1), height=0.20, color=colour)
    ends = [(place - 0.13, total), (place + 0.09, alone)]
    for level, row in ends:
        low, high = (min(max(float(row[key]), 0.0), 1.16) for key in ("low", "high"))
        axes.plot([low, high], [level, level], color=roles.INK, linewidth=0.9, solid_capstyle="butt")
    if float(total["chance"]) > 0.005:
        axes.plot([total["chance"]], [place - 0.13], marker="|", color=roles.MUTED, markersize=6,
                  markeredgewidth=1.1)  # fmt: skip
    right = max(value, *(min(max(float(row["high"]), 0.0), 1.16) for _, row in ends))
    text = "<1 %" if value < 0.005 else f"{value * 100:.0f} %"
    look = roles.INK if total["clear"] else roles.MUTED
    axes.annotate(text, (right, place), xytext=(4, 0), textcoords="offset points", size=NUMBER_SIZE, color=look,
                  va="center")  # fmt: skip


#: An assumption has a direction if its mean change is at least this share of its mean absolute change.
DIRECTED = 0.8
MORRIS_KEY = (
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
        headline(names.finding(outcomes[0], first_clear(table, outcomes[0]))), caption(*words), MORRIS_KEY, headers,
        [(names.parameters.get(p, p), p) for p in parameters],
    )  # fmt: skip
    for axes, outcome in zip(board.panels, outcomes, strict=True):
        rows = table[table["outcome"] == outcome].set_index(["parameter", "measure"])
        _morris_panel(axes, [[rows.loc[(p, m)] for m in ("mu_star", "mu", "sigma")] for p in parameters])
    return board.figure


def direction(mu: float, mu_star: float) -> str:
    """``raises``, ``lowers`` or ``both``."""
    if mu_star > 0 and abs(mu) >= DIRECTED * mu_star:
        return "raises" if mu > 0 else "lowers"
    return "both"


def _morris_panel(axes: Axes, rows: list[list[Any]]) -> None:
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


TORNADO_KEY = (("low", "mean where the assumption is at its low end"), ("high", "at its high end"))
MOST_BARS = 12
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
        headline(names.finding(outcomes[0], first_clear(table, outcomes[0]))), caption(*words), TORNADO_KEY,
        headers, [(names.parameters.get(p, p), p) for p in parameters],
    )  # fmt: skip
    for axes, outcome in zip(board.panels, outcomes, strict=True):
        own = table[table["outcome"] == outcome]
        centre = float(own[own["measure"] == "mean"]["value"].iloc[0])
        rows = own[own["measure"].isin(ENDS)].set_index(["parameter", "measure"])
        _tornado_panel(axes, centre, [[rows.loc[(p, end)] for end in ENDS] for p in parameters])
    return board.figure


def _leading(table: pd.DataFrame, outcomes: list[str]) -> list[str]:
    """The parameters with the widest bars in any panel, in the order of the first panel."""
    wide = table[table["measure"].isin(ENDS)].pivot_table(
        index="parameter", columns=["outcome", "measure"], values="value", sort=False
    )
    spans = {o: (wide[(o, ENDS[1])] - wide[(o, ENDS[0])]).abs() for o in outcomes}
    relative = {o: span / (float(span.max()) or 1.0) for o, span in spans.items()}
    sizes = {p: max(float(relative[o][p]) for o in outcomes) for p in wide.index}
    kept = sorted(sizes, key=lambda p: (-sizes[p], p))[:MOST_BARS]
    return sorted(kept, key=lambda p: (-float(spans[outcomes[0]][p]), p))


def _tornado_panel(axes: Axes, centre: float, rows: list[list[Any]]) -> None:
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
