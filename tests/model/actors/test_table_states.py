"""The states of a table: closed, open, agreed, cooling off (model section 8, rulings B2, B7, B8, B28)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from diplosim.model.actors.agreement import State
from diplosim.model.actors.donor import Donor
from diplosim.model.actors.talks import Talks
from diplosim.model.model import DiplomacyModel
from diplosim.policies.levers import STATUS_QUO
from diplosim.rules import chance, tables
from diplosim.rules.numeric import hazard_probability
from tests.model.actors.still import (
    DOVES,
    EU_LIKE,
    FIRST,
    first_agreement,
    kinds,
    only,
    scenario,
    still,
    table,
)  # fmt: skip

#: A DPRK that is and stays open to its rivals: the second model's closed one breaks off their talks at once.
OPEN = {"stance.h_c": 0.0}
MOVES = ("proposal_accepted", "proposal_rejected", "no_proposal")


class NeverRatifies(Donor):
    """A donor whose parliament passes nothing."""

    def ratifies(self, talks: Talks, i: int) -> bool:
        return False


def steps(model: DiplomacyModel, months: int) -> DiplomacyModel:
    for _ in range(months):
        model.step()
    return model


def moves(model: DiplomacyModel, code: str) -> list[int]:
    """Months in which something was said at a table."""
    return sorted({e.month for e in model.log if e.kind in MOVES and code in (e.actor, e.target)})


def attack(month: int, severity_class: int = 3) -> dict[str, Any]:
    return {
        "at": f"{2026 + month // 12}-{month % 12 + 1:02d}",
        "kind": "provocation",
        "class": severity_class,
    }


def test_a_table_that_opens_makes_no_move_that_month() -> None:
    model = steps(still(actors=EU_LIKE), 1)
    assert kinds(model, "EU") == [(0, "table_opened")]
    assert (table(model).state, table(model).round) == (State.OPEN, 0)
    model.step()
    assert moves(model, "EU") == [1]


def test_without_a_zone_talks_lapse_after_thirteen_moves_and_say_so() -> None:
    model = steps(still(actors=EU_LIKE, parameters={"bargaining.r0_R": 1.9}), 14)
    assert moves(model, "EU") == list(range(1, 14))
    lapse = next(e for e in model.log if e.kind == "lapse")
    assert (lapse.month, lapse.data["no_zopa"]) == (13, True)
    assert (table(model).state, table(model).cool, table(model).round) == (State.COOLING, 6, 0)
    assert model.donor("EU").failures == 1
    model.step()
    assert model.donor("EU").appetite == pytest.approx(0.95)  # fatigue comes the month after


@FIRST  # whether anything is left to agree on is a number of that model
def test_a_lapse_for_other_reasons_does_not_blame_the_zone() -> None:
    """Both sides hold out to the last move, and then the donors misjudge what the DPRK can bear."""
    hold_out = {"bargaining.beta_R": 0.02, "bargaining.beta_D": 0.02}
    misjudge = {"bargaining.J": 2.0, "bargaining.misp": 1.0}
    levers = replace(STATUS_QUO, menu_k=("un",), menu_f=(0,))
    model = steps(still(levers, hold_out | misjudge, actors=EU_LIKE), 14)
    lapse = next(e for e in model.log if e.kind == "lapse")
    assert (lapse.month, lapse.data["no_zopa"]) == (13, False)


def test_after_the_cool_off_a_table_is_closed_a_month_before_it_may_open() -> None:
    model = steps(still(actors=EU_LIKE, parameters={"bargaining.r0_R": 1.9, "tables.L_cool": 6}), 19)
    assert table(model).state is State.COOLING
    assert table(model).cool == 1
    model.step()
    assert model.t == 20
    assert table(model).state is State.CLOSED
    model.step()
    assert table(model).state is State.OPEN
    assert kinds(model, "EU", "table_opened") == [(0, "table_opened"), (20, "table_opened")]


def test_without_cool_off_a_table_closes_at_once() -> None:
    model = steps(still(actors=EU_LIKE, parameters={"bargaining.r0_R": 1.9, "tables.L_cool": 0}), 14)
    assert table(model).state is State.CLOSED
    model.step()
    assert table(model).state is State.OPEN


def test_walking_out_comes_before_the_move() -> None:
    model = still(
        parameters={"politics.k_d": 10.0} | OPEN, actors=only("USA") | {"USA": DOVES["USA"]}, events=[attack(3)],
        stance="open",
    )  # fmt: skip
    steps(model, 6)
    assert moves(model, "USA") == [1, 2, 3]  # the attack is in month 3, after the talks of that month
    assert kinds(model, "USA", "walk_out") == [(4, "walk_out")]
    assert table(model, "USA").cool == 5
    assert model.donor("USA").appetite == 1.0  # a walk-out tires nobody
    assert model.trajectory()["walk_outs"] == [0, 0, 0, 0, 1, 0]


def test_a_table_that_opens_after_an_attack_is_not_walked_out_of_that_month() -> None:
    model = still(
        parameters={"politics.k_d": 10.0, "tables.L_cool": 1} | OPEN, events=[attack(0), attack(1), attack(2)],
        actors=only("USA") | {"USA": DOVES["USA"]}, stance="open",
    )  # fmt: skip
    steps(model, 6)
    wanted = ("table_opened", "walk_out")
    assert kinds(model, "USA", *wanted) == [(0, wanted[0]), (1, wanted[1]), (3, wanted[0])]


@pytest.mark.slow
@pytest.mark.parametrize(("code", "exposure"), [("USA", 1.0), ("EU", 0.1)])
@pytest.mark.parametrize("severity_class", [1, 2, 3])
def test_the_chance_of_a_walk_out(code: str, exposure: float, severity_class: int) -> None:
    """It rises with last month's major provocations, and is lower without rivals at the table."""
    left = 0
    for replicate in range(60):
        changes = {"politics.k_d": 0.25, "bargaining.r0_R": 1.9, **OPEN}
        actors = only(code) | ({code: DOVES[code]} if code in DOVES else {})
        world = scenario(
            changes, actors, months=3, events=[attack(0), attack(1, severity_class)], stance="open"
        )
        model = steps(DiplomacyModel(world, replicate=replicate), 3)
        left += bool(kinds(model, code, "walk_out"))
        u = chance.uniform(1, replicate, 2, model.donor(code).actor_id, chance.WALK_OUT, 0)
        # the attack of month 0 acts in month 1, that of month 1 in month 2
        early = chance.uniform(1, replicate, 1, model.donor(code).actor_id, chance.WALK_OUT, 0)
        major = {1: 0, 2: 1, 3: 3}
        hazards = (0.25 * 3 * exposure, 0.25 * major[severity_class] * exposure)
        expected = early < 1 - math.exp(-hazards[0]) or u < 1 - math.exp(-hazards[1])
        assert bool(kinds(model, code, "walk_out")) == expected
    assert 0 < left < 60


