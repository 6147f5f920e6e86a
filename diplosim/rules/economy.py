"""The DPRK's economy under sanctions, as an index (1 = no sanctions). Implements model section 4."""

from __future__ import annotations

from .numeric import clip

#: Share of the distance to its target that the economy moves in a month.
ECONOMY_SPEED = 0.05
#: How much a full pressure campaign deepens the effect of trade sanctions.
PRESSURE_BITES = 0.3
#: Bounds of the economy index.
E_MIN = 0.5
E_MAX = 1.2


def leak_part(trade_share: float, enforcement: float) -> float:
    """Share of all trade that one neighbour lets through despite sanctions, 0-1; parts add up over actors."""
    return trade_share * (1.0 - enforcement)


def economy_target(eps_E: float, U_trade: float, leak: float, press: float) -> float:
    """Level to which the economy drifts.

    ``eps_E`` is the loss under complete, leak-proof trade sanctions; 0.15 matches the Bank of Korea's -3.5 %
    (2017) and -4.1 % (2018).
    """
    return 1.0 - eps_E * U_trade * (1.0 - leak) * (1.0 + PRESSURE_BITES * press)


def economy_next(E: float, target: float) -> float:
    """Economy index next month, 0.5-1.2."""
    return clip(E + ECONOMY_SPEED * (target - E), E_MIN, E_MAX)
