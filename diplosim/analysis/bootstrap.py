"""Where the variance of a mean comes from, the runs that would settle its sign, and the error of a share of samples.

Every sample meets the same histories of shocks, so for a share of samples both sides are resampled (pigeonhole
bootstrap, Owen 2007, Annals of Applied Statistics 1(2) 386-411): a share has no mean whose variance could be told.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from diplosim.analysis.crossed import variance_between, variance_of_mean
from diplosim.analysis.paired import crossing_of
from diplosim.wording.verdicts import CONFIDENCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Resamples of the bootstrap, and the seed that draws them.
RESAMPLES, SEED = 2000, 20260101
#: Chance that runs of the recommended number leave a true difference of the estimated size undecided.
MISS = 0.2


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


def share_error(values: Floats, held: Callable[[Floats], NDArray[np.bool_]]) -> float:
    """Standard error of the share of samples whose mean over replicates is ``held``, from resampling both.

    ``held`` takes means ``[resample, sample]``. Redrawing the replicates blurs the means of the samples once more,
    so the error is on the large side where luck decides many of them.
    """
    import numpy as np

    there = np.isfinite(values)
    rows, columns = _weights(len(values)), _weights(values.shape[1], 1)
    below = columns @ there.T
    above = columns @ np.where(there, values, 0.0).T
    usual = np.nanmean(values, axis=1)
    means = np.where(below > 0, above / np.maximum(below, 1), usual)
    return float(((held(means) * rows).sum(axis=1) / rows.sum(axis=1)).std())


@cache
def _weights(count: int, side: int = 0) -> Floats:
    """How often each of ``count`` units is drawn, in each resample; one unit is always there once."""
    import numpy as np

    source = np.random.default_rng((SEED, count, side))
    return source.multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(np.float64)


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
