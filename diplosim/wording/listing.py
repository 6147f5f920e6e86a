"""Columns and sentences in a terminal (by rich, imported when used), and short descriptions for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, TypeVar

from diplosim.wording.tables import Listing, folded

if TYPE_CHECKING:
    from rich.console import Console


Item = TypeVar("Item")
DISCLAIMER = "A thinking aid, not a forecast: it shows what the model's assumptions imply."
#: Fewer columns than these are taken for a mistake.
NARROWEST = 40
_WIDEST_NAME = 40


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


def columns_of(columns: Sequence[tuple[str, str]]) -> Listing:
    """A table to which rows are added; ``columns`` are pairs of header and ``left`` or ``right``."""
    return Listing(columns)


def indented(text: str, width: int, columns: int) -> list[str]:
    """The text wrapped to the width, so many columns in; names with a hyphen and numbers stay whole."""
    return [line for line in folded(" " * columns + text.strip(), width) if line.strip()]


def tell(out: Console, sentence: str, style: str = "") -> None:
    """Print a sentence, wrapped to the width."""
    from rich.text import Text

    for line in folded(sentence.rstrip(), out.width):
        out.print(Text(line, style=style, no_wrap=True, overflow="ignore"), crop=False)


def wrapped(name: str, room: int) -> list[str]:
    """A name in lines, broken after underscores if it must be."""
    return folded(name, room)


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
