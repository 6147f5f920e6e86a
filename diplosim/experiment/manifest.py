"""What a results folder says about itself: the resolved inputs, the meaning of every column, and the manifest."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment.assemble import CSV, KEYS
from diplosim.experiment.definition import resolved_yaml
from diplosim.experiment.folder import FORMAT, digest, safe_name
from diplosim.experiment.plan import Plan
from diplosim.experiment.traced import RECORDS, csv_bytes
from diplosim.files import UnreadableError, read_bytes
from diplosim.metrics.columns import files
from diplosim.metrics.declared import TRAJECTORY_KEYS
from diplosim.version import __version__

if TYPE_CHECKING:
    from diplosim.experiment.definition import Definition
    from diplosim.metrics.column import Column
    from diplosim.scenario import Scenario

_PACKAGES = ("mesa", "numpy", "pandas", "scipy", "pyarrow", "networkx", "pydantic", "matplotlib", "numba")
_RUN = ("run", "number, from 0", "number of the run; diplosim rerun takes it")


def description_files(definition: Definition, plan: Plan, csv: bool) -> dict[str, bytes]:
    """What follows from the plan alone: the resolved files and the dictionary."""
    return {
        "experiment.yaml": resolved_yaml(definition.document).encode("utf-8"),
        **scenario_files(plan.arms),
        "data_dictionary.csv": _dictionary(plan, csv),
    }


def scenario_files(arms: Sequence[Scenario]) -> dict[str, bytes]:
    """The resolved scenarios: ``scenario.yaml``, or one file each in ``scenarios/``."""
    if len(arms) == 1:
        return {"scenario.yaml": arms[0].to_yaml().encode("utf-8")}
    return {f"scenarios/{safe_name(arm.name)}.yaml": arm.to_yaml().encode("utf-8") for arm in arms}


def make_manifest(
    definition: Definition,
    plan: Plan,
    status: str,
    counts: Mapping[str, int],
    files: Mapping[str, str],
    plugins: Sequence[str],
    **how: Any,
) -> dict[str, Any]:
    """What was run, with which inputs and versions, and how it ended.

    ``status`` is ``done``, ``failed runs`` or ``interrupted``; ``files`` are the SHA-256 of all files by name.
    """
    return {
        "diplosim": __version__,
        "format": FORMAT,
        "note": "A thinking aid, not a forecast.",
        "status": status,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        **how,
        "engine": plan.engine,
        "counts": dict(counts),
        "experiment": definition.name,
        "plan": {**plan.facts, "digest": plan.digest, "design": definition.design.model_dump()},
        "months_kept": f"{plan.kept_pairs} of {plan.pairs} runs of each arm",
        "sources": [{"name": path.name, "sha256": _sha256_of_file(path)} for path in definition.sources],
        "plugins": [{"name": Path(p).name, "sha256": _sha256_of_file(Path(p))} for p in plugins],
        "repeat": "diplosim run experiment.yaml",
        "files": dict(files),
        **environment(),
    }


def _dictionary(plan: Plan, csv: bool) -> bytes:
    """``data_dictionary.csv``: every column of every file."""
    columns = files()
    keys, months = len(KEYS) - 1, columns["trajectories.parquet"][len(TRAJECTORY_KEYS) :]
    varied = [_row("", name, "as declared", "value in this sample") for name in plan.names]
    rows = [_row("runs.parquet", *_RUN), *_rows("runs.parquet", columns["runs.parquet"][:keys])]
    rows += [{**row, "file": "runs.parquet"} for row in varied]
    rows += _rows("runs.parquet", columns["runs.parquet"][keys:])
    if varied:
        rows.append(_row("samples.parquet", "sample", "number, from 0", "sample of the design"))
        rows += [{**row, "file": "samples.parquet"} for row in varied]
    rows += [
        _row("trajectories.parquet", *_RUN),
        *_rows("trajectories.parquet", columns["trajectories.parquet"]),
    ]
    rows += [_row("quantiles.parquet", "arm", "name", "the arm"),
             _row("quantiles.parquet", "month", "month, from 0", "month of the run"),
             _row("quantiles.parquet", "quantile", "share", "share of the kept runs that lie below")]  # fmt: skip
    rows += _rows("quantiles.parquet", months)
    for file in (*(RECORDS if plan.traced else ()), "summary.csv"):
        rows += _rows(file, columns[file])
    copies = [f"{name}.parquet" for name in CSV] if csv else []
    rows += [{**r, "file": r["file"].replace(".parquet", ".csv")} for r in rows if r["file"] in copies]
    return csv_bytes(rows, ["file", "column", "unit", "better", "meaning", "source"])


def _rows(file: str, columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [_row(file, c.name, c.unit, c.meaning, c.better, c.source) for c in columns]


def _row(
    file: str, column: str, unit: str, meaning: str, better: str | None = None, source: str = ""
) -> dict[str, Any]:
    return {
        "file": file,
        "column": column,
        "unit": unit,
        "better": better,
        "meaning": meaning,
        "source": source,
    }


def environment() -> dict[str, Any]:
    """Where something was run: Python, platform, versions of packages, commit of the code."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": dict(_versions()),
        "git": _git_commit(),
    }


def _sha256_of_file(path: Path) -> str | None:
    try:
        return digest(read_bytes(path))
    except UnreadableError:  # a module name, or a file that is gone by now
        return None


@cache  # what is loaded stays what it is
def _versions() -> dict[str, str]:
    """Versions of the packages on which results may depend."""
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _git_commit() -> str | None:
    """Commit of the code, with ``+changes`` if it has been edited; nothing for an installed package."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "diplosim")
    except (OSError, subprocess.SubprocessError):
        return None
    return commit + ("+changes" if changed else "")


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=10, check=True
    )
    return done.stdout.strip()
