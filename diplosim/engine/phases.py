"""Phases 0, 1, 2, 5, 6 and 8 of a month: calendar, donor politics, beliefs, health, provocation, economy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import care, notes, reactions
from diplosim.engine import records as at
from diplosim.engine.jit import phase
from diplosim.engine.rows import event_row, trace_row
from diplosim.engine.setting import draw, happens, health_index
from diplosim.engine.stance import trust_in_rivals
from diplosim.rules import (
    bargaining,
    chance,
    health,
    network,
    politics,
    posture,
    provocation,
    sanctions,
    tables,
)
from diplosim.rules.numeric import logit
from diplosim.rules.outcomes import musd

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def calendar_and_shocks(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int
) -> None:
    """Border, pandemic, flood, dated shocks, exercises, and a posture rule that starts or ends."""
    care.decide(s, book, t)
    s.border_closed = health.closure_next(s.border_closed)
    _join_network(world, s, p, lv, book, key, t)
    watch = s.shared_surveillance if world.surveillance_live else 0.0
    month_of_year = (world.first_month_of_year + t) % 12
    if draw(key, 0, chance.PANDEMIC, 0) < p.health.p_pan:
        _pandemic(s, book, p.health.pandemic_burden, p.health.L_close, watch)
    if month_of_year in health.FLOOD_MONTHS and draw(key, 0, chance.FLOOD, 0) < p.health.p_flood:
        _shock(s, book, notes.FLOOD, health.BURDEN_FLOOD, watch)
    _heed_warning(s, p, book, key, watch)
    for kind in (at.PANDEMIC, at.FLOOD, at.CLOSURE):
        for i in range(book.n_events):
            event = event_row(book.event, i)
            if happens(event, t, kind):
                if kind == at.PANDEMIC:
                    size = event.a if event.a >= 0.0 else p.health.pandemic_burden
                    _pandemic(s, book, size, event.b, watch)
                elif kind == at.FLOOD:
                    _shock(s, book, notes.FLOOD, event.a, watch)
                else:
                    _close(s, book, health.closure_months(event.a, watch))
    care.pass_month(world, s, p, book, t)
    s.exercise = provocation.scheduled_exercise(month_of_year)
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.EXERCISE):
            s.exercise = event.a
    _start_posture(s, lv, t)


@phase
def _join_network(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int) -> None:
    """How much of the disease network the recipient shares: none before it joins, by its own trust or at a date."""
    if world.joins_network >= 0 and t >= world.joins_network:
        if book.trace and not s.joined:
            trace_row(book.trace, notes.new(book, notes.NETWORK_JOINED)).dated = 1
        s.joined = 1
    if p.mechanisms.network and not s.joined and lv.surv > 0.0:
        total = 0.0
        members = 0
        for j in range(world.n_donors):
            if world.surveillance[j]:
                total = total + s.tau_out_health[j]
                members += 1
        trust = total / members if members > 0 else 0.0
        u, probability = draw(key, 0, chance.JOINING, 0), network.joining_probability(trust)
        if u < probability:
            s.joined = 1
            if book.trace:
                notes.by_chance(trace_row(book.trace, notes.new(book, notes.NETWORK_JOINED)), u, probability)
    s.shared_surveillance = lv.surv if s.joined or not p.mechanisms.network else 0.0


@phase
def _heed_warning(s: State, p: Params, book: BookRow, key: int, watch: float) -> None:
    """The network warns of an outbreak elsewhere, and the recipient closes its border before any case."""
    probability = health.warned_closure(p.health, watch) if p.mechanisms.network else 0.0
    if probability <= 0.0:
        return
    u = draw(key, 0, chance.WARNING, 0)
    if u < probability:
        if book.trace:
            notes.by_chance(trace_row(book.trace, notes.new(book, notes.WARNING)), u, probability)
        _close(s, book, health.closure_months(health.WARNED_CLOSURE, watch))


@phase
def _pandemic(s: State, book: BookRow, size: float, months: float, watch: float) -> None:
    _shock(s, book, notes.PANDEMIC, size, watch)
    _close(s, book, health.closure_months(months, watch))


@phase
def _shock(s: State, book: BookRow, kind: int, size: float, watch: float) -> None:
    s.burden = health.burden_shocked(s.burden, health.shock_size(size, watch))
    if book.trace:
        notes.new(book, kind)


@phase
def _close(s: State, book: BookRow, months: int) -> None:
    s.border_closed = health.closure_extended(s.border_closed, months)
    if book.trace:
        trace_row(book.trace, notes.new(book, notes.CLOSURE)).number = months


@phase
def _start_posture(s: State, lv: LeverRow, t: int) -> None:
    if lv.has_posture <= 0.0 and lv.grit <= 0.0:
        s.restraint = 0.0
        s.grit_level = 0.0
    elif lv.posture_since == t:
        if lv.grit > 0.0:
            s.grit_level = posture.GRIT_START
            s.restraint = posture.g_post_of_grit(s.grit_level, lv.posture_strength)
        else:
            s.restraint = posture.g_post_of(lv.posture_first > 0.0, lv.posture_strength)


@phase
def _govern(s: State, p: Params, j: int, hawkish: int) -> None:
    """Donor ``j`` has a government; after hawks it takes over with the budget that they left."""
    if s.government[j] == 1 and hawkish == 0 and p.mechanisms.donors > 0:
        s.appetite[j] = politics.inherited_appetite(p.politics, s.appetite[j])
    s.government[j] = hawkish


@phase
def _note_election(
    world: World, s: State, p: Params, book: BookRow, j: int, u: float, probability: float
) -> None:
    row = trace_row(book.trace, notes.new(book, notes.ELECTION))
    row.actor, row.outcome = world.donor_id[j], s.government[j]
    terms = politics.election_terms(
        p.politics.p_hawk, p.politics.b_aud, s.provocation_average, world.usual_rate
    )
    notes.weighed(row, terms, terms[0] + terms[1], logit(u))
    notes.by_chance(row, u, probability)


@phase
def donor_politics(world: World, s: State, p: Params, book: BookRow, key: int, t: int) -> None:
    """Elections, dated governments, and appetite after last month's failures."""
    for j in range(world.n_donors):
        if world.cycle[j] > 0 and world.partisan[j] and t > 0 and (t - world.phase[j]) % world.cycle[j] == 0:
            probability = politics.hawk_probability(
                p.politics.p_hawk, p.politics.b_aud, s.provocation_average, world.usual_rate
            )
            u = draw(key, world.donor_id[j], chance.ELECTION, 0)
            _govern(s, p, j, 1 if u < probability else 0)
            if book.trace and 0.0 < p.politics.p_hawk < 1.0:
                _note_election(world, s, p, book, j, u, probability)
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.GOVERNMENT):
            _govern(s, p, int(event.a), int(event.b))
            if book.trace:
                row = trace_row(book.trace, notes.new(book, notes.GOVERNMENT))
                row.actor, row.outcome = world.donor_id[int(event.a)], int(event.b)
    for j in range(world.n_donors):
        s.appetite[j] = politics.appetite_recover(s.appetite[j])
        for _ in range(s.failures[j]):
            s.appetite[j] = politics.appetite_penalty(s.appetite[j], p.politics.phi_fat)
        s.failures[j] = 0


