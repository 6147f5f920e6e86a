"""Runs once more: ``diplosim rerun`` to read one, ``verify`` to compare some, ``explain --all-runs`` to count all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, FAILED, HELP, GuardedCommand, InputError, debug_option, debugging
from diplosim.cli.options import (
    load_plugins,
    load_scenarios,
    plugin_option,
    results_argument,
    unverified_option,
)
from diplosim.cli.printing import month_number
from diplosim.files import is_folder
from diplosim.wording.names import plural

if TYPE_CHECKING:
    from diplosim.analysis.reasons import Reasons
    from diplosim.experiment import Plan
    from diplosim.results.rerun import Repeated


@click.command("rerun", cls=GuardedCommand, context_settings=HELP)
@click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
@click.argument("run", metavar="RUN", type=click.IntRange(min=0))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder; default RESULTS/reruns/RUN.")
@click.option("--force", is_flag=True, help="Replace other results in the folder of --out.")
@plugin_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@unverified_option
@debug_option
def command(
    *, results: Path, run: int, out: Path | None, force: bool, plugins: Sequence[str], quiet: bool
) -> int:
    """Repeat RUN (its number in runs.parquet) of a RESULTS folder with its full log.

    The new folder holds the run's scenario, months, trust and decisions: diplosim explain reads it. The
    outcomes are compared with the stored ones.
    """
    from diplosim.results.rerun import plan_of, repeat, rerun_folder

    load_plugins(plugins)
    repeated = repeat(plan_of(results, plugins), run)
    folder = out if out is not None else rerun_folder(results, run)
    if repeated.result.ok:
        repeated.write(folder, force=force or out is None)
    if not quiet:
        _tell(folder, repeated)
    return _compare(results, repeated)


def _tell(folder: Path, repeated: Repeated) -> None:
    result = repeated.result
    click.echo(f"Run {repeated.run.number}: {repeated.place()}, seed {result.seed}")
    if result.ok:
        click.echo(f"{len(result.events)} records. Read them with: diplosim explain {folder}")


def _compare(results: Path, repeated: Repeated) -> int:
    """Say whether the run gave again what the folder holds."""
    from diplosim.results.rerun import StoredRunFailedError, differing

    result = repeated.result
    if not result.ok:
        click.echo(f"run {repeated.run.number} fails: {result.error}", err=True)
        if debugging() and result.detail:
            click.echo(result.detail, err=True)
        return FAILED
    try:
        changed = differing(results, repeated)
    except StoredRunFailedError as error:
        click.echo(str(error), err=True)
        return FAILED
    if changed:
        click.echo(
            f"differs from the stored run in {', '.join(changed)}: another version of diplosim?", err=True
        )
        return FAILED
    click.echo("The outcomes are those of the stored run, to the last bit.")
    return DONE


@click.command("verify", cls=GuardedCommand, context_settings=HELP)
@results_argument
@click.option(
    "--runs", "count", type=click.IntRange(min=1), default=10, show_default=True,
    help="Runs to repeat, evenly spread over all.",
)  # fmt: skip
@plugin_option
@debug_option
def verify(*, results: Path, count: int, plugins: Sequence[str]) -> int:
    """Verify a RESULTS folder: its files against their stored hashes, and a sample of its runs by running them again.

    Every run follows from the stored scenario, seed and replicate number, so it must give the stored row to the last
    bit. Exit status: 0 all agree, 1 something does not.
    """
    from diplosim.results import stored
    from diplosim.results.rerun import disagreements, plan_of, spread

    load_plugins(plugins)
    manifest = stored.read_manifest(results)
    wrong = stored.changed(results, manifest, stored.EVERYTHING)
    with stored.unverified(results):
        plan = plan_of(results, plugins)
        if plan.facts["own_classes"] != manifest["plan"].get("own_classes", {}):
            raise InputError(
                f"{results}: some of its actors were classes of your own, so only Python can repeat its runs"
            )
        numbers = spread(plan, count)
        differing_runs = disagreements(results, plan, numbers)
    for name, why in wrong.items():
        click.echo(f"{results / name}: {why}", err=True)
    for run, why in differing_runs:
        click.echo(f"run {run} differs in {why}", err=True)
    if differing_runs and plan.code != manifest["plan"].get("code"):
        click.echo(
            "the results come from another version of diplosim or of a plug-in, which may be why", err=True
        )
    count = len(manifest["files"]) + 1  # the manifest itself has its seal
    files = (
        f"{len(wrong)} of {count} files have changed" if wrong else f"{count} files are as they were written"
    )
    click.echo(
        f"{files}; {len(numbers) - len(differing_runs)} of {len(numbers)} repeated runs agree with the stored rows"
    )
    return FAILED if wrong or differing_runs else DONE


def plan_of_source(
    source: str,
    arm: str | None,
    seed: int | None,
    settings: Sequence[str],
    uses: Sequence[str],
    plugins: Sequence[str],
) -> tuple[Plan, str]:
    """The plan of a folder, or of the replicates of a scenario file, and the arm that is meant."""
    from diplosim.experiment import definition_of, make_plan
    from diplosim.results.rerun import plan_of
    from diplosim.scenario import unknown
    from diplosim.scenario.files import file_of

    if is_folder(file_of(source)):
        if seed is not None or settings or uses:
            raise InputError("--seed, --set, --policy need a scenario file, not results")
        plan = plan_of(Path(source), plugins)
        names = [scenario.name for scenario in plan.asked]
        if arm is not None and arm not in names:
            raise InputError(f"--arm: {unknown('scenario', arm, names)}")
        return plan, arm or names[-1]
    if arm is not None:
        raise InputError("--arm needs a results folder, not a scenario file")
    scenario = load_scenarios([source], settings, uses)[0]
    scenario = scenario if seed is None else scenario.with_(seed=seed)
    return make_plan(definition_of([scenario]), "portable"), scenario.name


def reasons_of(
    plan: Plan,
    arm: str,
    runs: int | None,
    month: str | None,
    *,
    actor: str | None,
    kind: str | None,
    refused: bool,
) -> Reasons:
    """Why the decisions of all runs of an arm fell as they did; refuses names that no run can have."""
    from diplosim.analysis.reasons import MOST_RUNS, reasons
    from diplosim.engine.decisions import TERMS
    from diplosim.scenario import unknown

    [scenario] = [one for one in plan.arms if one.name == arm]
    number = None if month is None else month_number(month, scenario.start, scenario.months)
    actors = [*(one.code for one in scenario.actors), "rivals"]
    if actor is not None and actor not in actors:
        raise InputError(f"--actor: {unknown('actor', actor, actors)}")
    if kind is not None and not any(name.startswith(kind) for name in TERMS):
        raise InputError(f"--kind: {unknown('kind of decision', kind, list(TERMS))}")
    most = runs or MOST_RUNS
    found = reasons(plan, arm, most, month=number, actor=actor, kind=kind, refused=refused)
    if not found.found:
        raise InputError(f"no decision with reasons fits in {plural(found.runs, 'run')}")
    return found
