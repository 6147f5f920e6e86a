"""Results as tables: one row per run, per run and month, per trust value; columns in declared order."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from diplosim.metrics.columns import ordered
from diplosim.metrics.declared import METRICS, OUTCOMES, TABLE_COLUMNS, TRUST_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from diplosim.experiment.run import RunResult


def runs_table(results: Sequence[RunResult]) -> pa.Table:
    """One row per run: keys, status, reason of a failure, outcomes in double precision."""
    import pyarrow as pa

    columns: dict[str, Any] = {
        "arm": pa.array([r.arm for r in results], pa.string()),
        "sample": pa.array([0] * len(results), pa.int32()),
        "replicate": pa.array([r.replicate for r in results], pa.int32()),
        "seed": pa.array([r.seed for r in results], pa.int64()),
        "status": pa.array([r.status for r in results], pa.string()),
        "error": pa.array([r.error for r in results], pa.string()),
    }
    numbers = _outcomes(results)
    for name in ordered(OUTCOMES, set(numbers)):
        columns[name] = pa.array(numbers[name], pa.float64(), from_pandas=True)  # not a number: missing
    return pa.table(columns)


def _outcomes(results: Sequence[RunResult]) -> dict[str, NDArray[np.float64]]:
    """Every outcome of all runs, declared ones first; what is missing or infinite is not a number."""
    import numpy as np

    found = {column.name: np.full(len(results), np.nan) for column in OUTCOMES}
    for names, places in _alike([r.outcomes.names for r in results]).items():
        rows = np.array([results[place].outcomes.row for place in places], dtype=np.float64)
        rows[~np.isfinite(rows)] = np.nan
        for i, name in enumerate(names):
            found.setdefault(name, np.full(len(results), np.nan))[places] = rows[:, i]
    return found


def _alike(names: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    """Places of the runs that have the same columns."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, columns in enumerate(names):
        found.setdefault(columns, []).append(place)
    return found


def trajectories_table(results: Sequence[RunResult]) -> pa.Table:
    """One row per finished run and month: keys and metrics in single precision."""
    import numpy as np
    import pyarrow as pa

    finished = [r for r in results if r.trajectory]
    lengths = [r.trajectory.months for r in finished]
    months = [np.arange(length, dtype=np.int32) for length in lengths]
    columns: dict[str, Any] = {
        "arm": pa.array(
            [r.arm for r, n in zip(finished, lengths, strict=True) for _ in range(n)], pa.string()
        ),
        "sample": np.zeros(sum(lengths), np.int32),
        "replicate": np.repeat(np.asarray([r.replicate for r in finished], np.int32), lengths),
        "month": np.concatenate([np.zeros(0, np.int32), *months]),
    }
    return pa.table(columns | _metrics(finished, lengths))


def _metrics(finished: Sequence[RunResult], lengths: Sequence[int]) -> dict[str, NDArray[np.float32]]:
    """Every metric of all runs, one after the other, in single precision; declared ones first."""
    import numpy as np

    alike = _alike(r.trajectory.names for r in finished)
    names = ordered(METRICS, {name for columns in alike for name in columns})
    starts = np.cumsum([0, *lengths])
    table = np.full((len(names), starts[-1]), np.nan, np.float32)
    for columns, places in alike.items():
        rows = [names.index(name) for name in columns]
        for place in places:
            table[rows, starts[place] : starts[place + 1]] = finished[place].trajectory.exact.T
    return dict(zip(names, table, strict=True))


def trust_table(results: Sequence[RunResult]) -> pa.Table:
    """Trust by pair, domain, direction and month of the traced runs."""
    import pyarrow as pa

    rows = [
        {"arm": r.arm, "sample": 0, "replicate": r.replicate, **record} for r in results for record in r.trust
    ]
    types = {"sample": pa.int32(), "replicate": pa.int32(), "month": pa.int32(), "trust": pa.float32()}
    names = [column.name for column in TRUST_COLUMNS]
    return pa.table({n: pa.array([row.get(n) for row in rows], types.get(n, pa.string())) for n in names})


def tables_table(results: Sequence[RunResult]) -> pa.Table:
    """State, ripeness and money of every negotiation table by month, of the traced runs."""
    import pyarrow as pa

    rows = [
        {"arm": r.arm, "sample": 0, "replicate": r.replicate, **record}
        for r in results
        for record in r.tables
    ]
    types = {"sample": pa.int32(), "replicate": pa.int32(), "month": pa.int32(), "suspended": pa.bool_()}
    types |= dict.fromkeys(("arm", "table", "state"), pa.string())
    types |= {column.name: pa.int64() for column in TABLE_COLUMNS if column.unit == "k$"}
    names = [column.name for column in TABLE_COLUMNS]
    return pa.table({n: pa.array([row.get(n) for row in rows], types.get(n, pa.float32())) for n in names})


def event_lines(results: Sequence[RunResult]) -> Iterable[str]:
    """One JSON document per event of the traced runs."""
    for result in results:
        for event in result.events:
            record = {"arm": result.arm, "replicate": result.replicate, **event}
            yield json.dumps(_plain(record), ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """The value in the types of JSON: numbers that are not finite become null, tuples become lists."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    number = float(value)  # also the scalars of NumPy
    return number if math.isfinite(number) else None


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as Parquet: zstd, floats split by byte (smaller), nothing that depends on the moment."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    others = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
    buffer = io.BytesIO()
    pq.write_table(
        table, buffer, compression="zstd", use_dictionary=others, use_byte_stream_split=floats, version="2.6"
    )
    return buffer.getvalue()


def csv_bytes(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> bytes:
    """Rows as CSV (UTF-8, ``\\n``): floats in the shortest form that reads back equal, missing as empty."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if row.get(name) is None else row[name] for name in names])
    return text.getvalue().encode("utf-8")
