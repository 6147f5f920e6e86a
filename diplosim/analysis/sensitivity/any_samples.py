"""Methods for any samples that are spread over the space: rank correlation, and shifts of the whole distribution.

Ranks ask whether more of an input goes with more of the outcome, the other inputs held level; PAWN asks how far the
distribution of the outcome shifts when one input is held in a slice of its range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diplosim.analysis.sensitivity.indices import Indices, Measure, beyond_replicates
from diplosim.analysis.sensitivity.source import Input

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]


#: Half-width of a 95 % interval in standard errors.
_Z = 1.959963984540054


def rank_indices(inputs: Sequence[Input], means: Floats, values: Floats | None = None) -> Indices:
    """Spearman's and partial rank correlation (``prcc``) of sample means with each input.

    ``prcc`` (Iman & Conover 1982; Saltelli & Marivoet 1990) removes what the ranks of the other inputs explain.
    Inputs without an order enter as one column for each level; theirs is the correlation ratio, bias-corrected
    and without a sign. Intervals by Fisher's transformation. ``values`` by sample and replicate, of which these are
    the means, tell whether the slope upon an input, the others held level, is more than the luck of the replicates.
    """
    import numpy as np
    from scipy.stats import rankdata

    ranks = rankdata(means)
    columns = [_columns(i) for i in inputs]
    alone = [_explained(ranks, column, None) for column in columns]
    others = [
        np.hstack([*columns[:place], *columns[place + 1 :]]) if len(columns) > 1 else None
        for place in range(len(columns))
    ]
    beside = [_explained(ranks, *pair) for pair in zip(columns, others, strict=True)]
    lasting = [
        beyond_replicates(_rest(column, _base(rest, len(means))).T @ values)
        for column, rest in zip(columns, others, strict=True)
        if values is not None
    ]
    measures = {name: _measure(found, len(means)) for name, found in (("prcc", beside), ("spearman", alone))}
    return Indices("rank", measures, "prcc", np.zeros(len(inputs)), tuple(lasting))


def _columns(given: Input) -> Floats:
    """Ranks of an input, or indicators of its levels but the first."""
    import numpy as np
    from scipy.stats import rankdata

    if given.ordered:
        return np.asarray(rankdata(given.positions), dtype=np.float64)[:, None]
    present = sorted(set(given.positions.tolist()))
    return np.column_stack(
        [given.positions == level for level in present[1:]] or [given.positions * 0]
    ).astype(float)


def _explained(ranks: Floats, column: Floats, others: Floats | None) -> tuple[float, int, bool]:
    """Correlation of the ranks with the column(s) beyond the others, used degrees of freedom, signed or not."""
    import numpy as np

    base = _base(others, len(ranks))
    y, x = _rest(ranks[:, None], base), _rest(column, base)
    used = base.shape[1] - 1
    if column.shape[1] == 1:
        size = float(np.sqrt((y**2).sum() * (x**2).sum()))
        # Rounding leaves a residue where the other inputs explain everything.
        small = 1e-9 * float(np.sqrt((ranks**2).sum() * (column**2).sum()))
        return (float((y * x).sum()) / size if size > small else 0.0), used, True
    left, total = float((_rest(y, x) ** 2).sum()), float((y**2).sum())
    free = len(ranks) - base.shape[1]
    corrected = 1 - (left / (free - column.shape[1])) / (total / free) if total > 0 else 0.0
    return math.sqrt(max(0.0, corrected)), used + column.shape[1] - 1, False


def _base(others: Floats | None, count: int) -> Floats:
    """A constant, and the columns of the other inputs."""
    import numpy as np

    return np.ones((count, 1)) if others is None else np.column_stack([np.ones(count), others])


def _rest(y: Floats, x: Floats) -> Floats:
    """What a least-squares fit by the columns of ``x`` leaves of ``y``."""
    import numpy as np

    rest: Floats = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return rest


def _measure(found: Sequence[tuple[float, int, bool]], count: int) -> Measure:
    """Values with their intervals."""
    import numpy as np

    value = np.clip([r for r, _, _ in found], -1.0, 1.0)
    bounds = []
    for r, used, is_signed in found:
        half = _Z / math.sqrt(max(count - used - 3, 1))
        z = math.atanh(min(max(r, -1 + 1e-12), 1 - 1e-12))
        low, high = math.tanh(z - half), math.tanh(z + half)
        bounds.append((low if is_signed else max(0.0, low), high))
    low_high = np.asarray(bounds)
    return Measure(value, low_high[:, 0], low_high[:, 1])


#: Inputs without effect that show how large an index chance alone makes.
DUMMIES = 60
#: Share of them that stays below the floor.
SURE = 0.95
#: Samples that a slice should hold at least.
IN_SLICE = 10


def slices(count: int) -> int:
    """Slices of a range: ten, or five with few samples."""
    return 10 if count >= 10 * IN_SLICE else 5


def pawn_indices(inputs: Sequence[Input], means: Floats, seed: int, values: Floats | None = None) -> Indices:
    """Median and maximum over slices of the Kolmogorov-Smirnov distance to all samples (Pianosi & Wagener 2018).

    0: the input does not matter; 1: it decides everything. Finite samples never give 0, so the floor is what
    19 in 20 shuffled inputs, which cannot matter, stay below. Inputs with few values are held at each value.

    The numbers are those of SALib (``SALib.analyze.pawn``) up to rounding, as a test holds; SALib takes far
    longer, because it puts every slice through a test of which only the distance is needed. ``values`` by sample and
    replicate, of which these are the means, tell whether slices differ in the mean beyond the luck of the replicates.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    outcomes = _Outcomes.of(means)
    middle, largest, floor = (np.zeros(len(inputs)) for _ in range(3))
    ranges = [place for place, i in enumerate(inputs) if not i.discrete]
    if ranges:
        first = inputs[ranges[0]].positions
        shuffled = [rng.permutation(first) for _ in range(DUMMIES)]
        floor[ranges] = np.quantile([outcomes.by_slice(column)[0] for column in shuffled], SURE)
        for place in ranges:
            middle[place], largest[place] = outcomes.by_slice(inputs[place].positions)
    for place, given in enumerate(inputs):
        if given.discrete:
            middle[place], largest[place] = outcomes.by_value(given.positions)
            chance = [outcomes.by_value(rng.permutation(given.positions))[0] for _ in range(DUMMIES)]
            floor[place] = np.quantile(chance, SURE)
    measures = {"median": Measure.bare(middle), "maximum": Measure.bare(largest)}
    lasting = [_slices_last(given, values) for given in inputs if values is not None]
    return Indices("pawn", measures, "median", floor, tuple(lasting))


