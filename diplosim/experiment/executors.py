"""Where chunks are computed: threads of this process, processes of this machine, or a Dask cluster.

Every executor takes the numbers of chunks and yields ``(number, bytes)`` as they come. A chunk's bytes depend on the
plan and its number alone, so it does not matter which executor computed it, nor when.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from diplosim.experiment.chunk import chunk_bytes, lost_bytes
from diplosim.experiment.sweep_plan import Plan
from diplosim.experiment.workers import clean_spawn

Chunks = Generator[tuple[int, bytes], None, None]
#: Chunks handed out beyond those being computed, for each worker; keeps memory flat.
AHEAD = 2
#: How often a chunk may be in the hands of a process that dies before its runs are given up.
ATTEMPTS = 2

_plan: list[Plan] = []  # filled once in each worker process


def by_threads(plan: Plan, pending: Sequence[int], workers: int) -> Chunks:
    """Compute chunks in threads of this process; the compiled engine lets them run side by side."""
    pool = ThreadPoolExecutor(workers, thread_name_prefix="diplosim-sweep")
    try:
        yield from _flow(pool, pending, workers * AHEAD, chunk_bytes, plan)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def by_processes(plan: Plan, pending: Sequence[int], workers: int, plugins: Sequence[str]) -> Chunks:
    """Compute chunks in worker processes; a chunk that ends its process is tried alone, then given up."""
    left = list(pending)
    suspects: dict[int, int] = {}
    while left:
        alone = next((index for index in left if suspects.get(index)), None)
        batch, count = (left, workers) if alone is None else ([alone], 1)
        taken: list[int] = []
        try:
            for index, data in _pool_chunks(plan, batch, min(count, len(batch)), plugins, taken):
                left.remove(index)
                suspects.pop(index, None)
                yield index, data
        except BrokenProcessPool:
            for index in taken:
                if index in left:
                    suspects[index] = suspects.get(index, 0) + 1
            if alone is not None and suspects[alone] > ATTEMPTS:
                left.remove(alone)
                yield alone, lost_bytes(plan, alone)


def _pool_chunks(
    plan: Plan, batch: Sequence[int], workers: int, plugins: Sequence[str], taken: list[int]
) -> Iterator[tuple[int, bytes]]:
    """Chunks from one pool; ``taken`` collects those that were handed out."""
    pool = ProcessPoolExecutor(
        workers, mp_context=clean_spawn(), initializer=start_sweep_worker,
        initargs=(plan.document(), tuple(plugins)),
    )  # fmt: skip
    try:
        yield from _flow(pool, batch, workers + 1, compute_here, None, taken)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def start_sweep_worker(document: dict[str, Any], plugins: Sequence[str]) -> None:
    """Prepare a worker process: signals, plug-ins, then the plan that names their policies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from diplosim.policies import load_plugin

    for plugin in plugins:
        load_plugin(plugin)
    _plan[:] = [Plan.from_document(document)]


def compute_here(plan: None, index: int) -> bytes:
    """A chunk of the plan that this worker process was started for."""
    return chunk_bytes(_plan[0], index)


def _flow(
    pool: Executor,
    pending: Sequence[int],
    window: int,
    compute: Callable[[Any, int], bytes],
    plan: Plan | None,
    taken: list[int] | None = None,
) -> Iterator[tuple[int, bytes]]:
    """Hand out a few chunks at a time and yield them as they are finished."""
    waiting: dict[Future[bytes], int] = {}
    queue = iter(pending)
    while True:
        while len(waiting) < window and (index := next(queue, None)) is not None:
            waiting[pool.submit(compute, plan, index)] = index
            if taken is not None:
                taken.append(index)
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            yield waiting.pop(future), future.result()
