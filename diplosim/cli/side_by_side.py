"""Cells and tables of comparisons that set several differences side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplosim.cli.tables import plain_table
from diplosim.wording.numbers import DASH, decimals, signed

if TYPE_CHECKING:
    from rich.table import Table

Row = dict[str, Any]
#: Follows a number whose interval leaves zero out.
STAR = " *"
_NARROWEST = 12


def starred(row: Row | None) -> str:
    """The mean difference, with a star if its interval leaves zero out (not for what is shown as zero)."""
    if row is None or row["diff_mean"] is None:
        return DASH + " " * len(STAR)
    text = signed(row["diff_mean"], places(row))
    shown = is_clear(row) and any(digit in text for digit in "123456789")
    return text + (STAR if shown else " " * len(STAR))


def with_interval(row: Row | None) -> str:
    """The same with the interval on a line below."""
    if row is None or row["diff_low"] is None:
        return starred(row)
    low, high = (signed(row[key], places(row)) for key in ("diff_low", "diff_high"))
    return f"{starred(row)}\n[{low}, {high}]"


def is_clear(row: Row) -> bool:
    """Whether the interval of a difference leaves zero out."""
    low, high = row["diff_low"], row["diff_high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def places(row: Row) -> int:
    """Decimals that suit a difference and its interval."""
    return decimals(row["diff_mean"], row["diff_low"], row["diff_high"])


def stacked(headers: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], width: int) -> Table:
    """A table whose cells may have several lines, and whose first column is wrapped into what room is left."""
    from rich.markup import escape

    table = plain_table(headers)
    used = 0
    for place, (header, _) in enumerate(headers[1:], start=1):
        table.columns[place].no_wrap = True
        lines = [line for text in [header, *(row[place] for row in rows)] for line in text.split("\n")]
        used += 3 + max(len(line) for line in lines)
    room = max(_NARROWEST, width - used)
    for first, *rest in rows:
        name = "\n".join(line for part in first.split("\n") for line in wrapped(part, room))
        table.add_row(escape(name), *[escape(cell) for cell in rest])
    return table


def wrapped(name: str, room: int) -> list[str]:
    """A name in lines, broken after underscores if it must be."""
    lines = textwrap.wrap(name.replace("_", "_ "), room, break_long_words=True)
    return [line.replace("_ ", "_") for line in lines] or [""]
