"""Moves, answers, ratification and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.ensemble import layout as at
from diplosim.ensemble import parties, talks
from diplosim.ensemble.context import draw
from diplosim.ensemble.jit import phase
from diplosim.rules import bargaining, chance, ledger, protocol, sanctions, trust

if TYPE_CHECKING:
    from diplosim.ensemble.layout import Menus, Record, Scratch


@phase
def reservation_R(s: Record) -> float:
    """The DPRK's reservation value this month."""
    return float(s.scalar[at.RESERVATION])


@phase
def move(s: Record, p: Record, room: Scratch, size: int, n: int, mediated: float, mood: float) -> int:
    """Play round ``n``: place in the menu of the package that both sides accept, -1 if none."""
    b = p.bargaining
    ask_R = protocol.aspiration(reservation_R(s), talks.highest(room.U_R, size), n, b.N_dl, b.beta_R)
    ask_D = protocol.aspiration(b.r_D, talks.highest(room.U_D, size), n, b.N_dl, b.beta_D)
    if mediated > 0.0:
        i = _text(room, reservation_R(s), b.r_D, size)
        if i >= 0 and protocol.meets(room.U_R[i] + mood, ask_R) and protocol.meets(room.U_D[i], ask_D):
            return i
        return -1
    if n % 2 == 0:
        i = _donors_propose(room, ask_D, size)
        if i >= 0 and protocol.meets(room.U_R[i] + mood, ask_R):
            return i
        return -1
    i = _dprk_proposes(room, ask_R, mood, size)
    if i >= 0 and protocol.meets(room.U_D[i], ask_D):
        return i
    return -1


@phase
def _text(room: Scratch, r_R: float, r_D: float, size: int) -> int:
    """The mediator's single text: the estimated Nash point, -1 if both sides cannot gain."""
    best = -1
    high = 0.0
    for i in range(size):
        product = protocol.nash_product(room.U_R_hat[i] - r_R, room.U_D[i] - r_D)
        if product > high:
            best = i
            high = product
    return best


@phase
def _donors_propose(room: Scratch, limit: float, size: int) -> int:
    """Best for the DPRK, as estimated, among what reaches the donors' limit."""
    best = -1
    for i in range(size):
        if protocol.meets(room.U_D[i], limit) and (best < 0 or room.U_R_hat[i] > room.U_R_hat[best]):
            best = i
    return best


@phase
def _dprk_proposes(room: Scratch, limit: float, mood: float, size: int) -> int:
    """Best for the donors among what the DPRK would sign."""
    best = -1
    for i in range(size):
        if protocol.meets(room.U_R[i] + mood, limit) and (best < 0 or room.U_D[i] > room.U_D[best]):
            best = i
    return best


@phase
def take_it_or_leave_it(s: Record, p: Record, room: Scratch, size: int, mood: float) -> int:
    """An unsolicited offer: place in the menu if accepted, -1 if withheld or refused."""
    limit = protocol.unsolicited_limit(p.bargaining.r_D, talks.highest(room.U_D, size))
    i = _donors_propose(room, limit, size)
    if i < 0 or not protocol.meets(room.U_R_hat[i], reservation_R(s)):
        return -1
    s.flow[at.OFFERS_MADE] += 1
    if protocol.meets(room.U_R[i] + mood, reservation_R(s)):
        return i
    s.flow[at.OFFERS_REFUSED] += 1
    for n in range(s.n_members):
        s.seen_in_health[s.member[n], trust.HI_REFUSED] += trust.REFUSED
    note_failure(s)
    return -1


@phase
def note_failure(s: Record) -> None:
    """One refusal, lapse or cancellation wears on every member's appetite next month."""
    for n in range(s.n_members):
        s.failures[s.member[n]] += 1


@phase
def cool_off(s: Record, p: Record, k: int) -> None:
    """Break off for a while."""
    s.table[k] = at.COOLING
    s.round[k] = 0
    s.cool[k] = int(p.tables.L_cool)
    if s.cool[k] == 0:
        s.table[k] = at.CLOSED


@phase
def ratify(
    world: Record,
    s: Record,
    p: Record,
    lv: Record,
    menus: Menus,
    room: Scratch,
    key: int,
    t: int,
    k: int,
    i: int,
) -> None:
    """Put package ``i`` (of all menus) to every member at home; sign with those that ratify, or fail."""
    pooled = world.table_party[k] < 0
    ratifiers = 0
    s.ratifies[:] = 0
    for n in range(s.n_members):
        j = s.member[n]
        utility = talks.utility_of(world, s, p, lv, menus, room, j, pooled, i)
        u = draw(key, world.donor_id[j], chance.RATIFICATION, 0)
        if u < bargaining.ratification_probability(p.bargaining, utility):
            s.ratifies[j] = 1
            ratifiers += 1
    if ratifiers < (parties.MIN_RATIFIERS if pooled else 1):
        for n in range(s.n_members):
            if not s.ratifies[s.member[n]]:
                s.seen_out_health[s.member[n], trust.HO_RATIFICATION_FAILED] += trust.RATIFICATION_FAILED
        cool_off(s, p, k)
        s.flow[at.FAILED_RATIFICATIONS] += 1
        return
    _sign(world, s, lv, menus, t, k, i)
    _credit_signature(world, s, p, key, k)


