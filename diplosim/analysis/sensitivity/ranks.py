"""Rank correlation: does more of an input go with more of the outcome, the other inputs held level?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.sensitivity.indices import Indices, Measure
from diplosim.analysis.sensitivity.inputs import Input

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Half-width of a 95 % interval in standard errors.
_Z = 1.959963984540054


def rank_indices(inputs: Sequence[Input], means: Floats) -> Indices:
    """Spearman's and partial rank correlation (``prcc``) of sample means with each input.

    ``prcc`` (Iman & Conover 1982; Saltelli & Marivoet 1990) removes what the ranks of the other inputs explain.
    Inputs without an order enter as one column for each level; theirs is the correlation ratio, bias-corrected
    and without a sign. Intervals by Fisher's transformation.
    """
    import numpy as np
    from scipy.stats import rankdata

    ranks = rankdata(means)
    columns = [_columns(i) for i in inputs]
    alone = [_explained(ranks, column, None) for column in columns]
    beside = [
        _explained(
            ranks, column, np.hstack([*columns[:place], *columns[place + 1 :]]) if len(columns) > 1 else None
        )
        for place, column in enumerate(columns)
    ]
    measures = {name: _measure(found, len(means)) for name, found in (("prcc", beside), ("spearman", alone))}
    return Indices("rank", measures, "prcc", np.zeros(len(inputs)))


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

    base = np.ones((len(ranks), 1)) if others is None else np.column_stack([np.ones(len(ranks)), others])
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
