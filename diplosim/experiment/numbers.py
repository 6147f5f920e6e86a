"""The numbers of a finished plan, read column by column from chunks on disk or in memory; quantiles over runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from diplosim.experiment.blocks import Runs
from diplosim.experiment.computed import MONTHLY
from diplosim.experiment.engines import PlanError
from diplosim.experiment.plan import Plan
from diplosim.metrics.columns import metrics as all_metrics

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: The five numbers of a fan chart.
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


class Chunks(Protocol):
    """The finished chunks of a plan, on disk or in memory."""

    @property
    def plan(self) -> Plan:
        """The plan that was run."""
        ...

    def read(self, index: int, names: Sequence[str]) -> pa.Table:
        """Some columns of a chunk."""
        ...


class Failure(NamedTuple):
    """A run that failed."""

    run: int
    arm: str
    sample: int
    replicate: int
    seed: int
    error: str


@dataclass(frozen=True)
class Numbers:
    """The numbers of a finished plan, read column by column."""

    chunks: Chunks
    runs: Path | None = None
    """``runs.parquet``, once it is there: quicker to read than the chunks."""

    @property
    def plan(self) -> Plan:
        """The plan that was run."""
        return self.chunks.plan

    def outcome(self, name: str) -> Floats:
        """An outcome by arm and pair (sample, then replicate); NaN where a run has none."""
        import numpy as np

        plan = self.plan
        flat = np.asarray(self._column(name).to_numpy(), dtype=np.float64)
        cube = flat.reshape(len(plan.samples), len(plan.arms), plan.replicates)
        return cube.transpose(1, 0, 2).reshape(len(plan.arms), plan.pairs)

    def finished(self) -> list[int]:
        """How many runs of each arm have ended well."""
        import numpy as np

        plan = self.plan
        failed = np.asarray(self._column("error").is_valid().to_numpy())
        counts = (~failed).reshape(-1, len(plan.arms), plan.replicates).sum(axis=(0, 2))
        return [int(count) for count in counts]

    def failures(self) -> list[Failure]:
        """The runs that failed, in the order of the plan."""
        import numpy as np

        plan, errors = self.plan, self._column("error")
        places = np.flatnonzero(errors.is_valid().to_numpy())
        runs = [plan.run(int(number)) for number in places]
        return [
            Failure(run.number, plan.arms[run.arm].name, run.sample, run.replicate, plan.arms[run.arm].seed,
                    errors[run.number].as_py())
            for run in runs
        ]  # fmt: skip

    def months(self, names: Sequence[str], dtype: str = "float32") -> dict[str, NDArray[Any]]:
        """Metrics of the kept runs by arm, kept pair and month; NaN where a run failed, and after an arm's horizon."""
        import numpy as np

        plan = self.plan
        shape = (len(plan.arms), plan.kept_pairs, max(arm.months for arm in plan.arms))
        cubes, there = {name: np.empty(shape, dtype=dtype) for name in names}, np.zeros(shape, dtype=np.bool_)
        for table, runs in self.pieces([MONTHLY + name for name in names], kept=True):
            lengths, pairs = self.lengths(runs), runs.pair // plan.stride
            for arm in np.unique(runs.arm):
                mine, months = runs.arm == arm, plan.arms[arm].months
                chosen = slice(None) if mine.all() else np.repeat(mine, lengths)
                there[arm, pairs[mine], :months] = True
                for name, cube in cubes.items():
                    cube[arm, pairs[mine], :months] = flat(table[MONTHLY + name])[chosen].reshape(-1, months)
        for cube in cubes.values() if not there.all() else ():
            cube[~there] = np.nan
        return cubes

    def pieces(self, names: Sequence[str], kept: bool = False) -> Iterator[tuple[pa.Table, Runs]]:
        """Some columns of every chunk in order, and whose they are; or only of runs that have kept their months."""
        import numpy as np

        for index in range(self.plan.chunks):
            table, numbers = self.chunks.read(index, names), np.asarray(self.plan.numbers(index))
            if kept:
                there = table[names[0]].is_valid()
                numbers = numbers[there.to_numpy()]
            yield table, self.plan.runs_of(numbers)

    def lengths(self, runs: Runs) -> NDArray[np.int64]:
        """Months of each of some runs."""
        import numpy as np

        return np.array([arm.months for arm in self.plan.arms], dtype=np.int64)[runs.arm]

    def _column(self, name: str) -> pa.ChunkedArray:
        """A column of the runs."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self.runs is not None:
            with pq.ParquetFile(self.runs) as file:  # half the time of `read_table`
                return file.read(columns=[name], use_threads=False)[name]
        parts = [self.chunks.read(index, [name])[name] for index in range(self.plan.chunks)]
        return pa.chunked_array([part for column in parts for part in column.chunks])


def counted(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The months of some runs, one run after the other: 0, 1, 2, ..., 0, 1, ..."""
    import numpy as np

    starts = np.cumsum(lengths) - lengths
    months: NDArray[np.int64] = np.arange(lengths.sum()) - np.repeat(starts, lengths)
    return months


def flat(lists: pa.ChunkedArray) -> Any:
    """The numbers of all lists of a column, one after the other."""
    import numpy as np

    parts = [part.flatten().to_numpy() for part in lists.chunks]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def checked_metrics(metrics: Sequence[str]) -> tuple[str, ...]:
    """The names, if all of them are metrics."""
    from diplosim.scenario import unknown

    known = [metric.name for metric in all_metrics()]
    for name in metrics:
        if name not in known:
            raise PlanError(unknown("metric", name, known))
    return tuple(metrics)


def checked_levels(levels: Sequence[float]) -> tuple[float, ...]:
    """The levels, if all of them are shares."""
    for level in levels:
        if not 0.0 <= level <= 1.0:
            raise PlanError(f"a quantile is a share from 0 to 1, not {level}")
    return tuple(float(level) for level in levels)


def quantiles_of(values: NDArray[Any], levels: Sequence[float]) -> Floats:
    """Quantiles over ``values[run, month]``, as ``[level, month]``; runs without any value do not count.

    The same numbers as ``numpy.quantile`` of the values in double precision, found in half the time: values are sorted
    as they are, and only what stands at the quantiles is made double. Missing in a month where a run that counts has no
    value, and everywhere if none does.
    """
    import numpy as np

    rows = values[~np.isnan(values).all(axis=1)]
    if len(rows) == 0:
        return np.full((len(levels), values.shape[1]), np.nan)
    ordered = np.ascontiguousarray(rows.T)
    ordered.sort(axis=1)
    place = np.asarray(levels, dtype=np.float64) * (len(rows) - 1)
    below = np.floor(place).astype(np.int64)
    part = place - below
    low, high = (ordered[:, at].astype(np.float64) for at in (below, np.minimum(below + 1, len(rows) - 1)))
    apart = high - low
    found: Floats = np.where(part >= 0.5, high - apart * (1 - part), low + apart * part)
    found[np.isnan(ordered[:, -1])] = np.nan  # sorting puts what is missing last
    return found.T
