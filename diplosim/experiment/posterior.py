"""Draws of the fitted parameters, and what a draw means in a scenario that says something of its own for its era.

A scenario of the past sets some parameters itself, from a date on: the normal rate of provocations under each leader,
how talks restrained them before 2012. Its values stand for the default of today, so a draw moves them in proportion:
what is drawn a third above its default is a third above in every era.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diplosim import evidence
from diplosim.cases import DEFAULT
from diplosim.experiment.targets import find
from diplosim.experiment.vary import Dimension, Sample
from diplosim.scenario import PARAMETERS, Findings, Scenario, named_case, unknown
from diplosim.scenario.header import parse_month
from diplosim.scenario.nodes import Node

#: What `vary` may name, and the files of draws.
SHIPPED = ("posterior", "posterior_historian")

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


@cache
def load_draws(name: str, case: str = DEFAULT) -> tuple[dict[str, float], ...]:
    """The draws that come with a case, in sequence: ``posterior`` or ``posterior_historian``; none if missing."""
    if not evidence.has(f"{name}.csv", case):
        return ()
    return tuple({key: float(value) for key, value in row.items()} for row in evidence.load(name, case))


def read_posterior(
    node: Node, design: Node, samples: int, arms: Sequence[Scenario], findings: Findings
) -> tuple[tuple[Dimension, ...], tuple[Sample, ...]]:
    """What varies and its samples, for ``vary: posterior``: the first draws, as many as the design asks for."""
    if node.value not in SHIPPED:
        findings.problem(node.mark, unknown("posterior", node.value, list(SHIPPED)))
        return (), ()
    case = next((arm.case for arm in arms if arm.case != named_case()), named_case())
    draws = load_draws(node.value, case.name) if case.is_shipped else ()
    if not draws:
        whose = "this version of diplosim"
        if case != named_case():
            whose = f"the case '{case.name}', and those of another country say nothing of it"
        findings.problem(
            node.mark, f"no draws of {node.value} come with {whose}: name parameters under 'vary'"
        )
        return (), ()
    method = design.value.get("method")
    if method is not None and method.value != "list":
        text = f"the rows of {node.value} are taken as they come: leave out design.method, or write list"
        findings.problem(method.mark, text)
    for key in ("rows", "cross"):
        if key in design.value:
            findings.problem(design.key_mark(key), f"design.{key} does not go with vary: {node.value}")
    if samples > len(draws):
        mark = design.at(("samples",))
        findings.problem(mark, f"{node.value} has {len(draws)} draws; samples is {samples}")
    chosen = draws[: samples or len(draws)]
    names = [name for name in chosen[0] if name != EARLY and not _stays(name, arms, node, findings)]
    rows = tuple(tuple(draw[name] for name in names) for draw in chosen)
    dimensions = tuple(
        Dimension(find(name, arms), tuple(dict.fromkeys(row[place] for row in rows)))
        for place, name in enumerate(names)
    )
    return dimensions, rows


def _stays(name: str, arms: Sequence[Scenario], node: Node, findings: Findings) -> bool:
    """Whether an arm states a parameter itself, from the start or from a date on; a warning says so."""
    for arm in arms:
        dated = any(name in event.changes for event in arm.events)
        if dated or arm.parameters[name] != PARAMETERS[name].default:
            text = f"{name} stays as '{arm.name}' states it, and does not vary with the {node.value}"
            findings.warn(node.mark, text)
            return True
    return False
