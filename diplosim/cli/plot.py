"""``diplosim plot``: draw the figures of a results folder again, in other formats or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option


@click.command("plot", cls=GuardedCommand, context_settings=HELP)
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--figure", "names", multiple=True, metavar="NAME", help="fan, lanes or network; default: all.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["png", "svg", "pdf"]),
    help="File format. Repeatable; default: png and svg.",
)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder; default: figures/ in RESULTS.")
@debug_option
def command(results: Path, names: Sequence[str], formats: Sequence[str], out: Path | None) -> int:
    """Draw the figures of the RESULTS folder."""
    from diplosim.drawing import draw_figures
    from diplosim.figures import FIGURES
    from diplosim.scenario import unknown

    wrong = [unknown("figure", name, list(FIGURES)) for name in names if name not in FIGURES]
    if wrong:
        raise InputError("\n".join(wrong))
    for path in draw_figures(results, names, formats or ("png", "svg"), out):
        click.echo(path)
    return DONE
