"""Compiled code on disk: keyed by its sources, used only where nobody else can write, and made again if it is damaged.

Numba does not notice edits in called files, so the folder is named by a digest of everything that code is made from.
Cached code is run, so a file must be whole (each begins with its checksum) and a folder the user's own. Whatever is
wrong with the place, the engine works, and says in one line what it did.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import io
import os
import pickle
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numba.core.caching import IndexDataCacheFile

from diplosim import files
from diplosim.engine.module import kept_folder

_SEAL = hashlib.sha256().digest_size
_said: set[str] = set()


def cache_folder() -> Path | None:
    """Where compiled code is kept between processes; ``None`` where it can neither be written nor read.

    A place where others may write gives a folder for this process alone.
    """
    folder = kept_folder()
    base = folder.parents[1]
    try:
        base.mkdir(parents=True, exist_ok=True)
        for place in (folder.parent, folder):
            place.mkdir(mode=0o700, exist_ok=True)
        if reason := unsafe(folder):
            say(f"compiled code is kept for this process only: {reason}")
            return _private()
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError):
        return _private_copy(folder)
    return folder


def unsafe(folder: Path) -> str:
    """Why code in a folder must not be run, because somebody else may have put it there; empty if it may."""
    if sys.platform == "win32":  # folders of users are their own there
        return ""
    trusted = (os.getuid(), 0)
    closed = False  # nobody else reaches what lies in a folder that is closed to them
    above = folder.parent.parent.stat().st_mode
    if above & stat.S_IWOTH and not above & stat.S_ISVTX:
        return f"anybody may write into {folder.parent.parent}"
    for place in (folder.parent, folder, *sorted(folder.rglob("*"))):
        found = place.lstat()
        if found.st_uid not in trusted:
            return f"{place} belongs to another user"
        if stat.S_ISLNK(found.st_mode):
            return f"{place} is a link"
        if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not closed:
            who = "anybody" if found.st_mode & stat.S_IWOTH else "a group"
            return f"{who} may write into {place}"
        closed = closed or not found.st_mode & (stat.S_IXGRP | stat.S_IXOTH)
    return ""


def _private() -> Path:
    """A folder for this process alone."""
    place = Path(tempfile.mkdtemp(prefix="diplosim-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def _private_copy(folder: Path) -> Path | None:
    """A filled cache that cannot be written to, copied for this process: Numba reads only where it may write."""
    try:
        if unsafe(folder) or not any(folder.rglob("*.nbi")):
            return None
        return Path(shutil.copytree(folder, _private(), dirs_exist_ok=True))
    except OSError:
        return None


class SealedFiles(IndexDataCacheFile):  # type: ignore[misc, unused-ignore]
    """The cache files of one function, each beginning with the checksum of the rest; a damaged one counts as absent."""

    def save(self, key: Any, data: Any) -> None:
        """Keep compiled code; where that fails, it is compiled again in the next process."""
        try:
            super().save(key, data)
        except OSError as error:
            say(f"compiled code cannot be kept in {self._cache_path}: {error.strerror or error}")

    def _load_index(self) -> Any:
        data = self._whole(self._index_path)
        if data is None:
            return {}
        stream = io.BytesIO(data)
        if pickle.load(stream) != self._version:
            return {}
        stamp, overloads = pickle.load(stream)
        return overloads if stamp == self._source_stamp else {}

    def _load_data(self, name: str) -> Any:
        data = self._whole(self._data_path(name))
        if data is None:
            raise FileNotFoundError(name)
        return pickle.loads(data)

    @contextlib.contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[io.BytesIO]:
        buffer = io.BytesIO()
        yield buffer
        data = buffer.getvalue()
        with super()._open_for_write(filepath) as file:
            file.write(hashlib.sha256(data).digest() + data)

    @staticmethod
    def _whole(path: str) -> bytes | None:
        """What a file holds, if it is there and whole."""
        if not os.path.lexists(path):
            return None
        try:
            data = files.read_bytes(Path(path), files.GIB)
        except files.UnreadableError as error:
            say(f"the compiled code cannot be read, and is compiled again: {error}")
            return None
        if hashlib.sha256(data[_SEAL:]).digest() == data[:_SEAL]:
            return data[_SEAL:]
        say(f"the compiled code in {Path(path).parent} is damaged, and is compiled again")
        return None


def seal(dispatcher: Any, folder: Path) -> None:
    """Let a function that Numba caches keep its code in this folder, in files with checksums.

    The folder is named by what the code is made from, so neither the place of the sources nor their date counts: a
    second installation finds what the first compiled.
    """
    cache = dispatcher._cache
    cache._cache_file = SealedFiles(str(folder), cache._impl.filename_base, folder.name)


def say(text: str) -> None:
    """Tell the user, once."""
    if text not in _said:
        _said.add(text)
        print(text, file=sys.stderr, flush=True)
