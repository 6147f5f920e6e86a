"""Compiling the rules: every function of `diplosim.rules` becomes callable from compiled code, unchanged.

The cache of compiled code is keyed by a digest of the sources it was made from, because Numba does not notice edits
in called files; an unwritable place means no cache, never an error.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib
import os
import pkgutil
import platform
import shutil
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy
from numba import njit
from numba.core.event import Event, Listener
from numba.extending import register_jitable

import diplosim.rules
from diplosim.engine import exact  # noqa: F401
from diplosim.rules import numeric

Function = TypeVar("Function", bound=Callable[..., Any])
#: Rules with an exact compiled form of their own, in `diplosim.engine.exact`.
BY_BITS = (numeric.scaled, numeric.split)
PACKAGE = Path(__file__).parent
RULES = Path(diplosim.rules.__file__).parent


def digest() -> str:
    """Fingerprint of everything that compiled code is made from: sources, Python, NumPy, Numba, processor."""
    seal = hashlib.sha256()
    for part in (sys.version, numpy.__version__, numba.__version__, platform.machine()):
        seal.update(part.encode())
    for folder in (RULES, PACKAGE):
        for file in sorted(folder.glob("*.py")):
            seal.update(file.name.encode() + file.read_bytes())
    return seal.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Where compiled code is kept between processes; ``None`` where it can neither be written nor read."""
    root = os.environ.get("DIPLOSIM_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    base = Path(root) if root else Path.home() / ".cache"
    folder = base / "diplosim" / digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return _private_copy(folder)
    return folder


def _private_copy(folder: Path) -> Path | None:
    """A filled cache that cannot be written to, copied for this process: Numba reads only where it may write."""
    try:
        if not any(folder.rglob("*.nbi")):
            return None
        place = Path(tempfile.mkdtemp(prefix="diplosim-"))
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        return Path(shutil.copytree(folder, place, dirs_exist_ok=True))
    except OSError:
        return None


#: Phases that are not yet callable from compiled code.
_waiting: list[Callable[..., Any]] = []


def phase(function: Function) -> Function:
    """Mark a function of the ensemble engine as part of the kernel; called from Python it stays plain."""
    _waiting.append(function)
    return function


def _rules() -> Iterator[Callable[..., Any]]:
    for info in pkgutil.iter_modules([str(RULES)]):
        module = importlib.import_module(f"diplosim.rules.{info.name}")
        for f in list(vars(module).values()):
            if isinstance(f, types.FunctionType) and f.__module__ == module.__name__ and f not in BY_BITS:
                yield f


class _BeforeCompiling(Listener):
    """Makes rules and phases callable from compiled code; code from the cache needs none of them."""

    def __init__(self) -> None:
        _waiting.extend(_rules())

    def on_start(self, event: Event) -> None:
        """Register whatever waits; later compilations find nothing left."""
        while _waiting:
            register_jitable(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(
                _waiting.pop()
            )

    def on_end(self, event: Event) -> None:
        """Nothing: the listener must have it."""


numba.core.event.register("numba:compile", _BeforeCompiling())
CACHE_FOLDER = cache_folder()


def kernel(function: Function) -> Function:
    """Compile a function for whole runs: no global lock while it runs, cached on disk by digest."""
    before = numba.config.CACHE_DIR
    if CACHE_FOLDER is not None:
        numba.config.CACHE_DIR = str(CACHE_FOLDER)
    try:
        return njit(nogil=True, cache=CACHE_FOLDER is not None, error_model="numpy")(function)  # type: ignore[no-any-return]
    finally:
        numba.config.CACHE_DIR = before
