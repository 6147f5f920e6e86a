"""Money to goods to effect: one month of payments and deliveries at every table (model sections 5.3, 5.4, 6).

Within a table the month is a cascade, each stage acting on its stock after this month's inflow (ruling B4).
All amounts are whole k$ and every flow moves between two accounts, so nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.model.actors.agreement import Agreement
from diplosim.rules import delivery, givers, health, ledger, politics, trust

if TYPE_CHECKING:
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel


def pay(table: Table, n_projects: int) -> float:
    """Pay this month's part of the agreement in force; return the share of the due sum that was paid."""
    agreement, model = table.agreement, table.model
    if agreement is None:
        return 0.0
    border = model.recipient.border
    share = border.payable(agreement)
    pay_out = _pay_pooled if agreement.pooled else _pay_bilateral
    paid = pay_out(table, agreement, share)
    third = agreement.channel == delivery.THIRD
    given = (model.params.politics, agreement.pooled, third, n_projects, model.levers.comp)
    overhead = ledger.part(paid, ledger.ppm(politics.overhead_rate(*given, model.council.compliance_cost)))
    money = table.money
    table.money = money._replace(overhead=money.overhead + overhead, held=money.held + paid - overhead)
    model.month.disbursed += paid
    model.month.overhead += overhead
    model.month.compliance += overhead - ledger.part(paid, ledger.ppm(politics.overhead_rate(*given, 0.0)))
    if paid > 0:
        _pay_locally(table, agreement)
        for donor in agreement.donors:
            donor.belief.see_health(trust.HI_MONITORED, trust.monitored(agreement.package.a * border.people))
    return ledger.paid_share(paid, agreement.monthly_due, share)


def _pay_bilateral(table: Table, agreement: Agreement, share: float) -> int:
    if agreement.suspended:
        return 0
    multiplier, left = agreement.donors[0].money_multiplier(agreement), table.money.undisbursed
    paid = ledger.bilateral_payment(left, agreement.monthly_due, multiplier * share)
    table.model.month.kept_out += ledger.bilateral_payment(left, agreement.monthly_due, multiplier) - paid
    table.money = table.money._replace(undisbursed=table.money.undisbursed - paid)
    table.model.month.donors_paid += paid
    table.model.month.paid[agreement.donors[0].code] += paid
    return paid


def _pay_pooled(table: Table, agreement: Agreement, share: float) -> int:
    """Donors fill the balance (deposit, then instalments); the fund pays out even while they are suspended."""
    money = table.money
    deposited = agreement.deposit
    filled = deposited if agreement.age(table.model.t) == 0 else 0
    if not agreement.suspended:
        total = 0.0
        for donor in agreement.donors:
            total = total + donor.money_multiplier(agreement)
        mean = total / len(agreement.donors)
        given = (agreement.pledged, deposited, agreement.package.D)
        instalment = ledger.instalment(*given, mean * share, money.undisbursed - filled)
        table.model.month.kept_out += ledger.instalment(*given, mean, money.undisbursed - filled) - instalment
        filled += instalment
    balance = money.fund_balance + filled
    paid = _fund_pays(agreement, balance, share)
    table.money = money._replace(undisbursed=money.undisbursed - filled, fund_balance=balance - paid)
    table.model.month.donors_paid += filled
    ceilings = 0.0
    for donor in agreement.donors:
        ceilings = ceilings + donor.spec.ceiling_musd
    for donor in agreement.donors:
        share = givers.own_share(donor.spec.ceiling_musd, ceilings)
        table.model.month.paid[donor.code] += share * filled
    return paid


def _fund_pays(agreement: Agreement, balance: int, share: float) -> int:
    """k$ that the fund pays out: what is due, as long as its balance lasts; ``share`` of that can be paid in."""
    due = ledger.fund_payout(agreement.pledged, agreement.package.D, balance)
    return ledger.part(due, ledger.ppm(share))


def _pay_locally(table: Table, agreement: Agreement) -> None:
    model = table.model
    share = delivery.local_paid_share(model.recipient.economy, model.initial_economy)
    paid = ledger.local_payment(agreement.local_pledged, agreement.package.D, share, table.local.local_unpaid)
    table.local = table.local._replace(
        local_unpaid=table.local.local_unpaid - paid, local_stock=table.local.local_stock + paid
    )


