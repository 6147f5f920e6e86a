"""``diplosim structure``: every policy under each value of an assumption that is one of several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.options import (
    arms_option,
    no_figures_option,
    outcomes_option,
    reference_option,
    results_argument,
    tell_kept,
)


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
    from diplosim.analysis.output import keep
    from diplosim.analysis.structure.findings import structure_of
    from diplosim.analysis.structure.listing import print_structure
    from diplosim.figures.answers import drawn

    found = structure_of(results, by, arms, outcomes, reference)
    kept = keep(results, found, {} if no_figures else drawn(found))
    print_structure(found.results, found.split, found.rows, found.means)
    tell_kept(results, kept)
    return DONE
