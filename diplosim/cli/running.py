"""What ``run`` and ``sweep`` have in common: their options, and how they end."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, FAILED

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Running:
    """How and where to run, and what to write."""

    engine: str
    out: Path | None
    workers: int | None
    csv: bool
    quiet: bool
    no_figures: bool
    force: bool


def running_options(function: Callable[..., int]) -> Callable[..., int]:
    """The options of :class:`Running`, handed to the command as ``running``."""

    @functools.wraps(function)
    def gathered(**given: Any) -> int:
        return function(running=Running(**{f.name: given.pop(f.name) for f in fields(Running)}), **given)

    decorators = [
        click.option(
            "--engine", type=click.Choice(["auto", "mesa", "compiled"]), default="auto", show_default=True,
            help="Engine that runs the model; both give the same numbers, the compiled one faster.",
        ),
        click.option(
            "-o", "--out", type=click.Path(path_type=Path), help="Results folder; default results/<name>."
        ),
        click.option(
            "--workers", type=click.IntRange(min=1), help="Most threads or processes to use; default: all cores."
        ),
        click.option("--csv", is_flag=True, help="Also write the tables of runs and of months as CSV."),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
        click.option("--no-figures", is_flag=True, help="Draw no figures and write no report."),
        click.option("--force", is_flag=True, help="Replace results of other inputs in the folder."),
    ]  # fmt: skip
    decorated: Callable[..., int] = gathered
    for decorator in reversed(decorators):
        decorated = decorator(decorated)
    return decorated


def illustrate(folder: Path, names: Sequence[str]) -> int:
    """Draw figures and write the report; a failure leaves the numbers as they are and is said.

    No name draws nothing new: the report is then written alone. Returns the exit status.
    """
    from diplosim.figures.folder import draw_figures
    from diplosim.report import write_report
    from diplosim.results import Results

    figures: dict[str, Figure] = {}
    results = Results.open(folder)
    try:
        if names:
            draw_figures(results, names, drawn=figures)
        write_report(results, figures)
    except (ValueError, OSError) as error:
        say(f"the results are complete, but figures or the report could not be made: {error}")
        return FAILED
    return DONE


def tell_report(folder: Path) -> None:
    """Say where the report is, if there is one."""
    from diplosim.report import REPORT

    if (folder / REPORT).is_file():
        click.echo(f"Report: {folder / REPORT}")


def say(text: str) -> None:
    """Tell the reader, on stderr."""
    click.echo(text, err=True)
