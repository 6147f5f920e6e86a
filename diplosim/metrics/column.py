"""What is declared about a column, and how a table of declarations is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["higher", "lower"]


@dataclass(frozen=True)
class Column:
    """One column: its name, what it means, its unit and which direction is better (outcomes only)."""

    name: str
    meaning: str
    unit: str
    better: Direction | None = None
    label: str = ""
    """Short name for tables that people read; empty: the column is not a headline."""


def columns(text: str) -> tuple[Column, ...]:
    """Read ``name | unit | better | label | meaning`` lines."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        name, unit, better, label, meaning = (part.strip() for part in line.split("|", 4))
        direction: Direction | None = (
            "higher" if better == "higher" else "lower" if better == "lower" else None
        )
        found.append(Column(name, meaning, unit, direction, label))
    return tuple(found)
