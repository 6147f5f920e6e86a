"""The sanctions body, and phase 7: tension, the Council, suspensions and expulsions, and the allies' answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import care, notes, parties, signing
from diplosim.engine import records as at
from diplosim.engine.jit import phase
from diplosim.engine.parties import table_id
from diplosim.engine.rows import event_row, trace_row
from diplosim.engine.setting import draw, happens
from diplosim.metrics.state import CLOSED
from diplosim.rules import chance, ledger, network, politics, posture, provocation, sanctions, tables, trust
from diplosim.rules.numeric import hazard_probability, hazard_strikes

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def effective(s: State, sector: int) -> float:
    """Breadth as it acts now: halved in goods, fuel and trade while broad relief stands."""
    relieved = s.broad_table >= 0 and sector != sanctions.BANK
    return sanctions.effective_breadth(s.breadth[sector], relieved)


@phase
def mean_breadth(s: State) -> float:
    """Mean effective breadth over the sectors."""
    return sanctions.mean_breadth(
        effective(s, sanctions.BANK),
        effective(s, sanctions.GOODS),
        effective(s, sanctions.FUEL),
        effective(s, sanctions.TRADE),
    )


@phase
def assess(world: World, s: State, p: Params, lv: LeverRow, t: int) -> None:
    """Once a month: the carve-out in force, the exemption delay, the throughput."""
    agreed = 0.0
    for k in range(world.n_tables):
        if s.in_force[k] and s.agreement[k].relief > 0.0 and t > s.agreement[k].snapped_until:
            agreed = sanctions.AGREED_CARVE_OUT
    e = sanctions.carve_out(p.sanctions.e_law0, lv.e_policy, agreed)
    s.carve_out = e
    s.hold = 0.0
    s.delay_days = sanctions.exemption_delay(p.sanctions.W0, e, lv.W_policy, lv.W_strength)
    if p.mechanisms.holds:
        s.hold = sanctions.hold(p.sanctions, parties.hawks_can_block(world, s), lv.press, e, lv.hold_waiver)
        s.delay_days = sanctions.held_delay(p.sanctions, s.hold, lv.W_policy, lv.W_strength)
    s.release_fraction = sanctions.release_fraction(s.delay_days)
    s.assessed_bank, s.assessed_goods = effective(s, sanctions.BANK), effective(s, sanctions.GOODS)
    s.throughput = sanctions.throughput(s.assessed_bank, s.assessed_goods, s.over_compliance, e, lv.dig)


@phase
def compliance_cost(s: State, p: Params) -> float:
    """Share of payments that complying with sanctions costs this month."""
    if not p.mechanisms.compliance:
        return 0.0
    friction = sanctions.bank_friction(effective(s, sanctions.BANK), s.over_compliance)
    return sanctions.compliance_cost(p.sanctions.oh_s, friction, s.carve_out)


@phase
def react(s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int) -> None:
    """Vote after a major month, adopt dated resolutions, let over-compliance drift."""
    major = s.flow.major_severity > 0
    adoption = sanctions.adoption_probability(p.sanctions, p.mechanisms.votes > 0, s.flow.by_class[2] > 0)
    if major:
        u = draw(key, 0, chance.UN_VOTE, 0)
        if u < adoption:
            _adopt(s, 15, p.sanctions.dU)
        if book.trace and adoption > 0.0:
            row = trace_row(book.trace, notes.new(book, notes.ADOPTED if u < adoption else notes.VETOED))
            factors = sanctions.adoption_factors(p.sanctions, p.mechanisms.votes > 0, s.flow.by_class[2] > 0)
            notes.multiplied(row, factors, u, adoption, False)
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.RESOLUTION):
            dU = event.a if event.a >= 0.0 else p.sanctions.dU
            _adopt(s, int(event.b), dU)
            if book.trace:
                row = trace_row(book.trace, notes.new(book, notes.ADOPTED))
                row.number, row.dated = int(event.b), 1
    target = sanctions.over_compliance_target(p.sanctions.O0, s.carve_out, lv.press)
    s.over_compliance = sanctions.over_compliance_next(
        s.over_compliance, target, p.sanctions.r_O, major, lv.press
    )


@phase
def _adopt(s: State, sectors: int, dU: float) -> None:
    """New sanctions in the sectors whose bit is set."""
    for sector in range(len(s.breadth)):
        if sectors & (1 << sector):
            s.breadth[sector] = sanctions.ratchet(s.breadth[sector], dU)
    s.flow.resolutions += 1


@phase
def snap_back(world: World, s: State, lv: LeverRow, book: BookRow, t: int) -> None:
    """Conditional relief is switched off after a major provocation."""
    if s.flow.major_severity == 0 or lv.uncond > 0.0:
        return
    for k in range(world.n_tables):
        if not s.in_force[k] or s.agreement[k].relief <= 0.0 or s.agreement[k].q < 1:
            continue
        s.agreement[k].snapped_until = t + sanctions.SNAP_BACK_MONTHS
        broad_ends = s.broad_table == k and s.flow.by_class[2] > 0
        if broad_ends:
            s.broad_table = -1
            s.agreement[k].relief = trust.relief_level(1)
        if book.trace:
            row = trace_row(book.trace, notes.to_table(world, book, notes.SNAP_BACK, k))
            row.number, row.flag = sanctions.SNAP_BACK_MONTHS, 1 if broad_ends else 0


@phase
def leak(world: World, p: Params) -> float:
    """Share of trade that neighbours let through despite sanctions."""
    total = 0.0
    for i in range(world.n_traders):
        enforced = world.enforcement[i]
        if enforced == -1.0:
            enforced = p.sanctions.enf_CHN
        elif enforced == -2.0:
            enforced = p.sanctions.enf_RUS
        total = total + sanctions.leak_part(world.trade_share[i], enforced)
    return total


@phase
def reactions(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int) -> None:
    """Everything that this month's provocations set off, in the order of ruling B6."""
    strength = provocation.response_strength(p.provocation, lv.press, s.restraint)
    s.response = strength * s.flow.severity
    s.branching_ratio = provocation.branching_ratio(p.provocation, strength)
    s.tension = provocation.tension_next(p.provocation, s.tension, s.flow.severity, strength)
    react(s, p, lv, book, key, t)
    snap_back(world, s, lv, book, t)
    for k in range(world.n_tables):
        if s.in_force[k]:
            _suspend_or_resume(world, s, p, lv, book, key, k)
    for k in range(world.n_tables):
        if s.in_force[k] and _cancels(world, s, p, lv, book, key, k):
            _expel(world, s, p, t, k)
    _security_evidence(world, s, lv, book)
    _move_posture(s, lv, book, key)


