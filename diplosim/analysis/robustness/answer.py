"""How policies hold up across the assumptions: regret, wins, thresholds, dominated policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diplosim.analysis.keep import Frame
from diplosim.analysis.robustness.pareto import PARETO_NAMES, pareto
from diplosim.analysis.robustness.regret import REGRET_NAMES, SATISFICING_NAMES, robustness, satisficing
from diplosim.analysis.robustness.thresholds import Threshold, read_thresholds
from diplosim.results import AnalysisError, Results, open_results

Row = dict[str, Any]


@dataclass(frozen=True)
class Robustness:
    """The policies of a folder, judged across its samples."""

    results: Results
    outcomes: list[str]
    rows: list[Row]
    """Regret and wins, by arm and outcome."""
    limits: Sequence[Threshold]
    enough: list[Row]
    """Shares of samples that meet the limits."""
    front: list[Row]
    """Calm, health and cost of every arm."""

    def frames(self) -> dict[str, Frame]:
        """``robustness``, ``satisficing`` and ``pareto``."""
        return {
            "robustness": (self.rows, REGRET_NAMES),
            "satisficing": (self.enough, SATISFICING_NAMES),
            "pareto": (self.front, PARETO_NAMES),
        }


def robustness_of(
    folder: Path,
    arms: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    thresholds: Sequence[str] = (),
    reference: str | None = None,
) -> Robustness:
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
    return Robustness(
        results, names, robustness(results, names), limits, satisficing(results, limits), pareto(results)
    )
