"""What every method says of one outcome: a few measures for each varied input, and the means at its ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplosim.analysis.sensitivity.inputs import Input

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """One number for each input with its 95 % interval; NaN where a bound or number does not exist."""

    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def around(cls, value: Floats, half: Floats) -> Measure:
        """A measure with a symmetric interval."""
        return cls(value, value - half, value + half)

    @classmethod
    def bare(cls, value: Floats) -> Measure:
        """A measure without an interval."""
        import numpy as np

        unknown = np.full(len(value), np.nan)
        return cls(value, unknown, unknown)


@dataclass(frozen=True)
class Indices:
    """What one method says about one outcome."""

    method: str
    measures: Mapping[str, Measure]
    """By name; the arrays are in the order of the inputs."""
    main: str
    """The measure that ranks the inputs."""
    floor: Floats
    """What the main measure of each input may reach by chance alone, if the input has no effect."""

    @property
    def size(self) -> Floats:
        """Size of the main measure, whatever its sign."""
        import numpy as np

        found: Floats = np.abs(self.measures[self.main].value)
        return found

    @property
    def clear(self) -> list[bool]:
        """Whether each input's effect is more than chance: its interval lies beyond the floor."""
        import numpy as np

        main = self.measures[self.main]
        near = np.where((main.low <= 0) & (main.high >= 0), 0.0, np.minimum(abs(main.low), abs(main.high)))
        near = np.where(np.isnan(main.low), self.size, near)
        return [bool(beyond) for beyond in near > self.floor]

    @property
    def order(self) -> list[int]:
        """Places of the inputs, the largest main measure first; equal ones in their own order."""
        size = self.size
        return sorted(range(len(size)), key=lambda place: (-float(size[place]), place))


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
