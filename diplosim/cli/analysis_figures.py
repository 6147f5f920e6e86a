"""From the rows of an analysis to its figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplosim.cli.compare_tables import label
from diplosim.cli.numbers import decimals, number, percent
from diplosim.cli.robustness_tables import sparse

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.discover import Finding
    from diplosim.analysis.draws import Draws
    from diplosim.analysis.failures import Failures
    from diplosim.analysis.prim import Axis, Limit
    from diplosim.figures.box_ranges import RangeRow

Row = dict[str, Any]


def regret_figure(draws: Draws, names: Sequence[str], rows: Sequence[Row]) -> Figure:
    """The 90 % quantile of regret, policies by outcomes; policies in the order of the first outcome."""
    from diplosim.figures.regret_map import RegretColumn, regret_map

    found = {
        (row["arm"], row["outcome"]): math.nan if sparse(row) else float(row["regret_p90"]) for row in rows
    }
    first = {arm: found[arm, names[0]] for arm in draws.arms}
    arms = sorted(draws.arms, key=lambda arm: (math.isnan(first[arm]), first[arm]))
    columns = []
    for name in names:
        values = [found[arm, name] for arm in arms]
        places = decimals(*values)
        unit = next(row["unit"] for row in rows if row["outcome"] == name)
        columns.append(RegretColumn(label(name), unit, values, [number(value, places) for value in values]))
    one = len(draws.samples) == 1
    worlds = f"{draws.replicates} replicates" if one else f"{len(draws.samples):,} draws of the assumptions"
    return regret_map(
        [_name(draws, arm) for arm in arms], columns,
        title="Regret: how far each policy falls behind the best one, in all but the worst tenth of worlds",
        notes=[f"90 % quantile of regret over {worlds}, in the unit of the outcome; the smallest of each column is "
               "bold. Each column has its own colour scale; outcomes are never added up. Policies are in the order of "
               "the first column. Grey: no value in most draws."],
    )  # fmt: skip


def _name(draws: Draws, arm: str) -> str:
    words = arm.replace("_", " ")
    return f"{words} (reference)" if arm == draws.reference else words


def pareto_figure(draws: Draws, rows: Sequence[Row]) -> Figure:
    """Mean calm, burden and cost of every policy."""
    from diplosim.figures.pareto_plot import ParetoPoint, pareto_plot

    points = [
        ParetoPoint(_name(draws, row["arm"]), row["deescalation_index"], row["disease_burden_end"],
                    row["donor_cost_musd"], row["on_front"], row["arm"] == draws.reference)
        for row in rows
    ]  # fmt: skip
    beaten = sum(not point.on_front for point in points)
    return pareto_plot(
        points,
        title=f"Calm, health and cost: {beaten} of {len(points)} policies are dominated by another one",
        notes=[f"Means over {rows[0]['n_draws']:,} draws; the area of a mark grows with what donors pay (M$ beside the "
               "name).",
               "Filled: no other policy is at least as good in all three and better in one. Diamond: the reference."],
    )  # fmt: skip


def boxes_figure(axes: Sequence[Axis], found: Failures, findings: Sequence[Finding]) -> Figure:
    """The boxes that noise does not explain."""
    from diplosim.cli.discover_words import failing
    from diplosim.figures.box_ranges import BoxPanel, box_ranges

    panels = []
    for number_, finding in enumerate((f for f in findings if f.real), start=1):
        places = sorted({place for place, _ in finding.found.box})
        sentence = (
            f"Box {number_}: {percent(finding.coverage)} of the failures, {percent(finding.density)} pure "
            f"({finding.found.k} of {finding.found.n} samples fail)"
        )
        panels.append(BoxPanel(sentence, [_range_row(axes, finding, place) for place in places]))
    n, k = len(found.failed), int(found.failed.sum())
    return box_ranges(
        panels,
        title=f"Where {failing(found)}",
        notes=[f"Coloured: inside the box. Grey: all that was sampled. It fails in {k} of {n} samples "
               f"({percent(found.rate)}).",
               "Quasi-p: chance of a box as pure without this limit. “Back in” counts random halves of the samples in "
               "which the search finds the limit again."],
    )  # fmt: skip


def _range_row(axes: Sequence[Axis], finding: Finding, place: int) -> RangeRow:
    from diplosim.analysis.axes import meaning, short_names
    from diplosim.analysis.box_words import amount
    from diplosim.analysis.discover import told
    from diplosim.figures.box_ranges import RangeRow

    axis = axes[place]
    sides = {side: limit for (at, side), limit in finding.found.box.items() if at == place}
    spans, limits = _spans(axis, sides)
    quasi = max(finding.quasi_p[place, side] for side in sides)
    back = min(finding.reproduced[place, side] for side in sides)
    shown = "< 0.001" if quasi < 0.001 else f"= {quasi:.3f}"
    words = meaning(axis.name)
    return RangeRow(
        short_names([one.name for one in axes])[axis.name], words[:1].lower() + words[1:], spans,
        ("", "") if 0 in sides else (amount(told(axis, axis.low, -1)), amount(told(axis, axis.high, 1))), limits,
        f"quasi-p {shown}, back in {percent(back)}", axis.names if 0 in sides else (),
    )  # fmt: skip


def _spans(axis: Axis, sides: dict[int, Limit]) -> tuple[list[tuple[float, float]], list[tuple[float, str]]]:
    """What lies inside, as shares of the range, and the words of the limits."""
    from diplosim.analysis.box_words import amount
    from diplosim.analysis.discover import told

    if 0 in sides:  # words without order: equal parts of the bar
        count = len(axis.names)
        return [(word / count, (word + 1) / count) for word in sorted(sides[0].kept)], []
    limits = [
        (side, (limit.value - axis.low) / (axis.high - axis.low)) for side, limit in sorted(sides.items())
    ]
    low = next((at for side, at in limits if side < 0), 0.0)
    high = next((at for side, at in limits if side > 0), 1.0)
    return [(low, high)], [(at, amount(told(axis, sides[side].value, side))) for side, at in limits]
