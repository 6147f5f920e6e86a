"""How long until the first run is there, every figure from a fresh process: imports, the first compilation, the first
call with everything compiled, one run of the Mesa engine, and the front door from the shell and back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import Spread, show, spread, verdict

ROOT = Path(__file__).parents[1]
IMPORT = """
import json, time
wall, cpu = time.perf_counter(), time.process_time()
import {module}
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""
FIRST_CALL = """
import json, time
from diplosim.scenario import Scenario
scenario = Scenario.load({scenario!r})
import numpy as np
wall, cpu = time.perf_counter(), time.process_time()
from diplosim.engine.engine import Job, play
from diplosim.engine.pack import pack
job = Job(pack(scenario), scenario.seed, np.arange(1))
play([job], 1, False)
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""
MESA_RUN = """
import json, time
from diplosim.model.model import DiplomacyModel
from diplosim.scenario import Scenario
scenario = Scenario.load({scenario!r})
DiplomacyModel(scenario, replicate=0, log={log}).run()
wall, cpu = time.perf_counter(), time.process_time()
DiplomacyModel(scenario, replicate=1, log={log}).run()
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""
GOAL_COLD, GOAL_WARM, GOAL_IMPORT, GOAL_MESA, GOAL_FRONT_DOOR = 30.0, 0.6, 0.3, 0.25, 6.0
STATUS_QUO, POOLED_FUND = (str(ROOT / "scenarios" / f"{name}.yaml") for name in ("status_quo", "pooled_fund"))


def fresh(code: str, cache: str | None = None) -> tuple[float, float]:
    """Seconds on the wall and of the processor that a fresh process reports."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users translate the sources once, not every time
    if cache is not None:
        environment["DIPLOSIM_CACHE_DIR"] = cache
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    wall, cpu = json.loads(done.stdout.splitlines()[-1])
    return wall, cpu


def front_door(*options: str) -> tuple[float, float]:
    """Seconds of ``python run_sim.py`` for one pair of runs, from the shell and back."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "run_sim.py", STATUS_QUO, POOLED_FUND, "--replicates", "1", *options]
        wall, cpu = time.perf_counter(), _of_children()
        subprocess.run([*command, "--out", f"{folder}/out"], cwd=ROOT, capture_output=True, check=True)
        return time.perf_counter() - wall, _of_children() - cpu


def _of_children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def row(what: str, taken: list[tuple[float, float]], goal: float | None) -> tuple[str, ...]:
    """One line: wall, processor, goal (judged by the time a user waits, so let nothing else run)."""
    wall, cpu = (spread([pair[n] for pair in taken]) for n in (0, 1))
    judged = verdict(wall.middle, goal, at_least=False) if goal is not None else ""
    return what, _seconds(wall), _seconds(cpu), judged, str(len(taken))


def _seconds(value: Spread) -> str:
    return value.text(1.0, 2)


def main(quick: bool) -> None:
    """Print the table; the quick one without the first compilation, which is what everything before it began with."""
    times = 1 if quick else 5
    code = FIRST_CALL.format(scenario=STATUS_QUO)
    rows = [
        row(f"import {module}", [fresh(IMPORT.format(module=module)) for _ in range(times)], goal)
        for module, goal in (("diplosim", GOAL_IMPORT), ("mesa", None), ("numba", None))
    ]
    cold, warm = [], [fresh(code)] if quick else []
    for _ in range(0 if quick else 3):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(fresh(code, folder))
            warm += [fresh(code, folder) for _ in range(2)]
    if cold:
        rows.append(row("first run, nothing compiled yet", cold, GOAL_COLD))
    rows.append(row("first run, compiled before", warm, GOAL_WARM))
    for log, what in ((True, "with"), (False, "without")):
        one = MESA_RUN.format(scenario=STATUS_QUO, log=log)
        rows.append(row(f"a Mesa run {what} its log", [fresh(one) for _ in range(times)], GOAL_MESA))
    rows.append(row("run_sim.py, a pair with figures", [front_door() for _ in range(times)], GOAL_FRONT_DOOR))
    rows.append(row("the same without figures", [front_door("--no-figures") for _ in range(times)], None))
    show(
        "Start-up, seconds in fresh processes (first run: from a loaded scenario to its outcomes, imports included)",
        ("what", "wall s", "processor s", "goal (wall)", "processes"), rows,
    )  # fmt: skip
