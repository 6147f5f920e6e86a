"""A record of the user's own: what each row adds to which series, counted as the model counts.

A record has one row per event with a date, or one per period with values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from diplosim.history.coding import DONORS, SERIES
from diplosim.history.own_columns import (
    CLASSES,
    EXERCISE,
    KINDS,
    MEETING,
    MONEY,
    PROVOCATION,
    RESOLUTION,
    ROLES,
    columns_of,
    dates_of,
    donor_of,
    kind_of,
    major_class,
)
from diplosim.history.own_file import (
    Cell,
    Faults,
    Sheet,
    When,
    read_number,
    read_sheet,
)
from diplosim.metrics.monthly import METRICS
from diplosim.scenario.errors import unknown
from diplosim.wording.names import listed, plural

#: Series of kinds of events; of provocations one that counts from class 1 on, one from class 2, one from class 3.
COUNTED = {
    PROVOCATION: ("events", "events_major", "nuclear_tests"), MEETING: ("talks",), RESOLUTION: ("resolutions",),
}  # fmt: skip
STOCKS = ("agreements_active", "suspended_agreements")


class Occurrence(NamedTuple):
    """A dated event of the record."""

    when: When
    kind: str
    severity_class: int
    """Of a provocation, 1-3; else 0."""
    times: int
    note: str
    line: int


class Value(NamedTuple):
    """What a row adds to a series."""

    when: When
    series: str
    value: float
    cell: Cell


@dataclass
class Record:
    """What a file records."""

    file: str
    values: list[Value] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    by_event: bool = True
    """Whether it lists events, so that a month without a row had none; else a period without a row is unknown."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Why rows do not count, or count as what they do, and how many."""

    @property
    def series(self) -> list[str]:
        """The series that it has values of; of events those of every class, so that none of a class is a 0."""
        kinds = dict.fromkeys(occurrence.kind for occurrence in self.occurrences)
        counted = [series for kind in kinds for series in COUNTED.get(kind, ())]
        return list(dict.fromkeys([*counted, *(value.series for value in self.values)]))

    @property
    def notes(self) -> list[str]:
        """What readers are told of rows that do not count, or might mean something else."""
        return [f"{plural(count, 'row')} {why}" for why, count in self.left_out.items()]


def adds_up(series: str) -> bool:
    """Whether a year of a series is the sum of its months; else it is their mean."""
    if series in SERIES:
        return SERIES[series].adds
    unit = next(metric.unit for metric in METRICS if metric.name == series)
    return unit in ("count", "M$ a month") and series not in STOCKS


def is_count(series: str) -> bool:
    """Whether a series counts something."""
    if series in SERIES:
        return SERIES[series].unit == "count"
    return next(metric.unit for metric in METRICS if metric.name == series) == "count"


def read_record(path: Path, maps: Mapping[str, str] = {}) -> Record:
    """Read a record; ``maps`` says what columns hold: a role of `ROLES`, or a series or metric whose values they are.

    Raises:
        UnreadableError: there is no such file, or it is no ordinary one.
        RecordError: what is wrong with it, by line.
        UnmappedError: a column or a role in ``maps`` that there is not.
    """
    sheet = read_sheet(path)
    columns = columns_of(sheet, maps)
    faults = Faults()
    whens = dates_of(sheet, columns, faults)
    record = Record(sheet.file)
    if any(role not in ROLES for role in columns):
        _read_values(sheet, columns, whens, record, faults)
    elif columns.keys() & MONEY:
        _read_money(sheet, columns, whens, record, faults)
    else:
        _read_events(sheet, columns, whens, record, faults)
    faults.stop_if_any()
    return record


def _number(cell: Cell, whole: bool, faults: Faults) -> float | None:
    try:
        return read_number(cell.text, whole)
    except ValueError as error:
        faults.add(cell.mark, str(error))
        return None


def _read_values(
    sheet: Sheet, columns: Mapping[str, int], whens: Sequence[When | None], record: Record, faults: Faults
) -> None:
    """One row per period, one column per series; an empty cell is unknown."""
    record.by_event = False
    lines: dict[tuple[int, int], int] = {}
    for row, date in zip(sheet.rows, whens, strict=True):
        mark = row[0].mark
        if date is not None and lines.setdefault((date.first, date.months), mark.line) != mark.line:
            first = lines[date.first, date.months]
            faults.add(mark, f"{date._replace(day=0)} is given twice, first in line {first}; a table of values has "
                       "one row per period")  # fmt: skip
        for series in (role for role in columns if role not in ROLES):
            cell = row[columns[series]]
            value = _number(cell, is_count(series), faults) if cell.text else None
            if not cell.text:
                record.left_out[f"without a value of {series}: unknown, not 0"] += 1
            if value is not None and date is not None:
                record.values.append(Value(date._replace(day=0), series, value, cell))


