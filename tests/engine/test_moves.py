"""The search for the best package, sixteen at a time, finds what plain enumeration of the menu finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

numba = pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")

from diplosim.engine import jit, moves  # noqa: E402
from diplosim.engine.book import DATED, EVENT, LANES, VALUES, Book, Opened, menus_of, open_book, worth_a_look  # noqa: E402
from diplosim.engine.records import MOVES, address_of  # noqa: E402
from diplosim.policies.menus import Menu, package_table  # noqa: E402
from diplosim.rules import bargaining, protocol  # noqa: E402
from diplosim.scenario import Scenario  # noqa: E402

jit.make_callable()
MENU = Menu(D=(12,), c=(0.0,), k=(0, 1, 2), r=(0,), f=(0, 1), q=(0,))
PACKAGES = len(package_table(MENU).packages)
PARAMS = (
    Scenario.from_dict({"scenario": 1, "name": "any", "start": "2026-01", "months": 1}).params().bargaining
)

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
    return moves.recipient_proposes(books[0], limit, mood, blocks)  # type: ignore[no-any-return]


@numba.njit(error_model="numpy")
def nash_point(books: Any, r_R: float, r_D: float, blocks: int, felt: bool) -> int:
    return moves.nash_point(books[0], r_R, r_D, blocks, felt)  # type: ignore[no-any-return]


@numba.njit(error_model="numpy")
def highest(books: Any, blocks: int) -> tuple[float, float]:
    return moves.highest_R(books[0], blocks), moves.highest_D(books[0], blocks)


BLOCKS = -(-PACKAGES // LANES)  # as if all packages of the menu were kept


def table_with(U_R: list[float], U_R_hat: list[float], U_D: list[float]) -> Opened:
    """A book whose only menu is worth this to both sides; the last block is filled up as the engine does it."""
    menus = menus_of([package_table(MENU)])
    none = {
        name: np.zeros(0, dtype=kind) for name, kind in (("event", EVENT), ("dated", DATED), ("moves", MOVES))
    }
    opened = open_book(Book(**none, **menus._asdict()))
    opened.room["values"] = np.zeros(BLOCKS, dtype=VALUES)
    opened.record["values"] = address_of(opened.room["values"])
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


@pytest.mark.slow
@settings(deadline=None)  # the first call compiles
@given(utilities, utilities, utilities, limits)
def test_the_donors_propose_what_enumeration_finds(
    U_R: list[float], U_R_hat: list[float], U_D: list[float], limit: float
) -> None:
    opened = table_with(U_R, U_R_hat, U_D)
    wanted = first_of_the_best([protocol.meets(u, limit) for u in U_D], U_R_hat)
    assert donors_propose(opened.record, limit, BLOCKS) == wanted


@pytest.mark.slow
@settings(deadline=None)  # the first call compiles
@given(utilities, utilities, utilities, limits, st.floats(-0.3, 0.3))
def test_the_dprk_proposes_what_enumeration_finds(
    U_R: list[float], U_R_hat: list[float], U_D: list[float], limit: float, mood: float
) -> None:
    opened = table_with(U_R, U_R_hat, U_D)
    wanted = first_of_the_best([protocol.meets(u + mood, limit) for u in U_R], U_D)
    assert dprk_proposes(opened.record, limit, mood, BLOCKS) == wanted


@pytest.mark.slow
@settings(deadline=None)  # the first call compiles
@given(utilities, utilities, utilities, limits, limits)
def test_the_mediators_text_and_what_incumbents_renew_are_what_enumeration_finds(
    U_R: list[float], U_R_hat: list[float], U_D: list[float], r_R: float, r_D: float
) -> None:
    opened = table_with(U_R, U_R_hat, U_D)
    for felt, gains in ((False, U_R_hat), (True, U_R)):
        products = [protocol.nash_product(a - r_R, b - r_D) for a, b in zip(gains, U_D, strict=True)]
        wanted = first_of_the_best([product > 0.0 for product in products], products)
        assert nash_point(opened.record, r_R, r_D, BLOCKS, felt) == wanted


@pytest.mark.slow
@settings(deadline=None)  # the first call compiles
@given(utilities, utilities, utilities)
def test_the_best_that_either_side_can_get_is_the_maximum_of_the_menu(
    U_R: list[float], U_R_hat: list[float], U_D: list[float]
) -> None:
    opened = table_with(U_R, U_R_hat, U_D)
    assert highest(opened.record, BLOCKS) == (max(U_R), max(U_D))


trust = st.floats(0.0, 1.0)


@given(
    J=st.floats(0.0, 10.0), misp=st.floats(0.0, 1.0), mediation=trust, own_gain=st.floats(0.0, 1.0),
    pi=st.lists(trust, min_size=3, max_size=3), gain=trust, weight=st.floats(0.0, 2.0), mood=st.floats(-0.3, 0.3),
    limit=st.floats(-1.5, 1.5),
)  # fmt: skip
def test_leaving_out_singled_out_packages_changes_no_choice(
    J: float, misp: float, mediation: float, own_gain: float, pi: list[float], gain: float, weight: float, mood: float,
    limit: float,
) -> None:  # fmt: skip
    table = package_table(MENU)
    p = PARAMS._replace(J=J, misp=misp)
    k_face = np.array([0.12, 0.02, 0.0])[table.k]

    def to_the_dprk(scale: float) -> Any:
        terms = bargaining.recipient_terms(
            p,
            scale,
            np.array(pi)[table.k],
            gain,
            table.rho,
            table.f,
            table.a,
            table.q_face,
            k_face,
            table.c,
            own_gain,
        )
        return bargaining.add_terms(terms)

    U_R, U_R_hat = to_the_dprk(J), to_the_dprk(bargaining.estimated_face_scale(p, mediation))
    U_D = bargaining.add_terms(
        bargaining.donor_terms(
            p, weight, 0.3, 0.2, 0.5, 0.1, False, gain, 0.2, table.x, table.D, table.c, table.a, table.rho, table.q,
            table.q_value, table.direct,
        )
    )  # fmt: skip
    kept = worth_a_look(table)
    assert 0 < kept.sum() < len(kept)
    products = protocol.nash_product(U_R_hat - 0.1, U_D - 0.1)
    for acceptable, values in (
        (protocol.meets(U_D, limit), U_R_hat),
        (protocol.meets(U_R + mood, limit), U_D),
        (products > 0.0, products),
        (np.ones_like(U_R, dtype=bool), U_R),
    ):
        chosen = first_of_the_best(list(acceptable), list(values))
        assert first_of_the_best(list(acceptable & kept), list(values)) == chosen
