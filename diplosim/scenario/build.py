"""Turns checked sections into a ``Scenario``, or into all the problems of its files at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from diplosim.scenario.cast import Cast, read_cast
from diplosim.scenario.checking import ROOT, read_model, section, unknown_keys
from diplosim.scenario.dated import read_events
from diplosim.scenario.errors import Findings
from diplosim.scenario.events import Event
from diplosim.scenario.frozen import FrozenMap
from diplosim.scenario.header import Calendar, Header, parse_month
from diplosim.scenario.nodes import Node
from diplosim.scenario.parameters import DEFAULTS, Value
from diplosim.scenario.settings import check_together, read_settings
from diplosim.scenario.uses import PolicyUse, read_policies

SECTIONS = ("actors", "parameters", "policies", "events")
KEYS = [*Header.model_fields, "extends", *SECTIONS]


class Parts(NamedTuple):
    """Everything that a scenario consists of."""

    header: Header
    cast: Cast
    parameters: FrozenMap[Value]
    policies: tuple[PolicyUse, ...]
    events: tuple[Event, ...]


def read_parts(root: Node, findings: Findings, *, default_name: str = "scenario") -> Parts:
    """All parts of a scenario; where something is wrong it is noted, and a default takes its place."""
    known = unknown_keys(root, KEYS, ROOT, findings)
    header = _header(known, default_name, findings)
    first = parse_month(header.start)
    calendar = Calendar(0 if first is None else first, header.months)
    cast = read_cast(known, findings)
    parameters = _parameters(known, findings)
    policies = read_policies(known, calendar, findings)
    events = read_events(known, calendar, cast.actors, findings)
    _check_changes(events, parameters, known, findings)
    _warn_unused(cast, known, findings)
    return Parts(header, cast, parameters, policies, events)


def _header(root: Node, default_name: str, findings: Findings) -> Header:
    fields = {key: child for key, child in root.value.items() if key in Header.model_fields}
    given: dict[str, Any] = {"name": safe_name(default_name)}
    header = read_model(Header, Node(fields, root.mark, root.key_marks), ROOT, findings, given)
    return header or Header()


def safe_name(text: str) -> str:
    """A valid scenario name made from a file's name."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", text).lstrip("_-")[:80]
    return name or "scenario"


def _parameters(root: Node, findings: Findings) -> FrozenMap[Value]:
    node = section(root, "parameters", findings, as_list=False)
    values = {**DEFAULTS, **read_settings(node, findings)}
    together = next(
        (node.at((name,)) for name in ("provocation.p3", "provocation.p2") if name in node.value), node.mark
    )
    check_together(values, together, findings)
    return FrozenMap(values)


def _check_changes(
    events: tuple[Event, ...], parameters: FrozenMap[Value], root: Node, findings: Findings
) -> None:
    """Parameters that events change must still fit together; changes to the value in force are warnings."""
    values = dict(parameters)
    mark = root.key_mark("events")
    for event in events:
        changes = event.changes
        if changes and all(values[name] == value for name, value in changes.items()):
            findings.warn(
                mark,
                f"the event {event.kind} in month {event.month} sets the values already in force "
                "and changes nothing",
            )
        values.update(changes)
        if changes:
            check_together(values, mark, findings)


def _warn_unused(cast: Cast, root: Node, findings: Findings) -> None:
    """Parameters for which an actor of the file gives a value of its own."""
    node = section(root, "parameters", Findings(), as_list=False)
    own = {actor.code for actor in cast.actors if actor.enforcement is not None}
    for code in ("CHN", "RUS"):
        name = f"sanctions.enf_{code}"
        if name in node.value and code in own:
            findings.warn(node.key_mark(name), f"{name} changes nothing: actors.{code}.enforcement is given")


def stem(path: Path) -> str:
    """The name that a file gives to a scenario without one."""
    return path.name.partition(".")[0]
