"""What the DPRK has for health besides aid: its own money, medicine, coverage, hospitals, insurance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import border, contents
from diplosim.engine import records as at
from diplosim.engine.jit import phase
from diplosim.engine.rows import event_row
from diplosim.engine.setting import happens
from diplosim.rules import coverage, health, medicine, provocation

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def decide(s: State, book: BookRow, t: int) -> None:
    """Dated decisions of the DPRK about its health system."""
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.HOSPITAL_DRIVE):
            s.hospitals_a_year = event.a
        elif happens(event, t, at.KORYO_DRIVE):
            s.koryo_drive = event.a
        elif happens(event, t, at.VACCINE_LINE):
            s.vaccine_line = event.a
        elif happens(event, t, at.INSURANCE):
            s.insurance_from = t


@phase
def buy_medicine(world: World, s: State, p: Params, lv: LeverRow) -> float:
    """Own imports of medicine, less what aid frees; M$ of own money that aid freed this month."""
    fungible = provocation.freed_by_aid(p.provocation, contents.freeing(world, s, p))
    goods = s.goods > 0
    wanted = medicine.imports_wanted(
        p.health, p.bargaining.Pi, lv.china, s.economy, world.initial_economy, border.people(s, p),
        s.hospitals_a_year,
    )  # fmt: skip
    freed = medicine.freed(fungible, wanted, goods)
    s.own_imports = medicine.imports(wanted, freed, goods)
    s.flow.own_import = medicine.monthly_kusd(s.own_imports)
    s.flow.aid_freed = medicine.freed_kusd(wanted, s.own_imports, goods)
    s.own_spent[0] += s.flow.own_import
    return freed if p.mechanisms.own_money else fungible


@phase
def provide(world: World, s: State, p: Params, lv: LeverRow, t: int) -> None:
    """Phase 5 before the blocks move: medicine, coverage, hospitals and insurance of this month."""
    budget = _pay_programme(s, p)
    _supply_medicine(world, s, p, lv)
    _cover(world, s, p, lv, budget)
    _renew(s, p, t)


@phase
def _pay_programme(s: State, p: Params) -> float:
    """The protected budget for tuberculosis, M$ a year; what hospitals cost is booked with it."""
    budget = medicine.programme_budget(p.health, s.tb_supply)
    s.flow.own_programme = medicine.monthly_kusd(budget)
    s.flow.own_hospital = medicine.monthly_kusd(p.health.c_hosp * s.hospitals_a_year)
    s.own_spent[1] += s.flow.own_programme
    s.own_spent[2] += s.flow.own_hospital
    return budget


@phase
def _supply_medicine(world: World, s: State, p: Params, lv: LeverRow) -> None:
    """Medicine from the state and on the market, and what it does to the baseline of products."""
    h, goods = p.health, s.goods > 0
    s.koryo = medicine.koryo_next(h, s.koryo, max(s.koryo_drive, lv.koryo))
    domestic = medicine.production(h, s.electricity, p.delivery.el0, goods, s.koryo)
    aid = 0.0
    for k in range(world.n_tables):
        aid = aid + s.effective[k] * contents.products(s, p, lv, k)
    s.sufficiency = medicine.sufficiency(h, s.own_imports, domestic, aid)
    fill = medicine.market_fill(h, s.sufficiency, s.economy, world.initial_economy, goods)
    s.market_share = medicine.market_share(s.sufficiency, fill)
    own = medicine.medicine_access(h, s.own_imports, domestic, fill)
    s.products_factor = medicine.products_factor(h, own, world.usual_medicine)


@phase
def _cover(world: World, s: State, p: Params, lv: LeverRow, budget: float) -> None:
    """Supplies of this month, capability after them, coverage."""
    h = p.health
    vaccines, tuberculosis = 0.0, 0.0
    for k in range(world.n_tables):
        party = world.table_party[k]
        who = coverage.payer(party < 0, party >= 0 and world.health_fund[party] > 0)
        products = contents.products(s, p, lv, k)
        vaccines = vaccines + coverage.earmarked(coverage.VACCINES, who, s.effective[k], products)
        tuberculosis = tuberculosis + coverage.earmarked(coverage.TUBERCULOSIS, who, s.effective[k], products)
    inflow = coverage.vaccine_inflow(h, vaccines, s.vaccine_line, s.goods > 0)
    supplied = coverage.vaccine_supply(s.vaccine_stock, inflow)
    s.vaccine_stock = coverage.vaccine_stock_next(h, s.vaccine_stock, inflow, supplied)
    s.tb_aid = tuberculosis
    s.tb_supply = coverage.tuberculosis_supply(h, budget, tuberculosis)
    governance, first = s.blocks[health.GOVERNANCE], world.initial_blocks[health.GOVERNANCE]
    s.capability_vaccines = coverage.capability_next(h, s.capability_vaccines, supplied, governance, first)
    s.capability_tb = coverage.capability_next(h, s.capability_tb, s.tb_supply, governance, first)
    s.coverage_dtp3 = coverage.vaccination(s.capability_vaccines, supplied)
    s.tb_detection = coverage.detection(h, s.capability_tb, s.tb_supply)


@phase
def _renew(s: State, p: Params, t: int) -> None:
    """Hospitals and insurance: what they add to the baselines of services and of financing."""
    governance = s.blocks[health.GOVERNANCE]
    s.hospitals = health.hospital_stock_next(p.health, s.hospitals, s.hospitals_a_year)
    s.hospitals_ready = health.hospital_readiness(s.electricity, s.sufficiency, governance)
    s.service_gain = health.hospital_gain(p.health, s.hospitals, s.hospitals_ready)
    age = t - s.insurance_from + 1 if s.insurance_from >= 0 else 0
    s.financing_gain = health.insurance_gain(p.health, age, governance)


@phase
def missing_coverage(world: World, s: State, p: Params) -> float:
    """What coverage below that of the start adds to the burden."""
    if not p.mechanisms.coverage:
        return 0.0
    return coverage.missing(
        p.health, world.usual_dtp3, s.coverage_dtp3, world.usual_detection, s.tb_detection
    )
