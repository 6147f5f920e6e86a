"""From a record of events to the dated events of a scenario file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from diplosim.errors import DiplosimError
from diplosim.history.own_columns import EXERCISE, MEETING, PROVOCATION
from diplosim.history.own_file import Faults
from diplosim.history.own_record import Occurrence, Record
from diplosim.scenario.errors import Mark
from diplosim.scenario.header import DEVICES, MAX_MONTHS, month_name, safe_name
from diplosim.wording.names import plural

#: Provocations of a class in one month, letters of a note, and of what it quotes.
MOST, NOTE_MOST, WORDS_MOST = 80, 480, 60


class NoEventsError(DiplosimError, ValueError):
    """A record holds nothing that a scenario could date."""


class Dated(NamedTuple):
    """One entry of a scenario's list of events."""

    month: int
    """Since year 0."""
    kind: str
    severity_class: int
    times: int
    note: str


def dated(record: Record, start: int | None = None) -> tuple[list[Dated], list[str]]:
    """The events that a scenario can date, those of one month, kind and class as one; and what is left out.

    Raises:
        RecordError: an event without a month, or more of one class in a month than a scenario takes.
        NoEventsError: there is none.
    """
    faults = Faults()
    kept: dict[tuple[int, str, int], list[Occurrence]] = {}
    before = meetings = 0
    for occurrence in record.occurrences:
        mark = Mark(record.file, occurrence.line)
        if occurrence.kind == MEETING:
            meetings += 1
        elif occurrence.when.months > 1:
            faults.add(
                mark, f"this is dated to {occurrence.when} only; an event of a scenario needs its month"
            )
        elif start is not None and occurrence.when.first < start:
            before += 1
        else:
            kept.setdefault((occurrence.when.first, occurrence.kind, occurrence.severity_class), []).append(
                occurrence
            )
    found = [_one(key, kept[key], record, faults) for key in sorted(kept)]
    faults.stop_if_any()
    notes = [note for note in record.notes if "no series counts" not in note]
    if meetings:
        notes.append(f"{plural(meetings, 'meeting')} left out: talks are decided by the actors, not dated")
    if before:
        notes.append(f"{plural(before, 'event')} before {month_name(start or 0)} left out")
    if any(kind == EXERCISE for _, kind, _ in kept):
        notes.append("exercises are given the intensity 1, that of a usual March exercise")
    if not found:
        raise NoEventsError(f"{record.file}: no event of it can be dated in a scenario (provocations, resolutions, "
                            f"exercises){''.join(f'; {note}' for note in notes)}")  # fmt: skip
    return found, notes


def _one(
    key: tuple[int, str, int], occurrences: Sequence[Occurrence], record: Record, faults: Faults
) -> Dated:
    """Events of one month, kind and class as one entry, with the lines that they come from."""
    month, kind, severity_class = key
    count = sum(occurrence.times for occurrence in occurrences)
    if kind == PROVOCATION and count > MOST:
        faults.add(
            Mark(record.file, occurrences[0].line),
            f"{count} provocations of class {severity_class} in {month_name(month)}; a scenario takes {MOST}",
        )
    lines = ", ".join(str(occurrence.line) for occurrence in occurrences)
    words = re.sub(r"\s+", " ", occurrences[0].note)
    words = words if len(words) <= WORDS_MOST else f"{words[:WORDS_MOST]}..."
    note = f"line{'s' if len(occurrences) > 1 else ''} {lines}: {words}" if words else f"lines {lines}"
    return Dated(month, kind, severity_class, count if kind == PROVOCATION else 1, note[:NOTE_MOST])


#: What a reader has to know of the file, before its first line.
_ABOUT = """\
# {total} from {file}, {span}.
# It runs as it stands, but in a world that is not yet that of its first month: see "A start in another year" in
# docs/scenarios.md. Chance adds provocations of its own: lower provocation.lam0 by what is dated here.
# For a scenario that has events already, paste the list below behind its own: of two lists of events, one counts.
scenario: 1
name: {name}
{world}
start: {start}
months: {months}
events:
"""


def as_scenario(events: Sequence[Dated], file: str, stem: str, world: str, start: int | None = None) -> str:
    """A scenario file with the events, which begins in the world of the line ``world`` and ends with their last year.

    Args:
        events: from the first to the last.
        file: name of the record.
        stem: name of the scenario file, without ``.yaml``.
        world: its line ``extends`` or ``case``.
        start: first month, since year 0; ``None``: January of the first event's year.

    Raises:
        NoEventsError: they lie further apart than a scenario has months.
    """
    first, last = events[0].month, events[-1].month
    begin = first - first % 12 if start is None else start
    months = last - last % 12 + 12 - begin
    if months > MAX_MONTHS:
        raise NoEventsError(
            f"{file}: {months:,} months from {month_name(begin)} to the last event; a scenario has {MAX_MONTHS:,} at "
            f"most, so leave out the first events with --start {month_name(begin + months - MAX_MONTHS)}"
        )
    name = safe_name(stem)
    return _ABOUT.format(
        total=plural(len(events), "entry", "entries"), file=" ".join(file.split()), world=world, months=months,
        span=f"{month_name(first)} to {month_name(last)}", start=month_name(begin),
        name=json.dumps(f"{name}_1" if name.lower() in DEVICES else name),
    ) + "".join(f"  - {_entry(event)}\n" for event in events)  # fmt: skip


def _entry(event: Dated) -> str:
    parts = [f"at: {month_name(event.month)}", f"kind: {event.kind}"]
    parts += [f"class: {event.severity_class}"] if event.kind == PROVOCATION else []
    parts += [f"count: {event.times}"] if event.times > 1 else []
    parts += ["intensity: 1.0"] if event.kind == EXERCISE else []
    return f"{{{', '.join(parts)}, note: {json.dumps(event.note, ensure_ascii=False)}}}"
