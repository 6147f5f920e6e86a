"""What a decision is made of: the parts that the log shows are those that the rule put together."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import ledger, numeric, politics, posture, provocation, sanctions, tables, trust
from diplosim.scenario.parameters import PARAMETERS, to_params

P = to_params({name: parameter.default for name, parameter in PARAMETERS.items()})
share = st.floats(0.0, 1.0)
inner = st.floats(0.01, 0.99)


def product(factors: tuple[float, ...]) -> float:
    """Multiplied from left to right."""
    value = factors[0]
    for factor in factors[1:]:
        value = value * factor
    return value


@given(k_d=share, prot=share, sev2=st.integers(0, 9), gbar=share, rbar=share)
def test_hazards_are_the_products_of_their_factors_to_the_bit(
    k_d: float, prot: float, sev2: int, gbar: float, rbar: float
) -> None:
    given = (k_d, prot, sev2, gbar, rbar)
    assert product(politics.suspension_factors(*given)) == politics.suspension_hazard(*given)
    given = (k_d, prot, sev2, rbar)
    assert product(tables.walk_out_factors(*given)) == tables.walk_out_hazard(*given)
    for direct in (False, True):
        own = (k_d, gbar, 1, rbar, direct, prot, gbar)
        assert product(tables.cancellation_factors(*own)) == tables.cancellation_hazard(*own)


def test_a_suspension_by_hand() -> None:
    """No protection, one test of class 3 and one of class 2 (4 counts), half of two donors hawks, both rivals."""
    factors = politics.suspension_factors(0.25, 0.0, 5, 0.5, 1.0)
    assert factors == (0.25, 1.0, 4.0, 1.5, 1.0)
    assert factors._fields[2] == "provocations_this_month"
    assert politics.suspension_hazard(0.25, 0.0, 5, 0.5, 1.0) == 1.5


@given(k_d=inner, prot=inner, sev2=st.integers(1, 9), gbar=share, rbar=share, u=inner)
def test_on_the_log_scale_terms_add_up_and_the_draw_decides_alike(
    k_d: float, prot: float, sev2: int, gbar: float, rbar: float, u: float
) -> None:
    terms = numeric.log_terms(politics.suspension_factors(k_d, prot, sev2, gbar, rbar))
    value, met = numeric.add(terms), numeric.log_hazard_met(u)
    hazard = politics.suspension_hazard(k_d, prot, sev2, gbar, rbar)
    assert value == pytest.approx(math.log(hazard), abs=1e-12)
    assert numeric.hazard_probability(math.exp(met)) == pytest.approx(u)
    if abs(value - met) > 1e-9:
        assert (u < numeric.hazard_probability(hazard)) == (value > met)


@given(p_hawk=inner, b_aud=st.floats(-1, 1), average=st.floats(0, 5), usual=st.floats(0, 3))
def test_an_election_is_its_usual_odds_and_what_provocations_add(
    p_hawk: float, b_aud: float, average: float, usual: float
) -> None:
    terms = politics.election_terms(p_hawk, b_aud, average, usual)
    chance = politics.hawk_probability(p_hawk, b_aud, average, usual)
    assert numeric.sigmoid(numeric.add(terms)) == pytest.approx(chance, rel=1e-9)
    assert politics.election_terms(p_hawk, b_aud, usual, usual).recent_provocations == 0.0


def test_a_resolution_needs_a_draft_and_no_veto() -> None:
    p = P.sanctions._replace(p_prop=0.5, V_veto=0.75)
    assert sanctions.adoption_factors(p) == (0.5, 0.25)
    assert sanctions.adoption_probability(p) == 0.125


def test_provocations_come_from_the_background_and_from_tension_up_to_the_cap() -> None:
    p = P.provocation._replace(lam0=2.0)
    assert provocation.intensity_terms(p, 0.0, 0.5, 3.0) == (2.0, 1.5)
    assert provocation.intensity(p, 0.0, 0.5, 3.0) == 3.5
    assert provocation.intensity(p, 0.0, 10.0, 3.0) == provocation.INTENSITY_CAP
    assert len(provocation.MODULATORS) == 8


def test_an_agreement_engages_by_iota_of_what_talks_with_the_same_donors_do() -> None:
    p = P.provocation._replace(iota=0.5, zeta=0.25)
    assert tables.agreement_engagement(True, p) == 0.5 * tables.engagement_weight(True, 0.25) == 0.5
    assert tables.agreement_engagement(False, p) == 0.5 * tables.engagement_weight(False, 0.25) == 0.125


def test_ripeness_is_the_smaller_pain_times_the_way_out() -> None:
    assert tables.stalemate(0.75, 0.5) == tables.stalemate(0.5, 0.75) == 0.5
    assert tables.ripeness(0.75, 0.5, 0.5) == 0.25
    terms = tables.opening_terms(P.tables, 0.75, 0.5, 0.5, False, 0.0, 0.0, False, 0.0, 0.0)
    assert terms.ripeness == P.tables.o1 * 0.25


@given(att=share, ratio=share)
def test_donor_and_carrier_share_the_credit_of_a_delivery(att: float, ratio: float) -> None:
    assert trust.delivered(att, ratio) + trust.carried(att, ratio) == pytest.approx(ratio)


def test_small_quantities_by_hand() -> None:
    assert ledger.paid_share(3, 4, 1.0) == 0.75
    assert ledger.paid_share(0, 0, 1.0) == 0.0
    assert ledger.paid_share(3, 4, 0.75) == 1.0
    assert ledger.paid_share(50, 100, 0.5) == 1.0
    assert ledger.paid_share(1, 10, 0.05) == 0.0
    assert trust.surveillance(0.5) == 0.5 * trust.SURVEILLANCE and trust.contact(0.5) == 0.5 * 0.2
    assert trust.unconditional_relief_level(0.5) == 0.25
    assert posture.g_post_of_grit(0.5, 0.5) == 0.25
