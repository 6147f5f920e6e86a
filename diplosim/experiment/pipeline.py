"""Running a plan: what is there is kept, what is missing is computed, then the files (or frames) are made."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from diplosim.cases import speak_of
from diplosim.experiment.assemble import assemble
from diplosim.experiment.cluster import by_cluster
from diplosim.experiment.computed import Computed, failed_in, to_bytes
from diplosim.experiment.engines import available_cores
from diplosim.experiment.executors import Form, by_processes, by_threads, itself, pool_pays
from diplosim.experiment.folder import MANIFEST, digest, manifest_bytes, write_files
from diplosim.experiment.manifest import description_files, make_manifest
from diplosim.experiment.numbers import Failure, Numbers
from diplosim.experiment.owned import PLAN
from diplosim.experiment.plan import Plan
from diplosim.experiment.store import Store
from diplosim.experiment.traced import record_files, traced_runs

if TYPE_CHECKING:
    import pyarrow as pa

    from diplosim.experiment.definition import Definition
    from diplosim.experiment.run import RunResult

T = TypeVar("T")
Say = Callable[[str], None]
Progress = Callable[[int, int, int], None]
"""Called with (runs finished, runs failed, runs in all)."""
Summarise = Callable[[Numbers], dict[str, bytes]]
"""Makes further files from the finished numbers (``summary.csv``)."""


def to_stderr(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def quietly(text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class How:
    """Where and how to compute."""

    workers: int | None = None
    scheduler: str | None = None
    plugins: Sequence[str] = ()
    force: bool = False
    csv: bool = False
    progress: Progress | None = None
    say: Say = quietly
    known: Mapping[int, Computed] = field(default_factory=dict)
    """Chunks that have been computed already."""

    @property
    def threads(self) -> int:
        """Threads or processes to use at most."""
        return self.workers or available_cores()


@dataclass
class Ended:
    """How the work on a folder ended."""

    folder: Path
    plan: Plan
    finished: int = 0
    """Runs that are in the folder now."""
    failures: list[Failure] = field(default_factory=list)
    resumed: int = 0
    """Runs that were there before."""
    damaged: list[int] = field(default_factory=list)
    """Chunks that were found damaged and computed again."""
    interrupted: bool = False
    complete_before: bool = False
    """Whether all results were there already."""
    wall_s: float = 0.0
    workers: int = 1


def run_plan(definition: Definition, plan: Plan, folder: Path, how: How, summarise: Summarise) -> Ended:
    """Run what is missing of the plan and write the results; Ctrl-C keeps the finished chunks.

    Raises:
        FolderError: the folder cannot be used for this plan, or is in use.
        EnginesDifferError: the engines give different numbers; no results are written.
        OSError: the disk is full or fails; the finished chunks are kept.
    """
    started = time.perf_counter()
    ended = Ended(folder, plan, workers=how.threads)
    with Store.open(folder, plan, how.force) as store:
        ended.plan = plan = store.plan
        if store.foreign:
            how.say(f"not from diplosim, and left where it is: {', '.join(map(str, store.foreign))}")
        if store.finished_manifest() is not None:
            store.clear()
            ended.complete_before, ended.resumed, ended.finished = True, plan.runs, plan.runs
            ended.failures = Numbers(store, folder / "runs.parquet").failures()
            return ended
        ended.damaged = list(store.damaged)
        ended.resumed = store.kept_from_before()
        try:
            _fill(store, ended, how)
            numbers = Numbers(store, folder / "runs.parquet")
            speak_of(plan.arms[0].named)
            sums = assemble(numbers, folder, how.csv, ended.workers)
            ended.finished, ended.failures = plan.runs, numbers.failures()
            files = summarise(numbers) | (record_files(traced_runs(plan)) if plan.traced else {})
            ended.wall_s = time.perf_counter() - started
            files[PLAN] = (folder / PLAN).read_bytes()
            _describe(definition, ended, how, files, sums)
            store.clear()
        except KeyboardInterrupt:
            ended.interrupted = True
            ended.finished = store.runs_kept()
            ended.wall_s = time.perf_counter() - started
            _describe(definition, ended, how, {}, {})
    return ended


def _describe(
    definition: Definition, ended: Ended, how: How, more: Mapping[str, bytes], sums: Mapping[str, str]
) -> None:
    """Write the files that are not there yet, the manifest last, so that a folder that is done is whole."""
    plan = ended.plan
    files = {**description_files(definition, plan, how.csv), **more}
    status = "interrupted" if ended.interrupted else "failed runs" if ended.failures else "done"
    counts = {
        "planned": plan.runs,
        "finished": ended.finished,
        "failed": len(ended.failures),
        "resumed": ended.resumed,
    }
    digests = {**sums, **{name: digest(data) for name, data in files.items()}}
    manifest = make_manifest(
        definition, plan, status, counts, digests, how.plugins,
        wall_seconds=round(ended.wall_s, 3), workers=ended.workers,
    )  # fmt: skip
    write_files(ended.folder, {**files, MANIFEST: manifest_bytes(manifest)})


def _fill(store: Store, ended: Ended, how: How) -> None:
    """Compute and keep every missing chunk; chunks that an executor loses are computed once more."""
    plan, growth = store.plan, store.growth
    if store.pending and ended.resumed:
        words = "going on where it stopped" if growth is None else "growing"
        how.say(f"{words}: {ended.resumed:,} of {plan.runs:,} runs are kept from before")
    for index in store.pending:
        if index in how.known:
            store.add(index, to_bytes(how.known[index]))
        elif growth is not None and not growth.missing(index):
            store.add(index, growth.filled(index, None))
    total = sum(len(plan.numbers(index)) for index in store.pending)
    finished = failed = 0
    _make_ready(plan, store.pending, how)
    while pending := store.pending:
        with contextlib.closing(_chunks(to_bytes, plan, pending, how)) as chunks:
            for index, data in chunks:
                store.add(index, data if growth is None else growth.filled(index, data))
                finished += len(plan.numbers(index))
                if how.progress is not None:
                    failed += failed_in(data)
                    how.progress(finished, failed, total)
        if len(store.pending) == len(pending):
            raise RuntimeError(f"{len(pending)} chunks were handed out and none came back")


def _make_ready(plan: Plan, pending: Sequence[int], how: How) -> None:
    """Load or compile the kernel once, here, where Ctrl-C ends it."""
    if not pending or plan.engine == "mesa" or how.scheduler is not None:
        return
    from diplosim.engine.pack import pack
    from diplosim.experiment.engines import prepare

    for arm in plan.arms:
        prepare(pack(arm), how.say, plan.engine)


def _chunks(
    form: Form[T], plan: Plan, pending: Sequence[int], how: How
) -> Generator[tuple[int, T], None, None]:
    """The executor that was asked for."""
    if how.scheduler is not None:
        return by_cluster(form, plan, pending, how.scheduler, how.plugins)
    if plan.engine != "mesa":
        return by_threads(form, plan, pending, how.threads)
    if any(_only_here(kind) for kind in plan.own.values()) or not pool_pays(plan, pending, how.threads):
        return by_threads(form, plan, pending, 1)
    return by_processes(form, plan, pending, how.threads, how.plugins)


def _only_here(kind: type) -> bool:
    """Whether a class was made in a script, a notebook or a function, so that no other process can import it."""
    return kind.__module__ == "__main__" or "<locals>" in kind.__qualname__


@dataclass
class Memory:
    """The finished runs of a plan that was run without a folder."""

    plan: Plan
    chunks: dict[int, Computed] = field(default_factory=dict)

    def read(self, index: int, names: Sequence[str]) -> pa.Table:
        """Some columns of a chunk, months in double precision."""
        return self.chunks[index].table(names, exact=True)

    @property
    def numbers(self) -> Numbers:
        """The numbers, column by column."""
        return Numbers(self)

    @cached_property
    def traced(self) -> list[RunResult]:
        """The first replicate of every arm with its records, played when it is first asked for."""
        return traced_runs(self.plan)


def run_in_memory(plan: Plan, how: How) -> Memory:
    """Run a plan without a folder; nothing is kept if it is interrupted."""
    memory = Memory(plan)
    pending = list(range(plan.chunks))
    _make_ready(plan, pending, how)
    finished = failed = 0
    with contextlib.closing(_chunks(itself, plan, pending, how)) as chunks:
        for index, computed in chunks:
            memory.chunks[index] = computed
            finished += len(plan.numbers(index))
            failed += len(computed.errors)
            if how.progress is not None:
                how.progress(finished, failed, plan.runs)
    return memory
