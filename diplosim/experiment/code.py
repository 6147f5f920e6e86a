"""A fingerprint of the code that decides results, so that chunks of different versions are never mixed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

#: Parts of the package that only read results.
_READERS = ("cli", "figures", "report", "results", "analysis", "wording", "evidence")
_READING_FILES = ("__main__.py", "api.py", "sweep.py")


def code_digest(plugins: Sequence[str] = ()) -> str:
    """SHA-256 over the sources of the model, its engines and the sweep runner, and over plug-in files."""
    package = Path(__file__).resolve().parents[1]
    seal = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        part = file.relative_to(package)
        if part.parts[0] in _READERS or part.as_posix() in _READING_FILES:
            continue
        seal.update(part.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    for plugin in plugins:
        path = Path(plugin)
        seal.update(path.read_bytes() if path.is_file() else plugin.encode())
    return seal.hexdigest()
