"""``diplosim plot``: draw the figures of a results folder again, in other formats or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, plugin_option
from diplosim.cli.running import say


@click.command("plot", cls=GuardedCommand, context_settings=HELP)
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--figure", "names", multiple=True, metavar="NAME",
    help="One of the names below. Repeatable; default: all that RESULTS holds the data for.",
)  # fmt: skip
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["png", "svg", "pdf", "gif"]),
    help="File format. Repeatable; default: png and svg. gif: of history only.",
)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder; default: figures/ in RESULTS.")
@plugin_option
@debug_option
def command(
    *, results: Path, names: Sequence[str], formats: Sequence[str], out: Path | None, plugins: Sequence[str]
) -> int:
    """Draw the figures of the RESULTS folder of scenarios or of an experiment.

    Of all runs: fan (how futures unfold), policies (one small panel for each policy), effects (what each policy
    changes, pair by pair), map (where each policy does better and where worse, on a grid of two quantities).

    Of one history of each scenario: lanes (what happened), ripeness (talks and agreements at every table), money
    (the ledger as a flow), network (who trusts whom), pipeline (where the aid of every scenario got stuck).

    On request only: history (network and lanes of one history, month by month). As a film: --figure history --format
    gif; in the other formats its last month.

    Of analyses of an experiment: sobol, morris, tornado (what drives the outcomes), regret, pareto (how policies hold
    up), boxes (where a policy fails). They show what the commands sensitivity, robustness and discover were last asked
    here, else what the experiment asks.
    """
    from diplosim.figures import FIGURES
    from diplosim.figures.folder import FORMATS, draw_figures
    from diplosim.scenario import unknown

    wrong = [unknown("figure", name, list(FIGURES)) for name in names if name not in FIGURES]
    if wrong:
        raise InputError("\n".join(wrong))
    load_plugins(plugins)
    try:
        files = draw_figures(results, names, formats or FORMATS, out, say)
    except ValueError as error:  # what the tables hold cannot be drawn
        raise InputError(f"{results}: {error}") from error
    for path in files:
        click.echo(path)
    return DONE
