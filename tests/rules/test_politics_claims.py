"""Donor politics: what the model's section 5 claims, with its exact limits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import politics, sanctions
from diplosim.rules.numeric import hazard_probability
from diplosim.rules.params import PoliticsParams

P = PoliticsParams(
    m_hawk=0.3,
    m_direct=1.0,
    p_hawk=0.5,
    b_aud=0.5,
    phi_fat=0.05,
    k_d=0.25,
    p_res=0.15,
    pi_pool=0.8,
    prefund=0.3,
    oh0=0.10,
    om_frag=0.05,
    phi_free=0.15,
    g_D=0.1,
    z_hawk=0.1,
    k_n=0.1,
    p_ren=0.95,
    inert=0.08,
    inherit=0.0,
)
share = st.floats(0.0, 1.0)
rate = st.floats(0.0, 25.0)


def suspension(d: float, gbar: float, rbar: float = 1.0, sev2: float = 3.0, pooled: bool = False) -> float:
    prot = politics.protection(d, P.pi_pool, pooled)
    return hazard_probability(politics.suspension_hazard(P.k_d, prot, sev2, gbar, rbar))


@pytest.mark.parametrize(
    ("d", "dove", "hawk"),
    [(0.0, 0.52763, 0.7769), (0.5, 0.31271, 0.5276), (0.8, 0.13929, 0.2592), (1.0, 0.0, 0.0)],
)
def test_suspension_after_one_nuclear_test(d: float, dove: float, hawk: float) -> None:
    assert suspension(d, 0.0) == pytest.approx(dove, abs=5e-6)
    assert suspension(d, 1.0) == pytest.approx(hawk, abs=5e-5)


def test_v12_complete_delinking_rules_suspension_out() -> None:
    assert politics.protection(1.0, 0.0, False) == 1.0
    assert suspension(1.0, 1.0) == 0.0


def test_v11_without_derailment_nothing_is_suspended() -> None:
    assert hazard_probability(politics.suspension_hazard(0.0, 0.0, 4.0, 1.0, 1.0)) == 0.0


def test_pooling_protects_even_without_delinking() -> None:
    assert politics.protection(0.0, 0.8, True) == pytest.approx(0.8)
    assert politics.protection(0.0, 0.8, False) == 0.0
    assert politics.protection(0.5, 0.8, True) == pytest.approx(0.9)
    assert suspension(0.0, 0.0, pooled=True) < suspension(0.0, 0.0, pooled=False)


def test_beyond_a_severity_of_four_a_month_is_no_worse() -> None:
    assert suspension(0.0, 0.0, sev2=4.0) == suspension(0.0, 0.0, sev2=12.0)
    assert suspension(0.0, 0.0, sev2=2.0) < suspension(0.0, 0.0, sev2=4.0)
    assert suspension(0.0, 0.0, sev2=0.0) == 0.0


def test_neutral_donors_are_three_tenths_as_exposed_as_rivals() -> None:
    neutral = politics.suspension_hazard(0.25, 0.0, 3.0, 0.0, 0.0)
    assert neutral == pytest.approx(0.3 * politics.suspension_hazard(0.25, 0.0, 3.0, 0.0, 1.0))


@pytest.mark.parametrize(("D", "multiplier"), [(12, 0.3), (36, 0.66943), (60, 0.78600)])
def test_longer_programmes_meet_less_politics(D: int, multiplier: float) -> None:
    assert politics.money_multiplier(P.m_hawk, D, 1) == pytest.approx(multiplier, abs=5e-6)


def test_doves_pay_in_full_and_a_hawk_who_pays_nothing_pays_nothing() -> None:
    assert politics.money_multiplier(0.3, 12, 0) == 1.0
    assert politics.money_multiplier(0.0, 12, 0) == 1.0
    assert politics.money_multiplier(0.0, 60, 1) == 0.0
    assert politics.money_multiplier(1.0, 60, 1) == 1.0


def test_hindcast_variant_cuts_direct_aid_hardest() -> None:
    variant = P._replace(m_hawk=0.5, m_direct=0.1)
    assert politics.hawk_money(variant, True) == pytest.approx(0.05)
    assert politics.hawk_money(variant, False) == 0.5
    assert politics.hawk_money(P, True) == politics.hawk_money(P, False) == 0.3


@given(st.floats(0.0, 2.0), rate, st.floats(0.01, 5.0))
def test_v13_a_certain_government_stays_certain(b_aud: float, ewma: float, mu0: float) -> None:
    assert politics.hawk_probability(0.0, b_aud, ewma, mu0) == 0.0
    assert politics.hawk_probability(1.0, b_aud, ewma, mu0) == 1.0


@given(share, rate)
def test_v13_without_audience_provocations_do_not_move_elections(p_hawk: float, ewma: float) -> None:
    assert politics.hawk_probability(p_hawk, 0.0, ewma, 2.0) == pytest.approx(p_hawk, abs=1e-15)


@given(st.floats(0.01, 0.99), rate)
def test_odds_form_is_the_logit_form(p_hawk: float, ewma: float) -> None:
    logit = math.log(p_hawk / (1 - p_hawk)) + 0.5 * math.log((ewma + 0.2) / 2.2)
    expected = 1 / (1 + math.exp(-logit))
    assert politics.hawk_probability(p_hawk, 0.5, ewma, 2.0) == pytest.approx(expected, rel=1e-12)


def test_elections_at_the_usual_rate_and_without_a_usual_rate() -> None:
    assert politics.hawk_probability(0.3, 0.5, 2.0, 2.0) == pytest.approx(0.3, abs=1e-15)
    assert politics.hawk_probability(0.3, 0.5, 2.0, -0.2) == 0.3
    assert politics.hawk_probability(0.3, 0.5, 2.0, 0.0) > 0.3


@given(share, st.floats(0.0, 1.0), rate, rate)
def test_more_provocations_never_make_doves_likelier(p_hawk: float, b: float, x: float, y: float) -> None:
    calm, loud = sorted((x, y))
    low = politics.hawk_probability(p_hawk, b, calm, 2.0)
    assert low <= politics.hawk_probability(p_hawk, b, loud, 2.0) + 1e-12


def test_doves_begin_with_what_hawks_left_and_build_up_for_years() -> None:
    """Nine tenths of the usual after four and a half years at least; South Korea took four from 1998."""
    p = P._replace(inherit=1.0)
    f = politics.inherited_appetite(p, 1.0)
    assert f == pytest.approx(p.m_hawk)
    months = 0
    while f < 0.9:
        f, months = politics.appetite_recover(f), months + 1
    assert 54 < months < 120
    assert politics.inherited_appetite(p, 0.25) == 0.25  # who is worn more than that is not restored
    assert politics.inherited_appetite(p._replace(m_hawk=0.0), 1.0) == 0.2  # the floor of every appetite
    assert politics.inherited_appetite(p._replace(inherit=0.0), 0.7) == 0.7  # off


def test_appetite_recovers_slowly_and_tires_down_to_a_floor() -> None:
    assert politics.appetite_recover(0.5) == pytest.approx(0.51)
    assert politics.appetite_recover(1.0) == 1.0
    assert politics.appetite_penalty(1.0, 0.05) == pytest.approx(0.95)
    assert politics.appetite_penalty(0.2, 0.05) == 0.2
    assert politics.appetite_penalty(0.205, 0.5) == 0.2


@given(st.lists(st.booleans(), max_size=200))
def test_appetite_stays_between_a_fifth_and_one(refusals: list[bool]) -> None:
    f = 1.0
    for refused in refusals:
        f = politics.appetite_recover(f)
        if refused:
            f = politics.appetite_penalty(f, 0.05)
        assert 0.2 <= f <= 1.0


def test_running_mean_of_provocations() -> None:
    assert politics.provocation_average_next(2.0, 12) == pytest.approx(3.0)
    assert politics.provocation_average_next(0.0, 0) == 0.0


def test_resuming_is_five_times_rarer_after_a_major_provocation() -> None:
    assert politics.resume_probability(0.15, False) == 0.15
    assert politics.resume_probability(0.15, True) == pytest.approx(0.03)


def test_overhead_of_each_arrangement() -> None:
    assert politics.overhead_rate(P, False, False, 1, 0.0, 0.0) == pytest.approx(0.10)
    assert politics.overhead_rate(P, True, False, 1, 0.0, 0.0) == pytest.approx(0.15)
    assert politics.overhead_rate(P, True, True, 1, 0.0, 0.0) == pytest.approx(0.20)
    assert politics.overhead_rate(P, False, False, 0, 0.0, 0.0) == pytest.approx(0.10)
    assert politics.overhead_rate(P, False, False, 2, 0.0, 0.0) == pytest.approx(0.125)
    assert politics.overhead_rate(P, False, False, 5, 0.0, 0.0) == pytest.approx(0.20)
    assert politics.overhead_rate(P, False, False, 5, 1.0, 0.0) == pytest.approx(0.14)
    assert politics.overhead_rate(P, True, True, 40, 0.0, 0.0) == 0.5
    assert politics.overhead_rate(P, True, True, 7, 0.0, 0.25) == 0.5


def test_complying_with_sanctions_costs_as_much_as_banks_stay_away() -> None:
    """The start of 2026: banking .9, over-compliance .6, carve-out .1."""
    cost = sanctions.compliance_cost(0.10, sanctions.bank_friction(0.9, 0.6), 0.1)
    assert cost == pytest.approx(0.0837)
    assert politics.overhead_rate(P, False, False, 1, 0.0, cost) == pytest.approx(0.1837)
    assert sanctions.compliance_cost(0.10, 0.93, 1.0) == sanctions.compliance_cost(0.0, 0.93, 0.1) == 0.0


@given(st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_hazards_become_probabilities_in_order(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0.0 <= hazard_probability(low) <= hazard_probability(high) <= 1.0


def test_no_hazard_is_no_chance() -> None:
    assert hazard_probability(0.0) == 0.0
    assert hazard_probability(-0.1) == 0.0
    assert hazard_probability(math.log(2.0)) == pytest.approx(0.5, abs=1e-15)
