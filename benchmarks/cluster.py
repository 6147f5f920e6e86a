"""Sweeps on a Dask cluster of separate processes, by the number of workers; what a run costs, and what 1e9 would take.

Scheduler and workers are started as on a cluster, with ``dask scheduler`` and ``dask worker``, here on one machine over
TCP. Each worker is a process with one thread. Wall time means something on idle cores only; processor time, counted for
client, scheduler and workers apart, hardly depends on what else the machine does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
#: The size of the largest question, and the month's share of a results folder when all are kept.
MANY = 1_000_000_000
WORKERS = (1, 2, 4)
REPLICATES = 20
Process = subprocess.Popen[bytes]


class Cluster(NamedTuple):
    """Processes of a cluster, and where its scheduler answers."""

    address: str
    scheduler: Process
    workers: list[Process]


def dask(*words: str, folder: Path) -> Process:
    """A command of Dask in a process of its own, with this copy of diplosim."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words], cwd=folder, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def worker(address: str, folder: Path) -> Process:
    """A worker of one thread; without a nanny, so that killing it is killing it."""
    return dask(
        "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", folder=folder
    )  # fmt: skip


def scheduler(folder: Path, port: int = 0) -> tuple[str, Process]:
    """A scheduler and its address."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    started = dask(
        "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard",
        "--scheduler-file", str(file), folder=folder,
    )  # fmt: skip
    end = time.monotonic() + 120
    while True:
        try:
            return json.loads(file.read_text())["address"], started
        except (OSError, ValueError):  # not there yet, or half of it
            if time.monotonic() > end or started.poll() is not None:
                started.kill()
                raise
            time.sleep(0.05)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster on this machine; its processes end with the block."""
    address, first = scheduler(folder)
    made = Cluster(address, first, [worker(address, folder) for _ in range(workers)])
    try:
        yield made
    finally:
        for process in (*made.workers, made.scheduler):
            process.kill()
            process.wait()


