"""Runs on the compiled engine: batches over all arms, and the traced run of each arm from the Mesa engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from diplosim.experiment.replicates import Ensemble, Progress, available_cores
from diplosim.experiment.run import RunResult, run_one
from diplosim.experiment.views import Outcomes, Trajectory
from diplosim.metrics import columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.engine.pack import Packed
    from diplosim.scenario import Scenario

Say = Callable[[str], None]
#: Replicates of the first batch, and how long later ones should take: often enough for progress and Ctrl-C.
FIRST_BATCH, BATCH_S = 64, 0.3
Results = list[list[RunResult]]
Floats: TypeAlias = "NDArray[np.float64]"


class EnginesDifferError(RuntimeError):
    """The two engines gave different numbers for the same run, which must never happen."""


def run_compiled(
    arms: Sequence[Scenario],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    say: Say,
    trace: bool = True,
) -> Ensemble:
    """Run every replicate of every arm on the compiled engine; the first of each is traced on the Mesa engine.

    Without ``trace`` the traced runs are left for `trace_arms`. ``say`` is told that the engine is compiled.
    Ctrl-C returns the finished runs, with ``interrupted`` set.
    """
    from diplosim.engine.pack import pack
    from diplosim.engine.ready import prepare

    started = time.perf_counter()
    ensemble = Ensemble(tuple(arms), workers=threads or available_cores(), engine="compiled", traced=False)
    results: Results = [[] for _ in arms]
    try:
        packed = [pack(arm) for arm in arms]
        for world in packed:
            prepare(world, say)
        _play(ensemble, packed, results, progress, trace)
    except KeyboardInterrupt:
        ensemble.interrupted = True
    ensemble.results = [result for runs in results for result in runs]
    ensemble.wall_s = time.perf_counter() - started
    return ensemble


def _play(
    ensemble: Ensemble, packed: Sequence[Packed], results: Results, progress: Progress | None, trace: bool
) -> None:
    """Play all replicates, batch by batch; a batch holds the same replicates of every arm."""
    total, size, first = ensemble.arms[0].replicates, FIRST_BATCH, 0
    while first < total:
        begun = time.perf_counter()
        last = min(total, first + size)
        batch = _batch(ensemble, packed, first, last)
        if trace and first == 0:
            for arm, runs in zip(ensemble.arms, batch, strict=True):
                runs[0] = traced(arm, runs[0])
            ensemble.traced = True
        else:
            size = max(size, int((last - first) * BATCH_S / max(time.perf_counter() - begun, 1e-3)))
        for done, new in zip(results, batch, strict=True):
            done.extend(new)
        first = last
        if progress is not None:
            failed = sum(not runs[0].ok for runs in results)  # only a traced run can fail
            progress(sum(map(len, results)), failed, ensemble.planned)


def _batch(ensemble: Ensemble, packed: Sequence[Packed], first: int, last: int) -> Results:
    """Replicates from ``first`` to before ``last`` of every arm."""
    import numpy as np

    from diplosim.engine.engine import Job, play

    replicates = np.arange(first, last, dtype=np.int64)
    jobs = [Job(world, arm.seed, replicates) for arm, world in zip(ensemble.arms, packed, strict=True)]
    found: Results = []
    for arm, histories in zip(ensemble.arms, play(jobs, ensemble.workers), strict=True):
        found.append(
            [
                RunResult(arm.name, first + i, arm.seed, "failed", histories.errors[i])
                if i in histories.errors
                else RunResult(
                    arm.name, first + i, arm.seed,
                    outcomes=Outcomes(columns.outcome_names(), histories.outcomes[i]),
                    trajectory=Trajectory(columns.METRIC_NAMES, histories.trajectories[i]),
                )
                for i in range(last - first)
            ]
        )  # fmt: skip
    return found


def trace_arms(ensemble: Ensemble) -> None:
    """Get the records of the first run of every arm, where the compiled engine left them out."""
    if ensemble.traced:
        return
    arms = {arm.name: arm for arm in ensemble.arms}
    for place, result in enumerate(ensemble.results):
        if result.replicate == 0:
            ensemble.results[place] = traced(arms[result.arm], result)
    ensemble.traced = True


def traced(arm: Scenario, compiled: RunResult) -> RunResult:
    """The run on the Mesa engine with its records; its numbers must be those of the compiled engine."""
    result = run_one(arm, compiled.replicate, trace=True)
    if result.ok and compiled.ok:
        found = first_difference(result, compiled)
        if found:
            raise EnginesDifferError(
                f"the two engines disagree about {arm.name}, replicate {compiled.replicate}, seed {arm.seed}: "
                f"{found}. Their numbers must be equal to the last bit, so do not use these results"
            )
    return result


def first_difference(mesa: RunResult, compiled: RunResult) -> str:
    """The first metric or outcome that is not the same to the last bit, in words; empty if there is none."""
    import numpy as np

    one, other = mesa.trajectory.exact, compiled.trajectory.exact
    for month, place in np.argwhere(_unlike(one, other)):
        values = f"{float(one[month, place])!r} (Mesa) and {float(other[month, place])!r} (compiled)"
        return f"{columns.METRIC_NAMES[place]} in month {month} is {values}"
    one, other = mesa.outcomes.row, compiled.outcomes.row
    for (place,) in np.argwhere(_unlike(one, other)):
        values = f"{float(one[place])!r} (Mesa) and {float(other[place])!r} (compiled)"
        return f"{columns.outcome_names()[place]} is {values}"
    return ""


def _unlike(one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Which numbers differ in their bits; missing is like missing."""
    import numpy as np

    bits = [np.ascontiguousarray(values).view(np.int64) for values in (one, other)]
    unlike: NDArray[np.bool_] = (bits[0] != bits[1]) & ~(np.isnan(one) & np.isnan(other))
    return unlike
