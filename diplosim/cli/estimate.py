"""The plan of an experiment for people: what will be run, about how long it takes and how large it gets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from diplosim.wording.listing import columns_of, console

if TYPE_CHECKING:
    from diplosim.experiment.definition import Definition
    from diplosim.experiment.sweep_plan import Plan
    from diplosim.experiment.vary import Dimension

#: Bytes on disk for a run with its outcomes, and for each kept month of it (measured).
RUN_BYTES, MONTH_BYTES = 400, 130
#: Share of ideal speed that threads and processes reach.
EFFICIENCY = 0.85
#: Runs that are timed: enough of them to take more than the clock's resolution.
TIMED = {"compiled": 16, "mesa": 1}


def print_plan(definition: Definition, plan: Plan, workers: int | None) -> None:
    """Print what would be run."""
    from rich.markup import escape

    from diplosim.experiment import available_cores

    out = console()
    arms = ", ".join(arm.name for arm in plan.arms)
    table = columns_of([("", "left"), ("", "left")])
    table.show_header = False
    design = f"{definition.design.method}, seed {definition.design.seed}" if plan.names else "nothing varies"
    lines = [
        ("Experiment", f"{definition.name}{': ' + definition.title if definition.title else ''}"),
        ("Arms", f"{len(plan.arms)}: {arms}"),
        ("Varies", "; ".join(_words(dimension) for dimension in definition.dimensions) or "nothing"),
        ("Samples", f"{len(plan.samples):,} ({design})"),
        ("Replicates", f"{plan.replicates:,}"),
        ("Runs", f"{plan.runs:,} of {plan.arms[0].months} months, in {plan.chunks:,} chunks of {plan.chunk}"),
        ("Months kept", f"{plan.kept_pairs:,} of {plan.pairs:,} runs of each arm"),
        ("Engine", plan.engine),
        ("Time", time_words(plan, workers or available_cores())),
        ("Size", f"about {_bytes(size_of(plan))} in the end, twice that while it runs"),
    ]
    for name, text in lines:
        table.add_row(name, escape(text))
    out.print(table)


def _words(dimension: Dimension) -> str:
    if dimension.values:
        return f"{dimension.name} in {', '.join(str(value) for value in dimension.values)}"
    scale = " (even in the logarithm)" if dimension.log else ""
    return f"{dimension.name} from {dimension.low:g} to {dimension.high:g}{scale}"


def size_of(plan: Plan) -> int:
    """About how many bytes the finished results take."""
    kept = plan.kept_pairs * len(plan.arms) * plan.arms[0].months
    return plan.runs * (RUN_BYTES + 8 * len(plan.names)) + kept * MONTH_BYTES


def time_words(plan: Plan, workers: int) -> str:
    """About how long it takes, from a few runs; the compiled engine is not compiled for that."""
    each = seconds_a_run(plan)
    if each is None:
        return "unknown before the engine is compiled (about half a minute, once); then around a millisecond a run"
    used = 1 if workers == 1 else workers * EFFICIENCY
    return f"about {_duration(plan.runs * each / used)} on {workers} cores ({each * 1000:.3g} ms a run)"


def seconds_a_run(plan: Plan) -> float | None:
    """Seconds for a run on one core; nothing if the engine would have to be compiled first."""
    runs = [plan.run(number) for number in range(TIMED[plan.engine])]
    if plan.engine == "mesa":
        from diplosim.experiment import run_one

        run_one(plan.arms[0].with_(months=1), 0)  # loads Mesa
        started = time.perf_counter()
        run_one(plan.arms[0], runs[0].replicate)
        return time.perf_counter() - started
    import numpy as np

    from diplosim.engine.engine import Job, play
    from diplosim.engine.jit import CACHE_FOLDER
    from diplosim.engine.pack import pack

    if CACHE_FOLDER is None or not any(CACHE_FOLDER.rglob("*.nbi")):
        return None
    jobs = [Job(pack(arm), arm.seed, np.arange(len(runs), dtype=np.int64)) for arm in plan.arms]
    play(jobs[:1], threads=1, keep=False)
    started = time.perf_counter()
    play(jobs, threads=1, keep=False)
    return (time.perf_counter() - started) / (len(runs) * len(jobs))


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _bytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{max(number / 1e6, 0.1):.1f} MB"
