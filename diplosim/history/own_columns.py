"""What the columns of a record hold (a date, words, money, the values of a series), and what its words stand for.

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


PROVOCATION, MEETING, RESOLUTION, EXERCISE = "provocation", "meeting", "resolution", "exercise"
CLASSES = (1, 2, 3)
#: Words in a type of event -> what it is, the first that is found.
KINDS = {
    "resolution": RESOLUTION, "exercise": EXERCISE, "drill": EXERCISE,
    "talk": MEETING, "meeting": MEETING, "negotiation": MEETING, "dialogue": MEETING, "summit": MEETING,
    "provocation": PROVOCATION, "missile": PROVOCATION, "nuclear": PROVOCATION, "satellite": PROVOCATION,
    "launch": PROVOCATION, "test": PROVOCATION, "attack": PROVOCATION, "clash": PROVOCATION,
    "artillery": PROVOCATION, "incursion": PROVOCATION, "border": PROVOCATION, "other": PROVOCATION,
}  # fmt: skip
_FAR = re.compile(
    r"inter-?contin\w*|\bicbm|intermediate.range|\birbm|satellite|submarine.launched|\bslbm|long.range ballistic",
    re.I,
)
_LETHAL = re.compile(r"\b(killed|killing|dead|deaths|sank|sunk|lethal)\b", re.I)
_TEST = re.compile(r"nuclear test", re.I)

_EUROPE = (
    "european", "echo", "austria", "belgium", "bulgaria", "croatia", "cyprus", "czech", "denmark", "estonia", "finland",
    "france", "germany", "greece", "hungary", "ireland", "italy", "latvia", "liechtenstein", "lithuania", "luxembourg",
    "malta", "netherlands", "norway", "poland", "portugal", "romania", "slovakia", "slovenia", "spain", "sweden",
    "switzerland", "united kingdom",
)  # fmt: skip
#: Donors of the model as OCHA and others call them; the first that is found.
_DONORS = {
    "usa": ("united states", "usa", "us"),
    "rok": ("korea, republic of", "republic of korea", "south korea", "rok"),
    "jpn": ("japan", "jpn"),
    "chn": ("china", "chn"),
    "ghf": ("global fund", "gavi"),
    "eu": (*_EUROPE, "eu"),
}


def kind_of(text: str) -> str | None:
    """The kind of event that a type names; nothing if no word of it is known."""
    return next((kind for word, kind in KINDS.items() if word in text.lower()), None)


def major_class(texts: Mapping[str, str]) -> int:
    """Class of a provocation by its words, where the record gives none (section 3.1 of the model).

    3: a nuclear test. 2: a missile of intermediate range or more, or from a submarine; a satellite; or somebody was
    killed. 1: all else. What the event was (``what``) goes before its description (``note``), which may speak of other
    events too.
    """
    kind, note = texts.get("type", ""), texts.get("note", "")
    what = texts.get("what", "")
    named = f"{kind} {what}" if what else f"{kind} {note}"
    nuclear = "nuclear" in kind.lower() and not what
    if _TEST.search(f"{kind} {what}") or (nuclear and (not note or "test" in note.lower())):
        return 3
    is_launch = what or not kind or "missile" in kind.lower() or "satellite" in kind.lower()
    return 2 if (is_launch and _FAR.search(named)) or _LETHAL.search(f"{named} {note}") else 1


def donor_of(text: str) -> str:
    """Code of the donor of the model in whose column a payer belongs, in small letters; empty if there is none."""
    words = text.lower()
    for code, names in _DONORS.items():
        for name in names:
            if re.search(rf"\b{name}\b", words) and "democratic" not in words:
                return code
    return ""
