"""The health system and the burden of disease: goldens, a limit and shocks (model section 6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import health
from diplosim.scenario.parameters import DEFAULTS, to_params
from tests.first_model import OFF

P = to_params(DEFAULTS).health
#: Golden numbers of steady states belong to the first model's effect of money.
FIRST = to_params({**DEFAULTS, **OFF}).health
share = st.floats(0.0, 1.0)
block = st.floats(0.02, 0.99)
HS0 = health.health_system(*health.B0)


def raised(index: int, by: float) -> float:
    blocks = list(health.B0)
    blocks[index] += by
    return health.health_system(*blocks)


def test_health_system_and_burden_at_the_start() -> None:
    assert pytest.approx(0.424567, abs=5e-7) == HS0
    assert health.burden0(HS0) == pytest.approx(0.575433, abs=5e-7)


def test_materials_bind_not_professionals() -> None:
    """Seed H3: the same gain in products is worth three times one in workforce."""
    assert raised(health.PRODUCTS, 0.1) - HS0 == pytest.approx(0.02449, abs=5e-6)
    assert raised(health.WORKFORCE, 0.1) - HS0 == pytest.approx(0.00794, abs=5e-6)
    assert health.binding_block(*health.B0) == health.PRODUCTS


def test_the_first_of_equal_blocks_binds() -> None:
    assert health.binding_block(0.5, 0.3, 0.4, 0.3, 0.9, 0.3) == 1
    assert health.binding_block(0.3, 0.3, 0.4, 0.3, 0.9, 0.3) == 0


def test_block_names_point_at_their_values() -> None:
    assert len(health.BLOCKS) == len(health.B0) == health.N_BLOCKS
    assert health.BLOCKS[health.PRODUCTS] == "products"
    assert health.B0[health.WORKFORCE] == 0.85
    assert health.BLOCKS[health.GOVERNANCE] == "governance"


def test_both_kinds_of_programme_spend_exactly_everything() -> None:
    for comp in (0.0, 0.3, 1.0):
        total = 0.0
        for b in range(health.N_BLOCKS):
            total += health.share(b, comp)
        assert total == pytest.approx(1.0, abs=1e-15)
    assert [health.share(b, 0.0) for b in range(6)] == list(health.FRAGMENTED)
    assert [health.share(b, 1.0) for b in range(6)] == list(health.COMPREHENSIVE)


def test_block_steady_state_golden() -> None:
    assert health.block_steady_state(FIRST, 0.25, 0.833, 0.9, 0.9) == pytest.approx(0.6249250, abs=5e-8)


@given(st.floats(0.0, 5.0), st.floats(0.1, 0.9), st.floats(0.3, 0.9), st.floats(0.5, 1.1))
def test_v8_a_block_approaches_its_steady_state_at_the_exact_rate(
    spend: float, baseline: float, start: float, E: float
) -> None:
    target = health.block_steady_state(P, baseline, spend, E, 1.0)
    B = start
    for month in range(1, 61):
        B = health.block_next(P, B, baseline, spend, E, 1.0)
        exact = target + (1.0 - P.kap_B * spend - P.d_B) ** month * (start - target)
        if not 0.02 < exact < 0.99:
            return
        assert pytest.approx(exact, abs=1e-12) == B


def test_v8_a_block_converges() -> None:
    B = 0.25
    for _ in range(3000):
        B = health.block_next(FIRST, B, 0.25, 0.833, 1.0, 1.0)
    assert pytest.approx(0.624925, abs=5e-7) == B


@given(block)
def test_v8_without_money_and_sanctions_a_block_is_at_rest(B: float) -> None:
    assert health.block_next(P, B, B, 0.0, 0.93331, 0.93331) == B
    assert health.block_steady_state(P, B, 0.0, 0.9, 0.9) == pytest.approx(B)


def test_a_block_that_neither_decays_nor_is_built_stays_at_its_baseline() -> None:
    assert health.block_steady_state(P._replace(d_B=0.0), 0.35, 0.0, 1.0, 1.0) == 0.35


@given(share, share)
def test_v8_burden_decays_to_its_steady_state(start: float, HS: float) -> None:
    Y = start
    for month in range(1, 121):
        Y = health.burden_next(Y, HS, P.r_Y)
        assert pytest.approx((1 - HS) + (1 - P.r_Y) ** month * (start - (1 - HS)), abs=1e-12) == Y


def test_v8_the_run_starts_at_rest() -> None:
    Y = health.burden0(HS0)
    assert health.burden_next(Y, HS0, P.r_Y) == Y


@given(block, share, st.floats(0.0, 100.0), st.floats(0.5, 1.2))
def test_blocks_stay_in_bounds_and_money_never_hurts(B: float, baseline: float, S: float, E: float) -> None:
    poor = health.block_next(P, B, baseline, 0.0, E, 1.0)
    rich = health.block_next(P, B, baseline, S, E, 1.0)
    assert 0.02 <= poor <= rich <= 0.99


def test_digital_health_makes_money_for_information_go_further() -> None:
    plain = health.block_spend(health.INFORMATION, 4.0, 0.0, 0.0)
    assert plain == pytest.approx(0.2)
    assert health.block_spend(health.INFORMATION, 4.0, 0.0, 1.0) == pytest.approx(0.25)
    assert health.block_spend(health.INFORMATION, 4.0, 0.0, 0.5) == pytest.approx(0.225)
    assert health.block_spend(health.PRODUCTS, 4.0, 0.0, 1.0) == health.block_spend(
        health.PRODUCTS, 4.0, 0.0, 0.0
    )


@given(st.tuples(block, block, block, block, block, block))
def test_the_system_lies_between_its_worst_and_best_block(blocks: tuple[float, ...]) -> None:
    HS = health.health_system(*blocks)
    assert min(blocks) - 1e-12 <= HS <= max(blocks) + 1e-12


@given(st.tuples(block, block, block, block, block, block), st.integers(0, 5))
def test_a_better_block_never_worsens_the_system(blocks: tuple[float, ...], index: int) -> None:
    better = list(blocks)
    better[index] = 0.99
    assert health.health_system(*blocks) <= health.health_system(*better) + 1e-12


def test_surveillance_softens_shocks_and_shortens_closures() -> None:
    assert health.shock_size(0.12, 0.0) == 0.12
    assert health.shock_size(0.12, 1.0) == pytest.approx(0.072)
    assert health.shock_size(health.BURDEN_FLOOD, 0.5) == pytest.approx(0.032)
    assert health.closure_months(18, 0.0) == 18
    assert health.closure_months(18, 1.0) == 13
    assert health.closure_months(18, 0.5) == 15
    assert health.closure_months(0, 1.0) == 0


def test_burden_stays_a_share_under_shocks() -> None:
    assert health.burden_shocked(0.5, 0.12) == pytest.approx(0.62)
    assert health.burden_shocked(0.95, 0.12) == 1.0


def test_a_closure_of_n_months_closes_exactly_n_months() -> None:
    close = health.closure_extended(health.closure_next(0), 18)
    closed = 0
    while close > 0:
        closed += 1
        close = health.closure_next(close)
    assert closed == 18
    assert health.closure_next(0) == 0
    assert health.closure_extended(10, 4) == 10


def test_the_building_drive_lifts_the_baseline_by_the_year() -> None:
    assert health.service_baseline(0.45, 0.0, 120) == 0.45
    assert health.service_baseline(0.45, 0.005, 12) == pytest.approx(0.455)
    assert health.service_baseline(0.45, 0.005, 120) == pytest.approx(0.5)
    assert health.service_baseline(0.98, 0.5, 120) == 0.99
