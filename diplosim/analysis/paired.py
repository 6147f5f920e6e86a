"""Statistics of paired differences: the same shocks in both runs, only the policy differs.

With common random numbers most of the noise cancels in the difference of a pair, so a comparison of pairs
sees effects that a comparison of two clouds of runs would miss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment import Column

    Floats = NDArray[np.float64]

#: Confidence of the interval of a mean difference.
CONFIDENCE = 0.95
#: Two values count as equal when they differ by less than this share of their size (rounding of sums).
EQUAL = 1e-9


def mean_interval(values: Floats) -> tuple[float | None, float | None]:
    """Student's t interval of the mean, at ``CONFIDENCE``; missing for fewer than two values.

    The mean of many differences is near normal even where single differences are skewed counts; unlike a
    bootstrap the interval needs no random numbers and is the same everywhere.
    """
    if len(values) < 2:
        return None, None
    from scipy.special import stdtrit

    factor = float(stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2))
    half = factor * float(values.std(ddof=1)) / len(values) ** 0.5
    centre = float(values.mean())
    return centre - half, centre + half


def quantiles(values: Floats) -> dict[str, float | None]:
    """Median, mean and the 5, 25, 75 and 95 % quantiles; all missing without values."""
    import numpy as np

    names = ("p05", "p25", "median", "p75", "p95")
    if len(values) == 0:
        return dict.fromkeys((*names, "mean"), None)
    found = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))
    return {**{name: float(q) for name, q in zip(names, found, strict=True)}, "mean": float(values.mean())}


def paired_statistics(reference: Floats, arm: Floats, column: Column) -> dict[str, float | int | None]:
    """Paired difference (arm minus reference), its interval, and the shares of pairs better, equal, worse.

    The arrays are aligned pair by pair; a pair with a missing value (NaN) is dropped and counted.
    """
    import numpy as np

    kept = np.isfinite(reference) & np.isfinite(arm)
    one, two = reference[kept], arm[kept]
    difference = two - one
    low, high = mean_interval(difference)
    spread = quantiles(difference)
    return {
        "n_pairs": len(difference),
        "n_dropped": len(kept) - len(difference),
        "diff_mean": spread["mean"],
        "diff_low": low,
        "diff_high": high,
        "diff_median": spread["median"],
        "diff_p05": spread["p05"],
        "diff_p95": spread["p95"],
        **shares(one, two, column),
        "variance_reduction": variance_reduction(one, two),
    }


def shares(reference: Floats, arm: Floats, column: Column) -> dict[str, float | None]:
    """Shares of pairs in which the arm is better, equal and worse; only ``equal`` without a direction."""
    import numpy as np

    if len(arm) == 0:
        return {"share_better": None, "share_equal": None, "share_worse": None}
    difference = arm - reference
    equal = np.abs(difference) <= EQUAL * np.maximum(np.abs(arm), np.abs(reference))
    higher, lower = float(np.mean((difference > 0) & ~equal)), float(np.mean((difference < 0) & ~equal))
    better, worse = (higher, lower) if column.better == "higher" else (lower, higher)
    directed = column.better is not None
    return {
        "share_better": better if directed else None,
        "share_equal": float(np.mean(equal)),
        "share_worse": worse if directed else None,
    }


def variance_reduction(reference: Floats, arm: Floats) -> float | None:
    """Variance of a difference of independent runs over that of the pairs; missing if pairs never differ."""
    if len(arm) < 2:
        return None
    paired = float((arm - reference).var(ddof=1))
    return (float(arm.var(ddof=1)) + float(reference.var(ddof=1))) / paired if paired > 0 else None
