"""PRIM, the patient rule induction method: boxes of assumptions in which failures are dense.

A box is peeled from the whole space in small steps, each time the step that raises the share of failures most per
sample given up; then limits that matter little are dropped and the others are moved to where the box is clearest.

Sources: Friedman and Fisher (1999), Statistics and Computing 9, 123-143; Bryant and Lempert (2010), Technological
Forecasting and Social Change 77(1) 34-49 (quasi-p-values, resampling). Written here because the EMA Workbench, which
has the same method, brings some 400 MB of packages and drops Python 3.11; tests compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from diplosim.analysis.discovery.boxes import (
    SMALLEST,
    Axis,
    Box,
    Floats,
    Found,
    Limit,
    Places,
    Truths,
    found_box,
    surprise,
    surprises,
    without_each,
)

_Peel = tuple[float, int, Limit, Places]
"""Rise of the share of failures per sample given up, samples that it leaves, the limit, the samples it takes."""


def peel(axes: Sequence[Axis], failed: Truths, share: float) -> list[Found]:
    """The trajectory from the whole space to the smallest box, a ``share`` of the box at a time."""
    samples, failures = len(failed), int(failed.sum())
    fewest = max(1, math.ceil(SMALLEST * samples))
    peeling = _Peeling(axes, failed, np.stack([axis.order for axis in axes]), failures, fewest)
    box: dict[tuple[int, int], Limit] = {}
    trajectory = [Found({}, samples, failures, 0.0)]
    while trajectory[-1].k < trajectory[-1].n:
        limit = peeling.take(max(1, math.floor(share * trajectory[-1].n)))
        if limit is None:
            break
        n, k = peeling.left.shape[1], peeling.total
        box = {**box, (limit.axis, limit.side): limit}
        trajectory.append(Found(box, n, k, surprise(n, k, samples, failures)))
    return trajectory


class _Peeling:
    """A box on its way from the whole space to the smallest one."""

    def __init__(self, axes: Sequence[Axis], failed: Truths, left: Places, total: int, fewest: int) -> None:
        """Begin with all samples, ``left``: for each axis from its lowest value to its highest.

        ``total`` of them fail; a peel must leave the ``fewest``.
        """
        self.axes, self.failed, self.left, self.total, self.fewest = axes, failed, left, total, fewest
        self.sets = [place for place, axis in enumerate(axes) if axis.is_set]
        self.uneven = [place for place, axis in enumerate(axes) if axis.repeats and not axis.is_set]

    def take(self, count: int) -> Limit | None:
        """Peel off some ``count`` samples where it raises the share of failures most per sample given up."""
        ends = self._best_end(count)
        words = (_best_word(place, self.axes[place], self.left[place], self.failed, self.total, self.fewest)
                 for place in self.sets)  # fmt: skip
        found = [one for one in (ends, *words) if one is not None]
        if not found:
            return None
        _, _, limit, removed = max(found, key=lambda one: (*one[:2], -one[2].axis))
        stay = np.ones(len(self.failed), dtype=bool)
        stay[removed] = False
        self.total -= int(self.failed[removed].sum())
        self.left = self.left[stay[self.left]].reshape(len(self.axes), -1)
        return limit

    def _best_end(self, count: int) -> _Peel | None:
        """The best peel off the lower or the upper end of an axis."""
        left, failed, n = self.left, self.failed, self.left.shape[1]
        hits = np.empty((len(self.axes), 2), dtype=np.int64)
        failed[left[:, :count]].sum(axis=1, out=hits[:, 0])
        failed[left[:, n - count :]].sum(axis=1, out=hits[:, 1])
        if (
            not self.uneven and not self.sets
        ):  # every peel takes as many, so the one with the fewest failures is best
            place, side = divmod(int(hits.argmin()), 2)
            gain = float(_gains(np.asarray(count), hits[place, side], n, self.total, self.fewest))
            return None if gain == -math.inf else self._peel(place, side, count, gain)
        lost = np.full(hits.shape, count)
        for place in self.uneven:
            own = left[place]
            lost[place], hits[place] = _equal_together(self.axes[place].values[own], failed[own], count)
        gains = _gains(lost, hits, n, self.total, self.fewest)
        gains[self.sets] = -np.inf
        top = float(gains.max())
        if top == -math.inf:
            return None
        equal = np.flatnonzero(gains == top)
        place, side = divmod(int(equal[lost.ravel()[equal].argmin()]), 2)
        return self._peel(place, side, int(lost[place, side]), top)

    def _peel(self, place: int, side: int, lost: int, gain: float) -> _Peel:
        """The peel that takes so many samples off the lower (0) or upper (1) end of an axis."""
        row, values = self.left[place], self.axes[place].values
        cut = lost if side == 0 else len(row) - lost
        limit = Limit(place, 2 * side - 1, float(values[row[cut - 1]] + values[row[cut]]) / 2)
        return gain, len(row) - lost, limit, row[:cut] if side == 0 else row[cut:]


def _equal_together(values: Floats, failed: Truths, count: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many samples a peel takes at either end if equal values go together, and how many of them fail.

    What would take all of them takes none less: `_gains` refuses it, as it leaves too few.
    """
    n = len(values)
    low = int(np.searchsorted(values, values[count - 1], side="right"))
    high = int(np.searchsorted(values, values[n - count], side="left"))
    return (low, n - high), (int(failed[:low].sum()), int(failed[high:].sum()))


