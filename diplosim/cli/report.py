"""``diplosim report``: the report of a results folder, written again after an analysis or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, plugin_option


@click.command("report", cls=GuardedCommand, context_settings=HELP)
@click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False),
              help="File to write; default: report.html in RESULTS.")  # fmt: skip
@plugin_option
@debug_option
def command(*, results: Path, out: Path | None, plugins: Sequence[str]) -> int:
    """Write the report of the RESULTS folder of scenarios or of an experiment: one HTML file for everything.

    It needs no other file, no script and no network, and prints to PDF from any browser. What sensitivity,
    robustness and discover have left in RESULTS is in it.
    """
    from diplosim.report import write_report

    load_plugins(plugins)
    try:
        path = write_report(results, out=out)
    except ValueError as error:  # what the tables hold cannot be drawn
        raise InputError(f"{results}: {error}") from error
    click.echo(path)
    return DONE
