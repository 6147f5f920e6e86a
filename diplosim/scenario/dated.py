"""Reads the ``events`` section."""

from __future__ import annotations

from diplosim.scenario.actors import Actor
from diplosim.scenario.checking import field_names, read_model, section, unknown_keys
from diplosim.scenario.errors import Findings
from diplosim.scenario.events import EVENT_KINDS, BaseEvent, Event, Government, Leadership, Resolution
from diplosim.scenario.frozen import FrozenMap
from diplosim.scenario.header import Calendar
from diplosim.scenario.nodes import Node
from diplosim.scenario.settings import read_settings
from diplosim.scenario.words import a_kind, nearest, shown, unknown


def read_events(
    root: Node, calendar: Calendar, actors: tuple[Actor, ...], findings: Findings
) -> tuple[Event, ...]:
    """The events in the order of their months; those of one month in the order of the file."""
    node = section(root, "events", findings, as_list=True)
    events = []
    for index, entry in enumerate(node.value):
        event = _event(entry, f"events[{index}]", calendar, findings)
        if isinstance(event, Government):
            _check_donor(event, entry, f"events[{index}]", actors, findings)
        if event is not None:
            events.append(event)
    return tuple(sorted(events, key=lambda event: event.month))  # type: ignore[arg-type]


def _event(entry: Node, subject: str, calendar: Calendar, findings: Findings) -> BaseEvent | None:
    if not entry.is_map:
        if not entry.is_bad or entry.is_list:
            findings.problem(
                entry.mark,
                f"{subject} must be a mapping such as {{at: 2027-08, kind: flood}}, not " + _what(entry),
            )
        return None
    kind = entry.value.get("kind")
    if kind is None:
        findings.problem(entry.mark, f"{subject} needs 'kind': one of {', '.join(EVENT_KINDS)}")
        return None
    if kind.is_bad:
        return None
    if not isinstance(kind.value, str) or kind.value not in EVENT_KINDS:
        name = kind.value if isinstance(kind.value, str) else str(kind.plain())
        findings.problem(kind.mark, f"{subject}: {unknown('event kind', name, list(EVENT_KINDS))}")
        return None
    return _of_kind(EVENT_KINDS[kind.value], entry, f"{subject} ({kind.value})", calendar, findings)


def _of_kind(
    model: type[BaseEvent], entry: Node, subject: str, calendar: Calendar, findings: Findings
) -> BaseEvent | None:
    before = len(findings.problems)
    known = unknown_keys(entry, ["at", *field_names(model, "month")], subject, findings)
    month = None
    if "at" in known.value:
        month = calendar.read(known.value["at"], f"{subject}.at", findings)
    else:
        findings.problem(entry.mark, f"{subject} needs 'at': a month like 2027-08")
    given: dict[str, object] = {"month": 0 if month is None else month}
    hidden = {"at"}
    if model is Leadership:
        hidden.add("parameters")
        given["parameters"] = _changes(known, subject, findings)
    rest = {key: child for key, child in known.value.items() if key not in hidden}
    event = read_model(model, Node(rest, entry.mark, entry.key_marks), subject, findings, given)
    if isinstance(event, Resolution) and event.sectors and len(set(event.sectors)) < len(event.sectors):
        findings.problem(entry.at(("sectors",)), f"{subject}.sectors names a sector twice")
    return event if len(findings.problems) == before else None


def _changes(entry: Node, subject: str, findings: Findings) -> FrozenMap[float | int | str]:
    node = entry.value.get("parameters")
    if node is None or not node.is_map or not node.value:
        if node is None or not node.is_bad:
            findings.problem(
                entry.mark if node is None else node.mark,
                f"{subject} needs 'parameters': a mapping such as {{provocation.lam0: 0.5}}",
            )
        return FrozenMap()
    return FrozenMap(read_settings(node, findings))


def _check_donor(
    event: Government, entry: Node, subject: str, actors: tuple[Actor, ...], findings: Findings
) -> None:
    donors = {actor.code: actor for actor in actors if actor.kind == "donor"}
    mark = entry.at(("actor",))
    if event.actor not in donors:
        others = {actor.code: actor.kind for actor in actors}
        close = None if event.actor in others else nearest(event.actor, list(donors))
        reason = (
            f"{event.actor} is {a_kind(others[event.actor])}, not a donor"
            if event.actor in others
            else f"no actor {shown(event.actor)} takes part"
        )
        findings.problem(
            mark,
            f"{subject} (government).actor: {reason}"
            + (f"; did you mean '{close}'?" if close else f"; donors: {', '.join(donors)}"),
        )
    elif donors[event.actor].ceiling_musd == 0 and not donors[event.actor].broad_relief:
        findings.warn(
            mark, f"{subject} (government): {event.actor} gives no money, so its government changes nothing"
        )


def _what(entry: Node) -> str:
    return "a list" if entry.is_list else shown(entry.value)
