"""The default cast, and how a scenario changes it."""

from __future__ import annotations

import pytest

from diplosim.scenario import Scenario, ScenarioError, named_case


def cast(**actors: object) -> Scenario:
    return Scenario.from_dict({"scenario": 1, "actors": actors})


def test_default_cast_is_that_of_the_model() -> None:
    rows = {
        a.code: (a.id, a.rival, a.security_weight, a.ceiling_musd, a.cycle, a.phase, a.partisan)
        for a in named_case().actors
    }
    assert rows == {
        "DPRK": (0, False, 0.4, 0, None, None, False),
        "USA": (1, True, 1.0, 10, 48, 10, True),
        "ROK": (2, True, 0.8, 30, 60, 30, True),
        "JPN": (3, True, 1.0, 5, 36, 20, True),
        "EU": (4, False, 0.4, 30, None, None, False),
        "GHF": (5, False, 0.3, 20, None, None, False),
        "CHN": (6, False, 0.1, 10, None, None, False),
        "RUS": (7, False, 0.0, 0, None, None, False),
        "UNA": (8, False, 0.0, 0, None, None, False),
        "TCI": (9, False, 0.0, 0, None, None, False),
        "UNSC": (10, False, 0.0, 0, None, None, False),
        "PF": (11, False, 0.0, 0, None, None, False),
    }
    assert {a.code for a in named_case().actors if a.surveillance} == {
        "DPRK",
        "ROK",
        "CHN",
        "JPN",
        "USA",
        "RUS",
    }
    assert [a.code for a in named_case().actors if a.mediator] == ["CHN", "UNA", "TCI"]
    assert [a.code for a in cast().donors] == ["USA", "ROK", "JPN", "EU", "GHF", "CHN"]


def test_new_actors_are_numbered_in_file_order_and_removed_ones_leave_gaps() -> None:
    scenario = cast(
        MNG={"kind": "donor", "ceiling_musd": 0.5, "ties": {"DPRK": 0.6}, "surveillance": True},
        JPN={"present": False},
        VNM={"kind": "implementer"},
        XXX={"kind": "donor", "present": False},
        SWE={"kind": "donor", "rival": True},
    )
    assert [(a.id, a.code) for a in scenario.actors if a.id > 1 and a.id < 4] == [(2, "ROK")]
    assert [(a.id, a.code) for a in scenario.actors if a.id > 11] == [(12, "MNG"), (13, "VNM"), (15, "SWE")]
    assert [gone.code for gone in scenario.removed] == ["JPN", "XXX"]
    assert scenario.actor("MNG").trust_class == "neutral"
    assert scenario.actor("SWE").trust_class == "rival"
    assert scenario.actor("VNM").channel == "third"
    assert Scenario.from_dict(scenario.to_dict()) == scenario


def test_only_what_is_given_differs_from_the_default() -> None:
    scenario = cast(ROK={"ceiling_musd": 40, "hawkish": False, "ties": {"DPRK": 0.3}})
    default = Scenario.from_dict({"scenario": 1})
    assert scenario.actor("ROK").ceiling_musd == 40
    assert scenario.actor("ROK").ties["DPRK"] == 0.3
    assert scenario.actor("ROK").cycle == 60
    assert [a for a in scenario.actors if a.code != "ROK"] == [a for a in default.actors if a.code != "ROK"]


def test_an_override_equal_to_the_default_changes_nothing() -> None:
    assert cast(ROK={"ceiling_musd": 30}) == cast()
    assert cast(ROK={"ceiling_musd": 30}).warnings == ()


def test_removing_an_actor_removes_default_ties_to_it() -> None:
    assert dict(cast(ROK={"present": False}).actor("TCI").ties) == {"DPRK": 0.8, "EU": 0.7}
    assert dict(cast().with_(actors={"ROK": {"present": False}}).actor("TCI").ties) == {
        "DPRK": 0.8,
        "EU": 0.7,
    }


def test_elections_can_be_abolished() -> None:
    usa = cast(USA={"cycle": None}).actor("USA")
    assert (usa.cycle, usa.phase) == (None, None)


def test_a_cast_without_donors_is_allowed() -> None:
    codes = [a.code for a in named_case().actors if a.kind == "donor"]
    assert cast(**{code: {"present": False} for code in codes}).donors == ()


def test_unknown_actor_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        cast().actor("XYZ")


def test_python_problems_name_the_whole_path() -> None:
    with pytest.raises(ScenarioError) as caught:
        cast(ROK={"ceiling_musd": "lots"})
    assert str(caught.value) == (
        "<python>:1:1: actors.ROK.ceiling_musd must be a number from 0 to 100000, not 'lots'"
    )
