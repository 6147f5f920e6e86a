"""PRIM, the patient rule induction method: boxes of assumptions in which failures are dense.

A box is peeled from the whole space in small steps, each time the step that raises the share of failures most per
sample given up; then limits that matter little are dropped and the others are moved to where the box is clearest.

Sources: Friedman and Fisher (1999), Statistics and Computing 9, 123-143; Bryant and Lempert (2010), Technological
Forecasting and Social Change 77(1) 34-49 (quasi-p-values, resampling). Written here because the EMA Workbench, which
has the same method, brings some 400 MB of packages and drops Python 3.11; tests compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Places = NDArray[np.int64]

#: Share of the box that one peel takes away: small steps are patient where samples are many, large ones are less easily
#: led astray by chance where they are few, so both are tried.
PEELS = (0.05, 0.1, 0.2)
#: Smallest share of the samples that a box may hold.
SMALLEST = 0.05
#: A limit whose quasi-p-value is above this is dropped.
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Axis:
    """One varied quantity, a number per sample; ``names`` are the words of whole numbers 0, 1, ... if it has words."""

    name: str
    values: Floats
    names: tuple[str, ...] = ()
    ordered: bool = True
    """Whether its words have an order (months do); without one, a box keeps any set of them."""
    span: tuple[float, float] | None = None
    """The range that samples were drawn from, if it is known."""

    @property
    def low(self) -> float:
        """Lower end of the range, or the smallest value."""
        return self.span[0] if self.span else float(self.values.min())

    @property
    def high(self) -> float:
        """Upper end of the range, or the largest value."""
        return self.span[1] if self.span else float(self.values.max())


class Limit(NamedTuple):
    """What a box asks of one axis, on one side; ``side`` 0 means without a side: one of ``kept`` words."""

    axis: int
    side: int
    """-1: at least ``value``; 1: at most; 0: one of ``kept``."""
    value: float = math.nan
    kept: frozenset[int] = frozenset()


Box = Mapping[tuple[int, int], Limit]
"""The limits of a box by axis and side."""


class Found(NamedTuple):
    """A box and what it holds."""

    box: Box
    n: int
    """Samples inside."""
    k: int
    """Failures inside."""
    z: float
    """Failures beyond those of a random choice of ``n`` samples, in standard deviations (hypergeometric)."""


def meets(axes: Sequence[Axis], limit: Limit) -> Truths:
    """Which samples respect a limit."""
    values = axes[limit.axis].values
    if limit.side < 0:
        found: Truths = values >= limit.value
    elif limit.side > 0:
        found = values <= limit.value
    else:
        found = np.isin(values, list(limit.kept))
    return found


def inside(axes: Sequence[Axis], box: Box) -> Truths:
    """Which samples lie in the box."""
    found = np.ones(len(axes[0].values), dtype=bool)
    for limit in box.values():
        found &= meets(axes, limit)
    return found


def surprise(n: int, k: int, samples: int, failures: int) -> float:
    """How far ``k`` failures among ``n`` samples are above chance, in standard deviations (hypergeometric)."""
    rate = failures / samples
    variance = n * rate * (1 - rate) * (samples - n) / max(1, samples - 1)
    return (k - n * rate) / math.sqrt(variance) if variance > 0 else 0.0


def _surprises(n: Places, k: Places, samples: int, failures: int) -> Floats:
    """The same for many boxes."""
    rate = failures / samples
    variance = n * (rate * (1 - rate) / max(1, samples - 1)) * (samples - n)
    found: Floats = np.where(variance > 0, (k - n * rate) / np.sqrt(np.maximum(variance, 1e-300)), 0.0)
    return found


def found_box(axes: Sequence[Axis], failed: Truths, box: Box) -> Found:
    """A box with its counts."""
    mask = inside(axes, box)
    n, k = int(mask.sum()), int(failed[mask].sum())
    return Found(box, n, k, surprise(n, k, len(failed), int(failed.sum())))


def peel(axes: Sequence[Axis], failed: Truths, share: float = PEELS[0]) -> list[Found]:
    """The trajectory from the whole space to the smallest box, a ``share`` of the box at a time."""
    samples, failures = len(failed), int(failed.sum())
    orders = [np.argsort(axis.values, kind="stable") for axis in axes]
    mask = np.ones(samples, dtype=bool)
    box: dict[tuple[int, int], Limit] = {}
    trajectory = [Found({}, samples, failures, 0.0)]
    fewest = max(1, math.ceil(SMALLEST * samples))
    while trajectory[-1].k < trajectory[-1].n:
        step = _best_peel(axes, orders, failed, mask, (share, fewest))
        if step is None:
            break
        limit, removed = step
        mask[removed] = False
        box = {**box, (limit.axis, limit.side): limit}
        n, k = int(mask.sum()), int(failed[mask].sum())
        trajectory.append(Found(box, n, k, surprise(n, k, samples, failures)))
    return trajectory


def _best_peel(
    axes: Sequence[Axis], orders: Sequence[Places], failed: Truths, mask: Truths, size: tuple[float, int]
) -> tuple[Limit, Places] | None:
    """The peel that raises the share of failures most per sample given up; none from the smallest box.

    ``size``: share of the box that a peel takes, and fewest samples that it must leave.
    """
    step, fewest = size
    n = int(mask.sum())
    share = float(failed[mask].mean())
    total = share * n
    best: tuple[float, int, Limit, Places] | None = None
    for place, axis in enumerate(axes):
        left = orders[place][mask[orders[place]]]
        for limit, removed in _peels(place, axis, left, max(1, math.floor(step * n))):
            kept = n - len(removed)
            if kept < fewest:
                continue
            gain = ((total - float(failed[removed].sum())) / kept - share) / len(removed)
            if best is None or (gain, kept) > best[:2]:
                best = (gain, kept, limit, removed)
    return None if best is None else best[2:]


def _peels(place: int, axis: Axis, left: Places, count: int) -> list[tuple[Limit, Places]]:
    """What may be peeled off an axis: the lowest and the highest values, or one word of a set."""
    values = axis.values[left]
    if values[0] == values[-1]:
        return []
    if axis.names and not axis.ordered:
        words = np.unique(values)
        return [
            (Limit(place, 0, kept=frozenset(int(w) for w in words if w != word)), left[values == word])
            for word in words
        ]
    n = len(values)
    low = int(np.searchsorted(values, values[count - 1], side="right"))  # equal values go together
    high = int(np.searchsorted(values, values[n - count], side="left"))
    found = []
    if low < n:
        found.append((Limit(place, -1, float(values[low - 1] + values[low]) / 2), left[:low]))
    if high > 0:
        found.append((Limit(place, 1, float(values[high - 1] + values[high]) / 2), left[high:]))
    return found


def quasi_p(axes: Sequence[Axis], failed: Truths, box: Box) -> dict[tuple[int, int], float]:
    """Per limit, the chance of as many failures in the box if that limit did nothing (one-sided binomial test).

    Small: the limit is needed. "Quasi" because the box was chosen by looking at these very samples.
    """
    from scipy.special import (
        bdtrc,
    )  # the tail of scipy.stats.binom without its overhead: this runs thousands of times

    whole = found_box(axes, failed, box)
    found = {}
    for key in box:
        without = found_box(axes, failed, {other: limit for other, limit in box.items() if other != key})
        found[key] = float(bdtrc(whole.k - 1, whole.n, without.k / without.n)) if whole.k else 1.0
    return found


def find_box(axes: Sequence[Axis], failed: Truths, density: float | None = None) -> Found:
    """The clearest box: peeled, freed of limits that do not matter, its limits moved to where it is clearest.

    Of the trajectories the box farthest from chance is taken; with ``density``, the one with most failures among those
    in which at least this share of the samples fails (the densest if there is none).
    """
    trajectory = [found for step in PEELS for found in peel(axes, failed, step)]
    chosen = max(trajectory, key=lambda found: found.z)
    if density is not None:
        pure = [found for found in trajectory if found.k >= density * found.n]
        chosen = max(pure, key=lambda found: found.k) if pure else max(trajectory, key=lambda f: f.k / f.n)
    while chosen.box:
        chosen = paste(axes, failed, chosen, density)
        chances = quasi_p(axes, failed, chosen.box)
        weakest = max(chances, key=lambda key: chances[key])
        if chances[weakest] <= SIGNIFICANT:
            break
        freed = found_box(axes, failed, {key: limit for key, limit in chosen.box.items() if key != weakest})
        if density is not None and freed.k < density * freed.n <= chosen.k / chosen.n * freed.n:
            break  # the limit buys the purity that was asked for
        chosen = freed
    return chosen


def paste(axes: Sequence[Axis], failed: Truths, found: Found, density: float | None = None) -> Found:
    """Move one limit after the other, out or in, as long as the box gets clearer and stays as dense as asked."""
    samples, failures = len(failed), int(failed.sum())
    fewest = max(1, math.ceil(SMALLEST * samples))
    while True:
        best = found
        for key in found.box:
            limits, n, k = _moves(axes, failed, found.box, key)
            allowed = (n >= fewest) & (k >= (density or 0.0) * n)
            z = np.where(allowed, _surprises(n, k, samples, failures), -np.inf)
            at = int(z.argmax()) if len(z) else -1
            if at >= 0 and z[at] > best.z + 1e-9:
                best = Found({**found.box, key: limits(at)}, int(n[at]), int(k[at]), float(z[at]))
        if best is found:
            return found
        found = best


def _moves(
    axes: Sequence[Axis], failed: Truths, box: Box, key: tuple[int, int]
) -> tuple[Callable[[int], Limit], Places, Places]:
    """Every place that a limit may take, the others as they are, with the samples and failures then inside."""
    limit = box[key]
    reach = inside(axes, {other: one for other, one in box.items() if other != key})
    values, places = np.unique(axes[limit.axis].values[reach], return_inverse=True)
    counts = np.bincount(places, minlength=len(values))
    hits = np.bincount(places, weights=failed[reach], minlength=len(values)).astype(np.int64)
    if limit.side == 0:
        words = [limit.kept ^ {int(value)} for value in values]
        chosen = np.array([np.isin(values, list(kept)) for kept in words])
        return lambda i: limit._replace(kept=words[i]), chosen @ counts, chosen @ hits
    if limit.side < 0:
        values, counts, hits = values[::-1], counts[::-1], hits[::-1]
    ends = (
        values[:-1] + values[1:]
    ) / 2  # midway to the value after; beyond the last value there is no limit
    return lambda i: limit._replace(value=float(ends[i])), np.cumsum(counts)[:-1], np.cumsum(hits)[:-1]
