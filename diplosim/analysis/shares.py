"""How sure a share of samples is: the samples in which something holds, judged by their means over replicates.

Every sample meets the same histories of shocks, so samples and replicates are both resampled (pigeonhole bootstrap,
Owen 2007, Annals of Applied Statistics 1(2) 386-411). A share has no mean whose variance could be told, so this is the
one place where the package resamples for an interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]
    Held = Callable[[Floats], Truths]

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
