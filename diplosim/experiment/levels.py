"""Quantiles over the kept runs of a sweep, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def levels_by_month(runs: NDArray[np.float32]) -> Floats:
    """The quantiles ``LEVELS`` over ``runs[run, month]``, as ``[month, level]``; runs without any value do not count.

    The same numbers as ``numpy.quantile`` of the values in double precision, found in half the time: single precision
    is sorted as it is, and only what stands at the quantiles is made double. Missing in a month where a run that
    counts has no value, and everywhere if none does.
    """
    import numpy as np

    rows = runs[~np.isnan(runs).all(axis=1)]
    if len(rows) == 0:
        return np.full((runs.shape[1], len(LEVELS)), np.nan)
    values = np.ascontiguousarray(rows.T)
    values.sort(axis=1)
    place = np.asarray(LEVELS) * (len(rows) - 1)
    below = np.floor(place).astype(np.int64)
    part = place - below
    low, high = (values[:, at].astype(np.float64) for at in (below, np.minimum(below + 1, len(rows) - 1)))
    apart = high - low
    found: Floats = np.where(part >= 0.5, high - apart * (1 - part), low + apart * part)
    found[np.isnan(values[:, -1])] = np.nan  # sorting puts what is missing last
    return found
