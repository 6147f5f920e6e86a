"""Take-it-or-leave-it offers in whole runs, and packages that nobody should ever choose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.model.actors.agreement import State
from diplosim.model.model import DiplomacyModel
from diplosim.policies.levers import STATUS_QUO, Levers
from diplosim.rules import chance
from diplosim.scenario import Scenario
from tests.first_model import first_model
from tests.model.actors.still import EU_LIKE, Fixed, kinds, only, still, table

#: Donors make an offer whenever they may, and tables seldom open.
CHATTY = {"bargaining.p_unsol": 1.0, "tables.o0": -6.0}


def run(parameters: dict[str, Any], months: int = 48, policies: Any = (), **more: Any) -> DiplomacyModel:
    world = {"scenario": 1, "name": "offers", "start": "2026-01", "months": months, "parameters": parameters}
    return DiplomacyModel(Scenario.from_dict(world | {"policies": list(policies)} | more)).run()


@pytest.mark.slow
@given(
    J=st.floats(0.0, 3.0), seed=st.integers(0, 2**31),
    policy=st.sampled_from(["pooled_fund", "conditional_bundle", "triangular", "denuclearisation_first", None]),
)  # fmt: skip
@settings(max_examples=12, deadline=None)
def test_v10_donors_who_know_the_dprk_are_never_refused(J: float, seed: int, policy: str | None) -> None:
    """In the first model; in the second nobody knows how his own money tastes, so rivals and pools are refused."""
    knowing = {"bargaining.misp": 0.0, "bargaining.sigma_u": 0.0, "bargaining.J": J}
    policies = [policy] if policy else []
    model = run(CHATTY | knowing, seed=seed, policies=policies)
    tainted = {"PF", *(donor.code for donor in model.rivals)}
    assert {e.target for e in model.log if e.kind == "offer_refused"} <= tainted
    model = run(**first_model(parameters=CHATTY | knowing), seed=seed, policies=policies)
    assert sum(model.trajectory()["offers_refused"]) == 0
    assert not [e for e in model.log if e.kind == "offer_refused"]


@pytest.mark.slow
@pytest.mark.parametrize("J", [0.0, 0.5, 1.0, 1.5])
def test_v10_holds_where_offers_are_made_every_month(J: float) -> None:
    knowing = {"bargaining.misp": 0.0, "bargaining.sigma_u": 0.0, "bargaining.J": J, "bargaining.h_can": 0.2}
    sections = first_model(parameters=CHATTY | knowing | {"tables.o0": -20.0})
    rows = run(**sections, seed=3).trajectory()
    assert sum(rows["offers_made"]) > 0
    assert sum(rows["offers_refused"]) == 0


@pytest.mark.parametrize("misp", [0.0, 0.5, 1.0])
def test_an_offer_is_the_dprks_estimated_best_of_what_is_half_way_good_for_the_donor(misp: float) -> None:
    levers = replace(STATUS_QUO, menu_k=("direct", "un", "third"), menu_c=(0.0, 0.3), menu_D=(12, 36))
    model = still(levers, {"bargaining.misp": misp, "bargaining.J": 1.3}, actors=EU_LIKE)
    model._beliefs()
    talks = table(model).talks(chance.UNSOLICITED_TASTE)
    D, hat = talks.U_D.tolist(), talks.U_R_hat.tolist()
    enough = [i for i in range(len(D)) if D[i] >= 0.02 + 0.5 * (max(D) - 0.02) - 1e-12]
    assert 1 < len(enough) < len(D)
    assert table(model).party.unsolicited(talks) == max(enough, key=lambda i: (hat[i], -i))


def test_donors_who_misjudge_face_are_refused() -> None:
    """The same worlds with the usual misperception: refusals have a cause, not a probability."""
    refused = [sum(run(CHATTY, seed=seed).trajectory()["offers_refused"]) for seed in range(3)]
    assert min(refused) > 0


@pytest.mark.slow
@pytest.mark.parametrize("policy", [None, "pooled_fund", "ghd_bundle"])
def test_offers_come_only_from_closed_and_cooling_tables(policy: str | None) -> None:
    parameters = {"bargaining.p_unsol": 0.5, "tables.o0": -3.0, "bargaining.h_can": 0.1}
    world = {
        "scenario": 1,
        "name": "offers",
        "start": "2026-01",
        "months": 90,
        "seed": 5,
        "parameters": parameters,
    }
    model = DiplomacyModel(Scenario.from_dict(world | {"policies": [policy] if policy else []}))
    seen = set()
    while model.running:
        before, count = {t.party.code: t.state for t in model.tables}, len(model.log)
        model.step()
        fresh = list(model.log)[count:]
        for offer in (e for e in fresh if e.kind.startswith("offer_")):
            code = offer.actor if offer.kind == "offer_withheld" else offer.target
            assert code is not None
            assert before[code] in (State.CLOSED, State.COOLING)
            assert not [e for e in fresh if e.kind == "table_opened" and e.actor == code]
            seen.add(before[code])
    assert seen if policy else seen == {State.CLOSED, State.COOLING}


def test_refusals_tire_the_donor_and_cost_trust_but_leave_the_table() -> None:
    parameters = {
        "bargaining.p_unsol": 1.0, "tables.o0": -20.0, "bargaining.J": 3.0, "bargaining.misp": 1.0,
        "trust.a_ev": 0.03, "trust.lam_neg": 2.0,
    }  # fmt: skip
    model = still(replace(STATUS_QUO, menu_k=("un",)), parameters, actors=EU_LIKE)
    before = model.donor("EU").belief.health
    model.step()
    assert kinds(model, "DPRK", "offer_refused") == [(0, "offer_refused")]
    assert table(model).state is State.CLOSED
    assert model.donor("EU").belief.health == pytest.approx(before - 0.03 * 2.0 * 0.5, abs=1e-12)
    model.step()
    assert model.donor("EU").appetite == pytest.approx(0.95)


def test_an_accepted_offer_is_an_agreement_at_once() -> None:
    model = still(
        STATUS_QUO, {"bargaining.p_unsol": 1.0, "tables.o0": -20.0, "bargaining.misp": 0.0}, actors=EU_LIKE
    )
    model.step()
    assert kinds(model, "DPRK", "offer_accepted") == [(0, "offer_accepted")]
    assert table(model).agreement is not None
    assert model.month.donors_paid > 0  # the first payment falls in the month of signature


def test_without_the_lever_nobody_offers() -> None:
    """In the second model patience is the rivals' alone; the others go on offering."""
    rows = run(**first_model(parameters=CHATTY), policies=["strategic_patience"]).trajectory()
    assert sum(rows["offers_made"]) == 0
    model = run(CHATTY, policies=["strategic_patience"])
    rivals = {donor.code for donor in model.rivals}
    offers = [e for e in model.log if e.kind in ("offer_accepted", "offer_refused")]
    assert offers and rivals.isdisjoint(e.target for e in offers)


