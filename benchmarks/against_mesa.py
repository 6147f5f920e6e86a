"""The compiled engine in one thread against ``mesa.batch_run(number_processes=1)`` of the same model."""

from __future__ import annotations

import mesa

from benchmarks.timing import Contestant, race, ratio, show, spread, verdict
from benchmarks.worlds import QUICK, SIZE_COLUMNS, load, player, shipped, size_of
from diplosim.model.model import DiplomacyModel
from diplosim.scenario import Scenario

GOAL_STATUS_QUO, GOAL_ANY = 300.0, 100.0


def batch(scenario: Scenario, runs: int) -> None:
    """Mesa's own way to many runs, at its best: no log, and results collected once, at the end."""
    mesa.batch_run(
        DiplomacyModel,
        parameters={"scenario": [scenario], "replicate": list(range(runs)), "log": False},
        number_processes=1,
        max_steps=scenario.months,
        data_collection_period=-1,
        display_progress=False,
    )


def measure(name: str, rounds: int, mesa_runs: int, compiled_runs: int) -> tuple[str, ...]:
    """One row of the table."""
    scenario = load(name)
    slow = Contestant("mesa", lambda: batch(scenario, mesa_runs), mesa_runs)
    fast = Contestant("compiled", player(scenario, compiled_runs), compiled_runs)
    race(slow, fast, rounds=rounds)
    times = ratio(slow, fast)
    goal = GOAL_STATUS_QUO if name == "status_quo" else GOAL_ANY
    return (
        name, times.text(digits=0), verdict(times.middle, goal), spread(slow.cpu).text(1e3, 0),
        spread(fast.cpu).text(1e6, 0), *size_of(scenario).cells(),
    )  # fmt: skip


def main(quick: bool) -> None:
    """Print the table."""
    rounds, mesa_runs, compiled_runs = (3, 1, 50) if quick else (5, 2, 200)
    rows = [measure(name, rounds, mesa_runs, compiled_runs) for name in (QUICK if quick else shipped())]
    columns = ("scenario", "ratio", "goal", "mesa ms/run", "compiled us/run", *SIZE_COLUMNS)
    show(f"Compiled, one thread, against mesa.batch_run(1); processor time, {rounds} pairs", columns, rows)