@phase
def _suspend_or_resume(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, k: int
) -> None:
    """Resume or suspend; an agreement that resumed this month is not tested again."""
    agreement = s.agreement[k]
    sev2 = s.flow.major_severity
    if agreement.suspended > 0:
        probability = politics.resume_probability(p.politics.p_res, sev2 > 0)
        u = draw(key, table_id(world, k), chance.RESUMPTION, 0)
        if u < probability:
            agreement.suspended = 0
            if book.trace:
                notes.by_chance(
                    trace_row(book.trace, notes.at_table(world, book, notes.RESUMPTION, k)), u, probability
                )
        return
    if sev2 == 0:
        return
    pooled = agreement.pooled > 0
    shield = politics.protection(lv.d, s.agreement[k].pi_pool, pooled)
    donors = 0
    hawks = 0
    rivals = 0
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            donors += 1
            hawks += s.government[j]
            rivals += 1 if world.rival[j] else 0
    gbar, rbar, exposure = hawks / donors, rivals / donors, parties.neutral_exposure(p)
    hazard = politics.suspension_hazard(p.politics.k_d, shield, float(sev2), gbar, rbar, exposure)
    u, probability = draw(key, table_id(world, k), chance.SUSPENSION, 0), hazard_probability(hazard)
    if book.trace:
        row = trace_row(
            book.trace,
            notes.at_table(world, book, notes.SUSPENSION if u < probability else notes.WITHSTOOD, k),
        )
        factors = politics.suspension_factors(p.politics.k_d, shield, float(sev2), gbar, rbar, exposure)
        notes.multiplied(row, factors, u, probability, True)
    if u < probability:
        agreement.suspended = 1
        s.flow.suspensions += 1
        for j in range(world.n_donors):
            if s.agreement_donors[k, j]:
                s.seen_out_health[trust.HO_SUSPENDED, j] += trust.suspended(pooled)


