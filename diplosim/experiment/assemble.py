"""From chunks to the final tables, in the order of the plan and in memory that does not grow with the runs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment.chunk import MONTHLY
from diplosim.experiment.columns import ordered
from diplosim.experiment.declared import METRICS, OUTCOMES
from diplosim.experiment.store import Store, sync_folder
from diplosim.experiment.sweep_plan import Plan
from diplosim.rules import columns as engine_columns

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Cube = NDArray[np.float32]
    Floats = NDArray[np.float64]

#: Rows of a group inside the final files; fixed, so that the bytes do not depend on the chunks.
ROWS = 20_000
#: Numbers that may be in memory at once while quantiles are made.
MOST_NUMBERS = 5_000_000
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
KEYS = ("run", "arm", "sample", "replicate", "seed", "status", "error")
OUTCOME_NAMES = tuple(ordered(OUTCOMES, set(engine_columns.OUTCOMES)))
METRIC_NAMES = tuple(ordered(METRICS, set(engine_columns.METRICS)))


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
        column = pq.read_table(self.store.folder / "runs.parquet", columns=[name])[name]
        flat = np.asarray(column.to_numpy(), dtype=np.float64)
        cube = flat.reshape(len(plan.samples), len(plan.arms), plan.replicates)
        return cube.transpose(1, 0, 2).reshape(len(plan.arms), plan.pairs)

    def finished(self) -> list[int]:
        """How many runs of each arm have ended well."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        table = pq.read_table(self.store.folder / "runs.parquet", columns=["arm", "status"])
        arms = table.filter(pc.equal(table["status"], "ok"))["arm"]
        return [int(pc.sum(pc.equal(arms, arm.name)).as_py() or 0) for arm in self.plan.arms]

    def months(self, names: Sequence[str]) -> dict[str, Cube]:
        """Metrics of the kept runs by arm, kept pair and month; NaN where a run failed."""
        import numpy as np

        plan = self.plan
        shape = (len(plan.arms), plan.kept_pairs, plan.arms[0].months)
        cubes = {name: np.full(shape, np.nan, dtype=np.float32) for name in names}
        for table in self.chunks(["run", *(MONTHLY + name for name in names)]):
            kept = table.filter(table[MONTHLY + names[0]].is_valid())
            runs = [plan.run(number) for number in kept["run"].to_pylist()]
            arms = np.array([run.arm for run in runs], dtype=np.int64)
            pairs = np.array([run.sample * plan.replicates + run.replicate for run in runs], dtype=np.int64)
            for name, cube in cubes.items():
                rows = kept[MONTHLY + name].combine_chunks().flatten().to_numpy()
                cube[arms, pairs // plan.stride] = rows.reshape(len(runs), shape[2])
        return cubes

    def chunks(self, names: Sequence[str]) -> Iterator[pa.Table]:
        """Some columns of every chunk, in order."""
        import pyarrow.parquet as pq

        for index in range(self.plan.chunks):
            yield pq.read_table(self.store.done[index], columns=list(names))


def assemble(store: Store, csv: bool = False) -> Tables:
    """Write ``runs.parquet``, ``trajectories.parquet`` and ``quantiles.parquet`` from the chunks."""
    tables = Tables(store)
    _write(tables, "runs.parquet", _runs(tables))
    _write(tables, "trajectories.parquet", _trajectories(tables))
    _write(tables, "quantiles.parquet", iter([_quantiles(tables)]))
    if store.plan.names:
        _write(tables, "samples.parquet", iter([samples_table(store.plan)]))
    if csv:
        _write_csv(tables, "runs")
        _write_csv(tables, "quantiles")
    return tables


def _runs(tables: Tables) -> Iterator[pa.Table]:
    """One row per run: keys, what varied, outcomes."""
    import pyarrow.compute as pc

    varied = samples_table(tables.plan)
    for table in tables.chunks([*KEYS, *OUTCOME_NAMES]):
        tables.failed += int(pc.sum(pc.equal(table["status"], "failed")).as_py())
        if len(tables.errors) < 3:
            tables.errors += _failures(table)[: 3 - len(tables.errors)]
        chosen = varied.take(table["sample"])
        columns: dict[str, Any] = {name: table[name] for name in KEYS}
        columns |= {name: chosen[name] for name in tables.plan.names}
        columns |= {name: table[name] for name in OUTCOME_NAMES}
        yield _table(columns)


def _failures(table: pa.Table) -> list[str]:
    import pyarrow.compute as pc

    bad = table.filter(pc.equal(table["status"], "failed")).slice(0, 3).to_pylist()
    return [
        f"run {r['run']} ({r['arm']}, sample {r['sample']}, replicate {r['replicate']}): {r['error']}"
        for r in bad
    ]


def samples_table(plan: Plan) -> pa.Table:
    """One row per sample: its number and what it sets."""
    import pyarrow as pa

    columns: dict[str, Any] = {"sample": pa.array(range(len(plan.samples)), pa.int32())}
    for place, name in enumerate(plan.names):
        columns[name] = _column([sample[place] for sample in plan.samples])
    return _table(columns)


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

    months = tables.plan.arms[0].months
    keys = ("run", "arm", "sample", "replicate")
    for table in tables.chunks([*keys, *(MONTHLY + name for name in METRIC_NAMES)]):
        kept = table.filter(table[MONTHLY + METRIC_NAMES[0]].is_valid())
        repeated = kept.select(keys).take(np.repeat(np.arange(len(kept)), months))
        columns: dict[str, Any] = {name: repeated[name] for name in keys}
        columns["month"] = np.tile(np.arange(months, dtype=np.int32), len(kept))
        for name in METRIC_NAMES:
            columns[name] = kept[MONTHLY + name].combine_chunks().flatten()
        yield _table(columns)


def _quantiles(tables: Tables) -> pa.Table:
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
    for first in range(0, len(METRIC_NAMES), step):
        for name, cube in tables.months(METRIC_NAMES[first : first + step]).items():
            columns[name] = np.concatenate([_levels(arm).ravel() for arm in cube])
    return _table(columns)


def _levels(runs: Cube) -> Floats:
    """The quantiles of one arm by month: ``[month, level]``; missing where no run has a value."""
    import numpy as np

    whole = runs[~np.isnan(runs).all(axis=1)].astype(np.float64)
    if len(whole) == 0:
        return np.full((runs.shape[1], len(LEVELS)), np.nan)
    found: Floats = np.quantile(whole, LEVELS, axis=0).T
    return found


def _table(columns: dict[str, Any]) -> pa.Table:
    import pyarrow as pa

    return pa.table(columns)


def _rebatched(parts: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in pieces of ``ROWS``; at least one piece, so that the columns are known."""
    import pyarrow as pa

    waiting: pa.Table | None = None
    said = False
    for part in parts:
        waiting = part if waiting is None else pa.concat_tables([waiting, part])
        while len(waiting) >= ROWS:
            yield waiting.slice(0, ROWS).combine_chunks()
            said, waiting = True, waiting.slice(ROWS)
    if waiting is not None and (len(waiting) or not said):
        yield waiting.combine_chunks()


def _write(tables: Tables, name: str, parts: Iterator[pa.Table]) -> None:
    """Write a Parquet file piece by piece, and give it its name when it is whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _whole_file(tables, name) as path:
        writer = None
        try:
            for table in _rebatched(parts):
                if writer is None:
                    kinds = {f.name: pa.types.is_floating(f.type) for f in table.schema}
                    writer = pq.ParquetWriter(
                        path, table.schema, compression="zstd", version="2.6",
                        use_dictionary=[name for name, floats in kinds.items() if not floats],
                        use_byte_stream_split=[name for name, floats in kinds.items() if floats],
                    )  # fmt: skip
                writer.write_table(table, row_group_size=ROWS)
        finally:
            if writer is not None:
                writer.close()


def _write_csv(tables: Tables, name: str) -> None:
    """The same table as CSV, piece by piece."""
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    source = pq.ParquetFile(tables.store.folder / f"{name}.parquet")
    with _whole_file(tables, f"{name}.csv") as path, pc.CSVWriter(path, source.schema_arrow) as writer:
        for batch in source.iter_batches(ROWS):
            writer.write_batch(batch)


@contextlib.contextmanager
def _whole_file(tables: Tables, name: str) -> Iterator[Path]:
    """A path to write to; on success the file is synced, renamed to ``name`` and its checksum noted."""
    folder = tables.store.folder
    temporary = folder / f".{name}.tmp"
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
            tables.digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
        temporary.replace(folder / name)
        sync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)
