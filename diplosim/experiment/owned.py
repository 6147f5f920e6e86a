"""Which files of a results folder are ours: nothing else is ever removed, and no link is followed to remove it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from diplosim import files
from diplosim.experiment.folder import LOCK, MANIFEST, read_manifest

PLAN = "plan.json"
CHUNKS = "chunks"
RERUNS = "reruns"
SEARCH = "search"
"""What a search for portfolios has played, in a folder whose results are those of its test."""
#: The finished runs of a smaller plan, while a larger one is computed.
BEFORE = "before"
REPORT = "report.html"
"""Name of the report in a results folder."""
NETCDF = "results.nc"
CRATE = "ro-crate-metadata.json"
"""Names of what ``diplosim export`` writes there."""
#: Name of a chunk: its number and its checksum.
CHUNK = re.compile(r"([0-9]{6,})-([0-9a-f]{32})\.arrow")
#: Name of a chunk that a process was writing when it was killed.
_HALF = re.compile(r"\.[0-9]{6,}-[0-9a-f]{32}\.arrow\.tmp")
_RERUN = re.compile(r"[0-9]{6,}")
#: Files of a results folder by name, but for manifest, plan and lock; the same inputs make them again.
_FILES = re.compile(
    r"experiment\.yaml|scenario\.yaml|scenarios/[^/]+\.yaml|data_dictionary\.csv|summary\.csv|events\.jsonl|report\.html"
    r"|results\.nc|ro-crate-metadata\.json"
    r"|(runs|samples|trajectories|quantiles|trust|tables)\.(parquet|csv)"
    r"|figures/[^/]+\.(png|svg|pdf|gif)|analysis/[^/]+\.csv"
)
#: Counts of a plan that are computed with.
_NUMBERS = ("runs", "samples", "replicates", "chunk", "stride")
_FOLDERS = ("scenarios", "figures", "analysis")


def read_facts(folder: Path) -> dict[str, Any] | None:
    """The facts of the plan that a folder belongs to; nothing if it belongs to none."""
    try:
        facts = json.loads(files.read_text(folder / PLAN, files.DOCUMENT))
    except (files.UnreadableError, ValueError, RecursionError):
        return None
    return facts if isinstance(facts, dict) and _is_plan(facts) else None


def _is_plan(facts: Mapping[str, Any]) -> bool:
    """Whether the facts that are computed with are of the kinds that a plan has; a damaged one is none of ours."""
    numbers, arms = [facts.get(name) for name in _NUMBERS], facts.get("arms")
    return (
        all(type(number) is int and number > 0 for number in numbers)
        and isinstance(facts.get("samples_sha256"), str)
        and isinstance(arms, list)
        and all(isinstance(arm, dict) and isinstance(arm.get("digest"), str) for arm in arms)
    )


def is_ours(folder: Path) -> bool:
    """Whether a plan of ours lies in the folder, so that what has our names in it is ours."""
    if read_facts(folder) is not None:
        return True
    plan = (read_manifest(folder) or {}).get("plan")
    return isinstance(plan, dict) and "samples_sha256" in plan


def in_the_way(folder: Path) -> list[str]:
    """Files and folders that have names of ours in a folder that is not: results would overwrite them."""
    if is_ours(folder):
        return []
    names = [path.relative_to(folder).as_posix() for path in _entries(folder)]
    found = [name for name in names if _FILES.fullmatch(name) or name in (PLAN, MANIFEST)]
    return found + [
        f"{CHUNKS}/{path.name}" for path in _inside(folder / CHUNKS) if CHUNK.fullmatch(path.name)
    ]


def obstacle(folder: Path) -> Path | None:
    """A link or a file where a folder of ours belongs: what is written there would end up elsewhere, or fail."""
    places = [folder / name for name in (CHUNKS, RERUNS, BEFORE)]
    return next((path for path in places if path.is_symlink() or (path.exists() and not path.is_dir())), None)


def clear_chunks(folder: Path) -> list[Path]:
    """Remove the chunks of a folder that is ours; returns what is in their folder and is not ours."""
    place = folder / CHUNKS
    for path in _inside(place):
        if CHUNK.fullmatch(path.name) or _HALF.fullmatch(path.name):
            _remove(path)
    return _leave(place)


def clear_before(folder: Path) -> None:
    """Remove the runs of a smaller plan: they are among the others by now, or of no use."""
    for name in (PLAN, "runs.arrow", ".runs.arrow.tmp"):
        _remove(folder / BEFORE / name)
    _leave(folder / BEFORE)


def clear_halves(folder: Path) -> None:
    """Remove what a killed process was writing."""
    for path in _inside(folder / CHUNKS):
        if _HALF.fullmatch(path.name):
            _remove(path)


def clear_results(folder: Path, keep: Collection[str] = ()) -> list[Path]:
    """Remove everything of ours from a folder that is ours, its plan last; returns what stays in our folders.

    Files of the manifest go only if they have names of ours: anybody may have edited it. ``keep`` are names of files
    that stay.
    """
    if not is_ours(folder):
        return []
    left = clear_chunks(folder)
    if PLAN not in keep:
        clear_before(folder)
    for rerun in _inside(folder / RERUNS):
        if _RERUN.fullmatch(rerun.name) and rerun.is_dir() and not rerun.is_symlink():
            clear_results(rerun)
            _remove(rerun / LOCK)
            _leave(rerun)
    left += _leave(folder / RERUNS)
    listed = (read_manifest(folder) or {}).get("files") or ()
    for path in _entries(folder):
        name = path.relative_to(folder).as_posix()
        if _FILES.fullmatch(name) and name in listed and name not in keep:
            _remove(path)
    for name in _FOLDERS:
        if (folder / name).is_dir() and not (folder / name).is_symlink():
            left += _leave(folder / name)
    _remove(folder / MANIFEST)
    if PLAN not in keep:
        _remove(folder / PLAN)
    return left


def _entries(folder: Path) -> Iterator[Path]:
    """What lies in the folder and in our folders inside it."""
    for path in _inside(folder):
        yield path
        if path.name in _FOLDERS:
            yield from _inside(path)


def _inside(folder: Path) -> list[Path]:
    """What a folder holds, in order; nothing for a link to one."""
    return sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []


def _remove(path: Path) -> None:
    """Remove a file, or the link itself; never a folder."""
    with contextlib.suppress(OSError):  # gone already, or a folder of that name
        path.unlink()


def _leave(folder: Path) -> list[Path]:
    """Remove a folder if it is empty by now; else what is left in it."""
    left = _inside(folder)
    if not left and not folder.is_symlink():
        with contextlib.suppress(OSError):
            folder.rmdir()
    return left
