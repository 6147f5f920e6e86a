"""``diplosim discover``: where, among the assumptions, a policy fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.keep import Table, keep, no_figures_option
from diplosim.cli.options import reference_option, results_argument

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.draws import Draws


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
@reference_option
@no_figures_option
@debug_option
def command(
    *, results: Path, arm: str | None, name: str, fails: str | None, density: float | None, boxes: int,
    reference: str | None, no_figures: bool,
) -> int:  # fmt: skip
    """Find the assumptions under which an arm of a sweep's RESULTS fails, as boxes (PRIM) and as a tree (CART).

    A sample fails if its mean paired difference from the reference is beyond zero in the bad direction, or as --fails
    says. Each box is tested against noise: limits by quasi-p-values and by looking again in random halves of the
    samples, the box by shuffling the labels. Tables go to RESULTS/analysis.
    """  # fmt: skip
    from diplosim.analysis.axes import axes_of
    from diplosim.analysis.box_words import where
    from diplosim.analysis.discover import ASKED, BOX_NAMES, box_rows, discover
    from diplosim.analysis.draws import AnalysisError, open_draws
    from diplosim.analysis.failures import failures, read_rule
    from diplosim.analysis.tree import TREE_NAMES, grow
    from diplosim.cli.discover_words import print_boxes, print_failures, print_tree
    from diplosim.experiment import safe_name

    draws = open_draws(results).restricted((), reference)
    arm = _arm(draws, arm)
    draws = draws.restricted([arm], reference)
    [name] = draws.named([name])
    found = failures(draws, arm, name, read_rule(fails, name))
    axes = axes_of(draws, found.kept)
    print_failures(draws, found)
    findings = discover(axes, found.failed, boxes=boxes, density=density)
    print_boxes(axes, found, findings)
    stem = f"discover_{safe_name(arm)}_{name}"
    asked = dict(zip(ASKED, (arm, name, fails, density, boxes, reference), strict=True))
    tables: dict[str, Table] = {
        f"{stem}_asked": ([asked], ASKED),
        f"{stem}_boxes": (box_rows(axes, findings, found.rate), BOX_NAMES),
    }
    try:
        tree = grow(axes, found.failed)
    except AnalysisError as error:
        click.echo(str(error), err=True)
    else:
        print_tree(axes, tree, found)
        rows = [
            {"leaf": number, "where": where(axes, leaf.box), "samples": leaf.n, "failures": leaf.k,
             "share": leaf.k / leaf.n, "base_rate": found.rate}
            for number, leaf in enumerate(tree.leaves, start=1)
        ]  # fmt: skip
        tables[f"{stem}_tree"] = (rows, TREE_NAMES)
    figures: dict[str, Figure] = {}
    if not no_figures and any(finding.real for finding in findings):
        from diplosim.drawing.boxes import boxes_figure

        figures[stem] = boxes_figure(axes, found, findings)
    keep(results, tables, figures)
    return DONE


def _arm(draws: Draws, arm: str | None) -> str:
    """The arm asked for, or the only one there is."""
    others = draws.arms[1:]
    if arm is None and len(others) != 1:
        raise InputError(f"say which policy with --arm: {', '.join(others) or 'there is none'}")
    if arm == draws.reference:
        raise InputError(f"'{arm}' is the reference; choose another arm: {', '.join(others)}")
    return others[0] if arm is None else arm
