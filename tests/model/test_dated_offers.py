"""Offers that a scenario dates: what the DPRK answers, what comes of it, and what is wrong in a file."""

from __future__ import annotations

import math
from typing import Any

import pytest

import diplosim as ds
from diplosim.model.actors.agreement import State
from diplosim.rules import chance, ledger
from diplosim.rules.protocol import taste
from diplosim.scenario.schema import scenario_schema
from tests.engine.compare import assert_same
from tests.first_model import first_model

QUIET = {
    "politics.k_d": 0.0, "bargaining.h_can": 0.0, "bargaining.p_unsol": 0.0, "tables.o0": -20.0,
    "health.p_pan": 0.0, "health.p_flood": 0.0, "bargaining.kap_rat": 2.0,
}  # fmt: skip
EU = {"at": 0, "donor": "EU", "months": 12, "access": 0.0, "money_share": 0.5}
EU_NOW = {"donor": "EU", "money_share": 0.5, "months": 12, "age": 2}


def scenario(*offers: dict[str, Any], parameters: dict[str, float] | None = None, **more: Any) -> ds.Scenario:
    """A quiet world of the first model: worth and accounts of an offer are checked by hand."""
    data = {"name": "x", "months": 24, "offers": list(offers)}
    return ds.Scenario.from_dict(data | first_model(parameters=QUIET | (parameters or {}), **more))


def played(world: ds.Scenario, months: int = 1) -> ds.DiplomacyModel:
    model = ds.DiplomacyModel(world)
    for _ in range(months):
        model.step()
    return model


def kinds(model: ds.DiplomacyModel, month: int = 0) -> list[str]:
    told = ("offer", "ratif", "agreement_signed")
    return [event.kind for event in model.log if event.month == month and event.kind.startswith(told)]


def least_share(world: ds.Scenario) -> float:
    """By hand: the money share at which EU aid by the UN without access or taste is worth just enough in month 0.

    U = (.2 + .8 tau) ln(1 + V/V0) / ln(1 + Vmax/V0) - J .02 against r = r0 + r_pat Pi - r_need (Y - .5).
    """
    b, t = world.params().bargaining, world.params().trust
    tau = (1 / (1 + math.exp(-t.L0_neutral)) + 1 / (1 + math.exp(-t.L0_impl))) / 2
    reservation = ds.DiplomacyModel(world).recipient
    least = b.r0_R + b.r_pat * b.Pi - b.r_need * (reservation.burden - 0.5)
    worth = (least + b.J * 0.02) / (0.2 + 0.8 * tau)
    return b.V0 * (math.exp(worth * math.log(1 + b.Vmax / b.V0)) - 1) / world.actor("EU").ceiling_musd


def test_an_offer_is_accepted_from_the_share_on_that_is_worth_it_and_refused_below() -> None:
    still = {"bargaining.sigma_u": 0.0}
    edge = least_share(scenario(parameters=still))
    assert 0.05 < edge < 0.95
    enough = played(scenario(EU | {"money_share": edge * 1.0001}, parameters=still))
    short = played(scenario(EU | {"money_share": edge * 0.9999}, parameters=still))
    assert kinds(enough) == ["offer_accepted", "ratified", "agreement_signed"]
    assert kinds(short) == ["offer_refused"]
    V = edge * 1.0001 * enough.world.actor("EU").ceiling_musd
    assert enough.donor("EU").table.money.pledged == ledger.pledged(V, 0.0)
    assert enough.row["offers_made"] == short.row["offers_made"] == short.row["offers_refused"] == 1
    assert enough.row["offers_refused"] == short.row["agreements_signed"] == 0


def test_a_refusal_wears_on_the_donor_as_that_of_any_offer() -> None:
    never = scenario(EU | {"money_share": 0.01, "framing": "singled_out", "access": 1.0})
    refused, without = played(never), played(scenario())
    assert refused.donor("EU").failures == 1 and without.donor("EU").failures == 0
    assert refused.donor("EU").belief.tau_health < without.donor("EU").belief.tau_health


def test_the_place_in_the_file_is_part_of_its_chance() -> None:
    edge = least_share(scenario())
    offers = [EU | {"at": i, "money_share": edge * (1 + i / 1000)} for i in range(24)]
    world = scenario(*offers, agreements=[EU_NOW | {"months": 60}])
    model = played(world, 24)
    number, sigma = world.actor("EU").id, world.params().bargaining.sigma_u
    answers = [event for event in model.log if event.kind in ("offer_accepted", "offer_refused")]
    assert len(answers) == 24 and {event.kind for event in answers} == {"offer_accepted", "offer_refused"}
    for i, event in enumerate(answers):
        u = chance.uniform(world.seed, 0, i, number, chance.OFFER_TASTE, i)
        assert event.terms["mood"] == sigma * taste(u)
        assert event.value is not None and event.threshold is not None
        assert (event.value >= event.threshold - 1e-12) == (event.kind == "offer_accepted")


def test_it_can_fail_at_home_and_its_vote_is_not_that_of_the_tables_own_turn() -> None:
    unwilling = {"parameters": {"mechanisms.donors": 1}, "actors": {"EU": {"reluctance": 5.0}}}
    model = played(scenario(EU, **unwilling))
    assert kinds(model) == ["offer_accepted", "ratification_refused", "ratification_failed"]
    table = model.donor("EU").table
    assert table.state is State.COOLING and table.agreement is None and table.money.pledged == 0
    assert model.row["failed_ratifications"] == 1
    vote = next(event for event in model.log if event.kind == "ratification_refused")
    address = (model.world.seed, 0, 0, model.world.actor("EU").id, chance.RATIFICATION)
    assert vote.data["draw"] == chance.uniform(*address, 1) != chance.uniform(*address, 0)


