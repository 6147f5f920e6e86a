"""Coverage of vaccination (DTP3) and of tuberculosis detection: capability times this month's supply.

Capability (people, cold chain, laboratories) builds slowly and wears slowly; supply is needed every month, so that a
stock-out is a cliff and a return is fast (WUENIC: 97 % in 2020, 41, 0, 16 in 2021-23).
"""

from __future__ import annotations

from .medicine import MONTHS_PER_YEAR
from .params import HealthParams

#: Most that capability can reach.
CAPABILITY_MAX = 0.98
#: Share of medical products in a programme of supplies, against which earmarks are measured.
USUAL_PRODUCTS = 0.55
#: What of a programme goes to vaccines, and to tuberculosis: the health funds, other donors, the pooled fund.
VACCINES = (0.2, 0.4, 0.35)
TUBERCULOSIS = (0.6, 0.05, 0.2)
HEALTH_FUND, OTHER_DONOR, POOLED = range(3)


def payer(pooled: bool, health_fund: bool) -> int:
    """Whose earmarks an agreement has."""
    if pooled:
        return POOLED
    return HEALTH_FUND if health_fund else OTHER_DONOR


def earmarked(shares: tuple[float, float, float], who: int, effective_musd: float, products: float) -> float:
    """M$ a month for vaccines or for tuberculosis of one table's effective aid, ``products``: its products' share."""
    return shares[who] * effective_musd * products / USUAL_PRODUCTS


def vaccine_inflow(p: HealthParams, aid_musd: float, line: float, goods: bool) -> float:
    """Months of need of vaccines that come in this month: aid (M$ a month) and a goods-only line (M$ a year)."""
    if goods:
        aid_musd = aid_musd + line / MONTHS_PER_YEAR
    return aid_musd / (p.N_v / MONTHS_PER_YEAR)


def vaccine_supply(stock: float, inflow: float) -> float:
    """Share of this month's need of vaccines that is met, 0-1."""
    return min(1.0, stock + inflow)


def vaccine_stock_next(p: HealthParams, stock: float, inflow: float, used: float) -> float:
    """Months of vaccines left in the country."""
    return min(p.S_vmax, stock + inflow - used)


def tuberculosis_supply(p: HealthParams, programme: float, aid_musd: float) -> float:
    """Share of the need for tuberculosis that is met, 0-1: own budget (M$ a year) and aid (M$ a month)."""
    return min(1.0, (programme / MONTHS_PER_YEAR + aid_musd) / (p.N_t / MONTHS_PER_YEAR))


def capability_next(p: HealthParams, K: float, supply: float, B_gov: float, B_gov0: float) -> float:
    """Capability after a month: supplies that are used keep and build it, governance helps, stock-outs wear it."""
    built = p.r_K * (B_gov / B_gov0) * supply * (CAPABILITY_MAX - K)
    return K + built - p.d_K * (1.0 - supply) * K


def vaccination(K: float, supply: float) -> float:
    """Coverage of the third dose of DTP, 0-1."""
    return K * supply


def detection(p: HealthParams, K: float, supply: float) -> float:
    """Share of tuberculosis cases that are detected, 0-1; part of it goes on without supplies."""
    return K * (p.kap_tb + (1.0 - p.kap_tb) * supply)


def missing(p: HealthParams, cv_ref: float, cv: float, ct_ref: float, ct: float) -> float:
    """What vaccination ``cv`` and detection ``ct`` below (above) their start add to (take from) the burden."""
    return p.w_v * (cv_ref - cv) + p.w_t * (ct_ref - ct)
