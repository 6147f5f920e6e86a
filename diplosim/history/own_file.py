"""A CSV file of the user's own, read whole or refused by line: text, cells with their places, dates and numbers."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from diplosim import files
from diplosim.errors import HIDDEN, hidden
from diplosim.scenario.errors import Mark, Problem, ScenarioError, hint, shown

#: The largest record that is read, its most cells and columns, and how many problems are told at once.
MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_TOLD = 16 * files.MIB, 1_000_000, 300, 20
YEARS = (1900, 2299)
_END = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_AS_UTF8 = "save it as UTF-8 (in Excel: CSV UTF-8)"


class RecordError(ScenarioError):
    """A record that cannot be used; ``problems`` lists what is wrong with it, in file order."""


class Cell(NamedTuple):
    """What stands in one place of the file."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class Sheet:
    """The file as cells."""

    file: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Faults:
    """Collects what is wrong with a record, so that all of it is told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, mark: Mark, message: str) -> None:
        """Note something that is wrong."""
        self.problems.append(Problem(*mark, message))

    def stop_if_any(self) -> None:
        """Raise the first problems found so far, if there are any."""
        found = sorted(set(self.problems))
        if not found:
            return
        told = found[:MOST_TOLD]
        if len(found) > MOST_TOLD:
            last = told[-1]
            told[-1] = last._replace(
                message=f"{last.message} ({len(found) - MOST_TOLD:,} more problems follow)"
            )
        raise RecordError(told)


def refused(mark: Mark, message: str) -> RecordError:
    """The error of one problem."""
    return RecordError([Problem(*mark, message)])


def read_sheet(path: Path) -> Sheet:
    """The header and the rows of a CSV file; blank rows and a row of HXL tags (``#date``) are passed over."""
    name = str(path)
    text = _text(path, name)
    rows = (row for row in _rows(text, name) if any(cell.text for cell in row))
    header = tuple(next(rows, ()))
    if not header:
        raise refused(Mark(name), "the file is empty; a record has a header and one row per event or period")
    faults = Faults()
    _check_header(header, faults)
    kept: list[tuple[Cell, ...]] = []
    for row in rows:
        if not kept and all(cell.text.startswith("#") for cell in row if cell.text):
            continue  # HXL
        if len(row) != len(header):
            faults.add(row[0].mark, f"the row has {len(row)} cells, and the header has {len(header)}")
        if (len(kept) + 1) * len(header) > MOST_CELLS:
            raise refused(
                row[0].mark, f"a record has at most {MOST_CELLS:,} cells; leave out what is not used"
            )
        kept.append(tuple(row))
    faults.stop_if_any()
    if not kept:
        raise refused(header[0].mark, "the file has a header and no rows")
    return Sheet(name, header, tuple(kept))


def _text(path: Path, name: str) -> str:
    """The file as text; what is no UTF-8 is refused with its kind and the mend."""
    data = files.read_bytes(path, MOST_BYTES)
    if data.startswith(b"PK\x03\x04"):
        raise refused(Mark(name), "this is a workbook of Excel or a ZIP file, not text; save it as CSV UTF-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise refused(Mark(name), f"this is UTF-16 text; {_AS_UTF8}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        wrong = f"the byte 0x{data[error.start]:02x} is not UTF-8 text; {_AS_UTF8}"
        raise refused(_place(before, len(before), name), wrong) from error
    found = HIDDEN.search(text.replace("\r", "\n"))
    if found is not None:
        raise refused(_place(text, found.start(), name), f"there is {hidden(found[0])}")
    return text


def _place(text: str, place: int, name: str) -> Mark:
    """Line and column of a character."""
    ends = [end.end() for end in _END.finditer(text, 0, place)]
    return Mark(name, len(ends) + 1, place - (ends[-1] if ends else 0) + 1)


def _delimiter(text: str) -> str:
    """What separates the cells of the first line: comma, semicolon or tab, whichever stands there most often."""
    first = re.sub(r'"[^"]*"', "", _END.split(text.lstrip("\r\n"), maxsplit=1)[0])
    return max(",;\t", key=first.count)


def _rows(text: str, name: str) -> Iterator[list[Cell]]:
    """Rows of cells; raises where a quoted cell does not end, or where something follows it."""
    comma = _delimiter(text)
    pattern = re.compile(rf'"([^"]*(?:""[^"]*)*)"|([^"{comma}\r\n][^{comma}\r\n]*)?')
    place, line, begins = 0, 1, 0
    row: list[Cell] = []
    while place <= len(text):
        mark = Mark(name, line, place - begins + 1)
        found = pattern.match(text, place)
        if found is None or (text[place : place + 1] == '"' and found[1] is None):
            raise refused(mark, "the quotation mark that opens this cell is never closed")
        quoted = found[1] is not None
        value = found[1].replace('""', '"') if quoted else found[2] or ""
        for end in _END.finditer(found[0]):
            line, begins = line + 1, place + end.end()
        place = found.end()
        row.append(Cell(value.strip(), mark))
        if len(row) > MOST_COLUMNS:
            raise refused(mark, f"a record has at most {MOST_COLUMNS} columns; leave out what is not used")
        if text[place : place + 1] == comma:
            place += 1
            continue
        end_of_line = _END.match(text, place)
        if end_of_line is None and place < len(text):
            raise refused(
                mark,
                f"the quoted cell that opens here ends in line {line}, column {place - begins}, and "
                f'{shown(text[place])} follows it; a quotation mark inside quotes is written twice ("")',
            )
        yield row
        row = []
        if end_of_line is None:
            return
        place = end_of_line.end()
        line, begins = line + 1, place
        if place == len(text):
            return


def _check_header(header: Sequence[Cell], faults: Faults) -> None:
    seen: dict[str, Cell] = {}
    for cell in header:
        if cell.text and cell.text in seen:
            first = seen[cell.text].mark.column
            faults.add(cell.mark, f"two columns are called {shown(cell.text)}; the other begins at {first}")
        seen.setdefault(cell.text, cell)


class When(NamedTuple):
    """A date as the file gives it: its first month (since year 0) and how many months it leaves open."""

    first: int
    months: int
    day: int = 0
    """Of the month; 0 if the file does not say."""

    def __str__(self) -> str:
        if self.months == 12:
            return str(self.first // 12)
        text = f"{self.first // 12}-{self.first % 12 + 1:02d}"
        return text if not self.day else f"{text}-{self.day:02d}"


_MONTHS = [name.lower() for name in calendar.month_name]
_ISO = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}[\d:.+Z -]*)?)?)?|(\d{4})(\d\d)(\d\d)",
    re.ASCII,
)
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])|Q([1-4])[- ](\d{4})", re.I | re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_WORDS = re.compile(
    r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})|([A-Za-z]{3,9})\.? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})",
    re.ASCII,
)
ALLOWED = "write a date like 2006-07-05, a month like 2006-07, a quarter like 2006-Q3 or a year like 2006"


