"""Money is conserved to the last thousand dollars (model section 5.4)."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import ledger
from diplosim.rules.ledger import DonorLedger, LocalLedger

LARGEST = 10**12
stock = st.integers(0, LARGEST)
share = st.floats(0.0, 1.0)
EMPTY = DonorLedger(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_rates_become_parts_per_million() -> None:
    assert ledger.ppm(0.0) == 0
    assert ledger.ppm(0.5) == 500_000
    assert ledger.ppm(1.0) == 1_000_000
    assert ledger.ppm(0.3) == 300_000
    assert ledger.ppm(4.9e-7) == 0
    assert ledger.ppm(5.1e-7) == 1


def test_the_remainder_stays_in_the_source() -> None:
    assert ledger.part(999, 1_000) == 0
    assert ledger.part(1_000, 1_000) == 1
    assert ledger.part(7, 500_000) == 3


@given(stock, share)
def test_a_part_never_exceeds_its_stock(amount: int, rate: float) -> None:
    taken = ledger.part(amount, ledger.ppm(rate))
    assert 0 <= taken <= amount
    assert abs(taken - amount * rate) <= 1 + amount * 0.5e-6 + 1e-3


@given(stock, share, share)
def test_a_higher_rate_never_takes_less(amount: int, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert ledger.part(amount, ledger.ppm(low)) <= ledger.part(amount, ledger.ppm(high))


@given(stock, stock, stock)
def test_pro_rata_is_exact_beyond_64_bits(amount: int, own: int, other: int) -> None:
    total = own + other
    expected = amount * own // total if total else 0
    assert ledger.pro_rata(amount, own, total) == expected


def test_nothing_is_due_of_nothing() -> None:
    assert ledger.pro_rata(5, 0, 0) == 0
    assert ledger.pro_rata(0, 3, 4) == 0
    assert ledger.pro_rata(5, 3, 3) == 5


@given(stock, stock, stock, share)
def test_64_bit_integers_never_overflow(amount: int, own: int, other: int, rate: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        part = ledger.part(np.int64(amount), np.int64(ledger.ppm(rate)))
        ratio = ledger.pro_rata(np.int64(amount), np.int64(own), np.int64(own + other))
    assert part == ledger.part(amount, ledger.ppm(rate))
    assert ratio == ledger.pro_rata(amount, own, own + other)


def test_a_programme_is_split_between_donors_and_the_dprk() -> None:
    assert ledger.pledged(45.0, 0.0) == 45_000
    assert ledger.pledged(45.0, 0.15) == 38_250
    assert ledger.local_pledged(45.0, 0.15) == 6_750
    assert ledger.pledged(0.0, 0.3) == ledger.local_pledged(0.0, 0.3) == 0


@given(st.floats(0.0, 2000.0), st.sampled_from([0.0, 0.15, 0.30]))
def test_the_split_never_promises_more_than_the_programme(V: float, c: float) -> None:
    total = ledger.pledged(V, c) + ledger.local_pledged(V, c)
    assert 1000.0 * V - 2.001 <= total <= 1000.0 * V + 1e-6


def test_dues_are_floored_and_never_caught_up() -> None:
    assert ledger.monthly_due(100, 12) == 8
    assert ledger.bilateral_payment(100, 8, 1.0) == 8
    assert ledger.bilateral_payment(100, 8, 0.3) == 2
    assert ledger.bilateral_payment(5, 8, 1.0) == 5
    assert ledger.bilateral_payment(0, 8, 1.0) == 0


def test_a_full_term_leaves_less_than_one_thousand_a_month_undisbursed() -> None:
    undisbursed = 38_251
    due = ledger.monthly_due(undisbursed, 36)
    for _ in range(36):
        undisbursed -= ledger.bilateral_payment(undisbursed, due, 1.0)
    assert undisbursed == 38_251 % 36


def test_a_fund_takes_a_deposit_then_instalments() -> None:
    deposited = ledger.deposit(60_007, 0.3)
    assert deposited == 18_002
    assert ledger.instalment(60_007, deposited, 60, 1.0, 42_005) == 700
    assert ledger.instalment(60_007, deposited, 60, 0.5, 42_005) == 350
    assert ledger.instalment(60_007, deposited, 60, 1.0, 12) == 12


def test_a_fully_funded_endowment_needs_no_instalments() -> None:
    assert ledger.deposit(60_007, 1.0) == 60_007
    assert ledger.instalment(60_007, 60_007, 60, 1.0, 0) == 0


def test_a_fund_pays_out_until_its_balance_is_gone() -> None:
    assert ledger.fund_payout(60_000, 60, 5_000) == 1_000
    assert ledger.fund_payout(60_000, 60, 400) == 400
    assert ledger.fund_payout(60_000, 60, 0) == 0


def test_the_buffer_carries_a_suspended_programme_through_eighteen_months() -> None:
    """Thirty per cent of five years, deposited at signing, last 18 months without any instalment (P9)."""
    balance = ledger.deposit(60_000, 0.3)
    months = 0
    while ledger.fund_payout(60_000, 60, balance) == 1_000:
        balance -= 1_000
        months += 1
    assert months == 18


def test_co_financing_is_paid_by_share_and_never_beyond_what_is_unpaid() -> None:
    assert ledger.local_payment(6_750, 36, 0.8, 6_750) == 149
    assert ledger.local_payment(6_750, 36, 0.8, 10) == 10
    assert ledger.local_payment(0, 36, 0.8, 0) == 0


def test_expiry_moves_only_money_that_is_not_on_its_way() -> None:
    before = DonorLedger(66, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
    after = ledger.expired(before)
    assert after == DonorLedger(66, 0, 0, 3, 4, 5, 6, 7, 8, 9, 12, 12)


def test_expulsion_leaves_goods_behind_and_sends_the_rest_home() -> None:
    before = DonorLedger(66, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
    after = ledger.expelled(before)
    assert after == DonorLedger(66, 0, 0, 3, 0, 0, 0, 7, 8, 15, 21, 12)


def test_local_money_at_the_end_of_an_agreement() -> None:
    before = LocalLedger(10, 1, 2, 3, 4)
    assert ledger.local_expired(before) == LocalLedger(10, 0, 2, 3, 5)
    assert ledger.local_expelled(before) == LocalLedger(10, 0, 0, 3, 7)


@pytest.mark.parametrize("account", DonorLedger._fields)
def test_v9_the_identity_sees_every_donor_account(account: str) -> None:
    sign = 1 if account == "pledged" else -1
    assert ledger.donor_imbalance(EMPTY._replace(**{account: 5})) == 5 * sign


@pytest.mark.parametrize("account", LocalLedger._fields)
def test_v9_the_identity_sees_every_local_account(account: str) -> None:
    sign = 1 if account == "local_pledged" else -1
    assert ledger.local_imbalance(LocalLedger(0, 0, 0, 0, 0)._replace(**{account: 5})) == 5 * sign


rates = st.tuples(share, share, share, share, share, share, share)


@given(
    st.integers(0, 10**9), st.sampled_from([12, 36, 60]), share, st.lists(rates, max_size=70), st.booleans()
)
def test_v9_a_pipeline_run_by_parts_conserves_every_thousand(
    total: int, D: int, prefund: float, months: list[tuple[float, ...]], thrown_out: bool
) -> None:
    first = ledger.deposit(total, prefund)
    book = EMPTY._replace(pledged=total, undisbursed=total - first, fund_balance=first)
    for politics, overhead, release, transit, lost, used, cold in months:
        paid = ledger.instalment(total, first, D, politics, book.undisbursed)
        book = book._replace(undisbursed=book.undisbursed - paid, fund_balance=book.fund_balance + paid)
        out = ledger.fund_payout(total, D, book.fund_balance)
        cost = ledger.part(out, ledger.ppm(overhead))
        held = book.held + out - cost
        sent = ledger.part(held, ledger.ppm(release))
        moving = book.transit + sent
        came = ledger.part(moving, ledger.ppm(transit))
        gone = ledger.part(came, ledger.ppm(lost))
        here = book.stock + came - gone
        taken = ledger.part(here, ledger.ppm(used))
        spoilt = ledger.part(taken, ledger.ppm(cold))
        book = book._replace(
            fund_balance=book.fund_balance - out,
            overhead=book.overhead + cost,
            held=held - sent,
            transit=moving - came,
            stock=here - taken,
            absorbed=book.absorbed + taken - spoilt,
            wasted=book.wasted + spoilt,
            diverted=book.diverted + gone,
        )
        assert ledger.donor_imbalance(book) == 0
        assert min(book) >= 0
    book = ledger.expelled(book) if thrown_out else ledger.expired(book)
    assert ledger.donor_imbalance(book) == 0
    assert min(book) >= 0
