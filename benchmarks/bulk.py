"""Very many runs with stored outcomes, end to end, in a fresh process: runs per second and growth of memory.

The sweep is an experiment like any other: samples of three parameters, replicates, chunks that survive a crash, final
tables and summary. Beside it the same number of runs without all that: the engine and one Parquet file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
GOAL_SECONDS_PER_RUN, GOAL_MIB = 90.0 / 100_000, 100.0
REPLICATES, CHUNK = 20, 2000


def _status_mib(name: str) -> float | None:
    """A line of this process's own account of its memory, where the system keeps one."""
    if sys.platform == "linux":
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024.0
    return None


def peak_mib() -> float:
    """Most memory that this process ever used; on Linux not what its parent used before, which getrusage counts."""
    own = _status_mib("VmHWM")
    if own is not None:
        return own
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024.0 * 1024.0 if sys.platform == "darwin" else 1024.0)


def used_mib() -> float:
    """Memory in use now; where the system does not say, the most so far."""
    now = _status_mib("VmRSS")
    return peak_mib() if now is None else now


def sweep(runs: int, folder: Path) -> None:
    """An experiment of that many runs."""
    from diplosim.sweep import Experiment

    declared: dict[str, Any] = {
        "experiment": 1,
        "name": "bulk",
        "scenario": str(ROOT / "scenarios" / "status_quo.yaml"),
        "reference": "status_quo",
        "arms": {"status_quo": []},
        "vary": {
            "provocation.iota": "default_range",
            "provocation.b_N": "default_range",
            "trust.lam_neg": {"uniform": [1, 4]},
        },
        "design": {"method": "lhs", "samples": runs // REPLICATES, "seed": 1},
        "replicates": REPLICATES,
    }
    experiment = Experiment.from_dict(declared)
    if experiment.plan().runs != runs:
        raise AssertionError(f"the plan has {experiment.plan().runs} runs, not {runs}")
    done = experiment.run(folder).sweep
    if done.finished != runs or done.failed:
        raise AssertionError(f"{done.finished} of {runs} runs, {done.failed} failed")


def floor(runs: int, folder: Path) -> None:
    """The engine and one file."""
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
    folder.mkdir()
    with pq.ParquetWriter(folder / "runs.parquet", schema) as writer:
        for first in range(0, runs, CHUNK):
            replicates = np.arange(first, min(runs, first + CHUNK), dtype=np.int64)
            outcomes = play([Job(packed, scenario.seed, replicates)], keep=False)[0].outcomes
            writer.write_table(pa.table([replicates, *np.ascontiguousarray(outcomes.T)], schema=schema))


WAYS: dict[str, Callable[[int, Path], None]] = {"sweep": sweep, "floor": floor}


def clocked(way: str, runs: int, folder: Path) -> dict[str, float]:
    """Run it small, so that everything is imported and compiled, then in full; what the latter took."""
    WAYS[way](2 * REPLICATES, folder / "small")
    before, wall, cpu = used_mib(), time.perf_counter(), time.process_time()
    WAYS[way](runs, folder / "full")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    size = sum(path.stat().st_size for path in (folder / "full").rglob("*") if path.is_file())
    return {"wall": wall, "cpu": cpu, "before": before, "growth": peak_mib() - before, "stored": size / 2**20}


def measure(way: str, runs: int) -> dict[str, float]:
    """The same in a fresh process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, way, str(runs), folder]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(quick: bool) -> None:
    """Print the table."""
    from benchmarks.timing import show, verdict
    from benchmarks.worlds import SIZE_COLUMNS, load, size_of

    runs = 4000 if quick else 100_000
    found = {way: measure(way, runs) for way in WAYS}
    size = size_of(load("status_quo"), 1).cells()
    rows = [
        (
            way, str(runs), f"{f['wall']:.1f}", verdict(f["wall"], GOAL_SECONDS_PER_RUN * runs, at_least=False),
            f"{f['cpu']:.1f}", f"{runs / f['wall']:.0f}", f"{f['cpu'] / found['floor']['cpu']:.2f}",
            f"{f['growth']:.0f}", verdict(f["growth"], GOAL_MIB, at_least=False), f"{f['before']:.0f}",
            f"{f['stored']:.1f}", *size,
        )
        for way, f in found.items()
    ]  # fmt: skip
    columns = (
        "status quo", "runs", "wall s", "goal (wall s)", "processor s", "runs/s", "processor / floor", "growth MiB",
        "goal (MiB)", "MiB before", "stored MiB", *SIZE_COLUMNS,
    )  # fmt: skip
    show("Many runs with stored outcomes, all threads, one pass each", columns, rows)


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("runs", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    print(json.dumps(clocked(given.way, given.runs, given.folder)))
