"""``diplosim rerun``: one run again, on the Mesa engine, with the record of every decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, FAILED, HELP, GuardedCommand, debug_option, debugging
from diplosim.cli.options import load_plugins, plugin_option

if TYPE_CHECKING:
    from diplosim.results.rerun import Repeated


@click.command("rerun", cls=GuardedCommand, context_settings=HELP)
@click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
@click.argument("run", metavar="RUN", type=click.IntRange(min=0))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder; default RESULTS/reruns/RUN.")
@click.option("--force", is_flag=True, help="Replace other results in the folder of --out.")
@plugin_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
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
    except (OSError, ValueError) as error:
        click.echo(f"not compared: {results / 'runs.parquet'} cannot be read ({error})", err=True)
        return DONE
    if changed:
        click.echo(
            f"differs from the stored run in {', '.join(changed)}: another version of diplosim?", err=True
        )
        return FAILED
    click.echo("The outcomes are those of the stored run, to the last bit.")
    return DONE
