"""What every package of a table's menu is worth to both sides this month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from diplosim.engine import parties, worth
from diplosim.engine.book import LANES
from diplosim.engine.jit import phase
from diplosim.engine.rows import menu_row, offers_row, pool_row, question_row, repeated_row, values_row
from diplosim.rules import bargaining, content, delivery, givers
from diplosim.rules.bargaining import (
    D_AUDIENCE,
    D_CONDITION,
    D_CONTENT,
    D_COST,
    D_HEALTH,
    D_MONITORING,
    D_RELIEF,
    D_RELUCTANCE,
    D_UNSIZED,
    D_VISIBILITY,
)
from diplosim.rules.params import BargainingParams

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow, MenuRow, Offers, Pool, Repeated, Values
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def appraise(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, k: int, count: int, menu: int,
    mediated: float, guessed: bool,
) -> None:  # fmt: skip
    """Fill U_R and U_D for the packages of a menu (members of table ``k`` are marked), U_R_hat where it is ``guessed``.

    Where nobody looks at what donors believe, it is filled for readers of the trace and for whoever plays only.
    """
    worth.fill_sizes(world, s, p, book, menu)
    _fill_channels(world, s, p, k, count)
    for g in range(len(content.CONTENTS)):
        s.wanted[g] = (
            content.wanted(p.bargaining, g, s.hospitals_a_year > 0.0) if p.mechanisms.content else 1.0
        )
    worth.look_up(s, p, book, menu)
    guessed = guessed or book.trace != 0 or question_row(book.question, 0).seat != 0
    worth.fill_recipient(world, s, p, lv, book, k, menu, mediated, guessed)
    if world.table_party[k] >= 0:
        _fill_alone(world, s, p, lv, book, world.table_party[k], menu)
    else:
        _fill_pooled(world, s, p, lv, book, menu)


@phase
def _fill_channels(world: World, s: State, p: Params, k: int, count: int) -> None:
    """Promise, face cost, taint and monitoring of every channel slot at table ``k``."""
    party = world.table_party[k]
    pooled = party < 0
    fund = world.n_others - 1
    hostile = parties.hostility(world, s, p)
    for slot in range(world.n_slots):
        channel = world.channel_of_slot[slot]
        if pooled:
            mean = parties.mean_out_trust(world, s, count)
            tau = bargaining.effective_trust(0, True, mean, s.tau_out_health[fund])
            rival = False
        else:
            carrier = s.tau_out_health[world.n_donors + slot - 1] if slot > 0 else 0.0
            tau = bargaining.effective_trust(channel, False, s.tau_out_health[party], carrier)
            rival = world.rival[party] > 0
        s.pi[slot] = bargaining.promise(tau)
        s.face[slot] = bargaining.channel_face(channel, pooled, rival)
        s.taint[slot] = 0.0
        s.seen[slot] = 1.0
        s.visible[slot] = delivery.attribution(channel, pooled)
        if p.mechanisms.taint:
            s.face[slot] = givers.channel_face(channel, pooled)
            s.taint[slot] = givers.taint_share(hostile, channel, pooled)
            s.seen[slot] = s.visible[slot]
        s.monitoring[slot] = delivery.monitoring_strength(channel, pooled)


class Bias(NamedTuple):
    """What a donor brings to the table: everything in its utility that is not in the package."""

    weight: float
    tau_health: float
    tau_security: float
    That: float
    d: float
    v0: float
    g_D: float
    reluctance: float
    z_hawk: float
    hawkish_rival: bool
    x_eq: float
    x_f: float


@phase
def _bias(world: World, s: State, p: Params, lv: LeverRow, j: int) -> Bias:
    return Bias(
        bargaining.security_weight(world.security_weight[j], s.government[j]),
        s.tau_in_health[j], s.tau_in_security[j], s.relative_tension, lv.d, p.delivery.v0,
        givers.length_cost(p.politics, p.mechanisms.donors > 0),
        world.reluctance[j] if p.mechanisms.donors else 0.0, p.politics.z_hawk,
        p.mechanisms.donors > 0 and world.rival[j] > 0 and s.government[j] > 0,
        p.bargaining.x_eq if p.mechanisms.content else 0.0, p.bargaining.x_f if p.mechanisms.content else 0.0,
    )  # fmt: skip


@phase
def _terms(
    b: BargainingParams,
    own: Bias,
    pooled: bool,
    offer: Offers,
    i: int,
    worth: float,
    monitoring: float,
    visible: float,
) -> tuple[float, ...]:
    """A donor's utility terms of the package in lane ``i``."""
    diverted = delivery.diversion_share(own.v0, offer.a[i], monitoring, False) * offer.diverted[i]
    return bargaining.donor_terms(
        b, own.weight, own.tau_health, own.tau_security, own.That, own.d, pooled, worth, diverted, offer.x[i],
        offer.D[i], offer.c[i], offer.a[i], offer.rho[i], offer.q[i], offer.q_value[i], offer.direct[i],
        givers.reluctance(own.reluctance, own.z_hawk, own.hawkish_rival, visible), own.g_D,
        content.misgiving(own.x_eq, own.x_f, own.weight, offer.dual_use[i], offer.fungible[i]),
    )  # fmt: skip


