"""What packages' sizes, channels and contents come to this month, and what that is worth to the recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import parties
from diplosim.engine.book import LANES, SIZE_LANES
from diplosim.engine.jit import phase
from diplosim.engine.rows import (
    donor_sizes_row,
    gain_row,
    menu_row,
    offers_row,
    repeated_row,
    sizes_row,
    values_row,
    worth_row,
)
from diplosim.rules import bargaining, delivery, givers
from diplosim.rules.bargaining import (
    R_ACCESS,
    R_CHANNEL,
    R_CONDITION,
    R_CONTENT,
    R_FRAMING,
    R_MONEY,
    R_OWNERSHIP,
    R_RELIEF,
    R_TAINT,
)
from diplosim.rules.params import BargainingParams

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow, MenuRow, Offers, Repeated, Values
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def in_registers(b: BargainingParams) -> BargainingParams:
    """The bargaining symbols as plain numbers: loops over packages then need not read them from memory again."""
    return BargainingParams(
        b.J, b.misp, b.beta_R, b.beta_D, b.r0_R, b.r_pat, b.r_need, b.Pi, b.Pi_partner, b.w_rel, b.own_gain,
        b.own_gain_base, b.x_rel, b.z_aud, b.w_h, b.w_mon, b.w_cost, b.y_q, b.r_D, b.N_dl, b.sigma_u, b.kap_rat, b.V0,
        b.Vmax, b.p_unsol, b.h_can, b.kap_pol, b.rho_h, b.c_cl, b.pref, b.dem_E, b.x_eq, b.x_f,
    )  # fmt: skip


@phase
def fill_sizes(world: World, s: State, p: Params, book: BookRow, menu: int) -> None:
    """Worth of every distinct programme size, with and without the recipient's own part, and its cost to donors."""
    money = parties.budget(world, s)
    b = in_registers(p.bargaining)
    scale = bargaining.size_scale(b)
    start, end = menu_row(book.menu, menu), menu_row(book.menu, menu + 1)
    for m in range(end.size - start.size):
        size, room = sizes_row(book.size, start.size + m), worth_row(book.worth, m)
        for i in range(SIZE_LANES):
            V = bargaining.programme_size(size.x[i], money, size.D[i])
            room.worth[i] = bargaining.size_value(b, V, scale)
    longer, other = givers.length_cost(p.politics, p.mechanisms.donors > 0), apart(p, start)
    for m in range(end.donor_size - start.donor_size):
        part, gain = donor_sizes_row(book.donor_size, start.donor_size + m), gain_row(book.gain, m)
        for i in range(SIZE_LANES):
            gain.cost[i] = bargaining.programme_cost(b, part.x[i], part.D[i], part.c[i], longer)
        if not other:
            continue
        for i in range(SIZE_LANES):
            V = bargaining.donors_part(bargaining.programme_size(part.x[i], money, part.D[i]), part.c[i])
            if p.mechanisms.taint:
                V = givers.absorbable(V, part.D[i], p.delivery.cap0)
            gain.gain[i] = bargaining.size_value(b, V, scale)


@phase
def fill_worth(world: World, s: State, p: Params, book: BookRow, menu: int, part: float) -> None:
    """Worth of every package's size to a donor who values ``part`` of the programme."""
    money = parties.budget(world, s)
    b = in_registers(p.bargaining)
    scale = bargaining.size_scale(b)
    start, end = menu_row(book.menu, menu), menu_row(book.menu, menu + 1)
    for m in range(end.size - start.size):
        size, room = sizes_row(book.size, start.size + m), worth_row(book.worth, m)
        for i in range(SIZE_LANES):
            V = bargaining.programme_size(size.x[i], money, size.D[i])
            room.worth[i] = bargaining.size_value(b, V * part, scale)
    for m in range(start.block, end.block):
        look_up_worth(book, offers_row(book.offers, m), values_row(book.values, m - start.block))


