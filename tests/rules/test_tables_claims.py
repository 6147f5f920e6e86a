"""Opening, breaking and losing a table: model sections 8 and 2.3, with exact limits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import tables
from diplosim.rules.numeric import hazard_probability
from diplosim.rules.params import TableParams

P = TableParams(o0=-4.2, o1=8.0, o2=1.5, o3=2.0, L_cool=6)
share = st.floats(0.0, 1.0)


def opening(
    *,
    pain_R: float = 0.5,
    pain_k: float = 0.5,
    way_out: float = 0.5,
    major: bool = False,
    d: float = 0.0,
    rbar: float = 1.0,
    precond: bool = False,
    gbar: float = 0.0,
) -> tables.OpeningTerms:
    return tables.opening_terms(P, pain_R, pain_k, way_out, major, d, rbar, precond, gbar, 0.0)


def test_pain_of_the_recipient() -> None:
    assert tables.pain_recipient(0.575433, 1.0, 0.15) == pytest.approx(0.2877165)
    assert tables.pain_recipient(0.0, 0.93331, 0.15) == pytest.approx(0.25 * 0.06669 / 0.15)
    assert tables.pain_recipient(0.0, 0.5, 0.15) == 0.25
    assert tables.pain_recipient(0.5, 1.2, 0.15) == 0.25
    assert tables.pain_recipient(0.5, 0.9, 0.0) == 0.25


def test_rivals_hurt_from_tension_and_others_from_disease() -> None:
    assert tables.pain_party(True, 0.6, 0.3) == 0.6
    assert tables.pain_party(False, 0.6, 0.3) == 0.3


def test_ripeness_needs_mutual_pain_and_a_way_out() -> None:
    assert opening(pain_R=0.0).ripeness == 0.0
    assert opening(pain_k=0.0).ripeness == 0.0
    assert opening(way_out=0.0).ripeness == 0.0
    assert opening(pain_R=0.2, pain_k=0.9).ripeness == pytest.approx(8.0 * 0.2 * 0.5)


@given(st.tuples(*[st.floats(-20.0, 20.0)] * 5), st.tuples(*[share] * 8), st.booleans(), st.booleans())
def test_no_table_is_likelier_to_open_than_a_bound_that_knows_the_recipient_only(
    symbols: tuple[float, ...], shares: tuple[float, ...], major: bool, precond: bool
) -> None:
    p, stance = TableParams(*symbols[:4], L_cool=6), symbols[4]
    pain_R, pain_k, way_out, d, rbar, gbar, k_n, pain_beyond = shares
    terms = tables.opening_terms(
        p, pain_R, pain_k + pain_beyond, way_out, major, d, rbar, precond, gbar, stance, k_n
    )
    assert tables.opening_logit(terms) <= tables.highest_opening_logit(p, pain_R, stance) + 1e-12


def test_the_terms_are_the_logit_from_left_to_right() -> None:
    terms = opening(major=True, d=0.5, rbar=0.0, precond=True, gbar=0.4)
    assert terms == pytest.approx((-4.2, 2.0, -1.5 * 0.5 * 0.3, -2.0, -0.4, 0.0))
    assert opening(gbar=0.4) == pytest.approx((-4.2, 2.0, 0.0, 0.0, -0.4, 0.0))
    total = 0.0
    for term in terms:
        total += term
    assert tables.opening_logit(terms) == pytest.approx(total, abs=1e-15)
    assert tables.opening_probability(terms) == pytest.approx(1 / (1 + math.exp(-total)), rel=1e-12)


def test_preconditions_and_hawks_keep_tables_closed() -> None:
    usual = tables.opening_probability(opening())
    assert tables.opening_probability(opening(precond=True)) < usual
    assert tables.opening_probability(opening(gbar=1.0)) < usual
    assert tables.opening_probability(opening(major=True)) < usual


def test_complete_delinking_keeps_security_out_of_opening() -> None:
    assert opening(major=True, d=1.0).security == 0.0
    assert tables.opening_probability(opening(major=True, d=1.0)) == tables.opening_probability(opening())


@given(share, share, share, share)
def test_more_pain_or_a_better_way_out_never_closes_a_table(
    a: float, b: float, c: float, more: float
) -> None:
    base = tables.opening_probability(opening(pain_R=a, pain_k=b, way_out=c))
    assert tables.opening_probability(opening(pain_R=max(a, more), pain_k=b, way_out=c)) >= base
    assert tables.opening_probability(opening(pain_R=a, pain_k=max(b, more), way_out=c)) >= base
    assert tables.opening_probability(opening(pain_R=a, pain_k=b, way_out=max(c, more))) >= base


def test_exposure_to_security_crises() -> None:
    assert tables.security_exposure(0.0) == 0.3
    assert tables.security_exposure(1.0) == 1.0
    assert tables.security_exposure(0.5) == pytest.approx(0.65)


def test_walk_out_after_a_nuclear_test() -> None:
    assert hazard_probability(tables.walk_out_hazard(0.25, 0.0, 3.0, 1.0)) == pytest.approx(0.52763, abs=5e-6)
    assert tables.walk_out_hazard(0.25, 0.0, 9.0, 1.0) == tables.walk_out_hazard(0.25, 0.0, 4.0, 1.0)
    assert tables.walk_out_hazard(0.25, 0.0, 0.0, 1.0) == 0.0
    assert tables.walk_out_hazard(0.25, 0.5, 3.0, 0.0) == pytest.approx(0.25 * 0.5 * 3.0 * 0.3)


@given(st.floats(0.0, 0.5), st.floats(0.0, 20.0), share)
def test_v12_nobody_walks_out_under_complete_delinking(k_d: float, sev2: float, rbar: float) -> None:
    assert hazard_probability(tables.walk_out_hazard(k_d, 1.0, sev2, rbar)) == 0.0


def test_expulsion_is_about_six_per_cent_a_year() -> None:
    monthly = hazard_probability(tables.cancellation_hazard(0.006, 0.5, 0, 0.5, False, 0.0, 0.0))
    yearly = 1.0 - (1.0 - monthly) ** 12
    assert yearly == pytest.approx(0.061, abs=5e-4)


def test_what_feeds_and_what_lowers_expulsion() -> None:
    base = tables.cancellation_hazard(0.006, 0.5, 0, 0.5, False, 0.0, 0.0)
    assert base == pytest.approx(0.006 * 0.875)
    assert tables.cancellation_hazard(0.006, 0.5, 1, 0.5, False, 0.0, 0.0) == pytest.approx(0.006 * 1.875)
    assert tables.cancellation_hazard(0.006, 0.5, 0, 0.5, True, 0.0, 0.0) == pytest.approx(0.006 * 1.875)
    assert tables.cancellation_hazard(0.006, 0.5, 0, 0.8, False, 0.0, 0.0) == pytest.approx(0.006 * 1.46)
    assert tables.cancellation_hazard(0.006, 1.0, 0, 0.5, False, 0.0, 0.0) == pytest.approx(base * math.e)
    assert tables.cancellation_hazard(0.006, 0.5, 0, 0.5, False, 1.0, 0.0) == pytest.approx(base * 0.4)
    assert tables.cancellation_hazard(0.006, 0.5, 0, 0.5, False, 0.0, 1.0) == pytest.approx(base * 0.5)


@given(st.tuples(share, st.integers(0, 1), share, st.booleans(), share, share))
def test_v11_without_the_hazard_nobody_is_expelled(at: tuple[float, int, float, bool, float, float]) -> None:
    assert hazard_probability(tables.cancellation_hazard(0.0, *at)) == 0.0
    assert tables.cancellation_hazard(0.006, *at) > 0.0


def test_talks_without_rivals_count_less_as_engagement() -> None:
    assert tables.engagement_weight(True, 0.3) == 1.0
    assert tables.engagement_weight(False, 0.3) == 0.3
