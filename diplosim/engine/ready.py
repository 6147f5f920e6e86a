"""Whether the compiled engine can be used here, and getting it ready before the first runs need it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from diplosim.engine.pack import Packed
    from diplosim.engine.records import Capacity

COMPILING = "compiling the engine once, about half a minute"
NOT_KEPT = (
    "compiling the engine, about half a minute (it cannot be kept for next time: no folder to write to)"
)
#: Sizes of records that this process has compiled code for.
_ready: set[Capacity] = set()


def missing() -> str:
    """Why Numba cannot compile the engine here; empty if it can."""
    try:
        import numba  # an installed Numba may still refuse to load, for instance beside a newer NumPy
    except ImportError as error:
        return str(error)
    return "NUMBA_DISABLE_JIT is set" if numba.config.DISABLE_JIT else ""


def prepare(packed: Packed, say: Callable[[str], None]) -> None:
    """Load the code for worlds of this size from the cache, or compile it and say so.

    Done in the calling thread, so that Ctrl-C ends it.
    """
    from numba.core.event import install_listener

    from diplosim.engine.engine import Job, play
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
