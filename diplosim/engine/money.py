"""Phase 4: payments, goods on their way, absorption, and what each agreement shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import care
from diplosim.engine import records as at
from diplosim.engine.jit import phase
from diplosim.engine.reactions import compliance_cost, effective
from diplosim.engine.rows import clear
from diplosim.rules import delivery, givers, health, ledger, politics, provocation, sanctions, trust
from diplosim.rules.outcomes import musd

if TYPE_CHECKING:
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def money_and_pipeline(world: World, s: State, p: Params, lv: LeverRow, t: int) -> None:
    """Every table's cascade, then the credit of the carriers and what the health system absorbs."""
    tables = world.n_tables
    projects = 0
    for k in range(tables):
        if s.in_force[k]:
            projects += 1
    compliance = compliance_cost(s, p) if projects > 0 else 0.0
    for k in range(tables):
        s.ratio[k] = _pay(world, s, p, lv, t, k, projects, compliance) if s.in_force[k] else 0.0
    for k in range(tables):
        if s.in_force[k]:
            _witness(world, s, t, k)
        _move_goods(world, s, p, lv, k)
    if projects > 0:
        _credit_carriers(world, s)
    _absorb(world, s, p, lv)
    s.fungible = provocation.fungible(
        p.provocation, musd(s.flow.diverted), care.buy_medicine(world, s, p, lv), s.carve_out,
        1.0 if s.broad_table >= 0 else 0.0,
        world.initial_economy, s.economy, p.sanctions.eps_E,
    )  # fmt: skip


@phase
def _pay(
    world: World, s: State, p: Params, lv: LeverRow, t: int, k: int, projects: int, compliance: float
) -> float:
    """This month's part of an agreement in force; the share of the due sum that was paid."""
    agreement = s.agreement[k]
    pooled = agreement.pooled > 0
    share = care.payable(world, s, p, k)
    paid = _pay_pooled(world, s, p, t, k, share) if pooled else _pay_bilateral(world, s, p, k, share)
    third = agreement.channel == delivery.THIRD
    rate = politics.overhead_rate(p.politics, pooled, third, projects, lv.comp, compliance)
    overhead = ledger.part(paid, ledger.ppm(rate))
    s.money[k, at.OVERHEAD] += overhead
    s.money[k, at.HELD] += paid - overhead
    s.flow.disbursed += paid
    s.flow.overhead += overhead
    if compliance > 0.0:
        usual = politics.overhead_rate(p.politics, pooled, third, projects, lv.comp, 0.0)
        s.flow.compliance += overhead - ledger.part(paid, ledger.ppm(usual))
    if paid > 0:
        own = delivery.local_paid_share(s.economy, world.initial_economy)
        local = ledger.local_payment(agreement.local_pledged, agreement.D, own, s.local[k, at.LOCAL_UNPAID])
        s.local[k, at.LOCAL_UNPAID] -= local
        s.local[k, at.LOCAL_STOCK] += local
        for j in range(world.n_donors):
            if s.agreement_donors[k, j]:
                s.seen_in_health[trust.HI_MONITORED, j] += trust.monitored(
                    s.agreement[k].a * care.people(s, p)
                )
    due = ledger.monthly_due(agreement.pledged, agreement.D)
    return ledger.paid_share(paid, due, share)


@phase
def _multiplier(s: State, p: Params, k: int, j: int) -> float:
    """Share of its due that donor ``j``'s present government pays on the agreement of table ``k``."""
    agreement = s.agreement[k]
    direct = agreement.k == 0 and agreement.pooled == 0
    return politics.money_multiplier(politics.hawk_money(p.politics, direct), agreement.D, s.government[j])


@phase
def _pay_bilateral(world: World, s: State, p: Params, k: int, share: float) -> int:
    agreement = s.agreement[k]
    if agreement.suspended > 0:
        return 0
    donor = world.table_party[k]
    due = ledger.monthly_due(agreement.pledged, agreement.D)
    multiplier = _multiplier(s, p, k, donor)
    paid = ledger.bilateral_payment(s.money[k, at.UNDISBURSED], due, multiplier * share)
    s.flow.kept_out += ledger.bilateral_payment(s.money[k, at.UNDISBURSED], due, multiplier) - paid
    s.money[k, at.UNDISBURSED] -= paid
    s.flow.donors_paid += paid
    s.paid[donor] += paid
    return paid


