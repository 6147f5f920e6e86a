"""The last files of a sweep: the resolved experiment, the dictionary of columns, and the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment.assemble import KEYS, Tables
from diplosim.experiment.manifest import FORMAT, digest, environment, manifest_bytes
from diplosim.experiment.resolved import resolved_yaml
from diplosim.experiment.results import MANIFEST, safe_name, write_files
from diplosim.experiment.store import PLAN, Store
from diplosim.experiment.tables import csv_bytes
from diplosim.metrics.columns import metric_names, metrics, outcome, outcome_names
from diplosim.metrics.declared import RUN_KEYS, SUMMARY_COLUMNS, TRAJECTORY_KEYS

if TYPE_CHECKING:
    from diplosim.experiment.definition import Definition
    from diplosim.experiment.sweep_run import How, Sweep


def finish(
    store: Store, sweep: Sweep, definition: Definition, tables: Tables, more: Mapping[str, bytes], how: How
) -> None:
    """Write the remaining files, the manifest last; then the chunks are no longer needed."""
    files = {**description_files(definition, how.csv), **more}
    files[PLAN] = (store.folder / PLAN).read_bytes()
    sums = {**tables.digests, **{name: digest(data) for name, data in files.items()}}
    manifest = _manifest(sweep, definition, "failed runs" if sweep.failed else "done", sums, how.plugins)
    write_files(store.folder, {**files, MANIFEST: manifest_bytes(manifest)})
    store.clear()


def interrupted_manifest(store: Store, sweep: Sweep, definition: Definition, how: How) -> None:
    """Say in the folder that the sweep was interrupted and how far it came."""
    files = description_files(definition, how.csv)
    sums = {name: digest(data) for name, data in files.items()}
    manifest = _manifest(sweep, definition, "interrupted", sums, how.plugins)
    write_files(store.folder, {**files, MANIFEST: manifest_bytes(manifest)})


def description_files(definition: Definition, csv: bool) -> dict[str, bytes]:
    """What follows from the experiment alone: the resolved files and the dictionary."""
    files = {"experiment.yaml": resolved_yaml(definition.document).encode("utf-8")}
    for arm in definition.arms:
        files[f"scenarios/{safe_name(arm.name)}.yaml"] = arm.to_yaml().encode("utf-8")
    files["data_dictionary.csv"] = _dictionary(definition, csv)
    return files


def _manifest(
    sweep: Sweep, definition: Definition, status: str, files: Mapping[str, str], plugins: Sequence[str]
) -> dict[str, Any]:
    from diplosim import __version__

    plan = sweep.plan
    return {
        "diplosim": __version__,
        "format": FORMAT,
        "note": "A thinking aid, not a forecast.",
        "status": status,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(sweep.wall_s, 3),
        "engine": plan.engine,
        "workers": sweep.workers,
        "counts": {
            "planned": plan.runs, "finished": sweep.finished, "failed": sweep.failed, "resumed": sweep.resumed,
        },
        "experiment": definition.name,
        "plan": {**plan.facts, "digest": plan.digest, "design": definition.design.model_dump()},
        "months_kept": f"{plan.kept_pairs} of {plan.pairs} runs of each arm",
        "source": None if definition.source is None else Path(definition.source).name,
        "plugins": [Path(plugin).name for plugin in plugins],
        "repeat": "diplosim sweep experiment.yaml",
        "files": dict(files),
        **environment(),
    }  # fmt: skip


def _dictionary(definition: Definition, csv: bool) -> bytes:
    """``data_dictionary.csv``: every column of every table of the sweep."""
    run_keys = {column.name: column for column in RUN_KEYS}
    rows = [_row("runs.parquet", "run", "number, from 0", None, "number of the run; diplosim rerun takes it")]
    rows += [
        _row("runs.parquet", name, c.unit, None, c.meaning) for name in KEYS[1:] if (c := run_keys[name])
    ]
    varied = [_row("", d.name, "as declared", None, "value in this sample") for d in definition.dimensions]
    rows += [{**row, "file": "runs.parquet"} for row in varied]
    rows += [
        _row("runs.parquet", n, c.unit, c.better, c.meaning) for n in outcome_names() if (c := outcome(n))
    ]
    rows += (
        [_row("samples.parquet", "sample", "number, from 0", None, "sample of the design")] if varied else []
    )
    rows += [{**row, "file": "samples.parquet"} for row in varied]
    declared = {column.name: column for column in metrics()}
    rows += [_row("trajectories.parquet", "run", "number, from 0", None, "number of the run")]
    rows += [_row("trajectories.parquet", c.name, c.unit, None, c.meaning) for c in TRAJECTORY_KEYS]
    rows += [_row("quantiles.parquet", "arm", "name", None, "the arm"),
             _row("quantiles.parquet", "month", "month, from 0", None, "month of the run"),
             _row("quantiles.parquet", "quantile", "share", None, "share of the kept runs that lie below")]  # fmt: skip
    for file in ("trajectories.parquet", "quantiles.parquet"):
        rows += [_row(file, n, declared[n].unit, None, declared[n].meaning) for n in metric_names()]
    rows += [_row("summary.csv", c.name, c.unit, None, c.meaning) for c in SUMMARY_COLUMNS]
    copies = ("runs.parquet", "quantiles.parquet") if csv else ()
    rows += [{**r, "file": r["file"].replace(".parquet", ".csv")} for r in rows if r["file"] in copies]
    return csv_bytes(rows, ["file", "column", "unit", "better", "meaning"])


def _row(file: str, column: str, unit: str, better: str | None, meaning: str) -> dict[str, Any]:
    return {"file": file, "column": column, "unit": unit, "better": better, "meaning": meaning}
