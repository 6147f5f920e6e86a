"""How policies combine, and the two sides that every refusal names (rulings B22 to B24)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_helpers import levers, refusal, schedule

from diplosim.policies import STATUS_QUO, Policy, Posture, Settings, names
from diplosim.policies import registry as known
from diplosim.policies.combine import merge
from diplosim.policies.levers import AT_TABLES
from diplosim.scenario import ScenarioError


def made(name: str, **moved: Any) -> Policy:
    """A policy that sets these levers, for tests."""
    texts = dict.fromkeys(("title", "summary", "hypothesis", "source", "risk"), "for a test")
    return Policy(name=name, settings=lambda s, _: Settings(**moved).scaled(s), **texts)


@pytest.fixture
def define() -> Any:
    added: list[str] = []

    def add(name: str, **moved: Any) -> None:
        known.add(made(name, **moved), "a test")
        added.append(name)

    yield add
    for name in added:
        known.remove(name)


def test_menus_keep_what_all_have_in_common() -> None:
    assert levers("pooled_fund", "triangular").menu_k == ("third",)
    assert levers("pooled_fund", "comprehensive").menu_D == (60,)
    assert levers("conditional_bundle", "delinking").menu_q == (1,)


def test_numbers_take_the_highest() -> None:
    assert levers({"unconditional_easing": {"strength": 0.25}}, "corridor").e_policy == 0.4
    assert levers({"unconditional_easing": {"strength": 1}}, "corridor").e_policy == 0.8
    assert levers({"pooled_fund": {"mediation": 0.2}}, {"triangular": {"strength": 0.6}}).gamma_m == 0.6


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [((15, 0.2), (30, 1.0), (15, 0.2)), ((15, 0.2), (15, 0.7), (15, 0.7)), ((40, 1.0), (20, 0.5), (20, 0.5))],
)
def test_the_lower_delay_wins_with_its_own_strength(
    one: tuple[float, float], other: tuple[float, float], expected: tuple[float, float]
) -> None:
    parts = [Settings(W_policy=days).scaled(strength) for days, strength in (one, other)]
    for order in (parts, parts[::-1]):
        merged = merge(order)
        assert (merged.W_policy, merged.W_strength) == expected


def test_switches_are_on_if_any_policy_switches_them_on() -> None:
    both = levers("strategic_patience", "pooled_fund")
    assert both.precond and both.pool and not both.unsol


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(names()), unique=True, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_policies_never_matters(chosen: list[str], random: Any) -> None:
    shuffled = list(chosen)
    random.shuffle(shuffled)
    try:
        expected = schedule(*chosen)
    except ScenarioError:
        refusal(*shuffled)
    else:
        assert schedule(*shuffled).levers == expected.levers


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("denuclearisation_first", "unconditional_easing", "after denuclearisation steps"),
        ("maximum_pressure", "unconditional_easing", "a pressure campaign"),
        ("strategic_patience", "ghd_bundle", "without any condition"),
        ("grit", "tit_for_tat", "posture"),
        ("unconditional_easing", "conditional_bundle", "offers {0}"),
        ("delinking", "maximum_pressure", "offers {2}"),
    ],
)
def test_contradictions_name_both_sides_and_their_months(one: str, other: str, reason: str) -> None:
    message = refusal({one: {"from": "2027-01"}}, {other: {"until": "2028-01"}})
    assert f"'{one}'" in message and f"'{other}'" in message
    assert "both be in force from 2027-01 to 2027-12" in message
    assert reason in message
    assert len(message.splitlines()) == 1


def test_contradictory_policies_may_follow_each_other() -> None:
    plan = schedule({"maximum_pressure": {"until": "2028-01"}}, {"unconditional_easing": {"from": "2028-01"}})
    assert plan.at(23).press == 1.0 and plan.at(24).uncond == 1.0
    assert plan.at(23).uncond == 0.0 and plan.at(24).press == 0.0


def test_strength_zero_raises_no_contradiction() -> None:
    assert levers("unconditional_easing", {"maximum_pressure": {"strength": 0}}) == levers(
        "unconditional_easing"
    )


def test_three_menus_without_a_common_level_are_all_named(define: Any) -> None:
    define("low", menu_r=(0, 1))
    define("high", menu_r=(1, 2))
    define("ends", menu_r=(0, 2))
    message = refusal("low", "high", "ends")
    assert "policies 'low', 'high' and 'ends' cannot all be in force" in message


def test_broad_relief_alone_leaves_tables_without_the_usa_empty(define: Any) -> None:
    define("broad_only", menu_r=(2,))
    message = refusal("broad_only")
    assert "policy 'broad_only' cannot work" in message and "ROK table" in message
    cast = {code: {"present": False} for code in ("ROK", "JPN", "EU", "GHF", "CHN")}
    assert levers("broad_only", actors=cast).menu_r == (2,)


def test_a_pool_with_the_usa_may_offer_broad_relief_alone(define: Any) -> None:
    define("broad_only", menu_r=(2,))
    assert levers("broad_only", "pooled_fund").menu_r == (2,)
    message = refusal("broad_only", {"pooled_fund": {"contributors": ["ROK", "EU", "GHF"]}})
    assert "pooled table" in message


def test_a_pool_never_delivers_directly(define: Any) -> None:
    define("by_hand", menu_k=("direct",))
    define("pool_by_hand", menu_k=("direct",), pool=True)
    assert "policies 'pooled_fund' and 'by_hand'" in refusal("pooled_fund", "by_hand")
    assert "policy 'pool_by_hand' cannot work" in refusal("pool_by_hand")


def test_a_channel_needs_an_implementer_in_the_cast() -> None:
    message = refusal("triangular", actors={"TCI": {"present": False}})
    assert "policy 'triangular' cannot work" in message and "{third}" in message


def test_a_policy_that_contradicts_itself_is_refused(define: Any) -> None:
    define("both_ways", precond=True, uncond=1.0)
    assert "policy 'both_ways' cannot work from 2026-01 to 2030-12" in refusal("both_ways")


def test_two_postures_cannot_merge() -> None:
    rule = Settings(posture=Posture((1.0, 0.0, 1.0, 0.0)))
    with pytest.raises(ValueError, match="posture"):
        merge([rule, rule])


@pytest.mark.parametrize(
    ("uses", "words"),
    [
        ([{"pooled_fund": {"contributors": ["ROK", "EU"]}}], "at least 3"),
        ([{"pooled_fund": {"contributors": ["ROK", "EU", "GFH"]}}], "did you mean 'GHF'"),
        ([{"pooled_fund": {"contributors": ["ROK", "EU", "RUS"]}}], "'RUS' is a patron"),
        ([{"pooled_fund": {"contributors": ["ROK", "EU", "EU"]}}], "twice"),
        ([{"pooled_fund": {"contributors": "all"}}], "a list of at least 3 donor codes"),
        ([{"ghd_bundle": {"contributors": ["ROK", "EU"]}}], "at least 3"),
    ],
)
def test_the_pool_needs_three_donors_with_budgets(uses: list[Any], words: str) -> None:
    assert words in refusal(*uses)


def test_the_pool_needs_three_budgets_in_the_cast() -> None:
    poor = {code: {"ceiling_musd": 0} for code in ("USA", "JPN", "EU", "GHF")}
    assert "donors with a budget are ROK and CHN" in refusal("pooled_fund", actors=poor)
    wanted = {"pooled_fund": {"contributors": ["ROK", "CHN", "EU"]}}
    assert "'EU' has no budget" in refusal(wanted, actors=poor)
    assert levers({"ghd_bundle": {"without": ["pooled_fund"]}}, actors=poor) != STATUS_QUO


def test_lists_of_contributors_keep_whom_all_name() -> None:
    one = {"pooled_fund": {"contributors": ["USA", "ROK", "EU", "GHF"]}}
    assert levers(one, "ghd_bundle").contributors == ("USA", "ROK", "EU", "GHF")
    other = {"ghd_bundle": {"contributors": ["GHF", "EU", "ROK", "CHN"]}}
    assert levers(one, other).contributors == ("ROK", "EU", "GHF")
    clash = {"ghd_bundle": {"contributors": ["JPN", "CHN", "ROK"]}}
    message = refusal(one, clash)
    assert "'pooled_fund'" in message and "'ghd_bundle'" in message and "at least 3" in message


SCOPED = {"parameters": {"mechanisms.scope": 1}}


def test_what_a_policy_asks_of_rivals_leaves_the_other_tables_as_they_are() -> None:
    for policy in ("denuclearisation_first", "maximum_pressure", "strategic_patience", "triangular"):
        narrow, wide = levers(policy, **SCOPED), levers(policy)
        for name in AT_TABLES:
            assert getattr(narrow.at(rival=False, pooled=False), name) == getattr(STATUS_QUO, name)
            assert getattr(narrow.at(rival=False, pooled=True), name) == getattr(STATUS_QUO, name)
            assert getattr(narrow.at(rival=True, pooled=False), name) == getattr(wide, name)
        assert levers({policy: {"scope": "all"}}, **SCOPED) == wide


def test_policies_for_different_tables_go_together_and_meet_at_the_table_they_share() -> None:
    both = ("pooled_fund", "triangular")
    here = levers(*both, **SCOPED)
    assert here.at(True, False).menu_k == ("third",) and here.at(False, True).menu_k == ("un", "third")
    assert "no common condition" in refusal("unconditional_easing", "denuclearisation_first", **SCOPED)


def test_levers_of_some_tables_are_those_of_tables(define: Any) -> None:
    with pytest.raises(ValueError, match="rivals may move"):
        Settings(rivals=Settings(press=1.0))
    define("torn", menu_q=(0,), rivals=Settings(menu_q=(2,)))
    assert "policy 'torn' contradicts itself" in refusal("torn")