@phase
def look_up_worth(book: BookRow, offer: Offers, value: Values) -> None:
    """Worth of the sizes of a block. Sizes stand in order, so one that begins and ends a block is that of all of it."""
    if offer.size[0] == offer.size[LANES - 1]:
        one = worth_at(book, offer.size[0])
        for i in range(LANES):
            value.worth[i] = one
    else:
        for i in range(LANES):
            value.worth[i] = worth_at(book, offer.size[i])


@phase
def look_up_gain(book: BookRow, offer: Offers, value: Values, other: bool) -> None:
    """Cost of a block's sizes, and worth of the donors' part to the recipient: ``other`` than that of the whole."""
    if offer.donor_size[0] == offer.donor_size[LANES - 1]:
        gain, cost = gain_at(book, offer.donor_size[0]), cost_at(book, offer.donor_size[0])
        for i in range(LANES):
            value.gain[i] = gain
            value.cost[i] = cost
    else:
        for i in range(LANES):
            value.gain[i] = gain_at(book, offer.donor_size[i])
            value.cost[i] = cost_at(book, offer.donor_size[i])
    if not other:
        for i in range(LANES):
            value.gain[i] = value.worth[i]


@phase
def look_up(s: State, p: Params, book: BookRow, menu: int) -> None:
    """Copy what hangs on a package's channel, content and size into columns, which the sums then run along."""
    start, end = menu_row(book.menu, menu), menu_row(book.menu, menu + 1)
    other = apart(p, start)
    for m in range(start.period):
        offer, again = offers_row(book.offers, start.block + m), repeated_row(book.repeated, m)
        for i in range(LANES):
            slot = offer.k[i]
            again.pi[i] = s.pi[slot]
            again.face[i] = s.face[slot]
            again.taint[i] = s.taint[slot]
            again.wanted[i] = s.wanted[offer.g[i]]
            again.seen[i] = s.seen[slot]
            again.visible[i] = s.visible[slot]
            again.monitoring[i] = s.monitoring[slot]
    n, v0 = 0, p.delivery.v0
    for m in range(end.block - start.block):
        offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
        again = repeated_row(book.repeated, n)
        look_up_worth(book, offer, value)
        look_up_gain(book, offer, value, other)
        for i in range(LANES):
            expected = delivery.diversion_share(v0, offer.a[i], again.monitoring[i], False)
            value.diverted[i] = expected * offer.diverted[i]
        n = next_in(n, start.period)


@phase
def next_in(n: int, period: int) -> int:
    """The block after block ``n`` of a period, the first after the last."""
    return n + 1 if n + 1 < period else 0


@phase
def apart(p: Params, start: MenuRow) -> bool:
    """Whether the recipient reckons with other money than the donors."""
    return start.cofinanced > 0 or p.mechanisms.taint > 0 or p.mechanisms.donors > 0


