"""Ratification, signatures and what ends an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import notes, parties, seats, talks
from diplosim.engine import records as at
from diplosim.engine.book import LANES
from diplosim.engine.jit import phase
from diplosim.engine.rows import clear, offers_row, trace_row
from diplosim.engine.setting import draw
from diplosim.metrics.state import AGREED, CLOSED, COOLING
from diplosim.rules import bargaining, chance, ledger, sanctions, trust
from diplosim.rules.numeric import logit

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def cool_off(s: State, p: Params, k: int) -> None:
    """Break off for a while."""
    s.table[k] = COOLING
    s.round[k] = 0
    s.cool[k] = int(p.tables.L_cool)
    if s.cool[k] == 0:
        s.table[k] = CLOSED


@phase
def ratify(
    world: World,
    s: State,
    p: Params,
    lv: LeverRow,
    book: BookRow,
    key: int,
    t: int,
    k: int,
    i: int,
    vote: int,
) -> None:
    """Put package ``i`` (of all menus) to every member at home; sign with those that ratify, or fail.

    ``vote``: which vote of the month it is; 0 is that of the table's own turn.
    """
    pooled = world.table_party[k] < 0
    ratifiers = 0
    clear(s.ratifies)
    for n in range(s.n_members):
        j = s.member[n]
        utility = talks.utility_of(world, s, p, lv, book, j, pooled, i)
        u = draw(key, world.donor_id[j], chance.RATIFICATION, vote)
        probability = bargaining.ratification_probability(p.bargaining, utility)
        seats.at_home(book, utility, probability)
        passed = seats.says(world, s, book, k, seats.VOTE, j, -1, i, u < probability)
        if passed:
            s.ratifies[j] = 1
            ratifiers += 1
        if book.trace:
            row = trace_row(
                book.trace, notes.new(book, notes.RATIFIED if passed else notes.RATIFICATION_REFUSED)
            )
            row.table, row.actor = k, world.donor_id[j]
            row.moved = 1 if seats.move_at(book, k, seats.VOTE, j) >= 0 else 0
            terms = bargaining.ratification_terms(p.bargaining, utility)
            notes.weighed(row, terms, terms[0] + terms[1], logit(u))
            notes.by_chance(row, u, probability)
            notes.package(world, s, book, row, i)
    if ratifiers < (bargaining.MIN_RATIFIERS if pooled else 1):
        for n in range(s.n_members):
            if not s.ratifies[s.member[n]]:
                s.seen_out_health[trust.HO_RATIFICATION_FAILED, s.member[n]] += trust.RATIFICATION_FAILED
        cool_off(s, p, k)
        s.flow.failed_ratifications += 1
        parties.note_failed(world, s, k)
        if book.trace:
            row = trace_row(book.trace, notes.at_table(world, book, notes.RATIFICATION_FAILED, k))
            notes.package(world, s, book, row, i)
            for n in range(s.n_members):
                row.donors += 0 if s.ratifies[s.member[n]] else 1 << s.member[n]
        return
    conclude(world, s, lv, book, t, k, i, False)
    s.flow.agreements_signed += 1
    _credit_signature(world, s, p, book, key, k)
    if pooled and s.folds:
        _fold(world, s, book, k)


@phase
def conclude(
    world: World, s: State, lv: LeverRow, book: BookRow, t: int, k: int, i: int, renewed: bool
) -> None:
    """An agreement on package ``i`` (of all menus) comes into force between the recipient and those who ratify."""
    o, lane = offers_row(book.offers, i // LANES), i % LANES
    money = 0.0
    for j in range(world.n_donors):
        s.agreement_donors[k, j] = s.ratifies[j]
        if s.ratifies[j]:
            money = money + world.ceiling[j] * s.appetite[j]
    V = bargaining.programme_size(o.x[lane], money, o.D[lane])
    pledged = ledger.pledged(V, o.c[lane])
    local = ledger.local_pledged(V, o.c[lane])
    s.agreement[k].x = o.x[lane]
    s.agreement[k].c = o.c[lane]
    s.agreement[k].a = o.a[lane]
    s.agreement[k].prefund = lv.prefund
    s.agreement[k].pi_pool = lv.pi_pool
    s.agreement[k].own = lv.own
    s.agreement[k].relief = 0.0
    agreement = s.agreement[k]
    agreement.D = int(o.D[lane])
    agreement.k = o.k[lane]
    agreement.r = o.r[lane]
    agreement.f = int(o.f[lane])
    agreement.q = int(o.q[lane])
    agreement.g = o.g[lane]
    agreement.signed = t
    agreement.pledged = pledged
    agreement.local_pledged = local
    agreement.pooled = 1 if world.table_party[k] < 0 else 0
    agreement.channel = world.channel_of_slot[o.k[lane]]
    agreement.suspended = 0
    agreement.snapped_until = -1
    s.in_force[k] = 1
    s.signed_once[k] = 1
    s.table[k] = AGREED
    s.round[k] = 0
    s.money[k, at.PLEDGED] += pledged
    s.money[k, at.UNDISBURSED] += pledged
    s.flow.pledged += pledged
    s.local[k, at.LOCAL_PLEDGED] += local
    s.local[k, at.LOCAL_UNPAID] += local
    if book.trace:
        row = trace_row(
            book.trace, notes.at_table(world, book, notes.RENEWED if renewed else notes.SIGNED, k)
        )
        notes.package(world, s, book, row, i)
        row.amount, row.kusd = V, pledged
        notes.donors(world, row, s.ratifies)


@phase
def prolong_relief(world: World, s: State, p: Params, k: int, broad: bool) -> None:
    """Relief goes on with a renewed agreement; ``broad``: it was broad before, which no new vote confirms."""
    if s.agreement[k].r == 0 or not _relief_signed(world, s, p, k):
        return
    s.agreement[k].relief = trust.relief_level(1)
    if s.agreement[k].r == 2 and broad:
        s.agreement[k].relief = trust.relief_level(2)
        s.broad_table = k


@phase
def _fold(world: World, s: State, book: BookRow, k: int) -> None:
    """A pool's signers end what they have of their own; goods on their way go on."""
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            own = world.own_table[j]
            if s.in_force[own]:
                expire(s, own)
                if book.trace:
                    notes.at_table(world, book, notes.FOLDED, own)
            s.table[own] = CLOSED
            s.round[own] = 0
            s.cool[own] = 0