@phase
def _cancels(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, k: int) -> bool:
    """Whether the recipient cancels the agreement of a table."""
    agreement = s.agreement[k]
    party = world.table_party[k]
    direct_and_rival = agreement.k == 0 and agreement.pooled == 0 and world.rival[party] > 0
    hazard = tables.cancellation_hazard(
        p.bargaining.h_can, s.relative_tension, agreement.f, s.agreement[k].a, direct_and_rival,
        s.agreement[k].own, lv.d,
    )  # fmt: skip
    u = draw(key, table_id(world, k), chance.CANCELLATION, 0)
    strikes = hazard_strikes(u, hazard)
    if book.trace and strikes:
        row = trace_row(book.trace, notes.to_table(world, book, notes.CANCELLATION, k))
        factors = tables.cancellation_factors(
            p.bargaining.h_can, s.relative_tension, agreement.f, s.agreement[k].a, direct_and_rival,
            s.agreement[k].own, lv.d,
        )  # fmt: skip
        notes.multiplied(row, factors, u, hazard_probability(hazard), True)
    return strikes


@phase
def _expel(world: World, s: State, p: Params, t: int, k: int) -> None:
    """The recipient cancels: whoever delivers leaves, and goods in the country stay behind unmonitored."""
    returned = s.money[k, at.RETURNED]
    signing.store(s, k, ledger.expelled(signing.donor_ledger(s, k)))
    signing.store_local(s, k, ledger.local_expelled(signing.local_ledger(s, k)))
    s.flow.returned += s.money[k, at.RETURNED] - returned
    s.flow.cancellations += 1
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            s.seen_in_health[trust.HI_CANCELLED, j] += trust.CANCELLED
        if s.agreement_donors[k, j] or (s.agreement[k].pooled > 0 and s.contributes[j]):
            s.failures[j] += 1
    if s.agreement[k].k > 0:
        s.expelled_until[s.agreement[k].k - 1] = t + network.EXPULSION_MONTHS
    if s.agreement[k].pooled > 0:
        s.fund_expelled_until = t + network.EXPULSION_MONTHS
    care.note_expulsion(s, p, k)
    signing.end_agreement(s, k, CLOSED)
    signing.cool_off(s, p, k)


@phase
def _security_evidence(world: World, s: State, lv: LeverRow, book: BookRow) -> None:
    """What the rivals did this month, and relief given without conditions."""
    X, restraint, response = s.exercise, s.restraint, s.response
    for j in range(world.n_donors):
        if not world.rival[j]:
            continue
        seen = s.seen_out_security
        if X > 0.0:
            seen[trust.SO_EXERCISE, j] += trust.exercise(provocation.exercise_effect(X, restraint))
            seen[trust.SO_EXERCISE_CUT, j] += trust.exercise_cut(X, restraint)
        seen[trust.SO_RESPONSE, j] += trust.response(response)
        seen[trust.SO_SANCTION, j] += trust.SANCTION if s.flow.resolutions > 0 else 0.0
        seen[trust.SO_PRESSURE, j] += trust.pressure(lv.press)
        seen[trust.SO_NO_RESPONSE, j] += trust.no_response(response)
    if lv.uncond > 0.0:
        level = trust.unconditional_relief_level(lv.uncond)
        for j in range(world.n_donors):
            if s.relief_announced > 0:
                s.seen_out_security[trust.SO_RELIEF_IN_FORCE, j] += trust.relief_in_force(1.0, level)
            else:
                s.seen_out_security[trust.SO_RELIEF_GRANTED, j] += trust.relief_granted(level)
        if book.trace and s.relief_announced == 0:
            row = trace_row(book.trace, notes.new(book, notes.RELIEF_GRANTED))
            row.amount, row.dated = level, 1
        s.relief_announced = 1


@phase
def _move_posture(s: State, lv: LeverRow, book: BookRow, key: int) -> None:
    """The allies choose next month's restraint in answer to this month."""
    quiet, before = s.flow.major_severity == 0, s.restraint
    if lv.grit > 0.0:
        s.grit_level = posture.grit_next(s.grit_level, not quiet)
        s.restraint = posture.g_post_of_grit(s.grit_level, lv.posture_strength)
    elif lv.has_posture > 0.0:
        vector = (lv.p_cc, lv.p_cd, lv.p_dc, lv.p_dd)
        probability = posture.restraint_probability(vector, s.restraint > 0.0, quiet)
        restrained = draw(key, 0, chance.POSTURE, 0) < probability
        s.restraint = posture.g_post_of(restrained, lv.posture_strength)
    if book.trace and s.restraint != before:
        row = trace_row(book.trace, notes.new(book, notes.POSTURE_MOVE))
        row.before, row.amount, row.flag = before, s.restraint, 1 if quiet else 0
        row.outcome = 1 if s.restraint > before else 0