@phase
def worth_at(book: BookRow, size: int) -> float:
    """Worth of the whole programme of a size of the menu."""
    return worth_row(book.worth, size // SIZE_LANES).worth[size % SIZE_LANES]  # type: ignore[no-any-return]


@phase
def gain_at(book: BookRow, size: int) -> float:
    """Worth to the recipient of the donors' part of a size of the menu."""
    return gain_row(book.gain, size // SIZE_LANES).gain[size % SIZE_LANES]  # type: ignore[no-any-return]


@phase
def cost_at(book: BookRow, size: int) -> float:
    """Cost to donors of a size of the menu."""
    return gain_row(book.gain, size // SIZE_LANES).cost[size % SIZE_LANES]  # type: ignore[no-any-return]


@phase
def fill_recipient(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, k: int, menu: int, mediated: float,
    guessed: bool,
) -> None:  # fmt: skip
    """The recipient's utility of every package, and as the donors estimate it where that is ``guessed``."""
    b = in_registers(p.bargaining)
    start = menu_row(book.menu, menu)
    blocks = menu_row(book.menu, menu + 1).block - start.block
    known = parties.knows_the_recipient(world, p, k)
    estimate = b.J if known else bargaining.estimated_face_scale(b, mediated)
    intrusion = givers.intrusion(b, p.mechanisms.taint > 0 and s.border_closed > 0)
    own_gain = bargaining.ownership_gain(b, lv.own)
    _fill_repeated(b, b.J, book, start, 1.0, intrusion)
    n = 0
    for m in range(blocks):
        offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
        again = repeated_row(book.repeated, n)
        for i in range(LANES):
            value.U_R[i] = _recipient_value(b, b.J, offer, value, again, i, own_gain, 1.0, intrusion)
        n = next_in(n, start.period)
    if not guessed:
        return
    _fill_repeated(b, estimate, book, start, mediated, intrusion)
    n = 0
    for m in range(blocks):
        offer, value = offers_row(book.offers, start.block + m), values_row(book.values, m)
        again = repeated_row(book.repeated, n)
        for i in range(LANES):
            value.U_R_hat[i] = _recipient_value(
                b, estimate, offer, value, again, i, own_gain, mediated, intrusion
            )
        n = next_in(n, start.period)


@phase
def _fill_repeated(
    b: BargainingParams, J: float, book: BookRow, start: MenuRow, noticed: float, intrusion: float
) -> None:
    """The recipient's terms that blocks a period on have too; ``noticed``: share of the taint that is reckoned with."""
    for n in range(start.period):
        offer, again = offers_row(book.offers, start.block + n), repeated_row(book.repeated, n)
        terms = again.terms
        for i in range(LANES):
            own = bargaining.recipient_terms(
                b, J, again.pi[i], 0.0, offer.rho[i], offer.f[i], 0.0, offer.q_face[i], again.face[i], 0.0, 0.0,
                again.taint[i] * noticed, again.seen[i], intrusion, again.wanted[i], offer.taught[i],
            )  # fmt: skip
            terms[R_RELIEF, i], terms[R_FRAMING, i] = own[R_RELIEF], own[R_FRAMING]
            terms[R_CONDITION, i], terms[R_CHANNEL, i] = own[R_CONDITION], own[R_CHANNEL]
            terms[R_TAINT, i], terms[R_CONTENT, i] = own[R_TAINT], own[R_CONTENT]


@phase
def _recipient_value(
    b: BargainingParams, J: float, offer: Offers, value: Values, again: Repeated, i: int, own_gain: float,
    noticed: float, intrusion: float,
) -> float:  # fmt: skip
    """All terms of the package in lane ``i``: money, access and ownership are its own, the others come again."""
    own = bargaining.recipient_terms(
        b, J, again.pi[i], value.gain[i], 0.0, 0.0, offer.a[i], 0.0, 0.0, offer.c[i], own_gain,
        again.taint[i] * noticed, 1.0, intrusion, again.wanted[i], 0.0,
    )  # fmt: skip
    t = again.terms
    return bargaining.add_terms((  # type: ignore[no-any-return]
        own[R_MONEY], t[R_RELIEF, i], t[R_FRAMING, i], own[R_ACCESS], t[R_CONDITION, i], t[R_CHANNEL, i],
        own[R_OWNERSHIP], t[R_TAINT, i], t[R_CONTENT, i],
    ))  # fmt: skip


@phase
def recipient_terms_of(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, menu: int, i: int
) -> tuple[float, ...]:
    """The recipient's own terms of package ``i`` of the menu that was appraised last."""
    b = in_registers(p.bargaining)
    offer, lane = offers_row(book.offers, menu_row(book.menu, menu).block + i // LANES), i % LANES
    slot = offer.k[lane]
    intrusion = givers.intrusion(b, p.mechanisms.taint > 0 and s.border_closed > 0)
    return bargaining.recipient_terms(
        b, b.J, s.pi[slot], values_row(book.values, i // LANES).gain[lane], offer.rho[lane], offer.f[lane],
        offer.a[lane], offer.q_face[lane], s.face[slot], offer.c[lane], bargaining.ownership_gain(b, lv.own),
        s.taint[slot], s.seen[slot], intrusion, s.wanted[offer.g[lane]], offer.taught[lane],
    )  # fmt: skip
