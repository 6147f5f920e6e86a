"""``diplosim structure``: every policy under each value of an assumption that is one of several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.keep import keep, no_figures_option
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
    from diplosim.analysis.draws import open_draws
    from diplosim.analysis.structure import LEVEL_NAMES, STRUCTURE_NAMES, alternatives, levels, structure
    from diplosim.cli.structure_tables import print_structure

    draws = open_draws(results).restricted(arms, reference)
    if len(draws.arms) < 2:
        raise InputError(f"{results}: there is no policy to compare with '{draws.reference}'")
    names = draws.named(outcomes)
    split = alternatives(draws, by)
    rows = structure(draws, split, names)
    means = levels(draws, split, names)
    print_structure(draws, split, rows, means)
    figures = {}
    if not no_figures:
        from diplosim.cli.dot_figures import structure_figures

        figures = structure_figures(draws, split, names, rows)
    keep(results, {"structure": (rows, STRUCTURE_NAMES), "structure_levels": (means, LEVEL_NAMES)}, figures)
    return DONE
