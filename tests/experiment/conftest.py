from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from diplosim.scenario import Scenario


@pytest.fixture
def tiny() -> Callable[..., Scenario]:
    def make(name: str = "tiny", **changes: Any) -> Scenario:
        base = {"scenario": 1, "name": name, "title": name, "months": 18, "seed": 7, "replicates": 3}
        return Scenario.from_dict({**base, **changes})

    return make
