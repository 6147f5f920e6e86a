"""kill -9 at random moments of a sweep: ``python -m tests.attacks.kills --count 100``.

The real command line runs in forks of this process, which has loaded all libraries. Killed are the sweep (one process,
threads, worker processes, client of a Dask cluster), workers of the cluster and its scheduler. Then the same command
goes on. Wrong is a finished chunk that is gone, a worker process that stays behind, another end than the documented
one, and a byte that differs from the tables of an undisturbed sweep. docs/reliability.md has the outcome.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import yaml

import diplosim.analysis.sensitivity
import diplosim.cli.run
import diplosim.model.model  # noqa: F401  what a sweep loads by the way, like the others
from benchmarks.cluster import Cluster, Process, cluster, scheduler, worker
from diplosim import experiment
from diplosim.cli import cli
from diplosim.experiment import make_plan, pipeline
from tests.experiment.sweep_process import stored
from tests.experiment.sweeps import document, sums

#: How each kind of sweep is asked for; a cluster's address is put behind the last.
WAYS = {
    "one process": ("--engine", "mesa", "--workers", "1"),
    "threads": ("--engine", "compiled", "--workers", "2"),
    "worker processes": ("--engine", "mesa", "--workers", "2"),
    "Dask client": ("--engine", "mesa", "--scheduler"),
}
#: Of a hundred kills, how many hit what.
SHARES = {
    "one process": 30, "threads": 30, "worker processes": 10,
    "Dask client": 10, "Dask worker": 10, "Dask scheduler": 10,
}  # fmt: skip
CHUNKS = 40
LOST = "was lost; start it and its workers again"
NONE = "no Dask scheduler answers at "
GOES_ON = "the finished chunks are kept in r, and the same command goes on from there"
#: Seconds in which something has to happen on a busy machine.
SOON_S = 300.0


class Sweep:
    """The sweep in a fork; its folder is ``r`` in the given one."""

    def __init__(self, folder: Path, options: tuple[str, ...]) -> None:
        self.results, self.file = folder / "r", folder / "said"
        folder.mkdir(exist_ok=True)
        (folder / "x.yaml").write_text(yaml.safe_dump(document(replicates=8, samples=5), sort_keys=False))
        self.child = os.fork()
        if self.child == 0:
            status = 70
            try:
                os.chdir(folder)
                sys.stdout = sys.stderr = self.file.open("w", encoding="utf-8", buffering=1)
                os.dup2(sys.stdout.fileno(), 2)
                experiment.make_plan = lambda *given, **more: replace(make_plan(*given, **more), chunk=3)
                pipeline.pool_pays = lambda plan, pending, workers: workers > 1 and len(pending) > 1
                cli.main(["run", "x.yaml", *options, "--no-figures", "--out", "r"], prog_name="diplosim")
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 71
            except BaseException:  # noqa: BLE001 - a fork must never return into what forked it
                traceback.print_exc()
            finally:
                os._exit(status)

    def ended(self) -> int | None:
        """The status, once it has ended."""
        done, status = os.waitpid(self.child, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if done else None

    def reaches(self, chunks: int, seconds: float = 0.0) -> int | None:
        """Wait for so many chunks and so long after them; the status, if it ends before."""
        due, status = float("inf"), None
        end = time.monotonic() + SOON_S
        while status is None and time.monotonic() < due:
            if due == float("inf") and stored(self.results) >= chunks:
                due = time.monotonic() + seconds
            if time.monotonic() > end:
                raise AssertionError(f"{stored(self.results)} chunks, not {chunks}: {self.said()}")
            time.sleep(0.002)
            status = self.ended()
        return status

    def kill(self) -> list[int]:
        """End it at once; processes that it had started."""
        children = Path(f"/proc/{self.child}/task/{self.child}/children")
        started = [int(pid) for pid in children.read_text().split()] if children.exists() else []
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        return started

    def said(self) -> str:
        """What it has printed."""
        return " ".join(self.file.read_text().split()) if self.file.exists() else ""


def gone(pids: list[int]) -> bool:
    """Whether processes end by themselves soon."""
    end = time.monotonic() + SOON_S
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def check(true: object, what: str) -> None:
    """One of the promises; an assertion would be left out under ``-O``."""
    if not true:
        raise AssertionError(what)


class Kills:
    """Kills of one kind after the other, each followed by the same command."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.random, self.places = folder, random.Random(seed), 0
        self.done: Counter[str] = Counter()
        self.kept: list[int] = []
        whole = Sweep(folder / "whole", WAYS["one process"])
        check(whole.reaches(10**9) == 0, whole.said())
        self.whole = sums(whole.results)

    @property
    def place(self) -> Path:
        """The folder of the sweep that is not finished."""
        return self.folder / str(self.places)

    def due(self) -> int:
        """After how many chunks to kill next: a few more than are there, so that every part of a sweep is hit."""
        return min(stored(self.place / "r") + self.random.choice((0, 0, 1, 2, 5, 9)), CHUNKS)

    def finished(self, sweep: Sweep, status: int | None) -> None:
        """It came to its end: the bytes are those of the undisturbed one, and the next begins elsewhere."""
        check(status == 0, f"status {status}: {sweep.said()}")
        check(sums(sweep.results) == self.whole, "other bytes")
        self.places += 1

    def note(self, what: str) -> None:
        """A kill that hit."""
        self.done[what] += 1
        self.kept.append(stored(self.place / "r"))
        print(f"{what} {self.done[what]}: killed with {self.kept[-1]} of {CHUNKS} chunks kept", flush=True)

    def sweeps(self, what: str, count: int, address: str = "") -> None:
        """Kill the sweep itself."""
        options = (*WAYS[what], *([address] if address else []))
        while self.done[what] < count:
            sweep = Sweep(self.place, options)
            status = sweep.reaches(self.due(), self.random.uniform(0.0, 0.1))
            if status is not None:
                self.finished(sweep, status)
                continue
            there = {path.name for path in (self.place / "r").glob("chunks/*.arrow")}
            check(gone(sweep.kill()), "worker processes stayed behind")
            left = {path.name for path in (self.place / "r").glob("chunks/*.arrow")}
            check(there <= left or (self.place / "r" / "manifest.json").exists(), "a finished chunk is gone")
            self.note(what)
        sweep = Sweep(self.place, options)
        self.finished(sweep, sweep.reaches(10**9))

    def workers(self, count: int, on: Cluster) -> None:
        """Kill workers of the cluster; the sweep goes on without being asked."""
        while self.done["Dask worker"] < count:
            sweep = Sweep(self.place, (*WAYS["Dask client"], on.address))
            status = sweep.reaches(self.due() + 1, self.random.uniform(0.0, 0.1))
            if status is None:
                hit = self.random.randrange(len(on.workers))
                end(on.workers[hit])
                self.note("Dask worker")
                on.workers[hit] = worker(on.address, self.folder)
                status = sweep.reaches(10**9)
            self.finished(sweep, status)

    def schedulers(self, count: int, on: Cluster) -> None:
        """Kill the scheduler; the sweep stops and says so, and goes on with another one."""
        while self.done["Dask scheduler"] < count:
            sweep = Sweep(self.place, (*WAYS["Dask client"], on.address))
            status = sweep.reaches(self.due(), self.random.uniform(0.0, 0.1))
            if status is not None:
                self.finished(sweep, status)
                continue
            end(on.scheduler)
            self.note("Dask scheduler")
            status = sweep.reaches(10**9)
            if status == 0:  # all chunks had come
                self.finished(sweep, status)
            else:
                said = sweep.said()
                lost = status == 1 and LOST in said and GOES_ON in said
                check((lost or (status == 2 and NONE in said)) and "Traceback" not in said, said)
            for process in on.workers:
                end(process)
            address, again = scheduler(self.folder)
            on = Cluster(address, again, [worker(address, self.folder) for _ in on.workers])
        sweep = Sweep(self.place, (*WAYS["Dask client"], on.address))
        self.finished(sweep, sweep.reaches(10**9))
        for process in (on.scheduler, *on.workers):
            end(process)


