"""``diplosim sensitivity``: what drives the outcomes of a sweep, in words, tables, CSV and figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, plugin_option, results_argument

if TYPE_CHECKING:
    from diplosim.analysis.drivers import Sensitivity
    from diplosim.analysis.drivers.choice import Method

#: Where the rows go, inside the results folder.
CSV_FILE = "analysis/sensitivity.csv"
#: Where the options go, as they were given, so that diplosim plot draws the same again.
ASKED_FILE = "analysis/sensitivity_asked.csv"
ASKED = ("outcomes", "method", "effects", "arms", "seed")


@click.command("sensitivity", cls=GuardedCommand, context_settings=HELP)
@results_argument
@click.option(
    "--outcome", "outcomes", multiple=True, metavar="NAME",
    help="Outcome to explain. Repeatable; default: those that the experiment names.",
)  # fmt: skip
@click.option(
    "--method",
    type=click.Choice(["auto", "morris", "sobol", "pawn", "rank"]),
    default="auto",
    show_default=True,
    help="auto: what the design was made for; for lhs, sobol, grid and list: ranks and PAWN.",
)
@click.option(
    "--effects/--absolute",
    default=None,
    help="Explain what a policy changes under the same shocks, or the outcome as it is. Default: effects, if there "
    "is more than one arm.",
)
@click.option("--arm", "arms", multiple=True, metavar="ARM", help="Arm to explain. Repeatable; default: all.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of resampling.")
@plugin_option
@click.option("--csv", is_flag=True, help="Print CSV instead of tables.")
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@debug_option
def command(
    *,
    results: Path,
    outcomes: Sequence[str],
    method: Method,
    effects: bool | None,
    arms: Sequence[str],
    seed: int,
    plugins: Sequence[str],
    csv: bool,
    no_figures: bool,
) -> int:
    """Say what drives the outcomes of the sweep in the RESULTS folder.

    Writes analysis/sensitivity.csv and figures into RESULTS. Exit status: 0 done, 2 the sweep cannot answer
    this; the message says how to complete it.
    """
    from diplosim.analysis.drivers import CSV_COLUMNS, sensitivity
    from diplosim.experiment import csv_bytes

    load_plugins(plugins)
    found = sensitivity(results, outcomes, method=method, effects=effects, arms=arms, seed=seed)
    if not found.answered:
        raise InputError("; ".join(f"{f.question.outcome}: {f.refused}" for f in found.findings))
    table = csv_bytes(found.rows(), list(CSV_COLUMNS))
    given = (" ".join(outcomes) or None, method, effects, " ".join(arms) or None, seed)
    asked = csv_bytes([dict(zip(ASKED, given, strict=True))], ASKED)
    written = _write(found, {CSV_FILE: table, ASKED_FILE: asked}, no_figures)
    if csv:
        click.echo(table.decode("utf-8"), nl=False)
        return DONE
    from diplosim.cli.sensitivity_tables import print_sensitivity

    print_sensitivity(found)
    click.echo(f"Written: {', '.join(str(path) for path in written)}")
    return DONE


def _write(found: Sensitivity, tables: dict[str, bytes], no_figures: bool) -> list[Path]:
    """Write the tables and the figures into the results folder, and enter them into its manifest."""
    from diplosim.experiment import add_files, write_files

    files = dict(tables)
    if not no_figures:
        from diplosim.figures import render
        from diplosim.figures.drivers import driver_figures

        for name, figure in driver_figures(found).items():
            files |= {f"figures/{name}.{form}": render(figure, form) for form in ("png", "svg")}
    write_files(found.folder, files)
    add_files(found.folder, list(files))
    return [found.folder / name for name in files if not name.endswith(".svg")]
