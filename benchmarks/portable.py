"""The portable kernel: one thread in wasmtime and in V8 against Numba, first result, moves on the page, sizes."""

from __future__ import annotations

import gzip
import json
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.startup import fresh
from benchmarks.timing import Contestant, race, ratio, show, spread, verdict
from benchmarks.worlds import QUICK, load, player
from diplosim.engine.engine import Job, play, threads_available
from diplosim.engine.module import module_path
from diplosim.engine.pack import pack
from diplosim.engine.records import LEAST
from diplosim.page.data import kernel_bytes, page_json
from diplosim.page.presets import use_data

SCRIPT = Path(__file__).with_suffix(".mjs")
GOAL_RATIO, GOAL_FIRST, GOAL_PREVIEW, GOAL_WHOLE = 1.5, 2.0, 0.08, 0.4
FIRST_RESULT = """
import json, time
wall, cpu = time.perf_counter(), time.process_time()
import numpy as np
from diplosim.engine.engine import Job, play
from diplosim.engine.pack import pack
from diplosim.scenario import Scenario
scenario = Scenario.load("status_quo")
play([Job(pack(scenario), scenario.seed, np.arange(1), True)], 1, False)
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""


class Node:
    """The page's modules in Node.js, asked one thing at a time."""

    def __init__(self, folder: str) -> None:
        data = Path(folder, "data.json")
        data.write_text(page_json({name: load(name) for name in QUICK}), encoding="utf-8")
        self._process = subprocess.Popen(
            ["node", SCRIPT, data, module_path(LEAST), str(min(8, threads_available()))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, kind: str, **question: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"kind": kind, **question}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


class Reported(Contestant):
    """A contestant that says itself how much processor time it took."""

    def turn(self) -> None:
        """One repetition."""
        taken: Any = self.work()
        self.cpu.append(taken / self.units)


def state_of(name: str) -> dict[str, Any]:
    """A shipped scenario as a state of the page."""
    return {"preset": name, "policies": [use_data(use) for use in load(name).policies]}


def one_thread(node: Node, rounds: int, runs: int) -> None:
    """Processor time of a run."""
    rows = []
    for name in QUICK:
        scenario = load(name)
        job = Job(pack(scenario), scenario.seed, np.arange(runs), True)
        numba = Contestant("numba", player(scenario, runs), runs)
        wasmtime = Contestant("wasmtime", lambda job=job: play([job], 1), runs)  # type: ignore[misc]
        v8 = Reported("v8", lambda name=name: node("play", state=state_of(name), runs=runs), runs)  # type: ignore[misc]
        race(numba, wasmtime, v8, rounds=rounds)
        against = [ratio(other, numba) for other in (wasmtime, v8)]
        verdicts = [verdict(times.middle, GOAL_RATIO, at_least=False) for times in against]
        rows.append((name, spread(numba.cpu).text(1e6, 0), *(a.text() for a in against), *verdicts))
    columns = ("scenario", "numba us/run", "wasmtime", "V8", "goal (wasmtime)", "goal (V8)")
    show(f"Portable, one thread, times Numba's processor time, {rounds} rounds", columns, rows)


def moves(node: Node, rounds: int, replicates: int) -> None:
    """From a move of a slider to bands and paired differences, on all cores."""
    taken = []
    for n in range(rounds + 2):
        state = state_of("pooled_fund") | {"parameters": {"provocation.iota": 0.3 + 0.4 * n / (rounds + 2)}}
        taken.append(node("move", state=state, reference=state_of("status_quo"), replicates=replicates))
    rows = []
    for place, (what, goal) in enumerate(
        (("preview", GOAL_PREVIEW), (f"{replicates} replicates", GOAL_WHOLE))
    ):
        times = spread([pair[place] for pair in taken[2:]])
        rows.append((what, times.text(1e3, 0), verdict(times.middle, goal, at_least=False)))
    show("A move on the page, in Node.js; wall time, ms", ("what", "ms", "goal, s"), rows)


def starts(node: Node, rounds: int) -> None:
    """From nothing to a first result, and to a compiled module."""
    taken = [fresh(FIRST_RESULT) for _ in range(rounds)]
    wall = median(pair[0] for pair in taken)
    began = time.perf_counter()
    import wasmtime

    wasmtime.Module(wasmtime.Engine(), kernel_bytes())
    compiled = time.perf_counter() - began
    rows = [
        ("first result in Python, nothing compiled, imports included", f"{wall:.2f} s",
         verdict(wall, GOAL_FIRST, at_least=False)),
        ("wasmtime compiles the kernel", f"{compiled * 1e3:.0f} ms", ""),
        ("V8 compiles the kernel", f"{node('compiled'):.0f} ms", ""),
    ]  # fmt: skip
    show("Portable, starting; wall time", ("what", "time", "goal, s"), rows)


def sizes() -> None:
    """What the page carries of the model: kernel and declarations."""
    parts = {"kernel": kernel_bytes(), "declarations": page_json().encode()}
    rows = [
        (name, f"{len(data) / 1e3:.0f}", f"{len(gzip.compress(data, 9)) / 1e3:.0f}")
        for name, data in parts.items()
    ]
    show("What the page holds, kB", ("part", "as it is", "gzipped"), rows)


def main(quick: bool) -> None:
    """Everything; needs Node.js."""
    with tempfile.TemporaryDirectory() as folder:
        node = Node(folder)
        one_thread(node, 1 if quick else 7, 20 if quick else 200)
        moves(node, 1 if quick else 15, 200 if quick else 1000)
        starts(node, 1 if quick else 3)
        node.close()
    sizes()
