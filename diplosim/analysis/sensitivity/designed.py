"""Methods with designs of their own: variance shares over a Saltelli design, screening over Morris trajectories.

Sobol indices say which share of the variance each input explains alone, and with everything it touches; Morris says how
much an outcome changes when one input moves over its range, and how evenly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.sensitivity.indices import (
    Indices,
    Measure,
    beyond_replicates,
    error_of_differences,
)
from diplosim.analysis.sensitivity.refusals import SALIB, CannotAnalyseError
from diplosim.analysis.sensitivity.source import Input
from diplosim.experiment.design import global_generators_kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment.design import Design

    Floats = NDArray[np.float64]


#: Bootstrap resamples behind the intervals.
RESAMPLES = 200


def block(design: Design, wide: int) -> int:
    """Samples in a block of a Saltelli design: A, one sample for each input (two for second order), B."""
    return 2 * wide + 2 if design.second_order else wide + 2


def base_rows(design: Design, wide: int, count: int) -> list[int]:
    """The samples of a design that are spread over the whole space: of a Saltelli design only A and B."""
    if design.method != "saltelli":
        return list(range(count))
    size = block(design, wide)
    return [row for row in range(count) if row % size in (0, size - 1)]


def sobol_indices(design: Design, inputs: Sequence[Input], values: Floats, seed: int) -> Indices:
    """First-order (``S1``) and total (``ST``) indices of sample means over a Saltelli design.

    Estimators of Saltelli et al. 2010 (*Comput. Phys. Commun.* 181: 259) with bootstrap intervals, by SALib.

    Args:
        design: a Saltelli design.
        inputs: what varied, in the order of the design.
        values: outcome by sample and replicate.
        seed: seed of the bootstrap.

    Chance in the means lifts ``ST``, the mean square of differences of samples that differ in one input, by the
    variance that it leaves in such differences. That part is the floor.
    """
    import numpy as np

    try:
        from SALib.analyze import sobol
    except ModuleNotFoundError as error:
        raise CannotAnalyseError(SALIB) from error
    wide = len(inputs)
    means = np.asarray(values.mean(axis=1), dtype=np.float64)
    problem = {"num_vars": wide, "names": [i.name for i in inputs], "bounds": [[0.0, 1.0]] * wide}
    with global_generators_kept():  # with a seed of 0 SALib would take the global generator
        found = sobol.analyze(
            problem, means, calc_second_order=design.second_order, num_resamples=RESAMPLES, seed=seed + 1
        )
    measures = {
        name: Measure.around(np.asarray(found[name]), np.asarray(found[f"{name}_conf"]))
        for name in ("S1", "ST")
    }
    blocks = values.reshape(-1, block(design, wide), values.shape[1])
    changes = blocks[:, 1 : wide + 1, :] - blocks[:, :1, :]
    chance = error_of_differences(changes)
    whole = float(means.reshape(len(blocks), -1)[:, [0, -1]].var())
    return Indices("sobol", measures, "ST", chance / 2 / whole, _lasting(changes))


def _lasting(changes: Floats) -> tuple[bool, ...]:
    """Of each input, whether what its changes do (``[change, input, replicate]``) is more than luck of replicates."""
    return tuple(beyond_replicates(changes[:, place, :]) for place in range(changes.shape[1]))


#: The same of screening, whose intervals cost less.
SCREENING_RESAMPLES = 1000


def morris_indices(design: Design, inputs: Sequence[Input], values: Floats, seed: int) -> Indices:
    """``mu_star``, ``mu`` and ``sigma`` of sample means over Morris trajectories (Campolongo et al. 2007).

    An elementary effect is the change of the outcome per whole range of the input: of a range from its lower
    to its upper end, of a list without order from one level to another (so its ``mu`` has no sign and is
    missing). Statistics and bootstrap interval by SALib.

    Args:
        design: a Morris design.
        inputs: what varied, in the order of the design.
        values: outcome by sample and replicate.
        seed: seed of the bootstrap.

    The floor is the ``mu_star`` that chance alone makes on average: of each input its own, from how much its
    elementary effects differ between replicates.
    """
    import numpy as np

    try:
        from SALib.analyze import morris
    except ModuleNotFoundError as error:
        raise CannotAnalyseError(SALIB) from error
    wide = len(inputs)
    places = np.column_stack([i.positions for i in inputs])
    moved, width = _steps(inputs, places)
    changes = np.diff(values.reshape(-1, wide + 1, values.shape[1]), axis=1) / width[:, :, None]
    delta = design.levels / (2.0 * (design.levels - 1))
    problem = {"num_vars": wide, "names": [i.name for i in inputs], "bounds": [[0.0, 1.0]] * wide}
    with global_generators_kept():
        found = morris.analyze(
            problem, places, _outcomes(changes.mean(axis=2) * delta), num_resamples=SCREENING_RESAMPLES,
            num_levels=design.levels, seed=seed + 1,
        )  # fmt: skip
    numbers = {
        name: np.asarray(found[name], dtype=np.float64) for name in ("mu_star", "mu_star_conf", "mu", "sigma")
    }
    measures = {
        "mu_star": Measure.around(numbers["mu_star"], numbers["mu_star_conf"]),
        "mu": Measure.bare(np.where([i.ordered for i in inputs], numbers["mu"], np.nan)),
        "sigma": Measure.bare(numbers["sigma"]),
    }
    by_input = np.take_along_axis(changes, np.argsort(moved, axis=1)[:, :, None], axis=1)
    chance = np.sqrt(2 / math.pi * error_of_differences(by_input))
    return Indices("morris", measures, "mu_star", chance, _lasting(by_input))


def _steps(inputs: Sequence[Input], places: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Which input each step of each trajectory moves, and by which share of its range."""
    import numpy as np

    wide = len(inputs)
    steps = np.diff(places.reshape(-1, wide + 1, wide), axis=1)
    moves = steps != 0
    if not (moves.sum(axis=2) == 1).all() or not (moves.sum(axis=1) == 1).all():
        raise CannotAnalyseError(
            "the samples are not Morris trajectories, in which every input changes exactly once and alone: give each "
            "line of 'vary' at least two values and sweep again"
        )
    unordered = np.array([not i.ordered for i in inputs])
    steps[:, :, unordered] = np.sign(
        steps[:, :, unordered]
    )  # from one level to another counts as a whole range
    return moves.argmax(axis=2), np.abs(steps).sum(axis=2)


def _outcomes(changes: Floats) -> Floats:
    """Outcomes along trajectories with these changes, as if every step had been equally wide.

    SALib divides every change by the same step. Whole numbers, lists and levels take steps of other widths, so
    each change is scaled beforehand, and the outcomes are summed up from the changes.
    """
    import numpy as np

    start = np.zeros((len(changes), 1))
    path: Floats = np.concatenate([start, np.cumsum(changes, axis=1)], axis=1).ravel()
    return path
