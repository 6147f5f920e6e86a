"""Taint: golden numbers of the specification, and where it has no effect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import bargaining, delivery, givers
from diplosim.rules.numeric import sigmoid
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS)
PRIOR = {"rival": -2.0, "neutral": -0.5, "patron": 0.5, "impl": 0.2, "third": 0.5}
SHARES = st.floats(0, 1)


def hostile(open_to_rivals: bool = False) -> float:
    return givers.hostility(sigmoid(PRIOR["rival"]), open_to_rivals, P.bargaining.rho_h)


def of_the_pool(open_to_rivals: bool = False) -> float:
    """All six donors of the cast, ceilings 10, 30, 5 of rivals and 30, 20, 10 of others."""
    return givers.taint_share(45.0 / 105.0 * hostile(open_to_rivals), delivery.UN, True)


def worth(
    V: float, D: int, channel: int, tau: tuple[float, float], *, a: float, f: int, h: float = 0.0, pooled: bool = False,
    closed: bool = False, J: float = 1.0, x_is: float = 1.0,
) -> float:  # fmt: skip
    """The DPRK's utility of a package without relief, condition or co-financing."""
    p = P.bargaining
    pi = bargaining.promise(bargaining.effective_trust(channel, pooled, *tau))
    money = givers.absorbable(x_is * V * D / 12.0, D, P.delivery.cap0)
    gain = bargaining.size_value(p, money, bargaining.size_scale(p))
    return bargaining.add_terms(
        bargaining.recipient_terms(
            p, J, pi, gain, 0.0, f, a, 0.0, givers.channel_face(channel, pooled), 0.0, 0.05, h,
            delivery.attribution(channel, pooled), givers.intrusion(p, closed),
        )
    )  # fmt: skip


def test_golden_shares_of_taint() -> None:
    wanted = {delivery.DIRECT: 0.880797078, delivery.UN: 0.5284782468, delivery.THIRD: 0.2642391234}
    for channel, value in wanted.items():
        assert givers.taint_share(hostile(), channel, False) == pytest.approx(value, rel=1e-9)
    assert givers.taint_share(hostile(True), delivery.UN, False) == pytest.approx(0.2113912987, rel=1e-9)
    assert of_the_pool() == pytest.approx(0.1509937848, rel=1e-9)
    assert of_the_pool(True) == pytest.approx(0.0603975139, rel=1e-9)


def test_golden_utilities_of_the_dprk() -> None:
    rival, neutral, una = (sigmoid(PRIOR[kind]) for kind in ("rival", "neutral", "impl"))
    patron = sigmoid(PRIOR["patron"])
    rok = {"a": 0.5, "f": 1}
    for is_open, wanted in ((False, -0.2357887662), (True, -0.0513883591)):
        h = givers.taint_share(hostile(is_open), delivery.UN, False)
        assert worth(30, 12, 1, (rival, una), x_is=0.5, h=h, **rok) == pytest.approx(wanted, abs=5e-10)
    assert worth(30, 12, 1, (rival, una), x_is=0.5, J=0.5, **rok) == pytest.approx(0.1265452457, abs=5e-10)
    for closed, wanted in ((False, 0.1716637303), (True, 0.0816637303)):
        found = worth(30, 12, 1, (neutral, una), x_is=0.5, a=0.5, f=0, closed=closed)
        assert found == pytest.approx(wanted, abs=5e-10)
    for a, f, wanted in ((0.5, 1, -0.0185952132), (0.2, 0, 0.1422047868)):
        assert worth(20, 12, 1, (neutral, una), x_is=0.5, a=a, f=f, closed=True) == pytest.approx(
            wanted, abs=5e-10
        )
    assert worth(10, 12, 0, (patron, 0.0), x_is=0.5, a=0.2, f=0) == pytest.approx(0.1435356512, abs=5e-10)
    mean = (3 * rival + 2 * neutral + patron) / 6
    pool = worth(105, 60, 1, (mean, una), x_is=0.25, a=0.5, f=0, h=of_the_pool(), pooled=True)
    assert pool == pytest.approx(0.3005822501, abs=5e-10)


def test_size_cannot_buy_off_identity() -> None:
    rival, una = sigmoid(PRIOR["rival"]), sigmoid(PRIOR["impl"])
    h = givers.taint_share(hostile(), delivery.UN, False)
    offers = [worth(ceiling, 12, 1, (rival, una), a=0.2, f=1, h=h) for ceiling in (30, 60, 100, 200, 400)]
    assert offers == sorted(offers) and offers[1] == offers[4] < 0.0


@given(gain=SHARES, pi=SHARES, f=st.sampled_from([0, 1]), a=SHARES, J=st.floats(0, 5), face=SHARES)
def test_untainted_unseen_and_unshut_is_as_without(
    gain: float, pi: float, f: int, a: float, J: float, face: float
) -> None:
    p = P.bargaining
    plain = bargaining.recipient_terms(p, J, pi, gain, 1.0, f, a, 0.08, face, 0.1, 0.05)
    same = bargaining.recipient_terms(p, J, pi, gain, 1.0, f, a, 0.08, face, 0.1, 0.05, 0.0, 1.0, 1.0)
    assert plain == same and plain[7] == 0.0
    assert givers.hostility(1.0, False, 0.4) == 0.0 and givers.intrusion(p, False) == 1.0


def test_towards_the_patron_support_is_no_outside_option() -> None:
    p = P.bargaining._replace(Pi=0.8)
    assert bargaining.recipient_reservation(p, 0.5, bargaining.patron_support(p, 0.0)) == pytest.approx(0.08)
    assert bargaining.recipient_reservation(p, 0.5, 0.0) == p.r0_R


def test_a_patron_as_partner_in_health_adds_to_his_support_and_never_beyond_all_of_it() -> None:
    p = P.bargaining._replace(Pi=0.5, Pi_partner=0.3)
    assert [bargaining.patron_support(p, x) for x in (0.0, 0.5, 1.0)] == pytest.approx([0.5, 0.65, 0.8])
    assert bargaining.patron_support(p._replace(Pi=0.9), 1.0) == 1.0
    assert bargaining.patron_support(p._replace(Pi_partner=0.0), 1.0) == 0.5
