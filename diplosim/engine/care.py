"""What the month has for health: borders and access, what aid consists of, and what the recipient has besides aid.

Besides aid it has its own money, medicine, coverage, hospitals and insurance. Where the mechanism ``content`` is off,
all aid is divided as the lever ``comp`` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import notes
from diplosim.engine import records as at
from diplosim.engine.jit import phase
from diplosim.engine.rows import event_row, trace_row
from diplosim.engine.setting import happens
from diplosim.rules import (
    access,
    content,
    coverage,
    delivery,
    health,
    ledger,
    medicine,
    provocation,
    sanctions,
)
from diplosim.rules.outcomes import musd

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def pass_month(world: World, s: State, p: Params, book: BookRow, t: int) -> None:
    """After the month's shocks: whether goods cross, and how access falls, returns, or is set by a dated event."""
    closed = s.border_closed > 0
    if not p.mechanisms.access:
        s.goods = 0 if closed else 1
        return
    s.closed_months = access.closed_months_next(s.closed_months, closed)
    s.goods = 1 if access.goods_cross(s.closed_months, p.delivery.L_goods) else 0
    s.access = access.access_next(p.delivery, s.access, s.closed_months, _admitted(world, s, p))
    for kind in (at.ACCESS, at.EXPULSION):
        for i in range(book.n_events):
            event = event_row(book.event, i)
            if happens(event, t, kind):
                s.access = event.a if kind == at.ACCESS else access.after_expulsion(p.delivery, s.access)
                if book.trace:
                    trace_row(
                        book.trace, notes.new(book, notes.ACCESS if kind == at.ACCESS else notes.EXPULSION)
                    ).amount = s.access


@phase
def _admitted(world: World, s: State, p: Params) -> bool:
    """Whether staff were admitted at the end of last month: nothing has changed at the tables since."""
    if p.mechanisms.stance and s.stance:
        return True
    for k in range(world.n_tables):
        if s.in_force[k]:
            a = s.agreement[k]
            if access.admits(a.channel, a.pooled > 0, s.agreement[k].a, a.suspended > 0):
                return True
    return False


@phase
def people(s: State, p: Params) -> float:
    """Access of people, 0-1: how much of the agreed monitoring can be done."""
    return s.access if p.mechanisms.access else 1.0


@phase
def payable(world: World, s: State, p: Params, k: int) -> float:
    """Share of what is due on the agreement of table ``k`` that can be paid in the country, 0-1."""
    if not p.mechanisms.access:
        return 1.0
    party = world.table_party[k]
    return access.payable(s.access, party >= 0 and world.patron[party] > 0, s.agreement[k].channel)


@phase
def note_expulsion(s: State, p: Params, k: int) -> None:
    """A cancelled agreement of table ``k`` takes access with it if foreign staff carried it."""
    if p.mechanisms.access and access.expels(s.agreement[k].channel, s.agreement[k].pooled > 0):
        s.access = access.after_expulsion(p.delivery, s.access)


@phase
def release_rate(s: State, p: Params, lv: LeverRow, k: int) -> float:
    """Share of the held goods of table ``k`` that is released this month."""
    if not p.mechanisms.content:
        return delivery.held_release_rate(s.release_fraction, s.throughput)
    hindered = content.HINDERED[s.agreement[k].g]
    released = sanctions.release_fraction(s.delay_days * hindered)
    through = sanctions.throughput(
        s.assessed_bank, s.assessed_goods, s.over_compliance, s.carve_out, lv.dig, hindered
    )
    return delivery.held_release_rate(released, through)


@phase
def diverted(s: State, p: Params, k: int) -> float:
    """How readily the goods of table ``k`` are diverted, against supplies."""
    return content.DIVERTED[s.agreement[k].g] if p.mechanisms.content else 1.0


@phase
def products(s: State, p: Params, lv: LeverRow, k: int) -> float:
    """Share of medical products in the aid of table ``k``."""
    if p.mechanisms.content:
        return content.share(s.agreement[k].g, health.PRODUCTS)
    return health.share(health.PRODUCTS, lv.comp)


@phase
def note_absorbed(s: State, k: int, absorbed: int, local: int) -> None:
    """What of one table reached the health system this month, M$."""
    s.absorbed[k] = absorbed / ledger.KUSD_PER_MUSD
    s.effective[k] = (absorbed + local) / ledger.KUSD_PER_MUSD


@phase
def freeing(world: World, s: State, p: Params) -> float:
    """M$ absorbed this month that free own money as supplies do."""
    if not p.mechanisms.content:
        return musd(s.flow.absorbed)
    total = 0.0
    for k in range(world.n_tables):
        if s.absorbed[k] > 0.0:
            total = total + content.FUNGIBLE[s.agreement[k].g] * s.absorbed[k]
    return total


@phase
def spent_on(world: World, s: State, p: Params, lv: LeverRow, block: int) -> float:
    """Effective M$ a month on a block, over all tables."""
    if not p.mechanisms.content:
        effective = (s.flow.absorbed + s.flow.local_absorbed) / ledger.KUSD_PER_MUSD
        return health.block_spend(block, effective, lv.comp, lv.dig)
    total = 0.0
    if s.flow.absorbed + s.flow.local_absorbed > 0:
        for k in range(world.n_tables):
            if s.effective[k] > 0.0:  # most tables bring nothing, and nothing added changes no bit
                total = total + s.effective[k] * content.share(s.agreement[k].g, block)
    return health.with_digital(block, total, lv.dig)


@phase
def decide(s: State, book: BookRow, t: int) -> None:
    """Dated decisions of the recipient about its health system, kind by kind."""
    for kind in (at.HOSPITAL_DRIVE, at.KORYO_DRIVE, at.VACCINE_LINE, at.INSURANCE):
        for i in range(book.n_events):
            event = event_row(book.event, i)
            if happens(event, t, kind):
                if kind == at.HOSPITAL_DRIVE:
                    s.hospitals_a_year = event.a
                elif kind == at.KORYO_DRIVE:
                    s.koryo_drive = event.a
                elif kind == at.VACCINE_LINE:
                    s.vaccine_line = event.a
                else:
                    s.insurance_from = t
                if book.trace:
                    trace_row(
                        book.trace, notes.new(book, notes.HOSPITAL_DRIVE + kind - at.HOSPITAL_DRIVE)
                    ).amount = event.a


@phase
def buy_medicine(world: World, s: State, p: Params, lv: LeverRow) -> float:
    """Own imports of medicine, less what aid frees; M$ of own money that aid freed this month."""
    fungible = provocation.freed_by_aid(p.provocation, freeing(world, s, p))
    goods = s.goods > 0
    wanted = medicine.imports_wanted(
        p.health, p.bargaining.Pi, lv.china, s.economy, world.initial_economy, people(s, p),
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
        if s.effective[k] > 0.0:
            aid = aid + s.effective[k] * products(s, p, lv, k)
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
        if not s.effective[k] > 0.0:
            continue
        party = world.table_party[k]
        who = coverage.payer(party < 0, party >= 0 and world.health_fund[party] > 0)
        medical = products(s, p, lv, k)
        vaccines = vaccines + coverage.earmarked(coverage.VACCINES, who, s.effective[k], medical)
        tuberculosis = tuberculosis + coverage.earmarked(coverage.TUBERCULOSIS, who, s.effective[k], medical)
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
