"""The arms of an experiment: the scenario with other policies, or with other circumstances."""

from __future__ import annotations

import re

from diplosim.scenario import Findings, Scenario, ScenarioError, shown
from diplosim.scenario.build import SECTIONS
from diplosim.scenario.checking import section, unknown_keys
from diplosim.scenario.files import OWN_KEYS
from diplosim.scenario.header import NAME_PATTERN
from diplosim.scenario.nodes import Node, map_node, merge

#: Keys of an arm that is more than a list of policies.
ARM_KEYS = ["title", *SECTIONS]


def read_arms(
    root: Node, base: Node, seed: int | None, replicates: int | None, findings: Findings
) -> tuple[Scenario, ...]:
    """The scenarios of the arms in the order of the file; without ``arms`` the scenario alone.

    Policies and events of an arm take the place of the scenario's; actors and parameters are merged into it.
    """
    node = section(root, "arms", findings, as_list=False)
    entries = dict(node.value)
    if not entries:
        name = base.value["name"].value if "name" in base.value else "scenario"
        entries = {str(name): Node({}, base.mark)}
    found = []
    for name, entry in entries.items():
        tree = _tree(name, entry, node, base, findings)
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


def _tree(name: str, entry: Node, arms: Node, base: Node, findings: Findings) -> Node | None:
    """The tree of one arm: the base without its own name and title, the arm's sections on top."""
    if re.fullmatch(NAME_PATTERN, name) is None:
        findings.problem(
            arms.key_mark(name), f"the arm {shown(name)} must be named with letters, digits, '-' or '_'"
        )
        return None
    if entry.value is None or entry.is_list:
        policies = entry if entry.is_list else Node([], entry.mark)
        top = map_node({"policies": policies}, entry.mark, {"policies": entry.mark})
    elif entry.is_map:
        top = unknown_keys(entry, ARM_KEYS, f"arms.{name}", findings)
    else:
        if not entry.is_bad:
            findings.problem(
                entry.mark,
                f"arms.{name} must be a list of policies such as [pooled_fund], or a mapping with "
                f"{', '.join(ARM_KEYS)}, not {shown(entry.value)}",
            )
        return None
    kept = {key: child for key, child in base.value.items() if key not in OWN_KEYS and key != "extends"}
    own = {"name": Node(name, arms.key_mark(name), quoted=True)}
    below = map_node({**kept, **own}, base.mark, base.key_marks)
    return merge(below, top)


def _with_numbers(tree: Node, seed: int | None, replicates: int | None) -> Node:
    """The tree with the experiment's seed and replicates."""
    numbers = {"seed": seed, "replicates": replicates}
    given = {key: Node(value, tree.mark) for key, value in numbers.items() if value is not None}
    return map_node({**tree.value, **given}, tree.mark, tree.key_marks)
