"""Pairs that share a world or a history of shocks are not independent: variances and shares that know it.

In an experiment every sample (a world) meets the same replicates (histories of shocks), so two pairs may share
either. Taking all pairs as independent would make the interval of their mean far too narrow.

A share of samples has no mean whose variance could be told, so there, and only there, the package resamples for an
interval: samples and replicates both (pigeonhole bootstrap, Owen 2007, Annals of Applied Statistics 1(2) 386-411).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from diplosim.wording.verdicts import CONFIDENCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]
    Truths = NDArray[np.bool_]
    Held = Callable[[Floats], Truths]


#: Chance that runs of the recommended number leave a true difference of the estimated size undecided.
MISS = 0.2


@dataclass(frozen=True)
class Crossing:
    """Which sample and which replicate each pair belongs to, as numbers from 0."""

    sample: Codes
    replicate: Codes

    def of(self, kept: NDArray[np.bool_]) -> Crossing:
        """Those of some of the pairs."""
        return Crossing(self.sample[kept], self.replicate[kept])


def crossing_of(values: Floats) -> Crossing:
    """Sample and replicate of every cell of ``[sample, replicate]``, flattened."""
    import numpy as np

    sample, replicate = np.indices(values.shape)
    return Crossing(sample.ravel(), replicate.ravel())


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


class Spread(NamedTuple):
    """A mean and where its uncertainty comes from (variances of the mean, in squared units of the outcome)."""

    mean: float
    samples: int
    replicates: int
    cells: int
    """Pairs with a value."""
    variance: float
    """Of the mean; NaN for a single pair."""
    freedom: float
    """Degrees of freedom of the variance."""
    of_samples: float
    """Variance between the samples' means; NaN with one sample."""
    of_replicates: float
    """Variance between the replicates' means; NaN with one replicate."""
    of_both: float
    """What these two both contain; zero with one sample or one replicate."""


def spread(values: Floats) -> Spread:
    """Mean of a table ``[sample, replicate]`` (NaN: missing) and the parts of its variance."""
    import numpy as np

    there = np.isfinite(values)
    S, R = int(there.any(axis=1).sum()), int(there.any(axis=0).sum())
    kept = values[there]
    mean = float(kept.mean()) if len(kept) else math.nan
    if len(kept) < 2:
        return Spread(mean, S, R, len(kept), *(math.nan,) * 4, 0.0)
    groups = crossing_of(values).of(there.ravel())
    variance, freedom = variance_of_mean(kept, (groups.sample, groups.replicate))
    alone = float(kept.var(ddof=1)) / len(kept)
    between = (variance_between(kept, groups.sample), variance_between(kept, groups.replicate))
    parts = [alone if part is None else part[0] for part in between]
    of_samples, of_replicates = parts[0] if S > 1 else math.nan, parts[1] if R > 1 else math.nan
    both = _rest(values, there, mean) / len(kept) if S > 1 and R > 1 else 0.0
    return Spread(mean, S, R, len(kept), variance, freedom, of_samples, of_replicates, both)


def _rest(values: Floats, there: NDArray[np.bool_], mean: float) -> float:
    """Variance of what neither sample nor replicate explains."""
    import numpy as np

    rows, columns = there.any(axis=1), there.any(axis=0)
    there = there[rows][:, columns]
    error = np.where(there, values[rows][:, columns] - mean, 0.0)
    fitted = (error.sum(axis=1) / there.sum(axis=1))[:, None] + error.sum(axis=0) / there.sum(axis=0)
    left = np.where(there, error - fitted, 0.0)
    return float((left**2).sum()) / max(1, int(there.sum()) - sum(there.shape) + 1)


class Settling(NamedTuple):
    """What it would take for the interval of a difference to leave zero out."""

    replicates: int | None
    """Replicates in each sample; none if no number of them would do."""
    samples: int | None
    """Samples, the replicates as they are; none if no number of them would do (or with one sample)."""


def settling(found: Spread) -> Settling:
    """Runs that would settle the sign of a mean difference as large as the present estimate.

    With R' replicates the variance of the mean is V(R') = of_samples - of_both + of_replicates x R / R'. The sign is
    settled when |mean| >= (z + z') sqrt(V(R')), z the quantile of the interval (2.5 % on each side: the chance of a
    wrong sign) and z' that of ``MISS``: the chance that it stays undecided although the difference is real. Samples
    likewise. The present estimate stands for the truth, so take the number as an order of magnitude.
    """
    from scipy.special import ndtri

    if not found.variance > 0 or found.mean == 0:
        return Settling(None, None)
    allowed = (found.mean / float(ndtri((1 + CONFIDENCE) / 2) + ndtri(1 - MISS))) ** 2
    of_samples, of_replicates = _or_zero(found.of_samples), _or_zero(found.of_replicates)
    return Settling(
        _enough(found.of_replicates, found.replicates, max(0.0, of_samples - found.of_both), allowed),
        _enough(found.of_samples, found.samples, max(0.0, of_replicates - found.of_both), allowed),
    )


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def _enough(shrinking: float, count: int, staying: float, allowed: float) -> int | None:
    """The smallest count that brings ``staying + shrinking x count / n`` down to what is allowed."""
    if math.isnan(shrinking) or staying >= allowed:
        return None
    return max(count, math.ceil(shrinking * count / (allowed - staying)))


#: Resamples, and the seed they come from.
RESAMPLES, SEED = 2000, 20260101
#: Quantile of the normal distribution that leaves 2.5 % above it.
Z = 1.959963984540054


def share_error(values: Floats, held: Held) -> float:
    """Standard error of the share of samples whose mean over replicates is ``held``, from resampling both.

    Args:
        values: ``[sample, replicate]``, NaN where there is none; every sample has a value.
        held: told the means of the samples, ``[..., sample]``, says in which of them it holds.

    Redrawing the replicates adds their chance to the means once more, so the error is on the large side where
    chance decides many samples.
    """
    rows = _weights(len(values), 0)
    return float(((held(_means_again(values)) * rows).sum(axis=1) / rows.sum(axis=1)).std())


def share_changed(values: Floats, held: Held) -> float | None:
    """Share of the samples that would change sides under other shocks; ``None`` with one replicate.

    Arguments as for :func:`share_error`; the replicates are drawn again, the same for all samples.
    """
    import numpy as np

    if values.shape[1] < 2 or len(values) == 0:
        return None
    return float((held(_means_again(values)) != held(np.nanmean(values, axis=1))).mean())


def _means_again(values: Floats) -> Floats:
    """Means of the samples over replicates drawn again, ``[resample, sample]``; as they are where none has a value."""
    import numpy as np

    there = np.isfinite(values)
    columns = _weights(values.shape[1], 1)
    below, above = columns @ there.T, columns @ np.where(there, values, 0.0).T
    means: Floats = np.where(below > 0, above / np.maximum(below, 1), np.nanmean(values, axis=1))
    return means


@cache
def _weights(count: int, side: int) -> Floats:
    """How often each of ``count`` units is drawn, in each resample; one unit is always there once."""
    import numpy as np

    source = np.random.default_rng((SEED, count, side))
    return source.multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(np.float64)


def share_interval(share: float, error: float, samples: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (1927, J. Am. Stat. Assoc. 22) for as many samples as its error is worth.

    Shared shocks make samples worth less than independent ones: ``error`` is the standard error that resampling both
    samples and shocks shows. Never narrower than for independent samples.
    """
    inner = (share * samples + 2) / (samples + 4)  # a share of 0 or 1 would leave an error without a size
    n = float(samples) if error == 0 else min(samples, max(1.0, inner * (1 - inner) / error**2))
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)