def test_offers_withheld_say_why() -> None:
    hopeless = {"bargaining.p_unsol": 1.0, "tables.o0": -20.0, "bargaining.r0_R": 1.9}
    model = still(STATUS_QUO, hopeless, actors=EU_LIKE, months=1).run()
    told = next(e for e in model.records() if e["kind"] == "offer_withheld")
    assert "the DPRK was expected to refuse" in told["reason"] and told["package"]
    hopeless = {"bargaining.p_unsol": 1.0, "tables.o0": -20.0, "bargaining.r_D": 1.0}
    model = still(STATUS_QUO, hopeless, actors=EU_LIKE, months=1).run()
    told = next(e for e in model.records() if e["kind"] == "offer_withheld")
    assert "no package was good enough at home" in told["reason"] and told["package"] is None


@pytest.mark.slow
@given(seed=st.integers(0, 2**31), misp=st.floats(0.0, 0.8))
@settings(max_examples=6, deadline=None)
def test_metamorphic_8_a_dominated_framing_changes_no_mediated_deal(seed: int, misp: float) -> None:
    """Being singled out costs the DPRK face and gives a donor nothing: offering it as well changes nothing."""

    def path(levers: Levers) -> str:
        world = {
            "scenario": 1, "name": "dominated", "start": "2026-01", "months": 60, "seed": seed,
            "actors": only("EU", "GHF", "CHN"), "parameters": {"bargaining.misp": misp, "tables.o0": -1.0},
        }  # fmt: skip
        model = DiplomacyModel(Scenario.from_dict(world))
        model.schedule = Fixed(levers)  # type: ignore[assignment]
        model.run()
        return repr(model.trajectory())  # a cast without rivals has columns without a number

    mediated = replace(STATUS_QUO, gamma_m=1.0, menu_k=("un", "third"), menu_D=(12, 36), menu_f=(0,))
    assert path(mediated) == path(replace(mediated, menu_f=(0, 1)))
