"""``diplosim design``: a scenario or a design file in, portfolios that hold up out, or the word that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import HELP, INTERRUPTED, GuardedCommand, debug_option
from diplosim.cli.options import load_plugins, no_figures_option, plugin_option
from diplosim.cli.progress import ProgressBar
from diplosim.cli.running import say

if TYPE_CHECKING:
    from diplosim.experiment import How
    from diplosim.portfolio.design import Designed


@click.command("design", cls=GuardedCommand, context_settings=HELP)
@click.argument("file", metavar="SCENARIO|FILE")
@click.option(
    "--budget", type=float, metavar="M$", help="What a portfolio may cost beyond the reference, whole run."
)
@click.option(
    "--outcome", "outcomes", multiple=True, metavar="NAME",
    help="Outcome that a portfolio must better. Repeatable; default: those of the file, else calm and health.",
)  # fmt: skip
@click.option("--share", type=float, help="Share of the draws in which it must hold up; default 0.9.")
@click.option("--vary", metavar="posterior", help="Take the draws of a fit instead of what the file varies.")
@click.option("--draws", type=int, help="Draws of the assumptions; half are kept for the test.")
@click.option("-n", "--replicates", type=click.IntRange(min=1), help="Runs of each portfolio in each draw.")
@click.option("--population", type=int, help="Portfolios in a generation of the search.")
@click.option("--generations", type=int, help="Generations of the search.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the search, the draws and the runs.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Results folder; default results/<name>.")
@click.option("--workers", type=click.IntRange(min=1), help="Most threads to use; default: all cores.")
@click.option("--force", is_flag=True, help="Replace results of other inputs in the folder.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@plugin_option
@no_figures_option
@debug_option
def command(
    *, file: str, outcomes: Sequence[str], out: Path | None, workers: int | None, force: bool, quiet: bool,
    plugins: Sequence[str], no_figures: bool, **changes: Any,
) -> int:  # fmt: skip
    """Search for portfolios of policies that do better than the reference in nearly all draws of the assumptions.

    FILE is a design file (design: 1) with levers, rules, what varies and a budget; a SCENARIO alone is asked with every
    policy as a lever. The search sees half of the draws; the verdict falls on the others. "Nothing robust found" is an
    answer. The search needs the package pymoo: pip install 'diplosim[design]'. Killed at any moment, the same command
    goes on where it stopped. Exit status: 0 done, 1 some runs failed, 2 the input is wrong, 130 interrupted.
    """
    from diplosim.experiment import How
    from diplosim.policies import loaded_plugins
    from diplosim.portfolio import load_question
    from diplosim.portfolio.design import find_portfolios

    load_plugins(plugins)
    question = load_question(file, changes | ({"outcomes": list(outcomes)} if outcomes else {}))
    for warning in question.definition.warnings:
        say(f"warning: {warning}")
    folder = out or Path("results") / question.definition.name
    how = How(
        workers=workers, plugins=loaded_plugins(), force=force, say=(lambda text: None) if quiet else say
    )
    try:
        with ProgressBar(quiet) as bar:
            designed = find_portfolios(question, folder, how, lambda done, of: bar(done, 0, of))
    except KeyboardInterrupt:
        say(f"interrupted: what was played is kept in {folder}; the same command goes on")
        return INTERRUPTED
    return _finish(designed, folder, how, quiet, no_figures)


def _finish(designed: Designed, folder: Path, how: How, quiet: bool, no_figures: bool) -> int:
    """Write the results of the test, print the answer, and make the report."""
    from diplosim.analysis.output import keep
    from diplosim.cli.running import conclude, report_failures
    from diplosim.figures.charts.portfolios import drawn
    from diplosim.portfolio.design import run_test
    from diplosim.portfolio.listing import print_design

    with ProgressBar(quiet) as bar:
        ended = run_test(designed, folder, replace(how, progress=bar))
    if ended.interrupted:
        say(f"interrupted: what was played is kept in {folder}; the same command goes on")
        return INTERRUPTED
    keep(folder, designed, {} if no_figures else drawn(designed))
    if not quiet:
        print_design(designed)
    status = report_failures(ended)
    if not no_figures:
        status = max(status, conclude(ended, quiet, how.workers))
    if not quiet:
        click.echo(f"Results: {folder}")
    return status
