"""Money, in whole thousands of dollars (k$): every account changes by floored parts, so nothing is lost.

Implements model sections 5.3 and 5.4. All products stay below 2**63 for stocks up to 10**12 k$, so that the
same code is exact with 64-bit integers. Conservation is an identity, not a tolerance: each flow is
``floor(stock * ppm / 1e6)`` and the remainder stays where it was.
"""

from __future__ import annotations

import math
from typing import NamedTuple

#: Parts per million in a whole.
MILLION = 1_000_000
#: k$ in a million dollars.
KUSD_PER_MUSD = 1000.0
#: Largest 64-bit integer; products are checked against it before they are formed.
INT64_MAX = 9_223_372_036_854_775_807


class DonorLedger(NamedTuple):
    """Where the donors' money of one table is, cumulative, in k$ (ruling B3)."""

    pledged: int
    undisbursed: int
    fund_balance: int
    overhead: int
    held: int
    transit: int
    stock: int
    absorbed: int
    wasted: int
    diverted: int
    returned: int
    cancelled: int


class LocalLedger(NamedTuple):
    """Where the recipient's own co-financing of one table is, cumulative, in k$."""

    local_pledged: int
    local_unpaid: int
    local_stock: int
    local_absorbed: int
    local_cancelled: int


def ppm(rate: float) -> int:
    """Rate, 0-1, in whole parts per million, rounded half up."""
    return math.floor(rate * 1e6 + 0.5)


def part(stock: int, parts: int) -> int:
    """Whole k$ that leave a stock at a rate of ``parts`` per million; the remainder stays."""
    return stock * parts // MILLION


def pro_rata(amount: int, own: int, total: int) -> int:
    """Return ``floor(amount * own / total)`` for 0 <= own <= total, without a product beyond 64 bits.

    Nothing is due of an empty total. Large products take the quotient bit by bit instead.
    """
    if total <= 0 or own <= 0 or amount <= 0:
        return 0
    if amount <= INT64_MAX // own:
        return amount * own // total
    bit = 1
    while bit <= amount // 2:
        bit = bit * 2
    quotient = 0
    rest = 0
    left = amount
    while bit > 0:
        quotient = quotient * 2
        rest = rest * 2
        if left >= bit:
            left = left - bit
            rest = rest + own
        quotient = quotient + rest // total
        rest = rest % total
        bit = bit // 2
    return quotient


def pledged(V_musd: float, c: float) -> int:
    """Donors' part, k$, of a programme of ``V_musd`` M$ with co-financing share ``c``."""
    return math.floor(KUSD_PER_MUSD * (1.0 - c) * V_musd)


def local_pledged(V_musd: float, c: float) -> int:
    """The recipient's own part, k$, of a programme of ``V_musd`` M$ with co-financing share ``c``."""
    return math.floor(KUSD_PER_MUSD * c * V_musd)


def monthly_due(total: int, D: int) -> int:
    """k$ due each month of a pledge over ``D`` months; what does not divide is never due."""
    return total // D


def unpaid_at_start(total: int, D: int, age: int) -> int:
    """k$ still to be paid of a pledge over ``D`` months that is ``age`` months old when the run starts."""
    return pro_rata(total, D - age, D)


def paid_share(paid: int, due: int, payable: float) -> float:
    """Share that was paid, 0-1, of what was due and ``payable`` (0-1) in the country; 0 where that is nothing.

    So nobody is blamed for a closure that kept it from paying.
    """
    owed = due * payable
    return min(1.0, paid / owed) if owed >= 1.0 else 0.0


def bilateral_payment(undisbursed: int, due: int, multiplier: float) -> int:
    """k$ that a donor pays this month: its due times its politics, no catching up."""
    return min(undisbursed, part(due, ppm(multiplier)))


def deposit(total: int, prefund: float) -> int:
    """k$ that donors deposit in a pooled fund at signing (``prefund``, 0-1, of the pledge)."""
    return part(total, ppm(prefund))


def instalment(total: int, deposited: int, D: int, mean_multiplier: float, undisbursed: int) -> int:
    """k$ that donors pay into a pooled fund this month, after the deposit; none while suspended."""
    return bilateral_payment(undisbursed, monthly_due(total - deposited, D), mean_multiplier)


def fund_payout(total: int, D: int, balance: int) -> int:
    """k$ that a pooled fund pays out this month, suspended or not, as long as its balance lasts."""
    return min(monthly_due(total, D), balance)


def local_payment(total: int, D: int, share: float, unpaid: int) -> int:
    """k$ of co-financing that the recipient pays in a month in which donors or the fund pay."""
    return bilateral_payment(unpaid, monthly_due(total, D), share)


def expired(ledger: DonorLedger) -> DonorLedger:
    """Donor ledger after an agreement reached term: only money that was not yet on its way moves."""
    return DonorLedger(
        pledged=ledger.pledged,
        undisbursed=0,
        fund_balance=0,
        overhead=ledger.overhead,
        held=ledger.held,
        transit=ledger.transit,
        stock=ledger.stock,
        absorbed=ledger.absorbed,
        wasted=ledger.wasted,
        diverted=ledger.diverted,
        returned=ledger.returned + ledger.fund_balance,
        cancelled=ledger.cancelled + ledger.undisbursed,
    )


def expelled(ledger: DonorLedger) -> DonorLedger:
    """Donor ledger after a cancellation: goods in the country stay behind unmonitored, the rest goes home."""
    return DonorLedger(
        pledged=ledger.pledged,
        undisbursed=0,
        fund_balance=0,
        overhead=ledger.overhead,
        held=0,
        transit=0,
        stock=0,
        absorbed=ledger.absorbed,
        wasted=ledger.wasted,
        diverted=ledger.diverted + ledger.stock,
        returned=ledger.returned + ledger.fund_balance + ledger.held + ledger.transit,
        cancelled=ledger.cancelled + ledger.undisbursed,
    )


def local_expired(ledger: LocalLedger) -> LocalLedger:
    """Co-financing ledger after an agreement reached term: what was never paid is cancelled."""
    return LocalLedger(
        local_pledged=ledger.local_pledged,
        local_unpaid=0,
        local_stock=ledger.local_stock,
        local_absorbed=ledger.local_absorbed,
        local_cancelled=ledger.local_cancelled + ledger.local_unpaid,
    )


def local_expelled(ledger: LocalLedger) -> LocalLedger:
    """Co-financing ledger after a cancellation: the unpaid part and the local stock are cancelled."""
    return LocalLedger(
        local_pledged=ledger.local_pledged,
        local_unpaid=0,
        local_stock=0,
        local_absorbed=ledger.local_absorbed,
        local_cancelled=ledger.local_cancelled + ledger.local_unpaid + ledger.local_stock,
    )


def donor_imbalance(ledger: DonorLedger) -> int:
    """k$ by which the donor ledger fails to add up; the identity of section 5.4 says exactly 0."""
    waiting = ledger.undisbursed + ledger.fund_balance + ledger.overhead
    moving = ledger.held + ledger.transit + ledger.stock
    used = ledger.absorbed + ledger.wasted + ledger.diverted
    undone = ledger.returned + ledger.cancelled
    return ledger.pledged - (waiting + moving + used + undone)


def local_imbalance(ledger: LocalLedger) -> int:
    """k$ by which the co-financing ledger fails to add up; exactly 0 at all times."""
    done = ledger.local_stock + ledger.local_absorbed + ledger.local_cancelled
    return ledger.local_pledged - (ledger.local_unpaid + done)
