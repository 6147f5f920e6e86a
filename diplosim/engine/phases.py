"""Phases 0, 1, 2, 5, 6 and 8 of a month: calendar, donor politics, beliefs, health, provocation, economy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import council
from diplosim.engine import layout as at
from diplosim.engine.book import event_row
from diplosim.engine.context import draw, happens
from diplosim.engine.jit import phase
from diplosim.engine.money import musd
from diplosim.engine.start import health_index
from diplosim.rules import (
    bargaining,
    chance,
    health,
    ledger,
    politics,
    posture,
    provocation,
    sanctions,
    tables,
)

if TYPE_CHECKING:
    from diplosim.engine.layout import Record


@phase
def calendar_and_shocks(
    world: Record, s: Record, p: Record, lv: Record, book: Record, key: int, t: int
) -> None:
    """Border, pandemic, flood, dated shocks, exercises, and a posture rule that starts or ends."""
    s.counter[at.BORDER_CLOSED] = health.closure_next(s.counter[at.BORDER_CLOSED])
    watch = lv.surv if world.surveillance_live else 0.0
    month_of_year = (world.first_month_of_year + t) % 12
    if draw(key, 0, chance.PANDEMIC, 0) < p.health.p_pan:
        _pandemic(s, health.BURDEN_PANDEMIC, p.health.L_close, watch)
    if month_of_year in health.FLOOD_MONTHS and draw(key, 0, chance.FLOOD, 0) < p.health.p_flood:
        _shock(s, health.BURDEN_FLOOD, watch)
    for kind in (at.PANDEMIC, at.FLOOD, at.CLOSURE):
        for i in range(book.n_events):
            event = event_row(book.event, i)
            if happens(event, t, kind):
                if kind == at.PANDEMIC:
                    _pandemic(s, event.a, event.b, watch)
                elif kind == at.FLOOD:
                    _shock(s, event.a, watch)
                else:
                    _close(s, health.closure_months(event.a, watch))
    s.scalar[at.EXERCISE_SIZE] = provocation.scheduled_exercise(month_of_year)
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.EXERCISE):
            s.scalar[at.EXERCISE_SIZE] = event.a
    _start_posture(s, lv, t)


@phase
def _pandemic(s: Record, size: float, months: float, watch: float) -> None:
    _shock(s, size, watch)
    _close(s, health.closure_months(months, watch))


@phase
def _shock(s: Record, size: float, watch: float) -> None:
    s.scalar[at.BURDEN] = health.burden_shocked(s.scalar[at.BURDEN], health.shock_size(size, watch))


@phase
def _close(s: Record, months: int) -> None:
    s.counter[at.BORDER_CLOSED] = health.closure_extended(s.counter[at.BORDER_CLOSED], months)


@phase
def _start_posture(s: Record, lv: Record, t: int) -> None:
    if lv.has_posture <= 0.0 and lv.grit <= 0.0:
        s.scalar[at.RESTRAINT] = 0.0
        s.scalar[at.GRIT_LEVEL] = 0.0
    elif lv.posture_since == t:
        if lv.grit > 0.0:
            s.scalar[at.GRIT_LEVEL] = posture.GRIT_START
            s.scalar[at.RESTRAINT] = posture.g_post_of_grit(s.scalar[at.GRIT_LEVEL], lv.posture_strength)
        else:
            s.scalar[at.RESTRAINT] = posture.g_post_of(lv.posture_first > 0.0, lv.posture_strength)


@phase
def donor_politics(world: Record, s: Record, p: Record, book: Record, key: int, t: int) -> None:
    """Elections, dated governments, and appetite after last month's failures."""
    for j in range(world.n_donors):
        if world.cycle[j] > 0 and world.partisan[j] and t > 0 and (t - world.phase[j]) % world.cycle[j] == 0:
            probability = politics.hawk_probability(
                p.politics.p_hawk, p.politics.b_aud, s.scalar[at.AVERAGE], world.usual_rate
            )
            s.government[j] = 1 if draw(key, world.donor_id[j], chance.ELECTION, 0) < probability else 0
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.GOVERNMENT):
            s.government[int(event.a)] = int(event.b)
    for j in range(world.n_donors):
        s.appetite[j] = politics.appetite_recover(s.appetite[j])
        for _ in range(s.failures[j]):
            s.appetite[j] = politics.appetite_penalty(s.appetite[j], p.politics.phi_fat)
        s.failures[j] = 0


