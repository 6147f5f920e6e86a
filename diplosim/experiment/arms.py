"""The arms of an experiment, and the world of a run: an arm with the values of one sample."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from diplosim.experiment.engines import PlanError
from diplosim.experiment.folder import safe_name
from diplosim.scenario import PARAMETERS, Findings, FrozenMap, Mark, Scenario, ScenarioError, shown
from diplosim.scenario.build import SECTIONS
from diplosim.scenario.checking import check_together, section, unknown_keys
from diplosim.scenario.files import OWN_KEYS
from diplosim.scenario.header import NAME_PATTERN, check_names
from diplosim.scenario.header import safe_name as free_name
from diplosim.scenario.nodes import Node, in_todays_words, map_node, merge

if TYPE_CHECKING:
    from diplosim.engine.pack import Packed, Template
    from diplosim.scenario import Scenario


#: Keys of an arm that is more than a list of policies.
ARM_KEYS = ["title", "scenario", *SECTIONS]
ReadScenario = Callable[[Node], Node | None]
"""Reads the scenario that a node names or holds; notes what is wrong and gives nothing."""


def read_arms(
    root: Node,
    base: Node | None,
    seed: int | None,
    replicates: int | None,
    read: ReadScenario,
    findings: Findings,
) -> tuple[Scenario, ...]:
    """The scenarios of the arms in the order of the file; without ``arms`` the scenario alone.

    Policies and events of an arm take the place of the scenario's; actors and parameters are merged into it. An arm
    with a ``scenario`` of its own starts from that.
    """
    node = section(root, "arms", findings, as_list=False)
    entries = dict(node.value)
    check_names({name: node.key_mark(name) for name in entries}, findings)
    if not entries and base is not None:
        name = base.value["name"].value if "name" in base.value else "scenario"
        entries = {str(name): Node({}, base.mark)}
    found = []
    for name, entry in entries.items():
        tree = _tree(name, entry, node, base, read, findings)
        if tree is None:
            continue
        tree = _with_numbers(tree, seed, replicates)
        try:
            arm = Scenario.from_node(tree, own := Findings(), None)
        except ScenarioError:
            findings.problems += own.problems
            continue
        found.append(arm)
    return tuple(found)


def has_own_scenario(entry: Node) -> bool:
    """Whether an arm starts from a scenario of its own."""
    return entry.is_map and "scenario" in entry.value


def _tree(
    name: str, entry: Node, arms: Node, base: Node | None, read: ReadScenario, findings: Findings
) -> Node | None:
    """The tree of one arm: its scenario without the name of that, the arm's sections on top."""
    if re.fullmatch(NAME_PATTERN, name) is None:
        findings.problem(
            arms.key_mark(name),
            f"the arm {shown(name)} must be named with letters, digits, '-' or '_'; '{free_name(name)}' would do",
        )
        return None
    if entry.value is None or entry.is_list:
        policies = entry if entry.is_list else Node([], entry.mark)
        top = map_node({"policies": policies}, entry.mark, {"policies": entry.mark})
    elif entry.is_map:
        top = unknown_keys(in_todays_words(entry), ARM_KEYS, f"arms.{name}", findings)
    else:
        if not entry.is_bad:
            findings.problem(
                entry.mark,
                f"arms.{name} must be a list of policies such as [pooled_fund], or a mapping with "
                f"{', '.join(ARM_KEYS)}, not {shown(entry.value)}",
            )
        return None
    start, dropped = base, list(OWN_KEYS)
    if has_own_scenario(entry):
        start, dropped = read(entry.value["scenario"]), ["name"]
        top = map_node({k: v for k, v in top.value.items() if k != "scenario"}, top.mark, top.key_marks)
    if start is None:
        return None
    kept = {key: child for key, child in start.value.items() if key not in dropped and key != "extends"}
    own = {"name": Node(name, arms.key_mark(name), quoted=True)}
    below = map_node({**kept, **own}, start.mark, start.key_marks)
    return merge(below, top)


