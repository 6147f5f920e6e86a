"""Many runs: in this process or in worker processes, with the same results either way.

A run depends on its scenario and replicate alone, so the order of the results is that of the plan,
whatever the workers do. Starting a worker takes a second or two; a pool is used only when what is left
to do is longer than that.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from diplosim.experiment.engine import mesa_engine
from diplosim.experiment.run import RunResult, run_one
from diplosim.experiment.workers import clean_spawn, run_job, start_worker

if TYPE_CHECKING:
    from diplosim.model.actors.base import CastMember
    from diplosim.scenario import Scenario

#: Seconds until two new workers have imported Mesa and are ready: a little more than the 1.3 to 2.0 measured on two
#: idle cores (status quo, three starts), because a machine is rarely idle; on a busy one it took up to 4.
WORKER_START_S = 2.5
#: Share of ideal speed that workers are taken to reach: a choice, not a measurement. On two cores 48 runs of the status
#: quo went 1.3 to 1.9 times as fast with two workers as without, which is 0.65 to 0.95 of ideal; how busy the machine
#: was in between is not known, and more workers were not tried. It only decides whether a pool is started at all.
WORKER_EFFICIENCY = 0.85

Progress = Callable[[int, int, int], None]
"""Called with (runs finished, runs failed, runs in all)."""


@dataclass
class Ensemble:
    """The finished runs of a plan, in the order of the plan, and whether it was interrupted."""

    arms: tuple[Scenario, ...]
    results: list[RunResult] = field(default_factory=list)
    interrupted: bool = False
    wall_s: float = 0.0
    workers: int = 1
    """Processes (Mesa engine) or threads (compiled engine) used; 1 means this process alone."""
    engine: str = "mesa"
    traced: bool = True
    """Whether replicate 0 of every arm has its records; the compiled engine gets them when they are asked for."""
    own_classes: Mapping[str, str] = field(default_factory=dict)
    """The user's own classes, by actor code: they decide the results as much as the scenarios do."""

    @property
    def planned(self) -> int:
        """Number of runs asked for."""
        return sum(arm.replicates for arm in self.arms)

    @property
    def failed(self) -> list[RunResult]:
        """The runs that stopped with an error."""
        return [result for result in self.results if not result.ok]


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_replicates(
    arms: Sequence[Scenario],
    *,
    workers: int | None = None,
    plugins: Sequence[str] = (),
    progress: Progress | None = None,
    actors: Mapping[str, type[CastMember]] | None = None,
) -> Ensemble:
    """Run every replicate of every arm on the Mesa engine; replicate 0 of each arm is traced.

    Ctrl-C stops the work and returns what was finished, with ``interrupted`` set. ``plugins`` are paths or
    modules of policies that worker processes load before they read the scenarios. ``actors`` are classes of
    the user's own by actor code; those that a worker could not import run in this process.
    """
    started = time.perf_counter()
    jobs = [(index, replicate) for index, arm in enumerate(arms) for replicate in range(arm.replicates)]
    jobs.sort(key=lambda job: (job[1], job[0]))  # an interrupted comparison then holds whole pairs
    own = dict(actors or {})
    names = {code: f"{kind.__module__}.{kind.__qualname__}" for code, kind in own.items()}
    ensemble = Ensemble(tuple(arms), own_classes=names)
    most = 1 if any(_only_here(name) for name in names.values()) else workers or available_cores()
    done: dict[tuple[int, int], RunResult] = {}
    failed = 0
    try:
        with contextlib.closing(_results(ensemble, jobs, most, plugins, own)) as results:
            for job, result in results:
                done[job] = result
                failed += not result.ok
                if progress is not None:
                    progress(len(done), failed, len(jobs))
    except KeyboardInterrupt:
        ensemble.interrupted = True
    ensemble.results = [done[job] for job in sorted(done)]
    ensemble.wall_s = time.perf_counter() - started
    return ensemble


def _only_here(name: str) -> bool:
    """Whether a class was made in a script, a notebook or a function, so that no other process can import it."""
    return name.startswith("__main__.") or "<locals>" in name


def _results(
    ensemble: Ensemble,
    jobs: list[tuple[int, int]],
    workers: int,
    plugins: Sequence[str],
    actors: Mapping[str, type[CastMember]],
) -> Generator[tuple[tuple[int, int], RunResult], None, None]:
    """Yield results as they come: here first, then from a pool once that is measured to pay."""
    mesa_engine()  # imported before the clock of the first run starts
    seconds = 0.0
    for position, (index, replicate) in enumerate(jobs):
        if position > 0 and pool_pays(len(jobs) - position, seconds, workers):
            yield from _pool_results(ensemble, jobs[position:], workers, plugins, actors)
            return
        begun = time.perf_counter()
        yield (
            (index, replicate),
            run_one(ensemble.arms[index], replicate, trace=replicate == 0, actors=actors),
        )
        seconds = time.perf_counter() - begun


def pool_pays(left: int, seconds_a_run: float, workers: int) -> bool:
    """Whether worker processes finish ``left`` runs sooner than this process, their start included."""
    used = min(workers, left)
    if used < 2:
        return False
    here = left * seconds_a_run
    return WORKER_START_S + here / (used * WORKER_EFFICIENCY) < here


def _pool_results(
    ensemble: Ensemble,
    jobs: list[tuple[int, int]],
    workers: int,
    plugins: Sequence[str],
    actors: Mapping[str, type[CastMember]],
) -> Generator[tuple[tuple[int, int], RunResult], None, None]:
    """Yield results from worker processes; if they die, the runs they took are reported as failed."""
    ensemble.workers = min(workers, len(jobs))
    documents = [arm.to_dict() for arm in ensemble.arms]
    pool = ProcessPoolExecutor(
        ensemble.workers,
        mp_context=clean_spawn(),
        initializer=start_worker,
        initargs=(documents, tuple(plugins), actors),
    )
    try:
        futures = {pool.submit(run_job, *job, job[1] == 0): job for job in jobs}
        for future in as_completed(futures):
            job = futures.pop(future)
            try:
                yield job, future.result()
            except BrokenProcessPool as error:
                yield job, _lost(ensemble.arms[job[0]], job[1], error)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _lost(arm: Scenario, replicate: int, error: Exception) -> RunResult:
    """The failed row of a run whose worker process ended abruptly."""
    reason = f"the worker process ended before the run did (out of memory?): {error}".replace("\n", " ")
    return RunResult(arm.name, replicate, arm.seed, status="failed", error=reason)
