from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diplosim.scenario import Scenario
from tests.experiment.sweeps import plan_of, run, small


@pytest.fixture
def tiny() -> Callable[..., Scenario]:
    def make(name: str = "tiny", **changes: Any) -> Scenario:
        base = {"scenario": 1, "name": name, "title": name, "months": 18, "seed": 7, "replicates": 3}
        return Scenario.from_dict({**base, **changes})

    return make


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of an uninterrupted sweep."""
    definition = small()
    folder = tmp_path_factory.mktemp("whole") / "out"
    sweep = run(definition, plan_of(definition), folder)
    assert (sweep.finished, sweep.failures, sweep.resumed) == (36, [], 0)
    return folder
