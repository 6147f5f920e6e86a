"""What every package of a table's menu is worth to both sides this month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from diplosim.engine import parties, worth
from diplosim.engine.book import LANES, N_TERMS
from diplosim.engine.jit import phase
from diplosim.engine.rows import menu_row, offers_row, pool_row, question_row, values_row
from diplosim.rules import bargaining, content, delivery, givers
from diplosim.rules.params import BargainingParams

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow, Offers, Pool, Values
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
    _look_up(s, p, book, menu)
    guessed = guessed or book.trace != 0 or question_row(book.question, 0).seat != 0
    _fill_recipient(world, s, p, lv, book, k, menu, mediated, guessed)
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


@phase
def _look_up(s: State, p: Params, book: BookRow, menu: int) -> None:
    """Copy what depends on a package's size and channel into columns, which the sums then run along.

    Channels and contents come again after some blocks, so what hangs on them is looked up for the first of these only.
    """
    start = menu_row(book.menu, menu)
    apart = worth.apart(p, start)
    for m in range(start.period):
        offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
        for i in range(LANES):
            slot = offer.k[i]
            value.pi[i] = s.pi[slot]
            value.face[i] = s.face[slot]
            value.taint[i] = s.taint[slot]
            value.wanted[i] = s.wanted[offer.g[i]]
            value.seen[i] = s.seen[slot]
            value.visible[i] = s.visible[slot]
            value.monitoring[i] = s.monitoring[slot]
    for m in range(start.period, menu_row(book.menu, menu + 1).block - start.block):
        value, same = values_row(book.values, m), values_row(book.values, m - start.period)
        for i in range(LANES):
            value.pi[i] = same.pi[i]
            value.face[i] = same.face[i]
            value.taint[i] = same.taint[i]
            value.wanted[i] = same.wanted[i]
            value.seen[i] = same.seen[i]
            value.visible[i] = same.visible[i]
            value.monitoring[i] = same.monitoring[i]
    for m in range(start.block, menu_row(book.menu, menu + 1).block):
        offer, value = offers_row(book.offers, m), values_row(book.values, m - start.block)
        for i in range(LANES):
            value.worth[i] = worth.worth_at(book, offer.size[i])
            value.gain[i] = worth.gain_at(book, offer.donor_size[i]) if apart else value.worth[i]


@phase
def _fill_recipient(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, k: int, menu: int, mediated: float,
    guessed: bool,
) -> None:  # fmt: skip
    b = worth.in_registers(p.bargaining)
    start = menu_row(book.menu, menu)
    known = parties.knows_the_recipient(world, p, k)
    estimate = b.J if known else bargaining.estimated_face_scale(b, mediated)
    intrusion = givers.intrusion(b, p.mechanisms.taint > 0 and s.border_closed > 0)
    own_gain = bargaining.ownership_gain(b, lv.own)
    for m in range(menu_row(book.menu, menu + 1).block - start.block):
        offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
        for i in range(LANES):
            value.U_R[i] = bargaining.add_terms(
                _recipient_terms(b, b.J, offer, value, i, own_gain, 1.0, intrusion)
            )
        if guessed:
            for i in range(LANES):
                value.U_R_hat[i] = bargaining.add_terms(
                    _recipient_terms(b, estimate, offer, value, i, own_gain, mediated, intrusion)
                )


@phase
def _recipient_terms(
    b: BargainingParams, J: float, offer: Offers, value: Values, i: int, own_gain: float, noticed: float,
    intrusion: float,
) -> tuple[float, ...]:  # fmt: skip
    """The recipient's terms of the package in lane ``i``; ``noticed``: the share of its taint that is reckoned with."""
    return bargaining.recipient_terms(
        b, J, value.pi[i], value.gain[i], offer.rho[i], offer.f[i], offer.a[i], offer.q_face[i], value.face[i],
        offer.c[i], own_gain, value.taint[i] * noticed, value.seen[i], intrusion, value.wanted[i],
        offer.taught[i],
    )  # fmt: skip


@phase
def recipient_terms_of(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, menu: int, i: int
) -> tuple[float, ...]:
    """The recipient's own terms of package ``i`` of the menu that was appraised last."""
    b = worth.in_registers(p.bargaining)
    offer = offers_row(book.offers, menu_row(book.menu, menu).block + i // LANES)
    intrusion = givers.intrusion(b, p.mechanisms.taint > 0 and s.border_closed > 0)
    own_gain = bargaining.ownership_gain(b, lv.own)
    return _recipient_terms(
        b, b.J, offer, values_row(book.values, i // LANES), i % LANES, own_gain, 1.0, intrusion
    )


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
def _fill_alone(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, j: int, menu: int) -> None:
    b = worth.in_registers(p.bargaining)
    own = _bias(world, s, p, lv, j)
    start = menu_row(book.menu, menu)
    for m in range(menu_row(book.menu, menu + 1).block - start.block):
        offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
        for i in range(LANES):
            value.U_D[i] = bargaining.add_terms(
                _terms(b, own, False, offer, i, value.worth[i], value.monitoring[i], value.visible[i])
            )


@phase
def donor_terms_of(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, j: int, menu: int, i: int
) -> tuple[float, ...]:
    """Donor ``j``'s terms of package ``i`` of its own menu, which was appraised last."""
    offer = offers_row(book.offers, menu_row(book.menu, menu).block + i // LANES)
    value, lane = values_row(book.values, i // LANES), i % LANES
    return _terms(
        worth.in_registers(p.bargaining), _bias(world, s, p, lv, j), False, offer, lane, value.worth[lane],
        value.monitoring[lane], value.visible[lane],
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
        weight = world.ceiling[j] / ceilings
        if p.mechanisms.donors:
            worth.fill_worth(world, s, p, book, menu, parties.valued_part(world, s, p, j, True))
        for m in range(blocks):
            offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
            _add_member(b, own, offer, value, pool_row(book.pool, m), weight, n_member > 0)
    for m in range(blocks):
        value, sums = values_row(book.values, m), pool_row(book.pool, m).terms
        for i in range(LANES):
            value.U_D[i] = bargaining.add_terms(
                (
                    sums[0, i],
                    sums[1, i],
                    sums[2, i],
                    sums[3, i],
                    sums[4, i],
                    sums[5, i],
                    sums[6, i],
                    sums[7, i],
                    sums[8, i],
                )
            )


@phase
def _add_member(
    b: BargainingParams, own: Bias, offer: Offers, value: Values, pool: Pool, weight: float, more: bool
) -> None:
    """Add a member's weighted terms of sixteen packages; the first member's are taken as they are."""
    sums = pool.terms
    for i in range(LANES):
        terms = _terms(b, own, True, offer, i, value.worth[i], value.monitoring[i], value.visible[i])
        for n in range(N_TERMS):
            sums[n, i] = sums[n, i] + weight * terms[n] if more else weight * terms[n]


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