@phase
def _fill_donors_repeated(
    b: BargainingParams, own: Bias, pooled: bool, book: BookRow, start: MenuRow, n: int
) -> None:
    """A donor's terms of block ``n`` that blocks a period on have too; audience cost without the size."""
    offer, again = offers_row(book.offers, start.block + n), repeated_row(book.repeated, n)
    t = again.terms
    for i in range(LANES):
        terms = _terms(b, own, pooled, offer, i, 0.0, again.monitoring[i], again.visible[i])
        t[D_RELIEF, i], t[D_CONDITION, i], t[D_VISIBILITY, i] = (
            terms[D_RELIEF],
            terms[D_CONDITION],
            terms[D_VISIBILITY],
        )
        t[D_RELUCTANCE, i], t[D_CONTENT, i] = terms[D_RELUCTANCE], terms[D_CONTENT]
        t[D_AUDIENCE, i] = bargaining.audience_cost(b, own.weight, own.That, own.d, pooled, offer.q[i])


@phase
def _own_terms(b: BargainingParams, own: Bias, offer: Offers, value: Values, i: int) -> tuple[float, float]:
    """A donor's terms of health and monitoring, which are those of the package in lane ``i`` alone."""
    terms = bargaining.donor_terms(
        b, own.weight, own.tau_health, own.tau_security, own.That, own.d, False, value.worth[i], value.diverted[i],
        0.0, 0.0, 0.0, offer.a[i], 0.0, 0.0, 0.0, 0.0,
    )  # fmt: skip
    return terms[D_HEALTH], terms[D_MONITORING]


@phase
def _fill_alone(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, j: int, menu: int) -> None:
    b = worth.in_registers(p.bargaining)
    own = _bias(world, s, p, lv, j)
    start = menu_row(book.menu, menu)
    for n in range(start.period):
        _fill_donors_repeated(b, own, False, book, start, n)
    n = 0
    for m in range(menu_row(book.menu, menu + 1).block - start.block):
        offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
        again = repeated_row(book.repeated, n)
        t = again.terms
        for i in range(LANES):
            health, monitoring = _own_terms(b, own, offer, value, i)
            audience = t[D_AUDIENCE, i] * bargaining.size_seen(offer.x[i])
            value.U_D[i] = bargaining.add_terms((
                health, monitoring, value.cost[i], t[D_RELIEF, i], t[D_CONDITION, i], audience, t[D_VISIBILITY, i],
                t[D_RELUCTANCE, i], t[D_CONTENT, i],
            ))  # fmt: skip
        n = worth.next_in(n, start.period)


