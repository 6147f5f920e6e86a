"""How policies hold up: what no other beats in calm, health and money at once, and everything that robustness answers.

The directions of the Pareto set are those of the one declaration, except that of cost: spending is a means and has no
better direction by itself, but of two policies with the same effects the cheaper one is to be preferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

from diplosim.analysis.output import Frame, columns_of
from diplosim.analysis.paired import EQUAL
from diplosim.analysis.robustness.regret import Standing, robustness, sample_values
from diplosim.analysis.robustness.thresholds import Enough, Threshold, read_thresholds, satisficing
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError, Results, open_results

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.metrics.column import Direction

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

#: The outcomes that are not weighed against each other.
Aim = Literal["deescalation_index", "disease_burden_end", "donor_cost_musd"]


class Objective(NamedTuple):
    """One axis of the Pareto set."""

    outcome: Aim
    better: Direction
    label: str


def _objective(name: Aim, label: str, better: Direction | None = None) -> Objective:
    declared = outcome(name).better or better
    assert declared is not None
    return Objective(name, declared, label)


OBJECTIVES = (
    _objective("deescalation_index", "Calm, index"),
    _objective("disease_burden_end", "Burden, end"),
    _objective("donor_cost_musd", "Cost, M$", "lower"),
)


class Arm(TypedDict):
    """Which arm a row is about."""

    arm: str


class Means(TypedDict, total=False):
    """Means over the samples in which every arm has all three values; absent where there are none."""

    deescalation_index: float
    disease_burden_end: float
    donor_cost_musd: float
    """M$."""
    on_front: bool
    """Whether no other arm dominates these means."""
    share_on_front: float
    """Share of the samples, 0 to 1, in which no other arm dominates it."""


class Placed(Arm, Means):
    """A row of ``analysis/pareto.csv``."""

    n_samples: int
    dominated_by: str
    """Names of arms, with blanks between."""


def dominates(values: Floats, better: Sequence[Direction]) -> Truths:
    """Whether arm *i* is at least as good as arm *j* everywhere and better somewhere, from ``[arm, objective]``.

    Missing values make an arm neither dominate nor be dominated.
    """
    import numpy as np

    gain = values * np.array([1.0 if way == "higher" else -1.0 for way in better])
    ahead = gain[:, None, :] - gain[None, :, :]
    slack = EQUAL * np.maximum(np.abs(gain[:, None, :]), np.abs(gain[None, :, :]))
    found: Truths = (ahead >= -slack).all(axis=2) & (ahead > slack).any(axis=2)
    return found


def pareto(results: Results) -> list[Placed]:
    """Per arm: means over the samples, whether any arm dominates it there, and its share of samples on the front."""
    import numpy as np

    cubes = np.stack(
        [sample_values(results, one.outcome) for one in OBJECTIVES], axis=2
    )  # arm, sample, objective
    better = [one.better for one in OBJECTIVES]
    whole = np.isfinite(cubes).all(axis=(0, 2))  # samples in which every arm has all three values
    if not whole.any():
        return [{"arm": arm, "n_samples": 0, "dominated_by": ""} for arm in results.arms]
    kept = cubes[:, whole]
    means = kept.mean(axis=1)
    beaten = dominates(means, better)
    on_front = np.array([~dominates(kept[:, sample], better).any(axis=0) for sample in range(kept.shape[1])])
    return [
        {
            "arm": arm,
            "deescalation_index": float(means[place, 0]),
            "disease_burden_end": float(means[place, 1]),
            "donor_cost_musd": float(means[place, 2]),
            "on_front": bool(not beaten[:, place].any()),
            "share_on_front": float(on_front[:, place].mean()),
            "n_samples": int(whole.sum()),
            "dominated_by": " ".join(other for i, other in enumerate(results.arms) if beaten[i, place]),
        }
        for place, arm in enumerate(results.arms)
    ]


@dataclass(frozen=True)
class Robustness:
    """The policies of a folder, judged across its samples."""

    results: Results
    outcomes: list[str]
    rows: list[Standing]
    """Regret and wins, by arm and outcome."""
    limits: Sequence[Threshold]
    enough: list[Enough]
    """Shares of samples that meet the limits."""
    front: list[Placed]
    """Calm, health and cost of every arm."""

    def frames(self) -> dict[str, Frame]:
        """``robustness``, ``satisficing`` and ``pareto``."""
        return {
            "robustness": (self.rows, columns_of(Standing)),
            "satisficing": (self.enough, columns_of(Enough)),
            "pareto": (self.front, columns_of(Placed)),
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
