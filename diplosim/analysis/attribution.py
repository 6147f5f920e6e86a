"""Whose doing a difference is: the world's, the policies', and both together, each as paired differences.

World: the arm's world with the policies of the reference, less the reference. Policy: the arm, less its world with the
policies of the reference. Together: the arm less the reference. All three meet the same shocks, so the first two add up
to the third, pair by pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from diplosim.analysis.compare import Compared, Difference, compared, paired_row
from diplosim.analysis.crossed import crossing_of
from diplosim.analysis.paired import paired_statistics
from diplosim.analysis.summary import Compared as Summarised
from diplosim.analysis.summary import level_row
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment import Plan
    from diplosim.experiment.attribution import Change
    from diplosim.results import Results

    Floats = NDArray[np.float64]

WORLD, POLICY, TOGETHER = PARTS = ("world", "policy", "together")


class Split(Compared):
    """Which part of which difference; ``reference`` is what the arm, or its world, is compared with."""

    part: str
    """One of ``PARTS``."""


class Part(Split, Difference):
    """A row of ``analysis/attribution.csv``."""


def told_apart(results: Results) -> list[Change]:
    """The arms that change world and policies, and whose world alone was run too."""
    return [change for change in results.changes if change.bridge is not None]


def split(
    results: Results, change: Change, names: Sequence[str], middle: Mapping[str, Floats] | None = None
) -> list[Part]:
    """Three rows per outcome.

    Args:
        results: arms and the reference that they are compared with.
        change: one of ``results.changes`` with other policies.
        names: outcomes.
        middle: outcomes of the arm's world with the policies of the reference, if no arm of the folder is it.
    """
    rows: list[Part] = []
    for name in names:
        column = outcome(name)
        for part, (against, before, after) in _pairs(results, change, name, middle).items():
            head: Split = {**compared(change.arm, against, column), "part": part}
            rows.append({**head, **paired_row(before, after, column)})
    return rows


def as_summary(results: Results, change: Change, names: Sequence[str]) -> list[Summarised]:
    """World and policy as rows of a summary; their arms are called ``ARM: world`` and ``ARM: policy``."""
    rows: list[Summarised] = []
    for name in names:
        for part, (_, before, after) in _pairs(results, change, name, None).items():
            if part != TOGETHER:
                rows.append(_summarised(results, f"{change.arm}: {part}", name, before, after))
    return rows


def _summarised(results: Results, arm: str, name: str, before: Floats, after: Floats) -> Summarised:
    import numpy as np

    present = after[np.isfinite(after)]
    level = level_row(arm, results.reference, name, present, after.size)
    return {**level, **paired_statistics(before.ravel(), after.ravel(), outcome(name), crossing_of(after))}


def _pairs(
    results: Results, change: Change, name: str, middle: Mapping[str, Floats] | None
) -> dict[str, tuple[str, Floats, Floats]]:
    """For each part the name of what is subtracted, its values, and the values that it is subtracted from."""
    reference = _cube_of(results, results.reference, name)
    arm = _cube_of(results, change.arm, name)
    between = middle[name] if middle is not None else _cube_of(results, str(change.bridge), name)
    bridge = change.bridge or f"world of {change.arm}"
    return {
        WORLD: (results.reference, reference, between),
        POLICY: (bridge, between, arm),
        TOGETHER: (results.reference, reference, arm),
    }


def _cube_of(results: Results, arm: str, name: str) -> Floats:
    """An arm of the folder, chosen for this comparison or not."""
    chosen = results if arm in results.arms else replace(results, arms=(results.reference, arm), _cubes={})
    found: Floats = chosen.cube(name)[chosen.arms.index(arm)]
    return found


def simulated(results: Results, change: Change) -> dict[str, Floats]:
    """The arm's world with the policies of the reference, run in the same samples under the same shocks.

    Raises:
        AnalysisError: it cannot be run (a policy of a plug-in, an engine that is not here).
    """
    import numpy as np

    from diplosim.experiment.chunk import compute
    from diplosim.metrics.columns import OUTCOME_NAMES as OUTCOMES
    from diplosim.scenario import ScenarioError

    try:
        plan = _plan(results, change)
    except ScenarioError as error:
        raise AnalysisError(
            f"the world of '{change.arm}' with the policies of '{results.reference}' is no scenario: {error}"
        ) from error
    runs = np.concatenate([compute(plan, index).outcomes for index in range(plan.chunks)])
    shape = (len(plan.samples), plan.replicates)
    return {name: runs[:, OUTCOMES.index(name)].reshape(shape) for name in results.outcomes}


def _plan(results: Results, change: Change) -> Plan:
    """The plan of the missing world: one arm, the samples of the folder."""
    from diplosim.experiment import choose_engine
    from diplosim.experiment.plan import CHUNK_RUNS, Plan
    from diplosim.experiment.reading import load_definition

    scenarios = {scenario.name: scenario for scenario in results.every_scenario}
    policies = scenarios[results.reference].to_dict()["policies"]
    arm = scenarios[change.arm].with_(policies=policies, replicates=results.replicates)
    samples: list[Any] = [()]
    if results.varied:  # from the experiment itself: the table of samples holds lists as text
        samples = load_definition(results.folder / "experiment.yaml").samples()
    engine = choose_engine("auto", arms=[arm]).name
    pairs = len(samples) * results.replicates
    return Plan(
        name="attribution", arms=(arm,), names=results.varied, samples=tuple(samples), engine=engine, stride=pairs + 1,
        chunk=CHUNK_RUNS[engine], code="", first=int(results.manifest["plan"]["first_replicate"]),
    )  # fmt: skip
