"""Does memory stay flat? ``python benchmarks/soak.py --runs 1000000``: sweep after sweep in one process.

Each sweep is an experiment like any other, with its folder, chunks, tables and summary; the folder is removed before
the next one. ``--each`` as large as ``--runs`` is one long sweep. Memory in use is read at five marks, in the middle of
a sweep as well as between two; more growth than allowed from the first mark to any later one ends with status 1.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # the folder of this file would hide modules of the same name

from benchmarks.bulk import peak_mib, used_mib  # noqa: E402

#: Growth from the first mark on that counts as flat; one reading and the next differ by as much.
FLAT_MIB = 12.0
MARKS = (0.2, 0.4, 0.6, 0.8, 1.0)
REPLICATES = 20


class Reading(NamedTuple):
    """What is told at a mark."""

    runs: int
    seconds: float
    mib: float


class Soak:
    """Counts runs over all sweeps, and reads memory at the marks."""

    def __init__(self, runs: int) -> None:
        self.began, self.before, self.readings = time.perf_counter(), 0, list[Reading]()
        self.marks = [round(mark * runs) for mark in MARKS]

    def progress(self, finished: int, failed: int, total: int) -> None:
        """Called by a sweep after every chunk; read at its end, the last mark would miss what the tables take."""
        if failed:
            raise AssertionError(f"{failed} of {total} runs failed")
        self.reached(self.before + finished - 1)

    def reached(self, runs: int) -> None:
        """So many runs are done."""
        if self.marks and runs >= self.marks[0]:
            self.marks = [mark for mark in self.marks if mark > runs]
            self.readings.append(Reading(runs, time.perf_counter() - self.began, settled_mib()))
            print("{:,} runs in {:.0f} s: {:.1f} MiB in use".format(*self.readings[-1]), flush=True)

    @property
    def grown(self) -> float:
        """MiB from the first mark to the most at any later one."""
        return max(reading.mib for reading in self.readings[1:]) - self.readings[0].mib


def settled_mib() -> float:
    """Memory in use when all has been given back that the C library only keeps for the next call."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    return used_mib()


def sweep(runs: int, months: int, seed: int, engine: str, folder: Path, soak: Soak) -> int:
    """One sweep of two arms; how many runs it finished."""
    from diplosim.api import Experiment

    declared: dict[str, Any] = {
        "experiment": 1,
        "name": "soak",
        "scenario": {"scenario": 1, "name": "world", "months": months, "seed": seed},
        "arms": {"status_quo": [], "pooled_fund": ["pooled_fund"]},
        "vary": {"provocation.iota": "default_range", "trust.lam_neg": {"uniform": [1, 4]}},
        "design": {"method": "lhs", "samples": runs // (2 * REPLICATES), "seed": seed},
        "replicates": REPLICATES,
    }
    done = Experiment.from_dict(declared).run(folder, engine=engine, progress=soak.progress)
    counts = done.manifest["counts"]
    if counts["failed"] or counts["finished"] != counts["planned"]:
        raise AssertionError(f"sweep {seed}: {counts}")
    return int(counts["finished"])


def main() -> int:
    """Print the readings; 1 if memory grew."""
    from benchmarks.timing import machine

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=10_000, help="runs of one sweep")
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--engine", default="auto")
    given = parser.parse_args()
    print(
        f"{given.runs:,} runs of {given.months} months, {given.each:,} a sweep, engine {given.engine}\n{machine()}"
    )
    cpu, soak, seed = time.process_time(), Soak(given.runs), 0
    while soak.before < given.runs:
        with tempfile.TemporaryDirectory() as folder:
            seed += 1
            soak.before += sweep(given.each, given.months, seed, given.engine, Path(folder) / "out", soak)
        soak.reached(soak.before)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - soak.began
    print(
        f"{1e6 * wall / soak.before:.0f} us a run on the wall, {1e6 * cpu / soak.before:.0f} us of processor"
    )
    print(f"peak {peak_mib():.0f} MiB")
    print(f"from a fifth to the end memory grew by {soak.grown:.1f} MiB (flat: at most {FLAT_MIB:g})")
    return 0 if soak.grown <= FLAT_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
