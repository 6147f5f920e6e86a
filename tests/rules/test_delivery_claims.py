"""The supply pipeline: what the model's section 6 claims about goods on their way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import delivery, ledger
from diplosim.rules.delivery import DIRECT, THIRD, UN

share = st.floats(0.0, 1.0)
kusd = st.integers(0, 10**9)


def test_third_countries_monitor_less() -> None:
    assert [delivery.monitoring_strength(k, False) for k in (DIRECT, UN, THIRD)] == [0.8, 0.8, 0.5]
    assert [delivery.monitoring_strength(k, True) for k in (UN, THIRD)] == [0.8, 0.8]


def test_acceptability_is_bought_with_visibility() -> None:
    """The price of triangular governance (C3): the less visible the donor, the less credit it gets."""
    assert [delivery.attribution(k, False) for k in (DIRECT, UN, THIRD)] == [1.0, 0.6, 0.3]
    assert [delivery.attribution(k, True) for k in (UN, THIRD)] == [0.4, 0.4]


def test_diversion_by_access_and_border() -> None:
    assert delivery.diversion_share(0.3, 0.0, 0.8, False) == 0.3
    assert delivery.diversion_share(0.3, 0.5, 0.8, False) == pytest.approx(0.18)
    assert delivery.diversion_share(0.3, 0.5, 0.8, True) == pytest.approx(0.3 * (1 - 0.16))


@given(share, share, share, share)
def test_more_access_never_means_more_diversion(v0: float, a: float, b: float, mon: float) -> None:
    low, high = sorted((a, b))
    for closed in (False, True):
        less = delivery.diversion_share(v0, high, mon, closed)
        assert 0.0 <= less <= delivery.diversion_share(v0, low, mon, closed) <= v0
    assert delivery.diversion_share(v0, a, mon, False) <= delivery.diversion_share(v0, a, mon, True)


def test_v5_held_goods_empty_each_month_without_sanctions() -> None:
    assert delivery.held_release_rate(1.0, 1.0) == 1.0
    assert delivery.held_release_rate(0.4, 0.0) == pytest.approx(0.06)


def test_v5_transit_residence_is_geometric() -> None:
    """A cohort leaves by rho each month, the month of entry counted, so it stays 1/rho months on average."""
    for rho in (0.2, 0.5, 0.9):
        left = 10**12
        weighted = 0
        for month in range(1, 400):
            arrived = ledger.part(left, ledger.ppm(rho))
            weighted += month * arrived
            left -= arrived
        assert weighted / 10**12 == pytest.approx(1 / rho, rel=1e-6)


def test_electricity_follows_economy_and_fuel_within_bounds() -> None:
    assert delivery.electricity(0.5, 0.93, 0.93, 0.7, 0.7) == 0.5
    assert delivery.electricity(0.5, 0.93 / 2, 0.93, 0.7, 0.7) == pytest.approx(0.25)
    assert delivery.electricity(0.5, 1.0, 1.0, 1.0, 0.0) == pytest.approx(0.35)
    assert delivery.electricity(0.9, 1.2, 0.9, 0.0, 1.0) == 1.0
    assert delivery.electricity(0.0, 1.0, 1.0, 0.5, 0.5) == 0.0


def at_start(closed: bool = False, dig: float = 0.0, el: float = 0.5, el0: float = 0.5) -> float:
    return delivery.capacity(5.0, closed, dig, el, el0, 0.45, 0.5, 0.45, 0.5)


def test_capacity_at_the_start_and_what_moves_it() -> None:
    assert at_start() == 5.0
    assert at_start(closed=True) == 2.5
    assert at_start(dig=1.0) == pytest.approx(5.75)
    assert at_start(dig=1.0, el=0.0) == 5.0
    assert at_start(dig=1.0, el=0.0, el0=0.0) == 5.0
    assert delivery.capacity(5.0, False, 0.0, 0.5, 0.5, 0.9, 0.5, 0.45, 0.25) == pytest.approx(10.0)
    assert delivery.capacity(0.0, False, 1.0, 0.5, 0.5, 0.9, 0.5, 0.45, 0.25) == 0.0


def test_absorption_is_half_the_stock_or_a_share_of_capacity() -> None:
    assert delivery.absorbable(1_001, 5.0, 1) == 500
    assert delivery.absorbable(100_000, 5.0, 1) == 5_000
    assert delivery.absorbable(100_000, 5.0, 3) == 1_666
    assert delivery.absorbable(100_000, 0.0, 1) == 0
    assert delivery.absorbable(100_000, 5.0, 0) == 0
    assert delivery.absorbable(0, 5.0, 1) == 0
    assert delivery.absorbable(1, 5.0, 1) == 0


@given(kusd, kusd, st.floats(0.0, 20.0), st.integers(1, 8))
def test_absorbed_goods_split_pro_rata_without_overdrawing(own: int, local: int, cap: float, n: int) -> None:
    absorbed = delivery.absorbable(own + local, cap, n)
    donor = delivery.donor_part(absorbed, own, local)
    assert absorbed <= (own + local) // 2
    assert absorbed * n <= 1000 * cap + 1e-6
    assert 0 <= donor <= own
    assert 0 <= absorbed - donor <= local


def test_shares_of_an_empty_stock() -> None:
    assert delivery.donor_part(0, 0, 0) == 0
    assert delivery.donor_part(10, 20, 0) == 10
    assert delivery.donor_part(10, 0, 20) == 0
    assert delivery.donor_part(10, 20, 10) == 6


def test_waste_needs_products_and_missing_electricity() -> None:
    assert delivery.waste_share(0.3, 0.5, 0.55) == pytest.approx(0.0825)
    assert delivery.waste_share(0.3, 1.0, 0.55) == 0.0
    assert delivery.waste_share(0.3, 0.5, 0.0) == 0.0


def test_the_dprk_pays_four_fifths_at_most_and_less_in_a_slump() -> None:
    assert delivery.local_paid_share(0.93, 0.93) == 0.8
    assert delivery.local_paid_share(1.1, 0.93) == 0.8
    assert delivery.local_paid_share(0.5, 1.0) == pytest.approx(0.4)
