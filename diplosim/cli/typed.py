"""What is typed after ``--set`` and ``--policy``: read as a file is read, and told as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import InputError

if TYPE_CHECKING:
    from diplosim.scenario import Scenario
    from diplosim.scenario.nodes import Node

#: Keys of a scenario, besides its parameters, that ``--set`` may change.
SETTABLE = ("months", "start", "name", "title")
#: Keys of a scenario that have an option of their own.
OPTIONS = ("seed", "replicates")


def read_settings(texts: Sequence[str], settable: Sequence[str] = SETTABLE) -> dict[str, Node]:
    """What ``KEY=VALUE`` of every ``--set`` says: keys that may be set, and values that know what was typed."""
    from diplosim.scenario import PARAMETERS, unknown

    found: dict[str, Node] = {}
    wrong = []
    for text in texts:
        key, equals, value = text.partition("=")
        key, where = key.strip(), f"--set {text}"
        if not equals or not key:
            raise InputError(f"{where}: write KEY=VALUE, such as trust.lam_neg=2.5")
        if key in found:
            wrong.append(f"{where}: '{key}' is given twice")
        elif key in PARAMETERS or key in settable:
            found[key] = _value(where, value)
        elif key in OPTIONS:
            wrong.append(f"{where}: '{key}' has an option of its own: --{key} {value.strip()}")
        else:
            wrong.append(f"{where}: {unknown('parameter', key, [*PARAMETERS, *settable])}")
    if wrong:
        raise InputError("\n".join(wrong))
    return found


def read_use(text: str) -> Node:
    """``NAME:KEY=VALUE,...`` of ``--policy`` as an entry of a scenario's list of policies."""
    from diplosim.scenario import Mark
    from diplosim.scenario.nodes import map_node

    where = f"--policy {text}"
    name, _, rest = text.partition(":")
    options: dict[str, Node] = {}
    for part in split_outside_brackets(rest):
        key, equals, value = (word.strip() for word in part.partition("="))
        if not equals or not key or not name.strip():
            raise InputError(f"{where}: write NAME:KEY=VALUE,..., such as pooled_fund:prefund=0.5")
        if key in options:
            raise InputError(f"{where}: '{key}' is given twice")
        options[key] = _value(where, value)
    mark = Mark(where)
    return map_node({name.strip(): map_node(options, mark, {})}, mark, {})


def split_outside_brackets(text: str) -> list[str]:
    """Split at commas that are not inside ``[...]``."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]


def _value(where: str, text: str) -> Node:
    """A value as a file would hold it."""
    from diplosim.scenario import Findings, Mark
    from diplosim.scenario.nodes import Node
    from diplosim.scenario.reading import Reader, Stop

    if not text.strip():
        return Node(None, Mark(where))
    findings = Findings()
    try:
        node = Reader(text, where, findings).read()
    except Stop:
        node = Node(None)
    if findings.problems:
        raise InputError("\n".join(f"{where}: {problem.message}" for problem in findings.problems))
    return node


def changed(scenario: Scenario, settings: Mapping[str, Node], uses: Sequence[Node]) -> Scenario:
    """The scenario with parameters set and policies added; a mistake is an :class:`InputError`."""
    from diplosim.scenario import Findings, Mark, Problem, Scenario, ScenarioError
    from diplosim.scenario.nodes import from_python, list_node, map_node, merge

    findings = Findings()
    tree = from_python(scenario.to_dict(), findings)
    own = {key: node for key, node in settings.items() if key in SETTABLE}
    parameters = {key: node for key, node in settings.items() if key not in SETTABLE}
    policies = list_node([*tree.value["policies"].value, *uses], Mark())
    top = {**own, "parameters": map_node(parameters, Mark(), {}), "policies": policies}

    def told(problem: Problem) -> str:
        typed = problem.file.startswith("--")
        return f"{problem.file if typed else f'{scenario.name} with --set/--policy'}: {problem.message}"

    try:
        result = Scenario.from_node(merge(tree, map_node(top, Mark(), {})), findings, scenario.source)
    except ScenarioError as error:
        raise InputError("\n".join(map(told, error.problems))) from error
    said = {warning.message for warning in scenario.warnings}
    for warning in result.warnings:
        if warning.message not in said:
            click.echo(f"warning: {told(warning)}", err=True)
    return result
