"""From the rows of ``diplosim robustness`` to its figures: regret, and calm, health and cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplosim.analysis.robustness.regret import sparse
from diplosim.metrics.columns import title_of
from diplosim.wording.names import arm_name
from diplosim.wording.numbers import decimals, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.results import Results

Row = dict[str, Any]


def regret_figure(results: Results, names: Sequence[str], rows: Sequence[Row]) -> Figure:
    """The 90 % quantile of regret, policies by outcomes; policies in the order of the first outcome."""
    from diplosim.figures.charts.regret_map import RegretColumn, regret_map

    found = {
        (row["arm"], row["outcome"]): math.nan if sparse(row) else float(row["regret_p90"]) for row in rows
    }
    first = {arm: found[arm, names[0]] for arm in results.arms}
    arms = sorted(results.arms, key=lambda arm: (math.isnan(first[arm]), first[arm]))
    columns = []
    for name in names:
        values = [found[arm, name] for arm in arms]
        places = decimals(*values)
        unit = next(row["unit"] for row in rows if row["outcome"] == name)
        columns.append(
            RegretColumn(title_of(name), unit, values, [number(value, places) for value in values])
        )
    one = len(results.samples) == 1
    worlds = (
        f"{results.replicates} replicates" if one else f"{len(results.samples):,} draws of the assumptions"
    )
    return regret_map(
        [_name(results, arm) for arm in arms], columns,
        title="Regret: how far each policy falls behind the best one, in all but the worst tenth of worlds",
        notes=[f"90 % quantile of regret over {worlds}, in the unit of the outcome; the smallest of each column is "
               "bold. Each column has its own colour scale; outcomes are never added up. Policies are in the order of "
               "the first column. Grey: no value in most draws."],
    )  # fmt: skip


def _name(results: Results, arm: str) -> str:
    words = arm_name(arm)
    return f"{words} (reference)" if arm == results.reference else words


def pareto_figure(results: Results, rows: Sequence[Row]) -> Figure:
    """Mean calm, burden and cost of every policy."""
    from diplosim.figures.charts.pareto_plot import ParetoPoint, pareto_plot

    points = [
        ParetoPoint(_name(results, row["arm"]), row["deescalation_index"], row["disease_burden_end"],
                    row["donor_cost_musd"], row["on_front"], row["arm"] == results.reference)
        for row in rows
    ]  # fmt: skip
    beaten = sum(not point.on_front for point in points)
    return pareto_plot(
        points,
        title=f"Calm, health and cost: {beaten} of {len(points)} policies are dominated by another one",
        notes=[f"Means over {rows[0]['n_samples']:,} samples; area of a mark grows with what donors pay (M$ beside the "
               "name).",
               "Filled: no other policy is at least as good in all three and better in one. Diamond: the reference."],
    )  # fmt: skip
