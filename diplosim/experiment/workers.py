"""Worker processes that start clean: own context, own signals, the user's script not run again."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.context
import os
import signal
import sys
import threading
import types
from collections.abc import Iterator
from typing import Any

_launching = threading.Lock()


@contextlib.contextmanager
def _clean_launch() -> Iterator[None]:
    """While a worker is started: ignore Ctrl-C in it, one thread for linear algebra, no main script.

    A spawned process runs the user's main script again, so that a script without the ``if __name__``
    guard would start workers of workers. Our jobs need nothing from it. Ctrl-C is the parent's business:
    it reaches the whole process group, and a worker that is importing would answer with a traceback.
    """
    main = sys.modules["__main__"]
    blank = types.ModuleType("__main__")
    blank.__spec__ = None
    variable = "OPENBLAS_NUM_THREADS"
    threads = os.environ.get(variable)
    with _launching:
        ignored = threading.current_thread() is threading.main_thread()
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if ignored else None
        sys.modules["__main__"] = blank
        os.environ[variable] = "1"
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            if threads is None:
                del os.environ[variable]
            else:
                os.environ[variable] = threads
            if ignored:
                signal.signal(signal.SIGINT, handler)


class _Worker(multiprocessing.context.SpawnProcess):
    """A spawned process that starts clean."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # the hook of multiprocessing through which a process starts
        with _clean_launch():
            return multiprocessing.context.SpawnProcess._Popen(process_obj)


class _CleanSpawn(multiprocessing.context.SpawnContext):
    """The spawn context with our worker; the global start method is not touched."""

    Process = _Worker


def clean_spawn() -> multiprocessing.context.SpawnContext:
    """The context in which worker processes are started."""
    return _CleanSpawn()
