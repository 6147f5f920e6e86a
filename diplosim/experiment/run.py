"""One run: a scenario and a replicate in, trajectory and outcomes (and, if traced, reasons) out."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diplosim.experiment.engine import mesa_engine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.scenario import Scenario


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
    outcomes: dict[str, float | None] = field(default_factory=dict)
    trajectory: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    """Metric -> one number per month, single precision as it is stored."""
    trust: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the run reached its horizon."""
        return self.status == "ok"


def run_one(scenario: Scenario, replicate: int, *, arm: str | None = None, trace: bool = False) -> RunResult:
    """Run one replicate of a scenario on the Mesa engine.

    ``trace`` keeps the trust of every pair and the record of every decision; it does not change the run.
    An error inside the model becomes a failed result with its reason, so that other runs go on.
    """
    result = RunResult(scenario.name if arm is None else arm, replicate, scenario.seed)
    engine = mesa_engine()
    try:
        model = engine(scenario, replicate=replicate, log=trace)
        model.run()
        _collect(result, model, trace)
    except Exception as error:  # noqa: BLE001 - the boundary between one run and all others: reported, not hidden
        result = RunResult(result.arm, replicate, scenario.seed, status="failed")
        result.error = f"{type(error).__name__}: {error}".replace("\n", " ")
        result.detail = traceback.format_exc()
    return result


def _collect(result: RunResult, model: Any, trace: bool) -> None:
    """Copy the numbers (and the records of a traced run) out of a finished model."""
    import numpy as np

    result.outcomes = {
        name: None if value is None else float(value) for name, value in model.outcomes().items()
    }
    result.trajectory = {
        name: np.asarray(values, dtype=np.float32) for name, values in model.trajectory().items()
    }
    if trace:
        result.trust = [dict(record) for record in model.trust_records()]
        result.events = [record.to_dict() for record in model.log]
