"""Moves and answers at a table: aspirations, the mediated text, unsolicited offers (model sections 2.3, 12)."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from diplosim.rules import bargaining, protocol
from diplosim.rules.params import BargainingParams
from diplosim.scenario import Scenario

P: BargainingParams = (
    Scenario.from_dict({"scenario": 1, "name": "defaults", "start": "2026-01", "months": 1})
    .params()
    .bargaining
)
value = st.floats(-2.0, 2.0)
beta = st.floats(0.05, 10.0)
rounds = st.integers(0, 12)
menus = st.lists(st.tuples(value, value), min_size=1, max_size=40)


@given(value, value, beta)
def test_aspirations_fall_from_the_best_to_the_limit(reservation: float, best: float, b: float) -> None:
    asks = [protocol.aspiration(reservation, best, n, 12, b) for n in range(13)]
    if best < reservation:
        assert asks == [reservation] * 13
        return
    assert asks[0] == pytest.approx(best, abs=1e-15)
    assert asks[12] == reservation
    assert all(reservation <= ask <= best or ask == pytest.approx(best, abs=1e-15) for ask in asks)
    assert all(later <= earlier for earlier, later in pairwise(asks))


@given(value, st.floats(0.01, 2.0), rounds, beta)
def test_aspirations_are_faratins(reservation: float, room: float, n: int, b: float) -> None:
    ask = protocol.aspiration(reservation, reservation + room, n, 12, b)
    assert ask == pytest.approx(reservation + room * (1 - (n / 12) ** (1 / b)), abs=1e-12)


def test_boulware_holds_out_and_conceder_gives_way() -> None:
    middle = [protocol.aspiration(0.0, 1.0, 6, 12, b) for b in (0.2, 1.0, 5.0)]
    assert middle == pytest.approx([1 - 0.5**5, 0.5, 1 - 0.5**0.2], abs=1e-15)


@given(value, value, value, value, beta, beta, st.integers(1, 40))
@example(0.0, 2.0 - 2.0**-52, -2.0, 0.0, 3.0, 0.05, 7)
def test_the_signing_round_is_the_closed_form(
    text_R: float, text_D: float, r_R: float, r_D: float, beta_R: float, beta_D: float, N: int
) -> None:
    """With the tolerance of every threshold (ruling A11): a text that close to the best is met at once."""
    best, text, limit = (2.0, 2.0), (text_R, text_D), (r_R, r_D)
    assume(r_R < 2.0 and r_D < 2.0)
    n = protocol.signing_round(N, best, text, limit, (beta_R, beta_D))
    if text_R < r_R - 1e-12 or text_D < r_D - 1e-12:
        assert n == N + 1
        return
    pairs = zip(text, limit, (beta_R, beta_D), strict=True)
    exact = N * max((max(0.0, 2.0 - u - protocol.TOLERANCE) / (2.0 - r)) ** b for u, r, b in pairs)
    assume(abs(exact - round(exact)) > 1e-7)
    assert n == math.ceil(exact)


def test_the_signing_round_never_comes_below_a_limit() -> None:
    assert protocol.signing_round(12, (1.0, 1.0), (0.5, 0.1), (0.1, 0.2), (1.0, 1.0)) == 13
    assert protocol.signing_round(12, (1.0, 1.0), (0.5, 0.2), (0.1, 0.2), (1.0, 1.0)) == 12
    assert protocol.signing_round(12, (1.0, 1.0), (1.0, 1.0), (0.1, 0.2), (1.0, 1.0)) == 0


def test_thresholds_forgive_rounding_only() -> None:
    assert protocol.meets(0.3, 0.1 + 0.2)
    assert protocol.meets(0.5 - 0.9e-12, 0.5)
    assert not protocol.meets(0.5 - 1.1e-12, 0.5)
    assert list(protocol.meets(np.array([0.4, 0.5, 0.6]), 0.5)) == [False, True, True]


@given(value, value)
def test_the_nash_product_needs_two_gains(a: float, b: float) -> None:
    expected = a * b if a > 0.0 and b > 0.0 else 0.0
    assert protocol.nash_product(a, b) == expected  # exact: two losses never multiply to a gain
    column = protocol.nash_product(np.array([a, b]), np.array([b, a]))
    assert list(column) == [expected, expected]


@given(st.integers(0, 2**52 - 1))
def test_moods_are_centred_and_bounded(h: int) -> None:
    u = (h + 0.5) * 2.0**-52  # any uniform that a draw can be
    assert -1.0 < protocol.taste(u) < 1.0
    assert protocol.taste(1.0 - u) == -protocol.taste(u)
    assert protocol.taste(0.5) == 0.0


@given(menus, value, value, st.floats(0.0, 1.0))
def test_metamorphic_4_a_higher_limit_never_widens_the_zone(
    menu: list[tuple[float, float]], r_R: float, r_D: float, more: float
) -> None:
    R, D = np.array(menu).T

    def zone(limit_R: float, limit_D: float) -> set[int]:
        return set(np.flatnonzero(protocol.meets(R, limit_R) & protocol.meets(D, limit_D)).tolist())

    assert zone(r_R + more, r_D) <= zone(r_R, r_D)
    assert zone(r_R, r_D + more) <= zone(r_R, r_D)


@given(
    st.floats(0.0, 3.0), st.floats(0.0, 3.0), value,
    st.lists(st.tuples(*[st.floats(0.0, 1.0)] * 8), min_size=1, max_size=30),
)  # fmt: skip
def test_metamorphic_3_more_face_cost_never_widens_what_is_acceptable(
    J: float, more: float, r_R: float, menu: list[tuple[float, ...]]
) -> None:
    pi, gain, rho, f, a, q_face, k_face, c = np.array(menu).T

    def acceptable(scale: float) -> set[int]:
        terms = bargaining.recipient_terms(P, scale, pi, gain, rho, f, a, q_face, k_face, c, 0.25)
        return set(np.flatnonzero(protocol.meets(bargaining.add_terms(terms), r_R)).tolist())

    assert acceptable(J + more) <= acceptable(J)


@given(menus, value, value, st.data())
def test_metamorphic_8_a_dominated_package_changes_no_mediated_text(
    menu: list[tuple[float, float]], r_R: float, r_D: float, data: st.DataObject
) -> None:
    better = data.draw(st.sampled_from(menu))
    loss_R, loss_D = data.draw(st.tuples(st.floats(0.0, 1.0), st.floats(0.001, 1.0)))
    dominated = (better[0] - loss_R, better[1] - loss_D)
    place = data.draw(st.integers(0, len(menu)))

    def text(options: list[tuple[float, float]]) -> tuple[float, float] | None:
        R, D = np.array(options).T
        products = protocol.nash_product(R - r_R, D - r_D)
        return options[int(np.argmax(products))] if products.max() > 1e-300 else None

    assert text([*menu[:place], dominated, *menu[place:]]) == text(menu)
    best = [max(side) for side in zip(*menu, strict=True)]
    assert [max(side) for side in zip(*menu, dominated, strict=True)] == best  # nor what anybody asks for


@given(menus, st.floats(0.0, 3.0), value, value)
def test_v10_without_misjudgement_an_offer_is_withheld_or_accepted(
    menu: list[tuple[float, float]], J: float, r_R: float, r_D: float
) -> None:
    """The rule of unsolicited offers, with the donors' estimate of J and the DPRK's own."""
    p = P._replace(J=J, misp=0.0)
    worth, D = np.array(menu).T
    face = np.linspace(0.0, 1.0, len(menu))

    def felt(scale: float) -> np.ndarray:
        zero = 0.0 * face
        return bargaining.add_terms(
            bargaining.recipient_terms(p, scale, 1.0, worth, zero, zero, zero, face, zero, zero, 0.05)
        )

    true, estimate = felt(p.J), felt(bargaining.estimated_face_scale(p, 0.0))
    enough = protocol.meets(D, protocol.unsolicited_limit(r_D, float(D.max())))
    assume(enough.any())
    i = int(np.argmax(np.where(enough, estimate, -np.inf)))
    sent = protocol.meets(estimate[i], r_R)
    assert bool(sent) == bool(protocol.meets(true[i], r_R))


@given(value, value)
def test_unsolicited_offers_aim_half_way(r_D: float, best: float) -> None:
    limit = protocol.unsolicited_limit(r_D, best)
    assert limit == pytest.approx(r_D + 0.5 * max(0.0, best - r_D), abs=1e-15)


@given(st.floats(0.0, 3.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_donors_underestimate_face_and_mediators_help(J: float, misp: float, mediation: float) -> None:
    p = P._replace(J=J, misp=misp)
    estimate = bargaining.estimated_face_scale(p, mediation)
    assert estimate == pytest.approx(J * (1 - misp * (1 - 0.7 * mediation)), abs=1e-15)
    assert bargaining.estimated_face_scale(p, 0.0) <= estimate <= J * (1 + 1e-15)
    assert bargaining.estimated_face_scale(p._replace(misp=0.0), mediation) == J


def test_ratification_probability() -> None:
    for utility, expected in ((0.02, 1 / (1 + math.exp(-1))), (0.12, 1 / (1 + math.exp(-2.2)))):
        assert bargaining.ratification_probability(P, utility) == pytest.approx(expected, abs=1e-15)
    assert bargaining.ratification_probability(P._replace(kap_rat=1000.0), 0.2) == pytest.approx(
        1.0, abs=1e-15
    )
    assert bargaining.ratification_probability(P, -5.0) < 1e-20


@given(value, st.floats(0.0, 1.0))
@settings(max_examples=50)
def test_what_is_worth_more_at_home_is_likelier_to_pass(utility: float, more: float) -> None:
    likelier = bargaining.ratification_probability(P, utility + more)
    assert bargaining.ratification_probability(P, utility) <= likelier
    assert sum(bargaining.ratification_terms(P, utility)) == pytest.approx(
        12 * (utility - 0.02) + 1, abs=1e-12
    )


def test_hawks_offer_less_often_and_weigh_security_double() -> None:
    assert bargaining.unsolicited_probability(P, 0.0) == 0.03
    assert bargaining.unsolicited_probability(P, 1.0) == pytest.approx(0.009, abs=1e-17)
    assert bargaining.security_weight(0.8, 0) == 0.8
    assert bargaining.security_weight(0.8, 1) == 1.6


def test_need_lowers_and_patrons_raise_the_reservation_value() -> None:
    assert bargaining.recipient_reservation(P, 0.5, P.Pi) == pytest.approx(0.05, abs=1e-15)
    assert bargaining.recipient_reservation(P, 0.5, 0.8) == pytest.approx(0.08, abs=1e-15)
    assert bargaining.recipient_reservation(P, 0.9, P.Pi) == pytest.approx(0.05 - 0.06, abs=1e-15)