def _with_numbers(tree: Node, seed: int | None, replicates: int | None) -> Node:
    """The tree with the experiment's seed and replicates."""
    numbers = {"seed": seed, "replicates": replicates}
    given = {key: Node(value, tree.mark) for key, value in numbers.items() if value is not None}
    return map_node({**tree.value, **given}, tree.mark, tree.key_marks)


def prepare(
    scenarios: Sequence[Scenario], replicates: int | None = None, seed: int | None = None
) -> tuple[Scenario, ...]:
    """The arms of a run with seed and replicates as asked; refuses arms that could not be paired."""
    if replicates is not None and replicates < 1:
        raise PlanError(f"replicates must be at least 1, not {replicates}")
    changes = {"replicates": replicates, "seed": seed}
    given = {name: value for name, value in changes.items() if value is not None}
    arms = tuple(scenario.with_(**given) if given else scenario for scenario in scenarios)
    if not arms:
        raise PlanError("give at least one scenario")
    names = [safe_name(arm.name) for arm in arms]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise PlanError(f"two scenarios are called '{name}'; give each its own name")
    check_names(dict.fromkeys(names, Mark()), found := Findings())
    if found.problems:
        raise PlanError("\n".join(problem.message for problem in found.problems))
    for key, option in (("seed", "--seed"), ("replicates", "--replicates")):
        values = [getattr(arm, key) for arm in arms]
        if len(set(values)) > 1:
            listed = ", ".join(f"{arm.name} {value}" for arm, value in zip(arms, values, strict=True))
            raise PlanError(
                f"the scenarios differ in {key} ({listed}), so their runs would not pair up; "
                f"give one for all with {option} (in Python: {key}=)"
            )
    return arms


def mismatches(arms: Sequence[Scenario]) -> list[str]:
    """Why a paired comparison of these arms may mislead (other horizon, other start)."""
    found = []
    for key in ("months", "start"):
        values = {str(getattr(arm, key)): arm.name for arm in arms}
        if len(values) > 1:
            found.append(f"the scenarios differ in {key} ({', '.join(values)}): compare them with care")
    return found


#: Worlds that differ in more than parameters are checked anew, which takes long; so many are remembered.
_REMEMBERED = 256


class Worlds:
    """Makes the scenario of any arm and sample."""

    def __init__(self, arms: Sequence[Scenario]) -> None:
        self.arms = tuple(arms)
        self._changed = lru_cache(maxsize=_REMEMBERED)(self._change)
        self._template = lru_cache(maxsize=None)(self._make_template)

    def world(self, arm: int, values: Mapping[str, Any]) -> Scenario:
        """The scenario of an arm with these values; raises ``ScenarioError`` if they do not fit together.

        Values of a policy that the arm does not have do not concern it.
        """
        parameters = {name: value for name, value in values.items() if name in PARAMETERS}
        others = FrozenMap(
            {name: _hashable(value) for name, value in values.items() if name not in PARAMETERS}
        )
        scenario = self._changed(arm, others) if others else self.arms[arm]
        if not parameters:
            return scenario
        # Each value was checked when the experiment was read; checking the whole scenario again for every
        # sample would take longer than running it.
        joined = scenario.parameters.merged(parameters)
        findings = Findings()
        check_together(joined, Mark(), findings)
        findings.stop_if_any()
        return scenario.model_copy(update={"parameters": joined})

    def packed(self, arm: int, values: Mapping[str, Any], world: Scenario) -> Packed:
        """``world``, made of this arm with these values, as the compiled engine takes it.

        Raises ``ScenarioError`` if its policies do not fit its parameters.
        """
        from diplosim.engine.pack import pack

        only_parameters = all(name in PARAMETERS for name in values)
        return self._template(arm).pack(world) if only_parameters else pack(world)

    def _make_template(self, arm: int) -> Template:
        from diplosim.engine.pack import Template

        return Template(self.arms[arm])

    def _change(self, arm: int, values: FrozenMap[Any]) -> Scenario:
        """The arm with other attributes of actors and other settings of policies, checked."""
        return self.arms[arm].with_(**values)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
