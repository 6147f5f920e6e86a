"""Files of a results folder: written whole or not at all, and the lock of the process that works in it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim import files
from diplosim.errors import DiplosimError
from diplosim.files import DOCUMENT, UnreadableError, read_bytes

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

MANIFEST = "manifest.json"
#: Its entry that holds the SHA-256 of all others.
SEAL = "seal"
#: Version of the layout of a results folder.
FORMAT = 3
#: Rows of a group inside the final files; fixed, so that the bytes do not depend on the chunks.
ROWS = 20_000
LOCK = "run.lock"
# Windows locks the bytes themselves; this place is behind what is read to say who holds the lock.
_FAR = 1024


class FolderError(DiplosimError):
    """The folder cannot be used for these results, or holds none; the message says why and what to do."""


def safe_name(name: str) -> str:
    """The name as a file name: letters, digits, ``-``, ``_`` and ``.`` stay."""
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in name).lstrip(".")
    return kept or "unnamed"


def digest(data: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; raises ``UnreadableError`` if it cannot be read."""
    with files.opened(path, files.TABLE) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a results folder; nothing if the folder is not one."""
    try:
        manifest = json.loads(files.read_text(folder / MANIFEST, files.DOCUMENT))
    except (files.UnreadableError, ValueError, RecursionError):
        return None
    good = isinstance(manifest, dict) and "plan" in manifest and isinstance(manifest.get("files"), dict)
    return manifest if good else None


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as a JSON file, with the seal over everything else in it."""
    return _json({**manifest, SEAL: _seal(manifest)})


def is_sealed(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest is as it was written: its seal is that of the rest. It is no secret, so it tells of slips and
    of edits by hand, not of forgery."""
    return manifest.get(SEAL) == _seal(manifest)


def _seal(manifest: Mapping[str, Any]) -> str:
    return digest(_json({key: value for key, value in manifest.items() if key != SEAL}))


def _json(manifest: Mapping[str, Any]) -> bytes:
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def add_files(folder: Path, names: Sequence[str]) -> None:
    """Enter files made later (figures) into the manifest of a folder."""
    manifest = read_manifest(folder)
    if manifest is not None:
        sealed = is_sealed(manifest)
        manifest["files"].update({name: sha256_of(folder / name) for name in names})
        # One that somebody has edited stays recognisable as such.
        write_files(folder, {MANIFEST: manifest_bytes(manifest) if sealed else _json(manifest)})


def write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files completely before any of them gets its name; on an error none does.

    Raises :class:`FolderError` where something else already has a name that is needed.
    """
    for name in contents:
        _free(folder / name)
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    staging = folder / f".writing-{os.getpid()}"
    finished = False
    try:
        staging.mkdir(parents=True)
        for number, data in enumerate(contents.values()):
            write_synced(staging / str(number), data)
        for number, name in enumerate(contents):
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


def _free(path: Path) -> None:
    """See that a file can have this name: nothing but a file has it, and its folder is none."""
    in_the_way = next((above for above in path.parents if above.exists() and not above.is_dir()), None)
    if in_the_way is None and path.exists() and not path.is_file():
        in_the_way = path
    if in_the_way is not None:
        raise FolderError(
            f"{in_the_way} is in the way: {path} is to be written; move it, or choose another folder with --out"
        )


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk knows the names in a folder."""
    if sys.platform == "win32":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def array_bytes(array: NDArray[np.float64]) -> bytes:
    """An array as a file keeps it: its checksum, then NumPy's own format."""
    import numpy as np

    np.save(held := io.BytesIO(), array, allow_pickle=False)
    return hashlib.sha256(held.getvalue()).digest() + held.getvalue()


def read_array(path: Path) -> NDArray[np.float64] | None:
    """An array that was kept; ``None`` if there is none or it is damaged, so that it is made again."""
    import numpy as np

    try:
        data = read_bytes(path, DOCUMENT)
    except UnreadableError:
        return None
    if hashlib.sha256(data[32:]).digest() != data[:32]:
        return None
    return np.asarray(np.load(io.BytesIO(data[32:]), allow_pickle=False), dtype=np.float64)


def write_parquet(folder: Path, name: str, parts: Iterable[pa.Table]) -> str:
    """Write a Parquet file of some tables with the same columns; returns its SHA-256."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole_file(folder, name) as path:
        writer = None
        try:
            for table in _rebatched(parts):
                if writer is None:
                    kinds = {f.name: pa.types.is_floating(f.type) for f in table.schema}
                    writer = pq.ParquetWriter(
                        path, table.schema, compression="zstd", version="2.6",
                        use_dictionary=[name for name, floats in kinds.items() if not floats],
                        use_byte_stream_split=[name for name, floats in kinds.items() if floats],
                    )  # fmt: skip
                writer.write_table(table, row_group_size=ROWS)
        finally:
            if writer is not None:
                writer.close()
    return sha256_of(folder / name)


def write_csv(folder: Path, table: str) -> str:
    """The same as CSV of a table that is there as Parquet, piece by piece; returns its SHA-256."""
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    source = pq.ParquetFile(folder / f"{table}.parquet")
    with (
        whole_file(folder, f"{table}.csv") as path,
        pc.CSVWriter(path, source.schema_arrow) as writer,
    ):
        for batch in source.iter_batches(ROWS):
            writer.write_batch(batch)
    return sha256_of(folder / f"{table}.csv")


def _rebatched(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in pieces of ``ROWS``; at least one piece, so that the columns are known."""
    import pyarrow as pa

    waiting: list[pa.Table] = []
    rows, said = 0, False
    for part in parts:
        waiting.append(part)
        rows += len(part)
        if rows >= ROWS:
            joined = pa.concat_tables(waiting)
            while rows >= ROWS:
                yield joined.slice(0, ROWS).combine_chunks()
                said, joined, rows = True, joined.slice(ROWS), rows - ROWS
            waiting = [joined]
    if waiting and (rows or not said):
        yield pa.concat_tables(waiting).combine_chunks()


@contextlib.contextmanager
def whole_file(folder: Path, name: str) -> Iterator[Path]:
    """A path to write to; on success the file is synced and renamed to ``name``."""
    temporary = folder / f".{name}.tmp"
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(folder / name)
        sync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder; raises :class:`FolderError` at once if another process does."""
    path = folder / LOCK
    _free(path)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        if not _taken(handle):
            who = path.read_text(encoding="utf-8", errors="replace").strip() or "who is not known"
            raise FolderError(
                f"{folder} is in use by another process ({who}); wait for it, or choose another folder with --out"
            )
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} on {socket.gethostname()}".encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)  # gives up the lock


def _taken(handle: int) -> bool:
    """Whether the lock is ours now."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
