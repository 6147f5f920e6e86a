"""Statistics of paired differences, and quantities of pairs: the same shocks in both runs, only the policy differs.

With common random numbers most of the noise cancels in the difference of a pair, so a comparison of pairs
sees effects that a comparison of two clouds of runs would miss.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

from diplosim.analysis.crossed import Crossing, crossing_of, variance_of_mean, variance_within
from diplosim.wording.verdicts import CONFIDENCE, verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment import Column

    Floats = NDArray[np.float64]


#: Two values count as equal when they differ by less than this share of their size (rounding of sums).
EQUAL = 1e-9


def mean_interval(values: Floats, crossing: Crossing | None = None) -> tuple[float | None, float | None]:
    """Student's t interval of a mean at ``CONFIDENCE``: the one interval of the package; missing for a single value.

    Args:
        values: ``[sample, replicate]``, NaN where a pair has no value; or without NaN one value a pair.
        crossing: for the latter, which pairs share a sample or a replicate; without it they count as independent.

    The mean of many differences is near normal even where single differences are skewed counts. Where nine in ten of
    them are zero and there are few, it is too short (so is a bootstrap). It needs no random numbers and is the same
    everywhere.
    """
    import numpy as np

    if values.ndim == 2:
        there = np.isfinite(values).ravel()
        values, crossing = values.ravel()[there], crossing_of(values).of(there)
    if len(values) < 2:
        return None, None
    from scipy.special import stdtrit

    groups = () if crossing is None else (crossing.sample, crossing.replicate)
    variance, freedom = variance_of_mean(values, groups)
    half = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * variance**0.5
    centre = float(values.mean())
    return centre - half, centre + half


class Quantiles(TypedDict):
    """How values spread, in their unit; all missing without values."""

    p05: float | None
    p25: float | None
    median: float | None
    p75: float | None
    p95: float | None
    mean: float | None


class DifferenceQuantiles(TypedDict):
    """How paired differences spread, in the unit of the outcome; missing without pairs."""

    diff_median: float | None
    diff_p05: float | None
    diff_p25: float | None
    diff_p75: float | None
    diff_p95: float | None


class Shares(TypedDict):
    """Shares of the pairs, 0 to 1, in which the arm is better, equal and worse; only ``equal`` without a direction."""

    share_better: float | None
    share_equal: float | None
    share_worse: float | None


class Statistics(DifferenceQuantiles, Shares):
    """What is said of the paired differences of one arm in one outcome, as in ``summary.csv``."""

    n_pairs: int
    n_dropped: int
    """Pairs in which a run has no value."""
    diff_mean: float | None
    """In the unit of the outcome, as is its 95 % interval."""
    diff_low: float | None
    diff_high: float | None
    variance_reduction: float | None
    """How many times as many runs it would take without common shocks."""
    verdict: str
    """One of ``wording.verdicts.DIFFERENCE``."""


def quantiles(values: Floats) -> Quantiles:
    """Median, mean and the 5, 25, 75 and 95 % quantiles; all missing without values."""
    import numpy as np

    if len(values) == 0:
        return Quantiles(p05=None, p25=None, median=None, p75=None, p95=None, mean=None)
    p05, p25, median, p75, p95 = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()
    return Quantiles(p05=p05, p25=p25, median=median, p75=p75, p95=p95, mean=float(values.mean()))


def paired_statistics(
    reference: Floats, arm: Floats, column: Column, crossing: Crossing | None = None
) -> Statistics:
    """Paired difference (arm minus reference), its interval, the shares of pairs better, equal, worse, and the verdict.

    The arrays are aligned pair by pair; a pair with a missing value (NaN) is dropped and counted. ``crossing`` says
    which pairs share a sample or a history of shocks; without it they count as independent.
    """
    import numpy as np

    kept = np.isfinite(reference) & np.isfinite(arm)
    one, two = reference[kept], arm[kept]
    difference = two - one
    met = None if crossing is None else crossing.of(kept)
    low, high = mean_interval(difference, met)
    spread = quantiles(difference)
    held = shares(one, two, column)
    return {
        "n_pairs": len(difference),
        "n_dropped": len(kept) - len(difference),
        "diff_mean": spread["mean"],
        "diff_low": low,
        "diff_high": high,
        **of_differences(spread),
        **held,
        "variance_reduction": variance_reduction(one, two, met),
        "verdict": verdict(low, high, len(difference), held["share_equal"], column.better),
    }


def of_differences(spread: Quantiles) -> DifferenceQuantiles:
    """Median and quantiles of differences under the names that the summary gives them."""
    return DifferenceQuantiles(
        diff_median=spread["median"], diff_p05=spread["p05"], diff_p25=spread["p25"], diff_p75=spread["p75"],
        diff_p95=spread["p95"],
    )  # fmt: skip


def shares(reference: Floats, arm: Floats, column: Column) -> Shares:
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


def variance_reduction(reference: Floats, arm: Floats, crossing: Crossing | None = None) -> float | None:
    """Variance of a difference of runs with shocks of their own, over that of the pairs with the same shocks.

    With ``crossing`` inside samples, so that worlds that differ do not count as noise that pairing takes away.
    Missing if pairs never differ, and where no sample has two pairs.
    """
    samples = None if crossing is None else crossing.sample
    paired, one, two = (variance_within(values, samples) for values in (arm - reference, arm, reference))
    if paired is None or one is None or two is None:
        return None
    resolution = EQUAL * max(abs(arm).max(), abs(reference).max())  # less than that is the rounding of sums
    if paired <= resolution * resolution:
        return None
    return (one + two) / paired


#: The metrics that pair quantities are made of.
PAIR_METRICS = (
    "disease_burden", "severity", "carve_out", "aid_absorbed_musd", "donors_paid_musd", "returned_musd",
)  # fmt: skip
#: Weights of concessions, those of what the recipient has at stake: M$ absorbed and carve-out beyond the law.
ABSORBED_PER_UNIT = 4.0
CARVE_OUT_WEIGHT = 0.5
#: Months over which severity is looked back on, the current one included.
TRAILING = 12
#: Step of disease burden that the cost is quoted for.
BURDEN_POINT = 0.01


def pair_arrays(
    before: Mapping[str, Floats], after: Mapping[str, Floats], e_law0: float | Floats
) -> dict[str, Floats]:
    """Burden averted, cost of averting it and pocketing of each pair, from ``[pair, month]`` of reference and arm.

    ``e_law0`` is the humanitarian carve-out that the law gives anyway; what goes beyond it is a concession.
    """
    averted = before["disease_burden"] - after["disease_burden"]
    paid = (after["donors_paid_musd"] - after["returned_musd"]).sum(axis=1)
    concession = concession_value(after["aid_absorbed_musd"], after["carve_out"], e_law0)
    return {
        "burden_averted_months": averted.sum(axis=1),
        "cost_per_point_averted_musd": cost_per_point(paid, averted),
        "pocketing": pocketing(concession, after["severity"], before["severity"]),
    }


def concession_value(absorbed_musd: Floats, carve_out: Floats, e_law0: float | Floats) -> Floats:
    """What the recipient receives in a month: aid absorbed / 4 + 0.5 x carve-out beyond the law."""
    import numpy as np

    # Trajectories are stored in single precision, so "no more than the law" must allow for that rounding.
    beyond = np.where(carve_out - e_law0 > 1e-6, carve_out - e_law0, 0.0)
    value: Floats = absorbed_musd / ABSORBED_PER_UNIT + CARVE_OUT_WEIGHT * beyond
    return value


def cost_per_point(paid_musd: Floats, averted: Floats) -> Floats:
    """M$ paid (less returns) per 0.01 of last-month disease burden averted; missing where none was."""
    import numpy as np

    last = averted[:, -1] if averted.shape[1] else np.zeros(len(averted))
    with np.errstate(divide="ignore", invalid="ignore"):
        cost: Floats = np.where(last > 0, paid_musd / (last / BURDEN_POINT), np.nan)
    return cost


def trailing_sum(values: Floats, window: int = TRAILING) -> Floats:
    """Sum over up to ``window`` months so far, the current one included, along the last axis."""
    import numpy as np

    total = np.cumsum(values, axis=-1)
    total[..., window:] = total[..., window:] - total[..., :-window].copy()
    return total


def pocketing(concession: Floats, severity: Floats, reference_severity: Floats) -> Floats:
    """Share of the concession value delivered in months that were trailing no calmer than the reference.

    High values: the concessions were taken and nothing was given for them. Missing without concessions.
    """
    import numpy as np

    no_calmer = trailing_sum(severity) >= trailing_sum(reference_severity) - 1e-6
    total = concession.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Floats = np.where(total > 0, (concession * no_calmer).sum(axis=1) / total, np.nan)
    return share
