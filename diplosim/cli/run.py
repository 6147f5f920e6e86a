"""``diplosim run``: scenarios in, a results folder and a summary out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, FAILED, HELP, INTERRUPTED, GuardedCommand, debug_option, debugging
from diplosim.cli.options import load_plugins, load_scenarios, scenario_options

if TYPE_CHECKING:
    from diplosim.api import Comparison
    from diplosim.experiment import Engine, Ensemble
    from diplosim.scenario import Scenario


@click.command("run", cls=GuardedCommand, context_settings=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-n", "--replicates", type=click.IntRange(min=1), help="Runs per scenario.")
@scenario_options
@click.option(
    "--engine",
    type=click.Choice(["auto", "mesa", "compiled"]),
    default="auto",
    show_default=True,
    help="Engine that runs the model; both give the same numbers, the compiled one faster.",
)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Results folder; default results/<name>.")
@click.option(
    "--workers", type=click.IntRange(min=1), help="Most processes (or threads) to use; default: all cores."
)
@click.option("--csv", is_flag=True, help="Also write runs and trajectories as CSV.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option("--force", is_flag=True, help="Replace results of other inputs in the folder.")
@debug_option
def command(
    *,
    files: Sequence[str],
    replicates: int | None,
    seed: int | None,
    settings: Sequence[str],
    uses: Sequence[str],
    plugins: Sequence[str],
    engine: str,
    out: Path | None,
    workers: int | None,
    csv: bool,
    quiet: bool,
    no_figures: bool,
    force: bool,
) -> int:
    """Run scenario FILEs; several are compared with the first, pair by pair under the same shocks.

    Ctrl-C stops and keeps the finished runs. Exit status: 0 done, 1 some runs failed, 2 the input is
    wrong, 130 interrupted.
    """
    from diplosim.experiment import check_folder, choose_engine, default_folder, mismatches, prepare

    chosen = choose_engine(engine)
    load_plugins(plugins)
    arms = prepare(load_scenarios(files, settings, uses), replicates, seed)
    folder = out if out is not None else default_folder(arms)
    check_folder(folder, arms, force=force)
    if chosen.note and not quiet:
        _say(chosen.note)
    for text in [*mismatches(arms), *inert_policies(arms)]:
        _say(f"warning: {text}")
    ensemble = _simulate(arms, chosen, workers, quiet)
    if not ensemble.results:
        _say("interrupted before the first run was finished; nothing was written")
        return INTERRUPTED
    from diplosim.api import Comparison

    return _finish(Comparison(ensemble), folder, csv, quiet, no_figures)


def inert_policies(arms: Sequence[Scenario]) -> list[str]:
    """Warnings by name about policies that change nothing; strength 0 is said where the file is read."""
    from diplosim.policies import compose

    texts = [(arm, text) for arm in arms for text in compose(arm).warnings if "strength is 0" not in text]
    return [f"{arm.name}: {text}" for arm, text in texts]


def _simulate(arms: Sequence[Scenario], engine: Engine, workers: int | None, quiet: bool) -> Ensemble:
    """Run the arms behind a progress bar."""
    from diplosim.cli.progress import ProgressBar
    from diplosim.experiment import run_arms

    with ProgressBar(quiet) as bar:
        return run_arms(arms, engine, workers=workers, progress=bar, quiet=quiet)


def _finish(comparison: Comparison, folder: Path, csv: bool, quiet: bool, no_figures: bool) -> int:
    """Write everything, tell the reader, and return the exit status."""
    ensemble = comparison.ensemble
    written = comparison.write(folder, csv=csv)
    if not quiet:
        from diplosim.cli.summary import print_summary

        print_summary(comparison)
    status = _report_failures(ensemble)
    if written and not no_figures and not ensemble.interrupted:
        status = max(status, _draw(comparison, folder))
    if not quiet:
        click.echo(
            f"Results: {folder}" if written else f"{folder} keeps its complete results of the same inputs"
        )
    if ensemble.interrupted:
        kept = f"{len(ensemble.results)} of {ensemble.planned} runs finished"
        _say(f"interrupted: {kept}" + (" and kept; the same command runs them all again" if written else ""))
        return INTERRUPTED
    return status


def _report_failures(ensemble: Ensemble) -> int:
    """Say which runs failed and why; the exit status that follows."""
    for result in ensemble.failed[:3]:
        _say(f"run failed: {result.arm}, replicate {result.replicate}, seed {result.seed}: {result.error}")
        if debugging() and result.detail:
            _say(result.detail)
    if not ensemble.failed:
        return DONE
    _say(
        f"{len(ensemble.failed)} of {ensemble.planned} runs failed; runs.parquet lists them with their reasons"
    )
    return FAILED


def _draw(comparison: Comparison, folder: Path) -> int:
    """Draw the figures; a failure there leaves the numbers as they are."""
    from diplosim.drawing import HISTORIES_MOST, draw_figures

    many = len(comparison.arms) > HISTORIES_MOST
    if many:
        _say(
            f"more than {HISTORIES_MOST} scenarios: only the fan chart is drawn; diplosim plot draws the others"
        )
    if not any(result.ok for result in comparison.ensemble.results):
        return DONE
    try:
        draw_figures(folder, ("fan",) if many else ())
    except (ValueError, OSError) as error:
        _say(f"the results are complete, but figures could not be drawn: {error}")
        return FAILED
    return DONE


def _say(text: str) -> None:
    print(text, file=sys.stderr)