@phase
def _sign(world: Record, s: Record, lv: Record, menus: Menus, t: int, k: int, i: int) -> None:
    o = menus.package
    money = 0.0
    for j in range(world.n_donors):
        s.agreement_donors[k, j] = s.ratifies[j]
        if s.ratifies[j]:
            money = money + world.ceiling[j] * s.appetite[j]
    V = bargaining.programme_size(o[at.X, i], money, o[at.D, i])
    pledged = ledger.pledged(V, o[at.C, i])
    local = ledger.local_pledged(V, o[at.C, i])
    s.agreement[k, at.AG_X] = o[at.X, i]
    s.agreement[k, at.AG_C] = o[at.C, i]
    s.agreement[k, at.AG_A] = o[at.A, i]
    s.agreement[k, at.AG_PREFUND] = lv.prefund
    s.agreement[k, at.AG_PI_POOL] = lv.pi_pool
    s.agreement[k, at.AG_OWN] = lv.own
    s.agreement[k, at.AG_RELIEF] = 0.0
    record = s.agreement_int[k]
    record[at.AG_D] = int(o[at.D, i])
    record[at.AG_K] = menus.level[at.K, i]
    record[at.AG_R] = menus.level[at.R, i]
    record[at.AG_F] = int(o[at.F, i])
    record[at.AG_Q] = menus.level[at.Q, i]
    record[at.AG_SIGNED] = t
    record[at.AG_PLEDGED] = pledged
    record[at.AG_LOCAL] = local
    record[at.AG_POOLED] = 1 if world.table_party[k] < 0 else 0
    record[at.AG_CHANNEL] = world.channel_of_slot[menus.level[at.K, i]]
    record[at.AG_SUSPENDED] = 0
    record[at.AG_SNAPPED] = -1
    s.in_force[k] = 1
    s.signed_once[k] = 1
    s.table[k] = at.AGREED
    s.round[k] = 0
    s.money[k, at.PLEDGED] += pledged
    s.money[k, at.UNDISBURSED] += pledged
    s.local[k, at.LOCAL_PLEDGED] += local
    s.local[k, at.LOCAL_UNPAID] += local
    s.flow[at.AGREEMENTS_SIGNED] += 1


@phase
def _credit_signature(world: Record, s: Record, p: Record, key: int, k: int) -> None:
    """Both sides note the signature; agreed relief takes effect."""
    relief = 0.0
    if s.agreement_int[k, at.AG_R] > 0:
        relief = trust.relief_level(1)
        if s.agreement_int[k, at.AG_R] == 2 and _votes_relief(world, s, p, key, k):
            relief = trust.relief_level(2)
    s.agreement[k, at.AG_RELIEF] = relief
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            s.seen_out_health[j, trust.HO_SIGNED] += trust.SIGNED
            s.seen_in_health[j, trust.HI_SIGNED] += trust.SIGNED
            if relief > 0.0:
                s.seen_out_security[j, trust.SO_RELIEF_GRANTED] += trust.relief_granted(relief)


@phase
def _votes_relief(world: Record, s: Record, p: Record, key: int, k: int) -> bool:
    if s.counter[at.BROAD_TABLE] >= 0:
        return False
    hawkish = False
    for j in range(world.n_donors):
        if world.broad_relief[j] and s.government[j] > 0:
            hawkish = True
    passed = draw(key, 0, chance.RELIEF_VOTE, 0) < sanctions.relief_probability(p.sanctions, hawkish)
    if passed:
        s.counter[at.BROAD_TABLE] = k
    return passed


@phase
def end_agreement(s: Record, k: int, state: int) -> None:
    """No agreement is in force any more; broad relief that came with it ends."""
    s.in_force[k] = 0
    s.table[k] = state
    if s.counter[at.BROAD_TABLE] == k:
        s.counter[at.BROAD_TABLE] = -1


@phase
def expire(s: Record, k: int) -> None:
    """An agreement reaches its term."""
    s.flow[at.RETURNED_NOW] += s.money[k, at.FUND_BALANCE]
    store(s, k, ledger.expired(donor_ledger(s, k)))
    store_local(s, k, ledger.local_expired(local_ledger(s, k)))
    end_agreement(s, k, at.CLOSED)


@phase
def donor_ledger(s: Record, k: int) -> ledger.DonorLedger:
    """A table's donor ledger as the rules take it."""
    m = s.money[k]
    return ledger.DonorLedger(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11])


@phase
def local_ledger(s: Record, k: int) -> ledger.LocalLedger:
    """A table's co-financing ledger as the rules take it."""
    m = s.local[k]
    return ledger.LocalLedger(m[0], m[1], m[2], m[3], m[4])


@phase
def store(s: Record, k: int, money: ledger.DonorLedger) -> None:
    """Write a donor ledger back."""
    for n in range(at.N_ACCOUNTS):
        s.money[k, n] = money[n]


@phase
def store_local(s: Record, k: int, local: ledger.LocalLedger) -> None:
    """Write a co-financing ledger back."""
    for n in range(at.N_LOCAL_ACCOUNTS):
        s.local[k, n] = local[n]
