"""The worked package table played by the real actors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.model.actors.talks import ISSUES, Talks
from diplosim.model.model import DiplomacyModel
from diplosim.rules import bargaining, chance, protocol
from tests.model.actors.still import GOLDEN_MENU, MEDIATED, golden, signed, table

BETAS = [((0.4, 1.0), 11), ((1.0, 1.0), 9), ((0.2, 0.5), 12), ((2.0, 2.0), 7)]


def talks_of(model: DiplomacyModel, code: str = "EU") -> Talks:
    """Both sides' view after the beliefs of the first month."""
    model._beliefs()
    return table(model, code).talks(chance.TASTE)


def test_the_actors_see_the_golden_utilities() -> None:
    talks = talks_of(golden(GOLDEN_MENU))
    assert len(talks.table.packages) == 108
    assert talks.U_R[:3] == pytest.approx([0.16831711, 0.33991711, 0.85471711], abs=5e-9)
    assert talks.U_D[:3] == pytest.approx([0.04098821, 0.00998821, -0.08301179], abs=5e-9)
    assert (talks.best_R, talks.best_D) == pytest.approx((1.0052358256, 0.1295694928), abs=5e-11)
    assert (talks.U_R[52], talks.U_D[52]) == pytest.approx((0.316930926145669, 0.098569492758736), abs=1e-12)
    assert talks.text() == 52
    assert sum(r >= 0.05 and d >= 0.02 for r, d in zip(talks.U_R, talks.U_D, strict=True)) == 51
    assert talks.has_zone()


@pytest.mark.parametrize(("beta", "n"), BETAS)
def test_v6_the_real_table_signs_in_the_round_of_the_closed_form(beta: tuple[float, float], n: int) -> None:
    model = golden(MEDIATED, {"bargaining.beta_R": beta[0], "bargaining.beta_D": beta[1]})
    deal = signed(model)
    assert deal is not None
    assert deal[0] == n


@pytest.mark.parametrize("beta", [beta for beta, _ in BETAS])
def test_v7_the_mediated_text_is_the_nash_point(beta: tuple[float, float]) -> None:
    deal = signed(golden(MEDIATED, {"bargaining.beta_R": beta[0], "bargaining.beta_D": beta[1]}))
    assert deal is not None
    o = deal[1]
    assert (o.x, o.c, o.a, o.r) == (0.5, 0.3, 0.8, 1)


