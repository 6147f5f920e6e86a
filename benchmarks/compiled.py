"""The compiled engine: one thread against Mesa, as runs grow, and as a live view uses it."""

from __future__ import annotations

import mesa
import numpy as np

from benchmarks.timing import Contestant, race, ratio, show, spread, verdict
from benchmarks.worlds import QUICK, SIZE_COLUMNS, load, player, shipped, size_of, with_donors
from diplosim.engine.engine import threads_available
from diplosim.engine.pack import pack
from diplosim.experiment import fan, quantiles_of
from diplosim.metrics.columns import METRIC_NAMES as METRICS
from diplosim.model.model import DiplomacyModel
from diplosim.scenario import Scenario

GOAL_STATUS_QUO, GOAL_ANY, GOAL_THREADS = 300.0, 150.0, 1.8
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
SHOWN = ("trust_rivals_security", "tension", "events", "aid_absorbed_musd", "disease_burden")
GOALS_MS = {1000: 300.0, 200: 70.0}


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


def mesa_row(name: str, rounds: int, mesa_runs: int, compiled_runs: int) -> tuple[str, ...]:
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


def against_mesa(quick: bool) -> None:
    """One thread against ``mesa.batch_run(number_processes=1)`` of the same model."""
    rounds, mesa_runs, compiled_runs = (1, 1, 50) if quick else (5, 2, 200)
    rows = [mesa_row(name, rounds, mesa_runs, compiled_runs) for name in (QUICK if quick else shipped())]
    columns = ("scenario", "ratio", "goal", "mesa ms/run", "compiled us/run", *SIZE_COLUMNS)
    show(f"Compiled, one thread, against mesa.batch_run(1); processor time, {rounds} pairs", columns, rows)


def grow(title: str, unit: str, cases: list[tuple[int, Scenario, int, float]], rounds: int) -> None:
    """Time per unit at several sizes, against the first. A case: size, scenario, runs, units per call."""
    contestants = [Contestant(str(n), player(s, runs), units) for n, s, runs, units in cases]
    race(*contestants, rounds=rounds)
    rows = [
        (c.name, spread(c.cpu).text(1e6, 2), ratio(c, contestants[0]).text(), *size_of(s, 1).cells())
        for c, (_, s, _, _) in zip(contestants, cases, strict=True)
    ]
    columns = (title.split(maxsplit=1)[0], f"us per {unit}", "against the first", *SIZE_COLUMNS)
    show(f"{title}; one thread, processor time, {rounds} rounds", columns, rows)


def threads(rounds: int, runs: int) -> None:
    """One thread against two, by wall time, and whether the bytes are the same."""
    scenario = load("status_quo")
    one = Contestant("1", player(scenario, runs, 1), runs)
    two = Contestant("2", player(scenario, runs, 2), runs)
    race(one, two, rounds=rounds)
    times = ratio(one, two, "wall")
    reference = player(scenario, runs, 1)()
    for count in (2, 3, 7):
        other = player(scenario, runs, count)()
        if any(a.tobytes() != b.tobytes() for a, b in zip(reference[:2], other[:2], strict=True)):
            raise AssertionError(f"{count} threads give other bytes than one")
    # What the processor did for one thread and for two: with cores to spare, twice their ratio is the speed-up.
    idle = 2.0 * ratio(one, two).middle
    rows = [
        ("1", spread(one.wall).text(1e6, 0), "1", "", spread(one.cpu).text(1e6, 0), "", *size_of(scenario, 1).cells()),
        (
            "2", spread(two.wall).text(1e6, 0), times.text(), verdict(times.middle, GOAL_THREADS),
            spread(two.cpu).text(1e6, 0), f"{idle:.2f}", *("",) * 6,
        ),
    ]  # fmt: skip
    columns = (
        "threads", "wall us/run", "speed-up", "goal", "processor us/run", "at best, if both cores were idle",
        *SIZE_COLUMNS,
    )  # fmt: skip
    show(
        f"Threads, {runs} runs, wall time (needs idle cores), {rounds} pairs; the same bytes with 1, 2, 3, 7",
        columns, rows,
    )  # fmt: skip


def scaling(quick: bool) -> None:
    """How time grows with replicates, months, donors and threads."""
    rounds = 1 if quick else 7
    base = load("status_quo")
    counts = (16, 64) if quick else (16, 64, 256, 1024)
    grow("Replicates", "run", [(n, base, n, n) for n in counts], rounds)
    months = (60, 120) if quick else (60, 120, 240, 480)
    grow("Months", "month", [(n, base.with_(months=n), 50, 50 * n) for n in months], rounds)
    # More than eight donors need larger records, which are compiled once more: not in the quick run.
    donors = (3, 6, 8) if quick else (3, 6, 8, 12, 16)
    grow("Donors", "run", [(n, with_donors(n), 50, 50) for n in donors], rounds)
    threads(rounds, 128 if quick else 1000)


def bands(trajectories: np.ndarray) -> np.ndarray:
    """Quantiles by metric, level and month; sorting only."""
    return np.array([quantiles_of(trajectories[:, :, METRICS.index(name)], LEVELS) for name in SHOWN])


def check(scenario: Scenario) -> None:
    """The bands are those of `numpy.quantile` (up to rounding), and the front door gives the same ones."""
    ours = bands(player(scenario, 50)().trajectories)
    kept = player(scenario, 50)().trajectories[:, :, [METRICS.index(name) for name in SHOWN]]
    usual = np.moveaxis(np.quantile(kept, LEVELS, axis=0), 2, 0)
    np.testing.assert_allclose(ours, usual, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(fan(scenario, 50, SHOWN, LEVELS).values, ours)


def slider_rows(scenario: Scenario, runs: int, rounds: int) -> list[tuple[str, ...]]:
    """The front door, then its parts."""
    threads = threads_available()
    kept = player(scenario, runs, threads)().trajectories
    parts = [
        Contestant("ds.fan, all in all", lambda: fan(scenario, runs, SHOWN, LEVELS)),
        Contestant("  packing the scenario", lambda: pack(scenario)),
        Contestant(f"  runs, {threads} threads", player(scenario, runs, threads)),
        Contestant("  runs, 1 thread", player(scenario, runs, 1)),
        Contestant("  quantiles, 1 thread", lambda: bands(kept)),
    ]
    race(*parts, rounds=rounds)
    rows = []
    for part in parts:
        goal = verdict(spread(part.wall).middle * 1e3, GOALS_MS[runs], False) if part is parts[0] else ""
        cpu = spread(part.cpu).text(1e3, 1)
        rows.append((f"{runs} replicates: {part.name}", spread(part.wall).text(1e3, 1), goal, cpu))
    return rows


def slider(quick: bool) -> None:
    """A live view's budget: many replicates of one scenario, and five quantiles of five metrics by month."""
    scenario = load("status_quo")
    check(scenario)
    size = ("", *size_of(scenario, 1).cells())
    rows = [row for runs in GOALS_MS for row in slider_rows(scenario, runs, 1 if quick else 9)]
    filled = [(*row, *(size[1:] if n == 0 else ("",) * 6)) for n, row in enumerate(rows)]
    columns = ("what", "wall ms", "goal (wall ms)", "processor ms", *SIZE_COLUMNS)
    show("Slider: five quantiles of five metrics", columns, filled)
