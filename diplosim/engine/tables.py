"""Phase 3: one transition at each table, then perhaps an unsolicited offer (ruling B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import moves, notes, parties, seats, signing, stance, talks
from diplosim.engine.book import LANES
from diplosim.engine.jit import phase
from diplosim.engine.parties import table_id
from diplosim.engine.rows import clear, dated_row, menu_row, trace_row, values_row
from diplosim.engine.setting import draw
from diplosim.metrics.state import AGREED, CLOSED, COOLING, OPEN
from diplosim.rules import bargaining, chance, protocol, tables
from diplosim.rules.numeric import hazard_probability, hazard_strikes, logit, odds_strike, out_of_reach

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def negotiations(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int) -> None:
    """All tables in order, then dated offers, then how much all of it counts as engagement."""
    for k in range(world.n_tables):
        _turn(world, s, p, lv, book, key, t, k)
    for i in range(book.n_dated):
        if dated_row(book.dated, i).month == t:
            _offer_at_a_date(world, s, p, lv, book, key, t, i)
    most = 0.0
    for k in range(world.n_tables):
        own = _engagement_at(world, s, p, k)
        if own > most:
            most = own
    s.engagement = most


@phase
def _blocks(book: BookRow, menu: int) -> int:
    """How many blocks of packages a menu has."""
    return menu_row(book.menu, menu + 1).block - menu_row(book.menu, menu).block


@phase
def _turn(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int, k: int) -> None:
    state = s.table[k]
    if state == AGREED:
        _expire_at_term(world, s, p, lv, book, key, t, k)
        return
    count = parties.set_members(world, s, k)
    menu = s.menu[k, parties.broad_at_table(world, s)]
    can_talk = count > 0 and _blocks(book, menu) > 0
    if world.table_party[k] < 0:
        can_talk = can_talk and count >= bargaining.MIN_RATIFIERS
    if parties.dormant(world, s, lv, k) or (state == OPEN and not can_talk):
        s.table[k] = CLOSED
        s.round[k] = 0
        s.cool[k] = 0
        return
    if state == OPEN:
        if not stance.ends_talks(world, s, p, book, k) and not _walks_out(
            world, s, p, lv, book, key, k, count
        ):
            _negotiate(world, s, p, lv, book, key, t, k, count, menu)
        return
    if state == COOLING:
        s.cool[k] -= 1
        if s.cool[k] == 0:
            s.table[k] = CLOSED
    elif can_talk:
        _consider_opening(world, s, p, lv, book, key, t, k, count)
    if s.table[k] != OPEN and can_talk and lv.unsol[k] > 0:
        u = draw(key, table_id(world, k), chance.UNSOLICITED_OFFER, 0)
        # Hawks make offers rarer: most draws need not know how many there are.
        wanted = u < bargaining.unsolicited_probability(p.bargaining, 0.0)
        wanted = wanted and u < bargaining.unsolicited_probability(p.bargaining, parties.hawk_share(world, s))
        if wanted or seats.may_offer(world, book, k):
            _unsolicited(world, s, p, lv, book, key, t, k, count, menu, wanted)


@phase
def _expire_at_term(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int, k: int
) -> None:
    if t - s.agreement[k].signed < s.agreement[k].D:
        return
    broad = s.broad_table == k
    signing.expire(s, k)
    if book.trace:
        trace_row(book.trace, notes.at_table(world, book, notes.ENDED, k)).number = s.agreement[k].D
    goes_on = p.mechanisms.renewal > 0 and s.agreement[k].suspended == 0
    if goes_on and not parties.dormant(world, s, lv, k):
        _renew(world, s, p, lv, book, key, t, k, broad)


@phase
def _consider_opening(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int, k: int, count: int
) -> None:
    u, push = draw(key, table_id(world, k), chance.TABLE_OPENS, 0), stance.push(world, s, p, k)
    if not book.trace and out_of_reach(u, tables.highest_opening_logit(p.tables, s.pain, push)):
        return
    terms = tables.opening_terms(
        p.tables, s.pain, parties.pain(world, s), parties.way_out(world, s, lv.gamma_m[k], t),
        s.major_last_month > 0, lv.d, parties.rival_share(world, s, count), lv.precond[k] > 0,
        parties.hawk_share(world, s), push, parties.neutral_exposure(p),
    )  # fmt: skip
    opens = odds_strike(u, tables.opening_logit(terms))
    if opens:
        s.table[k] = OPEN
        s.round[k] = 0
    if book.trace:
        row = trace_row(
            book.trace,
            notes.at_table(world, book, notes.TABLE_OPENED if opens else notes.TABLE_STAYED_CLOSED, k),
        )
        notes.weighed(row, terms, tables.opening_logit(terms), logit(u))
        notes.by_chance(row, u, tables.opening_probability(terms))


@phase
def _walks_out(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, k: int, count: int
) -> bool:
    sensitivity, crises, exposure = p.politics.k_d, float(s.major_last_month), parties.neutral_exposure(p)
    rivals = parties.rival_share(world, s, count)
    hazard = tables.walk_out_hazard(sensitivity, lv.d, crises, rivals, exposure)
    u = draw(key, table_id(world, k), chance.WALK_OUT, 0)
    if not hazard_strikes(u, hazard):
        return False
    signing.cool_off(s, p, k)
    s.flow.walk_outs += 1
    parties.note_failed(world, s, k)
    if book.trace:
        factors = tables.walk_out_factors(sensitivity, lv.d, crises, rivals, exposure)
        notes.multiplied(
            trace_row(book.trace, notes.at_table(world, book, notes.WALK_OUT, k)),
            factors,
            u,
            hazard_probability(hazard),
            True,
        )
    return True


@phase
def _negotiate(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int, k: int,
    count: int, menu: int,
) -> None:  # fmt: skip
    mediated, n = parties.mediation(world, s, lv.gamma_m[k], t), s.round[k]
    talks.appraise(world, s, p, lv, book, k, count, menu, mediated, mediated > 0.0 or n % 2 == 0)
    mood = p.bargaining.sigma_u * protocol.taste(draw(key, table_id(world, k), chance.TASTE, 0))
    blocks, limit = _blocks(book, menu), parties.reservation(world, s, p, k)
    i = moves.move(world, s, p, lv, book, k, menu, blocks, mediated, mood, limit)
    if i >= 0:
        signing.ratify(world, s, p, lv, book, key, t, k, menu_row(book.menu, menu).block * LANES + i, 0)
        return
    s.round[k] = n + 1
    if s.round[k] > p.bargaining.N_dl:
        signing.cool_off(s, p, k)
        moves.note_failure(s)
        s.flow.lapses += 1
        parties.note_failed(world, s, k)
        if book.trace:
            notes.lapsed(world, book, k, blocks, n, limit, p.bargaining.r_D)


@phase
def _unsolicited(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int, k: int,
    count: int, menu: int, wanted: bool,
) -> None:  # fmt: skip
    mediated = parties.mediation(world, s, lv.gamma_m[k], t)
    talks.appraise(world, s, p, lv, book, k, count, menu, mediated, True)
    mood = p.bargaining.sigma_u * protocol.taste(draw(key, table_id(world, k), chance.UNSOLICITED_TASTE, 0))
    blocks = _blocks(book, menu)
    limit = parties.reservation(world, s, p, k)
    i = moves.take_it_or_leave_it(world, s, p, lv, book, k, menu, blocks, mood, limit, wanted)
    if i >= 0:
        signing.ratify(world, s, p, lv, book, key, t, k, menu_row(book.menu, menu).block * LANES + i, 0)


@phase
def _offer_at_a_date(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int, place: int
) -> None:
    """An offer that the scenario dates; accepted where its donor is bound already, it is only recorded."""
    offer = dated_row(book.dated, place)
    k, menu = world.own_table[offer.donor], offer.menu
    count = parties.set_members(world, s, k)
    mediated = parties.mediation(world, s, lv.gamma_m[k], t)
    talks.appraise(world, s, p, lv, book, k, count, menu, mediated, False)
    mood = p.bargaining.sigma_u * protocol.taste(draw(key, table_id(world, k), chance.OFFER_TASTE, place))
    limit = parties.reservation(world, s, p, k)
    bound = s.table[k] == AGREED or parties.dormant(world, s, lv, k)
    if moves.recipient_takes(world, s, p, lv, book, k, menu, 0, mood, limit, True, bound) and not bound:
        signing.ratify(world, s, p, lv, book, key, t, k, menu_row(book.menu, menu).block * LANES, place + 1)


@phase
def _engagement_at(world: World, s: State, p: Params, k: int) -> float:
    if p.mechanisms.engagement:
        return _visible_engagement_at(world, s, p, k)
    if s.table[k] == OPEN:
        parties.set_members(world, s, k)
        return tables.engagement_weight(parties.rival_present(world, s), p.provocation.zeta)
    if not s.in_force[k] or s.agreement[k].suspended > 0:
        return 0.0
    paying = False
    for j in range(world.n_donors):
        if s.agreement_donors[k, j] and world.rival[j]:
            paying = True
    return tables.agreement_engagement(paying, p.provocation)


@phase
def _visible_engagement_at(world: World, s: State, p: Params, k: int) -> float:
    """Engagement by the rivals' visible share of the money."""
    pooled = world.table_party[k] < 0
    if s.table[k] == OPEN:
        parties.set_members(world, s, k)
        clear(s.ratifies)
        for n in range(s.n_members):
            s.ratifies[s.member[n]] = 1
        return tables.engagement_of_talks(p.provocation, parties.rivals_money(world, s, s.ratifies), pooled)
    if not s.in_force[k] or s.agreement[k].suspended > 0:
        return 0.0
    share = parties.rivals_money(world, s, s.agreement_donors[k])
    return tables.engagement_of_agreement(p.provocation, share, s.agreement[k].channel, pooled)