@phase
def donor_terms_of(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, j: int, menu: int, i: int
) -> tuple[float, ...]:
    """Donor ``j``'s terms of package ``i`` of its own menu, which was appraised last."""
    offer = offers_row(book.offers, menu_row(book.menu, menu).block + i // LANES)
    value, lane, slot = values_row(book.values, i // LANES), i % LANES, offer.k[i % LANES]
    return _terms(
        worth.in_registers(p.bargaining), _bias(world, s, p, lv, j), False, offer, lane, value.worth[lane],
        s.monitoring[slot], s.visible[slot],
    )  # fmt: skip


@phase
def _fill_pooled(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, menu: int) -> None:
    """Ceiling-weighted sums term by term, then the terms added: the pooled utility."""
    b = worth.in_registers(p.bargaining)
    start = menu_row(book.menu, menu)
    blocks = menu_row(book.menu, menu + 1).block - start.block
    ceilings = parties.total_ceiling(world, s)
    for n_member in range(s.n_members):
        j = s.member[n_member]
        own = _bias(world, s, p, lv, j)
        weight, more = world.ceiling[j] / ceilings, n_member > 0
        if p.mechanisms.donors:
            worth.fill_worth(world, s, p, book, menu, parties.valued_part(world, s, p, j, True))
        for n in range(start.period):
            _fill_donors_repeated(b, own, True, book, start, n)
            _add_repeated(repeated_row(book.repeated, n), pool_row(book.pool, n), weight, more)
        n = 0
        for m in range(blocks):
            offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
            _add_own(
                b, own, offer, value, repeated_row(book.repeated, n), pool_row(book.pool, m), weight, more
            )
            n = worth.next_in(n, start.period)
    n = 0
    for m in range(blocks):
        value, sums, t = (
            values_row(book.values, m),
            pool_row(book.pool, m).terms,
            pool_row(book.pool, n).terms,
        )
        for i in range(LANES):
            value.U_D[i] = bargaining.add_terms((
                sums[D_HEALTH, i], sums[D_MONITORING, i], sums[D_COST, i], t[D_RELIEF, i], t[D_CONDITION, i],
                sums[D_AUDIENCE, i], t[D_VISIBILITY, i], t[D_RELUCTANCE, i], t[D_CONTENT, i],
            ))  # fmt: skip
        n = worth.next_in(n, start.period)


@phase
def _add_repeated(again: Repeated, pool: Pool, weight: float, more: bool) -> None:
    """Add a member's weighted terms that come again; the first member's are taken as they are."""
    sums, t = pool.terms, again.terms
    for n in D_UNSIZED:
        for i in range(LANES):
            sums[n, i] = sums[n, i] + weight * t[n, i] if more else weight * t[n, i]


@phase
def _add_own(
    b: BargainingParams, own: Bias, offer: Offers, value: Values, again: Repeated, pool: Pool, weight: float,
    more: bool,
) -> None:  # fmt: skip
    """Add a member's other weighted terms of sixteen packages."""
    sums, t = pool.terms, again.terms
    for i in range(LANES):
        health, monitoring = _own_terms(b, own, offer, value, i)
        audience = t[D_AUDIENCE, i] * bargaining.size_seen(offer.x[i])
        sums[D_HEALTH, i] = sums[D_HEALTH, i] + weight * health if more else weight * health
        sums[D_MONITORING, i] = sums[D_MONITORING, i] + weight * monitoring if more else weight * monitoring
        sums[D_COST, i] = sums[D_COST, i] + weight * value.cost[i] if more else weight * value.cost[i]
        sums[D_AUDIENCE, i] = sums[D_AUDIENCE, i] + weight * audience if more else weight * audience


@phase
def pooled_term_of(book: BookRow, menu: int, i: int, n: int) -> float:
    """Term ``n`` of package ``i`` of the pool's menu that was appraised last."""
    block = i // LANES
    if n in D_UNSIZED:
        block = block % menu_row(book.menu, menu).period
    return float(pool_row(book.pool, block).terms[n, i % LANES])


@phase
def utility_of(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, j: int, pooled: bool, i: int
) -> float:
    """What package ``i`` (of all menus) is worth to donor ``j`` alone, for ratification at home."""
    offer, lane = offers_row(book.offers, i // LANES), i % LANES
    b, slot = worth.in_registers(p.bargaining), offer.k[lane]
    part = parties.valued_part(world, s, p, j, pooled)
    V = bargaining.programme_size(offer.x[lane], parties.budget(world, s), offer.D[lane])
    value = bargaining.size_value(b, V * part, bargaining.size_scale(b))
    own = _bias(world, s, p, lv, j)
    terms = _terms(b, own, pooled, offer, lane, value, s.monitoring[slot], s.visible[slot])
    return bargaining.add_terms(terms)  # type: ignore[no-any-return]
