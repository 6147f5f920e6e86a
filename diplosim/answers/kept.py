"""Writing what an analysis found into the results folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from diplosim.experiment import add_files, csv_bytes, write_files

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Table = tuple[Sequence[dict[str, Any]], Sequence[str]]
"""Rows and the names of their columns, in order."""


class Answer(Protocol):
    """What every analysis comes to."""

    def tables(self) -> Mapping[str, Table]:
        """Tables by name, without folder and ending."""
        ...

    def figures(self) -> Mapping[str, Figure]:
        """Figures by name, without folder and ending; drawn when asked for."""
        ...


def keep(folder: Path, answer: Answer, *, figures: bool = True) -> list[str]:
    """Write ``analysis/*.csv`` and ``figures/*.png|svg`` of an answer and enter them into the manifest.

    Args:
        folder: the results folder.
        answer: what was found.
        figures: whether to draw.

    Returns:
        The names of the files, but for the second form of each figure.
    """
    return keep_files(folder, answer.tables(), answer.figures() if figures else {})


def keep_files(
    folder: Path, tables: Mapping[str, Table], figures: Mapping[str, Figure] | None = None
) -> list[str]:
    """The same for loose tables and figures."""
    files = {f"analysis/{name}.csv": csv_bytes(rows, names) for name, (rows, names) in tables.items()}
    if figures:
        from diplosim.figures import render

        for name, figure in figures.items():
            files |= {f"figures/{name}.{form}": render(figure, form) for form in ("png", "svg")}
    write_files(folder, files)
    add_files(folder, list(files))
    return [name for name in files if not name.endswith(".svg")]
