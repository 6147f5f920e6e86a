"""``diplosim compare``: what each policy changed against a reference, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import (
    arms_option,
    kept_in,
    load_plugins,
    outcomes_option,
    plugin_option,
    reference_option,
    results_argument,
    tell_kept,
    unverified_option,
)

if TYPE_CHECKING:
    from diplosim.analysis.attribution import Part
    from diplosim.analysis.output import Frame
    from diplosim.results import Results


@click.command("compare", cls=GuardedCommand, context_settings=HELP)
@results_argument
@arms_option("Compare this one only.")
@outcomes_option("Outcome to compare, or 'all'")
@reference_option
@plugin_option
@unverified_option
@debug_option
def command(
    *, results: Path, arms: Sequence[str], outcomes: Sequence[str], reference: str | None, plugins: Sequence[str]
) -> int:  # fmt: skip
    """Compare the arms of a RESULTS folder with a reference, pair by pair under the same shocks.

    Tells, for each outcome, the mean difference with its 95 % interval over samples and replicates, how many
    pairs are better, equal and worse, how much common shocks helped, and what would settle an undecided sign.
    Where an arm's world differs as well, the difference is split in world and policy. Tables go to RESULTS/analysis.
    """  # fmt: skip
    from diplosim.analysis.attribution import Part
    from diplosim.analysis.compare import Effect, compare, print_comparison, print_split
    from diplosim.analysis.output import columns_of, keep_files
    from diplosim.results import open_results

    load_plugins(plugins)
    whole = open_results(results)
    paired = whole.restricted(arms, reference)
    if len(paired.arms) < 2:
        raise InputError(_alone(whole))
    names = paired.outcomes if "all" in outcomes else paired.named(outcomes)
    rows = compare(paired, names)
    frames: dict[str, Frame] = {"compare": (rows, columns_of(Effect))}
    parts = _whose(paired, names)
    if parts:
        frames["attribution"] = (parts, columns_of(Part))
    kept = kept_in(results, lambda: keep_files(results, frames))
    print_comparison(paired, rows)
    print_split(paired.changes, parts, paired.labels, paired.reference)
    tell_kept(results, kept)
    return DONE


def _whose(results: Results, names: Sequence[str]) -> list[Part]:
    """The differences of arms that change world and policies, split; a world that the folder lacks is run."""
    from diplosim.analysis.attribution import simulated, split
    from diplosim.results import AnalysisError

    parts: list[Part] = []
    for change in results.changes:
        if not change.policies_too:
            continue
        middle = None
        if change.bridge is None:
            _say_run(results, change.arm)
            try:
                middle = simulated(results, change)
            except AnalysisError as error:
                click.echo(f"not split: {error}", err=True)
                continue
        parts += split(results, change, names, middle)
    return parts


def _say_run(results: Results, arm: str) -> None:
    """Announce the runs that the folder lacks, since they may take a while."""
    runs = len(results.samples) * results.replicates
    what = f"the world of '{arm}' with the policies of '{results.reference}', which {results.folder} lacks"
    click.echo(f"{runs:,} runs of {what}", err=True)


def _alone(results: Results) -> str:
    """Why there is nothing to compare."""
    if len(results.arms) == 1:
        return (
            f"{results.folder} holds a single arm, '{results.reference}'; to compare, run it together with another: "
            "diplosim run ONE.yaml OTHER.yaml"
        )
    return f"'{results.reference}' is the reference; choose another arm: {', '.join(results.arms[1:])}"
