"""A results folder while it grows: chunks that are whole or absent, each named by its own checksum."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import computed
from diplosim.experiment.folder import (
    FORMAT,
    LOCK,
    FolderError,
    digest,
    is_sealed,
    locked,
    read_manifest,
    sha256_of,
    sync_folder,
    write_files,
)
from diplosim.experiment.grown import Growth, begins_with, keep_before, why_not
from diplosim.experiment.owned import (
    CHUNK,
    CHUNKS,
    CRATE,
    NETCDF,
    PLAN,
    REPORT,
    SEARCH,
    clear_before,
    clear_chunks,
    clear_halves,
    clear_results,
    in_the_way,
    obstacle,
    read_facts,
)
from diplosim.experiment.plan import Plan
from diplosim.files import GIB, UnreadableError, read_bytes

if TYPE_CHECKING:
    import pyarrow as pa

#: What a folder can be run again from; it stays while the folder grows.
INPUTS = ("experiment.yaml",)
#: What is made from the tables, and made again if it is gone.
DERIVED = ("figures/", "analysis/", REPORT, NETCDF, CRATE)


def check_folder(folder: Path, plan: Plan, force: bool = False) -> None:
    """Raise :class:`FolderError` if results of this plan must not or cannot go into the folder."""
    try:
        there = folder.exists()
    except (OSError, ValueError) as error:
        raise FolderError(f"{folder} cannot be the name of a folder; choose another with --out") from error
    if there and not folder.is_dir():
        raise FolderError(f"{folder} is a file, not a folder; choose another with --out")
    found = [path for path in folder.iterdir() if path.name not in (LOCK, SEARCH)] if folder.is_dir() else []
    if found and not force:
        facts, manifest = read_facts(folder), read_manifest(folder)
        if manifest is not None and manifest.get("format") != FORMAT:
            raise FolderError(
                f"{folder} holds results of an earlier version of diplosim (layout {manifest.get('format')}, now "
                f"{FORMAT}); choose another folder with --out, or replace them with --force"
            )
        if facts is None:
            raise FolderError(
                f"{folder} is not empty and holds no results of diplosim; choose another folder with --out, "
                "or write into it with --force"
            )
        if facts != plan.cut_like(facts).facts and not begins_with(plan, facts):
            what = difference(facts, plan.facts) + why_not(plan, facts)
            raise FolderError(
                f"{folder} holds results of other inputs ({what}); "
                "choose another folder with --out, or replace them with --force"
            )
    if blocked := obstacle(folder):
        raise FolderError(
            f"{blocked} is a file or a link, not a folder of diplosim, and chunks or reruns would be written there; "
            "move it away, or choose another folder with --out"
        )
    if taken := in_the_way(folder):
        raise FolderError(
            f"{folder} is not a results folder, and results would overwrite files of yours in it "
            f"({', '.join(taken[:5])}); choose another folder with --out, or move them away"
        )
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise FolderError(f"cannot write into {existing}; choose another folder with --out")


@dataclass
class Store:
    """The chunks of one plan in one folder."""

    folder: Path
    plan: Plan
    done: dict[int, Path] = field(default_factory=dict)
    """Number -> file of every chunk that is there and whole."""
    damaged: list[int] = field(default_factory=list)
    """Chunks that were found damaged and will be computed again."""
    foreign: list[Path] = field(default_factory=list)
    """What lies in our folders and is not ours; it stays there."""
    growth: Growth | None = None
    """What a smaller plan has of this one."""

    @classmethod
    @contextlib.contextmanager
    def open(cls, folder: Path, plan: Plan, force: bool = False) -> Iterator[Store]:
        """Hold the folder for this plan, and find what is there already."""
        check_folder(folder, plan, force)
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            check_folder(folder, plan, force)  # another process may have begun and ended in between
            store = cls(folder, plan.cut_like(read_facts(folder)))
            store._enter(force)
            store._look()
            yield store

    def _enter(self, force: bool) -> None:
        """Enter the plan: clear away another one, or keep what this one begins with.

        While a folder grows, what is there lies in ``before/`` before anything is removed, and what was made of it is
        removed before anything new is written, so that a kill at any moment loses and mixes nothing.
        """
        facts = read_facts(self.folder)
        if facts != self.plan.facts:
            if facts is None or force or not begins_with(self.plan, facts):
                self.foreign = clear_results(self.folder)
            else:
                keep_before(self.folder, facts)
                clear_chunks(self.folder)
            text = json.dumps(self.plan.facts, indent=1, ensure_ascii=False) + "\n"
            write_files(self.folder, {PLAN: text.encode("utf-8")})
        self.growth = Growth.of(self.folder, self.plan)
        if self.growth is None:
            clear_before(self.folder)
            return
        if (read_manifest(self.folder) or {}).get("plan", {}).get("digest") not in (None, self.plan.digest):
            self.foreign = clear_results(self.folder, keep=(PLAN, *INPUTS))
        self.plan = replace(self.plan, held=self.growth.mask())

    def _look(self) -> None:
        """Look at every chunk."""
        clear_halves(self.folder)
        for path in sorted(self._chunks.iterdir()) if self._chunks.is_dir() else []:
            match = CHUNK.fullmatch(path.name)
            if match is None:
                self.foreign += [path] if path not in self.foreign else []
            elif not int(match[1]) < self.plan.chunks or not _is_whole(path, match[2]):
                self.damaged.append(int(match[1]))
                path.unlink()
            else:
                self.done[int(match[1])] = path

    @property
    def _chunks(self) -> Path:
        return self.folder / CHUNKS

    def read(self, index: int, names: Sequence[str]) -> pa.Table:
        """Some columns of a chunk."""
        return computed.read(self.done[index], names)

    def kept_from_before(self) -> int:
        """Runs that need not be computed: those in chunks, and of the others those that a smaller plan has."""
        kept = sum(len(self.plan.numbers(index)) for index in self.done)
        if self.growth is None:
            return kept
        return kept + sum(
            len(self.plan.numbers(index)) - self.growth.missing(index) for index in self.pending
        )

    def runs_kept(self) -> int:
        """Runs in the chunks on disk, counted anew: an interrupt may come between a chunk and its entry in `done`."""
        names = [path.name for path in self._chunks.iterdir()] if self._chunks.is_dir() else []
        found = {int(match[1]) for name in names if (match := CHUNK.fullmatch(name))}
        return sum(len(self.plan.numbers(index)) for index in found)

    @property
    def pending(self) -> list[int]:
        """Chunks that are not there yet, in order."""
        return [index for index in range(self.plan.chunks) if index not in self.done]

    def finished_manifest(self) -> dict[str, Any] | None:
        """The manifest of the complete results, if they are all there and unchanged."""
        manifest = read_manifest(self.folder)
        if (
            manifest is None
            or manifest.get("format") != FORMAT
            or manifest.get("status") not in ("done", "failed runs")
            or not is_sealed(manifest)
        ):
            return None
        for name, sha256 in manifest["files"].items():
            if name.startswith(DERIVED):
                continue
            try:
                if sha256_of(self.folder / name) != sha256:
                    return None
            except UnreadableError:
                return None
        return manifest

    def add(self, index: int, data: bytes) -> None:
        """Keep a chunk: on disk completely, or not at all."""
        made = not self._chunks.exists()
        self._chunks.mkdir(exist_ok=True)
        path = self._chunks / f"{index:06d}-{_checksum(data)}.arrow"
        temporary = self._chunks / f".{path.name}.tmp"
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(self._chunks)
        if made:
            sync_folder(self.folder)
        self.done[index] = path

    def clear(self) -> None:
        """Remove the chunks, whose content is in the final tables by now, and so is that of a smaller plan."""
        clear_chunks(self.folder)
        clear_before(self.folder)


def _is_whole(path: Path, checksum: str) -> bool:
    """Whether a chunk is the file that its name says."""
    try:
        return _checksum(read_bytes(path, GIB)) == checksum
    except UnreadableError:
        return False


def _checksum(data: bytes) -> str:
    return digest(data)[:32]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """In a few words, what differs between the facts of two plans."""
    words = {
        "vary": "what varies", "samples": "samples", "replicates": "replicates", "first_replicate": "first replicate",
        "own_classes": "your own classes",
        "samples_sha256": "the samples", "stride": "which runs keep their months",
        "code": "the version of diplosim or of a plug-in", "chunk": "the size of chunks",
    }  # fmt: skip
    names = [[arm.get("name") for arm in plan.get("arms", [])] for plan in (old, new)]
    if names[0] != names[1]:
        return f"arms {', '.join(map(str, names[0]))}"
    for key in ("seed", "start", "months"):
        for one, two in zip(old["arms"], new["arms"], strict=True):
            if one.get(key) != two[key]:
                return f"{key} {one.get(key)}, now {two[key]}"
    for key, word in words.items():
        if old.get(key) != new[key]:
            plain = key in ("samples", "replicates", "first_replicate")
            return f"{word} {old.get(key)}, now {new[key]}" if plain else f"{word} changed"
    for one, two in zip(old["arms"], new["arms"], strict=True):
        if one.get("digest") != two["digest"]:
            return f"arm '{two['name']}' has changed"
    return "written by another version"
