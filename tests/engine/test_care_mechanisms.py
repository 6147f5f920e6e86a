"""Access, own money, coverage and the rest of what aid meets in the country: both engines, the same bits."""

from __future__ import annotations

from typing import Any

import pytest

import diplosim as ds
from diplosim.scenario import Scenario
from tests.first_model import first_model

from .compare import assert_same

LIVELY = {"tables.o0": 0.0, "bargaining.h_can": 0.03, "bargaining.p_unsol": 0.3, "health.p_warn": 0.1}
CLOSED = [
    {"at": 20, "kind": "pandemic", "months": 25},
    {"at": 30, "kind": "access", "level": 0.5},
    {"at": 50, "kind": "expulsion"},
    {"at": 5, "kind": "hospital_drive", "per_year": 20},
    {"at": 8, "kind": "koryo_drive", "effort": 1},
    {"at": 10, "kind": "insurance_transition"},
    {"at": 15, "kind": "vaccine_line", "musd": 0.5},
]
SWITCHES = (
    "access", "compliance", "own_money", "markets", "coverage", "network", "content",
)  # fmt: skip


def world(*switches: str, **changes: Any) -> Scenario:
    """A busy world with a long closure and these mechanisms."""
    on = {f"mechanisms.{name}": 1 for name in switches}
    given = first_model(
        parameters=LIVELY | on | changes.pop("parameters", {}), **{"events": CLOSED} | changes
    )
    return Scenario.from_dict({"name": "care", "months": 72, "seed": 11, "access": 0.8, **given})


@pytest.mark.parametrize("switch", SWITCHES)
def test_each_mechanism_alone(switch: str) -> None:
    assert_same(world(switch))
    assert_same(world(switch, policies=["pooled_fund", "cofinancing"]), 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "policies",
    [
        [],
        ["ghd_bundle"],
        ["regional_network", "comprehensive"],
        ["traditional_medicine_russia"],
        ["vietnam_partnership", "china_partnership"],
        ["insurance_support", "regional_network"],
        ["equipment_package"],
    ],
)
def test_all_together(policies: list[str]) -> None:
    assert_same(world(*SWITCHES, policies=policies), 2)


def test_a_mechanism_that_starts_in_mid_run() -> None:
    on = {f"mechanisms.{name}": 1 for name in SWITCHES}
    starts = {"at": 25, "kind": "leadership", "parameters": on}
    ends = {"at": 60, "kind": "leadership", "parameters": dict.fromkeys(on, 0)}
    assert_same(world(events=[*CLOSED, starts, ends]))


@pytest.mark.parametrize("policies", [[], ["pooled_fund", "comprehensive"], ["triangular"]])
def test_content_together_with_who_gives(policies: list[str]) -> None:
    assert_same(world("content", "taint", "donors", "access", policies=policies), 3)


def test_a_dated_pandemic_without_a_size_has_that_of_the_parameters() -> None:
    def jump(**more: Any) -> float:
        calm = {"health.p_pan": 0.0, "health.p_flood": 0.0, "health.pandemic_burden": 0.07}
        events = [{"at": 3, "kind": "pandemic", "months": 0, **more}]
        scenario = Scenario.from_dict({"name": "x", "months": 5, "parameters": calm, "events": events})
        assert_same(scenario)
        burden = ds.DiplomacyModel(scenario, log=False).run().trajectory()["disease_burden"]
        return burden[3] - burden[2]

    assert jump() == jump(severity=0.07)
    assert jump() - jump(severity=0.0) == pytest.approx(0.07, abs=0.003)
