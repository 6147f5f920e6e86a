"""The DPRK's stance towards its rivals: golden numbers of the specification, and where the mechanism has no effect."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import numeric, stance, tables
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS)
SHARES = st.floats(0, 1)


def opens(good: float, pressure: float, Pi: float) -> float:
    return stance.change_probability(stance.opening_terms(P.stance, good, pressure, Pi))


def closes(good: float, pressure: float, failed: bool) -> float:
    return stance.change_probability(stance.closing_terms(P.stance, good, pressure, failed))


def test_golden_chances_of_opening_and_closing() -> None:
    assert opens(0.0, 0.0, 0.8) == pytest.approx(0.006564101178, rel=1e-9)
    assert opens(1.0, 0.0, 0.5) == pytest.approx(0.017742609354, rel=1e-9)
    assert closes(0.0, 0.0, False) == pytest.approx(0.058235466416, rel=1e-9)
    assert closes(0.0, 0.0, True) == pytest.approx(0.15049114123, rel=1e-9)


def test_golden_log_odds_of_a_rivals_table() -> None:
    for open_to_rivals, wanted in ((0, -7.816), (1, 0.184)):
        push = stance.table_push(P.stance, open_to_rivals)
        terms = tables.opening_terms(P.tables, 0.4, 0.4, 0.12, False, 0.0, 1.0, False, 0.0, push)
        assert tables.opening_logit(terms) == pytest.approx(wanted, rel=1e-12)


def test_goodwill_by_hand_and_within_its_bounds() -> None:
    assert stance.goodwill(0.5, 0.4, 0.1, 0.2, 0.15, 2.0) == pytest.approx(0.5 + 0.3 + 0.2 + 0.5)
    assert stance.goodwill(0.0, 0.0, 0.5, 0.2, 0.2, 400.0) == 1.0
    assert stance.goodwill(1.0, 1.0, 0.0, 1.0, 0.0, 9.0) == 2.0
    assert stance.goodwill(0.0, 0.0, 0.0, 0.0, 1.0, 0.0) == -1.0


@given(good=st.floats(-1, 2), press=SHARES, resolved=st.booleans(), failed=st.booleans(), Pi=SHARES)
def test_without_its_coefficients_the_stance_comes_and_goes_by_itself(
    good: float, press: float, resolved: bool, failed: bool, Pi: float
) -> None:
    p = P.stance._replace(b_open=0.0, b_press=0.0, b_close=0.0, b_pat=0.0)
    pressure = stance.felt_pressure(press, resolved)
    assert pressure == press + resolved
    opening = stance.change_probability(stance.opening_terms(p, good, pressure, Pi))
    closing = stance.change_probability(stance.closing_terms(p, good, pressure, failed))
    assert opening == pytest.approx(-math.expm1(-p.h_o)) and closing == pytest.approx(-math.expm1(-p.h_c))


def test_signs() -> None:
    assert opens(1.0, 0.0, 0.5) > opens(0.0, 0.0, 0.5) > opens(0.0, 0.0, 0.8)
    assert closes(0.0, 1.0, False) > closes(0.0, 0.0, False) > closes(1.0, 0.0, False)
    contested = P.stance._replace(b_open=-0.5)
    paid = stance.change_probability(stance.opening_terms(contested, 1.0, 0.0, 0.5))
    assert paid < stance.change_probability(stance.opening_terms(contested, 0.0, 0.0, 0.5))
    assert stance.table_push(P.stance, 0) == -stance.table_push(P.stance, 1)


@given(u=st.floats(0.001, 0.999), good=st.floats(-1, 2), failed=st.booleans())
def test_the_draw_decides_alike_on_the_log_scale(u: float, good: float, failed: bool) -> None:
    terms = stance.closing_terms(P.stance, good, 0.5, failed)
    value, met = stance.log_hazard(terms), numeric.log_hazard_met(u)
    if abs(value - met) > 1e-9:
        assert (u < stance.change_probability(terms)) == (value > met)


def test_a_rate_of_nothing_never_changes_it() -> None:
    p = P.stance._replace(h_o=0.0, h_c=0.0)
    assert stance.change_probability(stance.opening_terms(p, 2.0, 2.0, 0.0)) == 0.0
    assert stance.change_probability(stance.closing_terms(p, -1.0, 2.0, True)) == 0.0
