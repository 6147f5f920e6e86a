"""What the kernel writes of its decisions where somebody wants to read them: one row of a trace each.

Nothing here decides: the terms come from the functions of `diplosim.rules` that Mesa's log asks too. Every caller looks
first whether there is a trace at all (``book.trace``), so that a run without one is as fast as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import parties, seats, talks, worth
from diplosim.engine.book import LANES
from diplosim.engine.jit import out_of_line, phase
from diplosim.engine.records import KINDS
from diplosim.engine.rows import clear, menu_row, offers_row, trace_row, values_row
from diplosim.rules import bargaining, protocol, provocation
from diplosim.rules.numeric import det_log, log_hazard_met

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow, Offers
    from diplosim.engine.records import LeverRow, TraceRow
    from diplosim.metrics.record import Flags
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params

(HOSPITAL_DRIVE, KORYO_DRIVE, VACCINE_LINE, INSURANCE, NETWORK_JOINED, PANDEMIC, FLOOD, WARNING, CLOSURE, ACCESS,
 EXPULSION, ELECTION, GOVERNMENT, STANCE_CHANGED, STANCE_KEPT, STANCE, TABLE_OPENED, TABLE_STAYED_CLOSED, WALK_OUT,
 STANCE_ENDED_TALKS, NO_PROPOSAL, PROPOSAL_ACCEPTED, PROPOSAL_REJECTED, LAPSE, OFFER_WITHHELD, OFFER_ACCEPTED,
 OFFER_REFUSED, RATIFIED, RATIFICATION_REFUSED, RATIFICATION_FAILED, SIGNED, RENEWED, ENDED, FOLDED, RELIEF_GRANTED,
 RELIEF_VETOED, SNAP_BACK, SUSPENSION, WITHSTOOD, RESUMPTION, CANCELLATION, ADOPTED, VETOED, PROVOCATION,
 POSTURE_MOVE) = range(len(KINDS))  # fmt: skip
#: Issues of a package in the order of `rules.protocol.ISSUES`.
N_ISSUES = len(protocol.ISSUES)
TAINT = bargaining.RECIPIENT_TERMS.index("taint")
CLASSES_A_NUMBER = 15


@phase
def new(book: BookRow, kind: int) -> int:
    """Place of the next row, empty but for when it happens; where there is no more room, the same last one for all.

    Places and not rows are returned: code for WebAssembly must not leave pointers in memory.
    """
    out_of_line()
    place = book.traced if book.traced < book.trace_room else book.trace_room
    book.traced += 1
    row = trace_row(book.trace, place)
    clear(row)
    row.table = row.actor = row.target = -1
    row.run, row.month, row.kind = book.run, book.month, kind
    return place


@phase
def at_table(world: World, book: BookRow, kind: int, k: int) -> int:
    """Place of a row of table ``k``, by its party."""
    out_of_line()
    place = new(book, kind)
    row = trace_row(book.trace, place)
    row.table, row.actor = k, parties.table_id(world, k)
    return place


@phase
def to_table(world: World, book: BookRow, kind: int, k: int) -> int:
    """Place of a row of what is done to table ``k`` by somebody else."""
    out_of_line()
    place = new(book, kind)
    row = trace_row(book.trace, place)
    row.table, row.target = k, parties.table_id(world, k)
    return place


@phase
def by_chance(row: TraceRow, u: float, probability: float) -> None:
    """Note a draw and the chance that it was held against."""
    out_of_line()
    row.draw, row.probability = u, probability


@phase
def weighed(row: TraceRow, terms: tuple[float, ...], value: float, threshold: float) -> None:
    """Note terms, what they come to, and what that was held against."""
    out_of_line()
    for n in range(len(terms)):
        row.terms[n] = terms[n]
    row.value, row.threshold = value, threshold


@phase
def multiplied(row: TraceRow, factors: tuple[float, ...], u: float, probability: float, hazard: bool) -> None:
    """Note the factors of a hazard, or of a chance, by their logarithms, as `rules.numeric.log_terms` has them."""
    out_of_line()
    by_chance(row, u, probability)
    value = det_log(factors[0])
    for n in range(len(factors)):
        row.terms[n] = det_log(factors[n])
        if n > 0:
            value = value + row.terms[n]
    row.value = value
    row.threshold = log_hazard_met(u) if hazard else det_log(u)


@phase
def answer(
    world: World, s: State, p: Params, lv: LeverRow, book: BookRow, k: int, menu: int, i: int, mood: float,
    threshold: float, yes: int, said: bool,
) -> int:  # fmt: skip
    """What the recipient ``said`` to package ``i`` of a menu; the kind of a no follows that of a ``yes``."""
    out_of_line()
    value, lane = values_row(book.values, i // LANES), i % LANES
    felt = value.U_R[lane] + mood
    accepted = protocol.meets(felt, threshold)
    place = to_table(world, book, yes if said else yes + 1, k)
    row = trace_row(book.trace, place)
    row.moved = 1 if seats.move_at(book, k, seats.RECIPIENT_ANSWERS, seats.NOBODY) >= 0 else 0
    terms = worth.recipient_terms_of(world, s, p, lv, book, menu, i)
    weighed(row, terms, felt, threshold)
    row.terms[len(terms)] = mood
    row.estimate = value.U_R_hat[lane]
    _what_else(world, s, book, row, menu, i, mood, threshold, True, accepted)
    return place


@phase
def donors_answer(
    world: World,
    s: State,
    p: Params,
    lv: LeverRow,
    book: BookRow,
    k: int,
    menu: int,
    i: int,
    threshold: float,
    said: bool,
) -> int:
    """What table ``k``'s own side ``said`` to package ``i`` of a menu."""
    out_of_line()
    utility = values_row(book.values, i // LANES).U_D[i % LANES]
    accepted = protocol.meets(utility, threshold)
    place = at_table(world, book, PROPOSAL_ACCEPTED if said else PROPOSAL_REJECTED, k)
    row = trace_row(book.trace, place)
    row.moved = 1 if seats.move_at(book, k, seats.PARTY_ANSWERS, seats.NOBODY) >= 0 else 0
    if world.table_party[k] >= 0:
        terms = talks.donor_terms_of(world, s, p, lv, book, world.table_party[k], menu, i)
        weighed(row, terms, utility, threshold)
    else:
        row.value, row.threshold = utility, threshold
        for n in range(len(bargaining.DONOR_TERMS)):
            row.terms[n] = talks.pooled_term_of(book, menu, i, n)
    _what_else(world, s, book, row, menu, i, 0.0, threshold, False, accepted)
    return place


@phase
def _what_else(
    world: World, s: State, book: BookRow, row: TraceRow, menu: int, i: int, mood: float, threshold: float,
    recipient: bool, accepted: bool,
) -> None:  # fmt: skip
    """Which package it was, and after a no which others would have been accepted."""
    first = menu_row(book.menu, menu).block
    package(world, s, book, row, first * LANES + i)
    if accepted:
        return
    _find_changes(book, row, menu, i, mood, threshold, recipient)
    least = 0
    for n in range(len(bargaining.RECIPIENT_TERMS) + 1):
        least = n if row.terms[n] < row.terms[least] else least
    row.identity = 1 if recipient and row.changes[0] == 0 and least == TAINT and row.terms[TAINT] < 0.0 else 0
    for n in range(len(row.changes)):
        if row.changes[n] > 0:
            row.changes[n] += first * LANES


@phase
def package(world: World, s: State, book: BookRow, row: TraceRow, i: int) -> None:
    """Note package ``i`` of all menus, and its size at the members' budget."""
    out_of_line()
    offer = offers_row(book.offers, i // LANES)
    row.package = i + 1
    row.musd = bargaining.programme_size(offer.x[i % LANES], parties.budget(world, s), offer.D[i % LANES])


@phase
def _find_changes(
    book: BookRow, row: TraceRow, menu: int, i: int, mood: float, threshold: float, recipient: bool
) -> None:
    """Places in the menu of the best package that differs in each issue alone and would do; else in two issues."""
    first, last = menu_row(book.menu, menu).block, menu_row(book.menu, menu + 1).block
    own = offers_row(book.offers, first + i // LANES)
    pair, alone = -1, False
    for j in range((last - first) * LANES):
        felt = _felt(book, j, mood, recipient)
        if not protocol.meets(felt, threshold):
            continue
        one, two, count = _differences(own, i % LANES, offers_row(book.offers, first + j // LANES), j % LANES)
        if count == 1:
            alone = True
            if row.changes[one] == 0 or felt > _felt(book, row.changes[one] - 1, mood, recipient):
                row.changes[one] = j + 1
        elif count == 2:
            most = _felt(book, row.changes[N_ISSUES] - 1, mood, recipient) if pair >= 0 else 0.0
            if pair < 0 or felt > most or (felt == most and one * N_ISSUES + two < pair):
                row.changes[N_ISSUES], pair = j + 1, one * N_ISSUES + two
    if alone:
        row.changes[N_ISSUES] = 0


@phase
def _felt(book: BookRow, j: int, mood: float, recipient: bool) -> float:
    """What package ``j`` of a menu is worth to the side that answers."""
    value = values_row(book.values, j // LANES)
    if recipient:
        return value.U_R[j % LANES] + mood  # type: ignore[no-any-return]
    return value.U_D[j % LANES]  # type: ignore[no-any-return]


@phase
def _differences(a: Offers, i: int, b: Offers, j: int) -> tuple[int, int, int]:
    """The first and the last issue in which two packages differ, and in how many they do."""
    one, two, count = -1, -1, 0
    for n in range(N_ISSUES):
        unlike = (
            (n == 0 and a.x[i] != b.x[j])
            or (n == 1 and a.D[i] != b.D[j])
            or (n == 2 and a.c[i] != b.c[j])
            or (n == 3 and a.a[i] != b.a[j])
            or (n == 4 and a.k[i] != b.k[j])
            or (n == 5 and a.r[i] != b.r[j])
            or (n == 6 and a.f[i] != b.f[j])
            or (n == 7 and a.q[i] != b.q[j])
            or (n == 8 and a.g[i] != b.g[j])
        )
        if unlike:
            one = n if count == 0 else one
            two = n
            count += 1
    return one, two, count


@phase
def lapsed(world: World, book: BookRow, k: int, blocks: int, n: int, r_R: float, r_D: float) -> None:
    """Talks ran out of rounds; whether any package would have been acceptable to both sides."""
    out_of_line()
    zone = False
    for j in range(blocks * LANES):
        value = values_row(book.values, j // LANES)
        both = protocol.meets(value.U_R[j % LANES], r_R) & protocol.meets(value.U_D[j % LANES], r_D)
        zone = zone or bool(both)
    row = trace_row(book.trace, at_table(world, book, LAPSE, k))
    row.number, row.flag = n, 0 if zone else 1


@phase
def donors(world: World, row: TraceRow, among: Flags) -> None:
    """Note which donors are marked."""
    out_of_line()
    for j in range(world.n_donors):
        if among[j]:
            row.donors += 1 << j


@phase
def provoked(s: State, p: Params, book: BookRow, eta: float, kap: float) -> int:
    """A month with provocations: where they come from, and what moved the background."""
    out_of_line()
    place = new(book, PROVOCATION)
    row = trace_row(book.trace, place)
    sources = provocation.intensity_terms(p.provocation, eta, kap, s.tension)
    weighed(row, sources, sources[0] + sources[1], 0.0)
    for n in range(len(provocation.MODULATORS)):
        row.terms[len(sources) + n] = s.eta[n]
    row.number = s.flow.events
    return place


@phase
def one_class(row: TraceRow, i: int, cls: int) -> None:
    """Note the class of the ``i``-th provocation of chance."""
    out_of_line()
    row.changes[i // CLASSES_A_NUMBER] += cls << (2 * (i % CLASSES_A_NUMBER))
