"""Reads parameter values by dotted name, in the ``parameters`` section and in leadership events."""

from __future__ import annotations

from collections.abc import Mapping

from diplosim.scenario.errors import Findings, Mark
from diplosim.scenario.nodes import Node
from diplosim.scenario.parameters import PARAMETERS, Value
from diplosim.scenario.words import hint, nearest, shown

_GROUPS = tuple(dict.fromkeys(parameter.group for parameter in PARAMETERS.values()))


def read_settings(node: Node, findings: Findings) -> dict[str, Value]:
    """The valid settings of a mapping; every problem is noted."""
    settings: dict[str, Value] = {}
    for name, child in node.value.items():
        if name not in PARAMETERS:
            findings.problem(node.key_mark(name), _unknown(name, child))
        elif not child.is_bad:
            try:
                settings[name] = PARAMETERS[name].accept(child.plain())
            except ValueError as error:
                findings.problem(child.mark, _wrong(name, child, str(error)))
    return settings


def check_together(values: Mapping[str, Value], mark: Mark, findings: Findings) -> None:
    """Limits that involve two parameters."""
    p2, p3 = float(values["provocation.p2"]), float(values["provocation.p3"])
    if p2 + 1.5 * p3 > 1:
        findings.problem(
            mark,
            f"provocation.p2 ({p2:g}) + 1.5 x provocation.p3 ({p3:g}) exceeds 1; "
            "they are shares of all provocations (class 3 at full capability)",
        )


def unknown_parameter(name: str) -> str:
    """Message for a name that is no parameter, with the name or names that may be meant."""
    same = [full for full, parameter in PARAMETERS.items() if parameter.symbol == name.rpartition(".")[2]]
    if same:
        return f"unknown parameter {shown(name)}; did you mean '{same[0]}'?"
    close = nearest(name, list(PARAMETERS))
    if close is None:
        symbol = nearest(name.rpartition(".")[2], [parameter.symbol for parameter in PARAMETERS.values()])
        close = next((full for full, p in PARAMETERS.items() if p.symbol == symbol), None)
    tail = f"; did you mean '{close}'?" if close else "; 'diplosim parameters' lists them all"
    return f"unknown parameter {shown(name)}{tail}"


def _unknown(name: str, child: Node) -> str:
    if name in _GROUPS and child.is_map and child.value:
        first = next(iter(child.value))
        return f"parameters are written on one line each: '{name}.{first}: ...', not nested under '{name}'"
    return unknown_parameter(name)


def _wrong(name: str, child: Node, wanted: str) -> str:
    value = child.plain()
    what = "a list" if child.is_list else "a mapping" if child.is_map else shown(value)
    close = nearest(value, wanted.removeprefix("one of ").split(", ")) if isinstance(value, str) else None
    tail = f"; did you mean '{close}'?" if close and wanted.startswith("one of ") else ""
    return f"{name} must be {wanted}, not {what}{hint(value, wanted)}{tail}"
