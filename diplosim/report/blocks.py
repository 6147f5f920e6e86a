"""What a report is made of: sections of plain blocks. Words only: the template alone knows HTML, and escapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from markupsafe import Markup


class Cell(NamedTuple):
    """One cell of a table."""

    text: str
    tone: str = ""
    """``better``, ``worse`` or nothing; the text says the same with its sign."""


class Column(NamedTuple):
    """The head of a column."""

    title: str
    numeric: bool = True


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    words: str
    tone: str = ""
    """``note`` for how to read something, ``strong`` for a warning."""
    block: ClassVar[str] = "text"


@dataclass(frozen=True)
class Heading:
    """A heading below that of the section."""

    words: str
    block: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Bullets:
    """A list; each item is a lead in bold and the rest."""

    items: Sequence[tuple[str, str]]
    block: ClassVar[str] = "bullets"


@dataclass(frozen=True)
class Code:
    """A command, as typed."""

    words: str
    block: ClassVar[str] = "code"


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    folded: bool = False
    """Whether it is shut until the reader opens it (it is printed all the same)."""
    note: str = ""
    block: ClassVar[str] = "table"

    def cells(self) -> list[list[Cell]]:
        """The rows with every cell a :class:`Cell`."""
        return [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in self.rows]


@dataclass(frozen=True)
class Picture:
    """A figure: a drawing with its headline and caption as text of the page."""

    key: str
    """Unique in the report; prefix of every id in the drawing."""
    headline: str
    caption: str
    describes: str
    """What it shows in words and numbers, for those who cannot see it."""
    svg: Markup
    """The drawing's inside: elements of the ``svg`` element."""
    left: float
    top: float
    width: float
    height: float
    """The part that is shown, in units of the drawing: without its own headline, caption and margins."""
    rank: int = 0
    """The higher, the sooner it is left out of a file that grows too large."""
    block: ClassVar[str] = "picture"


class Step(NamedTuple):
    """One decision of a history."""

    date: str
    heading: str
    reason: str
    change: str
    package: str
    tone: str


@dataclass(frozen=True)
class Steps:
    """Decisions of one history with their reasons, in order of time."""

    name: str
    steps: Sequence[Step]
    block: ClassVar[str] = "steps"


Block = Text | Heading | Bullets | Code | Table | Picture | Steps


@dataclass(frozen=True)
class Section:
    """A part of the report under its own heading."""

    key: str
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    short: str = ""
    """The title in the list of contents, if another."""


@dataclass(frozen=True)
class Missing:
    """A part that the results do not hold, why, and the command that asks for it."""

    title: str
    why: str
    command: str
