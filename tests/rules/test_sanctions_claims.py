"""Sanctions and the economy: what the model's section 4 claims, number by number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import delivery, ledger, sanctions
from diplosim.rules.params import SanctionsParams

P = SanctionsParams(
    V_veto=0.95,
    V_relief_hawk=0.9,
    V_relief_dove=0.2,
    p_prop=0.5,
    dU=0.15,
    U_bank=0.9,
    U_goods=0.6,
    U_fuel=0.7,
    U_trade=0.9,
    O0=0.6,
    r_O=0.05,
    e_law0=0.1,
    W0=60.0,
    enf_CHN=0.5,
    enf_RUS=0.3,
    eps_E=0.15,
    pi3=0.98,
    pi2=0.12,
    W_fast=15.0,
    W_slow=165.0,
    hold0=0.0,
    hold_hawk=0.5,
    W_dated=-1.0,
    oh_s=0.1,
    hide=0.0,
)
share = st.floats(0.0, 1.0)
EPS = 1e-12


def test_throughput_at_the_start() -> None:
    assert sanctions.throughput(P.U_bank, P.U_goods, P.O0, P.e_law0, 0.0) == pytest.approx(0.28855, abs=1e-12)


def test_exemption_delay_at_the_start() -> None:
    assert sanctions.exemption_delay(P.W0, P.e_law0, -1.0, 0.0) == pytest.approx(56.4, abs=1e-12)


def test_over_compliance_target_at_the_start() -> None:
    assert sanctions.over_compliance_target(P.O0, P.e_law0, 0.0) == pytest.approx(0.564, abs=1e-12)


def test_economy_at_the_start() -> None:
    leak = sanctions.leak_part(0.90, P.enf_CHN) + sanctions.leak_part(0.08, P.enf_RUS)
    assert leak == pytest.approx(0.506)
    assert sanctions.economy_target(P.eps_E, P.U_trade, leak, 0.0) == pytest.approx(0.93331, abs=1e-12)


def test_a_pressure_campaign_deepens_the_loss_by_three_tenths() -> None:
    loss = 1.0 - sanctions.economy_target(0.15, 0.9, 0.506, 0.0)
    assert 1.0 - sanctions.economy_target(0.15, 0.9, 0.506, 1.0) == pytest.approx(1.3 * loss)
    assert 1.0 - sanctions.economy_target(0.15, 0.9, 0.506, 0.5) == pytest.approx(1.15 * loss)


@pytest.mark.parametrize(("days", "fraction"), [(99.0, 0.2644), (60.0, 0.3975), (15.0, 0.8682)])
def test_release_fraction_of_the_recorded_delays(days: float, fraction: float) -> None:
    assert sanctions.release_fraction(days) == pytest.approx(fraction, abs=5e-5)


def test_v5_without_sanctions_nothing_is_lost_or_delayed() -> None:
    assert sanctions.throughput(0.0, 0.0, 0.0, 0.1, 0.0) == 1.0
    assert sanctions.release_fraction(0.0) == 1.0
    assert sanctions.release_fraction(-1.0) == 1.0
    assert sanctions.release_fraction(0.9) < 1.0
    assert sanctions.economy_target(0.15, 0.0, 0.5, 1.0) == 1.0
    rate = delivery.held_release_rate(1.0, 1.0)
    assert ledger.part(123_457, ledger.ppm(rate)) == 123_457


def test_v5_without_over_compliance_at_the_start_it_never_appears() -> None:
    target = sanctions.over_compliance_target(0.0, 0.1, 0.0)
    assert sanctions.over_compliance_next(0.0, target, 0.05, False, 0.0) == 0.0


def test_a_full_carve_out_does_not_restore_trade_while_banks_refuse() -> None:
    """The over-compliance claim: law without banks (section 4, edge cases)."""
    assert sanctions.throughput(0.9, 0.6, 1.0, 1.0, 0.0) < 1.0
    assert sanctions.throughput(0.9, 0.6, 0.0, 1.0, 0.0) == 1.0


def test_pressure_interpolates_and_is_exact_at_both_ends() -> None:
    for O0 in (0.3, 0.6, 0.9):
        calm = O0 * (1.0 - 0.6 * 0.37)
        pressed = min(1.0, 1.4 * O0)
        assert sanctions.over_compliance_target(O0, 0.37, 0.0) == calm
        assert sanctions.over_compliance_target(O0, 0.37, 1.0) == pressed
        assert sanctions.over_compliance_target(O0, 0.37, 0.5) == pytest.approx((calm + pressed) / 2)


def test_over_compliance_drifts_first_and_jumps_on_the_drifted_value() -> None:
    assert sanctions.over_compliance_next(0.6, 0.564, 0.05, False, 0.0) == pytest.approx(0.5982)
    assert sanctions.over_compliance_next(1.0, 1.5, 1.0, False, 0.0) == 1.0
    assert sanctions.over_compliance_next(0.0, -0.5, 1.0, False, 0.0) == 0.0
    assert sanctions.over_compliance_next(0.6, 0.564, 0.05, True, 0.0) == pytest.approx(
        0.5982 + 0.03 * 0.4018
    )
    assert sanctions.over_compliance_next(0.6, 0.564, 0.05, True, 1.0) == pytest.approx(
        0.5982 + 0.09 * 0.4018
    )


def test_a_resolution_adds_a_share_of_what_is_not_yet_covered() -> None:
    assert sanctions.ratchet(0.6, 0.15) == pytest.approx(0.66)
    assert sanctions.ratchet(1.0, 0.15) == 1.0
    assert sanctions.ratchet(0.6, 0.0) == 0.6


def test_the_council_since_2022_hardly_ever_adopts_and_before_usually_did() -> None:
    assert sanctions.adoption_probability(P) == pytest.approx(0.025)
    assert sanctions.adoption_probability(P._replace(V_veto=0.05)) == pytest.approx(0.475)


def test_broad_relief_passes_more_easily_without_a_hawk_in_washington() -> None:
    assert sanctions.relief_probability(P, True) == pytest.approx(0.1)
    assert sanctions.relief_probability(P, False) == pytest.approx(0.8)


def test_a_conditional_agreement_loses_its_carve_out_for_half_a_year() -> None:
    assert sanctions.SNAP_BACK_MONTHS == 6


def test_the_widest_carve_out_counts() -> None:
    assert sanctions.carve_out(0.1, 0.0, 0.0) == 0.1
    assert sanctions.carve_out(0.1, 0.4, 0.0) == 0.4
    assert sanctions.carve_out(0.1, 0.4, sanctions.AGREED_CARVE_OUT) == 0.8


def test_digital_health_lowers_the_weight_of_banned_goods_by_degrees() -> None:
    without = sanctions.throughput(0.0, 1.0, 0.0, 0.0, 0.0)
    half = sanctions.throughput(0.0, 1.0, 0.0, 0.0, 0.5)
    full = sanctions.throughput(0.0, 1.0, 0.0, 0.0, 1.0)
    assert (without, full) == (0.5, 0.7)
    assert half == pytest.approx(0.6)


def test_a_policy_on_delays_moves_its_share_of_the_way() -> None:
    assert sanctions.exemption_delay(60.0, 0.0, 15.0, 1.0) == 15.0
    assert sanctions.exemption_delay(60.0, 0.0, 15.0, 0.0) == 60.0
    assert sanctions.exemption_delay(60.0, 0.0, 15.0, 0.5) == pytest.approx(37.5)
    assert sanctions.exemption_delay(60.0, 0.0, 0.0, 1.0) == 0.0


def test_broad_relief_halves_breadth_while_it_stands() -> None:
    assert sanctions.effective_breadth(0.7, False) == 0.7
    assert sanctions.effective_breadth(0.7, True) == 0.35
    assert sanctions.mean_breadth(0.9, 0.6, 0.7, 0.9) == pytest.approx(0.775)


def test_the_economy_moves_a_twentieth_of_the_way_and_stays_in_bounds() -> None:
    assert sanctions.economy_next(1.0, 0.9) == pytest.approx(0.995)
    assert sanctions.economy_next(0.9, 0.9) == 0.9
    assert sanctions.economy_next(0.5, -3.0) == 0.5
    assert sanctions.economy_next(1.2, 9.0) == 1.2


@given(share, share, share, share, share)
def test_throughput_is_a_share(bank: float, goods: float, O: float, e: float, dig: float) -> None:
    assert -EPS <= sanctions.throughput(bank, goods, O, e, dig) <= 1.0


@given(st.tuples(share, share, share, share, share), st.integers(0, 3), share)
def test_wider_sanctions_and_more_caution_never_help_supplies(
    at: tuple[float, ...], which: int, other: float
) -> None:
    """Breadth in banks and goods and over-compliance lower throughput; a carve-out raises it."""
    low, high = list(at), list(at)
    low[which], high[which] = min(at[which], other), max(at[which], other)
    change = sanctions.throughput(*high) - sanctions.throughput(*low)
    assert (change if which == 3 else -change) >= -EPS


@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_a_shorter_delay_never_releases_less(a: float, b: float) -> None:
    short, long = sorted((a, b))
    assert 0.0 <= sanctions.release_fraction(long) <= sanctions.release_fraction(short) <= 1.0


@given(share, share, share, st.booleans(), share)
def test_over_compliance_stays_a_share_and_a_major_month_never_lowers_it(
    O: float,
    target: float,
    r_O: float,
    major: bool,
    press: float,
) -> None:
    after = sanctions.over_compliance_next(O, target, r_O, major, press)
    assert 0.0 <= after <= 1.0
    assert after >= sanctions.over_compliance_next(O, target, r_O, False, press) - EPS


@given(share, share)
def test_the_ratchet_never_loosens_and_never_passes_one(U: float, dU: float) -> None:
    assert U - EPS <= sanctions.ratchet(U, dU) <= 1.0 + EPS
