"""Access and the border for goods: the closed forms, and what each step claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import access
from diplosim.rules.delivery import DIRECT, THIRD, UN
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS).delivery
share = st.floats(0.0, 1.0)


def after_closure(months: int, A: float = 1.0) -> float:
    n = 0
    for _ in range(months):
        n = access.closed_months_next(n, True)
        A = access.access_next(P, A, n, False)
    return A


def closed_form(n: int) -> float:
    value = 1.0
    for i in range(1, min(n, 12) + 1):
        value *= 1 - P.a_c * i / 12
    return max(P.A_floor, value * (1 - P.a_c) ** max(0, n - 12))


@pytest.mark.parametrize(
    ("months", "left"),
    [(6, 0.852039), (12, 0.546518), (24, 0.176238657), (36, 0.056833), (44, 0.05)],
)
def test_a_closure_takes_access_by_the_closed_form(months: int, left: float) -> None:
    assert after_closure(months) == pytest.approx(left, abs=5e-7)
    assert after_closure(months) == pytest.approx(closed_form(months), rel=1e-12)


def test_one_open_month_as_in_the_golden_numbers() -> None:
    assert access.access_next(P, 0.1, 0, False) == pytest.approx(0.1018, abs=1e-15)
    assert access.access_next(P, 0.1, 0, True) == pytest.approx(0.1063, abs=1e-15)


@given(share, st.integers(0, 60), st.booleans())
def test_access_stays_a_share_and_a_closure_never_raises_it_above_the_floor(
    A: float, months: int, admitted: bool
) -> None:
    after = access.access_next(P, A, months, admitted)
    assert 0.0 <= after <= 1.0
    assert after <= max(A, P.A_floor) if months else after >= A


@given(share, st.integers(1, 60))
def test_without_loss_access_stands(A: float, months: int) -> None:
    off = P._replace(a_c=0.0, A_floor=0.0, r_ret=0.0, r_adm=0.0)
    assert access.access_next(off, A, months, False) == A == access.access_next(off, A, 0, True)


def test_goods_move_again_before_people_do() -> None:
    assert [access.goods_cross(n, 18) for n in (0, 1, 18, 19, 40)] == [True, False, False, True, True]
    assert not access.goods_cross(500, 10**6)
    assert access.closed_months_next(access.closed_months_next(3, False), True) == 1


def test_who_is_admitted_and_who_is_sent_home() -> None:
    assert access.admits(UN, False, 0.5, False)
    assert access.admits(DIRECT, True, 0.8, False)
    assert not access.admits(UN, False, 0.2, False)
    assert not access.admits(UN, False, 0.8, True)
    assert not access.admits(DIRECT, False, 0.8, False)
    assert [access.expels(k, False) for k in (DIRECT, UN, THIRD)] == [False, True, True]
    assert access.expels(DIRECT, True)
    assert access.after_expulsion(P, 0.5) == 0.4


def test_patrons_and_third_countries_can_always_pay_half() -> None:
    assert access.payable(0.1, False, UN) == 0.1
    assert access.payable(0.1, True, DIRECT) == access.payable(0.1, False, THIRD) == 0.5
    assert access.payable(0.7, True, DIRECT) == 0.7
