"""A live view's budget: many replicates of one scenario, and five quantiles of five metrics by month."""

from __future__ import annotations

import numpy as np

from benchmarks.timing import Contestant, race, show, spread, verdict
from benchmarks.worlds import SIZE_COLUMNS, load, player, size_of
from diplosim.engine.engine import threads_available
from diplosim.engine.pack import pack
from diplosim.experiment import fan, quantiles_of
from diplosim.rules.columns import METRICS
from diplosim.scenario import Scenario

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
SHOWN = ("trust_rivals_security", "tension", "events", "aid_absorbed_musd", "disease_burden")
GOALS = {1000: 150.0, 200: 35.0}


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


def measure(scenario: Scenario, runs: int, rounds: int) -> list[tuple[str, ...]]:
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
        goal = verdict(spread(part.wall).middle * 1e3, GOALS[runs], False) if part is parts[0] else ""
        cpu = spread(part.cpu).text(1e3, 1)
        rows.append((f"{runs} replicates: {part.name}", spread(part.wall).text(1e3, 1), goal, cpu))
    return rows


def main(quick: bool) -> None:
    """Print the table."""
    scenario = load("status_quo")
    check(scenario)
    size = ("", *size_of(scenario, 1).cells())
    rows = [row for runs in GOALS for row in measure(scenario, runs, 3 if quick else 9)]
    filled = [(*row, *(size[1:] if n == 0 else ("",) * 6)) for n, row in enumerate(rows)]
    columns = ("what", "wall ms", "goal (wall ms)", "processor ms", *SIZE_COLUMNS)
    show("Slider: five quantiles of five metrics", columns, filled)
