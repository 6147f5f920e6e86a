"""Holds in the sanctions committee and absorption by stocks: golden numbers, and limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import delivery, sanctions
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS).sanctions
SHARES = st.floats(0, 1)


def delay(hawkish: bool, press: float, e: float, policy: float = -1.0, strength: float = 0.0) -> float:
    return sanctions.held_delay(P, sanctions.hold(P, hawkish, press, e), policy, strength)


def test_golden_delays() -> None:
    assert delay(True, 0.0, 0.1) == pytest.approx(85.5)
    assert delay(False, 1.0, 0.1) == pytest.approx(156.0)
    assert delay(True, 0.0, 0.1, 15.0, 1.0) == 15.0
    assert delay(False, 0.0, 0.1) == P.W_fast


@given(hawkish=st.booleans(), press=SHARES, e=SHARES, policy=st.floats(0, 365), strength=SHARES)
def test_a_corridor_only_shortens_and_a_dated_delay_overrules(
    hawkish: bool, press: float, e: float, policy: float, strength: float
) -> None:
    usual = delay(hawkish, press, e)
    assert P.W_fast <= usual <= P.W_slow
    assert min(usual, policy) - 1e-9 <= delay(hawkish, press, e, policy, strength) <= usual + 1e-9
    dated = P._replace(W_dated=99.0)
    assert sanctions.held_delay(dated, sanctions.hold(dated, hawkish, press, e), -1.0, 0.0) == 99.0


@given(hawkish=st.booleans(), press=SHARES, e=SHARES, waiver=SHARES)
def test_who_gives_up_holds_holds_the_less_and_a_dated_delay_still_wins(
    hawkish: bool, press: float, e: float, waiver: float
) -> None:
    held = sanctions.hold(P, hawkish, press, e, waiver)
    assert held == sanctions.hold(P, hawkish, press, e) * (1.0 - waiver)
    assert sanctions.held_delay(P, sanctions.hold(P, hawkish, press, e, 1.0), -1.0, 0.0) == P.W_fast
    assert sanctions.held_delay(P._replace(W_dated=99.0), held, -1.0, 0.0) == 99.0


@given(
    stocks=st.lists(st.integers(0, 10**9), min_size=1, max_size=8), cap=st.floats(0, 1000),
)  # fmt: skip
def test_what_is_absorbed_by_stocks_fits_in_the_capacity_and_is_at_most_half(
    stocks: list[int], cap: float
) -> None:
    total = sum(stocks)
    taken = [delivery.absorbable_in_proportion(stock, cap, total) for stock in stocks]
    assert all(0 <= some <= stock // 2 for some, stock in zip(taken, stocks, strict=True))
    assert sum(taken) <= 1000.0 * cap + 1e-6 * (1.0 + 1000.0 * cap)


def test_residues_take_no_capacity_from_the_others() -> None:
    assert delivery.absorbable_in_proportion(20_000, 5.0, 20_005) == 4998
    assert delivery.absorbable(20_000, 5.0, 6) == 833
    assert delivery.absorbable_in_proportion(0, 5.0, 0) == 0
