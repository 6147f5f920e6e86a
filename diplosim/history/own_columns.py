"""What the columns of a record hold: a date, words, money, or the values of a series; and the date of each row.

The columns of CSIS Beyond Parallel's database of provocations and of OCHA's Financial Tracking Service (as HDX offers
it) are recognised; others are named with ``--map COLUMN=ROLE``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from diplosim.errors import DiplosimError
from diplosim.history.coding import SERIES
from diplosim.history.own_file import Cell, Faults, Sheet, When, day_order, read_date, refused, when
from diplosim.metrics.columns import METRIC_NAMES
from diplosim.scenario.errors import unknown

DATES = ("date", "date_dmy", "date_mdy")
PARTS = ("year", "quarter", "month")
MONEY = {"amount_usd": 1e-6, "amount_musd": 1.0}
#: What a column may hold, besides the values of a series.
ROLES = (
    *DATES,
    *PARTS,
    "type",
    "what",
    "class",
    "count",
    "note",
    *MONEY,
    "donor",
    "status",
    "boundary",
    "ignore",
)
#: Names of columns, in small letters and without signs between them, that say what they hold.
RECOGNISED = {
    "date": "date", "period": "date", "year": "year", "quarter": "quarter", "month": "month",
    "type": "type", "category": "type", "eventtype": "type", "kind": "type", "event": "what",
    "class": "class", "modelclass": "class", "count": "count", "description": "note", "note": "note",
    "amountusd": "amount_usd", "amountmusd": "amount_musd", "srcorganization": "donor", "donor": "donor",
    "status": "status", "boundary": "boundary",
}  # fmt: skip
#: Of HDX's table of appeals: a year's money, recognised beside what was asked for.
APPEALS = {"funding": "amount_usd"}


class UnmappedError(DiplosimError, ValueError):
    """``--map`` names a column or a role that there is not."""


def columns_of(sheet: Sheet, maps: Mapping[str, str]) -> dict[str, int]:
    """Role or series -> its column."""
    names = [cell.text for cell in sheet.header]
    known = [*ROLES, *SERIES, *(name for name in METRIC_NAMES if name not in SERIES)]
    found: dict[str, int] = {}
    for column, role in maps.items():
        if column not in names:
            raise UnmappedError(f"--map {column}={role}: {sheet.file} has {unknown('column', column, names)}")
        if role not in known:
            raise UnmappedError(f"--map {column}={role}: {unknown('role or metric', role, known)}; "
                                f"roles: {', '.join(ROLES)}; 'diplosim metrics' lists the metrics")  # fmt: skip
        if found.setdefault(role, names.index(column)) != names.index(column):
            raise UnmappedError(f"--map {column}={role}: another column is mapped to {role} already")
    plain = [re.sub("[^a-z0-9]", "", name.lower()) for name in names]
    if any(role not in ROLES for role in found):  # a table of values: only its dates are looked for
        usual = {name: role for name, role in RECOGNISED.items() if role in (*DATES, *PARTS)}
    else:
        usual = RECOGNISED | (APPEALS if "requirements" in plain else {})
    for name in names:
        if name in known and name not in ROLES and name not in maps:
            found.setdefault(name, names.index(name))
    if found.keys() & set(DATES):
        usual = {name: role for name, role in usual.items() if role not in DATES}
    for place, name in enumerate(plain):
        if name in usual and names[place] not in maps:
            found.setdefault(usual[name], place)
    _check_columns(sheet, found)
    return {role: place for role, place in found.items() if role != "ignore"}


def _check_columns(sheet: Sheet, found: Mapping[str, int]) -> None:
    """Refuse a file of which nothing is recognised."""
    mark = sheet.header[0].mark
    names = ", ".join(cell.text or "(no name)" for cell in sheet.header[:20])
    if not found.keys() & {*DATES, "year"}:
        raise refused(
            mark, f"no column is recognised as a date; there are: {names}; say which: --map COLUMN=date"
        )
    what = {"type", "what", "class", *MONEY}
    if not any(role in what or role not in ROLES for role in found):
        raise refused(mark, f"no column is recognised as a type of event, an amount or a metric; there are: {names}; "
                      "say what one holds, such as --map COLUMN=type, =amount_usd or =events")  # fmt: skip


def dates_of(sheet: Sheet, columns: Mapping[str, int], faults: Faults) -> list[When | None]:
    """The date of every row."""
    role = next((role for role in DATES if role in columns), None)
    if role is None:
        return [_dated(row, columns, faults) for row in sheet.rows]
    place = columns[role]
    cells = [row[place] for row in sheet.rows]
    order = role.partition("_")[2] or day_order(cells, sheet.header[place].text, faults)
    found: list[When | None] = []
    for cell in cells:
        try:
            found.append(read_date(cell.text, order))
        except ValueError as error:
            faults.add(cell.mark, str(error))
            found.append(None)
    return found


def _dated(row: Sequence[Cell], columns: Mapping[str, int], faults: Faults) -> When | None:
    """The date of a row whose year, quarter and month are columns of their own."""
    numbers = {}
    for part in PARTS:
        if part not in columns:
            continue
        cell = row[columns[part]]
        text = cell.text.lstrip("Qq") if part == "quarter" else cell.text
        if not re.fullmatch("[0-9]{1,4}", text):
            wrong = (
                f"write the {part} as a number, not {cell.text!r}" if cell.text else f"the {part} is missing"
            )
            faults.add(cell.mark, wrong)
            return None
        numbers[part] = int(text)
    cell = row[columns["year"]]
    try:
        if "quarter" in numbers and "month" not in numbers:
            if not 1 <= numbers["quarter"] <= 4:
                raise ValueError(f"there is no quarter {numbers['quarter']}; write 1 to 4")
            return When(when(numbers["year"]).first + 3 * (numbers["quarter"] - 1), 3)
        return when(numbers["year"], numbers.get("month"))
    except ValueError as error:
        faults.add(cell.mark, str(error))
        return None
