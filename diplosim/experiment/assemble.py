"""From chunks to the final files, in the order of the plan and in memory that does not grow with the runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from diplosim.experiment.chunk import MONTHLY
from diplosim.experiment.folder import write_csv, write_parquet
from diplosim.experiment.plan import Plan, Runs
from diplosim.experiment.quantiles import LEVELS, quantiles_of
from diplosim.metrics.columns import metric_names, outcome_names

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Numbers that may be in memory at once while quantiles are made.
MOST_NUMBERS = 3_000_000
KEYS = ("run", "arm", "sample", "replicate", "seed", "status", "error")


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
        cubes = {name: np.full(shape, np.nan, dtype=dtype) for name in names}
        for table, runs in self.pieces([MONTHLY + name for name in names], kept=True):
            lengths = self._lengths(runs)
            at = (
                np.repeat(runs.arm, lengths),
                np.repeat(runs.pair // plan.stride, lengths),
                _counted(lengths),
            )
            for name, cube in cubes.items():
                cube[at] = _flat(table[MONTHLY + name])
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

    def _lengths(self, runs: Runs) -> NDArray[np.int64]:
        """Months of each of some runs."""
        import numpy as np

        return np.array([arm.months for arm in self.plan.arms], dtype=np.int64)[runs.arm]

    def _column(self, name: str) -> pa.ChunkedArray:
        """A column of the runs."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self.runs is not None:
            return pq.read_table(self.runs, columns=[name], use_threads=False)[name]
        parts = [self.chunks.read(index, [name])[name] for index in range(self.plan.chunks)]
        return pa.chunked_array([part for column in parts for part in column.chunks])


def _counted(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The months of some runs, one run after the other: 0, 1, 2, ..., 0, 1, ..."""
    import numpy as np

    starts = np.cumsum(lengths) - lengths
    months: NDArray[np.int64] = np.arange(lengths.sum()) - np.repeat(starts, lengths)
    return months


def _flat(lists: pa.ChunkedArray) -> Any:
    """The numbers of all lists of a column, one after the other."""
    import numpy as np

    parts = [part.flatten().to_numpy() for part in lists.chunks]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


#: How the columns of each file are made, piece by piece.
FRAMES: Mapping[str, Callable[[Numbers], Iterator[pa.Table]]]


def frame(numbers: Numbers, file: str) -> pa.Table:
    """One of the files, in memory."""
    import pyarrow as pa

    return pa.concat_tables(FRAMES[file](numbers))


def assemble(numbers: Numbers, folder: Path, csv: bool = False, workers: int = 1) -> dict[str, str]:
    """Write ``runs.parquet``, ``trajectories.parquet`` and the others side by side; returns their SHA-256."""
    files = [file for file in FRAMES if file != "samples.parquet" or numbers.plan.names]
    with ThreadPoolExecutor(min(workers, 2)) as pool:  # a third file at a time would only take more memory
        written = {file: pool.submit(write_parquet, folder, file, FRAMES[file](numbers)) for file in files}
        digests = {file: future.result() for file, future in written.items()}
    if csv:
        for name in CSV:
            digests[f"{name}.csv"] = write_csv(folder, name)
    return digests


#: What ``--csv`` writes as well.
CSV = ("runs", "trajectories", "quantiles")


def _runs(numbers: Numbers) -> Iterator[pa.Table]:
    """One row per run: keys, what varied, outcomes."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    plan, varied, names = numbers.plan, samples_table(numbers.plan), _arm_names(numbers.plan)
    seeds = np.array([arm.seed for arm in plan.arms], dtype=np.uint64)
    for table, runs in numbers.pieces(["error", *outcome_names()]):
        ended = table["error"].is_null()
        chosen = varied.take(pa.array(runs.sample))
        columns: dict[str, Any] = {
            "run": runs.number,
            "arm": names.take(pa.array(runs.arm)),
            "sample": runs.sample.astype(np.int32),
            "replicate": runs.replicate.astype(np.int32),
            "seed": seeds[runs.arm],
            "status": pc.if_else(ended, "ok", "failed"),
            "error": table["error"],
        }
        columns |= {name: chosen[name] for name in plan.names}
        columns |= {name: table[name] for name in outcome_names()}
        yield pa.table(columns)


def _arm_names(plan: Plan) -> pa.Array:
    import pyarrow as pa

    return pa.array([arm.name for arm in plan.arms], pa.string())


def samples_table(plan: Plan) -> pa.Table:
    """One row per sample: its number and what it sets."""
    import pyarrow as pa

    columns: dict[str, Any] = {"sample": pa.array(range(len(plan.samples)), pa.int32())}
    for place, name in enumerate(plan.names):
        columns[name] = _column([sample[place] for sample in plan.samples])
    return pa.table(columns)


def _column(values: list[Any]) -> pa.Array:
    """Values of one varied quantity in the narrowest type that holds them all; lists as JSON."""
    import pyarrow as pa

    kinds = {type(value) for value in values}
    if kinds <= {bool}:
        return pa.array(values, pa.bool_())
    if kinds <= {int}:
        return pa.array(values, pa.int64())
    if kinds <= {int, float}:
        return pa.array([float(value) for value in values], pa.float64())
    texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
    return pa.array(texts, pa.string())


def _trajectories(numbers: Numbers) -> Iterator[pa.Table]:
    """One row per kept run and month."""
    import numpy as np
    import pyarrow as pa

    names = _arm_names(numbers.plan)
    for table, runs in numbers.pieces([MONTHLY + name for name in metric_names()], kept=True):
        months = numbers._lengths(runs)
        columns: dict[str, Any] = {
            "run": np.repeat(runs.number, months),
            "arm": names.take(pa.array(np.repeat(runs.arm, months))),
            "sample": np.repeat(runs.sample.astype(np.int32), months),
            "replicate": np.repeat(runs.replicate.astype(np.int32), months),
            "month": _counted(months).astype(np.int32),
        }
        columns |= {
            name: _flat(table[MONTHLY + name]).astype(np.float32, copy=False) for name in metric_names()
        }
        yield pa.table(columns)


def _quantiles(numbers: Numbers) -> Iterator[pa.Table]:
    """Quantiles over the kept runs by arm, month and level."""
    import numpy as np
    import pyarrow as pa

    plan, levels, names = numbers.plan, len(LEVELS), metric_names()
    months = np.array([arm.months for arm in plan.arms], dtype=np.int64)
    columns: dict[str, Any] = {
        "arm": _arm_names(plan).take(pa.array(np.repeat(np.arange(len(plan.arms)), months * levels))),
        "month": np.repeat(_counted(months).astype(np.int32), levels),
        "quantile": np.tile(np.asarray(LEVELS), months.sum()),
    }
    cells = max(1, len(plan.arms) * plan.kept_pairs * int(months.max()))
    step = max(1, MOST_NUMBERS // cells)
    for first in range(0, len(names), step):
        for name, cube in numbers.months(names[first : first + step]).items():
            parts = [quantiles_of(arm[:, :n], LEVELS).T.ravel() for arm, n in zip(cube, months, strict=True)]
            columns[name] = np.concatenate(parts)
    yield pa.table(columns)


def _samples(numbers: Numbers) -> Iterator[pa.Table]:
    yield samples_table(numbers.plan)


FRAMES = {
    "runs.parquet": _runs,
    "trajectories.parquet": _trajectories,
    "quantiles.parquet": _quantiles,
    "samples.parquet": _samples,
}
