"""The JSON Schema accepts what the program accepts, and flags what a person mistypes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from diplosim.scenario import PARAMETERS, PolicyHelp, Scenario, scenario_schema

POLICIES = {
    "pooled_fund": PolicyHelp(
        "One fund for all.", {"prefund": {"type": "number", "minimum": 0, "maximum": 1}}
    ),
    "universal_framing": PolicyHelp("Nobody is singled out.", {}),
}
SCHEMA = scenario_schema(POLICIES)
VALID: list[dict[str, Any]] = [
    {"scenario": 1},
    {"scenario": 1, "extends": "status_quo.yaml", "policies": ["pooled_fund"]},
    {"scenario": 1, "actors": None, "parameters": None, "policies": None, "events": None},
    {
        "scenario": 1,
        "name": "a",
        "title": "A",
        "start": "2026-01",
        "months": 12,
        "seed": 1,
        "replicates": 3,
        "actors": {
            "ROK": {"ceiling_musd": 40, "hawkish": None},
            "MNG": {"kind": "donor", "ties": {"DPRK": 0.6}},
            "JPN": {"present": False},
        },
        "parameters": {
            "trust.lam_neg": 2.5,
            "trust.rule": "beta",
            "provocation.r_nb": "poisson",
            "tables.L_cool": 3,
        },
        "policies": [
            {"pooled_fund": {"from": "2026-03", "until": 9, "strength": 0.8, "prefund": 0.5}},
            {"universal_framing": None},
        ],
        "events": [
            {"at": "2026-05", "kind": "flood", "severity": 0.05},
            {"at": 3, "kind": "provocation", "class": 2},
            {"at": 3, "kind": "government", "actor": "USA", "hawkish": False},
            {"at": 4, "kind": "leadership", "parameters": {"provocation.lam0": 0.5}},
            {"at": 4, "kind": "resolution", "breadth": 0.1, "sectors": ["fuel"]},
        ],
    },
]
TYPOS: list[dict[str, Any]] = [
    {},
    {"scenario": 2},
    {"scenario": 1, "polices": []},
    {"scenario": 1, "months": 0},
    {"scenario": 1, "start": "2026-13"},
    {"scenario": 1, "name": "../x"},
    {"scenario": 1, "parameters": {"trust.lam_ng": 2}},
    {"scenario": 1, "parameters": {"trust.omega": 2}},
    {"scenario": 1, "parameters": {"provocation.eta0": 1}},
    {"scenario": 1, "parameters": {"trust.rule": "x"}},
    {"scenario": 1, "policies": ["poled_fund"]},
    {"scenario": 1, "policies": [{"poled_fund": {}}]},
    {"scenario": 1, "policies": [{"pooled_fund": {"prefnd": 0.2}}]},
    {"scenario": 1, "policies": [{"pooled_fund": {"from": "July"}}]},
    {"scenario": 1, "policies": [{"pooled_fund": None, "from": "2026-01"}]},
    {"scenario": 1, "actors": {"USA": {"rivl": True}}},
    {"scenario": 1, "actors": {"usa": {}}},
    {"scenario": 1, "actors": {"MNG": {"ceiling_musd": 3}}},
    {"scenario": 1, "actors": {"MNG": {"kind": "council"}}},
    {"scenario": 1, "actors": {"USA": {"ties": {"DPRK": 2}}}},
    {"scenario": 1, "events": [{"at": 3, "kind": "floood"}]},
    {"scenario": 1, "events": [{"kind": "flood"}]},
    {"scenario": 1, "events": [{"at": 3, "kind": "border_closure"}]},
    {"scenario": 1, "events": [{"at": 3, "kind": "provocation", "class": 4}]},
]


def test_it_is_a_valid_draft_07_schema_and_plain_json() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("data", VALID)
def test_valid_files_pass_both(data: dict[str, Any]) -> None:
    Draft7Validator(SCHEMA).validate(data)
    scenario = Scenario.from_dict({key: value for key, value in data.items() if key != "extends"})
    Draft7Validator(SCHEMA).validate(scenario.to_dict())


@pytest.mark.parametrize("data", TYPOS, ids=lambda data: json.dumps(data)[:60])
def test_typos_are_flagged(data: dict[str, Any]) -> None:
    assert not Draft7Validator(SCHEMA).is_valid(data)


def test_without_policies_every_policy_name_passes() -> None:
    assert Draft7Validator(scenario_schema()).is_valid(
        {"scenario": 1, "policies": ["mine", {"yours": {"a": 1}}]}
    )


def test_every_parameter_explains_itself() -> None:
    shown = SCHEMA["properties"]["parameters"]["properties"]
    assert list(shown) == list(PARAMETERS)
    assert shown["trust.lam_neg"]["description"] == (
        "How many times more bad news weighs than good news. Default 2, plausible 1 to 4; unit: ratio; "
        "deeply uncertain: sampled in every ensemble. Source: Slovic 1993; disputed."
    )


def test_every_key_has_a_description_for_hover() -> None:
    for key, value in SCHEMA["properties"].items():
        assert value.get("description"), key
    for name, definition in SCHEMA["definitions"].items():
        for key, value in definition.get("properties", {}).items():
            assert value.get("description") or key == "kind", (name, key)
