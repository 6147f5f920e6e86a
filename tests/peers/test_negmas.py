"""Bargaining against NegMAS, an independent package (model section 2.5).

Its caveats: ``nash_points`` replaces a reservation value below the least utility by that utility and multiplies
two losses into a gain, so outcomes are filtered to individually rational ones and ranges are given; utilities
are compared, not labels; issue values are all floats.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from diplosim.model.actors.talks import Talks
from diplosim.rules import chance, protocol
from tests.model.actors.still import GOLDEN_MENU, golden, signed, table

negmas = pytest.importorskip("negmas")
pytestmark = pytest.mark.peers

RANDOM_TABLES = 120


def random_case(number: int) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Utilities of a random menu for both sides, and their reservation values."""
    rng = np.random.default_rng([20260101, number])
    size = int(rng.integers(2, 200))
    U_R, U_D = rng.uniform(-1.0, 1.0, size), rng.uniform(-1.0, 1.0, size)
    return U_R, U_D, float(rng.uniform(-1.5, 0.5)), float(rng.uniform(-1.5, 0.5))


def test_nash_points_agree() -> None:
    from negmas.preferences import MappingUtilityFunction
    from negmas.preferences.ops import nash_points, pareto_frontier

    compared = 0
    for number in range(200):
        U_R, U_D, r_R, r_D = random_case(number)
        products = protocol.nash_product(U_R - r_R, U_D - r_D)
        fair = [i for i in range(len(U_R)) if U_R[i] > r_R and U_D[i] > r_D]
        if not fair:
            assert products.max() == 0.0
            continue
        outcomes = [(float(i),) for i in fair]
        ufuns = [
            MappingUtilityFunction(
                {(float(i),): float(u[i]) for i in fair}, reserved_value=r, outcomes=outcomes
            )
            for u, r in ((U_R, r_R), (U_D, r_D))
        ]
        frontier, _ = pareto_frontier(ufuns, outcomes=outcomes)
        best_R, best_D = max(float(U_R[i]) for i in fair), max(float(U_D[i]) for i in fair)
        found = nash_points(ufuns, frontier, ranges=[(r_R, best_R), (r_D, best_D)], outcomes=outcomes)
        i = int(np.argmax(products))
        assert found[0][0] == pytest.approx((U_R[i], U_D[i]), abs=1e-12)
        compared += 1
    assert compared >= 100


def test_the_golden_nash_point_agrees() -> None:
    from negmas.preferences.ops import nash_points, pareto_frontier_numpy

    talks = golden_talks()
    fair = [i for i in range(108) if talks.U_R[i] >= talks.r_R and talks.U_D[i] >= talks.r_D]
    points = np.column_stack([talks.U_R[fair] - talks.r_R, talks.U_D[fair] - talks.r_D])
    frontier = [tuple(points[i]) for i in pareto_frontier_numpy(points)]
    ranges = [(0.0, talks.best_R - talks.r_R), (0.0, talks.best_D - talks.r_D)]
    (point, _), *rest = nash_points(None, frontier, ranges=ranges)
    assert not rest
    assert point == pytest.approx((talks.U_R[52] - talks.r_R, talks.U_D[52] - talks.r_D), abs=1e-12)


def golden_talks() -> Talks:
    model = golden(GOLDEN_MENU)
    model._beliefs()
    return table(model).talks(chance.TASTE)


def test_pareto_sets_agree() -> None:
    from negmas.preferences.ops import pareto_frontier_numpy

    talks = golden_talks()
    cases = [(talks.U_R, talks.U_D), *(random_case(number)[:2] for number in range(100))]
    sizes = []
    for U_R, U_D in cases:
        points = list(zip(U_R.tolist(), U_D.tolist(), strict=True))
        ours = {a for a in points if not any(b[0] >= a[0] and b[1] >= a[1] and b != a for b in points)}
        theirs = {points[i] for i in pareto_frontier_numpy(np.array(points), eps=0.0)}
        assert theirs == ours
        sizes.append(len(ours))
    assert sizes[0] == 20


