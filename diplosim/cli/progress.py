"""How long work takes: a progress bar while it runs, and before it the plan of an experiment with time and size."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from diplosim.wording.listing import columns_of, console

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

    from diplosim.experiment import Definition, Plan
    from diplosim.experiment.vary import Dimension

#: Work expected to take less than this many seconds shows no bar.
PATIENCE_S = 2.0


class ProgressBar:
    """Called with (finished, failed, in all); appears on stderr once the work is known to take a while."""

    def __init__(self, quiet: bool = False) -> None:
        self.enabled = not quiet and sys.stderr.isatty()
        self.started = time.perf_counter()
        self._bar: RichProgress | None = None
        self._task: Any = None

    def __enter__(self) -> ProgressBar:
        self.started = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, finished: int, failed: int, total: int) -> None:
        """Show how far the work is."""
        if not self.enabled:
            return
        elapsed = time.perf_counter() - self.started
        if self._bar is None and elapsed * total / max(finished, 1) > PATIENCE_S and finished < total:
            self._show(total)
        if self._bar is not None:
            note = f"{finished / elapsed:,.1f} runs/s" if elapsed > 0 else ""
            note += f", [bold red]{failed:,} failed[/bold red]" if failed else ""
            self._bar.update(self._task, completed=finished, note=note)

    def _show(self, total: int) -> None:
        """Put the bar on the screen."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("Simulating"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=total, note="")
        self._bar.start()


#: Bytes on disk for a run with its outcomes, and for each kept month of it (measured).
RUN_BYTES, MONTH_BYTES = 400, 130
#: Share of ideal speed that threads and processes reach.
EFFICIENCY = 0.85
#: Runs that are timed: enough of them to take more than the clock's resolution.
TIMED = {"compiled": 16, "portable": 16, "mesa": 1}


def print_plan(definition: Definition, plan: Plan, workers: int | None) -> None:
    """Print what would be run."""
    from rich.markup import escape

    from diplosim.experiment import available_cores

    out = console()
    arms = ", ".join(arm.name for arm in plan.asked)
    added = f"; added to tell world and policy apart: {', '.join(plan.added)}" if plan.added else ""
    table = columns_of([("", "left"), ("", "left")])
    table.show_header = False
    design = f"{definition.design.method}, seed {definition.design.seed}" if plan.names else "nothing varies"
    lines = [
        ("Experiment", f"{definition.name}{': ' + definition.title if definition.title else ''}"),
        ("Arms", f"{len(plan.asked)}: {arms}{added}"),
        ("Varies", "; ".join(_words(dimension) for dimension in definition.dimensions) or "nothing"),
        ("Samples", f"{len(plan.samples):,} ({design})"),
        ("Replicates", f"{plan.replicates:,}"),
        ("Runs", f"{plan.runs:,} of {_months(plan)} months, in {plan.chunks:,} chunks of {plan.chunk}"),
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
        return f"{dimension.name} in {', '.join(map(dimension.target.told, dimension.values))}"
    scale = " (even in the logarithm)" if dimension.log else ""
    low, high = (dimension.target.told(end) for end in (dimension.low, dimension.high))
    return f"{dimension.name} from {low} to {high}{scale}"


def _months(plan: Plan) -> str:
    """The horizon, or the shortest and the longest."""
    low, high = (pick(arm.months for arm in plan.arms) for pick in (min, max))
    return f"{low}" if low == high else f"{low} to {high}"


def size_of(plan: Plan) -> int:
    """About how many bytes the finished results take."""
    kept = plan.kept_pairs * sum(arm.months for arm in plan.arms)
    return plan.runs * (RUN_BYTES + 8 * len(plan.names)) + kept * MONTH_BYTES


def time_words(plan: Plan, workers: int) -> str:
    """About how long it takes, from a few runs; the compiled engine is not compiled for that."""
    each = seconds_a_run(plan)
    if each is None:
        return "unknown before the engine is compiled (about half a minute, once); then around a millisecond a run"
    used = 1 if workers == 1 else workers * EFFICIENCY
    return f"about {_duration(plan.runs * each / used)} on {workers} cores ({each * 1000:.3g} ms a run)"


class _NotCompiledError(Exception):
    """The engine would have to be compiled."""


def _stop(text: str) -> None:
    raise _NotCompiledError


def seconds_a_run(plan: Plan) -> float | None:
    """Seconds for a run on one core; nothing if the engine would have to be compiled first."""
    if plan.engine == "mesa":
        from diplosim.experiment import run_one

        run_one(plan.arms[0].with_(months=1), 0)  # loads Mesa
        started = time.perf_counter()
        run_one(plan.arms[0], plan.first)
        return time.perf_counter() - started
    import numpy as np

    from diplosim.engine.engine import Job, play
    from diplosim.engine.pack import pack
    from diplosim.experiment.engines import compiled_before, prepare

    if plan.engine == "compiled" and not compiled_before():
        return None
    try:
        for arm in plan.arms:
            prepare(pack(arm), _stop, plan.engine)
    except _NotCompiledError:  # what is kept is of other code, or of worlds of another size
        return None
    jobs = [
        Job(pack(arm), arm.seed, np.arange(TIMED[plan.engine], dtype=np.int64), plan.portable)
        for arm in plan.arms
    ]
    play(jobs[:1], threads=1, keep=False)
    started = time.perf_counter()
    play(jobs, threads=1, keep=False)
    return (time.perf_counter() - started) / (TIMED[plan.engine] * len(jobs))


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.0f} days"


def _bytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{max(number / 1e6, 0.1):.1f} MB"
