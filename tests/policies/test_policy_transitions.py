"""What agreements, open tables, the fund and its money do when a policy starts or ends (rulings B1, B2, B21, B26)."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from policy_helpers import scenario

from diplosim.model.model import DiplomacyModel
from tests.first_model import first_model

START, END = 24, 72
MEMBERS = ("USA", "ROK", "JPN", "EU", "GHF", "CHN")
TALKS = (
    "table_opened",
    "table_stayed_closed",
    "proposal_accepted",
    "proposal_rejected",
    "no_proposal",
    "offer_accepted",
    "offer_refused",
    "offer_withheld",
    "lapse",
    "walk_out",
)


@cache
def run(policy: str, start: str | None, end: str | None, seed: int, first: bool = False) -> DiplomacyModel:
    dates = {key: value for key, value in (("from", start), ("until", end)) if value is not None}
    world = {"months": 120, "seed": seed}
    model = DiplomacyModel(scenario({policy: dates}, **(first_model(**world) if first else world)))
    model.run()
    return model


def events(model: DiplomacyModel, *kinds: str) -> list[dict[str, Any]]:
    return [record for event in model.log if (record := event.to_dict())["kind"] in kinds]


def at_table_of(model: DiplomacyModel, code: str) -> set[int]:
    """Months in which something happened at the table of this donor (or PF)."""
    return {e["month"] for e in events(model, *TALKS) if code in (e["actor"], e["target"])}


@pytest.fixture(scope="module")
def fund() -> DiplomacyModel:
    """Seed 3 signs a pooled agreement of 60 months that outlives the policy."""
    return run("pooled_fund", "2028-01", "2032-01", 3)


def test_an_agreement_of_the_fund_runs_to_its_term_after_the_policy_ends(fund: DiplomacyModel) -> None:
    (signed,) = [e for e in events(fund, "agreement_signed") if e["actor"] == "PF"]
    (ended,) = [e for e in events(fund, "agreement_ended") if e["actor"] == "PF"]
    assert START <= signed["month"] < END < ended["month"]
    assert ended["month"] == signed["month"] + signed["package"]["months"] == signed["month"] + 60
    paid = fund.trajectory()["aid_disbursed_musd"][END : ended["month"]]
    assert min(paid) > 0, "the fund keeps paying out, whether or not the policy is still on"


def test_contributors_keep_away_from_their_own_tables_while_the_fund_is_on() -> None:
    """In the first model; in the second they go on until the fund signs (tests/model/test_donors.py)."""
    fund = run("pooled_fund", "2028-01", "2032-01", 3, first=True)
    for code in MEMBERS:
        assert at_table_of(fund, code) & set(range(START)), "before the fund every donor minds its own table"
        assert not at_table_of(fund, code) & set(range(START, END))


def test_donors_that_still_pay_into_the_fund_stay_away_until_it_ends(fund: DiplomacyModel) -> None:
    (ended,) = [e["month"] for e in events(fund, "agreement_ended") if e["actor"] == "PF"]
    payers = {e["actor"] for e in events(fund, "ratified") if e["month"] < END and e["month"] >= START}
    assert payers <= set(MEMBERS) and len(payers) >= 3
    for code in payers:
        assert not at_table_of(fund, code) & set(range(END, ended))
    assert any(at_table_of(fund, code) & set(range(ended, 120)) for code in payers)


def test_the_fund_opens_no_table_before_it_starts_or_after_it_ends(fund: DiplomacyModel) -> None:
    assert at_table_of(fund, "PF") <= set(range(START, END))


def test_bilateral_agreements_finish_under_the_fund() -> None:
    """Those signed before it starts end by their term or by cancellation, not by the policy."""
    model = run("pooled_fund", "2027-01", None, 4)
    before = [e for e in events(model, "agreement_signed") if e["month"] < 12]
    assert before
    cancelled = {(e["actor"], e["month"]) for e in events(model, "cancellation")}
    for signed in before:
        term = signed["month"] + signed["package"]["months"]
        ended = {e["month"] for e in events(model, "agreement_ended") if e["actor"] == signed["actor"]}
        assert term in ended or any(code in (signed["actor"], "DPRK") and m < term for code, m in cancelled)


def test_open_tables_keep_their_round_and_take_the_new_menu() -> None:
    """Seed 7: the EU negotiates from month 0 to 11; the menu of durations changes in month 6."""
    start = 6
    model = run("comprehensive", "2026-07", None, 7)
    moves = [
        e
        for e in events(model, "proposal_accepted", "proposal_rejected", "no_proposal")
        if "EU" in (e["actor"], e["target"]) and e["month"] < 11
    ]
    rounds = {e["month"]: e["round"] for e in moves}
    assert rounds[start - 1] + 1 == rounds[start]
    lengths = {e["month"]: e["package"]["months"] for e in moves if e["package"]}
    assert {m for month, m in lengths.items() if month < start} == {12}
    later = {m for month, m in lengths.items() if month >= start}
    assert later and later <= {36, 60}


def test_a_posture_opens_with_restraint_and_leaves_none_behind() -> None:
    model = run("grit", "2028-01", "2030-01", 3)
    restraint = model.trajectory()["g_posture"]
    assert restraint[:START] == [0.0] * START
    moved_once = [pytest.approx(0.5 + step) for step in (0.1, -0.4)]
    assert restraint[START] in moved_once, "GRIT opens at 0.5 and has moved once by the end of the month"
    assert restraint[48:] == [0.0] * 72
    fresh = DiplomacyModel(scenario({"tit_for_tat": {"strength": 0.5}}, months=1))
    fresh.run()
    assert fresh.trajectory()["g_posture"][0] in (0.0, 0.25)


def test_relief_is_a_signal_once_however_often_the_policy_starts() -> None:
    def gap(*uses: dict[str, Any]) -> list[float]:
        """What the DPRK's security trust in rivals gains over the same run without the gifts."""
        quiet = {"provocation.lam0": 0.0, "provocation.eta0": 0.0, "provocation.k_resp": 0.0}
        quiet |= {"trust.omega": 0.0, "provocation.b_X": 0.0}
        model = DiplomacyModel(scenario(*uses, months=60, parameters=quiet))
        base = DiplomacyModel(scenario(months=60, parameters=quiet))
        ours = model.run().trajectory()["trust_rivals_security"]
        return [a - b for a, b in zip(ours, base.run().trajectory()["trust_rivals_security"], strict=True)]

    once = gap({"unconditional_easing": {"until": "2027-01"}})
    again = gap({"unconditional_easing": {"until": "2027-01"}}, {"unconditional_easing": {"from": "2028-01"}})
    assert once[0] > 0.005, "the gift is a costly signal in its first month"
    assert once[:24] == again[:24]
    second_start = again[24] - again[23]
    assert second_start < once[0] / 3, "a second start brings the monthly credit, not a second gift"