@phase
def beliefs(world: World, s: State, p: Params, lv: LeverRow, t: int) -> None:
    """Relative tension, trust in rivals, sanctions in force, pain and outside option."""
    s.relative_tension = provocation.relative_tension(s.tension, world.usual_tension)
    s.trust_in_rivals = trust_in_rivals(world, s)
    reactions.assess(world, s, p, lv, t)
    s.pain = tables.pain_recipient(s.burden, s.economy, p.sanctions.eps_E)
    support = bargaining.patron_support(p.bargaining, lv.partner)
    s.reservation = bargaining.recipient_reservation(p.bargaining, s.burden, support)


@phase
def health_month(world: World, s: State, p: Params, lv: LeverRow, t: int) -> None:
    """Blocks build up and wear down, then the burden follows."""
    care.provide(world, s, p, lv, t)
    for b in range(health.N_BLOCKS):
        baseline = world.baselines[b]
        factor, gain, speed = 1.0, 0.0, 1.0
        if b == health.SERVICE:
            baseline = health.service_baseline(baseline, p.health.reform_drift, t)
            gain = s.service_gain
        elif b == health.PRODUCTS and p.mechanisms.markets:
            factor, speed = s.products_factor, p.health.f_prod
        elif b == health.FINANCING:
            gain = s.financing_gain
        spend = care.spent_on(world, s, p, lv, b)
        s.blocks[b] = health.block_next(
            p.health, s.blocks[b], baseline, spend, s.economy, world.initial_economy, factor, gain, speed
        )
    s.health_index = health_index(s)
    missing = care.missing_coverage(world, s, p)
    s.burden = health.burden_next(s.burden, s.health_index, p.health.r_Y, missing)


