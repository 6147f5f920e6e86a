"""Engagement in a run with the second model's weights, and meetings with rivals."""

from __future__ import annotations

from typing import Any

import pytest

import diplosim as ds
from tests.first_model import first_model

ON = {"mechanisms.engagement": 1}


def months(parameters: dict[str, float], **more: Any) -> dict[str, list[float]]:
    scenario = ds.Scenario.from_dict(
        {"name": "x", "months": 60, "seed": 4, **first_model(parameters=parameters, **more)}
    )
    return ds.DiplomacyModel(scenario, log=False).run().trajectory()


def test_meetings_happen_only_while_a_rival_talks_at_its_own_table() -> None:
    rows = months(ON | {"tables.o0": 0.0, "provocation.mu_meet": 5.0})
    assert sum(rows["rival_meetings"]) > 0
    assert all(
        is_open or not n for n, is_open in zip(rows["rival_meetings"], rows["rival_table_open"], strict=True)
    )
    assert sum(months({"tables.o0": 0.0})["rival_meetings"]) == 0


def test_talks_are_measured_against_routine_aid() -> None:
    none = months(ON | {"tables.o0": -20.0, "bargaining.p_unsol": 0.0})
    assert set(none["engagement"]) == {0.0}
    assert none["eta_talk"] == pytest.approx([1.0 * 0.7 * 0.3] * 60)


def test_a_rivals_own_talks_engage_in_full_and_those_of_others_by_zeta() -> None:
    levels = set(months(ON | {"tables.o0": 6.0, "bargaining.r0_R": 1.9})["engagement"])
    assert 1.0 in levels
    alone = {code: {"present": False} for code in ("USA", "ROK", "JPN")}
    assert set(months(ON | {"tables.o0": 6.0, "bargaining.r0_R": 1.9}, actors=alone)["engagement"]) <= {
        0.0,
        0.3,
    }
