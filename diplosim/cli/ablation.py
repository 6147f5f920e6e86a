"""``diplosim ablation``: what each part of a policy does, alone and in company."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.options import (
    arms_option,
    load_plugins,
    no_figures_option,
    outcomes_option,
    plugin_option,
    results_argument,
    tell_kept,
)


@click.command("ablation", cls=GuardedCommand, context_settings=HELP)
@results_argument
@arms_option("Take only this arm apart.")
@outcomes_option("Outcome to tell about")
@plugin_option
@no_figures_option
@debug_option
def command(
    *, results: Path, arms: Sequence[str], outcomes: Sequence[str], plugins: Sequence[str], no_figures: bool
) -> int:
    """Say what each part of a policy or bundle does, from the arms of a RESULTS folder that take it apart.

    The line "ablate: [ARM]" of an experiment file adds such arms. For every part: the effect of the whole without it,
    of it alone, what it is worth when added last, and the interaction. Tables go to RESULTS/analysis, figures to
    RESULTS/figures.
    """
    from diplosim.analysis.ablation.effects import ablation_of
    from diplosim.analysis.ablation.listing import print_ablation
    from diplosim.analysis.output import keep
    from diplosim.figures.answers import drawn

    load_plugins(plugins)
    found = ablation_of(results, arms, outcomes)
    kept = keep(results, found, {} if no_figures else drawn(found))
    print_ablation(found.results, found.wholes, found.rows)
    tell_kept(results, kept)
    return DONE
