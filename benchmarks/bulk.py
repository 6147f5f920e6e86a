"""Very many runs with stored outcomes, end to end, in a fresh process: runs per second and growth of memory.

The sweep is an experiment like any other: samples of three parameters, replicates, chunks that survive a crash, final
tables and summary. Beside it, in turns, the floor: the same number of runs of one world in large pieces, by the engine
and into one Parquet file. A second table says what the sweep's processor time went into, as shares of the floor.
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
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # the folder of this file would hide modules of the same name

from benchmarks.timing import Place, Spent  # noqa: E402

GOAL_SECONDS_PER_RUN, GOAL_MIB, GOAL_RUNNER = 90.0 / 100_000, 100.0, 5.0
REPLICATES, CHUNK = 20, 2000
#: What a sweep spends processor time on, and whether that is the runner's own doing.
PARTS = {
    "engine": "the kernel, twenty runs of a world at a time",
    "worlds": "samples to the arrays of the engine",
    "chunks": "making, storing and counting chunks",
    "tables": "runs.parquet (the floor writes one too) and samples.parquet out of the chunks",
    "months": "trajectories.parquet out of the chunks",
    "quantiles": "quantiles.parquet",
    "summary": "summary.csv",
    "rest": "reading the experiment, the design, the plan, the manifest, waiting",
}
RUNNER = ("worlds", "chunks", "tables", "months", "rest")


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
    from diplosim.api import Experiment

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
    counts = experiment.run(folder).manifest["counts"]
    if counts["finished"] != runs or counts["failed"]:
        raise AssertionError(f"{counts['finished']} of {runs} runs, {counts['failed']} failed")


def floor(runs: int, folder: Path) -> None:
    """The engine and one file."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from diplosim.engine.engine import Job, play
    from diplosim.engine.pack import pack
    from diplosim.metrics.columns import OUTCOME_NAMES as OUTCOMES
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


def _places() -> list[Place]:
    """The functions of a sweep whose time is told apart."""
    import diplosim.analysis
    from diplosim.engine import engine
    from diplosim.experiment import arms, assemble, pipeline, plan, store

    def table(folder: Path, name: str, parts: object) -> str:
        return {"quantiles.parquet": "quantiles", "trajectories.parquet": "months"}.get(name, "tables")

    return [
        Place(engine, "play", "engine"),
        Place(plan.Plan, "world", "worlds"),
        Place(arms.Worlds, "packed", "worlds"),
        Place(pipeline, "to_bytes", "chunks"),
        Place(store.Store, "add", "chunks"),
        Place(pipeline, "failed_in", "chunks"),
        Place(assemble, "write_parquet", table),
        Place(diplosim.analysis, "summary_file", "summary"),
    ]


def clocked(way: str, runs: int, folder: Path) -> dict[str, float]:
    """Run it small, so that everything is imported and compiled, then in full; what the latter took."""
    WAYS[way](2 * REPLICATES, folder / "small")
    spent = Spent()
    with spent.watching(_places() if way == "sweep" else []):
        before, wall, cpu = used_mib(), time.perf_counter(), time.process_time()
        WAYS[way](runs, folder / "full")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    size = sum(path.stat().st_size for path in (folder / "full").rglob("*") if path.is_file())
    parts = dict(spent.seconds) if way == "floor" else {**spent.seconds, "rest": cpu - spent.seconds.total()}
    return {
        "wall": wall, "cpu": cpu, "before": before, "growth": peak_mib() - before, "stored": size / 2**20, **parts,
    }  # fmt: skip


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
    """Print the tables."""
    from benchmarks.timing import show
    from benchmarks.worlds import SIZE_COLUMNS, load, size_of

    runs, rounds = (1000, 1) if quick else (100_000, 3)
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for turn in range(rounds):
        for way in list(WAYS) if turn % 2 == 0 else reversed(WAYS):
            found[way].append(measure(way, runs))
    size = size_of(load("status_quo"), 1).cells()
    columns = (
        "status quo", "runs", "wall s", "goal (wall s)", "processor s", "runs/s", "processor / floor", "growth MiB",
        "goal (MiB)", "MiB before", "stored MiB", *SIZE_COLUMNS,
    )  # fmt: skip
    rows = [(*_row(way, runs, found), *size) for way in WAYS]
    show(f"Many runs with stored outcomes, all threads, {rounds} in turns", columns, rows)
    show(
        "What the sweep's processor time goes into, in percent of the floor's",
        ("part", "% of the floor", "goal (%)", "what it is"), _shares(found),
    )  # fmt: skip


def _row(way: str, runs: int, found: dict[str, list[dict[str, float]]]) -> tuple[str, ...]:
    """Medians of one way, and the ratio turn by turn."""
    from benchmarks.timing import spread, verdict

    middle = {key: median(f[key] for f in found[way]) for key in ("wall", "growth", "before", "stored")}
    ratios = spread([f["cpu"] / g["cpu"] for f, g in zip(found[way], found["floor"], strict=True)])
    return (
        way, str(runs), f"{middle['wall']:.1f}", verdict(middle["wall"], GOAL_SECONDS_PER_RUN * runs, at_least=False),
        spread([f["cpu"] for f in found[way]]).text(digits=1), f"{runs / middle['wall']:.0f}", ratios.text(),
        f"{middle['growth']:.0f}", verdict(middle["growth"], GOAL_MIB, at_least=False), f"{middle['before']:.0f}",
        f"{middle['stored']:.1f}",
    )  # fmt: skip


def _shares(found: dict[str, list[dict[str, float]]]) -> list[tuple[str, ...]]:
    """Every part of the sweep's processor time, and the runner's parts together, against the floor of the same turn."""
    from benchmarks.timing import spread, verdict

    def share(*parts: str) -> list[float]:
        pairs = zip(found["sweep"], found["floor"], strict=True)
        return [100 * sum(sweep.get(part, 0.0) for part in parts) / floor["cpu"] for sweep, floor in pairs]

    rows = [(part, spread(share(part)).text(digits=1), "", what) for part, what in PARTS.items()]
    runner = spread(share(*RUNNER))
    judged = verdict(runner.middle, GOAL_RUNNER, at_least=False)
    return [*rows, ("the runner", runner.text(digits=1), judged, " + ".join(RUNNER))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("runs", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    print(json.dumps(clocked(given.way, given.runs, given.folder)))
