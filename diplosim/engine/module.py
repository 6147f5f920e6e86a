"""What the kernel is made from, and where its code lies: Numba's in a cache, the portable modules in the package."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

import diplosim.rules
from diplosim.engine.records import LARGE, LEAST, Capacity
from diplosim.metrics import care, monthly, outcomes, record, state

PACKAGE = Path(__file__).parent
#: Casts that a module is made for, the smaller first.
SIZES = (LEAST, LARGE)
#: Names of the functions that play runs and that fill in a world, and of the section with the digest.
ENTRY, PREPARE, SECTION = "play", "prepare", "sources"
#: Files around the kernel, of which no compiled code is made.
AROUND = (
    "__init__.py",
    "cache.py",
    "decisions.py",
    "engine.py",
    "module.py",
    "pack.py",
    "portable.py",
    "world.py",
)
#: What compiled code is made from.
SOURCES = (
    *sorted(Path(diplosim.rules.__file__).parent.glob("*.py")),
    *(Path(str(module.__file__)) for module in (care, monthly, outcomes, record, state)),
    *(file for file in sorted(PACKAGE.glob("*.py")) if file.name not in AROUND),
)


def module_path(room: Capacity) -> Path:
    """Where the module for casts of this size is."""
    return PACKAGE / f"kernel_{room.donors}.wasm"


@cache
def sources_digest() -> str:
    """Fingerprint of everything that the modules are made from."""
    return _digest(())


def native_digest() -> str:
    """Fingerprint of everything that Numba's code is made from: sources, Python, NumPy, Numba, processor."""
    return _digest((sys.version, np.__version__, version("numba"), platform.machine()))


def _digest(parts: Iterable[str]) -> str:
    seal = hashlib.sha256()
    for part in parts:
        seal.update(part.encode())
    for file in SOURCES:
        seal.update(file.name.encode() + file.read_bytes())
    return seal.hexdigest()[:16]


def kept_folder() -> Path:
    """Where Numba's code is kept between processes, if it may be written there."""
    root = os.environ.get("DIPLOSIM_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    base = Path(root) if root else Path.home() / ".cache"
    return base / "diplosim" / native_digest()
