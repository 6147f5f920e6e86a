"""How policies hold up across the assumptions: regret, wins, thresholds, dominated policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.analysis.pareto import PARETO_NAMES, pareto
from diplosim.analysis.robustness import REGRET_NAMES, SATISFICING_NAMES, robustness, satisficing
from diplosim.analysis.thresholds import Threshold, read_thresholds
from diplosim.answers.kept import Table
from diplosim.results import AnalysisError, Results, open_results

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Row = dict[str, Any]


@dataclass(frozen=True)
class Rivals:
    """The policies of a folder, judged across its samples."""

    results: Results
    outcomes: list[str]
    rows: list[Row]
    """Regret and wins, by arm and outcome."""
    limits: Sequence[Threshold]
    enough: list[Row]
    """Shares of draws that meet the limits."""
    front: list[Row]
    """Calm, health and cost of every arm."""

    def tables(self) -> dict[str, Table]:
        """``robustness``, ``satisficing`` and ``pareto``."""
        return {
            "robustness": (self.rows, REGRET_NAMES),
            "satisficing": (self.enough, SATISFICING_NAMES),
            "pareto": (self.front, PARETO_NAMES),
        }

    def figures(self) -> dict[str, Figure]:
        """The map of regret and, where calm, health and cost have values, the Pareto set."""
        from diplosim.figures.charts.robustness import pareto_figure, regret_figure

        figures = {"regret": regret_figure(self.results, self.outcomes, self.rows)}
        if any(row["n_draws"] for row in self.front):
            figures["pareto"] = pareto_figure(self.results, self.front)
        return figures


def how_choices_hold_up(
    folder: Path,
    arms: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    thresholds: Sequence[str] = (),
    reference: str | None = None,
) -> Rivals:
    """Judge policies across the samples; the arguments are the options of ``diplosim robustness``.

    Raises:
        AnalysisError: one arm, or no outcome with a better direction.
        FolderError: the folder holds no finished results.
    """
    results = open_results(folder).restricted(arms, reference)
    if len(results.arms) < 2:
        raise AnalysisError(
            f"{folder}: regret needs at least two policies; the only one here is '{results.reference}'"
        )
    names = results.named(outcomes, directed=True)
    if not names:
        raise AnalysisError(
            "none of the experiment's outcomes has a better direction; choose some with --outcome"
        )
    limits = read_thresholds(thresholds, results.outcomes)
    return Rivals(
        results, names, robustness(results, names), limits, satisficing(results, limits), pareto(results)
    )