@phase
def _credit_signature(world: World, s: State, p: Params, book: BookRow, key: int, k: int) -> None:
    """Both sides note the signature; agreed relief takes effect."""
    relief = 0.0
    if s.agreement[k].r > 0 and _relief_signed(world, s, p, k):
        relief = trust.relief_level(1)
        if s.agreement[k].r == 2 and _votes_relief(world, s, p, book, key, k):
            relief = trust.relief_level(2)
    s.agreement[k].relief = relief
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            s.seen_out_health[trust.HO_SIGNED, j] += trust.SIGNED
            s.seen_in_health[trust.HI_SIGNED, j] += trust.SIGNED
            if relief > 0.0:
                s.seen_out_security[trust.SO_RELIEF_GRANTED, j] += trust.relief_granted(relief)


@phase
def _relief_signed(world: World, s: State, p: Params, k: int) -> bool:
    """With taint, relief comes only from a ratifier who can bring it."""
    if not p.mechanisms.taint:
        return True
    for j in range(world.n_donors):
        if s.agreement_donors[k, j] and world.broad_relief[j]:
            return True
    return False


@phase
def _votes_relief(world: World, s: State, p: Params, book: BookRow, key: int, k: int) -> bool:
    if s.broad_table >= 0:
        return False
    hawkish = parties.hawks_can_block(world, s)
    u, probability = (
        draw(key, 0, chance.RELIEF_VOTE, 0),
        sanctions.relief_probability(p.sanctions, hawkish),
    )
    passed = u < probability
    if passed:
        s.broad_table = k
    if book.trace:
        row = trace_row(book.trace, notes.new(book, notes.RELIEF_GRANTED if passed else notes.RELIEF_VETOED))
        notes.by_chance(row, u, probability)
    return passed


@phase
def end_agreement(s: State, k: int, state: int) -> None:
    """No agreement is in force any more; broad relief that came with it ends."""
    s.in_force[k] = 0
    s.table[k] = state
    if s.broad_table == k:
        s.broad_table = -1


@phase
def expire(s: State, k: int) -> None:
    """An agreement reaches its term."""
    s.flow.returned += s.money[k, at.FUND_BALANCE]
    store(s, k, ledger.expired(donor_ledger(s, k)))
    store_local(s, k, ledger.local_expired(local_ledger(s, k)))
    end_agreement(s, k, CLOSED)


@phase
def donor_ledger(s: State, k: int) -> ledger.DonorLedger:
    """A table's donor ledger as the rules take it."""
    m = s.money[k]
    return ledger.DonorLedger(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11])


@phase
def local_ledger(s: State, k: int) -> ledger.LocalLedger:
    """A table's co-financing ledger as the rules take it."""
    m = s.local[k]
    return ledger.LocalLedger(m[0], m[1], m[2], m[3], m[4])


@phase
def store(s: State, k: int, money: ledger.DonorLedger) -> None:
    """Write a donor ledger back."""
    for n in range(len(money)):
        s.money[k, n] = money[n]


@phase
def store_local(s: State, k: int, local: ledger.LocalLedger) -> None:
    """Write a co-financing ledger back."""
    for n in range(len(local)):
        s.local[k, n] = local[n]