def _gains(lost: Places, failures: Places, n: int, total: int, fewest: int) -> Floats:
    """Rise of the share of failures per sample given up; minus infinity for peels that leave too few samples."""
    kept = n - lost
    rise = (total - failures) / np.maximum(kept, 1) - total / n
    found: Floats = np.where(kept >= fewest, rise / lost, -np.inf)
    return found


def _best_word(place: int, axis: Axis, left: Places, failed: Truths, total: int, fewest: int) -> _Peel | None:
    """The best peel of one word off a set: its gain, how many samples it leaves, the limit and what it takes."""
    n = len(left)
    best: _Peel | None = None
    for limit, out in _words(place, left, axis.values[left]):
        gain = float(_gains(np.asarray(len(out)), failed[out].sum(), n, total, fewest))
        if gain > -math.inf and (best is None or (gain, n - len(out)) > best[:2]):
            best = (gain, n - len(out), limit, out)
    return best


def _words(place: int, left: Places, values: Floats) -> list[tuple[Limit, Places]]:
    """What may be peeled off a set of words: each of them."""
    words = np.unique(values)
    if len(words) == 1:
        return []
    return [
        (Limit(place, 0, kept=frozenset(int(w) for w in words if w != word)), left[values == word])
        for word in words
    ]


#: Share of the box that one peel takes away: small steps are patient where samples are many, large ones are less easily
#: led astray by chance where they are few, so both are tried.
PEELS = (0.05, 0.1, 0.2)
#: A limit whose quasi-p-value is above this is dropped.
SIGNIFICANT = 0.05


def quasi_p(axes: Sequence[Axis], failed: Truths, box: Box) -> dict[tuple[int, int], float]:
    """Per limit, the chance of as many failures in the box if that limit did nothing (one-sided binomial test).

    Small: the limit is needed. "Quasi" because the box was chosen by looking at these very samples.
    """
    from scipy.special import (
        bdtrc,
    )  # the tail of scipy.stats.binom without its overhead: this runs thousands of times

    whole = found_box(axes, failed, box)
    found = {}
    for key, mask in without_each(axes, box).items():
        share = int(failed[mask].sum()) / int(mask.sum())
        found[key] = float(bdtrc(whole.k - 1, whole.n, share)) if whole.k else 1.0
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
        for key, reach in without_each(axes, found.box).items():
            limits, n, k = _moves(axes, failed, found.box[key], reach)
            allowed = (n >= fewest) & (k >= (density or 0.0) * n)
            z = np.where(allowed, surprises(n, k, samples, failures), -np.inf)
            at = int(z.argmax()) if len(z) else -1
            if at >= 0 and z[at] > best.z + 1e-9:
                best = Found({**found.box, key: limits(at)}, int(n[at]), int(k[at]), float(z[at]))
        if best is found:
            return found
        found = best


def _moves(
    axes: Sequence[Axis], failed: Truths, limit: Limit, reach: Truths
) -> tuple[Callable[[int], Limit], Places, Places]:
    """Every place that a limit may take in the ``reach`` of the others, with the samples and failures then inside."""
    values, places = axes[limit.axis].levels
    counts = np.bincount(places[reach], minlength=len(values))
    hits = np.bincount(places[reach & failed], minlength=len(values))
    there = counts > 0
    values, counts, hits = values[there], counts[there], hits[there]
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
