"""Peeling: the way from the whole space to a small box that is dense with failures, in small steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from diplosim.analysis.discovery.boxes import SMALLEST, Axis, Floats, Found, Limit, Places, Truths, surprise

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
