"""Does memory stay flat? ``python benchmarks/soak.py --runs 1000000``: sweep after sweep in one process.

Each sweep is an experiment like any other, with its folder, chunks, tables and summary; the folder is removed before
the next one. Memory in use is read after a tenth of the runs, after half and at the end; more growth than allowed from
the first reading to the last ends with status 1.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # the folder of this file would hide modules of the same name

from benchmarks.bulk import peak_mib, used_mib  # noqa: E402

#: Growth from a tenth of the runs to all of them that counts as flat; the reading itself varies by as much.
FLAT_MIB = 8.0
MARKS = (0.1, 0.5, 1.0)
REPLICATES = 20


def sweep(runs: int, months: int, seed: int, engine: str, folder: Path) -> int:
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
    counts = Experiment.from_dict(declared).run(folder, engine=engine).manifest["counts"]
    if counts["failed"] or counts["finished"] != counts["planned"]:
        raise AssertionError(f"sweep {seed}: {counts}")
    return int(counts["finished"])


def soak(runs: int, each: int, months: int, engine: str) -> list[tuple[int, float, float]]:
    """Runs so far, seconds and MiB in use at every mark."""
    began, done, seed, left, readings = time.perf_counter(), 0, 0, list(MARKS), []
    while done < runs:
        with tempfile.TemporaryDirectory() as folder:
            done += sweep(each, months, seed := seed + 1, engine, Path(folder) / "out")
        if done >= left[0] * runs:
            left.pop(0)
            gc.collect()
            readings.append((done, time.perf_counter() - began, used_mib()))
            print("{:,} runs in {:.0f} s: {:.1f} MiB in use".format(*readings[-1]), flush=True)
    return readings


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
    cpu = time.process_time()
    readings = soak(given.runs, given.each, given.months, given.engine)
    grown, cpu = readings[-1][2] - readings[0][2], time.process_time() - cpu
    done, wall, _ = readings[-1]
    print(f"{1e6 * wall / done:.0f} us a run on the wall, {1e6 * cpu / done:.0f} us of processor")
    print(f"peak {peak_mib():.0f} MiB")
    print(f"from a tenth to the end memory grew by {grown:.1f} MiB (flat: at most {FLAT_MIB:g})")
    return 0 if grown <= FLAT_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
