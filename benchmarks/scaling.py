"""How time grows with replicates, months, donors and threads."""

from __future__ import annotations

from benchmarks.timing import Contestant, race, ratio, show, spread, verdict
from benchmarks.worlds import SIZE_COLUMNS, load, player, size_of, with_donors
from diplosim.scenario import Scenario

GOAL_THREADS = 1.8


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
        if any(a.tobytes() != b.tobytes() for a, b in zip(reference, other, strict=True)):
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


def main(quick: bool) -> None:
    """Print the tables."""
    rounds = 3 if quick else 7
    base = load("status_quo")
    counts = (16, 64) if quick else (16, 64, 256, 1024)
    grow("Replicates", "run", [(n, base, n, n) for n in counts], rounds)
    months = (60, 120) if quick else (60, 120, 240, 480)
    grow("Months", "month", [(n, base.with_(months=n), 50, 50 * n) for n in months], rounds)
    # More than eight donors need larger records, which are compiled once more: not in the quick run.
    donors = (3, 6, 8) if quick else (3, 6, 8, 12, 16)
    grow("Donors", "run", [(n, with_donors(n), 50, 50) for n in donors], rounds)
    threads(rounds, 128 if quick else 1000)
