"""The compiled engine in one thread against the same runs in C, after checking that both give the same bits."""

from __future__ import annotations

import numpy as np

from benchmarks.c_version import FLAGS, CVersion, compiler, reason_not_covered, same_bits
from benchmarks.timing import Contestant, race, ratio, show, spread, verdict
from benchmarks.worlds import SIZE_COLUMNS, load, player, shipped, size_of
from diplosim.scenario import Scenario

GOAL = 1.3
CHECKED = 50


def differing(scenario: Scenario) -> str | None:
    """What differs between the two in the first replicates; ``None`` if nothing does."""
    ours, theirs = player(scenario, CHECKED)(), CVersion(scenario).play(np.arange(CHECKED))
    for what in ("trajectories", "outcomes"):
        if not same_bits(getattr(ours, what), getattr(theirs, what)):
            return what
    return None


def measure(scenario: Scenario, rounds: int, runs: int) -> tuple[str, ...]:
    """One row of the table; raises if the two do not agree to the last bit."""
    found = differing(scenario)
    if found is not None:
        raise AssertionError(f"{scenario.name}: the C version gives other {found}; nothing was timed")
    version = CVersion(scenario)
    ours = Contestant("compiled", player(scenario, runs), runs)
    theirs = Contestant("C", lambda: version.play(np.arange(runs)), runs)
    race(ours, theirs, rounds=rounds)
    times = ratio(ours, theirs)
    return (
        scenario.name, times.text(), verdict(times.middle, GOAL, at_least=False), spread(ours.cpu).text(1e6, 0),
        spread(theirs.cpu).text(1e6, 0), *size_of(scenario).cells(),
    )  # fmt: skip


def main(quick: bool) -> None:
    """Print the table, for the status quo or for every shipped scenario that the C version covers."""
    if compiler() is None:
        print("\nAgainst C: no C compiler on this machine, nothing was measured")
        return
    rounds, runs = (5, 50) if quick else (11, 200)
    scenarios = [load(name) for name in (["status_quo"] if quick else shipped())]
    rows = [measure(s, rounds, runs) for s in scenarios if reason_not_covered(s) is None]
    title = (
        f"Compiled, one thread, against C ({compiler()} {' '.join(FLAGS[:3])}); the same bits in {CHECKED} replicates, "
        f"all months; processor time, {rounds} pairs"
    )
    columns = ("scenario", "compiled / C", "goal", "compiled us/run", "C us/run", *SIZE_COLUMNS)
    show(title, columns, rows)
