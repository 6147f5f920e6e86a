"""Reading back what a run has written: every file is compared with the manifest, and damage is named with its mend."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from diplosim import files
from diplosim.errors import hidden
from diplosim.experiment import FolderError
from diplosim.experiment.folder import FORMAT, MANIFEST, is_sealed, sha256_of
from diplosim.experiment.owned import PLAN, read_facts
from diplosim.experiment.plan import CHUNK_RUNS

if TYPE_CHECKING:
    import pyarrow as pa

    from diplosim.results.described import Described

#: What a library raises over a table that is none.
DAMAGE = (OSError, ValueError, TypeError, KeyError, IndexError, NotImplementedError, MemoryError)
#: Files that are compared whenever results are opened: those that are read, and what explains their columns. The others
#: (figures, reports, copies as CSV, tables of analyses) are compared by ``diplosim verify``.
READ = re.compile(
    r"plan\.json|experiment\.yaml|scenario\.yaml|scenarios/[^/]+\.yaml|summary\.csv|data_dictionary\.csv|events\.jsonl"
    r"|(runs|samples|trajectories|quantiles|trust|tables)\.parquet"
)
#: The same, with the tables of analyses, which the report shows.
SHOWN = re.compile(rf"{READ.pattern}|analysis/[^/]+\.csv")
EVERYTHING = re.compile(r".*", re.DOTALL)
#: Files without which finished results are incomplete.
NEEDED = (PLAN, "experiment.yaml", "runs.parquet")
#: Facts of a plan that are read, and what they must be.
_PLAN: dict[str, type] = {
    "arms": list,
    "vary": list,
    "samples": int,
    "replicates": int,
    "first_replicate": int,
    "runs": int,
}
_TOP: dict[str, type] = {
    "status": str,
    "engine": str,
    "experiment": str,
    "counts": dict,
    "plan": dict,
    "files": dict,
}
_COUNTS = ("planned", "finished", "failed")
_STATUS = ("done", "failed runs", "interrupted")

_as_they_are: set[Path] = set()
_mark: ContextVar[str] = ContextVar("mark", default="")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder; raises :class:`FolderError` if there is none that can be used."""
    path = folder / MANIFEST
    if not files.is_folder(folder):
        raise FolderError(f"{folder} is not a results folder: there is no such folder")
    if not os.path.lexists(path):
        facts = read_facts(folder)
        if facts is None:
            raise FolderError(f"{folder} is not a results folder (it has no readable {MANIFEST})")
        raise FolderError(unfinished(folder, f"of {facts['runs']:,} runs (it has no {MANIFEST})"))
    manifest = _json(path, folder)
    if (
        isinstance(manifest, dict)
        and isinstance(manifest.get("format"), int)
        and manifest["format"] != FORMAT
    ):
        raise FolderError(
            f"{folder} was written by another version of diplosim (layout {manifest['format']}, this one reads "
            f"{FORMAT}); make it again from its scenarios: diplosim run FILE... --out {folder} --force"
        )
    if wrong := next(_wrong_in(manifest), ""):
        raise FolderError(f"{path} is damaged: {wrong}; {mend(folder)}")
    return dict(manifest)


def unfinished(folder: Path, how_far: str) -> str:
    """What is said of a folder in which a plan lies whose runs are not all there."""
    again = folder / "experiment.yaml"
    return (
        f"{folder} holds unfinished results {how_far}; give the command that began it again, it goes on where "
        f"it stopped: diplosim run {again if again.exists() else 'FILE...'} --out {folder}"
    )


def changed(folder: Path, manifest: Mapping[str, Any], which: re.Pattern[str] = READ) -> dict[str, str]:
    """Files of results that are not what was written, each with what is wrong; empty if all are.

    ``which``: names of files that are compared.
    """
    found = {} if is_sealed(manifest) else {MANIFEST: "its content has changed"}
    for name, sha256 in manifest["files"].items():
        if which.fullmatch(name):
            try:
                if _sha256(folder / name) != sha256:
                    found[name] = "its content has changed"
            except files.UnreadableError as error:
                found[name] = error.reason
    if manifest["status"] != "interrupted":
        found |= {name: "it is not listed" for name in NEEDED if name not in manifest["files"]}
    if not found and PLAN in manifest["files"]:
        facts = _json(folder / PLAN, folder)
        if facts != {
            key: value for key, value in manifest["plan"].items() if key not in ("digest", "design")
        }:
            found[MANIFEST] = f"its plan is not that of {PLAN}"
    return found


