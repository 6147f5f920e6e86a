"""Quantiles over runs by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplosim.experiment.engines import PlanError
from diplosim.metrics.columns import metrics as all_metrics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: The five numbers of a fan chart.
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def checked_metrics(metrics: Sequence[str]) -> tuple[str, ...]:
    """The names, if all of them are metrics."""
    from diplosim.scenario import unknown

    known = [metric.name for metric in all_metrics()]
    for name in metrics:
        if name not in known:
            raise PlanError(unknown("metric", name, known))
    return tuple(metrics)


def checked_levels(levels: Sequence[float]) -> tuple[float, ...]:
    """The levels, if all of them are shares."""
    for level in levels:
        if not 0.0 <= level <= 1.0:
            raise PlanError(f"a quantile is a share from 0 to 1, not {level}")
    return tuple(float(level) for level in levels)


def quantiles_of(values: NDArray[Any], levels: Sequence[float]) -> Floats:
    """Quantiles over ``values[run, month]``, as ``[level, month]``; runs without any value do not count.

    The same numbers as ``numpy.quantile`` of the values in double precision, found in half the time: values are sorted
    as they are, and only what stands at the quantiles is made double. Missing in a month where a run that counts has no
    value, and everywhere if none does.
    """
    import numpy as np

    rows = values[~np.isnan(values).all(axis=1)]
    if len(rows) == 0:
        return np.full((len(levels), values.shape[1]), np.nan)
    ordered = np.ascontiguousarray(rows.T)
    ordered.sort(axis=1)
    place = np.asarray(levels, dtype=np.float64) * (len(rows) - 1)
    below = np.floor(place).astype(np.int64)
    part = place - below
    low, high = (ordered[:, at].astype(np.float64) for at in (below, np.minimum(below + 1, len(rows) - 1)))
    apart = high - low
    found: Floats = np.where(part >= 0.5, high - apart * (1 - part), low + apart * part)
    found[np.isnan(ordered[:, -1])] = np.nan  # sorting puts what is missing last
    return found.T
