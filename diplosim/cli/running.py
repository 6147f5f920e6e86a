"""What ``run`` and ``sweep`` have in common: their options, and how they end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import click

from diplosim.cli.guard import DONE, FAILED


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
        click.option("--no-figures", is_flag=True, help="Draw no figures."),
        click.option("--force", is_flag=True, help="Replace results of other inputs in the folder."),
    ]  # fmt: skip
    decorated: Callable[..., int] = gathered
    for decorator in reversed(decorators):
        decorated = decorator(decorated)
    return decorated


def draw_safely(draw: Callable[[], object]) -> int:
    """Draw; a failure leaves the numbers as they are and is said. Returns the exit status."""
    try:
        draw()
    except (ValueError, OSError) as error:
        say(f"the results are complete, but figures could not be drawn: {error}")
        return FAILED
    return DONE


def say(text: str) -> None:
    """Tell the reader, on stderr."""
    click.echo(text, err=True)
