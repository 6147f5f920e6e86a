"""``diplosim ablation``: what each part of a policy does, alone and in company."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.keep import keep, no_figures_option
from diplosim.cli.options import arms_option, load_plugins, outcomes_option, plugin_option, results_argument


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
    from diplosim.analysis.ablation import ABLATION_NAMES, ablation, wholes
    from diplosim.analysis.draws import open_draws
    from diplosim.cli.ablation_tables import print_ablation
    from diplosim.scenario import unknown

    load_plugins(plugins)
    draws = open_draws(results)
    found = wholes(draws)
    if not found:
        raise InputError(
            f"{results} has no arm that others take apart; add to the experiment a line such as "
            f"ablate: [{draws.arms[-1]}], and run it again"
        )
    known = [whole.arm for whole in found]
    wrong = [unknown("arm that is taken apart", arm, known) for arm in arms if arm not in known]
    if wrong:
        raise InputError("\n".join(wrong))
    chosen = [whole for whole in found if whole.arm in (arms or known)]
    names = draws.named(outcomes)
    rows = ablation(draws, chosen, names)
    print_ablation(draws, chosen, rows)
    figures = {}
    if not no_figures:
        from diplosim.cli.dot_figures import ablation_figures

        figures = ablation_figures(draws, chosen, rows)
    keep(results, {"ablation": (rows, ABLATION_NAMES)}, figures)
    return DONE
