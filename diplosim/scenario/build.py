"""Reads the ``events`` section, and makes a ``Scenario`` of checked sections, or all the problems of its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from diplosim.scenario.actors import Actor
from diplosim.scenario.agreements import DatedOffer, StartingAgreement, read_agreements, read_offers
from diplosim.scenario.case import Case, read_case
from diplosim.scenario.cast import Cast, read_cast
from diplosim.scenario.checking import (
    ROOT,
    check_together,
    field_names,
    read_model,
    read_settings,
    section,
    unknown_keys,
)
from diplosim.scenario.errors import Findings, Mark, a_kind, nearest, shown, unknown
from diplosim.scenario.events import (
    EVENT_KINDS,
    BaseEvent,
    Event,
    Government,
    Leadership,
    Resolution,
    at_odds,
)
from diplosim.scenario.frozen import FrozenMap
from diplosim.scenario.header import Calendar, Header, check_names, parse_month, safe_name
from diplosim.scenario.moves import Move, read_moves
from diplosim.scenario.nodes import OLD_WORD, WORD, Node, in_todays_words
from diplosim.scenario.parameters import DEFAULTS, Value
from diplosim.scenario.start import Drives, HealthStart, read_drives, read_health
from diplosim.scenario.uses import PolicyUse, read_policies


def read_events(
    root: Node, calendar: Calendar, actors: tuple[Actor, ...], findings: Findings
) -> tuple[Event, ...]:
    """The events in the order of their months; those of one month in the order of the file."""
    node = section(root, "events", findings, as_list=True)
    events: list[BaseEvent] = []
    marks: list[Mark] = []
    for index, entry in enumerate(node.value):
        event = _event(entry, f"events[{index}]", calendar, findings)
        if isinstance(event, Government):
            _check_donor(event, entry, f"events[{index}]", actors, findings)
        if event is not None:
            events.append(event)
            marks.append(entry.mark)
    for place, words in at_odds(events):
        findings.problem(marks[place], f"events: {words.format(calendar.date(events[place].month))}")
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


SECTIONS = ("actors", "agreements", "offers", "moves", "health", WORD, "parameters", "policies", "events")
KEYS = [*Header.model_fields, "extends", "case", *SECTIONS]


class Parts(NamedTuple):
    """Everything that a scenario consists of."""

    case: Case
    header: Header
    cast: Cast
    agreements: tuple[StartingAgreement, ...]
    offers: tuple[DatedOffer, ...]
    moves: tuple[Move, ...]
    health: HealthStart
    recipient: Drives
    parameters: FrozenMap[Value]
    policies: tuple[PolicyUse, ...]
    events: tuple[Event, ...]


def read_parts(root: Node, findings: Findings, *, default_name: str = "scenario") -> Parts:
    """All parts of a scenario; where something is wrong it is noted, and a default takes its place."""
    root = in_todays_words(root)
    if OLD_WORD in root.value:
        text = f"'{OLD_WORD}' is another word for '{WORD}', which is given too; write one section"
        findings.problem(root.key_mark(OLD_WORD), text)
        root = root.without(OLD_WORD)
    known = unknown_keys(root, KEYS, ROOT, findings)
    case = read_case(known, findings)
    header = _header(known, default_name, findings)
    first = parse_month(header.start)
    calendar = Calendar(0 if first is None else first, header.months)
    cast = read_cast(known, findings, case.actors)
    agreements = read_agreements(known, cast.actors, case.actors, findings)
    offers = read_offers(known, calendar, cast.actors, findings)
    moves = read_moves(known, calendar, cast.actors, findings)
    health, drives = read_health(known, findings), read_drives(known, calendar, findings)
    parameters = _parameters(known, case, findings)
    policies = read_policies(known, calendar, findings)
    events = read_events(known, calendar, cast.actors, findings)
    _check_changes(events, parameters, known, findings)
    _warn_unused(cast, known, findings)
    if drives.insurance_from is not None and any(event.kind == "insurance_transition" for event in events):
        mark = known.at((WORD, "insurance_from"))
        text = "recipient.insurance_from starts a transition that an event starts too; leave one out"
        findings.problem(mark, text)
    _warn_switched_off(header, parameters, events, known, findings)
    return Parts(case, header, cast, agreements, offers, moves, health, drives, parameters, policies, events)


def _header(root: Node, default_name: str, findings: Findings) -> Header:
    fields = {key: child for key, child in root.value.items() if key in Header.model_fields}
    given: dict[str, Any] = {"name": safe_name(default_name)}
    header = read_model(Header, Node(fields, root.mark, root.key_marks), ROOT, findings, given)
    found = header or Header()
    check_names({found.name: root.at(("name",))}, findings)
    return found


def _parameters(root: Node, case: Case, findings: Findings) -> FrozenMap[Value]:
    node = section(root, "parameters", findings, as_list=False)
    values = {**DEFAULTS, **case.parameters, **read_settings(node, findings)}
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


#: A switch, the key that needs it with the value that says nothing, and the events that need it.
NEEDED = (
    ("mechanisms.stance", "stance", "closed", ("stance",)),
    ("mechanisms.access", "access", 1.0, ("access", "expulsion")),
)


def _warn_switched_off(
    header: Header, parameters: FrozenMap[Value], events: tuple[Event, ...], root: Node, findings: Findings
) -> None:
    """What belongs to a mechanism that is off in every month."""
    for switch, key, plain, kinds in NEEDED:
        if parameters[switch] or any(event.changes.get(switch) for event in events):
            continue
        if getattr(header, key) != plain:
            findings.warn(root.key_mark(key), f"'{key}' changes nothing: {switch} is 0")
        for event in events:
            if event.kind in kinds:
                text = f"the event {event.kind} in month {event.month} changes nothing: {switch} is 0"
                findings.warn(root.key_mark("events"), text)


def stem(path: Path) -> str:
    """The name that a file gives to a scenario without one."""
    return path.name.partition(".")[0]
