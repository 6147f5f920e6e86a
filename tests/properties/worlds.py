"""Scenarios and runs that the claims are tested on."""

from __future__ import annotations

from typing import Any

from diplosim.model.model import DiplomacyModel
from diplosim.policies import names
from diplosim.scenario import Scenario

POLICIES = names()


def world(months: int = 60, policies: list[Any] | None = None, seed: int = 7, **changes: Any) -> Scenario:
    """The default cast from January 2026, with parameters by dotted name in ``changes['parameters']``."""
    data = {"name": "test", "start": "2026-01", "months": months, "seed": seed, "policies": policies or []}
    return Scenario.from_dict(data | changes)


def played(scenario: Scenario, replicate: int = 0, log: bool = False, **kwargs: Any) -> DiplomacyModel:
    """The model after all months."""
    return DiplomacyModel(scenario, replicate=replicate, log=log, **kwargs).run()


def path(scenario: Scenario, replicate: int = 0) -> dict[str, list[float]]:
    """The trajectory of one run."""
    return played(scenario, replicate).trajectory()