def end(process: Process) -> None:
    """kill -9."""
    process.kill()
    process.wait()


def kill(shares: dict[str, int], seed: int = 1) -> Kills:
    """So many kills of each kind; raises where something is wrong."""
    with tempfile.TemporaryDirectory() as name:
        kills = Kills(Path(name), seed)
        for what in ("one process", "threads", "worker processes"):
            if shares.get(what):
                kills.sweeps(what, shares[what])
        on_cluster: dict[str, Callable[[int, Cluster], None]] = {
            "Dask client": lambda count, on: kills.sweeps("Dask client", count, on.address),
            "Dask worker": kills.workers,
            "Dask scheduler": kills.schedulers,
        }
        if any(shares.get(what) for what in on_cluster):
            with cluster(Path(name), 2) as on:
                for what, do in on_cluster.items():
                    if shares.get(what):
                        do(shares[what], on)
    return kills


def main() -> int:
    """Print every kill, and how it ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=SHARES, help="all kills of one kind")
    given = parser.parse_args()
    began = time.monotonic()
    shares = {given.only: 100} if given.only else SHARES
    kills = kill({what: -(-given.count * share // 100) for what, share in shares.items()}, given.seed)
    told = ", ".join(f"{what} {count}" for what, count in kills.done.items())
    print(f"{sum(kills.done.values())} kills ({told}) in {time.monotonic() - began:.0f} s")
    print(f"{kills.places} sweeps ended with the bytes of the undisturbed one; no finished chunk was lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
