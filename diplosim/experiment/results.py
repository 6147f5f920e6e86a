"""The results folder: written whole or not at all, never over results of other inputs."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from diplosim.experiment.manifest import digest, make_manifest, manifest_bytes, plan_of
from diplosim.experiment.tables import (
    csv_bytes,
    event_lines,
    parquet_bytes,
    runs_table,
    tables_table,
    trajectories_table,
    trust_table,
)
from diplosim.metrics.columns import files as column_files

if TYPE_CHECKING:
    from diplosim.experiment.replicates import Ensemble
    from diplosim.scenario import Scenario

MANIFEST = "manifest.json"


class FolderError(Exception):
    """The folder cannot be used for these results; the message says why and what to do."""

    wrong_input = True


def default_folder(arms: Sequence[Scenario]) -> Path:
    """``results/<name>``; for comparisons ``results/<first>_vs_<second>``, further ones counted."""
    names = [safe_name(arm.name) for arm in arms]
    if len(names) == 1:
        return Path("results") / names[0]
    more = f"_and_{len(names) - 2}_more" if len(names) > 2 else ""
    return Path("results") / f"{names[0]}_vs_{names[1]}{more}"


def safe_name(name: str) -> str:
    """The name as a file name: letters, digits, ``-``, ``_`` and ``.`` stay."""
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in name).lstrip(".")
    return kept or "unnamed"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a results folder; nothing if the folder is not one."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "plan" in manifest else None


def check_folder(
    folder: Path, arms: Sequence[Scenario], own_classes: Mapping[str, str] | None = None, force: bool = False
) -> None:
    """Raise :class:`FolderError` if results of these arms must not or cannot go into the folder."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file, not a folder; choose another with --out")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        manifest = read_manifest(folder)
        if manifest is None:
            raise FolderError(
                f"{folder} is not empty and holds no results of diplosim; choose another folder with --out, "
                "or write into it with --force"
            )
        new = plan_of(arms, own_classes)
        if manifest["plan"] != new:
            raise FolderError(
                f"{folder} holds results of other inputs ({_difference(manifest['plan'], new)}); "
                "choose another folder with --out, or replace them with --force"
            )
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise FolderError(f"cannot write into {existing}; choose another folder with --out")


def _difference(old: Any, new: dict[str, Any]) -> str:
    """In a few words, what differs between two plans."""
    try:
        before, after = old["arms"], new["arms"]
        if [arm["name"] for arm in before] != [arm["name"] for arm in after]:
            return "scenarios " + ", ".join(str(arm["name"]) for arm in before)
        for key in ("seed", "start", "months", "replicates"):
            for one, two in zip(before, after, strict=True):
                if one[key] != two[key]:
                    return f"{key} {one[key]}, now {two[key]}"
    except (KeyError, TypeError):
        return "written by another version"
    return "a scenario has changed since"


def result_files(ensemble: Ensemble, csv: bool = False) -> dict[str, bytes]:
    """Every file that follows from the runs alone, by its name inside the folder."""
    runs, trajectories = runs_table(ensemble.results), trajectories_table(ensemble.results)
    files = scenario_files(ensemble.arms)
    files["runs.parquet"] = parquet_bytes(runs)
    files["trajectories.parquet"] = parquet_bytes(trajectories)
    files["trust.parquet"] = parquet_bytes(trust_table(ensemble.results))
    files["tables.parquet"] = parquet_bytes(tables_table(ensemble.results))
    files["events.jsonl"] = "".join(event_lines(ensemble.results)).encode("utf-8")
    files["data_dictionary.csv"] = dictionary_bytes(csv)
    if csv:
        files["runs.csv"] = csv_bytes(runs.to_pylist(), runs.column_names)
        files["trajectories.csv"] = csv_bytes(trajectories.to_pylist(), trajectories.column_names)
    return files


def scenario_files(arms: Sequence[Scenario]) -> dict[str, bytes]:
    """The resolved scenarios: ``scenario.yaml``, or one file each in ``scenarios/``."""
    if len(arms) == 1:
        return {"scenario.yaml": arms[0].to_yaml().encode("utf-8")}
    return {f"scenarios/{safe_name(arm.name)}.yaml": arm.to_yaml().encode("utf-8") for arm in arms}


def dictionary_bytes(csv: bool = False) -> bytes:
    """``data_dictionary.csv``: every column of every file, its meaning and unit."""
    rows = [
        {"file": file, "column": c.name, "unit": c.unit, "better": c.better, "meaning": c.meaning}
        for file, columns in column_files().items()
        for c in columns
    ]
    if csv:
        rows += [
            {**row, "file": str(row["file"]).replace(".parquet", ".csv")}
            for row in rows
            if row["file"] in ("runs.parquet", "trajectories.parquet")
        ]
    return csv_bytes(rows, ["file", "column", "unit", "better", "meaning"])


def write_results(
    folder: Path,
    ensemble: Ensemble,
    files: Mapping[str, bytes],
    *,
    plugins: Sequence[str] = (),
) -> bool:
    """Write the files and their manifest; ``False`` if complete results of the same inputs were kept instead.

    All files are first written next to their place and synced, then renamed, the manifest last, so that a
    folder with a manifest is whole. Files of the previous results that are not replaced are removed.
    An interrupted rerun does not replace finished results of the same inputs.
    """
    previous = read_manifest(folder)
    if ensemble.interrupted and previous is not None:
        same = previous["plan"] == plan_of(ensemble.arms, ensemble.own_classes)
        if same and previous.get("status") != "interrupted":
            return False
    manifest = make_manifest(ensemble, files, plugins)
    write_files(folder, {**files, MANIFEST: manifest_bytes(manifest)})
    for name in _stale(previous, files):
        with contextlib.suppress(OSError):  # already gone, or not ours to remove
            (folder / name).unlink()
    return True


def add_files(folder: Path, names: Sequence[str]) -> None:
    """Enter files made later (figures) into the manifest of a folder."""
    manifest = read_manifest(folder)
    if manifest is not None:
        manifest["files"].update({name: digest((folder / name).read_bytes()) for name in names})
        write_files(folder, {MANIFEST: manifest_bytes(manifest)})


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files completely before any of them gets its name; on an error none does."""
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    staging = folder / f".writing-{os.getpid()}"
    finished = False
    try:
        staging.mkdir(parents=True)
        for number, data in enumerate(files.values()):
            _write_synced(staging / str(number), data)
        for number, name in enumerate(files):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (staging / str(number)).replace(target)
        finished = True
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if not finished:
            for path in made:
                with contextlib.suppress(OSError):  # not empty: something else is in it by now
                    path.rmdir()


def _write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _stale(previous: Mapping[str, Any] | None, files: Mapping[str, bytes]) -> list[str]:
    """Files that the previous manifest lists and the new results do not have; only inside the folder."""
    listed = previous.get("files", {}) if previous else {}
    inside = [n for n in listed if not PurePosixPath(n).is_absolute() and ".." not in PurePosixPath(n).parts]
    return [name for name in inside if name not in files]
