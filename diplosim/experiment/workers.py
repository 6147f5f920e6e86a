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
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from diplosim.experiment.run import RunResult, run_one

if TYPE_CHECKING:
    from diplosim.model.actors.base import CastMember
    from diplosim.scenario import Scenario

_arms: list[Scenario] = []  # filled once in each worker process, read by its jobs
_actors: dict[str, type[CastMember]] = {}  # the user's own classes, likewise
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


def start_worker(
    documents: Sequence[dict[str, Any]], plugins: Sequence[str], actors: Mapping[str, type[CastMember]]
) -> None:
    """Prepare a worker process: signals, plugins, then the scenarios that name them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from diplosim.policies import load_plugin
    from diplosim.scenario import Scenario

    for plugin in plugins:
        load_plugin(plugin)
    _arms[:] = [Scenario.from_dict(document) for document in documents]
    _actors.clear()
    _actors.update(actors)


def run_job(arm: int, replicate: int, trace: bool) -> RunResult:
    """Run one replicate of the arm with this number."""
    return run_one(_arms[arm], replicate, trace=trace, actors=_actors)
