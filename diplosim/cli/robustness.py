"""``diplosim robustness``: how policies hold up across everything that was varied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.keep import keep, no_figures_option
from diplosim.cli.options import arms_option, outcomes_option, reference_option, results_argument

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    from diplosim.analysis.draws import open_draws
    from diplosim.analysis.pareto import PARETO_NAMES, pareto
    from diplosim.analysis.robustness import REGRET_NAMES, SATISFICING_NAMES, robustness, satisficing
    from diplosim.analysis.thresholds import read_thresholds
    from diplosim.cli.robustness_tables import print_robustness

    draws = open_draws(results).restricted(arms, reference)
    if len(draws.arms) < 2:
        raise InputError(
            f"{results}: regret needs at least two policies; the only one here is '{draws.reference}'"
        )
    names = draws.named(outcomes, directed=True)
    if not names:
        raise InputError(
            "none of the experiment's outcomes has a better direction; choose some with --outcome"
        )
    limits = read_thresholds(thresholds, draws.outcomes)
    rows, enough, front = robustness(draws, names), satisficing(draws, limits), pareto(draws)
    print_robustness(draws, rows, limits, enough, front)
    figures: dict[str, Figure] = {}
    if not no_figures:
        from diplosim.drawing.robustness import pareto_figure, regret_figure

        figures = {"regret": regret_figure(draws, names, rows)}
        if any(row["n_draws"] for row in front):
            figures["pareto"] = pareto_figure(draws, front)
    tables = {
        "robustness": (rows, REGRET_NAMES),
        "satisficing": (enough, SATISFICING_NAMES),
        "pareto": (front, PARETO_NAMES),
    }
    keep(results, tables, figures)
    return DONE
