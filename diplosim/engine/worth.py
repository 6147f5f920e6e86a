"""What the sizes of a menu's programmes are worth this month: to the recipient, and to donors who value a part."""

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
    sizes_row,
    values_row,
    worth_row,
)
from diplosim.rules import bargaining, givers
from diplosim.rules.params import BargainingParams

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow, MenuRow
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
    """Worth of every distinct programme size, with and without the recipient's own part."""
    money = parties.budget(world, s)
    b = in_registers(p.bargaining)
    scale = bargaining.size_scale(b)
    start, end = menu_row(book.menu, menu), menu_row(book.menu, menu + 1)
    for m in range(end.size - start.size):
        size, room = sizes_row(book.size, start.size + m), worth_row(book.worth, m)
        for i in range(SIZE_LANES):
            V = bargaining.programme_size(size.x[i], money, size.D[i])
            room.worth[i] = bargaining.size_value(b, V, scale)
    if not apart(p, start):
        return
    for m in range(end.donor_size - start.donor_size):
        part, gain = donor_sizes_row(book.donor_size, start.donor_size + m), gain_row(book.gain, m)
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
        offer, value = offers_row(book.offers, m), values_row(book.values, m - start.block)
        for i in range(LANES):
            value.worth[i] = worth_at(book, offer.size[i])


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
