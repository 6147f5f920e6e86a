"""Tables in a terminal of any width: side by side where that fits, else a block of lines for each row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.table import Table

#: Columns of text between two columns of a table, and the least that words get before rows become blocks.
GAP, NARROWEST = 3, 14
_PIECE = re.compile(r"[^_/]*[_/]+|[^_/]+")


def cells(text: str) -> int:
    """Columns that a text takes in a terminal: Korean, Chinese and Japanese letters take two, accents none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def folded(text: str, room: int) -> list[str]:
    """The text in lines of ``room`` columns, its indentation kept.

    Lines break at spaces; a word that is too long breaks behind ``_`` and ``/`` and between wide letters. What cannot
    be broken, such as a number, stays whole and is longer.
    """
    lines = []
    for part in text.split("\n"):
        indent = part[: len(part) - len(part.lstrip(" "))]
        current = indent
        for word in filter(None, part.split(" ")):
            space = " " if current != indent else ""
            if cells(current + space + word) <= room:
                current += space + word
                continue
            if current != indent:
                lines.append(current)
            *full, rest = _broken(word, max(1, room - len(indent)))
            lines += [indent + piece for piece in full]
            current = indent + rest
        lines.append(current)
    return lines


def _broken(word: str, room: int) -> list[str]:
    """A word in pieces that fit, as far as it can be broken."""
    if cells(word) <= room:
        return [word]
    found = [""]
    for piece in _pieces(word):
        if found[-1] and cells(found[-1] + piece) > room:
            found.append("")
        found[-1] += piece
    return found


def _pieces(word: str) -> list[str]:
    """What a word may be broken into."""
    pieces = []
    for part in _PIECE.findall(word):
        pieces += re.findall(r"[^\u1100-\uffdc]+|[\u1100-\uffdc]", part)
    return pieces


class Listing:
    """Rows under headers, as rich prints them."""

    def __init__(self, headers: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]] = ()) -> None:
        """``headers`` are pairs of words and ``left`` (words, which may be wrapped) or ``right`` (numbers)."""
        self.headers = list(headers)
        self.rows = [list(row) for row in rows]
        self.show_header = True

    def add_row(self, *cells: str) -> None:
        """Add a row of cells in the markup of rich."""
        from rich.text import Text

        self.rows.append([Text.from_markup(cell).plain for cell in cells])

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Side by side if that fits, else in blocks."""
        from rich.text import Text

        room = self._rooms(options.max_width)
        if room is not None:
            yield self._table(room)
            return
        for line in self._blocks(options.max_width):
            yield Text(line, no_wrap=True, overflow="ignore")

    def _column(self, place: int) -> list[str]:
        head = [self.headers[place][0]] if self.show_header else []
        return [*head, *(row[place] for row in self.rows)]

    def _rooms(self, width: int) -> list[int] | None:
        """How many columns of text each column gets; ``None`` if that is too few for some."""
        natural = [max((cells(line) for text in self._column(i) for line in text.split("\n")), default=0)
                   for i in range(len(self.headers))]  # fmt: skip
        words = [i for i, (_, side) in enumerate(self.headers) if side == "left"]
        spare = -1
        for whole in (True, False):  # keys that people copy stay whole if there is room for that
            least = [min(natural[i], max(NARROWEST, self._longest(i, whole))) if i in words else natural[i]
                     for i in range(len(natural))]  # fmt: skip
            spare = width - sum(least) - GAP * (len(natural) - 1)
            if spare >= 0:
                break
        if spare < 0:
            return None
        wish = [natural[i] - least[i] for i in range(len(natural))]
        given = list(least)
        for place in words:  # the first column first: it names the rows
            more = min(wish[place], spare)
            given[place], spare = given[place] + more, spare - more
        return given

    def _longest(self, place: int, whole: bool) -> int:
        """The longest piece in a column that cannot be broken, or the longest word."""
        return max(
            (
                cells(piece)
                for text in self._column(place)
                for word in text.split()
                for piece in ([word] if whole else _pieces(word))
            ),
            default=0,
        )

    def _table(self, rooms: Sequence[int]) -> Table:
        """The airy table."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold", show_edge=False,
            show_header=self.show_header,
        )  # fmt: skip
        for (head, side), room in zip(self.headers, rooms, strict=True):
            justify = "right" if side == "right" else "left"
            told = head if side == "right" else "\n".join(folded(head, room))
            table.add_column(Text(told), justify=justify, no_wrap=True)  # type: ignore[arg-type]
        for row in self.rows:
            table.add_row(*[
                Text(cell if side == "right" else "\n".join(folded(cell, room)))
                for cell, (_, side), room in zip(row, self.headers, rooms, strict=True)
            ])  # fmt: skip
        return table

    def _blocks(self, width: int) -> Iterator[str]:
        """Every row as its name and a line for each further cell."""
        for row in self.rows:
            first, *rest = (" ".join(cell.split()) for cell in row)
            yield from folded(first, width)
            for (head, _), cell in zip(self.headers[1:], rest, strict=True):
                if cell:
                    name = head.replace("/\n", "/").replace("-\n", "").replace("\n", " ")
                    yield from _entry(f"{name}: " if name else "", cell, width)


def _entry(name: str, cell: str, width: int) -> list[str]:
    """A cell of a block with its name: in one line if that fits, else below its name."""
    if cells(name + cell) <= width - 2:
        return [f"  {name}{cell}"]
    return [*(folded(f"  {name.rstrip()}", width) if name else ()), *folded(f"    {cell}", width)]
