"""Three lines where assumptions changed too: reference, changed assumptions, changed assumptions + policy.

If an arm differs from the reference in its world (parameters, actors, events) and in its policies, the difference
between the two says nothing about the policies alone. The line between them is the arm's world with the reference's
policies: another arm if there is one, else it is run here, under the same shocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from diplosim.analysis.compare import Difference, paired_row
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment import Plan
    from diplosim.metrics.column import Column, Direction
    from diplosim.results import Results
    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]


#: What of a scenario is neither policy nor assumption.
_ASIDE = ("scenario", "name", "title", "question", "policies", "replicates", "seed")
LINES = ("reference", "changed assumptions", "changed assumptions + policy")


class Line(TypedDict):
    """One of the three lines of an outcome: the first has a level only."""

    arm: str
    outcome: str
    unit: str
    better: Direction | None
    line: str
    level: float | None


class Step(Line, Difference):
    """A row of ``analysis/assumptions.csv``: a later line, with its difference from the line before."""


@dataclass(frozen=True)
class Change:
    """An arm whose world differs from that of the reference."""

    arm: str
    differences: tuple[str, ...]
    """``parameters.trust.lam_neg: 2 -> 3``."""
    policies_too: bool
    """Whether its policies differ as well, so that the difference has two sources."""
    bridge: str | None
    """The arm of the folder that is its world without its policies."""


def changes(results: Results) -> list[Change]:
    """The arms whose world is not that of the reference, in their order."""
    scenarios = {scenario.name: scenario for scenario in results.scenarios}
    reference = scenarios[results.reference]
    found = []
    for arm in results.arms[1:]:
        own = scenarios[arm]
        words = tuple(differences(reference, own))
        if not words:
            continue
        policies_too = own.policies != reference.policies
        bridge = next(
            (name for name, other in scenarios.items()
             if other.policies == reference.policies and not list(differences(own, other))), None,
        )  # fmt: skip
        found.append(Change(arm, words, policies_too, bridge if policies_too else None))
    return found


def differences(one: Scenario, two: Scenario) -> Iterator[str]:
    """What two scenarios assume differently, besides policies, a line each."""
    before, after = (dict(_flat("", scenario.to_dict())) for scenario in (one, two))
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield f"{key}: {before.get(key, 'absent')} -> {after.get(key, 'absent')}"


def _flat(prefix: str, data: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            if prefix or key not in _ASIDE:
                yield from _flat(f"{prefix}.{key}" if prefix else str(key), value)
    else:
        yield prefix, data


def three_lines(results: Results, change: Change, names: Sequence[str]) -> list[Line | Step]:
    """Three rows per outcome; each difference is from the line before it, so the two add up to the whole.

    Raises:
        AnalysisError: the missing line cannot be run (a policy of a plug-in, an engine that is not here).
    """
    between = None if change.bridge else simulated(results, change)
    rows: list[Line | Step] = []
    for name in names:
        column = outcome(name)
        reference, arm = (
            results.cube(name)[results.arms.index(label)] for label in (results.reference, change.arm)
        )
        middle = _cube_of(results, str(change.bridge), name) if between is None else between[name]
        rows.append(_line(change.arm, column, LINES[0], reference))
        for line, before, after in ((LINES[1], reference, middle), (LINES[2], middle, arm)):
            step: Step = {
                **_line(change.arm, column, line, after),
                **paired_row(before, after, column),
            }
            rows.append(step)
    return rows


def _line(arm: str, column: Column, line: str, values: Floats) -> Line:
    return Line(
        arm=arm, outcome=column.name, unit=column.unit, better=column.better, line=line, level=_mean(values)
    )


def _cube_of(results: Results, arm: str, name: str) -> Floats:
    """An arm of the folder, chosen for this comparison or not."""
    from diplosim.results import open_results

    whole = results if arm in results.arms else open_results(results.folder)
    found: Floats = whole.cube(name)[whole.arms.index(arm)]
    return found


def _mean(values: Floats) -> float | None:
    import numpy as np

    return float(np.nanmean(values)) if np.isfinite(values).any() else None


def simulated(results: Results, change: Change) -> dict[str, Floats]:
    """The arm's world with the policies of the reference, run in the same samples under the same shocks."""
    import numpy as np

    from diplosim.experiment.chunk import compute
    from diplosim.metrics.columns import OUTCOME_NAMES as OUTCOMES
    from diplosim.scenario import ScenarioError

    try:
        plan = _plan(results, change)
    except ScenarioError as error:
        raise AnalysisError(
            f"the assumptions of '{change.arm}' with the policies of '{results.reference}' are no scenario: {error}"
        ) from error
    runs = np.concatenate([compute(plan, index).outcomes for index in range(plan.chunks)])
    shape = (len(plan.samples), plan.replicates)
    return {name: runs[:, OUTCOMES.index(name)].reshape(shape) for name in results.outcomes}


def _plan(results: Results, change: Change) -> Plan:
    """The plan of the missing line: one arm, the samples of the folder."""
    from diplosim.experiment import choose_engine
    from diplosim.experiment.plan import CHUNK_RUNS, Plan
    from diplosim.experiment.reading import load_definition

    scenarios = {scenario.name: scenario for scenario in results.scenarios}
    policies = scenarios[results.reference].to_dict()["policies"]
    arm = scenarios[change.arm].with_(policies=policies, replicates=results.replicates)
    samples: list[Any] = [()]
    if results.varied:  # from the experiment itself: the table of samples holds lists as text
        samples = load_definition(results.folder / "experiment.yaml").samples()
    engine = choose_engine("auto").name
    pairs = len(samples) * results.replicates
    return Plan(
        name="assumptions", arms=(arm,), names=results.varied, samples=tuple(samples), engine=engine, stride=pairs + 1,
        chunk=CHUNK_RUNS[engine], code="",
    )  # fmt: skip
