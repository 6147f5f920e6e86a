"""Through which mechanism a policy works: its paired effect with each mechanism off in turn, and with all paths off.

Two kinds of mechanism are switched off, in every arm alike. Paths lead from what a policy does to provocations: a
parameter at 0 closes one (talks restrain, exercises provoke, ...); with all of them closed a policy can change no
provocation at all, and if it does, the model has an artefact. The other kind are the parts of the second model
(`mechanisms.`), each back to what the first model has instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from diplosim.analysis.compare import Difference, paired_row
from diplosim.analysis.output import Frame, columns_of
from diplosim.experiment import How, choose_engine, load_definition, make_plan, run_in_memory
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError, Results, open_results
from diplosim.results.memory import ResultsInMemory
from diplosim.scenario import PARAMETERS, unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment.plan import Plan
    from diplosim.metrics.column import Direction
    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]
    Off = dict[str, Any]

#: Paths from policies to provocations: name, and the parameters that close it.
PATHS: dict[str, Off] = {
    "talks and agreements restrain": {"provocation.b_N": 0.0},
    "agreements restrain as talks do": {"provocation.iota": 0.0},
    "talks without rivals restrain": {"provocation.zeta": 0.0},
    "an open stance calms": {"provocation.b_O": 0.0},
    "policies move the stance": {"stance.b_open": 0.0, "stance.b_close": 0.0, "stance.b_press": 0.0},
    "what is at stake restrains": {"provocation.b_K": 0.0},
    "trust reassures": {"provocation.b_tau": 0.0},
    "resources fuel": {"provocation.b_F": 0.0},
    "resources arm": {"provocation.Qcap_growth": 0.0},
    "sanctions provoke or deter": {"provocation.b_S": 0.0},
    "exercises provoke": {"provocation.b_X": 0.0},
    "restraint calms or invites": {"provocation.b_R": 0.0},
    "answers feed a spiral": {"provocation.spi": 0.0},
}
NOTHING, ALL = "", "all paths"
#: What is told if no outcome is named: the paths are those to provocations.
USUAL = "events_per_year"
#: Pairs of an arm that suffice for a decomposition; of a larger folder it takes evenly spread samples.
MOST_PAIRS = 400


class _Head(TypedDict):
    arm: str
    reference: str
    outcome: str
    unit: str
    better: Direction | None
    off: str
    """The mechanism that is off in both arms; empty: none."""
    kind: str
    """``path`` or ``second model``; empty: none is off."""
    carried_mean: float | None
    """Effect with nothing off less effect without the mechanism: what it carries."""
    carried_low: float | None
    carried_high: float | None


class Without(_Head, Difference):
    """A row of ``analysis/mechanisms.csv``."""


@dataclass(frozen=True)
class Decomposition:
    """The effects of every arm with each mechanism off."""

    results: Results
    rows: list[Without]
    samples: int
    """How many samples it was made of."""

    def frames(self) -> dict[str, Frame]:
        """``mechanisms``."""
        return {"mechanisms": (self.rows, columns_of(Without))}


def mechanisms_off() -> dict[str, tuple[str, Off]]:
    """All that is switched off in turn: name -> kind and parameters; nothing first, all paths after each."""
    switches = {name: {name: 0} for name in PARAMETERS if name.startswith("mechanisms.")}
    every = {key: value for off in PATHS.values() for key, value in off.items()}
    return {
        NOTHING: ("", {}),
        **{name: ("path", off) for name, off in PATHS.items()},
        ALL: ("path", every),
        **{name: ("second model", off) for name, off in switches.items()},
    }


def without(plan: Plan, off: Off) -> Plan:
    """The plan with these parameters in every arm, sample and month."""
    kept = [place for place, name in enumerate(plan.names) if name not in off]
    return replace(
        plan,
        arms=tuple(scenario_without(arm, off) for arm in plan.arms),
        names=tuple(plan.names[place] for place in kept),
        samples=tuple(tuple(sample[place] for place in kept) for sample in plan.samples),
    )


def scenario_without(arm: Scenario, off: Off) -> Scenario:
    """A scenario with these parameters from the start, and no dated change of them."""
    if not off:
        return arm
    events = [event | _rest(event, off) for event in arm.to_dict()["events"]]
    return arm.with_(parameters=off, events=[event for event in events if event.get("parameters") != {}])


def _rest(event: dict[str, Any], off: Off) -> dict[str, Any]:
    """What is left of the parameters that a dated event changes."""
    changed = event.get("parameters")
    return (
        {}
        if changed is None
        else {"parameters": {key: value for key, value in changed.items() if key not in off}}
    )


def decomposition_of(
    folder: Path, arms: Sequence[str] = (), outcomes: Sequence[str] = (), how: How | None = None
) -> Decomposition:
    """Play the arms of a folder again with each mechanism off; the arguments are options of ``diplosim ablation``.

    Raises:
        AnalysisError: the folder has a reference only, or no such arm.
        FolderError: it holds no finished results.
    """
    stored = open_results(folder)
    wrong = [unknown("arm", arm, stored.arms[1:]) for arm in arms if arm not in stored.arms[1:]]
    if wrong:
        raise AnalysisError("\n".join(wrong))
    if len(stored.arms) < 2:
        raise AnalysisError(f"{folder} has one arm only: there is no difference to decompose")
    how = how or How()
    definition = load_definition(folder / "experiment.yaml")
    whole = make_plan(definition, choose_engine("auto", arms=definition.arms).name, plugins=how.plugins)
    plan = _smaller(whole, {stored.reference, *(arms or stored.arms[1:])})
    names = stored.named(outcomes or (USUAL,))
    effects: dict[tuple[str, str], Floats] = {}
    rows: list[Without] = []
    for off, (kind, values) in mechanisms_off().items():
        memory = run_in_memory(without(plan, values), how)
        played = ResultsInMemory.of(memory, definition, lambda numbers: [])
        rows += [
            _row(played, place, name, off, kind, effects)
            for place in range(1, len(played.arms))
            for name in names
        ]
    return Decomposition(stored, rows, len(plan.samples))


def _smaller(plan: Plan, arms: set[str]) -> Plan:
    """The plan of these arms alone, with evenly spread samples of a large one."""
    most = max(1, MOST_PAIRS // plan.replicates)
    step = -(-len(plan.samples) // most)
    chosen = tuple(arm for arm in plan.asked if arm.name in arms)
    return replace(plan, arms=chosen, added={}, samples=plan.samples[::step], held=b"")


def _row(
    played: Results, place: int, name: str, off: str, kind: str, effects: dict[tuple[str, str], Floats]
) -> Without:
    cube, column, arm = played.cube(name), outcome(name), played.arms[place]
    effect = cube[place] - cube[0]
    if off == NOTHING:
        effects[arm, name] = effect
    carried = paired_row(effect, effects[arm, name], column)
    head = _Head(
        arm=arm, reference=played.reference, outcome=name, unit=column.unit, better=column.better, off=off, kind=kind,
        carried_mean=carried["diff_mean"], carried_low=carried["diff_low"], carried_high=carried["diff_high"],
    )  # fmt: skip
    return {**head, **paired_row(cube[0], cube[place], column)}
