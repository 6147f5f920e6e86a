"""The donors' side: what may be offered, and how a pool speaks for its members (rulings A16-A18, B2, B23-B25)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from diplosim.model.actors.agreement import State
from diplosim.model.actors.donor import Donor
from diplosim.model.actors.talks import Talks
from diplosim.model.model import DiplomacyModel
from diplosim.policies.levers import STATUS_QUO, Levers
from diplosim.rules import bargaining, chance
from diplosim.scenario import ScenarioError
from tests.model.actors.still import DONORS, DOVES, FIRST, kinds, only, scenario, still

POOL = replace(
    STATUS_QUO,
    pool=True,
    menu_D=(60,),
    menu_k=("un", "third"),
    menu_r=(0, 1, 2),
    gamma_m=1.0,
    prefund=0.3,
    pi_pool=0.8,
)


class NeverRatifies(Donor):
    """A donor whose parliament passes nothing."""

    def ratifies(self, talks: Talks, i: int) -> bool:
        return False


def pooled(levers: Levers = POOL, **more: Any) -> DiplomacyModel:
    return still(levers, {"bargaining.misp": 0.0} | more.pop("parameters", {}), actors=DOVES, **more)


def pooled_talks(model: DiplomacyModel) -> Talks:
    model._beliefs()
    return model.fund.table.talks(chance.TASTE)


def test_status_quo_framing_singles_out_at_rival_tables_only() -> None:
    model = still(actors=DOVES)
    menus = {donor.code: donor.menu().f for donor in model.donors}
    assert menus == {"USA": (1,), "ROK": (1,), "JPN": (1,), "EU": (0, 1), "GHF": (0, 1), "CHN": (0, 1)}
    assert model.fund.menu().f == (0, 1)


def test_a_framing_lever_binds_every_table() -> None:
    model = still(replace(STATUS_QUO, menu_f=(0,)), actors=DOVES)
    assert {party.menu().f for party in (*model.donors, model.fund)} == {(0,)}


def test_broad_relief_is_on_offer_only_with_the_usa() -> None:
    model = still(replace(STATUS_QUO, menu_r=(0, 1, 2)), actors=DOVES)
    assert {donor.code for donor in model.donors if 2 in donor.menu().r} == {"USA"}
    assert 2 in pooled().fund.menu().r
    assert 2 not in pooled(replace(POOL, contributors=("ROK", "JPN", "EU"))).fund.menu().r


def test_a_pool_never_delivers_itself() -> None:
    assert pooled(replace(POOL, menu_k=("direct", "un"))).fund.menu().k == (1,)
    assert still(replace(STATUS_QUO, menu_k=("direct", "un", "third"))).donor("EU").menu().k == (0, 1, 2)


def test_a_menu_that_leaves_nothing_is_an_error_at_load() -> None:
    absent = {"UNA": {"present": False}, "TCI": {"present": False}}
    with pytest.raises(ScenarioError, match="pooled_fund"):
        scenario(actors=absent, policies=["pooled_fund"])
    with pytest.raises(ScenarioError, match="triangular"):
        scenario(actors={"TCI": {"present": False}}, policies=["triangular"])


def test_a_party_with_an_empty_menu_does_not_talk() -> None:
    model = still(replace(STATUS_QUO, menu_k=("third",)), actors={"TCI": {"present": False}}, months=3)
    assert not any(donor.can_talk() for donor in model.donors)
    assert not kinds(model.run(), "EU", "table_opened")


@FIRST  # a member of the second model values its own part: tests/rules/test_givers_donors.py
def test_what_a_package_is_worth_to_a_pool_is_the_weighted_sum_over_members() -> None:
    model = pooled()
    model.donor("ROK").hawkish = 1
    model.donor("EU").appetite = 0.5
    talks = pooled_talks(model)
    ceilings = {"USA": 10, "ROK": 30, "JPN": 5, "EU": 15, "GHF": 15, "CHN": 10}
    assert [d.code for d in model.fund.members] == list(ceilings)
    assert model.fund.budget == 10 + 30 + 5 + 7.5 + 15 + 10
    for i in range(0, len(talks.table.packages), 17):
        each = [
            bargaining.add_terms(tuple(float(t[i]) for t in d.appraise_alone(talks, True)))
            for d in model.fund.members
        ]
        mean = math.fsum(c / 85 * u for c, u in zip(ceilings.values(), each, strict=True))
        assert talks.U_D[i] == pytest.approx(mean, abs=1e-14)
        total = 0.0
        for term in talks.reasons_D(i).values():
            total = total + term
        assert total == talks.U_D[i]


@FIRST  # the second model takes the taint from that money
def test_trust_in_a_pool_is_a_quarter_its_members_and_three_quarters_the_fund() -> None:
    model = pooled()
    talks = pooled_talks(model)
    mean = sum(model.recipient.trust[code].tau_health for code in DONORS) / 6
    tau = mean / 4 + 3 * model.recipient.trust["PF"].tau_health / 4
    i = next(i for i, o in enumerate(talks.table.packages) if o.c == 0 and o.k == 1)
    V = bargaining.programme_size(talks.package(i).x, 85.0, 60)
    gain = math.log(1 + V / 3) / math.log(101)
    assert talks.reasons_R(i)["money"] == pytest.approx((0.2 + 0.8 * tau) * gain, abs=1e-12)
    assert talks.reasons_R(i)["channel"] == pytest.approx(-0.02, abs=1e-15)


@FIRST  # of the ceilings of that model
def test_shares_of_a_pool() -> None:
    model = pooled()
    model.donor("ROK").hawkish = 1
    assert model.fund.hawk_share == pytest.approx(30 / 85)
    assert model.fund.rival_share == pytest.approx(0.5)
    assert model.fund.rival_present
    assert model.fund.wants_to_offer() == 0.0  # p_unsol is 0 in a still world
    chatty = pooled(parameters={"bargaining.p_unsol": 0.03})
    chatty.donor("ROK").hawkish = 1
    assert chatty.fund.wants_to_offer() == pytest.approx(0.03 * (1 - 0.7 * 30 / 85))


def play_until(model: DiplomacyModel, kind: str) -> None:
    while not kinds(model, "PF", kind):
        assert model.running
        model.step()


@FIRST  # a reluctant USA does not ratify in the second model, and members are not idle
def test_a_pooled_programme_shrinks_to_those_that_ratify() -> None:
    model = pooled(classes={"ROK": NeverRatifies, "CHN": NeverRatifies})
    play_until(model, "agreement_signed")
    agreement = model.fund.table.agreement
    assert agreement is not None
    assert [d.code for d in agreement.donors] == ["USA", "JPN", "EU", "GHF"]
    o = agreement.package
    assert agreement.pledged == math.floor(1000 * (1 - o.c) * (o.x * 45.0 * o.D / 12))
    assert agreement.deposit == agreement.pledged * 300_000 // 1_000_000
    assert model.fund.table.money.pledged == agreement.pledged
    assert model.donor("ROK").table.dormant


@pytest.mark.parametrize("passing", [2, 3])
@FIRST  # in the second model USA and Japan are too reluctant to ratify
def test_a_pool_needs_three_ratifiers(passing: int) -> None:
    failing = DONORS[passing:]
    levers = POOL
    parameters = {"trust.a_ev": 0.03, "trust.lam_neg": 2.0}
    model = pooled(levers, parameters=parameters, classes=dict.fromkeys(failing, NeverRatifies))
    before: dict[str, float] = {}
    while not kinds(model, "PF", "ratification_failed", "agreement_signed"):
        before = {code: model.recipient.trust[code].health for code in DONORS}
        model.step()
    change = {code: model.recipient.trust[code].health - before[code] for code in DONORS}
    if passing == 3:
        assert model.fund.table.state is State.AGREED
        assert all(change[code] == 0.0 for code in failing)  # no blame if the programme starts without them
        return
    assert (model.fund.table.state, model.fund.table.cool) == (State.COOLING, 6)
    assert {code for code in DONORS if change[code] < 0.0} == set(failing)
    assert all(change[code] == pytest.approx(-0.06, abs=1e-12) for code in failing)


@FIRST  # in the second model contributors go on at their own tables
def test_a_pool_of_two_never_talks() -> None:
    levers = replace(POOL, contributors=("USA", "EU"))
    model = pooled(levers, parameters={"bargaining.p_unsol": 1.0}, months=20).run()
    assert not kinds(model, "PF")
    assert not kinds(model, "EU")  # contributors make no offers of their own


@FIRST  # in the second model they are tired by their own talks besides
def test_the_lapse_of_a_pool_tires_every_contributor() -> None:
    model = pooled(parameters={"bargaining.r0_R": 1.9})
    play_until(model, "lapse")
    assert {d.code for d in model.donors if d.failures == 1} == set(DONORS)


def test_mediation_needs_a_mediator_whom_the_dprk_lets_in() -> None:
    model = still(replace(STATUS_QUO, gamma_m=1.0), actors=only("EU", "CHN"))
    assert (model.donor("EU").mediation, model.donor("CHN").mediation) == (1.0, 1.0)
    for implementer in model.implementers:
        implementer.expel()
    model.t += 1
    assert model.donor("EU").mediation == 0.0
    assert still(actors=only("EU")).donor("EU").mediation == 0.0