def _slices_last(given: Input, values: Floats) -> bool:
    """Whether the slices of an input differ beyond the luck of the replicates, in the mean."""
    import numpy as np

    inside = given.positions if given.discrete else _by_slice(given.positions, slices(len(values)))
    held = inside[:, None] == np.unique(inside)
    held = held / np.sqrt(held.sum(axis=0))
    return beyond_replicates(held.T @ (values - values.mean(axis=0)))


def _by_slice(places: Floats, count: int) -> Places:
    """The slice of each place, of slices that hold the same number; the highest place is in one of its own."""
    import numpy as np

    edges = np.nanquantile(places, np.arange(0, 1 + 1 / count, 1 / count))
    found: Places = np.searchsorted(edges, places, side="right") - 1
    return found


@dataclass(frozen=True)
class _Outcomes:
    """The outcomes in order, looked at for every input and every shuffled input."""

    order: Places
    """Places of the samples from the lowest outcome to the highest."""
    steps: Places
    """Where in this order the distribution function steps: the last of equal outcomes."""

    @classmethod
    def of(cls, means: Floats) -> _Outcomes:
        """Put the mean outcomes of the samples in order."""
        import numpy as np

        order = np.argsort(means, kind="stable")
        return cls(order, np.append(np.flatnonzero(np.diff(means[order])), len(means) - 1))

    def by_slice(self, places: Floats) -> tuple[float, float]:
        """Median and maximum of the distances over slices of a range that hold the same number of samples.

        As in SALib, a slice holds its lower end but not its upper one, so the highest sample is in none.
        """
        count = slices(len(places))
        return self._distances(_by_slice(places, count), count)

    def by_value(self, places: Floats) -> tuple[float, float]:
        """The same for an input with few values, of which slices would leave out the last."""
        import numpy as np

        values, inside = np.unique(places, return_inverse=True)
        return self._distances(inside, len(values))

    def _distances(self, groups: Places, count: int) -> tuple[float, float]:
        """Median and maximum of the Kolmogorov-Smirnov distances of each group that holds any sample to all samples."""
        import numpy as np

        held = groups[self.order][:, None] == np.arange(count)
        below = np.cumsum(held, axis=0, dtype=np.int64)
        size, whole = below[-1], len(groups)
        # In whole numbers, so that a distance is rounded once.
        apart = np.abs(below[self.steps] * whole - (self.steps + 1)[:, None] * size).max(axis=0)
        found = apart[size > 0] / (size[size > 0] * whole)
        return float(np.median(found)), float(found.max())