def _read_money(
    sheet: Sheet, columns: Mapping[str, int], whens: Sequence[When | None], record: Record, faults: Faults
) -> None:
    """One row per payment, or per year and appeal."""
    role = next(role for role in MONEY if role in columns)
    record.by_event = not all(date is None or date.months == 12 for date in whens)
    lines: dict[tuple[str, ...], int] = {}
    for row, date in zip(sheet.rows, whens, strict=True):
        if _is_repeated(row, lines, faults) or date is None:
            continue
        if "boundary" in columns and row[columns["boundary"]].text not in ("incoming", ""):
            record.left_out["left out: money that does not come from outside (boundary is not incoming)"] += 1
            continue
        if "status" in columns and row[columns["status"]].text.lower() == "pledge":
            record.left_out["left out: pledges, which are not yet money"] += 1
            continue
        cell = row[columns[role]]
        value = _number(cell, False, faults)
        if value is None:
            continue
        donor = donor_of(row[columns["donor"]].text) if "donor" in columns else ""
        if donor != "chn":  # OCHA's total is coded without China's, in the model as in the record
            record.values.append(Value(date, "aid_fts_musd", value * MONEY[role], cell))
        if donor in DONORS:
            record.values.append(Value(date, f"aid_{donor}_musd", value * MONEY[role], cell))
        elif "donor" in columns:
            record.left_out["by donors that the model does not have: in the total only"] += 1


def _is_repeated(row: Sequence[Cell], lines: dict[tuple[str, ...], int], faults: Faults) -> bool:
    """Whether the same row stands above, which is a problem."""
    key = tuple(cell.text for cell in row)
    mark = row[0].mark
    first = lines.setdefault(key, mark.line)
    if first != mark.line:
        faults.add(mark, f"the same row as line {first}; leave one out, or give the event a column 'count'")
    return first != mark.line


def _read_events(
    sheet: Sheet, columns: Mapping[str, int], whens: Sequence[When | None], record: Record, faults: Faults
) -> None:
    """One row per event."""
    lines: dict[tuple[str, ...], int] = {}
    for row, date in zip(sheet.rows, whens, strict=True):
        cells = {role: row[place] for role, place in columns.items()}
        found = (
            None
            if _is_repeated(row, lines, faults)
            else _occurrence(cells, row[0].mark.line, date, record, faults)
        )
        if found is None:
            continue
        record.occurrences.append(found)
        if found.kind == EXERCISE:
            record.left_out["on exercises: the allies' doing, which no series counts"] += 1
        names = COUNTED.get(found.kind, ())[: found.severity_class or None]
        record.values += [Value(found.when, name, float(found.times), row[0]) for name in names]


def _occurrence(
    cells: Mapping[str, Cell], line: int, date: When | None, record: Record, faults: Faults
) -> Occurrence | None:
    """The event of one row; nothing if it is none that counts."""
    texts = {role: cells[role].text for role in ("type", "what", "note") if role in cells}
    count = _number(cells["count"], True, faults) if "count" in cells else 1.0
    if "balloon" in " ".join(texts.values()).lower():
        record.left_out["left out: balloons, which the model does not count as provocations"] += 1
        return None
    kind: str | None = PROVOCATION
    if texts.get("type") is not None:
        kind = kind_of(texts["type"])
        if kind is None:
            faults.add(cells["type"].mark, unknown("type of event", texts["type"], list(KINDS)))
    elif "class" not in cells:
        record.left_out["without a type of event, taken as provocations; a column 'type' tells others"] += 1
    severity_class = 0
    if kind == PROVOCATION:
        severity_class = major_class(texts)
        if "class" in cells:
            severity_class = _class(cells["class"], faults)
    if count == 0:
        record.left_out["left out: their count is 0"] += 1
    if date is None or not count or kind is None:
        return None
    words = [texts[role] for role in ("what", "type", "note") if texts.get(role)]
    return Occurrence(date, kind, severity_class, int(count), " ".join(words[:1]), line)


def _class(cell: Cell, faults: Faults) -> int:
    if cell.text not in map(str, CLASSES):
        faults.add(cell.mark, f"write a class of provocation, {listed(CLASSES, 'or')}, not {cell.text!r}")
        return CLASSES[0]
    return int(cell.text)
