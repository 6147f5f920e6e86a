"""``diplosim rerun`` and ``verify``: runs once more on the Mesa engine, to be read or to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, FAILED, HELP, GuardedCommand, InputError, debug_option, debugging
from diplosim.cli.options import load_plugins, plugin_option, results_argument, unverified_option

if TYPE_CHECKING:
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
