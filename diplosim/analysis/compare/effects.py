"""Arms against a reference, pair by pair: how large, how sure, how often better, and what would settle the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from diplosim.analysis.crossed import Settling, crossing_of, settling, spread
from diplosim.analysis.paired import EQUAL, paired_statistics
from diplosim.metrics.columns import outcome
from diplosim.wording.verdicts import UNDECIDED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment import Column
    from diplosim.metrics.column import Direction
    from diplosim.results import Results

    Floats = NDArray[np.float64]


class Difference(TypedDict):
    """A mean paired difference, arm less reference, and what is concluded from it."""

    n_pairs: int
    n_dropped: int
    samples: int
    replicates: int
    diff_mean: float | None
    diff_low: float | None
    diff_high: float | None
    share_better: float | None
    share_equal: float | None
    share_worse: float | None
    variance_reduction: float | None
    verdict: str
    replicates_to_settle: int | None
    samples_to_settle: int | None


class Compared(TypedDict):
    """Which arm is compared with which, in which outcome."""

    arm: str
    reference: str
    outcome: str
    unit: str
    better: Direction | None


class Effect(Compared, Difference):
    """A row of ``analysis/compare.csv``."""


def compare(results: Results, names: Sequence[str]) -> list[Effect]:
    """One row per arm and outcome: the paired difference from the reference under the same shocks."""
    rows: list[Effect] = []
    for place, arm in enumerate(results.arms[1:], start=1):
        for name in names:
            cube, column = results.cube(name), outcome(name)
            head = compared(arm, results.reference, column)
            rows.append({**head, **paired_row(cube[0], cube[place], column)})
    return rows


def compared(arm: str, reference: str, column: Column) -> Compared:
    """The head of a row."""
    return Compared(arm=arm, reference=reference, outcome=column.name, unit=column.unit, better=column.better)


def paired_row(reference: Floats, arm: Floats, column: Column) -> Difference:
    """Statistics of ``arm - reference``, both ``[sample, replicate]``; a pair with a missing value is dropped."""
    found = spread(arm - reference)
    told = paired_statistics(reference.ravel(), arm.ravel(), column, crossing_of(arm))
    needed = settling(found) if told["verdict"] == UNDECIDED else Settling(None, None)
    return Difference(
        n_pairs=told["n_pairs"],
        n_dropped=told["n_dropped"],
        samples=found.samples,
        replicates=found.replicates,
        diff_mean=told["diff_mean"],
        diff_low=told["diff_low"],
        diff_high=told["diff_high"],
        share_better=told["share_better"],
        share_equal=told["share_equal"],
        share_worse=told["share_worse"],
        variance_reduction=told["variance_reduction"],
        verdict=told["verdict"],
        replicates_to_settle=needed.replicates,
        samples_to_settle=needed.samples if found.samples > 1 else None,
    )


def noise(difference: Floats) -> float:
    """Standard error of a sample's mean over replicates, pooled over samples; NaN with one replicate."""
    import numpy as np

    count = np.isfinite(difference).sum(axis=1)
    several = count > 1
    if not several.any():
        return math.nan
    variance = np.nanvar(difference[several], axis=1, ddof=1)
    return float(np.sqrt(np.mean(variance / count[several])))


def beyond(difference: Floats, size: Floats) -> NDArray[np.bool_]:
    """Whether differences are more than the rounding of sums; ``size``: the larger of the two values."""
    import numpy as np

    found: NDArray[np.bool_] = np.abs(difference) > EQUAL * np.abs(size)
    return found
