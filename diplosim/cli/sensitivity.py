"""``diplosim sensitivity``: what drives the outcomes of a sweep, in words, tables, CSV and figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.options import load_plugins, no_figures_option, plugin_option, results_argument, tell_kept

if TYPE_CHECKING:
    from diplosim.analysis.sensitivity.question import Method


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
@click.option(
    "--arm", "arms", multiple=True, metavar="ARM",
    help="Arm to explain. Repeatable; default: all, with figures of the three most telling ones.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of resampling.")
@plugin_option
@click.option("--csv", is_flag=True, help="Print CSV instead of tables.")
@no_figures_option
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
    from diplosim.analysis.output import keep
    from diplosim.analysis.sensitivity.answer import sensitivity_of
    from diplosim.figures.answers import drawn

    load_plugins(plugins)
    answer = sensitivity_of(results, outcomes, method=method, effects=effects, arms=arms, seed=seed)
    kept = keep(results, answer, {} if no_figures else drawn(answer))
    if csv:
        click.echo((results / "analysis" / "sensitivity.csv").read_text(encoding="utf-8"), nl=False)
        return DONE
    from diplosim.analysis.sensitivity.listing import print_sensitivity

    print_sensitivity(answer.found)
    tell_kept(results, kept)
    return DONE
