"""What the kernel writes of its decisions is what Mesa's log has of the same run, field by field, to the bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from diplosim.engine.decisions import Reader, traced
from diplosim.engine.pack import pack
from diplosim.model.model import DiplomacyModel
from diplosim.policies import names
from diplosim.scenario import Scenario

from .any_world import any_world
from .examples import MANY, REPLICATES, profile

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
#: What the scenario announces by itself.
ANNOUNCED = ("exercise", "agreement_in_force", "move")


def mesa_records(scenario: Scenario, replicate: int) -> list[dict[str, Any]]:
    model = DiplomacyModel(scenario, replicate=replicate).run()
    records = [event.to_dict() for event in model.log]
    return [r for r in records if r["actor"] != "scenario" and r["kind"] not in ANNOUNCED]


def assert_told_alike(scenario: Scenario, replicate: int, portable: bool = False) -> set[str]:
    """Fail at the first record that differs; return the kinds that there were."""
    packed = pack(scenario)
    rows = traced(packed, scenario.seed, np.array([replicate]), portable)
    told, expected = Reader(scenario, packed).records(rows), mesa_records(scenario, replicate)
    for place, (one, other) in enumerate(zip(told, expected, strict=False)):
        unlike = {
            key: (one.get(key), other.get(key)) for key in other if not same(one.get(key), other.get(key))
        }
        assert not unlike, (
            f"record {place}, {other['kind']} of month {other['month']} (compiled, Mesa): {unlike}"
        )
        assert set(one) == set(other), (place, other["kind"], set(one) ^ set(other))
    assert len(told) == len(expected)
    return {record["kind"] for record in expected}


def same(one: Any, other: Any) -> bool:
    """Whether two fields are equal, floats to the last bit and the sign of zero."""
    if isinstance(one, float) and isinstance(other, float | int):
        return one.hex() == float(other).hex()
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@pytest.mark.parametrize("name", ["status_quo", "pooled_fund", "episode_e6_maximum_pressure"])
def test_a_trace_and_mesas_log_tell_the_same(name: str) -> None:
    assert {"table_stayed_closed", "provocation"} < assert_told_alike(Scenario.load(name), 0, portable=True)


@pytest.mark.slow
@pytest.mark.parametrize("policy", names())
def test_every_policy_is_told_alike(policy: str) -> None:
    base = Scenario.load("status_quo").with_(policies=[policy])
    for replicate in range(4):
        assert_told_alike(base, replicate)


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_file_is_told_alike(path: Path) -> None:
    for replicate in range(3):
        assert_told_alike(Scenario.load(path), replicate)


@pytest.mark.slow
@profile(max(20, MANY // 20))
@given(any_world(months=36), REPLICATES)
def test_any_world_is_told_alike(scenario: Scenario, replicate: int) -> None:
    assert_told_alike(scenario, replicate)
    assert_told_alike(scenario, replicate, portable=True)
