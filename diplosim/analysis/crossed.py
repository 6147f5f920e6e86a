"""Pairs that share a world or a history of shocks are not independent: variances that know it.

In an experiment every sample (a world) meets the same replicates (histories of shocks), so two pairs may share
either. Taking all pairs as independent would make the interval of their mean far too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]


def variance_of_mean(values: Floats, groups: Sequence[Codes] = ()) -> tuple[float, float]:
    """Variance of the mean of at least two values, and its degrees of freedom.

    ``groups`` holds for each way of grouping (sample, replicate) the group of each value; groups are taken as drawn
    at random. The variances of both ways are added, less what is counted twice (Cameron, Gelbach and Miller 2011,
    J. Bus. Econ. Stat. 29:238), with Satterthwaite's degrees of freedom. Without groups: the usual variance / n.
    """
    count = len(values)
    alone = float(values.var(ddof=1)) / count
    parts = [part for codes in groups if (part := variance_between(values, codes)) is not None]
    if not parts:
        return alone, count - 1.0
    joint = sum(part for part, _ in parts) - (len(parts) - 1) * alone
    variance = max(joint, alone, *(part for part, _ in parts))
    spread = sum(part * part / (number - 1) for part, number in parts)
    freedom = variance * variance / spread if spread > 0.0 else count - 1.0
    return variance, min(max(freedom, 1.0), count - 1.0)


def variance_between(values: Floats, codes: Codes) -> tuple[float, int] | None:
    """Variance of the mean as the differences between groups show it, and the number of groups.

    Missing if there is a single group, or if every value has its own.
    """
    import numpy as np

    count = len(values)
    sums = np.bincount(codes, weights=values - values.mean())
    number = int((np.bincount(codes) > 0).sum())
    if not 1 < number < count:
        return None
    return float((sums * sums).sum()) / count**2 * number / (number - 1), number


def variance_within(values: Floats, codes: Codes | None) -> float | None:
    """Variance inside groups, pooled over groups; missing if no group has two values."""
    import numpy as np

    if codes is None:
        return float(values.var(ddof=1)) if len(values) > 1 else None
    counts = np.bincount(codes)
    free = int((counts - 1)[counts > 0].sum()) if len(values) else 0
    if free < 1:
        return None
    means = np.bincount(codes, weights=values) / np.maximum(counts, 1)
    apart = values - means[codes]
    return float((apart * apart).sum()) / free