def test_delinked_talks_are_never_walked_out_of() -> None:
    model = still(
        replace(STATUS_QUO, d=1.0), {"politics.k_d": 10.0} | OPEN, events=[attack(t) for t in range(12)], months=13,
        actors=only("USA") | {"USA": DOVES["USA"]}, stance="open",
    )  # fmt: skip
    assert not kinds(model.run(), "USA", "walk_out")
    assert hazard_probability(tables.walk_out_hazard(10.0, 1.0, 4.0, 1.0)) == 0.0


@FIRST  # the second model may renew it: tests/model/test_renewal.py
def test_an_agreement_pays_through_its_term_and_ends_in_the_month_after() -> None:
    model = still(actors=EU_LIKE)
    agreement = first_agreement(model)
    assert agreement is not None
    start, paid = agreement.signed, []
    while model.t <= start + 14:
        paid.append(model.month.donors_paid > 0)
        model.step()
    assert paid == [True] * 12 + [False] * 2
    assert kinds(model, "EU", "agreement_ended") == [(start + 12, "agreement_ended")]
    assert kinds(model, "EU", "table_opened")[-1] == (start + 13, "table_opened")


def test_a_failure_at_home_cools_the_table_and_costs_trust() -> None:
    parameters = {"trust.a_ev": 0.03, "trust.lam_neg": 2.0}
    model = still(actors=EU_LIKE, parameters=parameters, classes={"EU": NeverRatifies})
    while not kinds(model, "EU", "ratification_failed"):
        before = model.recipient.trust["EU"].health
        model.step()
    assert (table(model).state, table(model).cool) == (State.COOLING, 6)
    assert model.recipient.trust["EU"].health == pytest.approx(before - 0.03 * 2.0 * 1.0, abs=1e-12)
    assert model.month.tally["failed_ratifications"] == 1
    assert (model.donor("EU").failures, table(model).agreement) == (0, None)


def test_an_expulsion_cools_the_table_and_sends_the_implementer_home() -> None:
    model = still(replace(STATUS_QUO, menu_k=("un",)), {"bargaining.h_can": 10.0}, actors=EU_LIKE)
    while not model.month.tally["cancellations"]:
        model.step()
    t = model.t - 1
    una = model.cast["UNA"]
    assert (table(model).state, table(model).cool, table(model).agreement) == (State.COOLING, 6, None)
    assert una.tie == pytest.approx(0.35)
    assert model.donor("EU").failures == 1
    months_away = []
    while model.t < t + 14:
        months_away.append(una.expelled_months)
        model.step()
    assert months_away == list(range(12, -1, -1))
    assert kinds(model, "EU", "table_opened")[-1][0] == t + 7


