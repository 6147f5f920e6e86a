"""Trajectories as arrays, their bands, and differences between pairs of runs under the same shocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diplosim.figures.charts.metrics import Floats, Metric
from diplosim.wording.names import plain_name

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Futures:
    """Runs of one or more arms, indexed so that row ``p`` is the same future in every arm."""

    frame: pd.DataFrame
    labels: tuple[str, ...]
    months: NDArray[np.int64]
    place: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    """Arm, future and month index of every row of ``frame``."""
    samples: int
    futures: int

    def cube(self, metric: Metric) -> Floats:
        """Return the metric as an array (arm, future, month); NaN where a run is missing."""
        monthly = np.full((len(self.labels), self.futures, len(self.months)), np.nan)
        values = sum(self.frame[column].to_numpy(dtype=float) for column in metric.columns)
        monthly[self.place] = values / len(metric.columns)
        return metric.series(monthly)

    def counts(self) -> list[int]:
        """Return how many runs each arm has."""
        arm, future, _ = self.place
        pairs = np.unique(arm * self.futures + future)
        return [int(n) for n in np.bincount(pairs // self.futures, minlength=len(self.labels))]


def gather(trajectories: pd.DataFrame, arms: Mapping[str, str] | Sequence[str] | None) -> Futures:
    """Arrange a trajectory table by arm, future (sample and replicate) and month.

    ``arms`` picks and orders the arms, the reference first; a mapping also names them.

    Raises:
        ValueError: no runs, or an arm that the table does not have.
    """
    present = list(dict.fromkeys(str(arm) for arm in trajectories["arm"].unique()))
    names = dict(arms) if isinstance(arms, Mapping) else {arm: plain_name(arm) for arm in arms or present}
    absent = [arm for arm in names if arm not in present]
    if absent:
        raise ValueError(f"no runs of arm {absent[0]!r}; the table has: {', '.join(present) or 'no runs'}")
    if not names:
        raise ValueError("no completed runs to draw")
    frame = trajectories[trajectories["arm"].isin(list(names))]
    order = {arm: index for index, arm in enumerate(names)}
    arm = np.asarray(frame["arm"].map(order), dtype=np.int64)
    months, month = np.unique(frame["month"].to_numpy(dtype=np.int64), return_inverse=True)
    sample, samples = pd.factorize(frame["sample"])
    replicate, replicates = pd.factorize(frame["replicate"])
    future, index = pd.factorize(sample * len(replicates) + replicate)
    place = (arm, np.asarray(future, dtype=np.int64), np.asarray(month, dtype=np.int64))
    return Futures(frame, tuple(names.values()), months.astype(np.int64), place, len(samples), len(index))


def quantiles(runs: Floats) -> Floats:
    """Return the 5, 25, 50, 75 and 95 % quantiles over futures: array (5, months).

    Missing runs are left out; months that no run reaches are NaN.
    """
    here = runs[~np.isnan(runs).all(axis=1)]
    if here.shape[0] == 0:
        return np.full((len(QUANTILES), runs.shape[1]), np.nan)
    result = np.full((len(QUANTILES), runs.shape[1]), np.nan)
    gaps = np.isnan(here)
    known = ~gaps.all(axis=0)
    columns = here[:, known]
    take = np.nanquantile if gaps[:, known].any() else np.quantile
    result[:, known] = take(columns, QUANTILES, axis=0)
    return result


@dataclass(frozen=True)
class Bands:
    """What a panel shows of one arm, by month: the middle, and the edges of the middle 50 and 90 %."""

    centre: Floats
    inner: Floats
    outer: Floats


def bands(runs: Floats, metric: Metric) -> Bands:
    """Return the middle and the bands of runs (future, month)."""
    table = quantiles(runs)
    centre = table[2]
    if metric.centre == "mean":
        known = ~np.isnan(runs)
        total = np.where(known, runs, 0.0).sum(axis=0)
        count = known.sum(axis=0)
        centre = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return Bands(centre, table[[1, 3]], table[[0, 4]])


@dataclass(frozen=True)
class Verdict:
    """How one arm ends against the reference, future by future."""

    higher: int
    lower: int
    pairs: int
    size: float
    """Median paired difference, or mean where the metric says so."""

    def better(self, metric: Metric) -> int:
        """Return in how many futures the arm ends better."""
        return self.lower if metric.better < 0 else self.higher

    def worse(self, metric: Metric) -> int:
        """Return in how many futures the arm ends worse."""
        return self.higher if metric.better < 0 else self.lower


def verdict(difference: Floats, metric: Metric) -> Verdict:
    """Compare the last month of paired differences (future, month)."""
    last = difference[:, -1]
    last = last[~np.isnan(last)]
    # Differences below the resolution of sums of floats are ties, not wins.
    tie = 1e-9
    middle = np.mean if metric.centre == "mean" else np.median
    size = float(middle(last)) if last.size else float("nan")
    return Verdict(int((last > tie).sum()), int((last < -tie).sum()), int(last.size), size)
