"""Ties and bridges: model section 7."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import network

share = st.floats(0.0, 1.0)


def test_a_way_out_needs_trust_on_both_sides() -> None:
    assert network.direct_way_out(0.25, 0.49) == pytest.approx(0.35)
    assert network.direct_way_out(0.0, 1.0) == 0.0
    assert network.bridge_way_out(0.5, 0.0) == 0.0


def test_a_mediator_opens_what_the_dyad_cannot() -> None:
    """Two parties at trust 0.12, and the UN at 0.55 with a tie of 0.8 to the donor (P6, C1)."""
    direct = network.direct_way_out(0.12, 0.12)
    bridge = network.bridge_way_out(0.55, 0.8)
    assert direct == pytest.approx(0.12)
    assert network.way_out(direct, 1.0, bridge) == bridge == pytest.approx(0.6633, abs=5e-5)
    assert network.way_out(direct, 0.0, bridge) == direct
    assert network.way_out(direct, 0.5, bridge) == pytest.approx(0.3317, abs=5e-5)


@given(share, share, share)
def test_a_way_out_is_a_share_and_mediation_never_hurts(direct: float, effort: float, bridge: float) -> None:
    assert direct <= network.way_out(direct, effort, bridge) <= 1.0


def test_ties_move_a_twentieth_of_the_way() -> None:
    assert network.tie_next(0.1, 1.0) == pytest.approx(0.145)
    assert network.tie_next(0.6, 0.6) == 0.6
    assert network.tie_target(True, 0.1) == 1.0
    assert network.tie_target(False, 0.1) == 0.1


def test_expulsion_bars_a_mediator_whatever_its_halved_tie() -> None:
    assert network.EXPULSION_MONTHS == 12
    assert network.reported_tie(0.7, 12) == network.reported_tie(0.7, 1) == 0.35
    assert network.reported_tie(0.7, 0) == 0.7
    assert not network.mediator_available(0.7, 1)
    assert network.mediator_available(0.7, 0)
    assert network.mediator_available(network.MEDIATOR_TIE, 0)
    assert not network.mediator_available(0.29, 0)
