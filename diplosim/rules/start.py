"""What is usual at the start of a run: aid that is in force, and access to medicine and coverage one month ahead.

Everything else is as it starts: an open border, the economy and electricity of the start, no levers and no drives.
"""

from __future__ import annotations

from diplosim.rules import (
    access,
    bargaining,
    content,
    coverage,
    delivery,
    health,
    ledger,
    medicine,
    politics,
    provocation,
    sanctions,
)
from diplosim.rules.params import HealthParams, Params, SanctionsParams, TrustParams

#: Starting levels of trust, in the order of `first_level`.
LEVELS = ("rival", "neutral", "patron", "impl", "third")


def first_level(p: TrustParams, level: int) -> float:
    """Resting log-odds of trust of one of `LEVELS`."""
    if level == 0:
        return p.L0_rival
    if level == 1:
        return p.L0_neutral
    if level == 2:
        return p.L0_patron
    if level == 3:
        return p.L0_impl
    return p.L0_third


def compliance(p: SanctionsParams, counted: bool) -> float:
    """What complying with sanctions adds to overhead, where that is counted."""
    if counted:
        return sanctions.compliance_cost(p.oh_s, sanctions.bank_friction(p.U_bank, p.O0), p.e_law0)
    return 0.0


def paid_kusd(
    p: Params, x: float, ceiling: float, D: int, c: float, channel: int, hawkish: int, patron: bool, A: float
) -> float:
    """What a donor pays in the first month of an agreement: access and a government that is hawkish take their part."""
    due = ledger.monthly_due(ledger.pledged(bargaining.programme_size(x, ceiling, D), c), D)
    m = politics.hawk_money(p.politics, channel == delivery.DIRECT)
    paid = due * politics.money_multiplier(m, D, hawkish)
    if p.mechanisms.access:
        return paid * access.payable(A, patron, channel)
    return paid


def products_share(p: Params, g: int) -> float:
    """Share of aid of content ``g`` that is medical products."""
    if p.mechanisms.content:
        return content.share(g, health.PRODUCTS)
    return health.share(health.PRODUCTS, 0.0)


def effective_musd(
    p: Params, paid: float, channel: int, g: int, a: float, projects: int, complying: float
) -> float:
    """What of a payment reaches the health system, M$: overhead, diversion and waste take theirs."""
    overhead = politics.overhead_rate(p.politics, False, channel == delivery.THIRD, projects, 0.0, complying)
    watched = delivery.monitoring_strength(channel, False)
    diverted: float = delivery.diversion_share(p.delivery.v0, a, watched, False)
    if p.mechanisms.content:
        diverted = diverted * content.DIVERTED[g]
    waste = delivery.waste_share(p.delivery.c_cold, p.delivery.el0, products_share(p, g))
    return paid / ledger.KUSD_PER_MUSD * (1.0 - overhead) * (1.0 - diverted) * (1.0 - waste)


def baseline(p: HealthParams, block: int, level: float, aid_musd: float) -> float:
    """Where a block of the health system would go without the aid that holds it where it starts."""
    return health.balanced_baseline(p, level, health.block_spend(block, aid_musd, 0.0, 0.0))


def medicine_access(p: Params, A: float, aid_musd: float) -> float:
    """Access to medicine without aid, with electricity, economy and border as at the start."""
    h = p.health
    people = A if p.mechanisms.access else 1.0
    wanted = medicine.imports_wanted(h, p.bargaining.Pi, 0.0, 1.0, 1.0, people, 0.0)
    freed = medicine.freed(provocation.freed_by_aid(p.provocation, aid_musd), wanted, True)
    bought = medicine.imports(wanted, freed, True)
    domestic = medicine.production(h, p.delivery.el0, p.delivery.el0, True, 0.0)
    sm = medicine.sufficiency(h, bought, domestic, aid_musd * health.share(health.PRODUCTS, 0.0))
    return medicine.medicine_access(h, bought, domestic, medicine.market_fill(h, sm, 1.0, 1.0, True))


def earmarked(shares: tuple[float, float, float], who: int, aid_musd: float) -> float:
    """What of aid is for vaccines, or for tuberculosis; ``who``: see `coverage.payer`."""
    return coverage.earmarked(shares, who, aid_musd, health.share(health.PRODUCTS, 0.0))


def vaccination(p: HealthParams, capability: float, stock: float, line: float, aid_musd: float) -> float:
    """Coverage of vaccination one month ahead."""
    supplied = coverage.vaccine_supply(stock, coverage.vaccine_inflow(p, aid_musd, line, True))
    return coverage.vaccination(coverage.capability_next(p, capability, supplied, 1.0, 1.0), supplied)


def detection(p: HealthParams, capability: float, aid_musd: float) -> float:
    """Detection of tuberculosis one month ahead."""
    budget = medicine.programme_budget(p, medicine.FIRST_TB_SUPPLY)
    treated = coverage.tuberculosis_supply(p, budget, aid_musd)
    return coverage.detection(p, coverage.capability_next(p, capability, treated, 1.0, 1.0), treated)
