"""``diplosim run``: scenarios in, a results folder and a summary out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, FAILED, HELP, INTERRUPTED, GuardedCommand, debug_option, debugging
from diplosim.cli.options import load_plugins, load_scenarios, scenario_options
from diplosim.cli.running import Running, illustrate, running_options, say, tell_report

if TYPE_CHECKING:
    from diplosim.api import Comparison
    from diplosim.experiment import Engine, Ensemble
    from diplosim.scenario import Scenario


@click.command("run", cls=GuardedCommand, context_settings=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-n", "--replicates", type=click.IntRange(min=1), help="Runs per scenario.")
@scenario_options
@running_options
@debug_option
def command(
    *,
    files: Sequence[str],
    replicates: int | None,
    seed: int | None,
    settings: Sequence[str],
    uses: Sequence[str],
    plugins: Sequence[str],
    running: Running,
) -> int:
    """Run scenario FILEs; several are compared with the first, pair by pair under the same shocks.

    Ctrl-C stops and keeps the finished runs. Exit status: 0 done, 1 some runs failed, 2 the input is
    wrong, 130 interrupted.
    """
    from diplosim.experiment import check_folder, choose_engine, default_folder, mismatches, prepare

    chosen = choose_engine(running.engine)
    load_plugins(plugins)
    arms = prepare(load_scenarios(files, settings, uses), replicates, seed)
    folder = running.out or default_folder(arms)
    check_folder(folder, arms, force=running.force)
    if chosen.note and not running.quiet:
        say(chosen.note)
    for text in [*mismatches(arms), *inert_policies(arms)]:
        say(f"warning: {text}")
    ensemble = _simulate(arms, chosen, running)
    if not ensemble.results:
        say("interrupted before the first run was finished; nothing was written")
        return INTERRUPTED
    from diplosim.api import Comparison

    return _finish(Comparison(ensemble), folder, running)


def inert_policies(arms: Sequence[Scenario]) -> list[str]:
    """Warnings by name about policies that change nothing; strength 0 is said where the file is read."""
    from diplosim.policies import compose

    texts = [(arm, text) for arm in arms for text in compose(arm).warnings if "strength is 0" not in text]
    return [f"{arm.name}: {text}" for arm, text in texts]


def _simulate(arms: Sequence[Scenario], engine: Engine, running: Running) -> Ensemble:
    """Run the arms behind a progress bar."""
    from diplosim.cli.progress import ProgressBar
    from diplosim.experiment import run_arms

    with ProgressBar(running.quiet) as bar:
        return run_arms(arms, engine, workers=running.workers, progress=bar, quiet=running.quiet)


def _finish(comparison: Comparison, folder: Path, running: Running) -> int:
    """Write everything, tell the reader, and return the exit status."""
    ensemble = comparison.ensemble
    written = comparison.write(folder, csv=running.csv)
    if not running.quiet:
        from diplosim.cli.summary import print_summary

        print_summary(comparison)
    status = _report_failures(ensemble)
    if written and not running.no_figures and not ensemble.interrupted:
        status = max(status, _draw(comparison, folder))
    if not running.quiet:
        tell_report(folder)
        click.echo(
            f"Results: {folder}" if written else f"{folder} keeps its complete results of the same inputs"
        )
    if ensemble.interrupted:
        kept = f"{len(ensemble.results)} of {ensemble.planned} runs finished"
        say(f"interrupted: {kept}" + (" and kept; the same command runs them all again" if written else ""))
        return INTERRUPTED
    return status


def _report_failures(ensemble: Ensemble) -> int:
    """Say which runs failed and why; the exit status that follows."""
    for result in ensemble.failed[:3]:
        say(f"run failed: {result.arm}, replicate {result.replicate}, seed {result.seed}: {result.error}")
        if debugging() and result.detail:
            say(result.detail)
    if not ensemble.failed:
        return DONE
    say(
        f"{len(ensemble.failed)} of {ensemble.planned} runs failed; runs.parquet lists them with their reasons"
    )
    return FAILED


def _draw(comparison: Comparison, folder: Path) -> int:
    """Draw the figures that the folder has the data for, and the report; of many scenarios no single histories."""
    from diplosim.figures.folder import HISTORIES, HISTORIES_MOST, HISTORIES_OF_SEVERAL

    if not any(result.ok for result in comparison.ensemble.results):
        return DONE
    if len(comparison.arms) < 2:
        return illustrate(folder, ("fan", *HISTORIES))
    names = ["fan", "effects", "pipeline"]
    if len(comparison.arms) <= HISTORIES_MOST:
        names += HISTORIES_OF_SEVERAL
    else:
        say(
            f"more than {HISTORIES_MOST} scenarios: no single histories are drawn; diplosim plot draws them too"
        )
    return illustrate(folder, names)
