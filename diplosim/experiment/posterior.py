"""Draws of the fitted parameters, and what a draw means in a scenario that says something of its own for its era.

A scenario of the past sets some parameters itself, from a date on: the normal rate of provocations under each leader,
how talks restrained them before 2012. Its values stand for the default of today, so a draw moves them in proportion:
what is drawn a third above its default is a third above in every era.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diplosim.scenario import PARAMETERS, Scenario
from diplosim.scenario.header import parse_month

#: A factor on the normal rate of provocations that files set for years before December 2011: their own unknown.
EARLY = "rate_before_2012"
RATE = "provocation.lam0"
#: Kim Jong Un follows; the rate of provocations changes for reasons outside the model.
ERA = parse_month("2011-12") or 0

Values = NDArray[np.float64]


def in_era(name: str, own: Values | float, drawn: Values | float) -> Values:
    """What a draw makes of a value that a scenario states: itself where it is the default, else in proportion.

    Where the default is 0 the scenario's own value is shifted instead. Never outside the limits of the parameter.
    """
    parameter = PARAMETERS[name]
    usual, (low, high) = float(parameter.default), parameter.limits
    own, drawn = np.asarray(own, dtype=float), np.asarray(drawn, dtype=float)
    moved = own + drawn if usual == 0.0 else own * (drawn / usual)
    return np.clip(np.where(own == usual, drawn, moved), low, high)


def stated_at(scenario: Scenario, name: str, month: int) -> int:
    """The calendar month from which the value in force in a month of the run has been stated."""
    said = [event.month for event in scenario.events if name in event.changes and event.month <= month]
    return scenario.calendar.first + max(said, default=0)


def is_early(scenario: Scenario, name: str, month: int) -> bool:
    """Whether a rate in force in a month of the run is one of the years before December 2011."""
    return name == RATE and stated_at(scenario, name, month) < ERA


def with_draw(scenario: Scenario, draw: Mapping[str, float]) -> Scenario:
    """The scenario with a draw of the posterior, in every era that it has."""
    data = scenario.to_dict()
    for name, value in draw.items():
        if name == EARLY:
            continue
        data["parameters"][name] = _moved(scenario, name, data["parameters"][name], 0, value, draw)
        for event, entry in zip(scenario.events, data["events"], strict=True):
            if name in event.changes:
                own = entry["parameters"][name]
                entry["parameters"][name] = _moved(scenario, name, own, event.month, value, draw)
    return Scenario.from_dict(data).model_copy(update={"source": scenario.source})


def _moved(
    scenario: Scenario, name: str, own: Any, month: int, drawn: float, draw: Mapping[str, float]
) -> float:
    if is_early(scenario, name, month):
        return float(np.asarray(own, dtype=float) * draw[EARLY])
    return float(in_era(name, own, drawn))
