"""The supply pipeline: channels, diversion, release, electricity and what clinics can absorb.

Implements model section 6 (pipeline) and the tables of section 1.2 and 2.2 that belong to a channel.
Shares run from 0 to 1; goods are in k$, capacity in M$ a month.
"""

from __future__ import annotations

import math

from .bargaining import Column
from .ledger import KUSD_PER_MUSD, pro_rata
from .numeric import clip

#: Codes of the issue "implementer" of a package.
DIRECT = 0
UN = 1
THIRD = 2
#: The same by the names that scenarios use.
CHANNELS = {"direct": DIRECT, "un": UN, "third": THIRD}
#: How well access turns into control, by channel code.
MONITORING = (0.8, 0.8, 0.5)
MONITORING_POOLED = 0.8
#: Share of the trust credit that reaches the donor, by channel code; the implementer earns the rest.
ATTRIBUTION = (1.0, 0.6, 0.3)
ATTRIBUTION_POOLED = 0.4
#: What a closed border leaves of monitoring: staff are abroad.
CLOSED_MONITORING = 0.4
#: Release of held goods per unit of the committee's release: without and through legal throughput.
RELEASE_FLOOR = 0.15
RELEASE_THROUGHPUT = 0.85
#: Loss of electricity per unit of additional fuel sanctions.
FUEL_CUT = 0.3
#: What a closed border leaves of the capacity to absorb.
CLOSED_CAPACITY = 0.5
#: What digital health adds to the capacity to absorb, at the initial supply of electricity.
DIGITAL_CAPACITY = 0.15
#: Share of its co-financing that the recipient pays in an unchanged economy.
LOCAL_PAID = 0.8


def monitoring_strength(channel: int, pooled: bool) -> float:
    """How well the agreed access turns into control over goods, 0-1."""
    if pooled:
        return MONITORING_POOLED
    return MONITORING[channel]


def attribution(channel: int, pooled: bool) -> float:
    """Share of the trust credit for deliveries that goes to the donor, 0-1."""
    if pooled:
        return ATTRIBUTION_POOLED
    return ATTRIBUTION[channel]


def diversion_share(v0: float, a: Column, mon: Column, closed: bool) -> Column:
    """Share of arrivals that is diverted, given access ``a`` and monitoring strength ``mon``.

    With an open border this is also the share that a donor expects when it weighs an offer (section 2.2).
    ``v0`` = 0.30 lies in the span of estimates for food aid (Haggard & Noland).
    """
    control = a * mon
    if closed:
        control = control * CLOSED_MONITORING
    return v0 * (1.0 - control)


def held_release_rate(rho_ex: float, thru: float) -> float:
    """Share of held goods released in a month; without any sanctions all of them."""
    return rho_ex * (RELEASE_FLOOR + RELEASE_THROUGHPUT * thru)


def electricity(el0: float, E: float, E0: float, U_fuel: float, U_fuel0: float) -> float:
    """Supply of electricity, 0-1; follows the economy, and falls with fuel sanctions beyond the first."""
    return clip(el0 * (E / E0) * (1.0 - FUEL_CUT * (U_fuel - U_fuel0)), 0.0, 1.0)


def capacity(
    cap0: float,
    closed: bool,
    dig: float,
    el: float,
    el0: float,
    B_svc: float,
    B_gov: float,
    B_svc0: float,
    B_gov0: float,
) -> float:
    """Supplies that the health system can absorb, M$ a month.

    Parameters
    ----------
    cap0
        Capacity at the start, M$ a month.
    closed
        Whether the border is closed.
    dig
        Digital health, 0-1; it helps as far as there is electricity (seed H5).
    el, el0
        Supply of electricity now and at the start, 0-1.
    B_svc, B_gov, B_svc0, B_gov0
        Service and governance blocks, now and at the start (the latter above 0).
    """
    cap = cap0
    if closed:
        cap = cap * CLOSED_CAPACITY
    if el0 > 0.0:
        cap = cap * (1.0 + DIGITAL_CAPACITY * dig * el / el0)
    return cap * math.sqrt(B_svc * B_gov / (B_svc0 * B_gov0))


def absorbable(stock: int, capacity_musd: float, n_live: int) -> int:
    """k$ absorbed from one table's stock this month: at most half of it and an equal share of capacity.

    ``n_live`` counts the tables whose pipeline is not empty; shares that are not used are not passed on.
    """
    if n_live <= 0 or stock <= 0:
        return 0
    return min(stock // 2, math.floor(KUSD_PER_MUSD * capacity_musd / n_live))


def absorbable_in_proportion(stock: int, capacity_musd: float, total: int) -> int:
    """k$ absorbed from one table's stock this month: at most half of it and its share of capacity by stocks.

    ``total`` is the stock of all tables. What is left of ended agreements then takes no capacity from the others.
    """
    if total <= 0 or stock <= 0:
        return 0
    return min(stock // 2, math.floor(KUSD_PER_MUSD * capacity_musd * stock / total))


def donor_part(A: int, stock: int, local_stock: int) -> int:
    """k$ of the absorbed ``A`` that come from the donors' stock, pro rata; the rest is local."""
    return pro_rata(A, stock, stock + local_stock)


def waste_share(c_cold: float, el: float, share_products: float) -> float:
    """Share of absorbed donor goods lost for want of a cold chain, 0-1."""
    return c_cold * (1.0 - el) * share_products


def local_paid_share(E: float, E0: float) -> float:
    """Share of its co-financing due that the recipient pays, 0-0.8; falls with the economy (seed K8)."""
    return LOCAL_PAID * min(1.0, E / E0)
