"""What every method says of one outcome, and how much of it is the chance of single runs.

A method gives a few measures for each varied input, and a floor that chance alone may reach.

Replicate ``r`` meets the same shocks in every sample, so samples and replicates are crossed: an outcome is
grand mean + effect of the sample + chance that all samples share + the sample's own chance. The two-way analysis
of variance without repetition (Searle, Casella & McCulloch 1992, *Variance Components*, 4.7) estimates the
variance of each part without bias. The shared chance moves all samples alike and hides nothing; only the own
chance disturbs a comparison of samples, and averaging over R replicates divides its variance by R.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplosim.analysis.sensitivity.source import Input

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
    lasting: tuple[bool, ...] = ()
    """Whether each input's effect is more than the luck of these replicates; empty if that was not asked."""

    @property
    def size(self) -> Floats:
        """Size of the main measure, whatever its sign."""
        import numpy as np

        found: Floats = np.abs(self.measures[self.main].value)
        return found

    @property
    def clear(self) -> list[bool]:
        """Whether each input's effect is more than chance, over samples and over replicates."""
        return [beyond and lasts for beyond, lasts in self._told]

    @property
    def luck(self) -> list[bool]:
        """Whether each input's effect is seen over samples, but may be the luck that these have in common."""
        return [beyond and not lasts for beyond, lasts in self._told]

    @property
    def _told(self) -> list[tuple[bool, bool]]:
        """Of each input, whether its interval lies beyond the floor, and whether it lasts over replicates."""
        import numpy as np

        main = self.measures[self.main]
        near = np.where((main.low <= 0) & (main.high >= 0), 0.0, np.minimum(abs(main.low), abs(main.high)))
        near = np.where(np.isnan(main.low), self.size, near)
        beyond = (near > self.floor).tolist()
        return list(zip(beyond, self.lasting or [True] * len(beyond), strict=True))

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


#: Share of noise in sample means that is small enough.
SMALL = 0.05


@dataclass(frozen=True)
class Noise:
    """Variances of one outcome over samples and replicates; NaN with a single replicate."""

    replicates: int
    between: float
    """Variance from what varies, free of noise; not below 0."""
    shared: float
    """Variance of the chance that a replicate brings to all samples alike."""
    own: float
    """Variance of the chance that is each sample's own."""

    @property
    def of_run(self) -> float:
        """Share of the variance of single runs that is chance (1 less the intra-class correlation)."""
        return _share(self.shared + self.own, self.between)

    @property
    def of_mean(self) -> float:
        """Share of the variance among sample means that is chance."""
        return _share(self.own / self.replicates, self.between)

    @property
    def mean_error(self) -> float:
        """Standard error that chance leaves in a sample mean, in units of the outcome."""
        return math.sqrt(self.own / self.replicates)

    @property
    def enough(self) -> int | None:
        """Replicates with which chance would make up under 5 % of the variance among sample means."""
        if not self.between > 0 or not math.isfinite(self.own):
            return None
        return math.ceil(self.own * (1 - SMALL) / (SMALL * self.between))


def noise_of(cube: Floats) -> Noise:
    """Variance components of values by sample and replicate (``[sample, replicate]``, all finite)."""
    samples, replicates = cube.shape
    if replicates < 2 or samples < 2:
        return Noise(replicates, math.nan, math.nan, math.nan)
    rows, columns, grand = cube.mean(axis=1), cube.mean(axis=0), cube.mean()
    rest = cube - rows[:, None] - columns[None, :] + grand
    within = float((rest**2).sum()) / ((samples - 1) * (replicates - 1))
    by_sample = replicates * float(((rows - grand) ** 2).sum()) / (samples - 1)
    by_replicate = samples * float(((columns - grand) ** 2).sum()) / (replicates - 1)
    return Noise(
        replicates,
        between=max(0.0, (by_sample - within) / replicates),
        shared=max(0.0, (by_replicate - within) / samples),
        own=within,
    )


def error_of_differences(differences: Floats) -> Floats:
    """Variance that chance leaves in differences of sample means, averaged over the first axis.

    ``differences`` are by pair of samples and replicate (``[pair, ..., replicate]``), both samples of a pair
    under the same shocks, so that what they share cancels. 0 where the difference never varies; 0 also with
    one replicate, from which chance cannot be told.
    """
    import numpy as np

    count = differences.shape[-1]
    if count < 2:
        return np.zeros(differences.shape[1:-1])
    found: Floats = (differences.var(axis=-1, ddof=1) / count).mean(axis=0)
    return found


#: How often luck alone may pass for an effect.
LEVEL = 0.05


def beyond_replicates(parts: Floats) -> bool:
    """Whether what replicates show on average is beyond what their shocks make of it.

    ``parts`` are numbers in which an effect shows (``[number, replicate]``): a slope, or differences of samples. Each
    replicate has shocks of its own, so its column is an independent draw, whatever the samples have in common.
    The ANOVA-type statistic with Box's degrees of freedom (Brunner, Dette & Munk 1997, *J. Am. Stat. Assoc.* 92:
    1494); of a single number it is Student's t, squared. With one replicate there is nothing to hold it against.
    """
    import numpy as np
    from scipy.stats import f

    numbers, count = parts.shape
    if count < 2:
        return True
    mean = parts.mean(axis=1)
    rest = parts - mean[:, None]
    products = rest.T @ rest / (count - 1)
    spread = float(np.trace(products))
    if spread == 0:
        return bool(mean.any())
    freedom = _freedom(spread**2, float((products**2).sum()), numbers, count - 1)
    return bool(f.sf(count * float(mean @ mean) / spread, freedom, freedom * (count - 1)) < LEVEL)


def _freedom(trace: float, squares: float, numbers: int, spare: int) -> float:
    """How many independent numbers vary as much: of squared trace and sum of squares of a covariance, unbiased."""
    if spare < 2:
        return 1.0
    whole, part = (1 + 1 / spare) * trace - 2 / spare * squares, squares - trace / spare
    return min(max(whole / part, 1.0), float(numbers)) if part > 0 else float(numbers)


def _share(part: float, other: float) -> float:
    whole = part + other
    return part / whole if whole > 0 else 0.0 if whole == 0 else math.nan
