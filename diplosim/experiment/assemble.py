"""From chunks to the final files, in the order of the plan and in memory that does not grow with the runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment.computed import MONTHLY
from diplosim.experiment.folder import write_csv, write_parquet
from diplosim.experiment.numbers import LEVELS, Numbers, counted, flat, quantiles_of
from diplosim.experiment.plan import Plan
from diplosim.metrics.columns import kept_metrics, outcome_names
from diplosim.scenario.header import month_name

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]

#: Numbers that may be in memory at once while quantiles are made.
MOST_NUMBERS = 3_000_000
KEYS = ("run", "arm", "sample", "replicate", "seed", "status", "error")


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
    """Values of one varied quantity in the narrowest type that holds them all; lists as JSON, null as missing."""
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool}:
        return pa.array(values, pa.bool_())
    if kinds <= {int}:
        return pa.array(values, pa.int64())
    if kinds <= {int, float}:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    texts = [value if isinstance(value, str | None) else json.dumps(value) for value in values]
    return pa.array(texts, pa.string())


class _Dates:
    """The calendar months of some arms."""

    def __init__(self, arms: Sequence[Scenario]) -> None:
        import numpy as np
        import pyarrow as pa

        calendars = [arm.calendar for arm in arms]
        first = min(calendar.first for calendar in calendars)
        last = max(calendar.first + calendar.months for calendar in calendars)
        self.after = np.array([calendar.first - first for calendar in calendars], dtype=np.int64)
        self.names = pa.array([month_name(month) for month in range(first, last)], pa.string())

    def of(self, arm: NDArray[Any], month: NDArray[Any]) -> pa.Array:
        """``YYYY-MM`` of months of the run, by place of the arm."""
        import pyarrow as pa

        return self.names.take(pa.array(self.after[arm] + month))


def _trajectories(numbers: Numbers) -> Iterator[pa.Table]:
    """One row per kept run and month."""
    import numpy as np
    import pyarrow as pa

    names, dates = _arm_names(numbers.plan), _Dates(numbers.plan.arms)
    kept = kept_metrics(numbers.plan.arms[0].case.name)
    for table, runs in numbers.pieces([MONTHLY + name for name in kept], kept=True):
        months = numbers.lengths(runs)
        columns: dict[str, Any] = {
            "run": np.repeat(runs.number, months),
            "arm": names.take(pa.array(np.repeat(runs.arm, months))),
            "sample": np.repeat(runs.sample.astype(np.int32), months),
            "replicate": np.repeat(runs.replicate.astype(np.int32), months),
            "month": counted(months).astype(np.int32),
            "date": dates.of(np.repeat(runs.arm, months), counted(months)),
        }
        columns |= {name: flat(table[MONTHLY + name]).astype(np.float32, copy=False) for name in kept}
        yield pa.table(columns)


def _quantiles(numbers: Numbers) -> Iterator[pa.Table]:
    """Quantiles over the kept runs by arm, month and level."""
    import numpy as np
    import pyarrow as pa

    plan, levels, names = numbers.plan, len(LEVELS), kept_metrics(numbers.plan.arms[0].case.name)
    months = np.array([arm.months for arm in plan.arms], dtype=np.int64)
    columns: dict[str, Any] = {
        "arm": _arm_names(plan).take(pa.array(np.repeat(np.arange(len(plan.arms)), months * levels))),
        "month": np.repeat(counted(months).astype(np.int32), levels),
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
