"""Arms against a reference, pair by pair: how large, how sure, how often better, and what would settle the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplosim.analysis.crossed import Settling, Spread, crossing_of, settling, spread
from diplosim.analysis.paired import EQUAL, paired_statistics
from diplosim.metrics.columns import outcome
from diplosim.wording.verdicts import UNDECIDED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment import Column
    from diplosim.results import Results

    Floats = NDArray[np.float64]

Row = dict[str, Any]
#: Columns of ``analysis/compare.csv``.
COMPARE_NAMES = (
    "arm", "reference", "outcome", "unit", "better", "n_pairs", "n_dropped", "samples", "replicates", "diff_mean",
    "diff_low", "diff_high", "share_better", "share_equal", "share_worse", "variance_reduction", "verdict",
    "replicates_to_settle", "samples_to_settle",
)  # fmt: skip


def compare(results: Results, names: Sequence[str]) -> list[Row]:
    """One row per arm and outcome: the paired difference from the reference under the same shocks."""
    rows = []
    for place, arm in enumerate(results.arms[1:], start=1):
        for name in names:
            cube, column = results.cube(name), outcome(name)
            row: Row = {"arm": arm, "reference": results.reference, "outcome": name}
            row |= {"unit": column.unit, "better": column.better}
            rows.append(row | paired_row(cube[0], cube[place], column))
    return rows


def paired_row(reference: Floats, arm: Floats, column: Column) -> Row:
    """Statistics of ``arm - reference``, both ``[sample, replicate]``; a pair with a missing value is dropped."""
    difference = arm - reference
    found = spread(difference)
    told = paired_statistics(reference.ravel(), arm.ravel(), column, crossing_of(arm))
    kept = (
        "n_pairs",
        "n_dropped",
        "diff_mean",
        "diff_low",
        "diff_high",
        "share_better",
        "share_equal",
        "share_worse",
        "variance_reduction",
        "verdict",
    )
    row: Row = {name: told[name] for name in kept}
    row |= {"samples": found.samples, "replicates": found.replicates}
    needed = settling(found) if row["verdict"] == UNDECIDED else Settling(None, None)
    return row | {"replicates_to_settle": needed.replicates, "samples_to_settle": _samples(found, needed)}


def _samples(found: Spread, needed: Settling) -> int | None:
    return needed.samples if found.samples > 1 else None


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
