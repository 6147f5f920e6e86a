"""The Council votes by the class of the provocation: golden numbers, and where there is no effect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import provocation, sanctions
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS).sanctions
UNITED, SPLIT = P._replace(V_veto=0.05), P
SHARES = st.floats(0, 1)


def test_golden_chances_of_a_resolution() -> None:
    """Those of the specification, which knows no drafts kept from the table."""
    united, split = UNITED._replace(hide=0.0), SPLIT._replace(hide=0.0)
    assert sanctions.adoption_probability(united, True, True) == pytest.approx(0.9310)
    assert sanctions.adoption_probability(united, True, False) == pytest.approx(0.1140)
    assert sanctions.adoption_probability(split, True, True) == pytest.approx(0.0490)


@given(tested=st.booleans(), veto=SHARES, hide=SHARES)
def test_a_veto_to_be_reckoned_with_keeps_drafts_from_the_table(
    tested: bool, veto: float, hide: float
) -> None:
    """A split Council adopts less still; a united one hardly notices; 0 changes no bit."""
    p = P._replace(V_veto=veto)
    assert sanctions.adoption_probability(p._replace(hide=0.0), True, tested) == (
        (p.pi3 if tested else p.pi2) * (1.0 - veto)
    )
    less = sanctions.adoption_probability(p._replace(hide=hide), True, tested)
    assert less <= sanctions.adoption_probability(p._replace(hide=0.0), True, tested)
    assert sanctions.adoption_probability(SPLIT._replace(hide=0.5), True, True) == pytest.approx(0.025725)
    assert sanctions.adoption_probability(UNITED._replace(hide=0.5), True, True) == pytest.approx(
        0.9077, abs=1e-4
    )


@given(tested=st.booleans(), veto=SHARES)
def test_off_and_where_nobody_tables_a_draft_the_class_has_no_say(tested: bool, veto: float) -> None:
    p = P._replace(V_veto=veto)
    assert sanctions.adoption_probability(p, False, tested) == sanctions.adoption_probability(p)
    assert sanctions.adoption_probability(p._replace(p_prop=0.0), True, tested) == 0.0


@given(now=SHARES, start=SHARES)
def test_breadth_counts_per_that_of_2026_whatever_the_start(now: float, start: float) -> None:
    found = provocation.breadth_ratio(now, start, True)
    assert found - 1.0 == pytest.approx((now - start) / 0.775)
    assert provocation.breadth_ratio(now, 0.775, True) == pytest.approx(provocation.breadth_ratio(now, 0.775))
