"""The theory behind alternating offers: Rubinstein (1982), by backward induction with the model's answer rule."""

from __future__ import annotations

import numpy as np
import pytest

from diplosim.rules import protocol

POINTS = 20_001
STEP = 1.0 / (POINTS - 1)
ROUNDS = 401
CASES = [(0.9, 0.9, 0.5263), (0.95, 0.8, 0.8333), (0.5, 0.99, 0.0198)]


def first_share(d_first: float, d_second: float, rounds: int) -> float:
    """What the first proposer keeps of a pie of 1, if offers alternate over so many rounds."""
    pie = np.linspace(0.0, 1.0, POINTS)
    discount = (d_first, d_second)
    keeps = 1.0  # in the last round whoever proposes keeps everything: nothing comes after
    for turn in range(rounds - 2, -1, -1):
        wants = discount[1 - turn % 2] * keeps  # the other side could wait and propose itself
        accepted = protocol.meets(1.0 - pie, wants)
        keeps = float(pie[np.flatnonzero(accepted).max()])
    return keeps


@pytest.mark.parametrize(("d_first", "d_second", "share"), CASES)
def test_the_first_mover_gets_rubinsteins_share(d_first: float, d_second: float, share: float) -> None:
    """Within 2 steps of the grid.

    Offers are whole steps, so rounding up what the other side wants ends in a cycle of two around the limit
    (at discounts .9, .9 one branch is 2.7 steps off): the mean over who has the last word is the limit.
    """
    exact = (1 - d_second) / (1 - d_first * d_second)
    assert exact == pytest.approx(share, abs=5e-5)
    ends = [first_share(d_first, d_second, rounds) for rounds in (ROUNDS, ROUNDS + 1)]
    assert sum(ends) / 2 == pytest.approx(exact, abs=2 * STEP)
    rounding = (1 + d_second) / (1 - d_first * d_second) * STEP  # each round rounds by less than a step
    assert ends == pytest.approx([exact, exact], abs=rounding)


@pytest.mark.parametrize(("d_first", "d_second", "share"), CASES[1:])
def test_one_horizon_is_as_close_where_the_cycle_is_narrow(
    d_first: float, d_second: float, share: float
) -> None:
    exact = (1 - d_second) / (1 - d_first * d_second)
    assert first_share(d_first, d_second, ROUNDS) == pytest.approx(exact, abs=2 * STEP)
    assert round(exact, 4) == share
