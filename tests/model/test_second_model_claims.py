"""What the second model claims about its world: who is refused, who pays, what a hold does.

Every world is played under fixed seeds, so a test gives the same answer every time; where a share is compared with a
bound, the standard error that other seeds would bring stands beside it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import diplosim as ds
from diplosim.evidence import load
from diplosim.history import coding
from diplosim.history.ensemble import Floats, Runs
from diplosim.policies.registry import builtin_policies
from diplosim.scenario.references import references_of

pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")

TODAY, SINCE_2014 = "status_quo", "status_quo_2014"
#: Donors who are no rivals.
OTHERS = ("eu", "ghf", "chn")


@cache
def played(name: str, policy: str = "", replicates: int = 100, **scope: str) -> Runs:
    """A shipped world, as it is or under one policy."""
    changes = {"policies": [{policy: scope}]} if policy else {}
    return Runs.of(ds.Scenario.load(name).with_(**changes), replicates)


def today(replicates: int = 60, **changes: Any) -> Runs:
    """The world of 2026 with something else in it."""
    return Runs.of(ds.Scenario.load(TODAY).with_(**changes), replicates)


@pytest.mark.slow
def test_size_does_not_buy_identity() -> None:
    """A South Korea that may give thirteen times as much is refused as often while the DPRK is closed to it."""
    for ceiling in (30.0, 60.0, 100.0, 200.0, 400.0):
        runs = today(actors={"ROK": {"ceiling_musd": ceiling}}, parameters={"stance.h_o": 0.0})
        share, made = coding.refused(runs, ("rok",), 0)
        assert made >= 20 and share == 1.0, ceiling


def test_without_the_taint_size_buys_it() -> None:
    """The test above can fail: where nothing but low trust speaks against a rival, a large offer is taken."""
    off = {"mechanisms.taint": 0, "bargaining.kap_pol": 0.0, "stance.h_o": 0.0}
    runs = today(actors={"ROK": {"ceiling_musd": 400.0}}, parameters=off)
    assert coding.refused(runs, ("rok",), 0)[0] < 0.5


@pytest.mark.slow
def test_who_offers_and_what_it_asks_decide_who_is_refused_behind_a_closed_border() -> None:
    """Allies least, then routine aid through the UN; then vaccines under their rules, Seoul and Washington."""

    def dated(donor: str, access: float, channel: str = "un") -> float:
        offer = {"at": "2021-02", "donor": donor, "money_share": 0.5, "months": 12}
        world = ds.Scenario.load(SINCE_2014).with_(offers=[{**offer, "access": access, "channel": channel}])
        share = coding.refused_at(runs := Runs.of(world, 100), donor.lower(), ["2021-02"])
        assert runs[f"offers_{donor.lower()}"][:, runs.index(2021, 2)].min() >= 1  # it was made in every run
        return share

    ally, routine = dated("CHN", 0.2, "direct"), dated("GHF", 0.5)
    demanding = [dated("GHF", 0.8), dated("ROK", 0.5), dated("USA", 0.5)]
    assert ally < routine < 0.25 and min(demanding) > 0.9
    runs = played(SINCE_2014, replicates=200)
    shares = [
        coding.refused(runs, who, runs.index(2020, 8))[0]
        for who in (("chn",), OTHERS[:2], ("rok", "usa", "jpn"))
    ]
    assert shares[0] + 0.1 < shares[1] < shares[2] - 0.1  # the offers that donors make by themselves


@pytest.mark.slow
def test_a_hawkish_washington_hardly_ever_ratifies_a_fund_of_five_years() -> None:
    """Below one in five; of 200 runs, so the standard error is 0.03 at the bound."""
    shares = {}
    for hawkish in (True, False):
        usa = {"hawkish": hawkish, "cycle": None, "phase": None}
        runs = today(200, months=60, actors={"USA": usa}, policies=["pooled_fund"])
        signed = (runs["agreements_signed"].sum(axis=1) > 0) & (runs["donors_paid_musd"].sum(axis=1) > 0)
        shares[hawkish] = float((runs["paid_musd_usa"].sum(axis=1) > 0)[signed].mean())
    assert shares[True] < 0.2
    assert shares[False] > shares[True]


@pytest.mark.parametrize("taint", [1, 0])
def test_a_contract_without_washington_lifts_no_sanction(taint: int) -> None:
    """Where China, Europe and the funds are alone, their conditional deal brings no relief beyond the policy's."""
    nobody = {code: {"ceiling_musd": 0.0} for code in ("USA", "ROK", "JPN")}
    runs = today(
        actors=nobody,
        policies=["conditional_bundle"],
        parameters={"mechanisms.taint": taint, "mechanisms.donors": taint},
    )
    assert (runs["paid_musd_chn"].sum(axis=1) > 0).all()
    assert runs["carve_out"].max() == pytest.approx(0.4 if taint else 0.8)  # 0.8: as in the first model


