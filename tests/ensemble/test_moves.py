"""The search for the best package, sixteen at a time, finds what plain enumeration of the menu finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

numba = pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")

from diplosim.ensemble import moves  # noqa: E402
from diplosim.ensemble.book import EVENT, LANES, Book, Opened, menus_of, open_book  # noqa: E402
from diplosim.menus import Menu, package_table  # noqa: E402
from diplosim.rules import protocol  # noqa: E402

MENU = Menu(D=(12,), c=(0.0,), k=(0, 1, 2), r=(0,), f=(0, 1), q=(0,))
PACKAGES = len(package_table(MENU).packages)

# Few distinct values, so that ties are common, and some close enough to matter to the tolerance.
utilities = st.lists(
    st.sampled_from([-1.0, -0.25, 0.0, 0.1, 0.1 + 1e-13, 0.5, 0.5 + 1e-9, 2.0]) | st.floats(-3.0, 3.0),
    min_size=PACKAGES,
    max_size=PACKAGES,
)
limits = st.sampled_from([-2.0, 0.0, 0.1, 0.5, 1.9, 9.0]) | st.floats(-3.0, 3.0)


@numba.njit(error_model="numpy")
def donors_propose(books: Any, limit: float, blocks: int) -> int:
    return moves.donors_propose(books[0], limit, blocks)  # type: ignore[no-any-return]


@numba.njit(error_model="numpy")
def dprk_proposes(books: Any, limit: float, mood: float, blocks: int) -> int:
    return moves.dprk_proposes(books[0], limit, mood, blocks)  # type: ignore[no-any-return]


@numba.njit(error_model="numpy")
def text(books: Any, r_R: float, r_D: float, blocks: int) -> int:
    return moves.text(books[0], r_R, r_D, blocks)  # type: ignore[no-any-return]


@numba.njit(error_model="numpy")
def highest(books: Any, blocks: int) -> tuple[float, float]:
    return moves.highest_R(books[0], blocks), moves.highest_D(books[0], blocks)


BLOCKS = -(-PACKAGES // LANES)


def table_with(U_R: list[float], U_R_hat: list[float], U_D: list[float]) -> Opened:
    """A book whose only menu is worth this to both sides; the last block is filled up as the engine does it."""
    menus = menus_of([package_table(MENU)])
    opened = open_book(Book(event=np.zeros(0, dtype=EVENT), **menus._asdict()))
    place = np.minimum(np.arange(BLOCKS * LANES), PACKAGES - 1)
    for name, column in (("U_R", U_R), ("U_R_hat", U_R_hat), ("U_D", U_D)):
        opened.room["values"][name] = np.array(column)[place].reshape(-1, LANES)
    return opened


def first_of_the_best(acceptable: list[bool], values: list[float]) -> int:
    """Plain enumeration: the first package with the highest value among the acceptable ones, -1 if there is none."""
    best = -1
    for i in range(PACKAGES):
        if acceptable[i] and (best < 0 or values[i] > values[best]):
            best = i
    return best


def test_the_menu_of_these_tests_does_not_fill_its_last_block() -> None:
    assert PACKAGES % LANES != 0


@settings(deadline=None)  # the first call compiles
@given(utilities, utilities, utilities, limits)
def test_the_donors_propose_what_enumeration_finds(
    U_R: list[float], U_R_hat: list[float], U_D: list[float], limit: float
) -> None:
    opened = table_with(U_R, U_R_hat, U_D)
    wanted = first_of_the_best([protocol.meets(u, limit) for u in U_D], U_R_hat)
    assert donors_propose(opened.record, limit, BLOCKS) == wanted


@settings(deadline=None)  # the first call compiles
@given(utilities, utilities, utilities, limits, st.floats(-0.3, 0.3))
def test_the_dprk_proposes_what_enumeration_finds(
    U_R: list[float], U_R_hat: list[float], U_D: list[float], limit: float, mood: float
) -> None:
    opened = table_with(U_R, U_R_hat, U_D)
    wanted = first_of_the_best([protocol.meets(u + mood, limit) for u in U_R], U_D)
    assert dprk_proposes(opened.record, limit, mood, BLOCKS) == wanted


@settings(deadline=None)  # the first call compiles
@given(utilities, utilities, utilities, limits, limits)
def test_the_mediators_text_is_what_enumeration_finds(
    U_R: list[float], U_R_hat: list[float], U_D: list[float], r_R: float, r_D: float
) -> None:
    opened = table_with(U_R, U_R_hat, U_D)
    products = [protocol.nash_product(a - r_R, b - r_D) for a, b in zip(U_R_hat, U_D, strict=True)]
    wanted = first_of_the_best([product > 0.0 for product in products], products)
    assert text(opened.record, r_R, r_D, BLOCKS) == wanted


@settings(deadline=None)  # the first call compiles
@given(utilities, utilities, utilities)
def test_the_best_that_either_side_can_get_is_the_maximum_of_the_menu(
    U_R: list[float], U_R_hat: list[float], U_D: list[float]
) -> None:
    opened = table_with(U_R, U_R_hat, U_D)
    assert highest(opened.record, BLOCKS) == (max(U_R), max(U_D))
