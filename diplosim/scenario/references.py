"""What is usual at the start of a scenario, for both engines: no levers enter, so that no policy is its own reference.

Access to medicine, coverage and the baselines of the health system are those of the start with the aid that is in
force then, one month ahead and without drives of the DPRK. So a policy or a drive that begins in month 0 acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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
from diplosim.rules.params import HealthParams, Params
from diplosim.scenario.scenario import Scenario


class StartAid(NamedTuple):
    """Effective aid of one table as the run starts."""

    musd: float
    """M$ a month that reach the health system."""
    payer: int
    """Whose earmarks it has, see `diplosim.rules.coverage.payer`."""


class References(NamedTuple):
    """What the present is compared with."""

    baselines: tuple[float, ...]
    """Where each block would go without aid."""
    medicine: float
    """Access to medicine without aid."""
    dtp3: float
    """Coverage of vaccination."""
    detection: float
    """Detection of tuberculosis."""


def start_aid(scenario: Scenario, params: Params | None = None) -> list[StartAid]:
    """Effective aid of the agreements in force at the start, each as its first month would bring it.

    Of what is due a government that is hawkish at the start pays its part (one that is drawn counts as dovish), and
    access, overhead, diversion and waste take theirs.
    """
    p = params or scenario.params(0)
    s, on = p.sanctions, p.mechanisms
    compliance = 0.0
    if on.compliance:
        friction = sanctions.bank_friction(s.U_bank, s.O0)
        compliance = sanctions.compliance_cost(s.oh_s, friction, s.e_law0)
    found = []
    for agreement in scenario.agreements:
        donor, g = scenario.actor(agreement.donor), agreement.levels[2]
        channel = delivery.CHANNELS[agreement.channel]
        V = bargaining.programme_size(agreement.money_share, donor.ceiling_musd, agreement.months)
        due = ledger.monthly_due(ledger.pledged(V, agreement.cofinancing), agreement.months)
        m = politics.hawk_money(p.politics, channel == delivery.DIRECT)
        paid = due * politics.money_multiplier(m, agreement.months, int(donor.hawkish is True))
        if on.access:
            paid = paid * access.payable(scenario.access, donor.trust_class == "patron", channel)
        third, projects = channel == delivery.THIRD, len(scenario.agreements)
        overhead = politics.overhead_rate(p.politics, False, third, projects, 0.0, compliance)
        strength = delivery.monitoring_strength(channel, False)
        diverted = delivery.diversion_share(p.delivery.v0, agreement.access, strength, False)
        products = health.share(health.PRODUCTS, 0.0)
        if on.content:
            diverted, products = diverted * content.DIVERTED[g], content.share(g, health.PRODUCTS)
        waste = delivery.waste_share(p.delivery.c_cold, p.delivery.el0, products)
        effective = paid / ledger.KUSD_PER_MUSD * (1.0 - overhead) * (1.0 - diverted) * (1.0 - waste)
        found.append(StartAid(effective, coverage.payer(False, donor.health_fund)))
    return found


def references_of(scenario: Scenario, params: Params | None = None) -> References:
    """The references of a scenario with the aid in force at its start; ``params``: instead of its own of month 0."""
    p = params or scenario.params(0)
    start, aid = scenario.health, start_aid(scenario, p)
    total = 0.0
    for table in aid:
        total = total + table.musd
    blocks = start.blocks.levels
    spend = [health.block_spend(b, total, 0.0, 0.0) for b in range(health.N_BLOCKS)]
    baselines = tuple(health.balanced_baseline(p.health, blocks[b], spend[b]) for b in range(health.N_BLOCKS))
    budget = medicine.programme_budget(p.health, medicine.FIRST_TB_SUPPLY)
    dtp3, detection = _coverage(scenario, p.health, aid, budget)
    return References(baselines, _medicine(scenario, p, total), dtp3, detection)


def _medicine(scenario: Scenario, p: Params, aid_musd: float) -> float:
    """Access to medicine without aid, with electricity, economy and border as at the start."""
    h = p.health
    people = scenario.access if p.mechanisms.access else 1.0
    wanted = medicine.imports_wanted(h, p.bargaining.Pi, 0.0, 1.0, 1.0, people, 0.0)
    freed = medicine.freed(provocation.freed_by_aid(p.provocation, aid_musd), wanted, True)
    bought = medicine.imports(wanted, freed, True)
    domestic = medicine.production(h, p.delivery.el0, p.delivery.el0, True, 0.0)
    sm = medicine.sufficiency(h, bought, domestic, aid_musd * health.share(health.PRODUCTS, 0.0))
    return medicine.medicine_access(h, bought, domestic, medicine.market_fill(h, sm, 1.0, 1.0, True))


def _coverage(
    scenario: Scenario, h: HealthParams, aid: Sequence[StartAid], budget: float
) -> tuple[float, float]:
    """Vaccination and detection one month ahead."""
    start, products = scenario.health, health.share(health.PRODUCTS, 0.0)
    vaccines, tuberculosis = 0.0, 0.0
    for table in aid:
        vaccines = vaccines + coverage.earmarked(coverage.VACCINES, table.payer, table.musd, products)
        tuberculosis = tuberculosis + coverage.earmarked(
            coverage.TUBERCULOSIS, table.payer, table.musd, products
        )
    inflow = coverage.vaccine_inflow(h, vaccines, start.vaccine_line, True)
    supplied = coverage.vaccine_supply(start.vaccine_stock, inflow)
    treated = coverage.tuberculosis_supply(h, budget, tuberculosis)
    K_v = coverage.capability_next(h, start.capability_vaccines, supplied, 1.0, 1.0)
    K_t = coverage.capability_next(h, start.capability_tb, treated, 1.0, 1.0)
    return coverage.vaccination(K_v, supplied), coverage.detection(h, K_t, treated)
