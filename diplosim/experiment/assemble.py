"""From chunks to the final tables, in the order of the plan and in memory that does not grow with the runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diplosim.experiment.chunk_file import MONTHLY, read
from diplosim.experiment.final_file import write_csv, write_parquet
from diplosim.experiment.levels import LEVELS, levels_by_month
from diplosim.experiment.store import Store
from diplosim.experiment.sweep_plan import Plan, Runs
from diplosim.metrics.columns import metric_names, outcome_names

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Cube = NDArray[np.float32]
    Floats = NDArray[np.float64]

#: Numbers that may be in memory at once while quantiles are made.
MOST_NUMBERS = 3_000_000
KEYS = ("run", "arm", "sample", "replicate", "seed", "status", "error")


@dataclass
class Tables:
    """The finished tables of a sweep, read column by column."""

    store: Store
    failed: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of every file written."""
    errors: list[str] = field(default_factory=list)
    """The first failures, in words."""

    @property
    def plan(self) -> Plan:
        """The plan that was run."""
        return self.store.plan

    def outcome(self, name: str) -> Floats:
        """An outcome by arm and pair (sample, then replicate); NaN where a run has none."""
        import numpy as np
        import pyarrow.parquet as pq

        plan = self.plan
        column = pq.read_table(self.store.folder / "runs.parquet", columns=[name], use_threads=False)[name]
        flat = np.asarray(column.to_numpy(), dtype=np.float64)
        cube = flat.reshape(len(plan.samples), len(plan.arms), plan.replicates)
        return cube.transpose(1, 0, 2).reshape(len(plan.arms), plan.pairs)

    def finished(self) -> list[int]:
        """How many runs of each arm have ended well."""
        import numpy as np
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        status = pq.read_table(self.store.folder / "runs.parquet", columns=["status"])["status"]
        plan = self.plan
        ended = np.asarray(pc.equal(status, "ok")).reshape(-1, len(plan.arms), plan.replicates)
        return [int(count) for count in ended.sum(axis=(0, 2))]

    def months(self, names: Sequence[str]) -> dict[str, Cube]:
        """Metrics of the kept runs by arm, kept pair and month; NaN where a run failed."""
        import numpy as np

        plan = self.plan
        shape = (len(plan.arms), plan.kept_pairs, plan.arms[0].months)
        cubes = {name: np.full(shape, np.nan, dtype=np.float32) for name in names}
        for table, runs in self.chunks([MONTHLY + name for name in names], kept=True):
            pairs = (runs.sample * plan.replicates + runs.replicate) // plan.stride
            for name, cube in cubes.items():
                cube[runs.arm, pairs] = _flat(table[MONTHLY + name]).reshape(len(pairs), shape[2])
        return cubes

    def chunks(self, names: Sequence[str], kept: bool = False) -> Iterator[tuple[pa.Table, Runs]]:
        """Some columns of every chunk in order, and whose they are; or only of runs that have kept their months."""
        import numpy as np

        for index in range(self.plan.chunks):
            table, numbers = read(self.store.done[index], names), np.asarray(self.plan.numbers(index))
            if kept:
                there = table[names[0]].is_valid()
                numbers = numbers[there.to_numpy()]
            yield table, self.plan.runs_of(numbers)


def _flat(lists: pa.ChunkedArray) -> Any:
    """The numbers of all lists of a column, one after the other."""
    import numpy as np

    parts = [part.flatten().to_numpy() for part in lists.chunks]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def assemble(store: Store, csv: bool = False, workers: int = 1) -> Tables:
    """Write ``runs.parquet``, ``trajectories.parquet`` and the others from the chunks, side by side."""
    tables = Tables(store)
    parts: dict[str, Callable[[Tables], Iterator[pa.Table]]] = {
        "runs.parquet": _runs,
        "trajectories.parquet": _trajectories,
        "quantiles.parquet": _quantiles,
    }
    if store.plan.names:
        parts["samples.parquet"] = lambda tables: iter([samples_table(tables.plan)])
    with ThreadPoolExecutor(min(workers, 2)) as pool:  # a third table at a time would only take more memory
        written = {
            file: pool.submit(write_parquet, store.folder, file, make(tables)) for file, make in parts.items()
        }
        tables.digests = {file: future.result() for file, future in written.items()}
    if csv:
        for name in ("runs", "quantiles"):
            tables.digests[f"{name}.csv"] = write_csv(store.folder, name)
    return tables


def _runs(tables: Tables) -> Iterator[pa.Table]:
    """One row per run: keys, what varied, outcomes."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    plan, varied, names = tables.plan, samples_table(tables.plan), _arm_names(tables.plan)
    seeds = np.array([arm.seed for arm in plan.arms], dtype=np.uint64)
    for table, runs in tables.chunks(["error", *outcome_names()]):
        ended = table["error"].is_null()
        tables.failed += table["error"].length() - table["error"].null_count
        if len(tables.errors) < 3:
            tables.errors += _failures(plan, table["error"], runs)[: 3 - len(tables.errors)]
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


def _failures(plan: Plan, errors: pa.ChunkedArray, runs: Runs) -> list[str]:
    """The first failures of a chunk."""
    import numpy as np

    places = np.flatnonzero(errors.is_valid().to_numpy())[:3]
    return [
        f"run {runs.number[p]} ({plan.arms[runs.arm[p]].name}, sample {runs.sample[p]}, "
        f"replicate {runs.replicate[p]}): {errors[int(p)].as_py()}"
        for p in places
    ]


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


def _trajectories(tables: Tables) -> Iterator[pa.Table]:
    """One row per kept run and month."""
    import numpy as np
    import pyarrow as pa

    months, names = tables.plan.arms[0].months, _arm_names(tables.plan)
    for table, runs in tables.chunks([MONTHLY + name for name in metric_names()], kept=True):
        columns: dict[str, Any] = {
            "run": np.repeat(runs.number, months),
            "arm": names.take(pa.array(np.repeat(runs.arm, months))),
            "sample": np.repeat(runs.sample.astype(np.int32), months),
            "replicate": np.repeat(runs.replicate.astype(np.int32), months),
            "month": np.tile(np.arange(months, dtype=np.int32), len(runs.number)),
        }
        columns |= {name: _flat(table[MONTHLY + name]) for name in metric_names()}
        yield pa.table(columns)


def _quantiles(tables: Tables) -> Iterator[pa.Table]:
    """Quantiles over the kept runs by arm, month and level."""
    import numpy as np
    import pyarrow as pa

    plan = tables.plan
    months, levels = plan.arms[0].months, len(LEVELS)
    rows = months * levels
    columns: dict[str, Any] = {
        "arm": pa.array([arm.name for arm in plan.arms for _ in range(rows)], pa.string()),
        "month": np.tile(np.repeat(np.arange(months, dtype=np.int32), levels), len(plan.arms)),
        "quantile": np.tile(np.asarray(LEVELS), months * len(plan.arms)),
    }
    numbers = max(1, len(plan.arms) * plan.kept_pairs * months)
    step = max(1, MOST_NUMBERS // numbers)
    names = metric_names()
    for first in range(0, len(names), step):
        for name, cube in tables.months(names[first : first + step]).items():
            columns[name] = np.concatenate([levels_by_month(arm).ravel() for arm in cube])
    yield pa.table(columns)
