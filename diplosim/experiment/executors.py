"""Where chunks are computed: threads of this process, processes of this machine, or a Dask cluster.

Every executor takes the numbers of chunks and yields ``(number, chunk)`` as they come, each chunk in the ``form`` that
was asked for: bytes for a folder, or the numbers themselves. A chunk depends on the plan and its number alone, so it
does not matter which executor computed it, nor when. Worker processes start clean: own context, own signals, the
user's script not run again.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.context
import os
import signal
import sys
import threading
import types
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from diplosim.experiment.chunk import compute, lost
from diplosim.experiment.computed import Computed
from diplosim.experiment.plan import Plan

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


T = TypeVar("T")
Form = Callable[[Computed], T]
#: Chunks handed out beyond those being computed, for each worker; keeps memory flat.
AHEAD = 2
#: How often a chunk may be in the hands of a process that dies before its runs are given up.
ATTEMPTS = 2
#: Seconds until two new workers have imported Mesa and are ready: a little more than the 1.3 to 2.0 measured on two
#: idle cores (status quo, three starts), because a machine is rarely idle; on a busy one it took up to 4.
WORKER_START_S = 2.5
#: Share of ideal speed that workers are taken to reach: a choice, not a measurement. On two cores 48 runs of the status
#: quo went 1.3 to 1.9 times as fast with two workers as without, which is 0.65 to 0.95 of ideal; how busy the machine
#: was in between is not known, and more workers were not tried. It only decides whether a pool is started at all.
WORKER_EFFICIENCY = 0.85
#: Seconds that a month of a run takes on the Mesa engine (status quo, two idle cores: a tenth of a second for 120).
MONTH_S = 0.0009

_plan: list[Plan] = []  # filled once in each worker process


def in_form(form: Form[T], plan: Plan, index: int) -> T:
    """A chunk, computed here."""
    return form(compute(plan, index))


def itself(computed: Computed) -> Computed:
    """The form of chunks that stay in memory."""
    return computed


def by_threads(
    form: Form[T], plan: Plan, pending: Sequence[int], workers: int
) -> Generator[tuple[int, T], None, None]:
    """Compute chunks in threads of this process; the compiled engine lets them run side by side."""
    pool = ThreadPoolExecutor(workers, thread_name_prefix="diplosim-chunk")
    try:
        yield from _flow(pending, workers * AHEAD, lambda index: pool.submit(in_form, form, plan, index))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def pool_pays(plan: Plan, pending: Sequence[int], workers: int) -> bool:
    """Whether worker processes finish these chunks sooner than this process, their start included."""
    used = min(workers, len(pending))
    if used < 2:
        return False
    runs = sum(len(plan.numbers(index)) for index in pending)
    here = runs * sum(arm.months for arm in plan.arms) / len(plan.arms) * MONTH_S
    return WORKER_START_S + here / (used * WORKER_EFFICIENCY) < here


def by_processes(
    form: Form[T], plan: Plan, pending: Sequence[int], workers: int, plugins: Sequence[str]
) -> Generator[tuple[int, T], None, None]:
    """Compute chunks in worker processes; a chunk that ends its process is tried alone, then given up."""
    left = list(pending)
    suspects: dict[int, int] = {}
    while left:
        alone = next((index for index in left if suspects.get(index)), None)
        batch, count = (left, workers) if alone is None else ([alone], 1)
        taken: list[int] = []
        try:
            for index, data in _pool_chunks(form, plan, batch, min(count, len(batch)), plugins, taken):
                left.remove(index)
                suspects.pop(index, None)
                yield index, data
        except BrokenProcessPool:
            for index in taken:
                if index in left:
                    suspects[index] = suspects.get(index, 0) + 1
            if alone is not None and suspects[alone] > ATTEMPTS:
                left.remove(alone)
                yield alone, form(lost(plan, alone))


def _pool_chunks(
    form: Form[T], plan: Plan, batch: Sequence[int], workers: int, plugins: Sequence[str], taken: list[int]
) -> Iterator[tuple[int, T]]:
    """Chunks from one pool; ``taken`` collects those that were handed out."""
    pool = ProcessPoolExecutor(
        workers, mp_context=clean_spawn(), initializer=start_worker,
        initargs=(plan.document(), tuple(plugins)),
    )  # fmt: skip

    def submit(index: int) -> Future[T]:
        taken.append(index)
        return pool.submit(compute_here, form, index)

    try:
        yield from _flow(batch, workers + 1, submit)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def start_worker(document: dict[str, Any], plugins: Sequence[str]) -> None:
    """Prepare a worker process: signals, plug-ins, then the plan that names their policies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    from diplosim.policies import load_plugin

    for plugin in plugins:
        load_plugin(plugin)
    _plan[:] = [Plan.from_document(document)]


def end_with_parent() -> None:
    """End this worker process when the one that started it is gone: killed, it cannot say so."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def compute_here(form: Form[T], index: int) -> T:
    """A chunk of the plan that this worker process was started for."""
    return in_form(form, _plan[0], index)


def _flow(pending: Sequence[int], window: int, submit: Callable[[int], Future[T]]) -> Iterator[tuple[int, T]]:
    """Hand out a few chunks at a time and yield them as they are finished."""
    waiting: dict[Future[T], int] = {}
    queue = iter(pending)
    while True:
        while len(waiting) < window and (index := next(queue, None)) is not None:
            waiting[submit(index)] = index
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            yield waiting.pop(future), future.result()
