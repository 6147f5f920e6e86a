"""Offers and answers: the best acceptable package of a menu, found sixteen packages at a time.

Every lane keeps its own best; at the end the lanes are compared. Ties go to the package that comes first in the menu.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from diplosim.engine import notes, seats
from diplosim.engine.book import LANES
from diplosim.engine.jit import phase
from diplosim.engine.rows import best_row, menu_row, offers_row, trace_row, values_row
from diplosim.rules import protocol, trust

if TYPE_CHECKING:
    from diplosim.engine.book import Best, BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.record import Floats
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def move(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, k: int, menu: int, blocks: int, mediated: float,
    mood: float, r_R: float,
) -> int:  # fmt: skip
    """Play a round (the recipient's limit ``r_R``): place in the menu of the package that both accept, -1 if none."""
    n = s.round[k]
    b = p.bargaining
    ask_R = protocol.aspiration(r_R, highest_R(book, blocks), n, b.N_dl, b.beta_R)
    ask_D = protocol.aspiration(b.r_D, highest_D(book, blocks), n, b.N_dl, b.beta_D)
    seats.sets_the_scene(book, r_R, ask_R, b.r_D, ask_D, mood, n)
    if mediated > 0.0:
        i = nash_point(book, r_R, b.r_D, blocks, False)
    elif n % 2 == 0:
        i = donors_propose(book, ask_D, blocks)
        i = seats.puts_forward(world, s, book, k, seats.PARTY_OFFERS, menu, i)
    else:
        i = recipient_proposes(book, ask_R, mood, blocks)
        i = seats.puts_forward(world, s, book, k, seats.RECIPIENT_OFFERS, menu, i)
    if i < 0:
        if book.trace:
            row = trace_row(book.trace, notes.at_table(world, book, notes.NO_PROPOSAL, k))
            row.number, row.flag = n, 1 if mediated > 0.0 else 0
        return -1
    value, lane, place = (
        values_row(book.values, i // LANES),
        i % LANES,
        menu_row(book.menu, menu).block * LANES,
    )
    both = True
    if mediated > 0.0 or n % 2 == 0:
        accepted = protocol.meets(value.U_R[lane] + mood, ask_R)
        both = seats.says(world, s, book, k, seats.RECIPIENT_ANSWERS, seats.NOBODY, menu, place + i, accepted)
        if book.trace:
            row = trace_row(book.trace, notes.answer(
                world, s, p, lv, book, k, menu, i, mood, ask_R, notes.PROPOSAL_ACCEPTED, both
            ))  # fmt: skip
            row.number = n
    if mediated > 0.0 or n % 2 == 1:
        accepted = protocol.meets(value.U_D[lane], ask_D)
        accepted = seats.says(world, s, book, k, seats.PARTY_ANSWERS, seats.NOBODY, menu, place + i, accepted)
        if book.trace:
            row = trace_row(
                book.trace, notes.donors_answer(world, s, p, lv, book, k, menu, i, ask_D, accepted)
            )
            row.number = n
        both = both and accepted
    return i if both else -1


@phase
def take_it_or_leave_it(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, k: int, menu: int, blocks: int, mood: float,
    r_R: float, wanted: bool,
) -> int:  # fmt: skip
    """An unsolicited offer: place in the menu if accepted, -1 if withheld or refused.

    ``wanted``: the rules would make one; otherwise only a move does.
    """
    limit = protocol.unsolicited_limit(p.bargaining.r_D, highest_D(book, blocks))
    seats.sets_the_scene(book, r_R, r_R, p.bargaining.r_D, limit, mood, 0)
    best = donors_propose(book, limit, blocks)
    hopeful = best >= 0 and protocol.meets(values_row(book.values, best // LANES).U_R_hat[best % LANES], r_R)
    usual = best if wanted and hopeful else -1
    i = seats.puts_forward(world, s, book, k, seats.PARTY_OFFERS, menu, usual)
    if i < 0:
        if book.trace and wanted and not hopeful:
            row = trace_row(book.trace, notes.at_table(world, book, notes.OFFER_WITHHELD, k))
            if best >= 0:
                notes.package(world, s, book, row, menu_row(book.menu, menu).block * LANES + best)
                row.estimate = values_row(book.values, best // LANES).U_R_hat[best % LANES]
        return -1
    return i if recipient_takes(world, s, p, lv, book, k, menu, i, mood, r_R, False, False) else -1


@phase
def recipient_takes(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, k: int, menu: int, i: int, mood: float, r_R: float,
    dated: bool, bound: bool,
) -> bool:  # fmt: skip
    """The recipient accepts package ``i`` as it is, or refuses it, which wears on the donors.

    ``dated``: the scenario dates the offer; ``bound``: nothing would come of it.
    """
    place = menu_row(book.menu, menu).block * LANES + i
    seats.sets_the_scene(book, r_R, r_R, p.bargaining.r_D, p.bargaining.r_D, mood, 0)
    accepted = protocol.meets(values_row(book.values, i // LANES).U_R[i % LANES] + mood, r_R)
    accepted = seats.says(world, s, book, k, seats.RECIPIENT_ANSWERS, seats.NOBODY, menu, place, accepted)
    if book.trace:
        row = trace_row(
            book.trace,
            notes.answer(world, s, p, lv, book, k, menu, i, mood, r_R, notes.OFFER_ACCEPTED, accepted),
        )
        if dated:
            row.dated, row.flag, row.identity = 1, 1 if bound else 0, 0
    offer = offers_row(book.offers, place // LANES)
    channel, content = world.channel_of_slot[offer.k[i % LANES]], offer.g[i % LANES]
    s.flow.offers_made += 1
    s.flow.offers_by_channel[channel] += 1
    s.flow.offers_by_content[content] += 1
    for n in range(s.n_members):
        s.offered[s.member[n]] += 1
    if accepted:
        return True
    s.flow.offers_refused += 1
    s.flow.refused_by_channel[channel] += 1
    s.flow.refused_by_content[content] += 1
    for n in range(s.n_members):
        s.seen_in_health[trust.HI_REFUSED, s.member[n]] += trust.REFUSED
        s.refused[s.member[n]] += 1
    note_failure(s)
    return False


@phase
def note_failure(s: State) -> None:
    """One refusal, lapse or cancellation wears on every member's appetite next month."""
    for n in range(s.n_members):
        s.failures[s.member[n]] += 1


@phase
def nash_point(book: BookRow, r_R: float, r_D: float, blocks: int, felt: bool) -> int:
    """The Nash point, -1 if both sides cannot gain.

    ``felt``: by what the recipient gains, as incumbents would renew; else by its estimate, the mediator's single text.
    """
    best = best_row(book.best, 0)
    _clear(best, 0.0)
    for m in range(blocks):
        value = values_row(book.values, m)
        for i in range(LANES):
            gain = value.U_R[i] if felt else value.U_R_hat[i]
            product = protocol.nash_product(gain - r_R, value.U_D[i] - r_D)
            better = product > best.high[i]
            best.high[i] = product if better else best.high[i]
            best.where[i] = m * LANES + i if better else best.where[i]
    return _first_of_the_best(best)


@phase
def donors_propose(book: BookRow, limit: float, blocks: int) -> int:
    """Best for the recipient, as estimated, among what reaches the donors' limit."""
    best = best_row(book.best, 0)
    _clear(best, -inf)
    for m in range(blocks):
        value = values_row(book.values, m)
        for i in range(LANES):
            better = protocol.meets(value.U_D[i], limit) & (value.U_R_hat[i] > best.high[i])
            best.high[i] = value.U_R_hat[i] if better else best.high[i]
            best.where[i] = m * LANES + i if better else best.where[i]
    return _first_of_the_best(best)


@phase
def recipient_proposes(book: BookRow, limit: float, mood: float, blocks: int) -> int:
    """Best for the donors among what the recipient would sign."""
    best = best_row(book.best, 0)
    _clear(best, -inf)
    for m in range(blocks):
        value = values_row(book.values, m)
        for i in range(LANES):
            better = protocol.meets(value.U_R[i] + mood, limit) & (value.U_D[i] > best.high[i])
            best.high[i] = value.U_D[i] if better else best.high[i]
            best.where[i] = m * LANES + i if better else best.where[i]
    return _first_of_the_best(best)


@phase
def _clear(best: Best, low: float) -> None:
    for i in range(LANES):
        best.high[i] = low
        best.where[i] = -1


@phase
def _first_of_the_best(best: Best) -> int:
    """Place in the menu of the highest value over all lanes, the first of equals; -1 if no lane has any."""
    half = LANES // 2
    while half > 0:
        for i in range(half):
            other = best.high[i + half]
            better = (other > best.high[i]) | (
                (other == best.high[i]) & (best.where[i + half] < best.where[i])
            )
            best.high[i] = other if better else best.high[i]
            best.where[i] = best.where[i + half] if better else best.where[i]
        half //= 2
    return best.where[0]  # type: ignore[no-any-return]


@phase
def highest_R(book: BookRow, blocks: int) -> float:
    """The most that the recipient can get."""
    best = best_row(book.best, 0)
    _clear(best, -inf)
    for m in range(blocks):
        _raise(best.high, values_row(book.values, m).U_R)
    return _highest(best.high)


@phase
def highest_D(book: BookRow, blocks: int) -> float:
    """The most that the donors can get."""
    best = best_row(book.best, 0)
    _clear(best, -inf)
    for m in range(blocks):
        _raise(best.high, values_row(book.values, m).U_D)
    return _highest(best.high)


@phase
def _raise(high: Floats, values: Floats) -> None:
    for i in range(LANES):
        high[i] = values[i] if values[i] > high[i] else high[i]


@phase
def _highest(high: Floats) -> float:
    best = high[0]
    for i in range(1, LANES):
        best = high[i] if high[i] > best else best
    return float(best)
