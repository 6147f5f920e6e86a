"""The countries that come with diplosim, a folder each, and of which of them sentences speak at the moment.

A case holds what is not the model's: what people call the recipient, the cast, values of parameters that differ, and
the evidence, which `diplosim.evidence` reads.
`diplosim.scenario.case` reads all of it; here are only the names, which every sentence needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

#: The case of a scenario that names none.
DEFAULT = "dprk"
#: The file of a case in its folder.
FILE = "case.yaml"


class Named(NamedTuple):
    """What people call the recipient of a case."""

    case: str
    """Name of the case, such as ``dprk``."""
    code: str
    """Its code among the actors, such as ``DPRK``."""
    called: str
    """Inside a sentence, with an article if it has one: "the DPRK"."""
    country: str
    """In a title: "North Korea"."""
    local: str
    """Where the live page speaks Korean."""


_spoken_of: ContextVar[Named | None] = ContextVar("recipient", default=None)


def shipped() -> dict[str, Path]:
    """Name -> folder of the cases that come with diplosim, in the order of their names."""
    return {file.parent.name: file.parent for file in sorted(Path(__file__).parent.glob(f"*/{FILE}"))}


def folder_of(case: str | Path) -> Path:
    """The folder of a case: of one that comes with diplosim by its name, else the path itself."""
    return shipped().get(str(case), Path(case))


@cache
def default_names() -> Named:
    """What people call the recipient of the default case."""
    import yaml

    data = yaml.load(
        (shipped()[DEFAULT] / FILE).read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    code = next(code for code, actor in data["actors"].items() if actor["kind"] == "recipient")
    return Named(DEFAULT, code, data["called"], data["country"], data["local"])


def present() -> Named:
    """Of whom sentences speak: the recipient of the default case, unless `speaking_of` says otherwise."""
    return _spoken_of.get() or default_names()


def speak_of(named: Named | None) -> None:
    """Sentences speak of this recipient from now on; ``None``: of the default case's."""
    _spoken_of.set(named)


@contextmanager
def speaking_of(named: Named) -> Iterator[None]:
    """Sentences speak of this recipient inside the block."""
    before = _spoken_of.set(named)
    try:
        yield
    finally:
        _spoken_of.reset(before)
