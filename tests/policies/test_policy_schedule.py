"""From when to when levers hold, and policies that change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from policy_helpers import levers, refusal, schedule

from diplosim.policies import STATUS_QUO
from diplosim.scenario import Scenario, ScenarioError


def test_no_policies_is_the_status_quo_for_ever() -> None:
    plan = schedule()
    assert plan.changes == () and plan.warnings == ()
    assert all(plan.at(month) is STATUS_QUO for month in (0, 30, 59, 1000))


def test_levers_change_in_the_months_in_which_policies_start_and_end() -> None:
    plan = schedule({"delinking": {"from": "2026-07", "until": "2027-07"}}, {"corridor": {"from": "2027-01"}})
    assert plan.changes == (6, 12, 18)
    assert [plan.at(t).d for t in (5, 6, 17, 18)] == [0.0, 0.8, 0.8, 0.0]
    assert [plan.at(t).e_policy for t in (11, 12, 59)] == [0.0, 0.4, 0.4]


def test_a_policy_may_return() -> None:
    plan = schedule({"delinking": {"until": "2026-07"}}, {"delinking": {"from": "2027-07", "degree": 0.5}})
    assert [plan.at(t).d for t in (0, 5, 6, 17, 18)] == [0.8, 0.8, 0.0, 0.0, 0.5]


def test_a_policy_twice_at_once_is_an_error_with_the_months() -> None:
    message = refusal({"delinking": {"until": "2027-07"}}, {"delinking": {"from": "2027-01"}})
    assert "policy 'delinking' is in force twice from 2027-01 to 2027-06" in message


def test_of_many_entries_of_one_policy_each_is_named_once(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("scenario: 1\nname: x\npolicies:\n" + 40 * "- delinking\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        Scenario.load(file)
    assert str(refused.value).count("policy 'delinking' is in force twice") == 39


def test_a_posture_starts_afresh_with_every_use() -> None:
    plan = schedule(
        {"grit": {"from": "2026-07", "until": "2027-01"}},
        {"tit_for_tat": {"from": "2027-01"}},
        {"delinking": {"from": "2028-01"}},
    )
    assert [plan.at(t).posture_since for t in (0, 6, 12, 24)] == [0, 6, 12, 12]
    assert plan.at(6).grit and not plan.at(12).grit


def test_the_same_posture_again_without_a_gap_starts_afresh() -> None:
    plan = schedule({"grit": {"until": "2027-01"}}, {"grit": {"from": "2027-01"}})
    assert plan.changes == (0, 12)
    assert plan.at(12).posture_since == 12


def test_relief_is_given_once_in_a_run() -> None:
    plan = schedule(
        {"unconditional_easing": {"from": "2026-07", "until": "2027-01"}}, {"ghd_bundle": {"from": "2028-01"}}
    )
    assert [plan.at(t).uncond for t in (5, 6, 12, 24)] == [0.0, 1.0, 0.0, 1.0]
    assert plan.at(6).uncond_since == 6
    assert plan.at(24).uncond_since == 6, "a second start is not a second gift"


def test_since_is_zero_while_its_lever_is_off() -> None:
    plan = schedule({"unconditional_easing": {"from": "2026-07", "until": "2027-01"}}, "corridor")
    assert plan.at(12) == levers("corridor")


def test_policies_that_change_nothing_are_named() -> None:
    assert (
        "'corridor' changes nothing: its strength is 0" in schedule({"corridor": {"strength": 0}}).warnings[0]
    )
    [idle] = schedule({"delinking": {"degree": 0}}).warnings
    assert "'delinking'" in idle and "status quo" in idle
    [double] = schedule("ghd_bundle", "delinking").warnings
    assert "'delinking' changes nothing: 'ghd_bundle' already moves all that it moves" in double
    assert schedule("ghd_bundle", {"delinking": {"degree": 0.9}}).warnings == ()
