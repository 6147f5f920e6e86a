"""Scenarios with policies in one line."""

from __future__ import annotations

from typing import Any

from diplosim.policies import Levers, Schedule, compose
from diplosim.scenario import Scenario, ScenarioError


def scenario(*uses: Any, **changes: Any) -> Scenario:
    data = {"scenario": 1, "name": "test", "start": "2026-01", "months": 60, **changes}
    return Scenario.from_dict({**data, "policies": list(uses)})


def schedule(*uses: Any, **changes: Any) -> Schedule:
    """What policies ask for, as they write it: of all tables alike, unless the parameters switch its scope on."""
    changes["parameters"] = {"mechanisms.scope": 0} | changes.get("parameters", {})
    return compose(scenario(*uses, **changes))


def levers(*uses: Any, **changes: Any) -> Levers:
    """The levers of the first month."""
    return schedule(*uses, **changes).at(0)


def refusal(*uses: Any, **changes: Any) -> str:
    """The message with which these policies are refused."""
    try:
        schedule(*uses, **changes)
    except ScenarioError as error:
        return str(error)
    raise AssertionError(f"{uses} should be refused")
