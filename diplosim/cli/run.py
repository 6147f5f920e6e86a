"""``diplosim run`` (or ``sweep``): scenarios or an experiment in, a results folder and a summary out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, FAILED, HELP, INTERRUPTED, GuardedCommand, InputError, debug_option
from diplosim.cli.options import (
    experiment_line,
    load_plugins,
    load_scenarios,
    read_settings,
    refuse_experiment,
    scenario_options,
    with_policies,
)
from diplosim.cli.own_record import Asked, beside_record, observed_options
from diplosim.cli.running import (
    Running,
    conclude,
    report_failures,
    running_options,
    say,
    tell_end,
    tell_without_value,
)

if TYPE_CHECKING:
    from diplosim.experiment import Definition, Ended, Plan
    from diplosim.scenario import Scenario


@click.command("run", cls=GuardedCommand, context_settings=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-n", "--replicates", type=click.IntRange(min=1), help="Runs of each arm (in each sample).")
@click.option(
    "--samples",
    type=click.IntRange(min=1),
    help="Samples of an experiment's design (not for grids and lists).",
)
@scenario_options
@observed_options
@running_options
@debug_option
def command(
    *,
    files: Sequence[str],
    replicates: int | None,
    samples: int | None,
    seed: int | None,
    settings: Sequence[str],
    uses: Sequence[str],
    plugins: Sequence[str],
    running: Running,
    **given: Any,
) -> int:
    """Run scenario FILEs, the further ones compared with the first under the same shocks; or one experiment FILE.

    Killed at any moment, the same command goes on where it stopped. Exit status: 0 done, 1 some runs
    failed, 2 the input is wrong, 130 interrupted.
    """
    from diplosim.api import default_folder
    from diplosim.experiment import choose_engine, make_plan, months_of
    from diplosim.policies import loaded_plugins

    load_plugins(plugins)
    asked = Asked.of(given)
    if asked is not None:
        asked.read()  # what is wrong with it is said before anything is run
    _check_size(replicates)
    definition = _definition(files, settings, uses, replicates=replicates, samples=samples, seed=seed)
    chosen = choose_engine(running.engine, arms=definition.arms, months=months_of(definition))
    if chosen.note and not running.quiet:
        say(chosen.note)
    plan = make_plan(definition, chosen.name, plugins=loaded_plugins(), keep_all=running.trajectories)
    if running.dry_run:
        from diplosim.cli.progress import print_plan

        print_plan(definition, plan, running.workers)
        return DONE
    _warn(definition, plan)
    status = _run(definition, plan, running)
    if asked is None or status == INTERRUPTED:
        return status
    return max(status, beside_record(running.out or default_folder(definition), asked, running))


def _check_size(replicates: int | None) -> None:
    from diplosim.scenario.header import MAX_REPLICATES

    if replicates is not None and replicates > MAX_REPLICATES:
        raise InputError(f"--replicates {replicates:,}: at most {MAX_REPLICATES:,}")


def _definition(
    files: Sequence[str], settings: Sequence[str], uses: Sequence[str], **given: int | None
) -> Definition:
    """The experiment that one file describes, or the one whose arms are scenarios."""
    from diplosim.experiment import definition_of, load_definition, prepare

    if len(files) == 1 and experiment_line(files[0]):
        if uses:
            raise InputError(
                "--policy goes with scenarios; an experiment lists the policies of its arms in 'arms'"
            )
        return load_definition(files[0], _changes(settings, **given))
    if len(files) == 1:
        refuse_experiment(files[0])
    if given["samples"] is not None:
        raise InputError("--samples goes with an experiment; scenarios vary nothing")
    plain = load_scenarios(files, settings, ())
    # Each file keeps its name and its policies; what --policy adds is an arm of its own behind it.
    scenarios = [arm for one in plain for arm in ((one, with_policies(one, uses)) if uses else (one,))]
    return definition_of(prepare(scenarios, given["replicates"], given["seed"]))


def _changes(settings: Sequence[str], **given: int | None) -> dict[str, Any]:
    """Lines of an experiment file that options replace."""
    changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if settings:
        changes["set"] = read_settings(settings, ("months", "start"))
    return changes


def _warn(definition: Definition, plan: Plan) -> None:
    """What is allowed but changes nothing, or may mislead."""
    from diplosim.experiment import mismatches

    varied = [name for name in plan.names if name.startswith("policies.")]
    inert = [] if varied else inert_policies(plan.asked)
    same = _same_titles(plan.asked)
    for text in [*map(str, definition.warnings), *mismatches(plan.asked), *inert, *same, *_unsplit(plan)]:
        say(f"warning: {text}")


def _same_titles(arms: Sequence[Scenario]) -> list[str]:
    """Which arms readers could not tell apart by their titles."""
    titles = [arm.title for arm in arms]
    return [
        f"{arm.name}: has the title of {arms[titles.index(arm.title)].name} ({arm.title!r}); tables and figures "
        "show their names instead"
        for place, arm in enumerate(arms)
        if arm.title and arm.title in titles[:place]
    ]


def _unsplit(plan: Plan) -> list[str]:
    """Which arms change world and policies in a way that cannot be told apart."""
    reference = plan.arms[0].name
    return [
        f"{change.arm}: differs from {reference} in its world and in its policies, and its world with the policies of "
        f"{reference} is no scenario: what it changes is the doing of both"
        for change in plan.changes
        if change.policies_too and change.bridge is None
    ]


def inert_policies(arms: Sequence[Scenario]) -> list[str]:
    """Warnings by name about policies that change nothing; strength 0 is said where the file is read."""
    from diplosim.policies import compose

    texts = [(arm, text) for arm in arms for text in compose(arm).warnings if "strength is 0" not in text]
    return [f"{arm.name}: {text}" for arm, text in texts]


def _run(definition: Definition, plan: Plan, running: Running) -> int:
    """Run the plan behind a progress bar, and say how it ended."""
    from diplosim.api import default_folder, execute
    from diplosim.cli.progress import ProgressBar
    from diplosim.experiment import How, quietly
    from diplosim.experiment.owned import REPORT
    from diplosim.policies import loaded_plugins

    folder = running.out or default_folder(definition)
    shown = [path for path in (folder / REPORT, *folder.glob("figures/*")) if path.is_file()]
    with ProgressBar(running.quiet) as bar:
        how = How(
            workers=running.workers, scheduler=running.scheduler, plugins=loaded_plugins(), force=running.force,
            csv=running.csv, progress=bar, say=quietly if running.quiet else say,
        )  # fmt: skip
        try:
            ended = execute(definition, plan, folder, how)
        except OSError as error:
            return _stopped(error.strerror or str(error), folder)
        except MemoryError:
            return _stopped("out of memory", folder, "; with fewer --workers it needs less memory")
    if running.no_figures:
        _tell_removed([path for path in shown if not path.exists()])
    return _finish(definition, ended, running)


def _tell_removed(gone: Sequence[Path]) -> None:
    """Say which pictures of the folder went because they showed other runs, where no new ones are drawn."""
    from diplosim.wording.names import listed, plural

    figures = [path for path in gone if path.parent.name == "figures"]
    names = [path.name for path in gone if path not in figures]
    names += [plural(len(figures), "figure file")] if figures else []
    if names:
        say(f"removed, since the folder holds other runs now and --no-figures draws none: {listed(names)}")


def _stopped(why: str, folder: Path, more: str = "") -> int:
    say(
        f"stopped: {why}; the finished chunks are kept in {folder}, and the same command goes on from there{more}"
    )
    return FAILED


def _finish(definition: Definition, ended: Ended, running: Running) -> int:
    """Tell the reader how it went and what came of it; the exit status that follows."""
    if ended.damaged and not running.quiet:
        say(f"{len(ended.damaged)} chunks were damaged on disk and were computed again")
    if ended.interrupted:
        say(
            f"interrupted: {ended.finished:,} of {ended.plan.runs:,} runs are kept in {ended.folder}; "
            "the same command goes on"
        )
        return INTERRUPTED
    if not running.quiet:
        from diplosim.cli.summary import print_summary

        print_summary(definition, ended)
    status = report_failures(ended)
    tell_without_value(ended)
    if not running.no_figures:
        try:
            status = max(status, conclude(ended, running.quiet, running.workers))
        except KeyboardInterrupt:
            say(
                f"interrupted: all runs are kept in {ended.folder}; the same command goes on with their analysis"
            )
            return INTERRUPTED
    if not running.quiet:
        tell_end(ended)
    return status
