"""Kydd's reassurance: how many costly signals it takes to reach the belief at which cooperation pays."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diplosim.rules.numeric import logit
from diplosim.rules.trust_rules import NEVER, cooperation_threshold, signals_needed

beliefs = st.floats(0.01, 0.99)


def test_threshold_of_the_assurance_game():
    assert cooperation_threshold(R=3, T=2, P=1, S=0) == 0.5
    assert cooperation_threshold(R=4, T=3, P=2, S=-1) == 0.75
    assert cooperation_threshold(R=5, T=1, P=1, S=1) == 0.0


@given(st.floats(-5, 0), st.floats(0.1, 5), st.floats(0.1, 5), st.floats(0.1, 5), st.floats(0, 1))
def test_cooperating_pays_exactly_from_the_threshold_on(S, a, b, c, belief):
    P, T, R = S + a, S + a + b, S + a + b + c
    star = cooperation_threshold(R, T, P, S)
    assume(abs(belief - star) > 1e-9)
    cooperate = belief * R + (1 - belief) * S
    refuse = belief * T + (1 - belief) * P
    assert (cooperate > refuse) == (belief > star)


@given(beliefs, beliefs, st.floats(0.05, 0.95))
def test_the_number_of_signals_is_the_first_that_crosses(p0, p_star, q):
    n = signals_needed(p0, p_star, q)
    posterior = logit(p0) + n * math.log(1 / q)
    assert posterior >= logit(p_star) - 1e-9
    if n > 0:
        assert posterior - math.log(1 / q) < logit(p_star) + 1e-9


def test_bayes_by_hand():
    """From 0.2 (odds 1:4) with q = 1/2: odds 1:4, 1:2, 1:1, so two signals reach one half, three pass it."""
    assert signals_needed(0.2, 0.5, 0.5) == 2
    assert signals_needed(0.2, 0.51, 0.5) == 3
    assert signals_needed(0.2, 0.2, 0.5) == 0
    assert signals_needed(0.9, 0.2, 0.5) == 0


@given(st.floats(0.01, 0.49), st.floats(0.5, 0.99))
def test_a_signal_both_types_send_never_convinces_and_one_only_the_good_send_always_does(p0, p_star):
    assert signals_needed(p0, p_star, 1.0) == NEVER
    assert signals_needed(p0, p_star, 0.0) == 1


@given(st.integers(1, 6), st.sampled_from([2, 3, 4, 8, 10]), st.sampled_from([2, 3, 5, 9, 100, 10000]))
def test_rounding_never_asks_for_one_signal_too_many(n, evidence, against):
    """Odds 1:against times evidence**n are reached by exactly n signals, whatever the last bits say."""
    odds = evidence**n / against
    assume(odds <= 10)  # closer to certainty a belief no longer holds enough digits to tell
    assert signals_needed(1.0 / (1.0 + against), odds / (1.0 + odds), 1.0 / evidence) == n


def test_dearer_signals_need_fewer_repeats():
    counts = [signals_needed(0.12, 0.5, q) for q in (0.9, 0.7, 0.5, 0.3, 0.1)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == pytest.approx(math.ceil((0 - math.log(0.12 / 0.88)) / math.log(1 / 0.9)))
