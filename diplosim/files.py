"""The one door to every file that somebody else may have written: an ordinary file of no more than a stated size.

Anything else is refused with a reason before a byte of it is read: a pipe would hang the reader, a device never ends,
and a huge file takes all memory.
"""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from diplosim.errors import DiplosimError

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB
MISSING = "there is no such file"
#: What people write: scenarios, experiments, claims, plug-ins.
WRITTEN = MIB
#: What we write in one piece: manifest, plan, summary, tables of analyses, drawings.
DOCUMENT = 64 * MIB
#: Records of traced runs.
RECORDS = GIB
#: Tables of runs and months, which are read in parts.
TABLE = 64 * GIB


class UnreadableError(DiplosimError):
    """A file cannot be read; ``reason`` says why, without its path."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")

    def __reduce__(self) -> tuple[type[UnreadableError], tuple[Path, str]]:
        return type(self), (self.path, self.reason)


def opened(path: Path, most: int = WRITTEN) -> BufferedReader:
    """An ordinary file of at most so many bytes, open for reading; raises :class:`UnreadableError`."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise UnreadableError(path, _why(path, error)) from error
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise UnreadableError(path, "this is a folder, not a file")
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError(path, "this is not an ordinary file")
        if found.st_size > most:
            size = in_words(found.st_size)
            raise UnreadableError(path, f"the file has {size}, and the limit is {in_words(most)}")
        return os.fdopen(handle, "rb")
    except UnreadableError:
        os.close(handle)
        raise


def read_bytes(path: Path, most: int = WRITTEN) -> bytes:
    """The content of a file; raises :class:`UnreadableError`."""
    with opened(path, most) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise UnreadableError(path, _why(path, error)) from error
    if len(data) > most:  # a file of /proc has no size until it is read
        raise UnreadableError(path, f"the file goes beyond the limit of {in_words(most)}")
    return data


def read_text(path: Path, most: int = WRITTEN) -> str:
    """The content of a file as text; raises :class:`UnreadableError`."""
    try:
        return read_bytes(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"the byte 0x{error.object[error.start]:02x} at {error.start} is not UTF-8 text"
        raise UnreadableError(path, reason) from error


def checked(path: Path, most: int = TABLE) -> Path:
    """The path of an ordinary file of at most so many bytes, for libraries that open it themselves."""
    opened(path, most).close()
    return path


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; a name that no file can have leads to none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def in_words(size: int) -> str:
    """A number of bytes as people say it: ``1 MiB``."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


def _why(path: Path, error: OSError | ValueError) -> str:
    """The reason of the system, in words."""
    if isinstance(error, FileNotFoundError):
        return MISSING
    if isinstance(error, IsADirectoryError) or (isinstance(error, PermissionError) and is_folder(path)):
        return "this is a folder, not a file"
    if isinstance(error, PermissionError):
        return "no permission to read the file"
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return "the name is longer than a file's can be"
    if isinstance(error, OSError) and error.errno == errno.ENXIO:  # a socket
        return "this is not an ordinary file"
    return f"the file cannot be read ({getattr(error, 'strerror', None) or error})"
