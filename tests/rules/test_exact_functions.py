"""exp and log from plain arithmetic are as accurate as the library's, and exact where exactness is due."""

import math
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diplosim.rules.numeric import (
    LOG_OF_NOTHING,
    at_least,
    at_most,
    clip,
    det_exp,
    det_log,
    hazard_probability,
    hazard_strikes,
    log_hazard_strikes,
    logit,
    odds_strike,
    power,
    sigmoid,
)

ACCURACY = 4.5e-16  # promised
ONE_BIT = 2.3e-16  # measured: the last bit of the library's value, never more
moderate = st.floats(-700, 700)
positive = st.floats(1e-300, 1e300)


def relative_error(value, reference):
    return abs(value - reference) / abs(reference) if reference else abs(value)


def test_exp_is_accurate_everywhere():
    rng = random.Random(1)
    points = [rng.uniform(-700, 700) for _ in range(30000)] + [rng.gauss(0, 2) for _ in range(30000)]
    assert max(relative_error(det_exp(x), math.exp(x)) for x in points) <= ONE_BIT


def test_log_is_accurate_everywhere_and_next_to_one():
    rng = random.Random(2)
    points = [math.exp(rng.uniform(-690, 690)) for _ in range(30000)]
    points += [1.0 + rng.gauss(0, 1e-3) for _ in range(15000)] + [
        1.0 + rng.gauss(0, 1e-9) for _ in range(15000)
    ]
    assert max(relative_error(det_log(x), math.log(x)) for x in points) <= ONE_BIT


@given(moderate)
def test_exp_agrees_with_the_library(x):
    assert relative_error(det_exp(x), math.exp(x)) <= ACCURACY


@given(st.floats(min_value=5e-324, max_value=1.7e308))
def test_log_agrees_with_the_library_down_to_the_smallest_number(x):
    assert relative_error(det_log(x), math.log(x)) <= ACCURACY


@given(st.floats(allow_nan=False))
def test_exp_saturates_and_is_always_finite_and_positive(x):
    value = det_exp(x)
    assert 0.0 < value < math.inf
    if x >= 700.0:
        assert value == det_exp(700.0)
    if x <= -700.0:
        assert value == det_exp(-700.0)


def test_values_that_must_be_exact():
    assert det_exp(0.0) == 1.0
    assert det_exp(-0.0) == 1.0
    assert det_log(1.0) == 0.0
    assert sigmoid(0.0) == 0.5
    assert logit(0.5) == 0.0
    for k in range(-1000, 1001):
        assert det_log(math.ldexp(1.0, k)) == pytest.approx(k * math.log(2.0), rel=ACCURACY, abs=0.0)


@given(st.floats(-1000, 1000))
def test_log_of_nothing_lies_below_every_logarithm(x):
    assert det_log(0.0) == det_log(-abs(x)) == LOG_OF_NOTHING < det_log(5e-324)


@given(moderate, moderate)
def test_exp_never_falls(x, y):
    x, y = min(x, y), max(x, y)
    assume(y - x > 1e-12 * max(1.0, abs(x)))
    assert det_exp(x) <= det_exp(y)


@given(st.floats(-30, 30))
def test_log_undoes_exp(x):
    assert det_log(det_exp(x)) == pytest.approx(x, rel=1e-15, abs=3e-16)


@given(st.floats(-36, 36))
def test_logit_undoes_sigmoid_and_both_are_symmetric(x):
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1.0, abs=2.3e-16)
    if abs(x) < 5:
        assert logit(sigmoid(x)) == pytest.approx(x, abs=1e-13)


def test_logit_stays_finite_at_certainty():
    assert logit(0.0) == LOG_OF_NOTHING
    assert logit(1.0) == -LOG_OF_NOTHING


@given(st.floats(1e-6, 1e6), st.floats(-5, 5))
def test_power_agrees_with_the_library(base, exponent):
    assert power(base, exponent) == pytest.approx(base**exponent, rel=1e-13)


@given(st.floats(0.01, 10), positive)
def test_power_is_exact_at_its_corners(exponent, base):
    assert power(0.0, exponent) == 0.0
    assert power(1.0, exponent) == 1.0
    assert power(base, 1.0) == base
    assert power(base, 0.0) == 1.0


def test_power_gives_the_multi_year_shares_of_the_specification():
    assert power(0.3, 12 / 12) == 0.3
    assert power(0.3, 12 / 36) == pytest.approx(0.66943, abs=5e-6)
    assert power(0.3, 12 / 60) == pytest.approx(0.78600, abs=5e-6)


@given(st.floats(-10, 10), st.floats(-5, 0), st.floats(0, 5))
def test_clip_is_the_nearest_point_of_the_interval(x, lo, hi):
    assert clip(x, lo, hi) == min(max(x, lo), hi) == at_most(at_least(x, lo), hi)


@given(
    st.floats(0, 1, exclude_min=True, exclude_max=True),
    st.floats(0, 50) | st.floats(0, 1e-6),
    st.integers(-3, 3),
)
def test_a_draw_above_the_hazard_needs_no_exponential_and_decides_the_same(u, h, bits):
    near = hazard_probability(h)  # the draws that are hardest to tell
    for _ in range(abs(bits)):
        near = math.nextafter(near, math.copysign(2.0, bits))
    for draw in (u, near, h):
        assert hazard_strikes(draw, h) == (draw < hazard_probability(h))


@given(
    st.floats(0, 1, exclude_min=True, exclude_max=True),
    st.floats(-50, 5) | st.floats(-1e-6, 0),
    st.integers(-3, 3),
)
def test_a_draw_far_above_the_odds_needs_no_exponential_and_decides_the_same(u, x, bits):
    near = sigmoid(x)
    for _ in range(abs(bits)):
        near = math.nextafter(near, math.copysign(2.0, bits))
    for draw in (u, near, 1.0 / (2.0 - x + 0.5 * x * x)):
        assert odds_strike(draw, x) == (draw < sigmoid(x))


@given(
    st.floats(0, 1, exclude_min=True, exclude_max=True),
    st.floats(-50, 5) | st.floats(-1e-6, 0),
    st.integers(-3, 3),
)
def test_a_draw_far_above_a_log_hazard_needs_no_exponential_and_decides_the_same(u, x, bits):
    near = hazard_probability(det_exp(x))
    for _ in range(abs(bits)):
        near = math.nextafter(near, math.copysign(2.0, bits))
    for draw in (u, near, 1.0 / (1.0 - x + 0.5 * x * x)):
        assert log_hazard_strikes(draw, x) == (draw < hazard_probability(det_exp(x)))
