"""``diplosim sweep``: an experiment file in, a results folder and a table of paired effects out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, FAILED, HELP, INTERRUPTED, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, parse_setting, plugin_option
from diplosim.cli.running import Running, illustrate, running_options, say, tell_report

if TYPE_CHECKING:
    from diplosim.experiment.definition import Definition
    from diplosim.experiment.sweep_plan import Plan
    from diplosim.experiment.sweep_run import Sweep


@click.command("sweep", cls=GuardedCommand, context_settings=HELP)
@click.argument("file", metavar="EXPERIMENT", type=click.Path(path_type=Path))
@click.option("-n", "--replicates", type=click.IntRange(min=1), help="Runs of each arm in each sample.")
@click.option(
    "--samples", type=click.IntRange(min=1), help="Samples of the design (not for grids and lists)."
)
@click.option("--seed", type=click.IntRange(min=0), help="Seed of all chance.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a parameter of the scenario (trust.lam_neg=2.5), or its months or start. Repeatable.",
)
@plugin_option
@running_options
@click.option("--scheduler", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler (tcp://...).")
@click.option("--trajectories", is_flag=True, help="Keep the months of every run, however many there are.")
@click.option("--dry-run", is_flag=True, help="Count the runs, estimate time and size, and run nothing.")
@debug_option
def command(
    *,
    file: Path,
    replicates: int | None,
    samples: int | None,
    seed: int | None,
    settings: Sequence[str],
    plugins: Sequence[str],
    running: Running,
    scheduler: str | None,
    trajectories: bool,
    dry_run: bool,
) -> int:
    """Run an EXPERIMENT file: arms, samples of what varies, replicates.

    Killed at any moment, the same command goes on where it stopped. Exit status: 0 done, 1 some runs
    failed, 2 the input is wrong, 130 interrupted.
    """  # fmt: skip
    from diplosim.experiment import choose_engine, to_stderr
    from diplosim.experiment.definition import load_definition
    from diplosim.experiment.sweep_plan import make_plan
    from diplosim.experiment.sweep_run import How
    from diplosim.policies import loaded_plugins
    from diplosim.sweep import default_sweep_folder, execute

    load_plugins(plugins)
    chosen = choose_engine(running.engine)
    if chosen.note and not running.quiet:
        to_stderr(chosen.note)
    definition = load_definition(file, _changes(settings, replicates=replicates, samples=samples, seed=seed))
    plan = make_plan(definition, chosen.name, plugins=loaded_plugins(), keep_all=trajectories)
    if dry_run:
        from diplosim.cli.estimate import print_plan

        print_plan(definition, plan, running.workers)
        return DONE
    _warn(definition, plan)
    folder = running.out or default_sweep_folder(definition)
    from diplosim.cli.progress import ProgressBar

    with ProgressBar(running.quiet) as bar:
        how = How(
            workers=running.workers, scheduler=scheduler, plugins=loaded_plugins(), force=running.force,
            csv=running.csv, progress=bar, say=_nothing if running.quiet else to_stderr,
        )  # fmt: skip
        try:
            sweep = execute(definition, plan, folder, how)
        except OSError as error:
            say(f"stopped: {error.strerror or error}; the finished chunks are kept in {folder}, "
                 "and the same command goes on from there")  # fmt: skip
            return FAILED
    return _finish(definition, sweep, running)


def _changes(settings: Sequence[str], **given: int | None) -> dict[str, Any]:
    """Lines of the file that options replace."""
    from diplosim.scenario import PARAMETERS, unknown

    changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if settings:
        parsed = dict(parse_setting(text) for text in settings)
        known = [*PARAMETERS, "months", "start"]
        wrong = [unknown("parameter", key, known) for key in parsed if key not in known]
        if wrong:
            raise InputError("\n".join(f"--set: {message}" for message in wrong))
        changes["set"] = parsed
    return changes


def _nothing(text: str) -> None:
    """Say nothing."""


def _warn(definition: Definition, plan: Plan) -> None:
    """What is allowed but changes nothing."""
    from diplosim.cli.run import inert_policies

    for warning in definition.warnings:
        say(f"warning: {warning}")
    varied = [name for name in plan.names if name.startswith("policies.")]
    for text in inert_policies(plan.arms) if not varied else ():
        say(f"warning: {text}")


def _finish(definition: Definition, sweep: Sweep, running: Running) -> int:
    """Tell the reader how it went and what came of it; the exit status that follows."""
    plan = sweep.plan
    if sweep.damaged and not running.quiet:
        say(f"{len(sweep.damaged)} chunks were damaged on disk and were computed again")
    if sweep.interrupted:
        say(
            f"interrupted: {sweep.finished} of {plan.runs} runs are kept in {sweep.folder}; the same command goes on"
        )
        return INTERRUPTED
    if not running.quiet:
        from diplosim.cli.sweep_summary import print_sweep

        print_sweep(definition, sweep)
    status = _report_failures(sweep)
    if not running.no_figures:
        try:
            status = max(status, _conclude(sweep, running.quiet))
        except KeyboardInterrupt:
            say(
                f"interrupted: all runs are kept in {sweep.folder}; the same command goes on with their analysis"
            )
            return INTERRUPTED
    if not running.quiet:
        from diplosim.cli.sweep_findings import print_findings

        print_findings(sweep.folder)
        tell_report(sweep.folder)
        click.echo(f"Results: {sweep.folder}")
    return status


def _report_failures(sweep: Sweep) -> int:
    """Say which runs failed, and how to see why."""
    if not sweep.failed:
        return DONE
    for text in sweep.errors:
        say(f"failed: {text}")
    say(
        f"{sweep.failed} of {sweep.plan.runs} runs failed; runs.parquet lists them with their reasons, and "
        f"diplosim rerun {sweep.folder} RUN repeats one with its full log"
    )
    return FAILED


def _conclude(sweep: Sweep, quiet: bool) -> int:
    """Do the analyses that apply, draw the figures and write the report, as far as they are not there yet."""
    from diplosim.figures.charts.map import is_map
    from diplosim.figures.folder import FORMATS
    from diplosim.report import REPORT
    from diplosim.report.ending import answer_all, is_answered
    from diplosim.results import Results

    if sweep.failed == sweep.plan.runs:
        return DONE
    names = ["fan"] if len(sweep.plan.arms) < 2 else ["fan", "effects"]
    if is_map(Results.open(sweep.folder)):
        names.append("map")
    if sweep.complete_before:
        figures = sweep.folder / "figures"
        names = [n for n in names if not all(any(figures.glob(f"{n}*.{form}")) for form in FORMATS)]
        answered = is_answered(Results.open(sweep.folder))
        if not names and answered and (sweep.folder / REPORT).exists():
            return DONE
    if not quiet:
        say("looking for what drives the results, which policies hold up, and where they fail")
    try:
        answer_all(sweep.folder, sweep.plan)
    except OSError as error:
        say(f"the results are complete, but their analysis could not be kept: {error.strerror or error}")
        return FAILED
    return illustrate(sweep.folder, names)