def cpu_seconds(processes: Sequence[Process]) -> float:
    """Processor time of some processes so far; nought where the system does not say."""
    total = 0
    for process in processes:
        stat = Path(f"/proc/{process.pid}/stat")
        if stat.exists():
            fields = stat.read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def declared(runs: int) -> dict[str, Any]:
    """An experiment of that many runs of ten years."""
    return {
        "experiment": 1,
        "name": "scaling",
        "scenario": str(ROOT / "scenarios" / "status_quo.yaml"),
        "reference": "status_quo",
        "arms": {"status_quo": [], "pooled_fund": ["pooled_fund"]},
        "vary": {"provocation.iota": "default_range", "trust.lam_neg": {"uniform": [1, 4]}},
        "design": {"method": "lhs", "samples": runs // (2 * REPLICATES), "seed": 1},
        "replicates": REPLICATES,
    }


class Took(NamedTuple):
    """Seconds of one sweep: on the wall, and of the processor in client, scheduler and workers."""

    wall: float
    client: float
    scheduler: float
    workers: float


def sweep(runs: int, folder: Path, on: Cluster | None = None, **how: Any) -> Took:
    """One sweep into a folder, timed."""
    from diplosim.api import Experiment

    def clocks() -> list[float]:
        others = [cpu_seconds([on.scheduler]), cpu_seconds(on.workers)] if on else [0.0, 0.0]
        return [time.perf_counter(), time.process_time(), *others]

    before, address = clocks(), on.address if on else None
    done = Experiment.from_dict(declared(runs)).run(folder, engine="compiled", scheduler=address, **how)
    if done.manifest["counts"]["finished"] != runs:
        raise AssertionError(done.manifest["counts"])
    return Took(*(now - then for now, then in zip(clocks(), before, strict=True)))


def by_workers(runs: int, folder: Path) -> list[tuple[str, ...]]:
    """A row for each number of workers, and one for a thread without Dask; the first sweep of each is not counted."""
    rows, one = [], 0.0
    for count in (0, *WORKERS):
        place = folder / str(count)
        place.mkdir()
        if count:
            with cluster(place, count) as made:
                sweep(40 * 2 * REPLICATES, place / "first", made)
                took = sweep(runs, place / "out", made)
        else:
            sweep(2 * REPLICATES, place / "first", workers=1)
            took = sweep(runs, place / "out", workers=1)
        one = one or took.wall
        used = took.client + took.scheduler + took.workers
        rows.append((
            f"{count} workers" if count else "one thread, no Dask", f"{runs}", f"{took.wall:.1f}",
            f"{one / took.wall:.2f}",
            *(f"{1e6 * seconds / runs:.0f}" for seconds in (took.workers, took.scheduler, took.client, used)),
        ))  # fmt: skip
    same = {(folder / str(count) / "out" / "runs.parquet").read_bytes() for count in (0, *WORKERS)}
    if len(same) != 1:
        raise AssertionError("runs.parquet depends on the number of workers")
    return rows


class Cost(NamedTuple):
    """Measured: microseconds of processor and bytes for each run, bytes while it runs, MiB of memory."""

    processor_us: float
    run_bytes: float
    month_bytes: float
    chunk_bytes: float


def cost(runs: int, folder: Path, every_month: bool) -> Cost:
    """What a run takes, all in all, when a sweep keeps few months or every one."""
    import pyarrow.parquet as pq

    from diplosim.experiment.store import Store

    sizes: list[int] = []
    real = Store.add

    def add(store: Store, index: int, data: bytes) -> None:
        sizes.append(len(data))
        real(store, index, data)

    Store.add = add  # type: ignore[method-assign]
    try:
        took = sweep(runs, folder, workers=1, trajectories=every_month)
    finally:
        Store.add = real  # type: ignore[method-assign]
    months = folder / "trajectories.parquet"
    rows = pq.ParquetFile(months).metadata.num_rows
    return Cost(
        1e6 * took.client / runs,
        (folder / "runs.parquet").stat().st_size / runs,
        months.stat().st_size / rows,
        sum(sizes) / runs,
    )


def billion(found: Cost, every_month: bool, months: int) -> tuple[str, ...]:
    """What ``MANY`` runs would take: core-hours, hours on 1000 cores, folders, terabytes in the end and on the way."""
    from diplosim.experiment.plan import KEPT_ROWS, MOST_RUNS

    folders = -(-MANY // MOST_RUNS)
    kept = MANY * months if every_month else folders * KEPT_ROWS
    hours = MANY * found.processor_us / 3.6e9
    end = MANY * found.run_bytes + kept * found.month_bytes
    way = MANY * found.chunk_bytes if every_month else MANY * found.run_bytes * 2
    return (
        f"{found.processor_us:.0f}", f"{found.run_bytes:.0f}", f"{found.month_bytes:.0f}", f"{hours:.0f}",
        f"{hours / 1000:.1f}", str(folders), f"{end / 1e12:.2f}", f"{way / 1e12:.2f}",
    )  # fmt: skip


def main(quick: bool) -> None:
    """Print the tables."""
    from benchmarks.timing import show

    runs, few = (800, 800) if quick else (40_000, 4000)
    print(f"\n{date.today()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        show(
            "A Dask cluster of separate processes, by workers of one thread each",
            ("", "runs", "wall s", "times as fast", "us a run: workers", "scheduler", "client", "all"),
            by_workers(runs, folder),
        )  # fmt: skip
        rows = []
        for every_month in (False, True):
            found = cost(few if every_month else runs, folder / f"cost{every_month}", every_month)
            what = "every month kept" if every_month else "few months kept"
            rows.append((what, *billion(found, every_month, 120)))
    show(
        f"Cost of a run of 120 months, and of {MANY:,} runs",
        ("", "us a run", "bytes a run", "bytes a kept month", "core-hours", "hours on 1000 cores", "folders", "TB",
         "TB more on the way"), rows,
    )  # fmt: skip


if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # the folder of this file would hide modules of the same name
    main(quick="--quick" in sys.argv)
