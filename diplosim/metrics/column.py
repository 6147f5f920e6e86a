"""What is declared about a column, a metric and an outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from diplosim.errors import readable
from diplosim.wording.names import Spoken

if TYPE_CHECKING:
    from diplosim.metrics.record import Floats
    from diplosim.metrics.state import State, World

Direction = Literal["higher", "lower"]
#: Donors of the default cast whose offers and payments are columns: actor id, code, name.
DONORS = (
    (1, "usa", "the United States"), (2, "rok", "the Republic of Korea"), (3, "jpn", "Japan"),
    (4, "eu", "European donors"), (5, "ghf", "the global health funds"), (6, "chn", "China"),
)  # fmt: skip


@dataclass(frozen=True)
class Column(Spoken):
    """One column: its name, what it means, its unit and which direction is better.

    *Better* is a value judgement on behalf of civilians and of peace (fewer provocations, more trust, less disease);
    what is a means rather than an end (relief granted, offers made, money spent) has no better direction.
    """

    name: str
    """How files and the command line call it: small letters, digits and underscores."""
    meaning: str
    """What it is, in a clause that follows "is"."""
    unit: str
    """``M$``, ``probability``, ``count``, ...: what one is one of."""
    better: Direction | None = None
    """Which direction counts as better; ``None``: neither."""
    label: str = ""
    """Short name for tables and figures that people read; an outcome without one is not a headline."""
    source: str = ""
    """Who defines it so: section of the model, author and year."""

    def __post_init__(self) -> None:
        texts = {"name": self.name, "meaning": self.meaning, "unit": self.unit, "label": self.label}
        readable(f"{type(self).__name__.lower()} '{self.name}'", **texts, source=self.source)


@dataclass(frozen=True)
class Metric(Column):
    """One number per run and month, read off the state at the end of the month, in every engine.

    ``read(world, state)`` takes the names of `diplosim.metrics.state` and calls rules; it is compiled as it stands.
    """

    read: Callable[[World, State], float] = field(kw_only=True)


@dataclass(frozen=True)
class ModelMetric(Column):
    """One number per run and month, read off the Mesa model, which alone can make it: ``read(model)``."""

    read: Callable[[Any], float] = field(kw_only=True)


@dataclass(frozen=True)
class Outcome(Column):
    """One number per run, made of its months; missing (NaN) where the question does not arise.

    ``made(months, world)``: ``months["events"]`` is a metric month by month (a NumPy array), ``world`` holds quantities
    of the start that all policies share, such as ``world.reference_severity`` (`diplosim.metrics.state.World`).
    """

    made: Callable[[Mapping[str, Floats], World], float] = field(kw_only=True)


def columns(text: str) -> tuple[Column, ...]:
    """Read ``name | unit | meaning`` lines: columns that say what a row is about rather than measure."""
    lines = ([part.strip() for part in line.split("|", 2)] for line in text.splitlines() if line.strip())
    return tuple(Column(name, meaning, unit) for name, unit, meaning in lines)