def test_at_a_busy_table_it_is_only_recorded() -> None:
    model, without = played(scenario(EU, agreements=[EU_NOW])), played(scenario(agreements=[EU_NOW]))
    assert kinds(model) == ["offer_accepted"] and model.row["offers_made"] == 1
    assert model.donor("EU").table.money == without.donor("EU").table.money
    assert model.row["agreements_signed"] == 0
    assert "an agreement or a pool binds" in model.explain(actor="DPRK", kind="offer_accepted")
    never = EU | {"money_share": 0.01, "framing": "singled_out", "access": 1.0}
    assert played(scenario(never, agreements=[EU_NOW])).donor("EU").failures == 1


def test_open_talks_end_with_the_agreement() -> None:
    model = played(scenario(EU, parameters={"tables.o0": 20.0}))
    opened = [event.actor for event in model.log if event.kind == "table_opened"]
    assert "EU" in opened and model.donor("EU").table.state is State.AGREED


FOLDS = {"mechanisms.donors": 1, "tables.o0": 20.0}


def folding(*offers: dict[str, Any]) -> ds.Scenario:
    return scenario(*offers, policies=["pooled_fund"], parameters=FOLDS)


def test_where_a_pool_speaks_for_the_donor_it_is_only_recorded() -> None:
    dormant = played(scenario(EU, policies=["pooled_fund"]))
    assert dormant.donor("EU").table.dormant and kinds(dormant) == ["offer_accepted"]
    pool = next(event for event in ds.DiplomacyModel(folding()).run().log if event.kind == "agreement_signed"
                and "EU" in event.data["donors"] and len(event.data["donors"]) > 2)  # fmt: skip
    after = pool.month + 1
    model = played(folding(EU | {"at": after}), after + 1)
    assert model.donor("EU").table.agreement is None
    assert kinds(model, after)[-1] == "offer_accepted"


@pytest.mark.slow
def test_both_engines_answer_alike() -> None:
    offers = [
        EU | {"at": 3, "money_share": 0.3}, EU | {"at": 3, "channel": "direct", "cofinancing": 0.2},
        {"at": 1, "donor": "ROK", "money_share": 0.37, "months": 30, "channel": "third", "access": 0.33,
         "framing": "singled_out", "condition": "behaviour", "content": "training"},
        {"at": 9, "donor": "CHN", "money_share": 1.0, "months": 12, "content": "mixture"},
    ]  # fmt: skip
    lively = {"bargaining.p_unsol": 1.0, "tables.o0": 2.0, "bargaining.kap_rat": 2.0}
    on = {name: 1 for name in scenario().parameters if name.startswith("mechanisms.")}
    for parameters in (lively, lively | on):
        for policies in ([], ["pooled_fund"]):
            for replicate in range(3):
                world = scenario(*offers, parameters=parameters, policies=policies)
                assert_same(world, replicate)


def test_the_written_scenario_is_the_same() -> None:
    world = scenario(EU | {"at": "2027-03"}, EU | {"channel": "direct", "cofinancing": 0.1})
    assert ds.Scenario.from_dict(world.to_dict()) == world and world.offers[0].at == 14
    assert world.to_dict()["offers"][0]["at"] == "2027-03"
    assert world.with_(seed=7).offers == world.with_(offers=world.offers).offers == world.offers
    schema = scenario_schema()["properties"]["offers"]["items"]
    assert schema["required"] == ["donor", "money_share", "months", "at"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"donor": "GHV"}, "did you mean 'GHF'"), ({"donor": "UNA"}, "an implementer, not a donor"),
        ({"at": "2031-01"}, "outside the run"), ({"at": None}, "must be a month like 2027-08"),
        ({"money_share": 1.5}, "money_share must be"), ({"age": 3}, "unknown key 'age'"),
        ({"contents": "supplies"}, "did you mean 'content'"), ({}, "is the same offer of EU as one before"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ds.ScenarioError, match=words):
        scenario(EU, EU | changes)


def test_an_offer_needs_a_month_and_a_carrier() -> None:
    with pytest.raises(ds.ScenarioError, match="needs 'at'"):
        scenario({key: EU[key] for key in EU if key != "at"})
    with pytest.raises(ds.ScenarioError, match="no implementer of the cast serves it"):
        scenario(EU | {"channel": "third"}, actors={"TCI": {"present": False}})


def test_what_needs_a_mechanism_that_is_off_is_a_warning() -> None:
    events = [
        {"at": 3, "kind": "stance", "to": "open"}, {"at": 4, "kind": "access", "level": 0.5},
        {"at": 5, "kind": "expulsion"},
    ]  # fmt: skip
    off = {"mechanisms.stance": 0, "mechanisms.access": 0}
    warned = scenario(events=events, stance="open", access=0.5, parameters=off).warnings
    told = [problem.message for problem in warned]
    assert sum("mechanisms.stance is 0" in text for text in told) == 2
    assert sum("mechanisms.access is 0" in text for text in told) == 3
    on = {"at": 1, "kind": "leadership", "parameters": dict.fromkeys(off, 1)}
    assert not scenario(events=[on, *events], stance="open", access=0.5, parameters=off).warnings
