"""What the outcome is at either end of an input: the plainest way to say what moves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplosim.analysis.drivers.inputs import Input

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Inputs with more values than this are looked at by their lowest and highest fifth.
FEW = 5


@dataclass(frozen=True)
class End:
    """Samples at one end of an input: the values they set, from lowest to highest, and their mean outcome."""

    values: tuple[Any, Any]
    mean: float


def ends(given: Input, means: Floats) -> tuple[End, End]:
    """Mean outcome over the lowest and the highest fifth of an input's samples.

    Of inputs with up to five values: at the lowest and the highest value; of levels without an order: at the
    levels with the smallest and the largest mean.
    """
    import numpy as np

    places = given.positions
    distinct = np.unique(places)
    if len(distinct) > FEW:
        low, high = np.quantile(places, (0.2, 0.8))
        return _end(given, places <= low, means), _end(given, places >= high, means)
    found = [_end(given, places == value, means) for value in distinct]
    if not given.ordered:
        found.sort(key=lambda end: end.mean)
    return found[0], found[-1]


def _end(given: Input, chosen: Any, means: Floats) -> End:
    values: Sequence[Any] = [given.values[place] for place in chosen.nonzero()[0].tolist()]
    edges = (min(values), max(values)) if given.ordered else (values[0], values[0])
    return End(edges, float(means[chosen].mean()))
