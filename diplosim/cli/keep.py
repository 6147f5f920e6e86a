"""Tables and figures that an analysis leaves in the results folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Table = tuple[Sequence[dict[str, Any]], Sequence[str]]
"""Rows and the names of their columns, in order."""


def no_figures_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--no-figures``."""
    return click.option("--no-figures", is_flag=True, help="Draw no figures.")(function)


def keep(folder: Path, tables: Mapping[str, Table], figures: Mapping[str, Figure]) -> None:
    """Write ``analysis/*.csv`` and ``figures/*.png|svg``, enter them into the manifest, and say where they are."""
    from diplosim.experiment import add_files, csv_bytes, write_files

    files = {f"analysis/{name}.csv": csv_bytes(rows, names) for name, (rows, names) in tables.items()}
    if figures:
        from diplosim.figures import render

        for name, figure in figures.items():
            files |= {f"figures/{name}.{form}": render(figure, form) for form in ("png", "svg")}
    write_files(folder, files)
    add_files(folder, list(files))
    shown = [name for name in files if not name.endswith(".svg")]
    click.echo(f"Written in {folder}: {', '.join(shown)}")
