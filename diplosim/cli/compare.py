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
    Where an arm's assumptions differ as well, the difference is split in two. Tables go to RESULTS/analysis.
    """  # fmt: skip
    from diplosim.analysis.assumptions import Line, Step, changes, three_lines
    from diplosim.analysis.compare import Effect, compare, print_comparison, print_lines
    from diplosim.analysis.output import columns_of, keep_files
    from diplosim.results import open_results

    load_plugins(plugins)
    whole = open_results(results)
    paired = whole.restricted(arms, reference)
    if len(paired.arms) < 2:
        raise InputError(_alone(whole))
    names = paired.outcomes if "all" in outcomes else paired.named(outcomes)
    found = changes(paired)
    rows = compare(paired, names)
    frames: dict[str, Frame] = {"compare": (rows, columns_of(Effect))}
    lines: list[Line | Step] = []
    for change in found:
        if change.policies_too:
            if change.bridge is None:
                _say_run(paired, change.arm)
            lines += three_lines(paired, change, names)
    if lines:
        frames["assumptions"] = (lines, columns_of(Step))
    kept = kept_in(results, lambda: keep_files(results, frames))
    print_comparison(paired, rows)
    if found:
        print_lines(paired, found, lines)
    tell_kept(results, kept)
    return DONE


def _say_run(results: Results, arm: str) -> None:
    """Announce the runs that the folder lacks, since they may take a while."""
    runs = len(results.samples) * results.replicates
    what = (
        f"the assumptions of '{arm}' with the policies of '{results.reference}', which {results.folder} lacks"
    )
    click.echo(f"{runs:,} runs of {what}", err=True)


def _alone(results: Results) -> str:
    """Why there is nothing to compare."""
    if len(results.arms) == 1:
        return (
            f"{results.folder} holds a single arm, '{results.reference}'; to compare, run it together with another: "
            "diplosim run ONE.yaml OTHER.yaml"
        )
    return f"'{results.reference}' is the reference; choose another arm: {', '.join(results.arms[1:])}"
