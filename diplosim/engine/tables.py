"""Phase 3: one transition at each table, then perhaps an unsolicited offer (ruling B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import layout as at
from diplosim.engine import moves, parties, signing, talks
from diplosim.engine.book import LANES, menu_row
from diplosim.engine.context import draw
from diplosim.engine.jit import phase
from diplosim.rules import bargaining, chance, protocol, tables
from diplosim.rules.hazards import hazard_probability

if TYPE_CHECKING:
    from diplosim.engine.layout import Record


@phase
def negotiations(world: Record, s: Record, p: Record, lv: Record, book: Record, key: int, t: int) -> None:
    """All tables in order, then how much they count as engagement."""
    for k in range(world.n_tables):
        _turn(world, s, p, lv, book, key, t, k)
    engagement = 0.0
    for k in range(world.n_tables):
        own = _engagement_at(world, s, p, k)
        if own > engagement:
            engagement = own
    s.scalar[at.ENGAGEMENT] = engagement


@phase
def table_id(world: Record, k: int) -> int:
    """A table's address in chance: its party's actor id."""
    party = world.table_party[k]
    if party < 0:
        return int(world.fund_id)
    return int(world.donor_id[party])


@phase
def _blocks(book: Record, menu: int) -> int:
    """How many blocks of packages a menu has."""
    return menu_row(book.menu, menu + 1).block - menu_row(book.menu, menu).block  # type: ignore[no-any-return]


@phase
def _turn(world: Record, s: Record, p: Record, lv: Record, book: Record, key: int, t: int, k: int) -> None:
    state = s.table[k]
    if state == at.AGREED:
        if t - s.agreement_int[k, at.AG_SIGNED] >= s.agreement_int[k, at.AG_D]:
            signing.expire(s, k)
        return
    count = parties.set_members(world, s, k)
    menu = s.menu[k, parties.broad_at_table(world, s)]
    can_talk = count > 0 and _blocks(book, menu) > 0
    if world.table_party[k] < 0:
        can_talk = can_talk and count >= bargaining.MIN_RATIFIERS
    if parties.dormant(world, s, lv, k) or (state == at.OPEN and not can_talk):
        s.table[k] = at.CLOSED
        s.round[k] = 0
        s.cool[k] = 0
        return
    if state == at.OPEN:
        if not _walks_out(world, s, p, lv, key, k, count):
            _negotiate(world, s, p, lv, book, key, t, k, count, menu)
        return
    if state == at.COOLING:
        s.cool[k] -= 1
        if s.cool[k] == 0:
            s.table[k] = at.CLOSED
    elif can_talk:
        _consider_opening(world, s, p, lv, key, t, k, count)
    if s.table[k] != at.OPEN and can_talk and lv.unsol > 0.0:
        wish = bargaining.unsolicited_probability(p.bargaining, parties.hawk_share(world, s))
        if draw(key, table_id(world, k), chance.UNSOLICITED_OFFER, 0) < wish:
            _unsolicited(world, s, p, lv, book, key, t, k, count, menu)


@phase
def _consider_opening(
    world: Record, s: Record, p: Record, lv: Record, key: int, t: int, k: int, count: int
) -> None:
    terms = tables.opening_terms(
        p.tables, s.scalar[at.PAIN], parties.pain(world, s), parties.way_out(world, s, lv, t),
        s.counter[at.MAJOR_LAST] > 0, lv.d, parties.rival_share(world, s, count), lv.precond > 0.0,
        parties.hawk_share(world, s),
    )  # fmt: skip
    if draw(key, table_id(world, k), chance.TABLE_OPENS, 0) < tables.opening_probability(terms):
        s.table[k] = at.OPEN
        s.round[k] = 0


@phase
def _walks_out(world: Record, s: Record, p: Record, lv: Record, key: int, k: int, count: int) -> bool:
    hazard = tables.walk_out_hazard(
        p.politics.k_d, lv.d, float(s.counter[at.MAJOR_LAST]), parties.rival_share(world, s, count)
    )
    if draw(key, table_id(world, k), chance.WALK_OUT, 0) < hazard_probability(hazard):
        signing.cool_off(s, p, k)
        s.flow[at.WALK_OUTS] += 1
        return True
    return False


@phase
def _negotiate(
    world: Record, s: Record, p: Record, lv: Record, book: Record, key: int, t: int, k: int,
    count: int, menu: int,
) -> None:  # fmt: skip
    mediated = parties.mediation(world, s, lv, t)
    talks.appraise(world, s, p, lv, book, k, count, menu, mediated)
    mood = p.bargaining.sigma_u * protocol.taste(draw(key, table_id(world, k), chance.TASTE, 0))
    n = s.round[k]
    blocks = _blocks(book, menu)
    i = moves.move(s, p, book, blocks, n, mediated, mood)
    if i >= 0:
        signing.ratify(world, s, p, lv, book, key, t, k, menu_row(book.menu, menu).block * LANES + i)
        return
    s.round[k] = n + 1
    if s.round[k] > p.bargaining.N_dl:
        signing.cool_off(s, p, k)
        moves.note_failure(s)
        s.flow[at.LAPSES] += 1


@phase
def _unsolicited(
    world: Record, s: Record, p: Record, lv: Record, book: Record, key: int, t: int, k: int,
    count: int, menu: int,
) -> None:  # fmt: skip
    mediated = parties.mediation(world, s, lv, t)
    talks.appraise(world, s, p, lv, book, k, count, menu, mediated)
    mood = p.bargaining.sigma_u * protocol.taste(draw(key, table_id(world, k), chance.UNSOLICITED_TASTE, 0))
    blocks = _blocks(book, menu)
    i = moves.take_it_or_leave_it(s, p, book, blocks, mood)
    if i >= 0:
        signing.ratify(world, s, p, lv, book, key, t, k, menu_row(book.menu, menu).block * LANES + i)


@phase
def _engagement_at(world: Record, s: Record, p: Record, k: int) -> float:
    if s.table[k] == at.OPEN:
        parties.set_members(world, s, k)
        return tables.engagement_weight(parties.rival_present(world, s), p.provocation.zeta)
    if not s.in_force[k] or s.agreement_int[k, at.AG_SUSPENDED] > 0:
        return 0.0
    paying = False
    for j in range(world.n_donors):
        if s.agreement_donors[k, j] and world.rival[j]:
            paying = True
    return float(p.provocation.iota * tables.engagement_weight(paying, p.provocation.zeta))
