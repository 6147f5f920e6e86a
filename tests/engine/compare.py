"""Playing a scenario on all engines and holding everything against everything, bit for bit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diplosim.engine.engine import Histories, trace
from diplosim.engine.pack import pack
from diplosim.metrics.columns import METRIC_NAMES as METRICS
from diplosim.metrics.columns import OUTCOME_NAMES as OUTCOMES
from diplosim.model.model import DiplomacyModel
from diplosim.model.recording import state_hash, state_vector
from diplosim.scenario import Scenario

Floats = NDArray[np.float64]


def bits(values: Floats) -> NDArray[np.int64]:
    """The numbers as their bits; every missing number has the same ones."""
    plain = np.ascontiguousarray(np.where(np.isnan(values), math.nan, values), dtype=np.float64)
    return plain.view(np.int64)


def difference(mesa: Floats, compiled: Floats, names: tuple[str, ...] | None = None) -> str:
    """Where two vectors differ first, in words; empty if they are the same to the last bit."""
    if mesa.shape != compiled.shape:
        return f"{mesa.shape} numbers against {compiled.shape}"
    wrong = np.flatnonzero(bits(mesa) != bits(compiled))
    if not len(wrong):
        return ""
    place = int(wrong[0])
    name = names[place] if names else f"number {place} of {len(mesa)}"
    return f"{name}: {mesa[place]!r} against {compiled[place]!r}, and {len(wrong) - 1} others"


def mesa_run(scenario: Scenario, replicate: int) -> tuple[Floats, Floats, Floats]:
    """States by month, metrics by month, and outcomes of the Mesa engine."""
    model = DiplomacyModel(scenario, replicate=replicate, log=False)
    states, rows = [], []
    while model.running:
        model.step()
        states.append(state_vector(model))
        rows.append([float(model.row[name]) for name in METRICS])
    outcomes: dict[str, Any] = model.outcomes()
    ends = [math.nan if outcomes[name] is None else outcomes[name] for name in OUTCOMES]
    return np.array(states), np.array(rows), np.array(ends, dtype=np.float64)


def assert_same(scenario: Scenario, replicate: int = 0) -> list[str]:
    """Fail at the first month in which the engines differ, saying where; otherwise the hash of every month's state."""
    mesa, packed = mesa_run(scenario, replicate), pack(scenario)
    for portable in (False, True):
        _assert_same(
            mesa, *trace(packed, scenario.seed, replicate, portable), "portable" if portable else "compiled"
        )
    return [state_hash(state) for state in mesa[0]]


def _assert_same(
    mesa: tuple[Floats, Floats, Floats], histories: Histories, traced: Floats, engine: str
) -> None:
    states, rows, outcomes = mesa
    assert len(states) == len(traced)
    for month in range(len(states)):
        found = difference(states[month], traced[month])
        assert not found, f"{engine}: state after month {month}: {found}"
        found = difference(rows[month], histories.trajectories[0, month], METRICS)
        assert not found, f"{engine}: metrics of month {month}: {found}"
    found = difference(outcomes, histories.outcomes[0], OUTCOMES)
    assert not found, f"{engine}: outcomes: {found}"
