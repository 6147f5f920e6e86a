"""One sweep at a time in a folder: a lock that the system gives up when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from diplosim.experiment.results import FolderError

NAME = "sweep.lock"
# Windows locks the bytes themselves; this place is behind what is read to say who holds the lock.
_FAR = 1024


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder; raises :class:`FolderError` at once if another sweep does."""
    path = folder / NAME
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        if not _taken(handle):
            who = path.read_text(encoding="utf-8", errors="replace").strip() or "another process"
            raise FolderError(
                f"{folder} is in use by another sweep ({who}); wait for it, or choose another folder with --out"
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
