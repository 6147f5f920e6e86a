"""Quantiles over replicates by month, and the short way to them: one scenario in, bands of a few metrics out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from diplosim.experiment.dispatch import run_arms, to_stderr
from diplosim.experiment.plan import PlanError, choose_engine, prepare
from diplosim.experiment.replicates import Ensemble, available_cores
from diplosim.metrics.columns import METRIC_NAMES as METRICS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from diplosim.scenario import Scenario

Floats: TypeAlias = "NDArray[np.float64]"
#: The five numbers of a fan chart.
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: What a fan shows unless told otherwise.
SHOWN = ("trust_rivals_security", "tension", "events", "aid_absorbed_musd", "disease_burden")


@dataclass(frozen=True)
class Fan:
    """Quantiles over replicates: ``values[metric, level, month]``."""

    metrics: tuple[str, ...]
    levels: tuple[float, ...]
    values: Floats
    replicates: int
    engine: str

    def __getitem__(self, metric: str) -> Floats:
        """Quantiles of one metric by level and month."""
        found: Floats = self.values[self.metrics.index(metric)]
        return found

    def to_frame(self) -> pd.DataFrame:
        """Rows (month, quantile), one column per metric."""
        import pandas as pd

        months = range(self.values.shape[2])
        index = pd.MultiIndex.from_product([months, self.levels], names=["month", "quantile"])
        columns = {name: self[name].T.ravel() for name in self.metrics}
        return pd.DataFrame(columns, index=index)


def fan(
    scenario: Scenario,
    replicates: int | None = None,
    metrics: Sequence[str] = SHOWN,
    quantiles: Sequence[float] = LEVELS,
    seed: int | None = None,
    engine: str = "auto",
    *,
    workers: int | None = None,
) -> Fan:
    """Quantiles of some metrics over the replicates of one scenario, and nothing else: for live views.

    On the compiled engine no table is built and no run is traced.
    """
    names, levels = checked_metrics(metrics), checked_levels(quantiles)
    chosen = choose_engine(engine)
    if chosen.note:
        to_stderr(chosen.note)
    arm = prepare([scenario], replicates, seed)[0]
    threads = workers or available_cores()
    if chosen.name == "compiled":
        table = _compiled(arm, names, threads)
        columns = [table[:, :, place] for place in range(len(names))]
    else:
        runs = [run for run in run_arms([arm], chosen, workers=workers).results if run.ok]
        columns = [column_of(runs, name) for name in names]
    return Fan(names, levels, _by_thread(columns, levels, threads), arm.replicates, chosen.name)


_PLACES = {name: place for place, name in enumerate(METRICS)}


def checked_metrics(metrics: Sequence[str]) -> tuple[str, ...]:
    """The names, if all of them are metrics."""
    from diplosim.scenario import unknown

    for name in metrics:
        if name not in _PLACES:
            raise PlanError(unknown("metric", name, list(_PLACES)))
    return tuple(metrics)


def checked_levels(levels: Sequence[float]) -> tuple[float, ...]:
    """The levels, if all of them are shares."""
    for level in levels:
        if not 0.0 <= level <= 1.0:
            raise PlanError(f"a quantile is a share from 0 to 1, not {level}")
    return tuple(float(level) for level in levels)


def _compiled(arm: Scenario, names: Sequence[str], threads: int) -> Floats:
    """These metrics by run, month and place."""
    import numpy as np

    from diplosim.engine.engine import Job, play
    from diplosim.engine.pack import pack
    from diplosim.engine.ready import prepare as make_ready

    world = pack(arm)
    make_ready(world, to_stderr)
    job = Job(world, arm.seed, np.arange(arm.replicates, dtype=np.int64))
    (histories,) = play([job], threads, columns=[_PLACES[name] for name in names])
    return histories.trajectories


def column_of(runs: Sequence[Any], name: str) -> Floats:
    """One metric of some finished runs of one length, by run and month."""
    import numpy as np

    return np.stack([run.trajectory.exact[:, run.trajectory.names.index(name)] for run in runs])


def _by_thread(columns: Sequence[Floats], levels: tuple[float, ...], threads: int) -> Floats:
    """Quantiles of every column; sorting lets other threads run."""
    import numpy as np

    if threads == 1 or len(columns) < 2:
        return np.array([quantiles_of(column, levels) for column in columns])
    with ThreadPoolExecutor(threads) as pool:
        return np.array(list(pool.map(lambda column: quantiles_of(column, levels), columns)))


def quantile_frame(
    ensemble: Ensemble, metrics: Sequence[str] | None = None, levels: Sequence[float] = LEVELS
) -> pd.DataFrame:
    """Quantiles over the finished runs: rows (arm, month, quantile), one column per metric."""
    import pandas as pd

    names, shares = checked_metrics(METRICS if metrics is None else metrics), checked_levels(levels)
    parts = {}
    for arm in ensemble.arms:
        runs = [result for result in ensemble.results if result.arm == arm.name and result.ok]
        if runs:
            columns = [column_of(runs, name) for name in names]
            values = _by_thread(columns, shares, available_cores())
            parts[arm.name] = Fan(names, shares, values, len(runs), ensemble.engine).to_frame()
    return pd.concat(parts, names=["arm"])


def quantiles_of(values: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles over runs of ``values[run, month]``, interpolated linearly: ``[level, month]``.

    A metric is missing in all runs of a scenario (nobody in the group) or in none, so sorting needs no care.
    """
    import numpy as np

    ordered = np.ascontiguousarray(values.T)
    ordered.sort(axis=1)
    position = np.asarray(levels, dtype=np.float64) * (ordered.shape[1] - 1)
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, ordered.shape[1] - 1)
    low, high = ordered[:, below], ordered[:, above]
    found: Floats = (low + (high - low) * (position - below)).T
    return found
