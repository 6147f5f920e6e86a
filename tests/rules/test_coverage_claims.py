"""Coverage, hospitals, insurance and readings: the closed forms, and the references of two starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import coverage, health, readings
from diplosim.rules.coverage import HEALTH_FUND, OTHER_DONOR, TUBERCULOSIS, VACCINES
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS).health
share = st.floats(0.0, 1.0)


def capability(months: int, K: float, supply: float) -> float:
    for _ in range(months):
        K = coverage.capability_next(P, K, supply, 0.5, 0.5)
    return K


def test_capability_by_the_closed_forms() -> None:
    assert capability(120, 0.37, 1.0) == pytest.approx(0.98 - 0.61 * 0.9875**120, rel=1e-12)
    assert capability(120, 0.37, 1.0) == pytest.approx(0.845171, abs=5e-7)
    assert capability(60, 0.95, 0.0) == pytest.approx(0.842473, abs=5e-7)
    assert coverage.capability_next(P, 0.5, 1.0, 0.25, 0.5) == pytest.approx(0.5 + 0.0125 * 0.5 * 0.48)


@given(share, share, st.floats(0.1, 2.0))
def test_capability_stays_below_its_limit_and_coverage_below_capability(
    K: float, supply: float, governance: float
) -> None:
    after = coverage.capability_next(P, K * 0.98, supply, governance, 1.0)
    assert 0.0 <= after <= 0.98
    assert coverage.vaccination(after, supply) <= after
    assert P.kap_tb * after <= coverage.detection(P, after, supply) + 1e-15 <= after + 1e-12


def test_a_stock_out_comes_when_the_stock_is_used_up() -> None:
    stock, seen = 4.5, []
    for _ in range(7):
        used = coverage.vaccine_supply(stock, 0.0)
        stock = coverage.vaccine_stock_next(P, stock, 0.0, used)
        seen.append(used)
    assert seen == [1.0, 1.0, 1.0, 1.0, 0.5, 0.0, 0.0]
    assert coverage.vaccine_stock_next(P, 12.0, 3.0, 1.0) == 12.0


def test_the_line_of_vaccines_needs_a_border_that_goods_cross() -> None:
    assert coverage.vaccine_inflow(P, 0.0, 2.0, True) == pytest.approx(2.0 / 4.5)
    assert coverage.vaccine_inflow(P, 0.0, 2.0, False) == 0.0
    assert coverage.vaccine_inflow(P, 0.375, 4.5, True) == pytest.approx(2.0)


def test_earmarks_of_who_pays() -> None:
    assert [coverage.payer(*who) for who in ((False, True), (False, False), (True, True))] == [0, 1, 2]
    assert coverage.earmarked(VACCINES, HEALTH_FUND, 1.0, 0.55) == pytest.approx(0.2)
    assert coverage.earmarked(TUBERCULOSIS, OTHER_DONOR, 2.0, 0.28) == pytest.approx(0.05 * 2 * 0.28 / 0.55)
    assert coverage.tuberculosis_supply(P, 5.2, 100.0) == 1.0
    assert coverage.tuberculosis_supply(P, 6.0, 0.0) == pytest.approx(0.4)


def test_hospitals_fill_the_country_only_as_fast_as_they_wear() -> None:
    stock = 0.0
    for _ in range(24):
        stock = health.hospital_stock_next(P, stock, 20.0)
    built, worn = 20.0 / (12 * 210), 0.0042
    settled = built / (built + worn)
    assert stock == pytest.approx(settled * (1 - (1 - built - worn) ** 24))
    assert health.hospital_stock_next(P, 0.0, 0.0) == 0.0


def test_bricks_need_power_supplies_and_rules() -> None:
    assert health.hospital_readiness(0.5, 0.3, 0.4) == 0.3
    assert health.hospital_gain(P, 0.5, 0.4) == pytest.approx(0.3 * 0.2)
    assert health.hospitals_unused(0.5, 0.4) == pytest.approx(0.3)


def test_insurance_costs_first_and_pays_as_far_as_it_is_governed() -> None:
    gains = [health.insurance_gain(P, age, 0.5) for age in (0, 1, 36, 37, 96, 200)]
    assert gains == pytest.approx([0.0, 0.1 / 96 - 0.06, 0.1 * 36 / 96 - 0.06, 0.1 * 37 / 96, 0.1, 0.1])
    assert health.insurance_gain(P, 300, 0.0) == 0.0


def test_readings_of_the_burden() -> None:
    assert readings.under_five_deaths(0.0) == pytest.approx(1.6)
    assert readings.under_five_deaths(1.0) == pytest.approx(107.7)
    assert readings.under_five_deaths(0.575433) == pytest.approx(18.033, abs=5e-4)
    assert readings.under_five_deaths(0.61) == pytest.approx(20.857, abs=5e-4)
    assert readings.under_five_deaths(0.51) / readings.under_five_deaths(0.5) == pytest.approx(
        1.043, abs=5e-4
    )
    assert readings.tuberculosis_deaths(0.58) == pytest.approx(101.574)


def test_coverage_moves_the_burden_only_against_the_start() -> None:
    assert coverage.missing(P, 0.6, 0.6, 0.6, 0.6) == 0.0
    assert coverage.missing(P._replace(w_v=0.0, w_t=0.0), 0.6, 0.1, 0.6, 0.9) == 0.0
    worse = coverage.missing(P, 0.6, 0.2, 0.6, 0.5)
    assert worse == pytest.approx(0.025)
    assert health.burden_next(0.5, 0.5, 0.03, worse) == pytest.approx(0.5 + 0.03 * 0.025)


@given(share, share, share)
def test_the_five_priorities_are_shares(x: float, y: float, z: float) -> None:
    for reading in (
        readings.who_ncd,
        readings.who_women_children,
        readings.who_communicable,
        readings.who_systems,
    ):
        value = reading(x, y, z)
        assert min(x, y, z) - 1e-12 <= value <= max(x, y, z) + 1e-12


def test_women_and_children_need_all_three() -> None:
    assert readings.who_women_children(0.0, 1.0, 1.0) == 0.0
    assert readings.who_women_children(0.064, 1.0, 1.0) == pytest.approx(0.4)