def witness(table: Table, ratio: float) -> None:
    """What an agreement in force shows this month: delivery, framing, relief."""
    agreement, model = table.agreement, table.model
    if agreement is None:
        return
    att = delivery.attribution(agreement.channel, agreement.pooled)
    relief = 0.0
    if agreement.age(model.t) > 0 and agreement.carve_out_in_force(model.t):
        relief = trust.relief_in_force(att, agreement.relief)
    for donor in agreement.donors:
        view = model.recipient.trust[donor.code]
        view.see_health(trust.HO_DELIVERED, trust.delivered(att, ratio))
        if agreement.package.f == 1:
            view.see_health(trust.HO_SINGLED_OUT, trust.SINGLED_OUT)
        view.see_security(trust.SO_RELIEF_IN_FORCE, relief)


def credit_carriers(model: DiplomacyModel, ratios: dict[Table, float]) -> None:
    """The rest of the credit goes to whoever carries the agreement, averaged over what it carries."""
    for carrier in (*model.implementers, model.fund):
        carried, total = 0, 0.0
        for table in model.tables:
            if table.agreement is not None and model.carrier_of(table.agreement) is carrier:
                att = delivery.attribution(table.agreement.channel, table.agreement.pooled)
                carried += 1
                total = total + trust.carried(att, ratios[table])
        if carried:
            model.recipient.trust[carrier.code].see_health(trust.HO_DELIVERED, total / carried)


def move_goods(table: Table) -> None:
    """Held goods are released, cross the border or spoil at it, arrive; a share of what arrives is diverted."""
    model, agreement, money = table.model, table.latest, table.money
    if agreement is None or money.held + money.transit == 0:
        return
    closed = model.recipient.border_closed > 0
    contents = model.recipient.contents
    rate = contents.release_rate(table)
    released = ledger.part(money.held, ledger.ppm(rate))
    transit = money.transit + released
    p, goods = model.params.delivery, model.recipient.border.goods
    arrived = ledger.part(transit, ledger.ppm(p.rho_tr)) if goods else 0
    spoiled = 0 if goods else ledger.part(transit, ledger.ppm(model.recipient.border.spoilage))
    mon = delivery.monitoring_strength(agreement.channel, agreement.pooled)
    v = delivery.diversion_share(p.v0, agreement.package.a, mon, closed) * contents.diverted(table)
    diverted = ledger.part(arrived, ledger.ppm(v))
    table.money = money._replace(
        held=money.held - released,
        transit=transit - arrived - spoiled,
        stock=money.stock + arrived - diverted,
        wasted=money.wasted + spoiled,
        diverted=money.diverted + diverted,
    )
    model.month.arrived += arrived
    model.month.diverted += diverted
    model.month.spoiled += spoiled
    if arrived > 0:
        for donor in agreement.donors:
            donor.belief.see_health(trust.HI_DIVERSION, trust.diversion_seen(agreement.package.a, v))


def absorb(model: DiplomacyModel) -> None:
    """The health system absorbs what it can of every table's stock."""
    live = [table for table in model.tables if _in_pipeline(table) > 0]
    p, recipient = model.params.delivery, model.recipient
    E, E0 = recipient.economy, model.initial_economy
    el = delivery.electricity(p.el0, E, E0, model.council.effective("fuel"), model.initial_fuel_breadth)
    recipient.care.electricity = el
    recipient.contents.begin_month()
    cap = delivery.capacity(
        p.cap0, recipient.border_closed > 0, model.levers.dig, el, p.el0,
        recipient.health.blocks[health.SERVICE], recipient.health.blocks[health.GOVERNANCE],
        recipient.health.initial[health.SERVICE], recipient.health.initial[health.GOVERNANCE],
    )  # fmt: skip
    stocks = {table: table.money.stock + table.local.local_stock for table in live}
    total = sum(stocks.values())
    for table, stock in stocks.items():
        taken = delivery.absorbable(stock, cap, len(live))
        if model.params.mechanisms.absorption:
            taken = delivery.absorbable_in_proportion(stock, cap, total)
        waste = delivery.waste_share(p.c_cold, el, recipient.contents.products(table))
        _absorb_at(table, taken, waste)


def _in_pipeline(table: Table) -> int:
    money = table.money
    return money.held + money.transit + money.stock + table.local.local_stock


def _absorb_at(table: Table, taken: int, waste: float) -> None:
    money, local, month = table.money, table.local, table.model.month
    from_donors = delivery.donor_part(taken, money.stock, local.local_stock)
    wasted = ledger.part(from_donors, ledger.ppm(waste))
    table.money = money._replace(
        stock=money.stock - from_donors,
        absorbed=money.absorbed + from_donors - wasted,
        wasted=money.wasted + wasted,
    )
    table.local = local._replace(
        local_stock=local.local_stock - (taken - from_donors),
        local_absorbed=local.local_absorbed + taken - from_donors,
    )
    table.model.recipient.contents.note(table, from_donors - wasted, taken - from_donors)
    month.absorbed += from_donors - wasted
    month.local_absorbed += taken - from_donors
