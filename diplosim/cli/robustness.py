"""``diplosim robustness``: how policies hold up across everything that was varied."""

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


@click.command("robustness", cls=GuardedCommand, context_settings=HELP)
@results_argument
@arms_option("Only this policy and others so named.")
@outcomes_option("Outcome to judge by")
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="OUTCOME=VALUE",
    help="When a policy is good enough; diff:OUTCOME=VALUE limits the difference from the reference. Repeatable.",
)
@reference_option
@no_figures_option
@debug_option
def command(
    *, results: Path, arms: Sequence[str], outcomes: Sequence[str], thresholds: Sequence[str], reference: str | None,
    no_figures: bool,
) -> int:  # fmt: skip
    """Judge the policies of a RESULTS folder across its samples of the assumptions.

    Tells regret (how much worse than the best policy of the same sample), worst cases, which policy wins and loses how
    often, how often each is good enough, and which are dominated in calm, health and cost. Outcomes are never added
    up into one score. Tables go to RESULTS/analysis, figures to RESULTS/figures.
    """  # fmt: skip
    from diplosim.analysis.output import keep
    from diplosim.analysis.robustness.answer import robustness_of
    from diplosim.analysis.robustness.listing import print_robustness
    from diplosim.figures.answers import drawn

    found = robustness_of(results, arms, outcomes, thresholds, reference)
    kept = keep(results, found, {} if no_figures else drawn(found))
    print_robustness(found.results, found.rows, found.limits, found.enough, found.front)
    tell_kept(results, kept)
    return DONE
