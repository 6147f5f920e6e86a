from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import diplosim as ds
from diplosim.model.recording import state_hash

SCENARIO = Path(__file__).parents[2] / "scenarios" / "pooled_fund.yaml"


def test_both_engines_have_the_same_hashes_month_by_month() -> None:
    scenario = ds.Scenario.load(SCENARIO).with_(months=36)
    mesa, compiled = (ds.state_hashes(scenario, replicate=3, engine=name) for name in ("mesa", "compiled"))
    assert mesa == compiled
    assert len(set(mesa)) == 36
    assert ds.state_hashes(scenario, replicate=4, engine="compiled")[-1] != mesa[-1]


@pytest.mark.parametrize("other", [1.0000000000000002, -1.0])
def test_the_hash_knows_the_last_bit(other: float) -> None:
    assert state_hash(np.array([1.0, 0.0])) != state_hash(np.array([other, 0.0]))
    assert state_hash(np.array([0.0])) != state_hash(np.array([-0.0]))
