"""The health system's six building blocks (WHO 2007), the burden of disease, and shocks.

Implements model section 6 (health). Blocks, the system's index ``HS`` and the burden ``Y`` are shares.
Blocks are complements: the weakest binds (seed H3, "not for want of professionals").
"""

from __future__ import annotations

import math

from .numeric import clip, det_exp, det_log
from .params import HealthParams

#: The building blocks, in the order of every array of blocks.
BLOCKS = ("service", "workforce", "information", "products", "financing", "governance")
SERVICE = 0
WORKFORCE = 1
INFORMATION = 2
PRODUCTS = 3
FINANCING = 4
GOVERNANCE = 5
N_BLOCKS = 6
#: Blocks at the start.
B0 = (0.45, 0.85, 0.35, 0.25, 0.35, 0.50)
#: How a fragmented, and a comprehensive, programme divides its money over the blocks.
FRAGMENTED = (0.25, 0.10, 0.05, 0.55, 0.03, 0.02)
COMPREHENSIVE = (0.22, 0.10, 0.15, 0.28, 0.12, 0.13)
#: What digital health adds to money spent on information.
DIGITAL_INFORMATION = 0.25
#: Bounds of a block.
B_MIN = 0.02
B_MAX = 0.99
#: Jump of the burden in a flood or typhoon.
BURDEN_FLOOD = 0.04
#: Months of the year (0 = January) in which floods and typhoons come.
FLOOD_MONTHS = (6, 7, 8)
#: What a complete surveillance network takes off a shock, and off a border closure.
SURVEILLANCE_SHOCK = 0.4
SURVEILLANCE_CLOSURE = 0.3
#: Months for which a warning of an outbreak elsewhere closes the border: three in 2003 (SARS), five in 2014-15 (Ebola).
WARNED_CLOSURE = 4
MONTHS_PER_YEAR = 12.0
#: Months for which a transition to insurance costs, and months until it pays in full.
COSTLY_MONTHS = 36
FULL_GAIN_MONTHS = 96.0


def share(block: int, comp: float) -> float:
    """Share of spending that goes to a block; ``comp`` (0-1) moves from fragmented to comprehensive."""
    return (1.0 - comp) * FRAGMENTED[block] + comp * COMPREHENSIVE[block]


def block_spend(block: int, effective: float, comp: float, dig: float) -> float:
    """Effective M$ a month that reach a block; see `with_digital`."""
    return with_digital(block, effective * share(block, comp), dig)


def with_digital(block: int, spend: float, dig: float) -> float:
    """What money spent on a block is worth: digital health (0-1) makes money for information go further."""
    if block == INFORMATION:
        spend = spend * (1.0 + DIGITAL_INFORMATION * dig)
    return spend


def block_next(
    p: HealthParams,
    B: float,
    baseline: float,
    spend: float,
    E: float,
    E0: float,
    factor: float = 1.0,
    gain: float = 0.0,
    speed: float = 1.0,
) -> float:
    """A block next month, 0.02-0.99.

    Spending (effective M$ a month on this block) builds it up, with diminishing returns; without it, it
    returns to ``baseline`` (its level at the start, see `service_baseline`) scaled by the economy. ``factor`` and
    ``gain`` move that target (medicine without aid; hospitals, insurance), ``speed`` is how fast all of it goes.
    """
    target = baseline * (E / E0) * factor + gain
    step = p.kap_B * spend * (1.0 - B) - p.d_B * (B - target)
    return clip(B + speed * step, B_MIN, B_MAX)


def balanced_baseline(p: HealthParams, B: float, spend: float) -> float:
    """Where a block that stands at ``B`` under constant spending would go without it, at least 0.02."""
    if p.d_B <= 0.0:
        return B
    return max(B_MIN, B - p.kap_B * spend * (1.0 - B) / p.d_B)


def block_steady_state(p: HealthParams, baseline: float, spend: float, E: float, E0: float) -> float:
    """Where a block settles under constant spending, if that lies within the bounds."""
    built = p.kap_B * spend
    if built + p.d_B <= 0.0:
        return baseline
    return (built + p.d_B * baseline * (E / E0)) / (built + p.d_B)