def read_date(text: str, order: str) -> When:
    """A date in one of the forms that can be read in one way only; ``order``: see `day_order`.

    Raises:
        ValueError: what is wrong with it.
    """
    if found := _ISO.fullmatch(text):
        year, month, day = found[1] or found[4], found[2] or found[5], found[3] or found[6]
        return when(int(year), month and int(month), day and int(day))
    if found := _QUARTER.fullmatch(text):
        year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
        return When(when(year).first + 3 * (quarter - 1), 3)
    if found := _NUMERIC.fullmatch(text):
        first, second, year = (int(part) for part in found.groups())
        is_month = order == "mdy" or (order == "told" and second > 12)
        return when(year, *((first, second) if is_month else (second, first)))
    if found := _WORDS.fullmatch(text):
        name, day, year = found[2] or found[4], found[1] or found[5], found[3] or found[6]
        places = [n for n, month in enumerate(_MONTHS) if month and month.startswith(name.lower())]
        if len(places) == 1:
            return when(int(year), places[0], day and int(day))
    raise ValueError(f"{f'{shown(text)} is no date' if text else 'the date is missing'}; {ALLOWED}")


def when(year: int, month: int | str | None = None, day: int | str | None = None) -> When:
    """A year, month or day that the calendar has; raises ``ValueError`` if it has not."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise ValueError(f"the year {year} is none of {YEARS[0]} to {YEARS[1]}")
    if not isinstance(month, int):
        return When(12 * year, 12)
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}; {ALLOWED}")
    if not isinstance(day, int):
        return When(12 * year + month - 1, 1)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError(f"{calendar.month_name[month]} {year} has no day {day}; {ALLOWED}")
    return When(12 * year + month - 1, 1, day)


def day_order(cells: Sequence[Cell], column: str, faults: Faults) -> str:
    """Which stands first in dates like 05/07/2006, as far as one of the column can be read in one way only.

    ``dmy`` or ``mdy``; empty if there is no such date; ``told`` if what is wrong with it has been said.
    """
    proof: dict[str, Cell] = {}
    open_: list[Cell] = []
    for cell in cells:
        if found := _NUMERIC.fullmatch(cell.text):
            first, second = int(found[1]), int(found[2])
            if first > 12 or second > 12:
                proof.setdefault("dmy" if first > 12 else "mdy", cell)
            elif first != second:
                open_.append(cell)
    if len(proof) == 2:
        early, late = sorted(proof.values(), key=lambda cell: cell.mark)
        faults.add(late.mark, f"{shown(late.text)} has day and month in another order than line {early.mark.line}; "
                              f"{ALLOWED}")  # fmt: skip
        return "told"
    if open_ and not proof:
        first_cell = open_[0]
        a, b, year = first_cell.text.replace("-", "/").replace(".", "/").split("/")
        ways = " or ".join(f"{int(d)} {calendar.month_name[int(m)]} {year}" for d, m in ((a, b), (b, a)))
        mend = f"write 2006-07-05, or say what comes first: --map '{column}=date_dmy' or '{column}=date_mdy'"
        wrong = f"{shown(first_cell.text)} may be {ways}, and no date of the column tells; {mend}"
        faults.add(first_cell.mark, wrong)
        return "told"
    return next(iter(proof), "")


def read_number(text: str, whole: bool) -> float:
    """A number of 0 or more, whole if it counts something; raises ``ValueError`` with what is wrong."""
    noun = "a whole number of 0 or more" if whole else "a number of 0 or more"
    if not text:
        raise ValueError(f"the number is missing; write {noun}, or leave out the row if it is not known")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"write {noun}, not {shown(text)}{hint(text, 'number')}")
    value = float(text)
    if not 0 <= value <= 1e15 or (whole and not value.is_integer()):
        raise ValueError(f"write {noun}, not {shown(text)}")
    return value
