"""How policies hold up across samples: regret, worst case, who wins and who loses.

A sample of the assumptions counts with the mean over its replicates; where nothing was sampled, each replicate is one.
Definitions: McPhail et al. (2018), Earth's Future 6(2) 169-191. No outcome is ever weighed against another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from diplosim.analysis.compare import beyond, noise
from diplosim.analysis.paired import EQUAL
from diplosim.metrics.columns import outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.metrics.column import Direction
    from diplosim.results import Results

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

#: Quantile of regret that is reported besides mean and maximum.
P90 = 0.9


class Asked(TypedDict):
    """Which arm is judged, and in which outcome."""

    arm: str
    outcome: str
    unit: str
    better: Direction


class Counted(TypedDict):
    """How many samples there are with a value of the arm, and without one."""

    n_samples: int
    n_missing: int


class Regrets(TypedDict, total=False):
    """Regret and wins of one arm, in the unit of the outcome; absent where no sample has a value."""

    mean: float
    worst: float
    """The level in the sample that is worst for the arm."""
    regret_mean: float
    regret_p90: float
    regret_max: float
    share_best: float
    """Shares of the samples with a value, 0 to 1, in which no arm does better, or worse, and not all do the same.

    Where only one arm has a value, nobody wins, loses or ties.
    """
    share_tied: float
    """Share of those in which all arms do the same: nobody wins and nobody loses."""
    share_worst: float


class Against(TypedDict):
    """Shares of the samples, 0 to 1, in which the arm beats the reference and is beaten by it; none without pairs."""

    share_beats_reference: float | None
    share_loses_to_reference: float | None


class OverSamples(Counted, Regrets, Against):
    """One arm in one outcome over the samples."""


class Standing(Asked, OverSamples):
    """A row of ``analysis/robustness.csv``."""

    noise: float | None
    """Standard error of a sample's mean difference from the reference, in the unit of the outcome."""


def sparse(row: Counted) -> bool:
    """Whether a policy has a value in less than half of the samples: too few to be ranked."""
    return bool(row["n_samples"] <= row["n_missing"])


def counted_in(results: Results) -> str:
    """What is counted: samples of the assumptions, or replicates where nothing was sampled."""
    return "replicate" if len(results.samples) == 1 else "sample"


def sample_values(results: Results, name: str) -> Floats:
    """One outcome by arm and sample; NaN where no run of the sample has a value."""
    return over_samples(results.cube(name))


def over_samples(cube: Floats) -> Floats:
    """``[arm, sample, replicate]`` as ``[arm, sample]``: means over replicates, or the replicates of one sample."""
    import numpy as np

    if cube.shape[1] == 1:
        return cube[:, 0]
    there = np.isfinite(cube)
    count = there.sum(axis=2)
    with np.errstate(invalid="ignore"):
        means: Floats = np.where(there, cube, 0.0).sum(axis=2) / np.where(count > 0, count, np.nan)
    return means


def regret(values: Floats, better: Direction) -> Floats:
    """How much worse each arm does than the best arm of the same sample: ``[arm, sample]``, zero for the best."""
    import numpy as np

    gain = values if better == "higher" else -values
    best = np.max(np.where(np.isfinite(gain), gain, -np.inf), axis=0)
    found: Floats = np.where(np.isfinite(gain), best - gain, np.nan)
    return found


def wins(values: Floats, better: Direction) -> Truths:
    """Which arms are best in each sample; ties win together, but none that only equals the reference (row 0).

    The reference wins where no arm beats it. ``wins`` for the opposite direction tells who loses.
    """
    import numpy as np

    gain = values if better == "higher" else -values
    best = np.max(np.where(np.isfinite(gain), gain, -np.inf), axis=0)
    with np.errstate(invalid="ignore"):
        close = np.isfinite(gain) & (best - gain <= EQUAL * np.maximum(np.abs(best), np.abs(gain)))
        ahead = (gain > gain[0]) & beyond(gain - gain[0], np.maximum(np.abs(gain), np.abs(gain[0])))
    ahead |= np.isfinite(gain) & ~np.isfinite(gain[0])
    ahead[0] = True
    found: Truths = close & ahead
    return found


def robustness(results: Results, names: Sequence[str]) -> list[Standing]:
    """One row per arm and outcome."""
    rows: list[Standing] = []
    for name in names:
        column, cube = outcome(name), results.cube(name)
        assert column.better is not None
        sound = noise_of(cube)
        for arm, row in zip(results.arms, outcome_rows(over_samples(cube), column.better), strict=True):
            head = Asked(arm=arm, outcome=name, unit=column.unit, better=column.better)
            rows.append({**head, **row, "noise": sound[results.arms.index(arm)]})
    order = {arm: place for place, arm in enumerate(results.arms)}
    return sorted(rows, key=lambda row: order[row["arm"]])


def outcome_rows(values: Floats, better: Direction) -> list[OverSamples]:
    """Robustness of every arm in one outcome from ``[arm, sample]``, the reference first."""
    import numpy as np

    lost = regret(values, better)
    contested = np.isfinite(values).sum(axis=0) >= 2
    best = wins(values, better) & contested
    worst = wins(values, "lower" if better == "higher" else "higher") & contested
    tied = np.broadcast_to(
        best[0] & worst[0], best.shape
    )  # nobody does better than the reference, and nobody worse
    rows: list[OverSamples] = []
    for place, own in enumerate(values):
        there = np.isfinite(own)
        count = int(there.sum())
        found = Regrets()
        if count:
            kept, felt = own[there], lost[place][there]
            found = {
                "mean": float(kept.mean()),
                "worst": float(kept.min() if better == "higher" else kept.max()),
                "regret_mean": float(felt.mean()),
                "regret_p90": float(np.quantile(felt, P90)),
                "regret_max": float(felt.max()),
                "share_best": float((best & ~tied)[place][there].mean()),
                "share_worst": float((worst & ~tied)[place][there].mean()),
                "share_tied": float(tied[place][there].mean()),
            }
        held = Counted(n_samples=count, n_missing=len(own) - count)
        rows.append({**held, **found, **_against(values[0], own, better)})
    return rows


def _against(reference: Floats, arm: Floats, better: Direction) -> Against:
    """Shares of the samples in which the arm's value beats that of the reference, and is beaten by it."""
    import numpy as np

    both = np.isfinite(reference) & np.isfinite(arm)
    if not both.any():
        return {"share_beats_reference": None, "share_loses_to_reference": None}
    one, two = reference[both], arm[both]
    differs = beyond(two - one, np.maximum(np.abs(one), np.abs(two)))
    higher, lower = float((differs & (two > one)).mean()), float((differs & (two < one)).mean())
    ahead, behind = (higher, lower) if better == "higher" else (lower, higher)
    return {"share_beats_reference": ahead, "share_loses_to_reference": behind}


def noise_of(cube: Floats) -> list[float | None]:
    """Per arm, the standard error of a sample's mean difference from the reference; none without replicates."""
    import math

    if cube.shape[1] == 1:  # the samples are the replicates themselves
        return [None] * len(cube)
    found = [noise(arm - cube[0]) for arm in cube]
    return [None if math.isnan(value) else value for value in found]