@pytest.mark.parametrize("policy", ["maximum_pressure", "strategic_patience", "denuclearisation_first"])
def test_what_binds_rivals_leaves_the_aid_of_others(policy: str) -> None:
    """Within a quarter of the status quo, under the same shocks."""
    assert abs(_others_paid(policy) / _others_paid("") - 1.0) < 0.25


def _others_paid(policy: str, **scope: str) -> float:
    runs = played(TODAY, policy, **scope)
    return float(sum(runs[f"paid_musd_{donor}"].sum() for donor in OTHERS))


def test_the_same_conditions_on_everybody_would_not_leave_it() -> None:
    """The test above can fail: conditions that bind the funds too take more than a quarter."""
    assert _others_paid("maximum_pressure", scope="all") < 0.75 * _others_paid("")


def test_aid_of_2014_to_2019_is_that_of_the_record() -> None:
    """What OCHA counted in every year (33 to 43 M$) is within the middle 90 % of runs."""
    runs = played(SINCE_2014)
    paid = runs.years(runs.fts, 2014, 2019)
    low, high = np.quantile(paid, [0.05, 0.95], axis=0)
    record = {row["year"]: row["fts_total_musd"] for row in load("aid")}
    for year in range(2014, 2020):
        known = float(record[str(year)].split(" ")[0])
        assert low[year - 2014] <= known <= high[year - 2014], (year, known)
    assert np.quantile(paid.mean(axis=1), 0.05) <= 38.0 <= np.quantile(paid.mean(axis=1), 0.95)


def test_closure_takes_aid_and_reopening_does_not_bring_it_back() -> None:
    """Medians over runs: at least four fifths gone 24 months after closure, at most a fifth back 24 after reopening."""
    runs = played(SINCE_2014, replicates=200)
    before = runs.year(runs.fts, 2019)

    def half_year(first: int) -> Floats:
        return coding.ratio(2.0 * runs.fts[:, first : first + 6].sum(axis=1), before)

    assert 1.0 - np.nanmedian(half_year(runs.index(2021, 8))) >= 0.8
    back = half_year(runs.index(2025, 2))
    steps = np.diff(runs["access"][:, runs.index(2023, 8) : runs.index(2025, 8)], axis=1)
    not_admitted = steps.max(axis=1) < 0.004  # a month with staff admitted gives back more than that
    assert not_admitted.sum() > 10
    assert np.nanmedian(back[not_admitted]) <= np.nanmedian(back) <= 0.2


def test_no_gap_of_a_year_after_a_working_fund() -> None:
    """Aid does not stop for a year once a fund has worked for one, unless the DPRK expels it.

    An expelled fund does leave such gaps, in one run of seven: its members' own agreements have been folded into it.
    """
    runs = played(TODAY, "pooled_fund", replicates=200)
    kept = runs["cancellations"].sum(axis=1) == 0
    gaps = np.array([_gap_after_a_year(months > 0) for months in runs["aid_disbursed_musd"]])
    assert kept.sum() > 30
    assert (gaps[kept] >= 12).mean() <= 0.05
    assert 0.05 < (gaps[~kept] >= 12).mean() < 0.35


def _gap_after_a_year(paid: Floats) -> float:
    """Most months in a row without payments after the first twelve with."""
    first = np.convolve(paid, np.ones(12), "valid") == 12
    return coding.longest_gap(paid[first.argmax() :].astype(float)) if first.any() else 0.0


def test_sanctions_follow_a_test_while_the_council_is_united() -> None:
    """At least nine in ten; of some 170 tests, so the standard error is 0.02."""
    runs = played(SINCE_2014)
    share, tests = coding.answered(runs, 0, runs.index(2018))
    assert tests > 100 and share >= 0.9


@pytest.mark.slow
def test_a_split_council_answers_hardly_any_test() -> None:
    """At most one in twenty within three months (SF7b), of over a thousand tests: a standard error below 0.007."""
    runs = played(SINCE_2014, replicates=400)
    first, last = runs.index(2018), runs.index(2025, 11)
    share, tests = coding.answered(runs, first, last)
    assert tests > 1000 and share <= 0.05


def test_one_member_holds_up_most_of_what_is_held_up() -> None:
    """The mean delay falls by at least three fifths when Washington alone stops holding."""
    fixed = {"cycle": None, "phase": None}
    hawk, dove = (
        today(5, actors={"USA": {"hawkish": h, **fixed}})["wait_days"].mean() for h in (True, False)
    )
    assert 1.0 - dove / hawk >= 0.6


@pytest.mark.parametrize("policy", [p.name for p in builtin_policies()])
def test_no_policy_is_its_own_reference(policy: str) -> None:
    """What is usual is the same whether a policy starts with the run or a month later."""
    scenario = ds.Scenario.load(TODAY)
    now, later, never = (
        scenario.with_(policies=uses) for uses in ([{policy: {"from": 0}}], [{policy: {"from": 1}}], [])
    )
    assert references_of(now) == references_of(later) == references_of(never)
