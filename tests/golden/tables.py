"""Golden numbers as CSV files: read, compared cell by cell, and written so that a difference reads well."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

#: Key of a row -> column -> value as text; a missing value is an empty text.
Table = dict[tuple[str, ...], dict[str, str]]
FOLDER = Path(__file__).parent
KEYS = {
    "states": ("world", "replicate"),
    "runs": ("work", "arm", "sample", "name"),
    "summaries": ("work", "arm", "outcome"),
}
#: Summaries pass through SciPy and NumPy, whose versions may differ in the last bits; all else is exact.
TOLERANCE = {"states": 0.0, "runs": 0.0, "summaries": 1e-12}
ABSENT = "(not there)"


def cell(value: Any, digits: str = "") -> str:
    """A number as the shortest text that gives it again, or with fewer digits; empty if it is missing; words stay."""
    if isinstance(value, str):
        return value
    number = float("nan") if value is None else float(value)
    if math.isnan(number):
        return ""
    return (
        str(int(number))
        if number.is_integer() and abs(number) < 1e15
        else format(number, digits)
        if digits
        else repr(number)
    )


def same(old: str, new: str, tolerance: float) -> bool:
    """Whether two cells say the same."""
    if old == new or not (old and new and tolerance) or ABSENT in (old, new):
        return old == new
    try:
        return math.isclose(float(old), float(new), rel_tol=tolerance, abs_tol=tolerance)
    except ValueError:  # words
        return False


def moved(name: str, old: Table, new: Table) -> list[tuple[tuple[str, ...], str, str, str]]:
    """Row, column, old and new value of every cell of a table that is not what it was."""
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        one, two = old.get(key, {}), new.get(key, {})
        for column in {**one, **two}:
            before, after = one.get(column, ABSENT), two.get(column, ABSENT)
            if not same(before, after, TOLERANCE[name]):
                found.append((key, column, before, after))
    return found


def kept(name: str, old: Table, new: Table) -> Table:
    """The new table with the old text wherever that says the same, so that rounding rewrites nothing."""
    return {
        key: {
            column: old[key][column]
            if column in old.get(key, {}) and same(old[key][column], value, TOLERANCE[name])
            else value
            for column, value in row.items()
        }
        for key, row in new.items()
    }


def text_of(name: str, table: Table) -> str:
    """The table as CSV."""
    columns = list(dict.fromkeys(column for row in table.values() for column in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*KEYS[name], *columns])
    writer.writerows([*key, *(row.get(column, ABSENT) for column in columns)] for key, row in table.items())
    return out.getvalue()


def read(name: str, folder: Path = FOLDER) -> Table:
    """The recorded table; empty if nothing was recorded."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    width = len(KEYS[name])
    return {
        tuple(row[:width]): {
            column: value
            for column, value in zip(columns[width:], row[width:], strict=True)
            if value != ABSENT
        }
        for row in rows
    }


def write(name: str, table: Table, folder: Path = FOLDER) -> None:
    """Record a table."""
    (folder / f"{name}.csv").write_text(text_of(name, table), encoding="utf-8", newline="\n")
