"""Decisions that are taken in an actor's place: the moves of the scenario, and what somebody who sits there is asked.

The compiled counterpart of `diplosim.model.seats`. A game is a run that is played again and again with one more move:
whoever plays reads the first question that it has not answered yet, with what every package of the menu is worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import parties
from diplosim.engine.book import LANES
from diplosim.engine.jit import phase
from diplosim.engine.records import QUESTIONS
from diplosim.engine.rows import menu_row, move_row, question_row, values_row
from diplosim.metrics.state import OPEN

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.metrics.state import State, World

#: Places in ``QUESTIONS``.
PARTY_OFFERS, RECIPIENT_OFFERS, PARTY_ANSWERS, RECIPIENT_ANSWERS, VOTE = range(len(QUESTIONS))
NOBODY = -1


@phase
def move_at(book: BookRow, k: int, question: int, donor: int) -> int:
    """Place of the move that answers a question of this month at table ``k``; -1 if none does."""
    for i in range(book.n_moves):
        row = move_row(book.moves, i)
        if row.month == book.month and row.table == k and row.question == question and row.donor == donor:
            return i
    return -1


@phase
def may_offer(world: World, book: BookRow, k: int) -> bool:
    """Whether somebody may make an offer in the place of a table's own side, even where its rules would not."""
    if move_at(book, k, PARTY_OFFERS, NOBODY) >= 0:
        return True
    q = question_row(book.question, 0)
    return bool(q.seat == parties.table_id(world, k) and q.asked <= q.passed)


@phase
def puts_forward(world: World, s: State, book: BookRow, k: int, question: int, menu: int, usual: int) -> int:
    """Place in the menu of the package that a side puts forward, -1 if none; ``usual`` by its rules."""
    if question_row(book.question, 0).seat != 0:
        place = menu_row(book.menu, menu).block * LANES + usual + 1 if usual >= 0 else 0
        _ask(world, s, book, k, question, NOBODY, menu, place, usual >= 0)
    i = move_at(book, k, question, NOBODY)
    if i < 0:
        return usual
    row = move_row(book.moves, i)
    return row.package_broad if parties.broad_at_table(world, s) else row.package


@phase
def says(
    world: World, s: State, book: BookRow, k: int, question: int, donor: int, menu: int, i: int, usual: bool
) -> bool:
    """Whether somebody says yes to package ``i`` (of all menus); ``usual`` by its rules."""
    if question_row(book.question, 0).seat != 0:
        _ask(world, s, book, k, question, donor, menu, i + 1, usual)
    move = move_at(book, k, question, donor)
    return usual if move < 0 else bool(move_row(book.moves, move).yes > 0)


@phase
def sets_the_scene(
    book: BookRow, limit_R: float, ask_R: float, limit_D: float, ask_D: float, mood: float, n: int
) -> None:
    """Note where both sides stand, as far as the question that is asked for has not come yet."""
    q = question_row(book.question, 0)
    if q.seat != 0 and q.asked <= q.passed:
        q.limit_R, q.ask_R, q.limit_D, q.ask_D, q.mood, q.round = limit_R, ask_R, limit_D, ask_D, mood, n


@phase
def at_home(book: BookRow, utility: float, probability: float) -> None:
    """Note what a vote at home turns on, as far as the question that is asked for has not come yet."""
    q = question_row(book.question, 0)
    if q.seat != 0 and q.asked <= q.passed:
        q.utility, q.probability = utility, probability


@phase
def _ask(
    world: World,
    s: State,
    book: BookRow,
    k: int,
    question: int,
    donor: int,
    menu: int,
    package: int,
    usual: bool,
) -> None:
    """Count a question to the seat, and keep the one that is asked for."""
    q = question_row(book.question, 0)
    asked = parties.table_id(world, k)
    if question == VOTE:
        asked = world.donor_id[donor]
    elif question in (RECIPIENT_OFFERS, RECIPIENT_ANSWERS):
        asked = -1
    if q.seat != asked:
        return
    q.asked += 1
    if q.asked != q.passed + 1:
        return
    q.month, q.table, q.question, q.menu, q.package = book.month, k, question, menu, package
    q.usual = 1 if usual else 0
    q.open = 1 if s.table[k] == OPEN else 0
    if menu < 0:
        return
    for m in range(menu_row(book.menu, menu + 1).block - menu_row(book.menu, menu).block):
        kept, value = values_row(book.kept, m), values_row(book.values, m)
        for i in range(LANES):
            kept.U_R[i], kept.U_R_hat[i], kept.U_D[i] = value.U_R[i], value.U_R_hat[i], value.U_D[i]
