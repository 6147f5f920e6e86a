"""The commands that ask something of a results folder: sensitivity, robustness, discover, ablation, structure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.options import (
    arms_option,
    kept_in,
    load_plugins,
    no_figures_option,
    outcomes_option,
    plugin_option,
    reference_option,
    results_argument,
    tell_kept,
    unverified_option,
)

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
@unverified_option
@debug_option
def sensitivity(
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
    from diplosim.analysis.output import as_csv, keep
    from diplosim.analysis.sensitivity.answer import sensitivity_of
    from diplosim.figures.answers import drawn

    load_plugins(plugins)
    answer = sensitivity_of(results, outcomes, method=method, effects=effects, arms=arms, seed=seed)
    kept = kept_in(results, lambda: keep(results, answer, {} if no_figures else drawn(answer)))
    if csv:
        click.echo(as_csv(answer.frames()["sensitivity"]).decode("utf-8"), nl=False)
        return DONE
    from diplosim.analysis.sensitivity.listing import print_sensitivity

    print_sensitivity(answer.found)
    tell_kept(results, kept)
    return DONE


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
@plugin_option
@no_figures_option
@unverified_option
@debug_option
def robustness(
    *, results: Path, arms: Sequence[str], outcomes: Sequence[str], thresholds: Sequence[str], reference: str | None,
    plugins: Sequence[str], no_figures: bool,
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

    load_plugins(plugins)
    found = robustness_of(results, arms, outcomes, thresholds, reference)
    kept = kept_in(results, lambda: keep(results, found, {} if no_figures else drawn(found)))
    print_robustness(found.results, found.rows, found.limits, found.enough, found.front)
    tell_kept(results, kept)
    return DONE


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
@plugin_option
@no_figures_option
@unverified_option
@debug_option
def discover(
    *, results: Path, arm: str | None, name: str, fails: str | None, density: float | None, boxes: int,
    shuffles: int, reference: str | None, plugins: Sequence[str], no_figures: bool,
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

    load_plugins(plugins)
    answer = discovery_of(
        results, arm, name, fails=fails, density=density, boxes=boxes, reference=reference, shuffles=shuffles
    )
    kept = kept_in(results, lambda: keep(results, answer, {} if no_figures else drawn(answer)))
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


@click.command("ablation", cls=GuardedCommand, context_settings=HELP)
@results_argument
@click.option(
    "--mechanisms",
    is_flag=True,
    help="Instead: play the arms again with each mechanism of the model off, and say what carries their effect.",
)
@arms_option("Take only this arm apart.")
@outcomes_option("Outcome to tell about")
@plugin_option
@no_figures_option
@unverified_option
@debug_option
def ablation(
    *, results: Path, mechanisms: bool, arms: Sequence[str], outcomes: Sequence[str], plugins: Sequence[str],
    no_figures: bool,
) -> int:  # fmt: skip
    """Say what each part of a policy or bundle does, from the arms of a RESULTS folder that take it apart.

    The line "ablate: [ARM]" of an experiment file adds such arms. For every part: the effect of the whole without it,
    of it alone, what it is worth when added last, and the interaction. With --mechanisms, for any results: through
    which mechanism of the model each policy works. Tables go to RESULTS/analysis, figures to RESULTS/figures.
    """
    from diplosim.analysis.ablation.effects import ablation_of
    from diplosim.analysis.ablation.listing import print_ablation
    from diplosim.analysis.output import keep
    from diplosim.figures.answers import drawn

    load_plugins(plugins)
    if mechanisms:
        return _by_mechanism(results, arms, outcomes, plugins)
    found = ablation_of(results, arms, outcomes)
    kept = kept_in(results, lambda: keep(results, found, {} if no_figures else drawn(found)))
    print_ablation(found.results, found.wholes, found.rows)
    tell_kept(results, kept)
    return DONE


def _by_mechanism(results: Path, arms: Sequence[str], outcomes: Sequence[str], plugins: Sequence[str]) -> int:
    from diplosim.analysis.ablation.listing import print_decomposition
    from diplosim.analysis.ablation.mechanisms import decomposition_of
    from diplosim.analysis.output import keep
    from diplosim.experiment import How

    found = decomposition_of(results, arms, outcomes, How(plugins=list(plugins)))
    kept = kept_in(results, lambda: keep(results, found))
    print_decomposition(found)
    tell_kept(results, kept)
    return DONE


@click.command("structure", cls=GuardedCommand, context_settings=HELP)
@results_argument
@click.option(
    "--by", metavar="NAME", help="Assumption to split by; default: the one that is a choice between words."
)
@arms_option("Only this policy.")
@outcomes_option("Outcome to tell about")
@reference_option
@plugin_option
@no_figures_option
@unverified_option
@debug_option
def structure(
    *, results: Path, by: str | None, arms: Sequence[str], outcomes: Sequence[str], reference: str | None,
    plugins: Sequence[str], no_figures: bool,
) -> int:  # fmt: skip
    """Set the findings of a RESULTS folder under each value of one assumption side by side: rules of trust, regimes.

    Findings that change their sign come first, then those that only some values support. Tables go to
    RESULTS/analysis, figures to RESULTS/figures.
    """
    from diplosim.analysis.output import keep
    from diplosim.analysis.structure.findings import structure_of
    from diplosim.analysis.structure.listing import print_structure
    from diplosim.figures.answers import drawn

    load_plugins(plugins)
    found = structure_of(results, by, arms, outcomes, reference)
    kept = kept_in(results, lambda: keep(results, found, {} if no_figures else drawn(found)))
    print_structure(found.results, found.split, found.rows, found.means)
    tell_kept(results, kept)
    return DONE
