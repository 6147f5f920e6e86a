"""Sobol indices: which share of the variance each input explains alone, and with everything it touches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.sensitivity.indices import Indices, Measure
from diplosim.analysis.sensitivity.inputs import Input
from diplosim.analysis.sensitivity.noise import error_of_differences
from diplosim.analysis.sensitivity.refusals import SALIB, CannotAnalyseError
from diplosim.experiment.generators import global_generators_kept

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
    chance = error_of_differences(blocks[:, 1 : wide + 1, :] - blocks[:, :1, :])
    whole = float(means.reshape(len(blocks), -1)[:, [0, -1]].var())
    return Indices("sobol", measures, "ST", chance / 2 / whole)