@given(
    J=st.floats(0.0, 2.0), own=st.floats(0.0, 1.0), trust=st.floats(0.05, 0.95), r0=st.floats(-0.2, 0.3),
    w_rel=st.floats(0.0, 1.0), beta_R=st.floats(0.2, 2.0), beta_D=st.floats(0.2, 2.0),
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_v7_any_mediated_deal_is_the_nash_point_of_true_utilities(
    J: float, own: float, trust: float, r0: float, w_rel: float, beta_R: float, beta_D: float
) -> None:
    parameters = {
        "bargaining.J": J, "bargaining.r0_R": r0, "bargaining.w_rel": w_rel, "bargaining.beta_R": beta_R,
        "bargaining.beta_D": beta_D,
    }  # fmt: skip
    levers = replace(MEDIATED, own=own, menu_q=(0, 1), menu_f=(0, 1), menu_r=(0, 1))
    model = golden(levers, parameters)
    model.recipient.trust["EU"].health = np.log(trust / (1 - trust))
    talks = talks_of(model)
    pairs = list(zip(talks.U_R.tolist(), talks.U_D.tolist(), strict=True))
    products = [
        (r - talks.r_R) * (d - talks.r_D) if r > talks.r_R and d > talks.r_D else 0.0 for r, d in pairs
    ]
    deal = signed(model)
    if max(products) == 0.0:
        assert deal is None
        return
    assert deal is not None
    i = products.index(max(products))
    assert products[talks.table.packages.index(deal[1])] == pytest.approx(products[i], abs=1e-12)
    rounds = protocol.signing_round(
        12, (talks.best_R, talks.best_D), pairs[i], (talks.r_R, talks.r_D), (beta_R, beta_D)
    )
    assert deal[0] == rounds


def alternating(talks: Talks, beta_R: float, beta_D: float) -> tuple[int, int] | None:
    """The alternating protocol of section 2.3, enumerated with plain loops: round and package of the deal."""
    R, D, hat = talks.U_R.tolist(), talks.U_D.tolist(), talks.U_R_hat.tolist()
    r_R, r_D = talks.r_R, talks.r_D
    for n in range(13):
        ask_R = r_R + max(0.0, max(R) - r_R) * (1 - (n / 12) ** (1 / beta_R))
        ask_D = r_D + max(0.0, max(D) - r_D) * (1 - (n / 12) ** (1 / beta_D))
        mine, scores, yours, floor = (D, hat, R, ask_R) if n % 2 == 0 else (R, D, D, ask_D)
        ask = ask_D if n % 2 == 0 else ask_R
        proposal = None
        for i in range(len(R)):
            if mine[i] >= ask - 1e-12 and (proposal is None or scores[i] > scores[proposal]):
                proposal = i
        if proposal is not None and yours[proposal] >= floor - 1e-12:
            return n, proposal
    return None


@pytest.mark.slow
@given(
    J=st.floats(0.0, 2.0), misp=st.floats(0.0, 1.0), trust=st.floats(0.05, 0.95), r0=st.floats(-0.2, 0.4),
    beta_R=st.floats(0.2, 2.0), beta_D=st.floats(0.2, 2.0), singled_out=st.booleans(),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_v6_unmediated_tables_play_the_enumerated_alternating_protocol(
    J: float, misp: float, trust: float, r0: float, beta_R: float, beta_D: float, singled_out: bool
) -> None:
    parameters = {
        "bargaining.J": J, "bargaining.misp": misp, "bargaining.r0_R": r0, "bargaining.beta_R": beta_R,
        "bargaining.beta_D": beta_D,
    }  # fmt: skip
    levers = replace(
        GOLDEN_MENU, menu_f=(int(singled_out),), menu_q=(0, 1, 2), menu_k=("direct", "un", "third")
    )
    model = golden(levers, parameters, months=14)
    model.recipient.trust["EU"].health = np.log(trust / (1 - trust))
    talks = talks_of(model)
    expected = alternating(talks, beta_R, beta_D)
    deal = signed(model)
    assert (deal and (deal[0], talks.table.packages.index(deal[1]))) == expected


def test_terms_of_the_actors_add_up_exactly() -> None:
    levers = replace(GOLDEN_MENU, menu_k=("direct", "un", "third"), menu_q=(0, 1, 2))
    model = golden(levers, {"bargaining.sigma_u": 0.1})
    talks = talks_of(model)
    assert talks.mood != 0.0
    for i in range(len(talks.table.packages)):
        total = 0.0
        for term in talks.reasons_R(i).values():
            total = total + term
        assert total == talks.felt_R[i]
        total = 0.0
        for term in talks.reasons_D(i).values():
            total = total + term
        assert total == talks.U_D[i]
    assert list(talks.reasons_D(0)) == list(bargaining.DONOR_TERMS)


def test_the_single_change_told_is_the_best_one_on_the_menu() -> None:
    """Of the packages that differ in one issue and would do, the refusing side is told the one that it likes most."""
    talks = talks_of(golden(GOLDEN_MENU))
    packages = talks.table.packages
    better_than_the_first = 0
    for felt, threshold in ((talks.U_R, 0.3), (talks.U_D, 0.05)):
        for i in np.flatnonzero(felt < threshold):
            enough_alone = []
            for issue, name in ISSUES.items():
                old = getattr(packages[i], issue)
                enough = [
                    j for j, other in enumerate(packages)
                    if other != packages[i] and other._replace(**{issue: old}) == packages[i] and felt[j] >= threshold
                ]  # fmt: skip
                if enough:
                    best = max(enough, key=lambda j: felt[j])
                    better_than_the_first += best != enough[0]
                    new = getattr(packages[best], issue)
                    enough_alone.append(
                        {
                            "issue": name,
                            "level": talks.level(issue, new),
                            "instead_of": talks.level(issue, old),
                        }
                    )
            assert talks.alternatives(int(i), felt, threshold) == enough_alone
    assert better_than_the_first > 20


@pytest.mark.parametrize("gamma", [0.0, 0.4, 1.0])
def test_donors_and_mediator_act_on_their_estimate_of_face(gamma: float) -> None:
    """With J = 3 underestimated, the text is not the true Nash point; mediation mends part of the error."""
    levers = replace(MEDIATED, gamma_m=gamma, menu_q=(0, 1), menu_r=(0, 1))
    talks = talks_of(golden(levers, {"bargaining.misp": 0.8, "bargaining.J": 3.0}))
    error = 3.0 * 0.8 * (1 - 0.7 * gamma)
    face = np.array([0.12 * o.a * o.a + 0.08 * o.q + 0.02 for o in talks.table.packages])
    assert talks.U_R_hat == pytest.approx(talks.U_R + error * face, abs=1e-12)

    def nash(values: np.ndarray) -> int:
        gains = [(r - 0.05, d - 0.02) for r, d in zip(values, talks.U_D, strict=True)]
        products = [r * d if r > 0 and d > 0 else 0.0 for r, d in gains]
        return products.index(max(products))

    assert talks.text() == nash(talks.U_R_hat) != nash(talks.U_R)
