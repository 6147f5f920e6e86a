"""Very many runs with stored outcomes, end to end, in a fresh process: runs per second and growth of memory."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
GOAL_SECONDS_PER_RUN, GOAL_MIB = 90.0 / 100_000, 100.0
CHUNK = 2000


def peak_mib() -> float:
    """Most memory that this process ever used."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024.0 * 1024.0 if sys.platform == "darwin" else 1024.0)


def used_mib() -> float:
    """Memory in use now; where the system does not say, the most so far."""
    pages = Path("/proc/self/statm")
    return (
        int(pages.read_text().split()[1]) * resource.getpagesize() / 2**20 if pages.exists() else peak_mib()
    )


def simulate(runs: int, target: Path) -> dict[str, float]:
    """Play and store the outcomes chunk by chunk; what it took."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from diplosim.ensemble.engine import Job, play
    from diplosim.ensemble.pack import pack
    from diplosim.rules.columns import OUTCOMES
    from diplosim.scenario import Scenario

    scenario = Scenario.load(ROOT / "scenarios" / "status_quo.yaml")
    packed = pack(scenario)
    schema = pa.schema([("replicate", pa.int64()), *((name, pa.float64()) for name in OUTCOMES)])

    def chunk(first: int, count: int) -> pa.Table:
        replicates = np.arange(first, first + count, dtype=np.int64)
        outcomes = play([Job(packed, scenario.seed, replicates)], keep=False)[0].outcomes
        return pa.table([replicates, *np.ascontiguousarray(outcomes.T)], schema=schema)

    with pq.ParquetWriter(target.with_suffix(".warm"), schema) as writer:
        writer.write_table(chunk(0, 64))
    before, wall, cpu = used_mib(), time.perf_counter(), time.process_time()
    with pq.ParquetWriter(target, schema) as writer:
        for first in range(0, runs, CHUNK):
            writer.write_table(chunk(first, min(CHUNK, runs - first)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if pq.read_metadata(target).num_rows != runs:
        raise AssertionError("runs were lost on the way")
    return {
        "wall": wall, "cpu": cpu, "before": before, "growth": peak_mib() - before,
        "file": target.stat().st_size / 2**20,
    }  # fmt: skip


def measure(runs: int) -> dict[str, float]:
    """The same in a fresh process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, str(runs), f"{folder}/runs.parquet"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(quick: bool) -> None:
    """Print the table."""
    from benchmarks.timing import show, verdict
    from benchmarks.worlds import SIZE_COLUMNS, load, size_of

    runs = 4000 if quick else 100_000
    found = measure(runs)
    goal = GOAL_SECONDS_PER_RUN * runs
    row = (
        f"{runs} runs", f"{found['wall']:.1f}", verdict(found["wall"], goal, at_least=False), f"{found['cpu']:.1f}",
        f"{runs / found['wall']:.0f}", f"{found['growth']:.0f}", verdict(found["growth"], GOAL_MIB, at_least=False),
        f"{found['before']:.0f}", f"{found['file']:.1f}", *size_of(load("status_quo"), 1).cells(),
    )  # fmt: skip
    columns = (
        "status quo", "wall s", "goal (wall s)", "processor s", "runs/s", "growth MiB", "goal (MiB)", "MiB before",
        "file MiB", *SIZE_COLUMNS,
    )  # fmt: skip
    show("Many runs with stored outcomes, all threads, one pass", columns, [row])


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("runs", type=int)
    parser.add_argument("target", type=Path)
    given = parser.parse_args()
    print(json.dumps(simulate(given.runs, given.target)))
