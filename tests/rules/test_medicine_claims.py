"""Own money, production, Koryo medicine and markets: the closed forms, and what each step claims."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import medicine
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS).health
share = st.floats(0.0, 1.0)


def wanted(Pi: float, A: float = 1.0, china: float = 0.0, hospitals: float = 0.0) -> float:
    return medicine.imports_wanted(P, Pi, china, 0.93, 0.93, A, hospitals)


@pytest.mark.parametrize(("Pi", "musd"), [(0.2, 4.8191), (0.5, 16.0), (0.7, 35.6087), (0.8, 53.1219)])
def test_imports_follow_patrons(Pi: float, musd: float) -> None:
    assert wanted(Pi) == pytest.approx(musd, abs=5e-5)
    assert wanted(Pi, A=0.06) == pytest.approx(1.282 * wanted(Pi), rel=1e-12)


def test_imports_wanted_as_in_the_golden_numbers() -> None:
    assert wanted(0.8, A=0.1) == pytest.approx(67.46477587000665, rel=1e-12)
    assert wanted(0.8, A=0.1, china=1.0) == pytest.approx(101.19716380500996, rel=1e-12)
    assert wanted(0.8, A=0.1, hospitals=20.0) == pytest.approx(61.46477587000665, rel=1e-12)
    assert wanted(0.8, china=1.0, A=0.0) < P.N_m
    assert wanted(1.0, china=1.0, A=0.0) == P.N_m
    assert wanted(0.0, hospitals=1000.0) == 0.0


def test_the_budget_settles_where_it_feeds_itself() -> None:
    s = 0.5
    for _ in range(200):
        s = min(1.0, medicine.programme_budget(P, s) / 15.0)
    assert s == pytest.approx(0.398773, abs=5e-7)
    assert medicine.programme_budget(P, s) == pytest.approx(5.981595, abs=5e-7)


@given(st.floats(0.0, 120.0), st.floats(0.0, 10.0), st.booleans())
def test_what_aid_frees_is_exactly_what_imports_fall_by(want: float, fungible: float, goods: bool) -> None:
    freed = medicine.freed(fungible, want, goods)
    bought = medicine.imports(want, freed, goods)
    assert 0.0 <= freed <= want / 12 + 1e-12
    assert 0.0 <= bought <= want
    if goods:
        in_kusd = medicine.freed_kusd(want, bought, goods)
        assert medicine.monthly_kusd(bought) + in_kusd == medicine.monthly_kusd(want)
        assert bought == pytest.approx(want - 12 * freed, abs=1e-9)
    else:
        assert freed == bought == medicine.freed_kusd(want, bought, goods) == 0


def test_k_dollars_are_floored() -> None:
    assert medicine.monthly_kusd(67.46477587) == 5622
    assert medicine.freed_kusd(12.0, 11.0, True) == 1000 - 916


def test_a_koryo_drive_builds_and_without_one_it_fades() -> None:
    stock = 0.0
    for _ in range(12):
        stock = medicine.koryo_next(P, stock, 1.0)
    assert stock == pytest.approx(1 - 0.98**12)
    assert medicine.koryo_next(P, stock, 0.0) == pytest.approx(0.995 * stock)
    assert medicine.koryo_next(P, 0.0, 0.0) == 0.0


def test_production_needs_power_and_inputs_but_koryo_neither() -> None:
    assert medicine.production(P, 0.5, 0.5, True, 0.0) == 10.0
    assert medicine.production(P, 0.25, 0.5, False, 1.0) == 2.5 + 8.0


@given(st.floats(0.0, 60.0), st.floats(0.0, 60.0), st.booleans())
def test_the_market_share_rises_where_the_state_supplies_less(low: float, high: float, goods: bool) -> None:
    less, more = sorted((low, high))
    shares = []
    for own in (less, more):
        sm = medicine.sufficiency(P, own, 10.0, 0.1)
        fill = medicine.market_fill(P, sm, 0.9, 0.93, goods)
        assert 0.0 <= sm <= 1.0
        assert 0.0 <= fill <= 1.0 - sm
        shares.append(medicine.market_share(sm, fill))
    assert 1.0 >= shares[0] >= shares[1] >= 0.0


def test_products_stand_still_where_access_to_medicine_does() -> None:
    assert medicine.products_factor(P, 0.37, 0.37) == 1.0
    assert medicine.products_factor(P, 0.2, 0.4) == pytest.approx(math.sqrt(0.5))
    assert medicine.products_factor(P._replace(theta=0.0), 0.2, 0.4) == 1.0
    assert medicine.products_factor(P, 0.2, 0.0) == 1.0
    assert medicine.medicine_access(P, 60.0, 10.0, 0.25) == pytest.approx(0.5 * 0.5 + 0.3 / 12 + 0.1)
    assert medicine.market_share(0.0, 0.0) == 0.0
