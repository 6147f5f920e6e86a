"""Scenarios are complete, unchangeable, comparable across processes, and survive being written out."""

from __future__ import annotations

import copy
import math
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from diplosim.rules.sanctions import SECTORS
from diplosim.scenario import FrozenMap, Government, PolicyUse, Scenario, ScenarioError, dump
from diplosim.scenario.events import Sector

DATA: dict[str, Any] = {
    "scenario": 1,
    "name": "example",
    "start": "2014-07",
    "months": 60,
    "actors": {"ROK": {"ceiling_musd": 40}, "MNG": {"kind": "donor", "ceiling_musd": 0.5}},
    "parameters": {"trust.omega": 0.1, "provocation.r_nb": "poisson"},
    "policies": [
        "universal_framing",
        {
            "pooled_fund": {
                "from": "2015-01",
                "until": 48,
                "prefund": 0.5,
                "contributors": ["ROK", "EU", "GHF"],
            }
        },
    ],
    "events": [
        {"at": 20, "kind": "government", "actor": "ROK", "hawkish": False},
        {"at": "2014-09", "kind": "provocation", "class": 2, "note": "satellite"},
        {"at": 5, "kind": "resolution", "sectors": ["fuel", "bank"]},
        {"at": 7, "kind": "leadership", "parameters": {"provocation.r_nb": 2.4}},
    ],
}


@pytest.fixture
def scenario() -> Scenario:
    return Scenario.from_dict(DATA)


def test_three_lines_are_enough() -> None:
    scenario = Scenario.from_dict({"scenario": 1, "policies": ["pooled_fund"]})
    assert (scenario.start, scenario.months, len(scenario.actors)) == ("2026-01", 120, 12)


def test_months_and_dates(scenario: Scenario) -> None:
    assert scenario.start_month == 7
    assert [scenario.month_of_year(t) for t in (0, 5, 6)] == [6, 11, 0]
    assert [scenario.date(t) for t in (0, 6)] == ["2014-07", "2015-01"]
    assert [(e.kind, e.month) for e in scenario.events] == [
        ("provocation", 2),
        ("resolution", 5),
        ("leadership", 7),
        ("government", 20),
    ]
    use = scenario.policies[1]
    assert (use.start, use.end, use.strength) == (6, 48, 1.0)
    assert use.options == {"prefund": 0.5, "contributors": ("ROK", "EU", "GHF")}
    assert [use.active(t) for t in (5, 6, 47, 48)] == [False, True, True, False]


def test_nothing_can_be_changed(scenario: Scenario) -> None:
    with pytest.raises(ValidationError):
        scenario.months = 3
    with pytest.raises(ValidationError):
        scenario.actors[0].name = "x"
    with pytest.raises(ValidationError):
        scenario.events[0].month = 3
    with pytest.raises(AttributeError):
        scenario.policies[0].start = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        scenario.parameters["trust.omega"] = 0.9  # type: ignore[index]
    with pytest.raises(TypeError):
        scenario.actor("ROK").ties["USA"] = 1.0  # type: ignore[index]
    with pytest.raises(TypeError):
        scenario.policies[1].options["prefund"] = 1  # type: ignore[index]


def test_later_changes_of_the_source_dict_do_not_reach_the_scenario() -> None:
    data = copy.deepcopy(DATA)
    scenario = Scenario.from_dict(data)
    before = scenario.digest
    data["parameters"]["trust.omega"] = 0.9
    data["policies"][1]["pooled_fund"]["contributors"].append("USA")
    assert scenario.digest == before
    assert scenario.policies[1].options["contributors"] == ("ROK", "EU", "GHF")


def test_written_out_and_read_again_it_is_equal(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "resolved.yaml"
    path.write_text(scenario.to_yaml(), encoding="utf-8")
    again = Scenario.load(path)
    assert again == scenario
    assert again.digest == scenario.digest
    assert again.to_yaml() == scenario.to_yaml()
    assert scenario.to_yaml().startswith(
        "# The complete scenario 'example', with every default written out.\n"
    )


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=120),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=140), PLAIN, max_size=4))
def test_written_entry_by_entry_a_file_is_the_one_that_is_written_in_one_go(data: dict[str, Any]) -> None:
    """Entries are kept, because arms share most of them; 1, 1.0 and true are not taken for each other."""
    for given_ in (data, {key: [value, 1, 1.0, True, 0.0, -0.0] for key, value in data.items()}):
        whole = yaml.dump(given_, Dumper=dump._Dumper, sort_keys=False, allow_unicode=True, width=100)
        assert dump.yaml_text(given_) == whole


def test_pickle_and_copy(scenario: Scenario) -> None:
    for twin in (pickle.loads(pickle.dumps(scenario)), copy.copy(scenario), copy.deepcopy(scenario)):
        assert twin == scenario
        assert hash(twin) == hash(scenario)
        assert twin.params(8) == scenario.params(8)