@phase
def beliefs(world: Record, s: Record, p: Record, lv: Record, t: int) -> None:
    """Relative tension, trust in rivals, sanctions in force, pain and outside option."""
    s.scalar[at.THAT] = provocation.relative_tension(s.scalar[at.TENSION], world.usual_tension)
    total = 0.0
    rivals = 0
    for j in range(world.n_donors):
        if world.rival[j]:
            total = total + s.tau_out_security[j]
            rivals += 1
    s.scalar[at.TRUST_IN_RIVALS] = total / rivals if rivals > 0 else 0.0
    council.assess(world, s, p, lv, t)
    s.scalar[at.PAIN] = tables.pain_recipient(s.scalar[at.BURDEN], s.scalar[at.ECONOMY], p.sanctions.eps_E)
    s.scalar[at.RESERVATION] = bargaining.recipient_reservation(p.bargaining, s.scalar[at.BURDEN])


@phase
def health_month(world: Record, s: Record, p: Record, lv: Record, t: int) -> None:
    """Blocks build up and wear down, then the burden follows."""
    effective = (s.flow[at.ABSORBED_NOW] + s.flow[at.LOCAL_ABSORBED_NOW]) / ledger.KUSD_PER_MUSD
    for b in range(health.N_BLOCKS):
        baseline = health.B0[b]
        if b == health.SERVICE:
            baseline = health.service_baseline(baseline, p.health.reform_drift, t)
        spend = health.block_spend(b, effective, lv.comp, lv.dig)
        s.blocks[b] = health.block_next(
            p.health, s.blocks[b], baseline, spend, s.scalar[at.ECONOMY], world.initial_economy
        )
    s.scalar[at.INDEX] = health_index(s)
    s.scalar[at.BURDEN] = health.burden_next(s.scalar[at.BURDEN], s.scalar[at.INDEX], p.health.r_Y)


@phase
def provoke(world: Record, s: Record, p: Record, lv: Record, book: Record, key: int, t: int) -> None:
    """This month's provocations and their classes; dated ones come on top."""
    rivals = False
    for j in range(world.n_donors):
        if world.rival[j]:
            rivals = True
    terms = provocation.modulator_terms(
        p.provocation, provocation.exercise_effect(s.scalar[at.EXERCISE_SIZE], s.scalar[at.RESTRAINT]),
        s.scalar[at.ENGAGEMENT],
        provocation.stake(p.provocation, musd(s.flow[at.ABSORBED_NOW]), s.scalar[at.CARVE_OUT]),
        lv.d, lv.uncond > 0.0, s.scalar[at.TRUST_IN_RIVALS], world.usual_trust_in_rivals, rivals,
        s.scalar[at.FUNGIBLE], provocation.breadth_ratio(council.mean_breadth(s), world.initial_breadth),
        lv.press,
    )  # fmt: skip
    for i in range(6):
        s.eta[i] = terms[i]
    kap = provocation.tension_gain(p.provocation)
    lam = provocation.intensity(p.provocation, provocation.add_modulators(terms), kap, s.scalar[at.TENSION])
    drawn, capped = provocation.event_count(draw(key, 0, chance.EVENT_COUNT, 0), lam, p.provocation.r_nb)
    for i in range(drawn):
        v = draw(key, 0, chance.EVENT_CLASS, i)
        _count(s, provocation.event_class(v, p.provocation, s.scalar[at.CAPABILITY]), 1)
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.PROVOCATION):
            _count(s, int(event.a), int(event.b))
    s.flow[at.CAP_BINDS] = 1 if capped or lam >= provocation.INTENSITY_CAP else 0


@phase
def _count(s: Record, cls: int, times: int) -> None:
    s.flow[at.EVENTS] += times
    s.flow[at.CLASS1 + cls - 1] += times
    s.flow[at.SEV] += times * provocation.severity(cls)
    s.flow[at.SEV2] += times * provocation.major_severity(cls)


@phase
def economy_and_capability(world: Record, s: Record, p: Record, lv: Record) -> None:
    """The economy follows sanctions, leaks and pressure; capability follows fungible resources."""
    target = sanctions.economy_target(
        p.sanctions.eps_E, council.effective(s, at.TRADE), council.leak(world, p), lv.press
    )
    s.scalar[at.ECONOMY] = sanctions.economy_next(s.scalar[at.ECONOMY], target)
    s.scalar[at.CAPABILITY] = provocation.capability_next(
        p.provocation, s.scalar[at.CAPABILITY], s.scalar[at.FUNGIBLE]
    )
