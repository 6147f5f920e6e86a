"""Historical series, offers, stylised facts and target patterns, each row with its source and confidence.

The tables are small CSV files in this folder; ``docs/evidence.md`` says what each one holds. Values are text
as the source prints it (``~44``, ``<5``): a reader of numbers decides what an approximate one is worth.
Confidence is ``high`` (read in the source or computed from its data), ``medium`` (one secondary source, or a
well-established fact not read again), ``low`` (from memory or a guess), ``low-medium``, or ``mixed`` (its
values differ; where one needs to know how, the note says). Nothing of low confidence is a hard target.
"""

from __future__ import annotations

import csv
from pathlib import Path

__all__ = ["load", "names"]

_FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Names of all tables, in alphabetical order; draws of fitted parameters lie beside them, and are no evidence."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.csv") if not path.stem.startswith("posterior")))


def load(name: str) -> list[dict[str, str]]:
    """The rows of one table, in file order; keys are its column names, an empty text means unknown.

    Raises ``KeyError`` with the names that exist if there is no such table.
    """
    if name not in names():
        raise KeyError(f"no evidence table '{name}'; there are: {', '.join(names())}")
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