@FIRST  # in the second model members go on until the pool signs: tests/model/test_donors.py
def test_pooling_closes_open_tables_quietly_and_lets_agreements_run() -> None:
    model = still(actors=DOVES)
    while table(model, "EU").agreement is None:
        model.step()
    open_before = [d.code for d in model.donors if d.table.state is State.OPEN]
    assert open_before
    count = len(model.log)
    model.schedule.levers = replace(STATUS_QUO, pool=True, menu_k=("un",))  # type: ignore[misc]
    model.step()
    assert all(table(model, code).state is State.CLOSED for code in open_before)
    assert all(model.donor(code).failures == 0 for code in open_before)
    assert not {e.actor for e in list(model.log)[count:]} & set(open_before)
    assert table(model, "EU").state is State.AGREED
    assert model.donor("EU") not in model.fund.members


@FIRST  # in the second model all may speak for the pool
def test_a_pool_whose_contributors_are_all_bound_elsewhere_leaves_its_open_table() -> None:
    """New contributors may be paying for agreements of their own: then nobody is left to talk for."""
    nordic = {"kind": "donor", "ceiling_musd": 15, "trust_class": "neutral", "ties": {"DPRK": 0.6}}
    model = still(actors=DOVES | {"NORDIC": nordic}, parameters={"bargaining.beta_R": 1.0})
    bound = ("EU", "GHF", "NORDIC")
    while any(table(model, code).agreement is None for code in bound):
        model.step()
    model.fund.table.state = State.OPEN
    pool = replace(STATUS_QUO, pool=True, contributors=bound, menu_k=("un", "third"))
    model.schedule.levers = pool  # type: ignore[misc]
    model.step()
    assert model.fund.members == []
    assert model.fund.table.state is State.CLOSED
    assert model.month.tally["walk_outs"] == model.month.tally["lapses"] == 0


@FIRST  # in the second model the new contributors may all speak
def test_a_scenario_may_hand_the_pool_over_while_its_table_is_open() -> None:
    hawks = {code: {"trust_prior": 0.02, "hawkish": True, "security_weight": 5.0} for code in DOVES}
    nordic = {"kind": "donor", "ceiling_musd": 15, "trust_class": "neutral", "ties": {"DPRK": 0.6}}
    handed = scenario(
        {"bargaining.beta_R": 1.0}, hawks | {"NORDIC": nordic, "PF": {"trust_prior": 0.02}}, months=20,
        policies=[
            {"pooled_fund": {"until": "2026-09", "contributors": ["USA", "ROK", "JPN"]}},
            {"pooled_fund": {"from": "2026-09", "contributors": ["EU", "GHF", "NORDIC"]}},
        ],
    )  # fmt: skip
    model = DiplomacyModel(handed)
    steps(model, 8)
    assert model.fund.table.state is State.OPEN
    steps(model, 1)
    assert model.fund.table.state is State.CLOSED
    assert model.run().t == 20


def test_an_expelled_pooled_programme_wears_on_every_contributor_once() -> None:
    """Those who signed and those who only joined the pool; nobody else, nobody twice (ruling B28)."""
    pool = replace(STATUS_QUO, pool=True, contributors=("ROK", "JPN", "EU", "GHF"), menu_k=("un",))
    model = still(pool, {"bargaining.h_can": 10.0}, actors=DOVES, classes={"JPN": NeverRatifies})
    while not model.month.tally["cancellations"]:
        model.step()
    paying = model.fund.table.latest
    assert paying is not None
    assert [donor.code for donor in paying.donors] == ["ROK", "EU", "GHF"]
    failures = {donor.code: donor.failures for donor in model.donors}
    assert failures == {"USA": 0, "ROK": 1, "JPN": 1, "EU": 1, "GHF": 1, "CHN": 0}


def test_donors_still_paying_after_the_pool_has_ended_bear_its_expulsion() -> None:
    pool = replace(STATUS_QUO, pool=True, contributors=("EU", "GHF", "CHN"), menu_k=("un",))
    model = still(pool, actors=DOVES)
    while model.fund.table.agreement is None:
        model.step()
    model.schedule.levers = STATUS_QUO  # type: ignore[misc]
    model.step()
    model.fund.table.expel()
    failures = {donor.code: donor.failures for donor in model.donors}
    assert failures == {"USA": 0, "ROK": 0, "JPN": 0, "EU": 1, "GHF": 1, "CHN": 1}
