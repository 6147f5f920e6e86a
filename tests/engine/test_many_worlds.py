"""Both engines, the same bits, in five hundred worlds; a file apart, so that two workers share the slow tests."""

from __future__ import annotations

import pytest
from hypothesis import given

from diplosim.scenario import Scenario

from .any_world import any_world
from .compare import assert_same
from .examples import MANY, REPLICATES, profile


@pytest.mark.slow
@profile(MANY)
@given(any_world(months=48), REPLICATES)
def test_five_hundred_worlds_are_the_same_on_all_engines(scenario: Scenario, replicate: int) -> None:
    assert_same(scenario, replicate)