def verify(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raise :class:`FolderError` unless every file of the results is as it was written."""
    if wrong := changed(folder, manifest):
        listed = "; ".join(f"{folder / name}: {why}" for name, why in wrong.items())
        raise FolderError(
            f"these results are not as diplosim wrote them: {listed}\n{mend(folder)}. If it was changed on purpose, "
            "give --unverified (in Python: verify=False): the output then says so"
        )


def check(results: Described, path: Path) -> None:
    """Raise :class:`FolderError` if a table of an analysis has changed, unless results are read as they are."""
    name = path.relative_to(results.folder).as_posix()
    if not is_unverified(results.folder) and results.manifest["files"][name] != _sha256(path):
        raise FolderError(
            f"{path}: its content has changed since diplosim wrote it; delete it, and ask the analysis again, or give "
            "--unverified: the output then says so"
        )


def mend(folder: Path) -> str:
    """What makes the files of a folder again."""
    return (
        "to make it again, give the command that made it once more (add --force if it refuses), or: "
        f"diplosim run {folder / 'experiment.yaml'} --out {folder} --force"
    )


def damaged(path: Path, folder: Path, error: BaseException | str) -> FolderError:
    """The error that names a file of results which cannot be read."""
    reason = error.reason if isinstance(error, files.UnreadableError) else str(error).strip().split("\n")[0]
    return FolderError(f"{path} cannot be read: {reason}; {mend(folder)}")


def table(path: Path, folder: Path, columns: Sequence[str] | None = None, **how: Any) -> pa.Table:
    """Some columns of a table of the results; raises :class:`FolderError` if it is damaged."""
    import pyarrow.parquet as pq

    try:
        files.checked(path)
        found = pq.read_table(path, columns=None if columns is None else list(columns), **how)
    except (files.UnreadableError, *DAMAGE) as error:
        raise damaged(path, folder, error) from error
    absent = [name for name in columns or () if name not in found.column_names]
    if absent:
        raise damaged(path, folder, f"it has no column {', '.join(absent)}")
    return found


def column_names(path: Path, folder: Path) -> list[str]:
    """Names of the columns of a table of the results; raises :class:`FolderError` if it is damaged."""
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(files.checked(path)).names)
    except (files.UnreadableError, *DAMAGE) as error:
        raise damaged(path, folder, error) from error


def is_unverified(folder: Path) -> bool:
    """Whether the results in a folder are read as they are, because somebody asked for that."""
    return any(place in _as_they_are for place in (folder.resolve(), *folder.resolve().parents))


def read_as_they_are(folder: Path, wanted: bool = True) -> None:
    """From now on read the results in a folder without comparing them with the manifest, or compare them again."""
    (_as_they_are.add if wanted else _as_they_are.discard)(folder.resolve())


@contextlib.contextmanager
def unverified(folder: Path) -> Iterator[None]:
    """For a while, read the results in a folder as they are, and mark what is made of them."""
    read_as_they_are(folder)
    try:
        with marked(folder, read_manifest(folder)):
            yield
    finally:
        read_as_they_are(folder, wanted=False)


@contextlib.contextmanager
def marked(folder: Path, manifest: Mapping[str, Any]) -> Iterator[None]:
    """For a while, mark what is made of the results in a folder, if they are read as they are and have changed."""
    differs = is_unverified(folder) and changed(folder, manifest, SHOWN)
    token = _mark.set(unverified_words(folder, manifest) if differs else _mark.get())
    try:
        yield
    finally:
        _mark.reset(token)


def mark() -> str:
    """What every output has to say while changed results are read as they are; empty while none are."""
    return _mark.get()


def unverified_words(folder: Path, manifest: Mapping[str, Any]) -> str:
    """What output says of results that are read as they are."""
    wrong = changed(folder, manifest, SHOWN)
    listed = "; ".join(f"{name}: {why}" for name, why in wrong.items())
    return f"Unverified results: {listed or 'no file has changed since diplosim wrote it'}."


def _sha256(path: Path) -> str:
    """SHA-256 of a file, computed once as long as the file stays what it is."""
    with files.opened(path, files.TABLE) as file:
        found = os.fstat(file.fileno())
    return _sha256_of(path, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))


@lru_cache(maxsize=4096)
def _sha256_of(path: Path, identity: tuple[int, ...]) -> str:
    return sha256_of(path)


def _json(path: Path, folder: Path) -> Any:
    try:
        return json.loads(files.read_text(path, files.DOCUMENT))
    except (files.UnreadableError, ValueError, RecursionError) as error:
        raise damaged(path, folder, error) from error


def _wrong_in(manifest: Any) -> Iterator[str]:
    """What is wrong with the shape of a manifest, in words."""
    if not isinstance(manifest, dict):
        yield "it holds no mapping"
        return
    yield from (f"'{name}' is missing or of the wrong kind" for name, kind in _TOP.items()
                if not isinstance(manifest.get(name), kind))  # fmt: skip
    plan, counts = manifest["plan"], manifest["counts"]
    for name, kind in _PLAN.items():
        if not isinstance(plan.get(name), kind) or (kind is int and not 0 <= plan[name] < 2**63):
            yield f"'plan.{name}' is missing or of the wrong kind"
    if not plan["arms"] or not all(_is_arm(arm) for arm in plan["arms"]):
        yield "'plan.arms' is not a list of arms"
    if manifest.get("engine") not in tuple(CHUNK_RUNS):
        yield f"'engine' is none of {', '.join(CHUNK_RUNS)}"
    if hidden(manifest["experiment"]):
        yield f"the name of the experiment holds {hidden(manifest['experiment'])}"
    if not isinstance(plan.get("design") or {}, dict):
        yield "'plan.design' is of the wrong kind"
    if not all(isinstance(counts.get(name), int) for name in _COUNTS) or manifest["status"] not in _STATUS:
        yield "'counts' or 'status' is of the wrong kind"
    for name, sha256 in manifest["files"].items():
        if not isinstance(sha256, str) or not _inside(name) or hidden(name):
            yield f"'files' names {name!r}, which is no file of a results folder"


def _is_arm(arm: Any) -> bool:
    known = isinstance(arm, dict) and all(
        isinstance(arm.get(key), str) and not hidden(arm[key]) for key in ("name", "start")
    )
    return known and isinstance(arm.get("months"), int)


def _inside(name: str) -> bool:
    """Whether a name is that of a file inside the folder."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name
