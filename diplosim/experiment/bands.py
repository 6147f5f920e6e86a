"""The short way to bands over time: one scenario in, quantiles of a few metrics out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from diplosim.experiment.arms import prepare
from diplosim.experiment.definition import definition_of
from diplosim.experiment.engines import available_cores, choose_engine
from diplosim.experiment.numbers import LEVELS, checked_levels, checked_metrics, quantiles_of
from diplosim.experiment.pipeline import How, run_in_memory, to_stderr
from diplosim.experiment.plan import make_plan
from diplosim.metrics.columns import METRIC_NAMES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from diplosim.scenario import Scenario

Floats: TypeAlias = "NDArray[np.float64]"
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

    Except on the Mesa engine no table is built and no run is traced.
    """
    names, levels = checked_metrics(metrics), checked_levels(quantiles)
    arm = prepare([scenario], replicates, seed)[0]
    chosen = choose_engine(engine, arms=[arm], months=arm.months * arm.replicates)
    if chosen.note:
        to_stderr(chosen.note)
    threads = workers or available_cores()
    columns = (
        _mesa(arm, names, workers) if chosen.name == "mesa" else _packed(arm, names, threads, chosen.name)
    )
    return Fan(names, levels, _by_thread(columns, levels, threads), arm.replicates, chosen.name)


def _packed(arm: Scenario, names: Sequence[str], threads: int, engine: str) -> list[Floats]:
    """Each of these metrics by run and month; nothing else is kept."""
    import numpy as np

    from diplosim.engine.engine import Job, play
    from diplosim.engine.pack import pack
    from diplosim.experiment.engines import prepare as make_ready

    world = pack(arm)
    make_ready(world, to_stderr, engine)
    job = Job(world, arm.seed, np.arange(arm.replicates, dtype=np.int64), engine == "portable")
    (histories,) = play([job], threads, columns=[METRIC_NAMES.index(name) for name in names])
    return [histories.trajectories[:, :, place] for place in range(len(names))]


def _mesa(arm: Scenario, names: Sequence[str], workers: int | None) -> list[Floats]:
    """The same, as for any run in memory."""
    memory = run_in_memory(make_plan(definition_of([arm]), "mesa", keep_all=True), How(workers=workers))
    return [cube[0] for cube in memory.numbers.months(names, "float64").values()]


def _by_thread(columns: Sequence[Floats], levels: tuple[float, ...], threads: int) -> Floats:
    """Quantiles of every column; sorting lets other threads run."""
    import numpy as np

    if threads == 1 or len(columns) < 2:
        return np.array([quantiles_of(column, levels) for column in columns])
    with ThreadPoolExecutor(threads) as pool:
        return np.array(list(pool.map(lambda column: quantiles_of(column, levels), columns)))
