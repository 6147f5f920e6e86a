"""What packages are worth: a worked table, and model section 2.2 written out a second time.

The numbers of the table are those of the first model's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.rules import bargaining, delivery, protocol
from diplosim.rules.params import BargainingParams
from diplosim.rules.protocol import Package, enumerate_packages
from diplosim.scenario import Scenario
from tests.first_model import first_model

MONEY = (0.25, 0.5, 0.75, 1.0)
ACCESS = (0.2, 0.5, 0.8)
SHARES = (0.0, 0.15, 0.3)
V0_DIVERSION = 0.30  # parameter v0 of section 2.2
DEFAULTS: BargainingParams = (
    Scenario.from_dict(first_model(scenario=1, name="defaults", start="2026-01", months=1))
    .params()
    .bargaining
)
P = DEFAULTS._replace(misp=0.0)

#: The worked table: one EU-like donor, three years, through the UN, no tension with rivals.
GOLDEN = enumerate_packages(MONEY, (36,), SHARES, ACCESS, (1,), (0, 1, 2), (0,), (0,))
BUDGET, TAU_DONOR, TAU_UNA, TAU_IN, THAT, SECURITY = 15.0, 0.38, 0.55, 0.38, 0.5, 0.4
R_R, R_D = 0.05, 0.02


def recipient(o: Package, *, J: float = 1.0, p: BargainingParams = P) -> tuple[float, ...]:
    pi = bargaining.promise(bargaining.effective_trust(o.k, False, TAU_DONOR, TAU_UNA))
    gain = bargaining.size_value(
        p, (1.0 - o.c) * bargaining.programme_size(o.x, BUDGET, o.D), bargaining.size_scale(p)
    )
    return bargaining.recipient_terms(
        p, J, pi, gain, bargaining.RELIEF_VALUE[o.r], o.f, o.a, bargaining.FACE_CONDITION[o.q],
        bargaining.channel_face(o.k, False, False), o.c, bargaining.ownership_gain(p, 0.0),
    )  # fmt: skip


def donor(o: Package, p: BargainingParams = P) -> tuple[float, ...]:
    worth = bargaining.size_value(p, bargaining.programme_size(o.x, BUDGET, o.D), bargaining.size_scale(p))
    v = delivery.diversion_share(V0_DIVERSION, o.a, delivery.monitoring_strength(o.k, False), False)
    return bargaining.donor_terms(
        p, bargaining.security_weight(SECURITY, 0), TAU_IN, TAU_IN, THAT, 0.0, False, worth, v, o.x, o.D, o.c,
        o.a, bargaining.RELIEF_VALUE[o.r], o.q, bargaining.CONDITION_VALUE[o.q], float(o.k == 0),
    )  # fmt: skip


@pytest.fixture(scope="module")
def utilities() -> tuple[list[float], list[float]]:
    U_R = [bargaining.add_terms(recipient(o)) for o in GOLDEN]
    U_D = [bargaining.add_terms(donor(o)) for o in GOLDEN]
    return U_R, U_D


def pareto(U_R: list[float], U_D: list[float]) -> list[int]:
    """Packages that no other one beats in one value without losing in the other."""
    points = list(zip(U_R, U_D, strict=True))
    return [
        i for i, a in enumerate(points) if not any(b[0] >= a[0] and b[1] >= a[1] and b != a for b in points)
    ]


def rational(U_R: list[float], U_D: list[float]) -> list[int]:
    return [i for i in range(len(U_R)) if U_R[i] >= R_R and U_D[i] >= R_D]


def test_outcomes_come_in_lexicographic_order() -> None:
    assert len(GOLDEN) == 108
    by_issue = [(o.x, o.c, o.a, o.r) for o in GOLDEN]
    assert by_issue == sorted(by_issue)
    assert len(set(GOLDEN)) == 108
    everything = enumerate_packages(
        MONEY, (12, 36, 60), SHARES, ACCESS, (0, 1, 2), (0, 1, 2), (0, 1), (0, 1, 2)
    )
    assert len(everything) == 5832
    assert everything == sorted(everything)  # first issue slowest, levels ascending
    assert everything[1] == everything[0]._replace(q=1)  # the last issue moves first
    assert enumerate_packages(MONEY, (12,), (0.0,), ACCESS, (), (0,), (0,), (0,)) == []


def test_golden_utilities(utilities: tuple[list[float], list[float]]) -> None:
    U_R, U_D = utilities
    assert U_R[:3] == pytest.approx([0.16831711, 0.33991711, 0.85471711], abs=5e-9)
    assert U_D[:3] == pytest.approx([0.04098821, 0.00998821, -0.08301179], abs=5e-9)
    assert max(U_R) == pytest.approx(1.0052358256, abs=5e-11)
    assert max(U_D) == pytest.approx(0.1295694928, abs=5e-11)


def test_golden_sets(utilities: tuple[list[float], list[float]]) -> None:
    U_R, U_D = utilities
    best, fair = pareto(U_R, U_D), rational(U_R, U_D)
    assert (len(best), len(fair), len(set(best) & set(fair))) == (20, 51, 9)


def test_golden_nash_point(utilities: tuple[list[float], list[float]]) -> None:
    U_R, U_D = utilities
    products = [protocol.nash_product(r - R_R, d - R_D) for r, d in zip(U_R, U_D, strict=True)]
    i = products.index(max(products))
    assert i == 52
    assert (GOLDEN[i].x, GOLDEN[i].c, GOLDEN[i].a, GOLDEN[i].r) == (0.5, 0.3, 0.8, 1)
    assert U_R[i] == pytest.approx(0.316930926145669, abs=1e-12)
    assert U_D[i] == pytest.approx(0.098569492758736, abs=1e-12)
    assert products[i] == pytest.approx(0.0209726275, abs=5e-11)
    assert products[i] - sorted(products)[-2] == pytest.approx(3.3e-4, abs=1e-5)


def test_golden_egalitarian_point(utilities: tuple[list[float], list[float]]) -> None:
    """Of all packages, the one that leaves the side that gains less with the most (gains over the limits)."""
    U_R, U_D = utilities
    smaller = [min(r - R_R, d - R_D) for r, d in zip(U_R, U_D, strict=True)]
    o = GOLDEN[smaller.index(max(smaller))]
    assert (o.x, o.c, o.a, o.r) == (0.75, 0.3, 0.8, 0)


@pytest.mark.parametrize(
    ("beta", "n"), [((0.4, 1.0), 11), ((1.0, 1.0), 9), ((0.2, 0.5), 12), ((2.0, 2.0), 7)]
)
def test_golden_signing_rounds(
    utilities: tuple[list[float], list[float]], beta: tuple[float, float], n: int
) -> None:
    U_R, U_D = utilities
    best, text = (max(U_R), max(U_D)), (U_R[52], U_D[52])
    assert protocol.signing_round(12, best, text, (R_R, R_D), beta) == n
    shares = [
        ((best[i] - text[i]) / (best[i] - (R_R, R_D)[i])) ** beta[i] for i in (0, 1)
    ]  # the closed form of section 2.3
    assert math.ceil(12 * max(shares)) == n


unit = st.floats(0.0, 1.0)
scales = st.fixed_dictionaries(
    {
        "J": st.floats(0.0, 3.0), "w_rel": unit, "own_gain": unit, "x_rel": unit, "z_aud": unit, "w_h": unit,
        "w_mon": unit, "w_cost": unit, "y_q": unit, "V0": st.floats(0.5, 10.0), "Vmax": st.floats(50.0, 900.0),
    }
)  # fmt: skip
situations = st.fixed_dictionaries(
    {
        "budget": st.floats(0.0, 60.0), "rival": st.booleans(), "pooled": st.booleans(), "s": unit,
        "gov": st.integers(0, 1), "own": unit, "d": unit, "That": unit, "v0": unit, "tau_0j": unit,
        "tau_carrier": unit, "tau_h": unit, "tau_s": unit,
    }
)  # fmt: skip
packages = st.builds(
    Package, x=st.sampled_from(MONEY), D=st.sampled_from((12, 36, 60)), c=st.sampled_from(SHARES),
    a=st.sampled_from(ACCESS), k=st.integers(0, 2), r=st.integers(0, 2), f=st.integers(0, 1),
    q=st.integers(0, 2),
)  # fmt: skip


def as_specified(p: BargainingParams, z: dict[str, Any], o: Package) -> tuple[float, float]:
    """Section 2.2, transcribed line by line with the usual mathematical functions."""
    rho, psi_q, phi_q = (0, 1, 4)[o.r], (0, 0.5, 4)[o.q], (0, 0.08, 0.60)[o.q]
    V = o.x * z["budget"] * o.D / 12

    def R(v: float) -> float:
        return math.log(1 + v / p.V0) / math.log(1 + p.Vmax / p.V0)

    third = z["tau_0j"] / 4 + 3 * z["tau_carrier"] / 4
    tau_eff = (z["tau_0j"], (z["tau_0j"] + z["tau_carrier"]) / 2, third)[o.k]
    phi_k = (0.12 * z["rival"], 0.02, 0)[o.k] + 0.05 * z["rival"]
    mon = (0.8, 0.8, 0.5)[o.k]
    if z["pooled"]:
        tau_eff, phi_k, mon = third, 0.02, 0.8
    own_gain = p.own_gain_base + z["own"] * (p.own_gain - p.own_gain_base)
    U_R = (
        (0.2 + 0.8 * tau_eff) * (R((1 - o.c) * V) + p.w_rel * rho)
        - p.J * (0.10 * o.f + 0.12 * o.a**2 + phi_q + phi_k)
        + own_gain * o.c
    )
    sg = z["s"] * (1 + z["gov"])
    audience = (1 - o.q / 2) * (1 - 0.5 * z["d"]) * (0.5 if z["pooled"] else 1) * (0.4 + 0.6 * o.x)
    U_D = (
        p.w_h * R(V) * (1 - z["v0"] * (1 - o.a * mon))
        + p.w_mon * o.a * (1 - z["tau_h"])
        - p.w_cost * o.x * (1 - o.c) * (0.7 + 0.3 * o.D / 60)
        - p.x_rel * sg * rho / 2 * (1 - 0.5 * (o.q == 2)) * (1 - z["tau_s"])
        + p.y_q * sg * psi_q
        - p.z_aud * sg * z["That"] * audience
        + 0.02 * (o.k == 0)
        - 0.03 * z["pooled"]
    )
    return U_R, U_D


@pytest.mark.slow
@given(scales, situations, packages)
@settings(max_examples=300)
def test_rules_equal_the_specification(scale: dict[str, float], z: dict[str, Any], o: Package) -> None:
    p = DEFAULTS._replace(**scale)
    V, ln = bargaining.programme_size(o.x, z["budget"], o.D), bargaining.size_scale(p)
    pi = bargaining.promise(bargaining.effective_trust(o.k, z["pooled"], z["tau_0j"], z["tau_carrier"]))
    rho = bargaining.RELIEF_VALUE[o.r]
    for_dprk = bargaining.recipient_terms(
        p, p.J, pi, bargaining.size_value(p, (1.0 - o.c) * V, ln), rho, o.f, o.a,
        bargaining.FACE_CONDITION[o.q], bargaining.channel_face(o.k, z["pooled"], z["rival"]), o.c,
        bargaining.ownership_gain(p, z["own"]),
    )  # fmt: skip
    v = delivery.diversion_share(z["v0"], o.a, delivery.monitoring_strength(o.k, z["pooled"]), False)
    for_donor = bargaining.donor_terms(
        p, bargaining.security_weight(z["s"], z["gov"]), z["tau_h"], z["tau_s"], z["That"], z["d"],
        z["pooled"], bargaining.size_value(p, V, ln), v, o.x, o.D, o.c, o.a, rho, o.q,
        bargaining.CONDITION_VALUE[o.q], float(o.k == 0),
    )  # fmt: skip
    U_R, U_D = as_specified(p, z, o)
    assert bargaining.add_terms(for_dprk) == pytest.approx(U_R, abs=1e-12)
    assert bargaining.add_terms(for_donor) == pytest.approx(U_D, abs=1e-12)


@pytest.mark.slow
@given(scales, situations, st.lists(packages, min_size=1, max_size=40))
@settings(max_examples=100)
def test_columns_and_single_packages_have_the_same_bits(
    scale: dict[str, float], z: dict[str, Any], some: list[Package]
) -> None:
    p, ln = DEFAULTS._replace(**scale), bargaining.size_scale(DEFAULTS._replace(**scale))
    rows = [
        {
            "pi": bargaining.promise(
                bargaining.effective_trust(o.k, z["pooled"], z["tau_0j"], z["tau_carrier"])
            ),
            "gain": bargaining.size_value(
                p, (1.0 - o.c) * bargaining.programme_size(o.x, z["budget"], o.D), ln
            ),
            "worth": bargaining.size_value(p, bargaining.programme_size(o.x, z["budget"], o.D), ln),
            "v": delivery.diversion_share(
                z["v0"], o.a, delivery.monitoring_strength(o.k, z["pooled"]), False
            ),
            "rho": bargaining.RELIEF_VALUE[o.r], "q_face": bargaining.FACE_CONDITION[o.q],
            "q_value": bargaining.CONDITION_VALUE[o.q], "direct": float(o.k == 0),
            "k_face": bargaining.channel_face(o.k, z["pooled"], z["rival"]), **o._asdict(),
        }
        for o in some
    ]  # fmt: skip
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}

    def both(at: dict[str, Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        gain = bargaining.ownership_gain(p, z["own"])
        weight = bargaining.security_weight(z["s"], z["gov"])
        return (
            bargaining.recipient_terms(
                p, p.J, at["pi"], at["gain"], at["rho"], at["f"], at["a"], at["q_face"], at["k_face"], at["c"],
                gain,
            ),
            bargaining.donor_terms(
                p, weight, z["tau_h"], z["tau_s"], z["That"], z["d"], z["pooled"], at["worth"], at["v"],
                at["x"], at["D"], at["c"], at["a"], at["rho"], at["q"], at["q_value"], at["direct"],
            ),
        )  # fmt: skip

    together = both(columns)
    for i, row in enumerate(rows):
        for column_terms, terms in zip(together, both(row), strict=True):
            for column, term in zip(column_terms, terms, strict=True):
                assert float(np.broadcast_to(column, len(rows))[i]).hex() == float(term).hex()
            assert float(bargaining.add_terms(column_terms)[i]) == bargaining.add_terms(terms)


def test_every_term_has_a_name() -> None:
    assert len(recipient(GOLDEN[0])) == len(bargaining.RECIPIENT_TERMS)
    assert len(donor(GOLDEN[0])) == len(bargaining.DONOR_TERMS)


def test_nothing_is_worth_nothing_and_vmax_is_worth_one() -> None:
    scale = bargaining.size_scale(DEFAULTS)
    assert scale == pytest.approx(math.log(101), abs=1e-15)
    assert bargaining.size_value(DEFAULTS, 0.0, scale) == 0.0
    assert bargaining.size_value(DEFAULTS, 300.0, scale) == 1.0
    assert bargaining.size_value(DEFAULTS, 425.0, scale) > 1.0  # a pooled fund may exceed 1


def test_trust_in_a_package_is_the_donors_the_mean_or_mostly_the_carriers() -> None:
    for pooled, channel, trusted in (
        (False, delivery.DIRECT, 0.2), (False, delivery.UN, 0.4), (False, delivery.THIRD, 0.5),
        (True, delivery.DIRECT, 0.5), (True, delivery.UN, 0.5),
    ):  # fmt: skip
        assert bargaining.effective_trust(channel, pooled, 0.2, 0.6) == pytest.approx(trusted)