@phase
def _pay_pooled(world: World, s: State, p: Params, t: int, k: int, share: float) -> int:
    """Donors fill the balance; the fund pays out even while they are suspended."""
    agreement = s.agreement[k]
    pledged, D = agreement.pledged, agreement.D
    deposited = ledger.deposit(pledged, s.agreement[k].prefund)
    filled = deposited if t == agreement.signed else 0
    if agreement.suspended == 0:
        total = 0.0
        donors = 0
        for j in range(world.n_donors):
            if s.agreement_donors[k, j]:
                total = total + _multiplier(s, p, k, j)
                donors += 1
        undisbursed = s.money[k, at.UNDISBURSED] - filled
        instalment = ledger.instalment(pledged, deposited, D, total / donors * share, undisbursed)
        s.flow.kept_out += ledger.instalment(pledged, deposited, D, total / donors, undisbursed) - instalment
        filled += instalment
    balance = s.money[k, at.FUND_BALANCE] + filled
    paid = ledger.part(ledger.fund_payout(pledged, D, balance), ledger.ppm(share))
    s.money[k, at.UNDISBURSED] -= filled
    s.money[k, at.FUND_BALANCE] = balance - paid
    s.flow.donors_paid += filled
    ceilings = 0.0
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            ceilings = ceilings + world.ceiling[j]
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            s.paid[j] += givers.own_share(world.ceiling[j], ceilings) * filled
    return paid


@phase
def carve_out_in_force(s: State, t: int, k: int) -> bool:
    """Whether the agreed relief of a table acts this month."""
    return bool(s.agreement[k].relief > 0.0 and t > s.agreement[k].snapped_until)


@phase
def _witness(world: World, s: State, t: int, k: int) -> None:
    """What an agreement in force shows this month: delivery, framing, relief."""
    agreement = s.agreement[k]
    att = delivery.attribution(agreement.channel, agreement.pooled > 0)
    relief = 0.0
    if t > agreement.signed and carve_out_in_force(s, t, k):
        relief = trust.relief_in_force(att, s.agreement[k].relief)
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            s.seen_out_health[trust.HO_DELIVERED, j] += trust.delivered(att, s.ratio[k])
            if agreement.f == 1:
                s.seen_out_health[trust.HO_SINGLED_OUT, j] += trust.SINGLED_OUT
            s.seen_out_security[trust.SO_RELIEF_IN_FORCE, j] += relief


@phase
def _credit_carriers(world: World, s: State) -> None:
    """The rest of the credit goes to whoever carries the agreement, averaged over what it carries."""
    donors = world.n_donors
    others = world.n_others
    for other in range(donors, others):
        carried = 0
        total = 0.0
        for k in range(world.n_tables):
            if s.in_force[k] and _carrier(s, k, donors, others) == other:
                att = delivery.attribution(s.agreement[k].channel, s.agreement[k].pooled > 0)
                carried += 1
                total = total + trust.carried(att, s.ratio[k])
        if carried > 0:
            s.seen_out_health[trust.HO_DELIVERED, other] += total / carried


@phase
def _carrier(s: State, k: int, donors: int, others: int) -> int:
    """Implementer or fund (place among the others) that shares the credit, -1 if the donor delivers itself."""
    if s.agreement[k].pooled > 0:
        return others - 1
    slot = s.agreement[k].k
    return donors + slot - 1 if slot > 0 else -1


