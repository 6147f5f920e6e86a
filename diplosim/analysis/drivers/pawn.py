"""PAWN: how far the whole distribution of an outcome shifts when one input is held in a slice of its range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.drivers.indices import Indices, Measure
from diplosim.analysis.drivers.inputs import Input
from diplosim.analysis.drivers.refusals import SALIB, CannotAnalyseError
from diplosim.experiment.generators import global_generators_kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Inputs without effect that show how large an index chance alone makes.
DUMMIES = 60
#: Share of them that stays below the floor.
SURE = 0.95
#: Samples that a slice should hold at least.
IN_SLICE = 10


def slices(count: int) -> int:
    """Slices of a range: ten, or five with few samples (SALib cannot take every number)."""
    return 10 if count >= 10 * IN_SLICE else 5


def pawn_indices(inputs: Sequence[Input], means: Floats, seed: int) -> Indices:
    """Median and maximum over slices of the Kolmogorov-Smirnov distance to all samples (Pianosi & Wagener 2018).

    0: the input does not matter; 1: it decides everything. Finite samples never give 0, so the floor is what
    19 in 20 shuffled inputs, which cannot matter, stay below. Inputs with few values are held at each value.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    middle, largest, floor = (np.zeros(len(inputs)) for _ in range(3))
    ranges = [place for place, i in enumerate(inputs) if not i.discrete]
    if ranges:
        columns = np.column_stack([inputs[place].positions for place in ranges])
        middle[ranges], largest[ranges] = _by_salib(columns, means)
        shuffled = np.column_stack([rng.permutation(columns[:, 0]) for _ in range(DUMMIES)])
        floor[ranges] = np.quantile(_by_salib(shuffled, means)[0], SURE)
    for place, given in enumerate(inputs):
        if given.discrete:
            middle[place], largest[place] = _by_value(given.positions, means)
            chance = [_by_value(rng.permutation(given.positions), means)[0] for _ in range(DUMMIES)]
            floor[place] = np.quantile(chance, SURE)
    measures = {"median": Measure.bare(middle), "maximum": Measure.bare(largest)}
    return Indices("pawn", measures, "median", floor)


def _by_salib(columns: Floats, means: Floats) -> tuple[Floats, Floats]:
    """Median and maximum of inputs over slices that hold the same number of samples."""
    import numpy as np

    try:
        from SALib.analyze import pawn
    except ModuleNotFoundError as error:
        raise CannotAnalyseError(SALIB) from error
    wide = columns.shape[1]
    problem = {"num_vars": wide, "names": [f"x{i}" for i in range(wide)], "bounds": [[0.0, 1.0]] * wide}
    with global_generators_kept():
        found = pawn.analyze(problem, columns, means, S=slices(len(means)))
    return np.asarray(found["median"]), np.asarray(found["maximum"])


def _by_value(places: Floats, means: Floats) -> tuple[float, float]:
    """The same for an input with few values, of which SALib's slices would leave out the last."""
    import numpy as np
    from scipy.stats import ks_2samp

    held = [means[places == value] for value in np.unique(places)]
    distances = [float(ks_2samp(part, means).statistic) for part in held]
    return float(np.median(distances)), max(distances)
