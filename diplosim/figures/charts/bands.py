"""Runs as arrays by arm, future and month: medians, bands and paired differences, and how a panel shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from diplosim.analysis.compare import beyond
from diplosim.figures.charts.metrics import Floats, Metric
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import end_labels, few_ticks
from diplosim.wording.names import plain_name
from diplosim.wording.numbers import compact

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
class Ending:
    """How one arm ends against the reference, future by future: counts, no verdict."""

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


def ending(reference: Floats, arm: Floats, metric: Metric) -> Ending:
    """Compare the last month of two arms (future, month); what is only the rounding of sums is no difference."""
    before, after = reference[:, -1], arm[:, -1]
    there = ~(np.isnan(before) | np.isnan(after))
    last = (after - before)[there]
    differs = beyond(last, np.maximum(np.abs(before), np.abs(after))[there])
    middle = np.mean if metric.centre == "mean" else np.median
    size = float(middle(last)) if last.size else float("nan")
    return Ending(int((differs & (last > 0)).sum()), int((differs & (last < 0)).sum()), int(last.size), size)


def draw_lines(
    axes: Axes,
    years: Floats,
    arms: Sequence[Floats],
    looks: Sequence[roles.LineRole],
    metric: Metric,
    *,
    outer: bool,
    signed: bool = False,
) -> None:
    """Draw bands and medians of each arm's runs, the limits that hold them, and the numbers at the ends."""
    thin = 1.0 if len(arms) <= 2 else 0.65  # three bands or more on top of each other turn to mud
    tables = [bands(runs, metric) for runs in arms]
    for table, look in zip(tables, looks, strict=True):
        if outer:
            axes.fill_between(years, *table.outer, color=look.colour, alpha=thin * roles.BAND_90)
        axes.fill_between(years, *table.inner, color=look.colour, alpha=thin * roles.BAND_50)
    if signed:
        axes.axhline(0.0, color=roles.INK, linewidth=0.9, zorder=1.9)
    for table, look in zip(tables, looks, strict=True):
        dot = "o" if np.count_nonzero(~np.isnan(table.centre)) == 1 else ""
        axes.plot(years, table.centre, color=look.colour, linestyle=look.dash, marker=dot, markersize=4,
                  dash_capstyle="butt", zorder=3)  # fmt: skip
    edges = [table.outer if outer else table.inner for table in tables]
    shown = np.vstack([*edges, *(table.centre for table in tables)])
    set_limits(axes, shown, metric, signed=signed)
    few_ticks(axes, 2 if signed else 5, whole=metric.least_span >= 1.0)
    ends = [
        (float(table.centre[-1]), compact(float(table.centre[-1]), metric.digits, signed=signed), look.colour)
        for table, look in zip(tables, looks, strict=True)
        if not np.isnan(table.centre[-1])
    ]
    end_labels(axes, ends)


def set_limits(axes: Axes, shown: Floats, metric: Metric, *, signed: bool = False) -> None:
    """Set y limits around what is shown, with the metric's least span, and its zero where that is near.

    A panel of which what is shown would take less than half does not begin at zero.
    """
    known = shown[~np.isnan(shown)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    positive = metric.from_zero and not signed and low >= 0
    from_zero = positive and low <= high / 2
    if signed or from_zero or (metric.from_zero and low < 0):
        low, high = min(low, 0.0), max(high, 0.0)
    least = metric.least_span * (0.5 if signed else 1.0)
    if high - low < (least or 1e-9):
        missing = (least or 1.0) - (high - low)
        share_below = 0.0 if from_zero else 0.5
        low, high = low - share_below * missing, high + (1 - share_below) * missing
    pad = 0.05 * (high - low)
    floor = low if from_zero else max(0.0, low - pad) if positive else low - pad
    axes.set_ylim(floor, high + pad)
