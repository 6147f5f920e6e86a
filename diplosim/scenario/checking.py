"""Checks one mapping of a scenario against its typed model, and parameter values against their declarations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from diplosim.scenario.errors import Findings, Mark, hint, nearest, range_words, shown, unknown
from diplosim.scenario.header import NAME_PATTERN, safe_name
from diplosim.scenario.nodes import Node
from diplosim.scenario.parameters import PARAMETERS, Value

M = TypeVar("M", bound=BaseModel)

#: How messages call the top of a file.
ROOT = "the scenario"


def read_model(
    model: type[M], node: Node, subject: str, findings: Findings, given: Mapping[str, Any]
) -> M | None:
    """Build ``model`` from a mapping of known keys, on top of ``given`` values.

    Every problem is noted. Wrong values fall back on the given or default ones, so that the rest can still
    be checked; ``None`` if that is impossible.
    """
    data = {**given, **{key: child.plain() for key, child in node.value.items() if not child.is_bad}}
    try:
        return model.model_validate(data)
    except ValidationError as error:
        wrong = _note(model, error, node, subject, findings)
    try:
        return model.model_validate({**given, **{key: data[key] for key in data if key not in wrong}})
    except ValidationError:
        return None


def _note(
    model: type[BaseModel], error: ValidationError, node: Node, subject: str, findings: Findings
) -> set[str]:
    wrong: set[str] = set()
    for item in error.errors(include_url=False, include_input=True):
        path = item["loc"]
        key = str(path[0])
        if item["type"] == "missing" and key in node.value:
            continue  # its value has been reported already
        if item["type"] == "missing":
            findings.problem(node.mark, f"{subject} needs '{key}': {allowed(model, key)}")
        elif key not in wrong:
            value = item["input"]
            wanted = allowed(model, key)
            findings.problem(
                node.at(path),
                f"{joined(subject, key)} must be {wanted}, not {shown(value)}"
                f"{hint(value, wanted)}{_close(model, key, value)}",
            )
        wrong.add(key)
    return wrong


def unknown_keys(node: Node, names: list[str], subject: str, findings: Findings) -> Node:
    """Note keys that are not in ``names``; returns the mapping without them."""
    for key in node.value:
        if key not in names:
            prefix = f"{subject}: " if subject != ROOT else ""
            findings.problem(node.key_mark(key), prefix + unknown("key", key, names))
    return Node({key: child for key, child in node.value.items() if key in names}, node.mark, node.key_marks)


def field_names(model: type[BaseModel], *hidden: str) -> list[str]:
    """Names of a model's fields as files write them."""
    names = [field.alias or name for name, field in model.model_fields.items()]
    return [name for name in names if name not in hidden]


def joined(subject: str, key: str) -> str:
    """``actors.USA.phase``; the key alone at the top of the file."""
    return f"{subject}.{key}" if subject != ROOT else f"'{key}'"


def section(root: Node, key: str, findings: Findings, *, as_list: bool) -> Node:
    """A section of the file; an absent, empty or malformed one counts as empty."""
    empty = Node([] if as_list else {}, root.key_mark(key))
    node = root.value.get(key)
    if node is None or node.value is None or (node.is_bad and not (node.is_list or node.is_map)):
        return empty
    if as_list and not node.is_list:
        findings.problem(node.mark, f"'{key}' must be a list: one line that starts with '- ' for each")
        return empty
    if not as_list and not node.is_map:
        findings.problem(node.mark, f"'{key}' must be a mapping: one line 'name: value' for each")
        return empty
    return node  # type: ignore[no-any-return]


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of a model's fields, as files write them."""
    return model.model_json_schema(by_alias=True)["properties"]  # type: ignore[no-any-return]


def allowed(model: type[BaseModel], key: str) -> str:
    """The allowed values of a field, in words."""
    return words_of(schema_of(model)[key])


def words_of(schema: Mapping[str, Any]) -> str:
    """The values that a piece of JSON Schema allows, in words."""
    if "anyOf" in schema:
        options = [item for item in schema["anyOf"] if item.get("type") != "null"]
        return " or ".join(words_of(item) for item in options) + " (or empty)"
    if "const" in schema or "enum" in schema:
        values = [str(value) for value in schema.get("enum", [schema.get("const")])]
        return values[0] if len(values) == 1 else "one of " + ", ".join(values)
    kind = schema.get("type")
    if kind in ("integer", "number"):
        noun = "a whole number" if kind == "integer" else "a number"
        if "exclusiveMinimum" in schema:
            return f"{noun} above {schema['exclusiveMinimum']:g} and up to {schema['maximum']:g}"
        return range_words(noun, schema.get("minimum", -math.inf), schema.get("maximum", math.inf))
    if kind == "array":
        return f"a list, each {words_of(schema['items'])}"
    return "true or false" if kind == "boolean" else _text_words(schema)


def _text_words(schema: Mapping[str, Any]) -> str:
    if "examples" in schema:
        return str(schema["description"])[0].lower() + str(schema["description"])[1:].rstrip(".")
    return f"text of at most {schema['maxLength']} characters" if "maxLength" in schema else "text"


def _close(model: type[BaseModel], key: str, value: object) -> str:
    if not isinstance(value, str):
        return ""
    schema = schema_of(model)[key]
    if schema.get("pattern") == NAME_PATTERN:
        return f"; '{safe_name(value)}' would do"
    enums = [
        part.get("enum", part.get("items", {}).get("enum", [])) for part in (schema, *schema.get("anyOf", []))
    ]
    close = nearest(value, [str(choice) for enum in enums for choice in enum])
    return f"; did you mean '{close}'?" if close else ""


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
                findings.problem(child.mark, wrong_value(name, child, str(error)))
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


def wrong_value(name: str, child: Node, wanted: str) -> str:
    """What is wrong with a value, in words: what is wanted, and how to mend it."""
    value = child.plain()
    close = nearest(value, wanted.removeprefix("one of ").split(", ")) if isinstance(value, str) else None
    tail = f"; did you mean '{close}'?" if close and wanted.startswith("one of ") else ""
    return f"{name} must be {wanted}, not {child.told()}{hint(value, wanted)}{tail}"
