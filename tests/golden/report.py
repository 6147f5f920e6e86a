"""What moved, in words: world, replicate and first month; or arm, outcome and replicate, old and new."""

from __future__ import annotations

from collections.abc import Mapping

from tests.golden.house import first_difference
from tests.golden.tables import ABSENT, Table, moved


def told(recorded: Mapping[str, Table], found: Mapping[str, Table]) -> list[str]:
    """One line per state history, run or number of a summary that is not what was recorded."""
    lines = []
    for name, new in found.items():
        old = recorded[name]
        lines += _histories(old, new) if name == "states" else _numbers(name, old, new)
    return lines


def _histories(old: Table, new: Table) -> list[str]:
    lines = []
    for world, replicate in dict.fromkeys(key for key, *_ in moved("states", old, new)):
        one, two = (table.get((world, replicate)) for table in (old, new))
        line = f"states: {world}, replicate {replicate}: {_hash(one)} -> {_hash(two)}"
        if one and two:
            month = first_difference(one["months"], two["months"])
            line += "" if month is None else f", first differing month {month}"
        lines.append(line)
    return lines


def _hash(row: Mapping[str, str] | None) -> str:
    return row["hash"] if row else ABSENT


def _numbers(name: str, old: Table, new: Table) -> list[str]:
    return [
        f"{name}: {', '.join(key)}, {column}: {before or 'missing'} -> {after or 'missing'}"
        for key, column, before, after in moved(name, old, new)
    ]
