"""The sections `health` and `dprk`: checked like the rest, complete when written out, and felt by the model."""

from __future__ import annotations

import jsonschema
import pytest

from diplosim.model.model import DiplomacyModel
from diplosim.rules import health
from diplosim.scenario import Scenario, ScenarioError, scenario_schema

GIVEN = {
    "health": {"blocks": {"products": 0.24}, "burden": 0.61, "vaccine_stock": 12},
    "dprk": {"hospitals_per_year": 20, "insurance_from": "2028-01", "joins_network": 3},
}


def scenario(**changes: object) -> Scenario:
    return Scenario.from_dict({"name": "x", "months": 60, **changes})


def test_what_is_not_given_is_as_in_2026() -> None:
    start = scenario().health
    assert start.blocks.levels == health.B0
    assert start.burden is None
    given = scenario(**GIVEN)
    assert given.health.blocks.levels == (0.45, 0.85, 0.35, 0.24, 0.35, 0.5)
    assert (given.health.burden, given.health.capability_tb) == (0.61, 0.85)
    assert (given.recipient.insurance_from, given.recipient.joins_network, given.recipient.koryo_drive) == (
        24,
        3,
        0.0,
    )


def test_written_out_and_read_again_it_is_the_same() -> None:
    given = scenario(**GIVEN)
    assert Scenario.from_dict(given.to_dict()) == given != scenario()
    assert given.to_dict()["recipient"]["joins_network"] == "2026-04"
    assert given.with_(health={"burden": 0.5}).health.vaccine_stock == 12
    jsonschema.validate({"scenario": 1, **GIVEN}, scenario_schema())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"health": {"blocks": {"product": 0.2}}}, "unknown key 'product'; did you mean 'products'?"),
        (
            {"health": {"blocks": {"products": 1.2}}},
            r"health.blocks.products must be a number from 0.02 to 0.99",
        ),
        ({"health": {"burdn": 0.2}}, "did you mean 'burden'?"),
        ({"health": {"capability_tb": True}}, "health.capability_tb must be a number"),
        ({"dprk": {"insurance_from": "2035-01"}}, "recipient.insurance_from is '2035-01', outside the run"),
        ({"dprk": {"koryo_drive": 2}}, "recipient.koryo_drive must be a number from 0 to 1"),
        ({"dprk": {"hospitals": 2}}, "did you mean 'hospitals_per_year'?"),
        ({"access": 1.5}, "'access' must be a number from 0 to 1"),
    ],
)
def test_errors_teach(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ScenarioError, match=words.replace("?", r"\?")):
        scenario(**changes)


def test_a_run_starts_where_it_is_told_to() -> None:
    model = DiplomacyModel(scenario(health={"blocks": {"products": 0.5}, "burden": 0.9}, months=2))
    assert model.recipient.health.blocks[health.PRODUCTS] == 0.5
    assert model.recipient.burden == 0.9
    assert DiplomacyModel(scenario(health={"blocks": {"products": 0.5}}, months=2)).recipient.burden < 0.575
