"""States of the page at random, each with what Python says to it: an image, or sentences about what is wrong."""

from __future__ import annotations

import random
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.registry import builtin_policies
from diplosim.scenario import PARAMETERS, Scenario, ScenarioError
from diplosim.scenario.parameters.declaration import Parameter

DONORS = ("USA", "ROK", "JPN", "EU", "GHF", "CHN")
BAD = 0.02  # share of options that are out of range


def option_value(chance: random.Random, option: Option) -> Any:
    if option.kind == "donors":
        return chance.sample(DONORS, chance.choice((2, 3, 4, 5, 6)))
    if option.kind in ("numbers", "choices"):
        pool = option.choices or [round(chance.uniform(option.low, option.high), 3) for _ in range(3)]
        least = 0 if option.name == "without" else 1
        return chance.sample(list(pool), chance.randint(least, min(3, len(pool))))
    if option.choices:
        return chance.choice(option.choices)
    if chance.random() < BAD:
        return option.high + 1
    return chance.choice((option.low, option.high, chance.uniform(option.low, option.high)))


def use(chance: random.Random, months: int, own: Policy | None = None) -> dict[str, Any]:
    policy = own or chance.choice(builtin_policies())
    given = [option for option in policy.options if chance.random() < 0.4]
    start = chance.choice((0, 0, chance.randrange(months)))
    end = chance.choice((None, None, chance.randint(start + 1, months)))
    full = policy.switches_only and chance.random() > BAD
    strength = 1.0 if full else chance.choice((0.0, 1.0, 1.0, chance.random()))
    return {
        "name": policy.name, "strength": strength, "from": start, "until": end,
        "options": {option.name: option_value(chance, option) for option in given},
    }  # fmt: skip


def entry(use: dict[str, Any]) -> dict[str, Any]:
    """The same as a scenario file has it."""
    settings = {key: use[key] for key in ("from", "until", "strength") if use[key] is not None}
    return {use["name"]: {**settings, **use["options"]}}


def policies(chance: random.Random, months: int) -> list[dict[str, Any]]:
    return [use(chance, months) for _ in range(chance.choice((1, 1, 2, 2, 3, 4)))]


def parameters(chance: random.Random) -> dict[str, Any]:
    """Some parameters within their plausible ranges, switches of mechanisms among them."""
    chosen = chance.sample(list(PARAMETERS.values()), chance.choice((0, 1, 3, 10)))
    return {parameter.name: parameter_value(chance, parameter) for parameter in chosen}


def parameter_value(chance: random.Random, parameter: Parameter) -> Any:
    if parameter.kind == "category":
        return chance.choice(parameter.choices)
    if parameter.kind == "int":
        return chance.randint(int(parameter.low), int(parameter.high))
    if parameter.infinite and chance.random() < 0.3:
        return "poisson"
    return chance.choice((parameter.low, parameter.high, chance.uniform(parameter.low, parameter.high)))


def actors(chance: random.Random, scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Some governments and some ceilings."""
    found: dict[str, dict[str, Any]] = {}
    for donor in scenario.donors:
        own: dict[str, Any] = {}
        if chance.random() < 0.2:
            own["hawkish"] = chance.choice((True, False, None))
        if donor.ceiling_musd > 0 and chance.random() < 0.2:
            own["ceiling_musd"] = donor.ceiling_musd * chance.uniform(0.25, 4)
        found |= {donor.code: own} if own else {}
    return found


def state(chance: random.Random, name: str, scenario: Scenario) -> dict[str, Any]:
    """A state of the page that starts from this preset."""
    return {
        "preset": name, "policies": policies(chance, scenario.months), "parameters": parameters(chance),
        "actors": actors(chance, scenario),
    }  # fmt: skip


def played(scenario: Scenario, state: dict[str, Any]) -> tuple[Scenario | None, list[str]]:
    """The scenario of a state, or what is wrong with its policies."""
    changes = {"parameters": state["parameters"], "actors": state["actors"]}
    try:
        return scenario.with_(policies=[entry(use) for use in state["policies"]], **changes), []
    except ScenarioError as error:
        return None, [problem.message for problem in error.problems]


def worlds(presets: dict[str, Scenario], count: int) -> list[tuple[dict[str, Any], Scenario]]:
    """States at random that contradict nothing."""
    chance, found, names = random.Random(3), [], list(presets)
    while len(found) < count:
        name = names[len(found) % len(names)]
        chosen = state(chance, name, presets[name])
        made, _ = played(presets[name], chosen)
        if made is not None:
            found.append((chosen, made))
    return found
