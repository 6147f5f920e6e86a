"""Engagement by the rivals' visible share, and meetings: a golden number, and where there is no effect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import delivery, tables
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS).provocation
SHARES = st.floats(0, 1)


def test_golden_engagement_of_a_pool() -> None:
    found = tables.engagement_of_agreement(P, 45 / 110, delivery.UN, True)
    assert found == pytest.approx(0.29018181818, abs=1e-11)


def test_direct_rivals_engage_in_full_and_others_by_zeta() -> None:
    assert tables.engagement_of_talks(P, 1.0, False) == pytest.approx(1.0)
    assert tables.engagement_of_agreement(P, 1.0, delivery.DIRECT, False) == pytest.approx(P.iota)
    assert tables.engagement_of_talks(P, 0.0, False) == P.zeta
    assert tables.engagement_of_agreement(P, 0.0, delivery.UN, False) == tables.routine_engagement(P)


@given(share=SHARES, channel=st.sampled_from([0, 1, 2]), pooled=st.booleans())
def test_without_zeta_only_what_is_seen_of_rivals_engages(share: float, channel: int, pooled: bool) -> None:
    p = P._replace(zeta=0.0, iota=1.0)
    wanted = share * delivery.attribution(channel, pooled)
    assert tables.engagement_of_agreement(p, share, channel, pooled) == pytest.approx(wanted)


@given(u=st.floats(1e-6, 1 - 1e-6))
def test_meetings_are_the_quantile_of_a_poisson_law_up_to_twenty(u: float) -> None:
    n = tables.meetings(P, u)
    cumulative, term, k = 0.36787944117144233, 0.36787944117144233, 0
    while cumulative <= u:
        k += 1
        term /= k
        cumulative += term
    assert n == k or abs(cumulative - u) < 1e-9
    assert tables.meetings(P._replace(mu_meet=15.0), 1 - 1e-12) == 20
    assert tables.meetings(P._replace(mu_meet=0.0), u) == 0