@phase
def _move_goods(world: World, s: State, p: Params, lv: LeverRow, k: int) -> None:
    """Held goods are released, cross the border or spoil at it, arrive; a share of what arrives is diverted."""
    if not s.signed_once[k] or s.money[k, at.HELD] + s.money[k, at.TRANSIT] == 0:
        return
    agreement = s.agreement[k]
    closed = s.border_closed > 0
    held = s.money[k, at.HELD]
    released = ledger.part(held, ledger.ppm(care.release_rate(s, p, lv, k))) if held > 0 else 0
    transit = s.money[k, at.TRANSIT] + released
    arrived = ledger.part(transit, ledger.ppm(p.delivery.rho_tr)) if s.goods else 0
    spoiled = 0
    if p.mechanisms.access and not s.goods:
        spoiled = ledger.part(transit, ledger.ppm(p.delivery.spoil))
    mon = delivery.monitoring_strength(agreement.channel, agreement.pooled > 0)
    v = delivery.diversion_share(p.delivery.v0, s.agreement[k].a, mon, closed) * care.diverted(s, p, k)
    diverted = ledger.part(arrived, ledger.ppm(v))
    s.money[k, at.HELD] -= released
    s.money[k, at.TRANSIT] = transit - arrived - spoiled
    s.money[k, at.WASTED] += spoiled
    s.money[k, at.STOCK] += arrived - diverted
    s.money[k, at.DIVERTED] += diverted
    s.flow.arrived += arrived
    s.flow.diverted += diverted
    s.flow.spoiled += spoiled
    if arrived > 0:
        for j in range(world.n_donors):
            if s.agreement_donors[k, j]:
                s.seen_in_health[trust.HI_DIVERSION, j] += trust.diversion_seen(s.agreement[k].a, v)


@phase
def _in_pipeline(s: State, k: int) -> int:
    return int(
        s.money[k, at.HELD] + s.money[k, at.TRANSIT] + s.money[k, at.STOCK] + s.local[k, at.LOCAL_STOCK]
    )


@phase
def _absorb(world: World, s: State, p: Params, lv: LeverRow) -> None:
    """The health system absorbs what it can of every table's stock."""
    d = p.delivery
    el = delivery.electricity(
        d.el0, s.economy, world.initial_economy, effective(s, sanctions.FUEL), world.initial_fuel_breadth
    )
    s.electricity = el
    clear(s.effective)
    clear(s.absorbed)
    live = 0
    total = 0
    for k in range(world.n_tables):
        total += s.money[k, at.STOCK] + s.local[k, at.LOCAL_STOCK]
        if _in_pipeline(s, k) > 0:
            live += 1
    if live == 0:
        return
    cap = delivery.capacity(
        d.cap0, s.border_closed > 0, lv.dig, el, d.el0,
        s.blocks[health.SERVICE], s.blocks[health.GOVERNANCE],
        world.initial_blocks[health.SERVICE], world.initial_blocks[health.GOVERNANCE],
    )  # fmt: skip
    for k in range(world.n_tables):
        if _in_pipeline(s, k) > 0:
            waste = delivery.waste_share(d.c_cold, el, care.products(s, p, lv, k))
            stock = s.money[k, at.STOCK] + s.local[k, at.LOCAL_STOCK]
            taken = delivery.absorbable(stock, cap, live)
            if p.mechanisms.absorption:
                taken = delivery.absorbable_in_proportion(stock, cap, total)
            _absorb_at(s, k, taken, ledger.ppm(waste))


@phase
def _absorb_at(s: State, k: int, taken: int, waste: int) -> None:
    stock, local = s.money[k, at.STOCK], s.local[k, at.LOCAL_STOCK]
    from_donors = delivery.donor_part(taken, stock, local)
    wasted = ledger.part(from_donors, waste)
    s.money[k, at.STOCK] -= from_donors
    s.money[k, at.ABSORBED] += from_donors - wasted
    s.money[k, at.WASTED] += wasted
    s.local[k, at.LOCAL_STOCK] -= taken - from_donors
    s.local[k, at.LOCAL_ABSORBED] += taken - from_donors
    care.note_absorbed(s, k, from_donors - wasted, taken - from_donors)
    s.flow.absorbed += from_donors - wasted
    s.flow.local_absorbed += taken - from_donors
