"""Access: the share of agreed aid that can be turned into payments in the country, and the border for goods.

People and goods are two borders. While people cannot enter, access falls, the faster the longer the closure lasts; when
they can again, it returns slowly unless somebody is admitted (FTS 2019-25; UN staff left in 2020-21). Goods move again
after ``L_goods`` months although people stay locked out (freight from January 2022).
"""

from __future__ import annotations

from .delivery import DIRECT, THIRD
from .params import DeliveryParams

#: Months of closure after which access falls at its full rate.
RAMP_MONTHS = 12.0
#: What patrons and third countries can always pay in the country.
FRIENDS_ACCESS = 0.5
#: Monitoring access of an agreement from which on its staff count as admitted.
ADMITTED_ACCESS = 0.5


def closed_months_next(months: int, closed: bool) -> int:
    """Months without a break for which people could not enter, this month included; 0 while they can."""
    return months + 1 if closed else 0


def goods_cross(closed_months: int, L_goods: int) -> bool:
    """Whether goods cross the border in the ``closed_months``-th month of a closure (0: the border is open)."""
    return not 0 < closed_months <= L_goods


def admits(channel: int, pooled: bool, a: float, suspended: bool) -> bool:
    """Whether an agreement in force lets staff in: not suspended, not direct, with monitoring access of a half."""
    return not suspended and a >= ADMITTED_ACCESS and (pooled or channel != DIRECT)


def access_next(p: DeliveryParams, A: float, closed_months: int, admitted: bool) -> float:
    """Access ``A``, 0-1, after the border did what it did this month.

    ``closed_months`` counts this month; ``admitted``: at the end of last month some agreement admitted staff, or the
    recipient was open to talks with its rivals.
    """
    if closed_months > 0:
        return max(p.A_floor, A * (1.0 - p.a_c * min(1.0, closed_months / RAMP_MONTHS)))
    rate = p.r_ret
    if admitted:
        rate = rate + p.r_adm
    return A + rate * (1.0 - A)


def payable(A: float, patron: bool, channel: int) -> float:
    """Share of what is due, 0-1, that an agreement can pay in the country: by its donor and who delivers."""
    if patron or channel == THIRD:
        return max(A, FRIENDS_ACCESS)
    return A


def expels(channel: int, pooled: bool) -> bool:
    """Whether a cancelled agreement sends foreign staff home: one by the UN, a third country or the pooled fund."""
    return pooled or channel != DIRECT


def after_expulsion(p: DeliveryParams, A: float) -> float:
    """Access after an expulsion."""
    return A * p.A_exp
