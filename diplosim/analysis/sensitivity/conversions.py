"""Results of a sweep in the forms that neighbouring packages take: SALib's and the EMA Workbench's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from diplosim.analysis.sensitivity.question import Question, values_of
from diplosim.analysis.sensitivity.refusals import CannotAnalyseError
from diplosim.analysis.sensitivity.source import Input, Source, open_sweep
from diplosim.metrics.columns import outcome_names
from diplosim.scenario import unknown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Replicates = Literal["rows", "axis", "mean"]
#: Columns of the experiments beside what varied. The Workbench calls a sample a scenario.
KEYS = ("scenario", "policy", "model")


def to_salib(
    folder: str | Path, outcomes: Sequence[str] = (), *, arm: str | None = None, effects: bool = False
) -> tuple[dict[str, Any], Floats, dict[str, Floats]]:
    """A finished sweep as SALib takes it: ``(problem, X, Y)``.

    Args:
        folder: results folder of a sweep.
        outcomes: names of outcomes; none: all.
        arm: name of the arm; None: the reference, or for effects the only other arm.
        effects: whether ``Y`` is the arm less the reference, pair by pair.

    Returns:
        ``problem`` with ``num_vars``, ``names``, ``bounds`` and, where ranges are even in the logarithm, ``dists``;
        ``levels`` lists the values of every input that is not a number: ``X`` holds their places in that list.
        ``X`` is ``[sample, input]`` in the order of the design. ``Y`` holds for each outcome ``[sample, replicate]``;
        ``Y[name].mean(axis=1)`` is what SALib's analyzers want. NaN where a run has no value.
    """
    import numpy as np

    source = open_sweep(Path(folder))
    names = _outcomes(outcomes)
    asked = _arm(source, arm, effects)
    problem: dict[str, Any] = {"num_vars": len(source.inputs), "names": [i.name for i in source.inputs]}
    columns = [_numbers(given) for given in source.inputs]
    dimensions = source.definition.dimensions
    problem["bounds"] = [
        [float(d.low), float(d.high)] if not i.levels else [min(c), max(c)]
        for d, i, c in zip(dimensions, source.inputs, map(_levels, source.inputs), strict=True)
    ]
    if any(d.log for d in dimensions):
        problem["dists"] = ["logunif" if d.log else "unif" for d in dimensions]
    listed = {i.name: list(i.levels) for i in source.inputs if not _numeric(i)}
    if listed:
        problem["levels"] = listed
    reference = source.arms[0] if effects else None
    Y = {name: values_of(Question(name, asked, reference), source) for name in names}
    return problem, np.column_stack(columns), Y


def to_ema(
    folder: str | Path, outcomes: Sequence[str] = (), *, replicates: Replicates = "rows"
) -> tuple[pd.DataFrame, dict[str, NDArray[Any]]]:
    """A finished sweep as the EMA Workbench takes it: ``(experiments, outcomes)``.

    Args:
        folder: results folder of a sweep.
        outcomes: names of outcomes; none: all.
        replicates: ``rows``: a row for each run, with a column ``replicate``; ``axis``: a row for each sample and
            arm, outcomes ``[row, replicate]`` as from its ``ReplicatorModel``; ``mean``: the means over replicates
            that have a value.

    Returns:
        ``experiments``: what varied, then ``scenario`` (number of the sample), ``policy`` (name of the arm) and
        ``model`` (name of the experiment). Before looking for boxes, drop the last ones. ``outcomes``: an array for
        each; NaN where a run failed or has no value.
    """
    import numpy as np
    import pandas as pd

    source = open_sweep(Path(folder))
    arms, count = len(source.arms), source.replicates if replicates == "rows" else 1
    repeat = arms * count
    table = {given.name: _column(given, repeat) for given in source.inputs}
    rows = source.samples * repeat
    experiments = pd.DataFrame(table)
    experiments["scenario"] = np.repeat(np.arange(source.samples), repeat)
    experiments["policy"] = pd.Categorical(
        np.tile(np.repeat(source.arms, count), source.samples), source.arms
    )
    experiments["model"] = pd.Categorical([source.definition.name] * rows)
    if replicates == "rows":
        experiments["replicate"] = np.tile(np.arange(count), source.samples * arms)
    return experiments, {name: _shaped(source.outcome(name), replicates) for name in _outcomes(outcomes)}


def _shaped(cube: Floats, replicates: Replicates) -> NDArray[Any]:
    """``[sample, arm, replicate]`` as rows."""
    import numpy as np

    if replicates == "rows":
        return cube.ravel()
    flat = cube.reshape(-1, cube.shape[2])
    if replicates == "axis":
        return flat
    known = np.isfinite(flat)
    total, number = np.where(known, flat, 0.0).sum(axis=1), known.sum(axis=1)
    means: Floats = np.divide(total, number, out=np.full(len(flat), np.nan), where=number > 0)
    return means


def _outcomes(names: Sequence[str]) -> list[str]:
    known = outcome_names()
    wrong = [unknown("outcome", name, list(known)) for name in names if name not in known]
    if wrong:
        raise CannotAnalyseError("; ".join(wrong))
    return list(names or known)


def _arm(source: Source, arm: str | None, effects: bool) -> str:
    reference, *others = source.arms
    if arm is not None and arm not in source.arms:
        raise CannotAnalyseError(unknown("arm", arm, source.arms))
    if not effects:
        return arm or reference
    if arm is None and len(others) == 1:
        return others[0]
    if arm is None or arm == reference:
        raise CannotAnalyseError(
            f"effects need the name of an arm: {', '.join(others) or 'there is only one arm'}"
        )
    return arm


def _numeric(given: Input) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in given.levels)


def _levels(given: Input) -> list[float]:
    """Listed values as numbers."""
    return (
        [float(value) for value in given.levels]
        if _numeric(given)
        else [float(n) for n in range(len(given.levels))]
    )


def _numbers(given: Input) -> list[float]:
    """Values as numbers; where they are none, their places in the list of levels."""
    if _numeric(given):
        return [float(value) for value in given.values]
    return [float(given.levels.index(value)) for value in given.values]


def _column(given: Input, repeat: int) -> Any:
    """Values for each row: numbers as numbers, everything else as categories."""
    import numpy as np
    import pandas as pd

    if _numeric(given):
        return np.repeat(np.asarray(given.values), repeat)
    words: Any = [value if isinstance(value, str) else str(value) for value in given.levels]
    return pd.Categorical.from_codes(np.repeat(np.asarray(_numbers(given), dtype=int), repeat), words)