def test_aspirations_agree() -> None:
    from negmas.negotiators.helpers import PolyAspiration

    for beta in (0.2, 0.25, 0.4, 0.5, 1.0, 2.0, 5.0):
        theirs = PolyAspiration(1.0, 1.0 / beta)
        ours = [protocol.aspiration(0.0, 1.0, n, 12, beta) for n in range(13)]
        assert ours == pytest.approx([theirs.utility_at(n / 12) for n in range(13)], abs=1e-12)
    boulware = PolyAspiration(1.0, "boulware").utility_at(0.5)
    assert protocol.aspiration(0.0, 1.0, 6, 12, 0.25) == pytest.approx(boulware, abs=1e-12)


def negotiator_class() -> type:
    """Our proposing and answering rule as a NegMAS negotiator (made here: the package may be absent)."""
    from negmas.negotiators.helpers import PolyAspiration
    from negmas.sao import ResponseType, SAONegotiator

    class Conceder(SAONegotiator):
        """Turn 0 is the donors', turn 1 the DPRK's; ``values`` own utilities, ``scores`` what it maximises."""

        def __init__(
            self, turn: int, values: list[float], scores: list[float], limit: float, beta: float
        ) -> None:
            super().__init__(name=f"turn {turn}")
            self.turn, self.values, self.scores, self.limit = turn, values, scores, limit
            self.room = max(0.0, max(values) - limit)
            self.curve = PolyAspiration(1.0, 1.0 / beta)

        def ask(self, n: int) -> float:
            return self.limit + self.room * self.curve.utility_at(n / 12) - 1e-12

        def propose(self, state: Any, dest: str | None = None) -> Any:
            n = 2 * state.step + self.turn
            if n > 12:
                return None
            allowed = [i for i, u in enumerate(self.values) if u >= self.ask(n)]
            return (float(max(allowed, key=lambda i: (self.scores[i], -i))),) if allowed else None

        def respond(self, state: Any, source: str | None = None) -> Any:
            n = 2 * state.step + self.turn - 1  # the round of the offer on the table
            enough = self.values[int(state.current_offer[0])] >= self.ask(n)
            return ResponseType.ACCEPT_OFFER if enough else ResponseType.REJECT_OFFER

    return Conceder


def negmas_deal(talks: Talks, beta_R: float, beta_D: float) -> int | None:
    """Index of the package that two such negotiators agree on, if any."""
    from negmas.sao import SAOMechanism

    R, D, hat = talks.U_R.tolist(), talks.U_D.tolist(), talks.U_R_hat.tolist()
    conceder = negotiator_class()
    session = SAOMechanism(outcomes=[(float(i),) for i in range(len(R))], n_steps=7)
    session.add(conceder(0, D, hat, talks.r_D, beta_D))
    session.add(conceder(1, R, D, talks.r_R, beta_R))
    agreement = session.run().agreement
    return None if agreement is None else int(agreement[0])


def test_the_alternating_protocol_agrees() -> None:
    """Real tables, played month by month, against NegMAS sessions over the same utilities."""
    deals = 0
    for number in range(RANDOM_TABLES):
        rng = np.random.default_rng([7, number])
        beta_R, beta_D = (float(b) for b in rng.uniform(0.2, 2.0, 2))
        parameters = {
            "bargaining.J": float(rng.uniform(0.0, 2.0)), "bargaining.misp": float(rng.uniform(0.0, 1.0)),
            "bargaining.r0_R": float(rng.uniform(-0.1, 0.6)), "bargaining.beta_R": beta_R, "bargaining.beta_D": beta_D,
        }  # fmt: skip
        levers = replace(
            GOLDEN_MENU, menu_k=("direct", "un", "third"), menu_f=(int(rng.integers(0, 2)),), menu_q=(0, 1),
            menu_D=(12, 36, 60)[: int(rng.integers(1, 4))],
        )  # fmt: skip
        model = golden(levers, parameters, months=14)
        model.recipient.trust["EU"].health = float(rng.normal())
        model.donor("EU").belief.health = float(rng.normal())
        model._beliefs()
        talks = table(model).talks(chance.TASTE)
        theirs = negmas_deal(talks, beta_R, beta_D)
        deal = signed(model)
        ours = None if deal is None else talks.table.packages.index(deal[1])
        assert ours == theirs, f"table {number}"
        deals += ours is not None
    assert 0 < deals < RANDOM_TABLES
