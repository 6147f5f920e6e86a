"""Every figure of an analysis of drivers, by file name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from diplosim.analysis.sensitivity.result import Finding, Sensitivity
from diplosim.experiment import safe_name
from diplosim.figures.charts.driver_bars import morris, sobol, tornado
from diplosim.figures.charts.driver_board import MOST_PANELS, Names
from diplosim.metrics.columns import title_of
from diplosim.wording.names import arm_name

if TYPE_CHECKING:
    import pandas as pd

DESIGNS = {
    "saltelli": "Saltelli design", "morris": "Morris trajectories", "lhs": "Latin hypercube", "sobol": "Sobol sequence",
    "grid": "a grid", "list": "a list",
}  # fmt: skip


def driver_figures(found: Sensitivity, arms: Collection[str] | None = None) -> dict[str, Figure]:
    """Sobol bars, Morris bars and tornados of the arms (default: of all); three outcomes to a figure."""
    table, figures = found.table, {}
    for arm, findings in _by_arm(found).items():
        if arms is not None and arm not in arms:
            continue
        kind = "effect" if findings[0].question.effect else "level"
        for number in range(0, len(findings), MOST_PANELS):
            group = findings[number : number + MOST_PANELS]
            more = f"_{number // MOST_PANELS + 1}" if number else ""
            shown = [finding.question.outcome for finding in group]
            rows = table[(table["arm"] == arm) & table["outcome"].isin(shown)]
            names = _names(found, group)
            for chart, figure in _charts(found, rows, names):
                figures[f"{chart}_{kind}_{safe_name(arm)}{more}"] = figure
    return figures


def _by_arm(found: Sensitivity) -> dict[str, list[Finding]]:
    arms: dict[str, list[Finding]] = {}
    for finding in found.answered:
        arms.setdefault(finding.question.arm, []).append(finding)
    return arms


def _charts(found: Sensitivity, rows: pd.DataFrame, names: Names) -> Iterator[tuple[str, Figure]]:
    """The charts that the methods give rise to."""
    if "sobol" in found.methods:
        yield "sobol", sobol(rows, names)
    if "morris" in found.methods:
        yield "morris", morris(rows, names)
    if (rows["measure"] == "mean_at_low_end").any():
        yield "tornado", tornado(rows, names)


def _names(found: Sensitivity, findings: list[Finding]) -> Names:
    asked = findings[0].question
    shown = [finding.question.outcome for finding in findings]
    against = "" if asked.reference is None else f", less {arm_name(asked.reference)} under the same shocks"
    return Names(
        arm=arm_name(asked.arm),
        effect=asked.effect,
        outcomes={name: title_of(name) for name in shown},
        parameters={given.name: given.meaning for given in findings[0].inputs},
        caption=f"{found.experiment}: {findings[0].samples:,} samples ({DESIGNS[found.design]}), mean of "
                f"{found.replicates} runs in each{against}.",
    )  # fmt: skip
