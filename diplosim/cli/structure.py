"""``diplosim structure``: every policy under each value of an assumption that is one of several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.keep import no_figures_option, tell_kept
from diplosim.cli.options import arms_option, outcomes_option, reference_option, results_argument


@click.command("structure", cls=GuardedCommand, context_settings=HELP)
@results_argument
@click.option(
    "--by", metavar="NAME", help="Assumption to split by; default: the one that is a choice between words."
)
@arms_option("Only this policy.")
@outcomes_option("Outcome to tell about")
@reference_option
@no_figures_option
@debug_option
def command(
    *, results: Path, by: str | None, arms: Sequence[str], outcomes: Sequence[str], reference: str | None,
    no_figures: bool,
) -> int:  # fmt: skip
    """Set the findings of a RESULTS folder under each value of one assumption side by side: rules of trust, regimes.

    Findings that change their sign come first, then those that only some values support. Tables go to
    RESULTS/analysis, figures to RESULTS/figures.
    """
    from diplosim.answers import keep, under_every_rule
    from diplosim.cli.structure_tables import print_structure

    found = under_every_rule(results, by, arms, outcomes, reference)
    kept = keep(results, found, figures=not no_figures)
    print_structure(found.results, found.split, found.rows, found.means)
    tell_kept(results, kept)
    return DONE
