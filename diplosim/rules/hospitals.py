"""Hospitals and insurance: what moves the baselines of the service and financing blocks.

A renewed hospital helps only as far as it has power, supplies and staff with rules (Leontief): hardware against
software. A transition to insurance costs first and pays later, as far as it is governed (China: about eight years).
"""

from __future__ import annotations

from .medicine import MONTHS_PER_YEAR
from .params import HealthParams

#: Months for which a transition to insurance costs, and months until it pays in full.
COSTLY_MONTHS = 36
FULL_GAIN_MONTHS = 96.0


def stock_next(p: HealthParams, stock: float, a_year: float) -> float:
    """Share of counties with a renewed hospital, 0-1, after a month in which ``a_year`` / 12 were built."""
    return stock + a_year / (MONTHS_PER_YEAR * p.n_cty) * (1.0 - stock) - p.d_H * stock


def readiness(el: float, sm: float, B_gov: float) -> float:
    """How far hospitals can be used, 0-1: the least of electricity, medicine and governance."""
    return min(el, sm, B_gov)


def service_gain(p: HealthParams, stock: float, ready: float) -> float:
    """What renewed hospitals add to the baseline of services."""
    return p.h_H * stock * ready


def unused(stock: float, ready: float) -> float:
    """Share of counties whose renewed hospital stands idle."""
    return stock * (1.0 - ready)


def insurance_gain(p: HealthParams, age: int, B_gov: float) -> float:
    """What a transition to insurance adds to the baseline of financing in its ``age``-th month; 0 before it."""
    if age <= 0:
        return 0.0
    gain = p.i_gain * min(1.0, age / FULL_GAIN_MONTHS) * B_gov
    return gain - p.i_cost if age <= COSTLY_MONTHS else gain
