"""One run: a scenario and a replicate in, trajectory and outcomes (and, if traced, reasons) out."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from diplosim.experiment.engine import mesa_engine
from diplosim.experiment.views import Outcomes, Trajectory

if TYPE_CHECKING:
    from diplosim.model.actors.base import CastMember
    from diplosim.scenario import Scenario

T = TypeVar("T")


@dataclass
class RunResult:
    """What one run leaves behind; a failed run has its reason instead of numbers."""

    arm: str
    replicate: int
    seed: int
    status: str = "ok"
    error: str | None = None
    detail: str | None = None
    """Traceback of a failure, for ``--debug``."""
    outcomes: Outcomes = field(default_factory=Outcomes)
    trajectory: Trajectory = field(default_factory=Trajectory)
    trust: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the run reached its horizon."""
        return self.status == "ok"


def run_one(
    scenario: Scenario,
    replicate: int,
    *,
    arm: str | None = None,
    trace: bool = False,
    actors: Mapping[str, type[CastMember]] | None = None,
) -> RunResult:
    """Run one replicate of a scenario on the Mesa engine.

    ``trace`` keeps the trust of every pair, the state of every table and the record of every decision; it does
    not change the run.
    ``actors``: classes of the user's own by actor code.
    An error inside the model becomes a failed result with its reason, so that other runs go on.
    """
    result = RunResult(scenario.name if arm is None else arm, replicate, scenario.seed)
    engine = mesa_engine()
    try:
        model = engine(scenario, replicate=replicate, log=trace, actors=actors)
        model.run()
        _collect(result, model, trace)
    except Exception as error:  # noqa: BLE001 - the boundary between one run and all others: reported, not hidden
        result = RunResult(result.arm, replicate, scenario.seed, status="failed")
        result.error = _reason(error)
        result.detail = traceback.format_exc()
    return result


def attempt(make: Callable[[], T]) -> T | str:
    """What ``make`` returns; if it raises, the reason in words, so that other runs go on."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - the same boundary, for runs that are made ready together
        return _reason(error)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\n", " ")


def _collect(result: RunResult, model: Any, trace: bool) -> None:
    """Copy the numbers (and the records of a traced run) out of a finished model."""
    import numpy as np

    outcomes, trajectory = model.outcomes(), model.trajectory()
    row = np.array([math.nan if value is None else value for value in outcomes.values()], dtype=np.float64)
    result.outcomes = Outcomes(tuple(outcomes), row)
    result.trajectory = Trajectory(tuple(trajectory), np.array(list(trajectory.values()), dtype=np.float64).T)
    if trace:
        result.trust = [dict(record) for record in model.trust_records()]
        result.tables = [dict(record) for record in model.table_records()]
        result.events = model.records()