@phase
def _renew(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int, k: int, broad: bool
) -> None:
    """Those who paid may go on: they and the recipient bargain once over the current menu (model 2, renewal)."""
    count = parties.set_signers(world, s, k)
    menu = s.menu[k, parties.broad_at_table(world, s)]
    blocks = _blocks(book, menu)
    if blocks == 0:
        return
    b, inert = p.bargaining, p.politics.inert
    mediated = parties.mediation(world, s, lv.gamma_m[k], t)
    talks.appraise(world, s, p, lv, book, k, count, menu, mediated, False)
    i = moves.nash_point(book, parties.reservation(world, s, p, k) - inert, b.r_D - inert, blocks, True)
    if i < 0:
        return
    utility = values_row(book.values, i // LANES).U_D[i % LANES]
    probability = bargaining.renewal_probability(b, utility, p.politics.p_ren, inert)
    if draw(key, table_id(world, k), chance.RENEWAL, 0) < probability:
        snapped_until = s.agreement[k].snapped_until
        for j in range(world.n_donors):
            s.ratifies[j] = s.agreement_donors[k, j]
        signing.conclude(world, s, lv, book, t, k, menu_row(book.menu, menu).block * LANES + i, True)
        s.agreement[k].snapped_until = snapped_until
        signing.prolong_relief(world, s, p, k, broad)
