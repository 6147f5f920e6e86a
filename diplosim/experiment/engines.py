"""The engines: which one serves, how each is made ready, and a fingerprint of the code behind the numbers."""

from __future__ import annotations

import hashlib
import math
import multiprocessing
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.errors import DiplosimError
from diplosim.files import UnreadableError, read_bytes

if TYPE_CHECKING:
    from diplosim.engine.pack import Packed
    from diplosim.engine.records import Capacity
    from diplosim.model.model import DiplomacyModel
    from diplosim.scenario import Scenario

ENGINES = ("auto", "mesa", "compiled", "portable")
#: Those that take packed scenarios, from one or all of which come the same bits.
PACKED = ("compiled", "portable")
#: What the portable engine plays in less time than it takes to compile the other one.
FEW_MONTHS = 10_000_000
HOW_TO_GET = 'pip install "diplosim[fast]"'
#: Parts of the package that only read results.
_READERS = (
    "api", "cli", "page", "report", "figures", "calibration", "portfolio", "history", "analysis", "results", "wording",
    "evidence",
)  # fmt: skip
_READING_FILES = ("__main__.py",)
COMPILING = "compiling the engine once, about half a minute"
NOT_KEPT = (
    "compiling the engine, about half a minute (it cannot be kept for next time: no folder to write to)"
)
#: Sizes of records that this process has compiled code for.
_ready: set[Capacity] = set()


class PlanError(DiplosimError, ValueError):
    """What is asked for cannot be run as it is; the message says why and what to do."""


class Engine(NamedTuple):
    """An engine, and what the user should know about the choice."""

    name: str
    note: str = ""


def choose_engine(
    name: str, own_classes: Collection[str] = (), arms: Sequence[Scenario] = (), months: float = math.inf
) -> Engine:
    """The engine that serves ``auto`` or one of the others.

    ``own_classes``: codes of the actors for which the user brings a Python class of their own. ``arms``: the scenarios,
    since a large cast does not fit the portable engine. ``months``: of all runs together; for few, ``auto`` compiles
    nothing.
    """
    if name not in ENGINES:
        raise PlanError(f"unknown engine {name!r}; allowed: {', '.join(ENGINES)}")
    if name == "mesa":
        return Engine("mesa")
    own, portable, compiled = _own(own_classes), _not_portable(arms), _not_compiled()
    reason = own or {"portable": portable, "compiled": compiled}.get(name, "")
    if name in PACKED:
        if reason:
            raise PlanError(f"the {name} engine cannot run this: {reason}")
        return Engine(name)
    if not own and not portable and (compiled or (months <= FEW_MONTHS and not compiled_before())):
        return Engine("portable")
    obstacle = own or compiled
    return (
        Engine("mesa", f"running on the Mesa engine, which is slower: {obstacle}")
        if obstacle
        else Engine("compiled")
    )


def _own(own_classes: Collection[str]) -> str:
    """What the Mesa engine alone can run; empty if nothing."""
    from diplosim.metrics.columns import own_metrics
    from diplosim.wording.names import listed

    if own_classes:
        return f"your own Python class for {', '.join(sorted(own_classes))} works on the Mesa engine only"
    metrics = [metric.name for metric in own_metrics()]
    if metrics:
        return (
            f"your own metric {listed(metrics)} is read off the Mesa model (own outcomes run on every engine)"
        )
    return ""


def _not_compiled() -> str:
    """Why the compiled engine cannot serve; empty if it can."""
    reason = missing()
    if "No module named 'numba'" in reason:
        return f"Numba is not installed; get it with {HOW_TO_GET}"
    return f"Numba cannot be used: {reason}" if reason else ""


def _not_portable(arms: Sequence[Scenario]) -> str:
    """Why the portable engine cannot serve these scenarios; empty if it can."""
    from diplosim.engine.portable import obstacle
    from diplosim.engine.world import world_of

    return obstacle() or next(filter(None, (obstacle(world_of(arm)[1]) for arm in arms)), "")


def compiled_before() -> bool:
    """Whether code for this version is kept or loaded, so that nothing would have to be compiled."""
    from diplosim.engine.module import kept_folder

    return bool(_ready) or any(kept_folder().rglob("*.nbi"))


def mesa_engine() -> type[DiplomacyModel]:
    """Import ``DiplomacyModel``; the global start method of ``multiprocessing`` stays as it was.

    Importing Mesa 3.3 sets that method to ``spawn`` for the whole process, which would change how the
    user's own pools start.
    """
    before = multiprocessing.get_start_method(allow_none=True)
    from diplosim.model.model import DiplomacyModel

    if multiprocessing.get_start_method(allow_none=True) != before:
        multiprocessing.set_start_method(before, force=True)
    return DiplomacyModel


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
        try:
            seal.update(read_bytes(Path(plugin)))
        except UnreadableError:  # the name of a module
            seal.update(plugin.encode())
    return seal.hexdigest()


def missing() -> str:
    """Why Numba cannot compile the engine here; empty if it can."""
    try:
        import numba  # an installed Numba may still refuse to load, for instance beside a newer NumPy
    except ImportError as error:
        return str(error)
    return "NUMBA_DISABLE_JIT is set" if numba.config.DISABLE_JIT else ""


def prepare(packed: Packed, say: Callable[[str], None], engine: str = "compiled") -> None:
    """Load the code for worlds of this size from the cache, or compile it and say so.

    Done in the calling thread, so that Ctrl-C ends it.
    """
    import numpy as np

    from diplosim.engine.engine import Job, play

    if engine == "portable":
        from diplosim.engine.portable import obstacle

        if reason := obstacle(packed.room):
            raise PlanError(f"the portable engine cannot run this: {reason}")
        return
    from numba.core.event import install_listener

    from diplosim.engine.jit import CACHE_FOLDER

    if packed.room in _ready:
        return
    text = COMPILING if CACHE_FOLDER is not None else NOT_KEPT
    with install_listener("numba:compile", _announcer(lambda: say(text))):
        play([Job(packed, 0, np.zeros(1, dtype=np.int64))], threads=1, keep=False)
    _ready.add(packed.room)


def _announcer(announce: Callable[[], None]) -> Any:
    """A listener of Numba that speaks when the kernel is compiled, not when it comes from the cache."""
    from numba.core.event import Event, Listener

    from diplosim.engine.kernel import play_range

    class Announcer(Listener):
        def on_start(self, event: Event) -> None:
            if event.data["dispatcher"] is play_range:
                announce()

        def on_end(self, event: Event) -> None:
            pass

    return Announcer()
