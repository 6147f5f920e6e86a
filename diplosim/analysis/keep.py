"""Writing what an analysis found into the results folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from diplosim.experiment import add_files, csv_bytes, write_files

Frame = tuple[Sequence[Mapping[str, Any]], Sequence[str]]
"""Rows and the names of their columns, in order."""


def columns_of(record: type) -> tuple[str, ...]:
    """The columns of a table of records: the fields of a ``TypedDict`` in their order, those of its bases first."""
    return tuple(record.__annotations__)


class Answer(Protocol):
    """What every analysis comes to."""

    def frames(self) -> Mapping[str, Frame]:
        """What goes to ``analysis/NAME.csv``, by name."""
        ...


def keep(folder: Path, answer: Answer, drawn: Mapping[str, bytes] | None = None) -> list[str]:
    """Write ``analysis/*.csv`` of an answer and enter them into the manifest.

    Args:
        folder: the results folder.
        answer: what was found.
        drawn: its figures as files, by path inside the folder.

    Returns:
        The names of the files, but for the second form of each figure.
    """
    return keep_files(folder, answer.frames(), drawn)


def keep_files(
    folder: Path, frames: Mapping[str, Frame], drawn: Mapping[str, bytes] | None = None
) -> list[str]:
    """The same for loose frames."""
    files = {
        f"analysis/{name}.csv": csv_bytes([dict(row) for row in rows], names)
        for name, (rows, names) in frames.items()
    }
    files |= drawn or {}
    write_files(folder, files)
    add_files(folder, list(files))
    return [name for name in files if not name.endswith(".svg")]
