"""What giving costs a donor: golden numbers of the specification, and where the mechanism has no effect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import bargaining, delivery, givers, politics, tables
from diplosim.rules.numeric import sigmoid
from diplosim.rules.tables import NEUTRAL_EXPOSURE
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS)
#: As the second model has it; the first has 0.2.
B = P.bargaining._replace(w_cost=0.15)
SHARES = st.floats(0, 1)
RIVAL, NEUTRAL = sigmoid(-2.0), sigmoid(-0.5)


def utility(
    V: float, D: int, *, x: float, tau: float, s: float, hawk: bool = False, rel: float = 0.0, pooled: bool = False,
    part: float = 1.0, rival: bool = False,
) -> float:  # fmt: skip
    """A donor's utility of a package through the UN with access 0.5, without relief, condition or co-financing."""
    p, seen = P.politics, delivery.attribution(delivery.UN, pooled)
    worth = bargaining.size_value(B, part * x * V * D / 12.0, bargaining.size_scale(B))
    v = delivery.diversion_share(P.delivery.v0, 0.5, delivery.monitoring_strength(delivery.UN, pooled), False)
    terms = bargaining.donor_terms(
        B, bargaining.security_weight(s, int(hawk)), tau, tau, 0.5, 0.0, pooled, worth, v, x, D, 0.0, 0.5, 0.0, 0, 0.0,
        0.0, givers.reluctance(rel, p.z_hawk, hawk and rival, seen), givers.length_cost(p, True),
    )  # fmt: skip
    return bargaining.add_terms(terms)


def in_the_pool(ceiling: float, **who: float) -> float:
    part = givers.valued_part(givers.own_share(ceiling, 105.0), P.politics.phi_free)
    return utility(105.0, 60, x=0.25, pooled=True, part=part, **who)  # type: ignore[arg-type]


def test_golden_utilities_of_donors() -> None:
    assert utility(30, 12, x=0.5, tau=NEUTRAL, s=0.4) == pytest.approx(0.073108402, abs=5e-9)
    assert utility(30, 12, x=0.5, tau=RIVAL, s=0.8, rival=True) == pytest.approx(0.064483733, abs=5e-9)
    usa = {"tau": RIVAL, "s": 1.0, "rel": 0.3, "rival": True}
    hawk, dove = in_the_pool(10.0, hawk=True, **usa), in_the_pool(10.0, **usa)
    assert hawk == pytest.approx(-0.2617364452, abs=5e-9)
    assert dove == pytest.approx(-0.1942364452, abs=5e-9)
    assert in_the_pool(30.0, tau=NEUTRAL, s=0.4) == pytest.approx(0.133572115, abs=5e-9)
    for value, chance in ((hawk, 0.0846456652), (dove, 0.1720970547)):
        assert bargaining.ratification_probability(B, value) == pytest.approx(chance, abs=5e-9)


def test_off_a_donor_weighs_as_in_the_first_model() -> None:
    assert givers.neutral_exposure(P.politics, False) == NEUTRAL_EXPOSURE == 0.3
    assert givers.length_cost(P.politics, False) == 0.0
    assert givers.valued_part(0.2, 1.0) == 1.0 and givers.valued_part(1.0, 0.15) == 1.0
    assert givers.reluctance(0.0, 0.0, True, 1.0) == givers.reluctance(0.0, 0.1, False, 1.0) == 0.0


@given(rbar=SHARES, k_n=st.floats(0, 0.3))
def test_exposure_runs_from_its_least_to_one(rbar: float, k_n: float) -> None:
    assert k_n <= tables.security_exposure(rbar, k_n) <= 1.0
    assert tables.security_exposure(rbar) == pytest.approx(0.3 + 0.7 * rbar, abs=1e-15)
    assert tables.security_exposure(0.0, k_n) == k_n and tables.security_exposure(1.0, k_n) == pytest.approx(
        1.0
    )
    few = politics.suspension_hazard(0.25, 0.0, 3, 0.0, 0.0, k_n)
    assert few == pytest.approx(0.25 * 3 * k_n) and few <= politics.suspension_hazard(0.25, 0.0, 3, 0.0, 0.0)


@given(share=SHARES, free=SHARES)
def test_a_member_values_its_own_part_and_some_of_the_rest(share: float, free: float) -> None:
    part = givers.valued_part(share, free)
    assert max(share, free) - 1e-12 <= part <= 1.0 + 1e-12
