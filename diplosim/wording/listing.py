"""Columns and sentences in a terminal (by rich, imported when used), and short descriptions for a notebook."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


Item = TypeVar("Item")
DISCLAIMER = "A thinking aid, not a forecast: it shows what the model's assumptions imply."
#: Fewer columns than these are taken for a mistake.
NARROWEST = 40
_NARROWEST, _WIDEST_NAME = 14, 40


def console() -> Console:
    """The console for results: stdout, colours only on a terminal, 80 columns when piped."""
    from rich.console import Console

    class Ours(Console):
        """Leaves a reader who has gone (``head``) to the guard, which ends well; rich would end with a failure."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    made = Ours(highlight=False, soft_wrap=False)
    made.width = max(made.width, NARROWEST)  # COLUMNS=1 of a broken terminal
    return made


def columns_of(columns: Sequence[tuple[str, str]]) -> Table:
    """An airy table; ``columns`` are pairs of header and ``left`` or ``right``."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold", show_edge=False)
    for place, (header, side) in enumerate(columns):
        if side == "right":
            table.add_column(header, justify="right", no_wrap=True)
        else:
            table.add_column(header, overflow="fold", no_wrap=place == 0)
    return table


def indented(text: str, width: int, columns: int) -> list[str]:
    """The text wrapped to the width, so many columns in; names with a hyphen stay whole."""
    blank = " " * columns
    return textwrap.wrap(
        text, max(40, width), initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False
    )


def tell(out: Console, sentence: str, style: str = "") -> None:
    """Print a sentence, wrapped to the width."""
    from rich.text import Text

    for line in indented(sentence, out.width, 0) or [""]:
        out.print(Text(line, style=style))


def fitted(headers: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], width: int) -> Table:
    """A table whose first column gives way, so that the numbers stay whole in ``width`` columns of text."""
    from rich.markup import escape

    table = columns_of(headers)
    used = 0
    for place, (header, _) in enumerate(headers[1:], start=1):
        table.columns[place].no_wrap = True
        used += 3 + max(len(text) for text in [*header.split("\n"), *(row[place] for row in rows)])
    room = max(_NARROWEST, width - used)
    for first, *rest in rows:
        table.add_row(escape(shorten(first, room)), *[escape(cell) for cell in rest])
    return table


def stacked(headers: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], width: int) -> Table:
    """A table whose cells may have several lines, and whose first column is wrapped into what room is left."""
    from rich.markup import escape

    table = columns_of(headers)
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


def shorten(name: str, width: int = _WIDEST_NAME) -> str:
    """A name that fits, its end replaced by an ellipsis if need be."""
    return name if len(name) <= width else name[: width - 1] + "…"


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Cut a list into pieces of at most ``size``."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def some(names: Sequence[str], most: int = 4) -> str:
    """The first names, and how many more there are."""
    more = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def html_listing(
    title: str, facts: Iterable[tuple[str, str]], head: Sequence[str] = (), rows: Iterable[Sequence[str]] = ()
) -> str:
    """A title, facts line by line, and perhaps a table, as escaped HTML; facts without a value are left out."""
    lines = [
        f"<tr><th style='text-align:left'>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in facts if v
    ]
    parts = [f"<b>{escape(title)}</b><table>{''.join(lines)}</table>"]
    cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    if cells:
        first = "".join(f"<th style='text-align:left'>{escape(cell)}</th>" for cell in head)
        parts.append(f"<table><tr>{first}</tr>{''.join(f'<tr>{cell}</tr>' for cell in cells)}</table>")
    return "".join(parts)
