"""What is usual at the start of a scenario, for both engines: no levers enter, so that no policy is its own reference.

Access to medicine, coverage and the baselines of the health system are those of the start with the aid that is in
force then, one month ahead and without drives of the DPRK. So a policy or a drive that begins in month 0 acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from diplosim.rules import coverage, health, medicine, provocation
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


def references_of(scenario: Scenario, aid: Sequence[StartAid] = ()) -> References:
    """The references of a scenario with this aid in force at its start."""
    p, start = scenario.params(0), scenario.health
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