@phase
def provoke(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int) -> None:
    """This month's provocations and their classes; dated ones come on top."""
    rivals = False
    for j in range(world.n_donors):
        if world.rival[j]:
            rivals = True
    terms = provocation.modulator_terms(
        p.provocation, provocation.exercise_effect(s.exercise, s.restraint),
        s.engagement - tables.routine_engagement(p.provocation) if p.mechanisms.engagement else s.engagement,
        provocation.stake(p.provocation, musd(s.flow.absorbed), s.carve_out),
        lv.d, lv.uncond > 0.0, s.trust_in_rivals, world.usual_trust_in_rivals, rivals,
        s.fungible, provocation.breadth_ratio(reactions.mean_breadth(s), world.initial_breadth, p.mechanisms.votes > 0),
        lv.press, s.stance if p.mechanisms.stance else 0, s.restraint,
    )  # fmt: skip
    for i in range(len(terms)):
        s.eta[i] = terms[i]
    kap = provocation.tension_gain(p.provocation)
    eta = provocation.add_modulators(terms)
    lam = provocation.intensity(p.provocation, eta, kap, s.tension)
    drawn, capped = provocation.event_count(draw(key, 0, chance.EVENT_COUNT, 0), lam, p.provocation.r_nb)
    for i in range(drawn):
        v = draw(key, 0, chance.EVENT_CLASS, i)
        _count(s, provocation.event_class(v, p.provocation, s.capability), 1)
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.PROVOCATION):
            _count(s, int(event.a), int(event.b))
    if book.trace and s.flow.events > 0:
        row = trace_row(book.trace, notes.provoked(s, p, book, eta, kap))
        row.drawn = drawn
        for i in range(drawn):
            v = draw(key, 0, chance.EVENT_CLASS, i)
            notes.one_class(row, i, provocation.event_class(v, p.provocation, s.capability))
    s.flow.cap_binds = 1 if capped or lam >= provocation.INTENSITY_CAP else 0


@phase
def _count(s: State, cls: int, times: int) -> None:
    s.flow.events += times
    s.flow.by_class[cls - 1] += times
    s.flow.severity += times * provocation.severity(cls)
    s.flow.major_severity += times * provocation.major_severity(cls)


@phase
def economy_and_capability(world: World, s: State, p: Params, lv: LeverRow) -> None:
    """The economy follows sanctions, leaks and pressure; capability follows fungible resources."""
    target = sanctions.economy_target(
        p.sanctions.eps_E, reactions.effective(s, sanctions.TRADE), reactions.leak(world, p), lv.press
    )
    s.economy = sanctions.economy_next(s.economy, target)
    s.capability = provocation.capability_next(p.provocation, s.capability, s.fungible)
