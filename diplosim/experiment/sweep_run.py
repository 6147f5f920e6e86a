"""Running a plan into a folder: what is there is kept, what is missing is computed, then the tables are made."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.experiment.assemble import Tables, assemble
from diplosim.experiment.chunk_file import failed_in
from diplosim.experiment.cluster import by_cluster
from diplosim.experiment.executors import by_processes, by_threads
from diplosim.experiment.replicates import Progress, available_cores
from diplosim.experiment.store import Store
from diplosim.experiment.sweep_manifest import finish, interrupted_manifest
from diplosim.experiment.sweep_plan import Plan

if TYPE_CHECKING:
    from diplosim.experiment.definition import Definition

Say = Callable[[str], None]


@dataclass
class Sweep:
    """How a sweep ended."""

    folder: Path
    plan: Plan
    finished: int = 0
    """Runs that are in the folder now."""
    failed: int = 0
    resumed: int = 0
    """Runs that were there before."""
    damaged: list[int] = field(default_factory=list)
    """Chunks that were found damaged and computed again."""
    errors: list[str] = field(default_factory=list)
    """The first failures, in words."""
    interrupted: bool = False
    complete_before: bool = False
    """Whether all results were there already."""
    wall_s: float = 0.0
    workers: int = 1


@dataclass(frozen=True)
class How:
    """Where and how to compute."""

    workers: int | None = None
    scheduler: str | None = None
    plugins: Sequence[str] = ()
    force: bool = False
    csv: bool = False
    progress: Progress | None = None
    say: Say = lambda text: None


Summarise = Callable[[Plan, Tables], dict[str, bytes]]
"""Makes further files from the finished tables (``summary.csv``)."""


def run_sweep(definition: Definition, plan: Plan, folder: Path, how: How, summarise: Summarise) -> Sweep:
    """Run what is missing of the plan and write the results; Ctrl-C keeps the finished chunks.

    Raises:
        FolderError: the folder cannot be used for this plan, or is in use.
        OSError: the disk is full or fails; the finished chunks are kept.
    """
    started = time.perf_counter()
    sweep = Sweep(folder, plan, workers=how.workers or available_cores())
    with Store.open(folder, plan, how.force) as store:
        manifest = store.finished_manifest()
        if manifest is not None:
            store.clear()
            counts = manifest["counts"]
            sweep.complete_before, sweep.resumed = True, plan.runs
            sweep.finished, sweep.failed = plan.runs, counts["failed"]
            return sweep
        sweep.damaged = list(store.damaged)
        sweep.resumed = sum(len(plan.numbers(index)) for index in store.done)
        try:
            _fill(store, sweep, how)
            tables = assemble(store, how.csv, sweep.workers)
            sweep.wall_s = time.perf_counter() - started
            sweep.finished, sweep.failed, sweep.errors = plan.runs, tables.failed, tables.errors
            finish(store, sweep, definition, tables, summarise(plan, tables), how)
        except KeyboardInterrupt:
            sweep.interrupted = True
            sweep.finished = store.runs_kept()
            sweep.wall_s = time.perf_counter() - started
            interrupted_manifest(store, sweep, definition, how)
    return sweep


def _fill(store: Store, sweep: Sweep, how: How) -> None:
    """Compute and keep every missing chunk; chunks that an executor loses are computed once more."""
    plan = store.plan
    total = sum(len(plan.numbers(index)) for index in store.pending)
    finished = failed = 0
    if store.pending and sweep.resumed:
        how.say(f"going on where it stopped: {sweep.resumed:,} of {plan.runs:,} runs are kept from before")
    if store.pending and plan.engine == "compiled" and how.scheduler is None:
        _make_ready(plan, how.say)
    while pending := store.pending:
        with contextlib.closing(_chunks(plan, pending, sweep, how)) as chunks:
            for index, data in chunks:
                store.add(index, data)
                finished += len(plan.numbers(index))
                if how.progress is not None:
                    failed += failed_in(data)
                    how.progress(finished, failed, total)
        if len(store.pending) == len(pending):
            raise RuntimeError(f"{len(pending)} chunks were handed out and none came back")


def _make_ready(plan: Plan, say: Say) -> None:
    """Load or compile the kernel once, here, where Ctrl-C ends it."""
    from diplosim.engine.pack import pack
    from diplosim.engine.ready import prepare

    for arm in plan.arms:
        prepare(pack(arm), say)


def _chunks(
    plan: Plan, pending: Sequence[int], sweep: Sweep, how: How
) -> Generator[tuple[int, bytes], None, None]:
    """The executor that was asked for."""
    if how.scheduler is not None:
        return by_cluster(plan, pending, how.scheduler, how.plugins)
    if plan.engine == "compiled":
        return by_threads(plan, pending, sweep.workers)
    if sweep.workers == 1 or len(pending) <= 1:  # starting processes would take longer than it saves
        return by_threads(plan, pending, 1)
    return by_processes(plan, pending, sweep.workers, how.plugins)