@pytest.mark.slow
def test_digest_is_the_same_in_every_process(scenario: Scenario) -> None:
    program = "import pickle, sys; print(pickle.loads(sys.stdin.buffer.read()).with_(seed=5).digest)"
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=pickle.dumps(scenario),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert digests == {scenario.with_(seed=5).digest.encode() + b"\n"}


def test_digest_depends_on_content_not_on_writing(scenario: Scenario, tmp_path: Path) -> None:
    reordered = {key: DATA[key] for key in reversed(DATA)}
    assert Scenario.from_dict(reordered).digest == scenario.digest
    assert scenario.with_(parameters={"trust.omega": 0.2}).digest != scenario.digest
    assert scenario.with_(title="x").digest != scenario.digest
    assert scenario.with_(parameters={"bargaining.r0_R": -0.0}) == scenario.with_(
        parameters={"bargaining.r0_R": 0}
    )


def test_with_changes_a_copy(scenario: Scenario) -> None:
    changed = scenario.with_(
        seed=7, parameters={"trust.chi": 0.9}, policies=["cofinancing"], name="other", replicates=3
    )
    assert (changed.seed, changed.name, changed.replicates) == (7, "other", 3)
    assert (changed.parameters["trust.omega"], changed.parameters["trust.chi"]) == (0.1, 0.9)
    assert changed.policies == (PolicyUse("cofinancing"),)
    assert changed.events == scenario.events
    assert changed.actor("MNG").id == 12
    assert scenario.seed == 20260101
    assert scenario.with_() == scenario


def test_with_takes_objects_too(scenario: Scenario) -> None:
    use = PolicyUse("pooled_fund", start=3, end=9, options=FrozenMap({"prefund": 0.2}))
    event = Government(month=4, actor="USA", hawkish=True)
    changed = scenario.with_(policies=[use], events=[event])
    assert changed.policies == (use,)
    assert changed.events == (event,)
    assert scenario.with_(policies=scenario.policies, events=scenario.events) == scenario


def test_with_keeps_dates_when_the_start_moves(scenario: Scenario) -> None:
    moved = scenario.with_(start="2014-08")
    assert [event.month for event in moved.events] == [1, 4, 6, 19]
    assert moved.policies[1].start == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"months": 0},
        {"months": 10},
        {"seed": -1},
        {"seed": 1.5},
        {"nonsense": 3},
        {"parameters": {"trust.x": 1}},
        {"parameters": {"trust.omega": math.nan}},
        {"parameters": {"trust.omega": math.inf}},
        {"policies": ["x"]},
        {"policies": "pooled_fund"},
        {"events": [{"kind": "flood"}]},
        {"actors": {"USA": {"rival": 1}}},
        {"title": b"x"},
        {"title": object()},
        {"parameters": {1: 2}},
        {"actors": {"USA": {1, 2}}},
        {"extends": "x"},
    ],
)
def test_with_checks_again(scenario: Scenario, changes: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario.with_(**changes)
    assert all(problem.file == "<python>" for problem in caught.value.problems)


def test_errors_survive_pickling() -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict({"months": 0})
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)


def test_numbers_of_numpy_are_numbers() -> None:
    scenario = Scenario.from_dict(
        {
            "months": np.int64(12),
            "parameters": {
                "trust.omega": np.float64(0.25),
                "trust.chi": np.float32(0.5),
                "tables.L_cool": np.int32(6),
            },
        }
    )
    assert scenario == Scenario.from_dict({"months": 12})


def test_endless_python_data_is_an_error() -> None:
    data: dict[str, Any] = {"scenario": 1}
    data["actors"] = data
    with pytest.raises(ScenarioError, match="nested more than 20 deep"):
        Scenario.from_dict(data)


def test_not_even_a_dict() -> None:
    with pytest.raises(ScenarioError, match="must be given as a dict"):
        Scenario.from_dict([1, 2])  # type: ignore[arg-type]


def test_things_that_change_nothing_are_warnings() -> None:
    scenario = Scenario.from_dict(
        {
            "actors": {"EU": {"ceiling_musd": 0}, "CHN": {"enforcement": 0.7}},
            "parameters": {"sanctions.enf_CHN": 0.3},
            "policies": [{"digital_health": {"strength": 0}}],
            "events": [{"at": 3, "kind": "government", "actor": "EU", "hawkish": True}],
        }
    )
    messages = [warning.message for warning in scenario.warnings]
    assert len(messages) == 3
    assert any("EU gives no money" in message for message in messages)
    assert any("sanctions.enf_CHN changes nothing" in message for message in messages)
    assert any("has strength 0 and changes nothing" in message for message in messages)


def test_import_is_quick_and_light() -> None:
    program = (
        "import sys; import diplosim.scenario as s; s.Scenario.from_dict({'scenario': 1}); "
        "print([m for m in ('numpy', 'pandas', 'mesa', 'networkx', 'matplotlib', 'rich') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.stdout == "[]\n"


def test_resolutions_name_the_sectors_of_the_rules() -> None:
    assert get_args(Sector) == SECTORS
