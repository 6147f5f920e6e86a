"""``diplosim rerun``: one run of a sweep again, on the Mesa engine, with the record of every decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, FAILED, HELP, GuardedCommand, InputError, debug_option, debugging
from diplosim.cli.options import load_plugins, plugin_option

if TYPE_CHECKING:
    from diplosim.experiment import RunResult
    from diplosim.experiment.sweep_plan import Plan, Run


@click.command("rerun", cls=GuardedCommand, context_settings=HELP)
@click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
@click.argument("run", metavar="RUN", type=click.IntRange(min=0))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder; default RESULTS/reruns/RUN.")
@plugin_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@debug_option
def command(*, results: Path, run: int, out: Path | None, plugins: Sequence[str], quiet: bool) -> int:
    """Repeat RUN (its number in runs.parquet) of a sweep's RESULTS folder with its full log.

    The new folder holds the run's scenario, months, trust and decisions: diplosim explain reads it. The
    outcomes are compared with the stored ones.
    """
    from diplosim.experiment import Results, run_one
    from diplosim.experiment.definition import load_definition
    from diplosim.experiment.sweep_plan import make_plan

    load_plugins(plugins)
    manifest = Results.open(results).manifest
    if "samples_sha256" not in manifest["plan"]:
        raise InputError(
            f"{results} holds a plain run, not a sweep; diplosim explain {results} tells about it"
        )
    definition = load_definition(results / "experiment.yaml")
    plan = make_plan(definition, manifest["plan"]["engine"], plugins=plugins)
    if run >= plan.runs:
        raise InputError(f"run {run}: the sweep has runs 0 to {plan.runs - 1}")
    chosen = plan.run(run)
    result = run_one(plan.world(chosen), chosen.replicate, arm=plan.arms[chosen.arm].name, trace=True)
    folder = out if out is not None else results / "reruns" / f"{run:06d}"
    if result.ok:
        _write(folder, plan, chosen, result)
    if not quiet:
        _tell(folder, plan, chosen, result)
    return _compare(results, run, result)


def _write(folder: Path, plan: Plan, run: Run, result: RunResult) -> None:
    """The folder of a plain run, with everything that the run says."""
    from diplosim.experiment import Ensemble, result_files, write_results

    ensemble = Ensemble((plan.world(run).with_(replicates=1),), [result])
    write_results(folder, ensemble, result_files(ensemble))


def _tell(folder: Path, plan: Plan, run: Run, result: RunResult) -> None:
    values = ", ".join(f"{name} {value}" for name, value in plan.values(run.sample).items())
    place = (
        f"arm {result.arm}, sample {run.sample}{f' ({values})' if values else ''}, replicate {run.replicate}"
    )
    click.echo(f"Run {run.number}: {place}, seed {result.seed}")
    if result.ok:
        click.echo(f"{len(result.events)} records. Read them with: diplosim explain {folder}")


def _compare(results: Path, number: int, result: RunResult) -> int:
    """Say whether the run gave again what the folder holds."""
    import pyarrow.parquet as pq

    if not result.ok:
        click.echo(f"run {number} fails: {result.error}", err=True)
        if debugging() and result.detail:
            click.echo(result.detail, err=True)
        return FAILED
    try:
        [row] = pq.read_table(results / "runs.parquet", filters=[("run", "=", number)]).to_pylist()
    except (OSError, ValueError) as error:
        click.echo(f"not compared: {results / 'runs.parquet'} cannot be read ({error})", err=True)
        return DONE
    differing = [name for name in result.outcomes if not _same(row.get(name), result.outcomes[name])]
    if row["status"] != "ok":
        click.echo(f"the stored run failed ({row['error']}); this time it did not", err=True)
        return FAILED
    if differing:
        click.echo(
            f"differs from the stored run in {', '.join(differing)}: another version of diplosim?", err=True
        )
        return FAILED
    click.echo("The outcomes are those of the stored run, to the last bit.")
    return DONE


def _same(stored: Any, now: Any) -> bool:
    return bool(stored == now)