def service_baseline(baseline: float, drift_per_year: float, month: int) -> float:
    """Baseline of the service block after ``month`` months of the recipient's own building drive (seed C5)."""
    return clip(baseline + drift_per_year * month / MONTHS_PER_YEAR, B_MIN, B_MAX)


def health_system(b0: float, b1: float, b2: float, b3: float, b4: float, b5: float) -> float:
    """Index of the health system, 0-1: geometric mean of the six blocks (each above 0)."""
    logs = det_log(b0) + det_log(b1) + det_log(b2) + det_log(b3) + det_log(b4) + det_log(b5)
    return det_exp(logs / N_BLOCKS)


def binding_block(b0: float, b1: float, b2: float, b3: float, b4: float, b5: float) -> int:
    """Index of the lowest block, the first on ties."""
    blocks = (b0, b1, b2, b3, b4, b5)
    lowest = 0
    for b in range(1, N_BLOCKS):
        if blocks[b] < blocks[lowest]:
            lowest = b
    return lowest


def burden0(HS0: float) -> float:
    """Burden at the start: the steady state of the initial health system."""
    return 1.0 - HS0


def burden_next(Y: float, HS: float, r_Y: float, missing: float = 0.0) -> float:
    """Burden of disease next month, 0 (best attainable) to 1; it follows the health system with a lag.

    ``missing``: what coverage of vaccination and tuberculosis below that of the start adds.
    """
    return clip(Y + r_Y * ((1.0 - HS) + missing - Y), 0.0, 1.0)


def burden_shocked(Y: float, size: float) -> float:
    """Burden right after a shock, 0-1."""
    return clip(Y + size, 0.0, 1.0)


def shock_size(size: float, surveillance: float) -> float:
    """Jump of the burden, given the lever times the recipient's share of live ties in the network (0-1)."""
    return size * (1.0 - SURVEILLANCE_SHOCK * surveillance)


def closure_months(months: float, surveillance: float) -> int:
    """Months of border closure, given the lever times the recipient's share of live ties (0-1)."""
    return math.floor(months * (1.0 - SURVEILLANCE_CLOSURE * surveillance) + 0.5)


def warned_closure(p: HealthParams, surveillance: float) -> float:
    """Chance a month, 0-1, that a warning closes the border before any case, given the share in the network (0-1)."""
    return p.p_warn * surveillance


def closure_next(close: int) -> int:
    """Months of closure left at the start of a month, before any new shock; the border is closed above 0."""
    return max(0, close - 1)


def closure_extended(close: int, months: int) -> int:
    """Months of closure left after a new closure of ``months`` begins."""
    return max(close, months)


def hospital_stock_next(p: HealthParams, stock: float, a_year: float) -> float:
    """Share of counties with a renewed hospital, 0-1, after a month in which ``a_year`` / 12 were built."""
    return stock + a_year / (MONTHS_PER_YEAR * p.n_cty) * (1.0 - stock) - p.d_H * stock


def hospital_readiness(el: float, sm: float, B_gov: float) -> float:
    """How far hospitals can be used, 0-1: the least of electricity, medicine and governance."""
    return min(el, sm, B_gov)


def hospital_gain(p: HealthParams, stock: float, ready: float) -> float:
    """What renewed hospitals add to the baseline of services."""
    return p.h_H * stock * ready


def hospitals_unused(stock: float, ready: float) -> float:
    """Share of counties whose renewed hospital stands idle."""
    return stock * (1.0 - ready)


def insurance_gain(p: HealthParams, age: int, B_gov: float) -> float:
    """What a transition to insurance adds to the baseline of financing in its ``age``-th month; 0 before it."""
    if age <= 0:
        return 0.0
    gain = p.i_gain * min(1.0, age / FULL_GAIN_MONTHS) * B_gov
    return gain - p.i_cost if age <= COSTLY_MONTHS else gain
