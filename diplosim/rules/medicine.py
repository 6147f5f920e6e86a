"""Medicine that no donor pays for: the recipient's own money, its production, Koryo medicine and the informal market.

Amounts are M$ a year unless a name says otherwise. Own imports follow patrons' support, not aid (customs: below 5 M$ in
2016-17, about 45 in 2022); what aid frees is the one place where aid crowds them out (Haggard and Noland).
"""

from __future__ import annotations

import math

from .ledger import KUSD_PER_MUSD
from .numeric import at_least, clip, det_exp, power
from .params import HealthParams

MONTHS_PER_YEAR = 12.0
#: Patron support at which own imports are at ``M0``.
USUAL_SUPPORT = 0.5
#: Share of the need for tuberculosis supplies that was met before the first month.
FIRST_TB_SUPPLY = 0.5
#: What a partnership with China adds to own imports.
PARTNERSHIP_IMPORTS = 0.5
#: What a border that is shut to goods leaves of production and of the market.
SHUT_LEAVES = 0.5


def programme_budget(p: HealthParams, s_t: float) -> float:
    """``H``: the protected budget for tuberculosis; last month's shortage of supplies (``1 - s_t``) raises it."""
    return p.H0 * (1.0 + p.k_H * (1.0 - s_t))


def imports_wanted(
    p: HealthParams, Pi: float, china: float, E: float, E0: float, A: float, hospitals: float
) -> float:
    """Own medicine imports that the recipient wants, at least 0 and at most its need ``N_m``.

    ``Pi`` patrons' support, ``china`` partnership (0-1), ``E``/``E0`` economy, ``A`` access (where aid workers are
    gone the recipient buys more itself), ``hospitals`` renewed a year, which compete for the same money.
    """
    support = det_exp(p.b_Pi * (Pi - USUAL_SUPPORT))
    want = p.M0 * (1.0 + PARTNERSHIP_IMPORTS * china) * (E / E0) * support * (1.0 + p.b_sub * (1.0 - A))
    return clip(want - p.c_hosp * hospitals, 0.0, p.N_m)


def freed(fungible_musd: float, wanted: float, goods: bool) -> float:
    """M$ a month of own money that aid frees: never more than was wanted, and nothing while goods cannot cross.

    ``fungible_musd``: fungible part of the aid absorbed this month.
    """
    if not goods:
        return 0.0
    return min(fungible_musd, wanted / MONTHS_PER_YEAR)


def imports(wanted: float, freed_musd: float, goods: bool) -> float:
    """Own medicine imports: what was wanted less what aid frees; none while goods cannot cross."""
    if not goods:
        return 0.0
    return at_least(wanted - MONTHS_PER_YEAR * freed_musd, 0.0)


def monthly_kusd(musd_a_year: float) -> int:
    """Whole k$ a month of an amount in M$ a year."""
    return math.floor(KUSD_PER_MUSD * musd_a_year / MONTHS_PER_YEAR)


def freed_kusd(wanted: float, bought: float, goods: bool) -> int:
    """Whole k$ that aid freed this month: exactly what own imports fell by."""
    if not goods:
        return 0
    return monthly_kusd(wanted) - monthly_kusd(bought)


def koryo_next(p: HealthParams, stock: float, drive: float) -> float:
    """Supply of Koryo medicine above today's, 0-1: a drive (0-1) builds it, without one it fades."""
    return stock + p.g_T * drive * (1.0 - stock) - p.d_KT * (1.0 - drive) * stock


def production(p: HealthParams, el: float, el0: float, goods: bool, koryo: float) -> float:
    """Domestic medicine: factories need electricity and imported inputs, Koryo medicine neither."""
    open_share = 1.0 if goods else SHUT_LEAVES
    return p.P_dom * (el / el0) * open_share + p.P_K * koryo


def sufficiency(p: HealthParams, own: float, domestic: float, aid_musd: float) -> float:
    """Share of the need for medicine that the state meets, 0-1; ``aid_musd``: medical products, M$ a month."""
    if p.N_m <= 0.0:
        return 1.0
    return min(1.0, (own + domestic + MONTHS_PER_YEAR * aid_musd) / p.N_m)


def market_fill(p: HealthParams, sm: float, E: float, E0: float, goods: bool) -> float:
    """Share of the need that the informal market meets: part of what the state does not, as people can pay."""
    open_share = 1.0 if goods else SHUT_LEAVES
    return p.mkt * (1.0 - sm) * min(1.0, E / E0) * open_share


def market_share(sm: float, fill: float) -> float:
    """Share of all medicine that people buy on the market, 0-1."""
    total = sm + fill
    return fill / total if total > 0.0 else 0.0


def medicine_access(p: HealthParams, own: float, domestic: float, fill: float) -> float:
    """Access to medicine without aid, weighted by quality and by who can afford it."""
    if p.N_m <= 0.0:
        return 1.0
    return (p.q_own * own + p.q_dom * domestic) / p.N_m + p.q_mkt * fill


def products_factor(p: HealthParams, am: float, am_ref: float) -> float:
    """Factor on the baseline of medical products: access to medicine without aid against that of the start."""
    if am_ref <= 0.0:
        return 1.0
    return power(am / am_ref, p.theta)
