"""Taint in a run: who is refused, what is on the menu, and who can bring relief."""

from __future__ import annotations

from typing import Any

import pytest

import diplosim as ds
from diplosim.rules import chance
from diplosim.rules.bargaining import RECIPIENT_TERMS
from diplosim.wording.sentences import reason
from tests.first_model import first_model

ON = {"mechanisms.taint": 1}
EAGER = {"bargaining.p_unsol": 0.5, "tables.o0": -20.0, "bargaining.Pi": 0.8}


def played(parameters: dict[str, float], **more: Any) -> ds.DiplomacyModel:
    scenario = ds.Scenario.from_dict(
        {"name": "x", "months": 60, "seed": 4, **first_model(parameters=parameters, **more)}
    )
    return ds.DiplomacyModel(scenario).run()


def refused(model: ds.DiplomacyModel, code: str) -> tuple[int, int]:
    """Offers of a donor that were answered, and refused."""
    answers = [
        e.kind for e in model.log if e.target == code and e.kind in ("offer_accepted", "offer_refused")
    ]
    return len(answers), answers.count("offer_refused")


def test_what_a_rival_offers_is_refused_whatever_its_size() -> None:
    for ceiling in (30.0, 400.0):
        made, bad = refused(played(EAGER | ON, actors={"ROK": {"ceiling_musd": ceiling}}), "ROK")
        assert made >= 3 and bad == made
    made, bad = refused(played(EAGER | ON), "CHN")
    assert made > 2 and bad < made


def test_only_who_has_staff_delivers_and_only_who_can_bring_relief_trades_it() -> None:
    model = played(ON | {"tables.o0": -20.0}, policies=["conditional_bundle"], months=3)
    reliefs = {donor.code: donor.menu().r for donor in model.donors if donor.has_budget}
    assert reliefs["USA"] == (0, 1) and {reliefs[code] for code in ("ROK", "EU", "GHF", "CHN")} == {(0,)}
    plain = played(ON, months=1)
    assert 0 not in plain.donor("GHF").menu().k and 0 in plain.donor("EU").menu().k
    assert 0 in played({}, months=1).donor("GHF").menu().k


def test_the_donors_estimate_does_not_see_the_taint() -> None:
    model = played(ON, months=2)
    table = model.donor("ROK").table
    talks = table.talks(chance.TASTE)
    assert (talks.recipient_terms[RECIPIENT_TERMS.index("taint")] < 0.0).all() and (
        talks.U_R_hat > talks.U_R
    ).all()


def test_the_patron_knows_the_dprk() -> None:
    model = played(ON | {"bargaining.Pi": 0.8}, months=2)
    talks = model.donor("CHN").table.talks(chance.TASTE)
    assert talks.U_R_hat == pytest.approx(talks.U_R)
    assert talks.r_R == pytest.approx(model.recipient.reservation - 0.1 * 0.8)


def test_a_refusal_says_when_identity_was_the_reason_whatever_the_size() -> None:
    """Rivals are told so; an offer of the UN's that lacks money or face is not."""
    model = played(EAGER | ON | {"bargaining.kap_pol": 0.3}, months=240)
    told = {e.target: e for e in model.log if e.kind == "offer_refused" and e.to_dict()["identity"]}
    assert set(told) <= {"USA", "ROK", "JPN"} and told
    said = [reason(e.to_dict(), {}) for e in told.values()]
    assert all("because of who made it: no size would have been enough" in text for text in said)
    others = [e for e in model.log if e.kind == "offer_refused" and e.target in ("EU", "GHF", "CHN")]
    assert others and not any(e.to_dict()["identity"] for e in others)
