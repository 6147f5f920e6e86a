"""``diplosim discover``: where, among the assumptions, a policy fails."""

from __future__ import annotations

from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.options import no_figures_option, reference_option, results_argument, tell_kept


@click.command("discover", cls=GuardedCommand, context_settings=HELP)
@results_argument
@click.option("--arm", metavar="ARM", help="The policy; may be left out if there is only one.")
@click.option("--outcome", "name", metavar="NAME", required=True, help="The outcome in which it fails.")
@click.option(
    "--fails",
    metavar="RULE",
    help="When it fails: '> 0', '<= -0.03' (paired difference) or 'level > 2'. Default: worse than the reference.",
)
@click.option("--density", type=click.FloatRange(0, 1), help="Smallest share of failures wanted in a box.")
@click.option(
    "--boxes", type=click.IntRange(1, 10), default=3, show_default=True, help="Most boxes to look for."
)
@click.option(
    "--shuffles", type=click.IntRange(19, 9999), default=99, show_default=True,
    help="Shuffles of the labels that each box is tested against.",
)  # fmt: skip
@reference_option
@no_figures_option
@debug_option
def command(
    *, results: Path, arm: str | None, name: str, fails: str | None, density: float | None, boxes: int,
    shuffles: int, reference: str | None, no_figures: bool,
) -> int:  # fmt: skip
    """Find the assumptions under which an arm of a sweep's RESULTS fails, as boxes (PRIM) and as a tree (CART).

    A sample fails if its mean paired difference from the reference is beyond zero in the bad direction, or as --fails
    says. Each box is tested against noise: limits by quasi-p-values and by looking again in random halves of the
    samples, the box by shuffling the labels. Tables go to RESULTS/analysis.
    """  # fmt: skip
    from diplosim.analysis.discovery.answer import discovery_of, print_boxes, print_failures, print_tree
    from diplosim.analysis.output import keep
    from diplosim.cli.running import say
    from diplosim.figures.answers import drawn

    answer = discovery_of(
        results, arm, name, fails=fails, density=density, boxes=boxes, reference=reference, shuffles=shuffles
    )
    kept = keep(results, answer, {} if no_figures else drawn(answer))
    print_failures(answer.results, answer.found)
    if answer.results.linked:
        say(f"the samples of the design '{answer.results.design}' come in groups that differ in one assumption, so the "
            "tests against noise find too much: take a sweep with lhs or sobol for boxes to rely on")  # fmt: skip
    print_boxes(answer.axes, answer.found, answer.findings)
    if answer.tree is None:
        click.echo(answer.no_tree, err=True)
    else:
        print_tree(answer.axes, answer.tree, answer.found)
    tell_kept(results, kept)
    return DONE
