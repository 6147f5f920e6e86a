"""One run on the Mesa engine: a scenario and a replicate in, numbers (and, if traced, reasons) out."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from diplosim.errors import OwnCodeError, printable
from diplosim.experiment.engines import choose_engine, mesa_engine
from diplosim.metrics.columns import OwnColumnError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    outcomes: dict[str, float | None] = field(default_factory=dict)
    """By name; ``None`` where the run has no value."""
    months: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """Metrics by name, one number per month."""
    trust: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    records: Callable[[], list[dict[str, Any]]] = list
    """Makes the records of a traced run, each with its sentences."""

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """The records of a traced run; they are worded when they are first asked for."""
        return self.records()

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
    except (
        OwnCodeError,
        MemoryError,
    ):  # one would have ended the program; the other says nothing about the run
        raise
    except Exception as error:  # noqa: BLE001 - the boundary between one run and all others: reported, not hidden
        result = RunResult(result.arm, replicate, scenario.seed, status="failed")
        result.error = _reason(error)
        result.detail = traceback.format_exc()
    return result


def attempt(make: Callable[[], T]) -> T | str:
    """What ``make`` returns; if it raises, the reason in words, so that other runs go on."""
    try:
        return make()
    except (OwnCodeError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - the same boundary, for runs that are made ready together
        return _reason(error)


def _reason(error: Exception) -> str:
    named = "" if isinstance(error, OwnColumnError) else f"{type(error).__name__}: "
    return printable(f"{named}{error}".replace("\n", " "))


def _collect(result: RunResult, model: Any, trace: bool) -> None:
    """Copy the numbers (and the records of a traced run) out of a finished model."""
    import numpy as np

    result.outcomes = dict(model.outcomes())
    result.months = {name: np.array(values, dtype=np.float64) for name, values in model.trajectory().items()}
    if trace:
        result.trust = [dict(record) for record in model.trust_records()]
        result.tables = [dict(record) for record in model.table_records()]
        result.records = model.records


def state_hashes(scenario: Scenario, replicate: int = 0, engine: str = "mesa") -> list[str]:
    """SHA-256 of the state of a run after each month: the same on every engine, to the last bit.

    The state is everything that the next month depends on (`diplosim.model.recording.state_vector` lists it).
    """
    from diplosim.model.recording import state_hash, state_vector

    chosen = choose_engine(engine, arms=[scenario]).name
    if chosen != "mesa":
        from diplosim.engine.engine import trace
        from diplosim.engine.pack import pack

        return [
            state_hash(state)
            for state in trace(pack(scenario), scenario.seed, replicate, chosen == "portable")[1]
        ]
    model = mesa_engine()(scenario, replicate=replicate, log=False)
    hashes = []
    while model.running:
        model.step()
        hashes.append(state_hash(state_vector(model)))
    return hashes
