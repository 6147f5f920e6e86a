"""Where the time of a run goes: the months of the compiled engine, with a clock between their phases.

The order of phases is that of `diplosim.engine.kernel.play_month`; the outcomes must be the same bits, or nothing
is printed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from benchmarks.timing import show
from benchmarks.worlds import QUICK, load
from diplosim.engine import phases, records, stance
from diplosim.engine.book import open_book
from diplosim.engine.engine import ROW, Job, play
from diplosim.engine.jit import kernel
from diplosim.engine.kernel import _take_levers, begin_run, fill_outcomes, record
from diplosim.engine.learning import trust_and_ties
from diplosim.engine.money import money_and_pipeline
from diplosim.engine.pack import pack
from diplosim.engine.reactions import reactions
from diplosim.engine.rows import clear
from diplosim.engine.setting import in_force
from diplosim.engine.tables import negotiations
from diplosim.metrics.columns import METRIC_NAMES as METRICS
from diplosim.metrics.columns import OUTCOME_NAMES as OUTCOMES
from diplosim.rules import chance

PHASES = (
    "rows in force", "calendar and shocks", "donor politics", "beliefs, sanctions", "negotiations",
    "money and pipeline", "health", "provocations", "reactions", "economy, capability", "trust and ties", "metrics",
    "start of a run", "outcomes of a run",
)  # fmt: skip
RUNS, REPEATS = 50, 15


@intrinsic
def clock(context: Any) -> Any:
    """The processor's cycle counter."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        counter = ir.FunctionType(ir.IntType(64), [])
        return builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", fnty=counter), [])

    return types.int64(), generate


@kernel
def clocked(
    worlds: Any,
    states: Any,
    params: Any,
    levers: Any,
    books: Any,
    seed: Any,
    replicates: Any,
    rows: Any,
    named: Any,
    outcomes: Any,
    spent: Any,
) -> None:
    """`play_range`, adding up the cycles of every phase."""
    world, s, book = worlds[0], states[0], books[0]
    times = np.zeros(13, dtype=np.int64)
    for i in range(len(replicates)):
        began = clock()
        begin_run(world, s, params, seed, replicates[i])
        spent[12] += clock() - began
        for t in range(world.months):
            times[0] = clock()
            key = chance.month_key(np.uint64(seed), np.uint64(replicates[i]), np.uint64(t))
            p, lv = in_force(params, t).symbols, in_force(levers, t)
            _take_levers(world, s, lv, t)
            clear(s.flow)
            clear(s.offered)
            clear(s.refused)
            clear(s.paid)
            s.folds = 1 if p.mechanisms.donors else 0
            times[1] = clock()
            phases.calendar_and_shocks(world, s, p, lv, book, key, t)
            times[2] = clock()
            phases.donor_politics(world, s, p, book, key, t)
            stance.reconsider(world, s, p, lv, book, key, t)
            times[3] = clock()
            phases.beliefs(world, s, p, lv, t)
            times[4] = clock()
            negotiations(world, s, p, lv, book, key, t)
            times[5] = clock()
            money_and_pipeline(world, s, p, lv, t)
            times[6] = clock()
            phases.health_month(world, s, p, lv, t)
            times[7] = clock()
            phases.provoke(world, s, p, lv, book, key, t)
            times[8] = clock()
            reactions(world, s, p, lv, book, key, t)
            times[9] = clock()
            phases.economy_and_capability(world, s, p, lv)
            times[10] = clock()
            trust_and_ties(world, s, p, lv)
            times[11] = clock()
            record(world, s, p, book, key, rows[t])
            times[12] = clock()
            for n in range(12):
                spent[n] += times[n + 1] - times[n]
        began = clock()
        fill_outcomes(named, world, outcomes[i])
        spent[13] += clock() - began


def cycles(name: str) -> np.ndarray:
    """Cycles a month by phase, the least of some repetitions."""
    scenario = load(name)
    packed = pack(scenario)
    states = np.zeros(1, dtype=records.state_dtype(packed.room))
    book = open_book(packed.book)
    rows, outcomes = np.empty((scenario.months, len(METRICS))), np.empty((RUNS, len(OUTCOMES)))
    taken = []
    for _ in range(REPEATS):
        spent = np.zeros(len(PHASES), dtype=np.int64)
        seed, replicates = np.uint64(scenario.seed), np.arange(RUNS, dtype=np.int64)
        clocked(
            packed.worlds,
            states,
            packed.params,
            packed.levers,
            book.record,
            seed,
            replicates,
            rows,
            rows.view(ROW)[:, 0],
            outcomes,
            spent,
        )
        taken.append(spent / (RUNS * scenario.months))
    # By the portable kernel: names that Numba gives to small functions may be the same in two kernels from its cache.
    (usual,) = play([Job(packed, scenario.seed, replicates, portable=True)], 1, keep=False)
    if outcomes.tobytes() != usual.outcomes.tobytes():
        raise AssertionError(f"{name}: the phases measured are not those of the engine")
    return np.array(taken).min(axis=0)


def main(quick: bool) -> None:
    """Print the table; not in the quick run, because it compiles the engine once more."""
    if quick:
        return
    found = {name: cycles(name) for name in QUICK}
    total = {name: values.sum() for name, values in found.items()}
    order = np.argsort(-found[QUICK[0]])
    rows = [
        (PHASES[n], *(f"{found[name][n]:.0f} ({found[name][n] / total[name]:.0%})" for name in QUICK))
        for n in order
    ]
    rows.append(("all", *(f"{total[name]:.0f}" for name in QUICK)))
    show(f"Where a month goes: processor cycles a month, least of {REPEATS}", ("phase", *QUICK), rows)
