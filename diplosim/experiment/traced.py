"""Traced runs: one history of each arm with its records, played by Mesa and checked against the engine of the plan."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from diplosim.errors import DiplosimError
from diplosim.experiment.blocks import Run
from diplosim.experiment.plan import Plan
from diplosim.experiment.run import RunResult, attempt, run_one
from diplosim.metrics.columns import METRIC_NAMES, outcome_names
from diplosim.metrics.declared import TABLE_COLUMNS, TRUST_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


#: The files that only traced runs have.
RECORDS = ("trust.parquet", "tables.parquet", "events.jsonl")


class EnginesDifferError(DiplosimError, RuntimeError):
    """Two engines gave different numbers for the same run, which must never happen."""


def traced_runs(plan: Plan) -> list[RunResult]:
    """The first replicate of every arm in the first sample, with trust, tables and records.

    Raises:
        EnginesDifferError: the engine of the plan gives another number than Mesa's for one of these runs.
    """
    return [traced(plan, plan.run(place * plan.replicates)) for place in range(len(plan.arms))]


def traced(plan: Plan, run: Run) -> RunResult:
    """One run of a plan with its records; what another engine makes of it must be the same to the last bit."""
    name, world = plan.arms[run.arm].name, attempt(partial(plan.world, run))
    if isinstance(world, str):
        return RunResult(name, run.replicate, plan.arms[run.arm].seed, status="failed", error=world)
    result = run_one(world, run.replicate, arm=name, trace=True, actors=plan.own)
    if result.ok and plan.engine != "mesa":
        found = _first_difference(result, *_compiled(plan, run, world.seed))
        if found:
            raise EnginesDifferError(
                f"the two engines disagree about {name}, replicate {run.replicate}, seed {world.seed}: "
                f"{found}. Their numbers must be equal to the last bit, so do not use these results"
            )
    return result


def _compiled(plan: Plan, run: Run, seed: int) -> tuple[Floats, Floats]:
    """Outcomes and months of a run on the engine of the plan."""
    import numpy as np

    from diplosim.engine import engine

    job = engine.Job(
        plan.packed(run, plan.world(run)), seed, np.array([run.replicate], dtype=np.int64), plan.portable
    )
    (histories,) = engine.play([job], threads=1)
    return histories.outcomes[0], histories.trajectories[0]


def _first_difference(mesa: RunResult, outcomes: Floats, months: Floats) -> str:
    """The first metric or outcome that is not the same to the last bit, in words; empty if there is none."""
    import numpy as np

    exact = np.stack([mesa.months[name] for name in METRIC_NAMES], axis=1)
    for month, place in np.argwhere(_unlike(exact, months)):
        values = f"{float(exact[month, place])!r} (Mesa) and {float(months[month, place])!r} (compiled)"
        return f"{METRIC_NAMES[place]} in month {month} is {values}"
    names = outcome_names()
    row = np.array([mesa.outcomes[name] for name in names], dtype=np.float64)
    for (place,) in np.argwhere(_unlike(row, outcomes)):
        values = f"{float(row[place])!r} (Mesa) and {float(outcomes[place])!r} (compiled)"
        return f"{names[place]} is {values}"
    return ""


def _unlike(one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Which numbers differ in their bits; missing is like missing."""
    import numpy as np

    bits = [np.ascontiguousarray(values).view(np.int64) for values in (one, other)]
    unlike: NDArray[np.bool_] = (bits[0] != bits[1]) & ~(np.isnan(one) & np.isnan(other))
    return unlike


def record_files(results: Sequence[RunResult]) -> dict[str, bytes]:
    """The files that only traced runs have."""
    return {
        "trust.parquet": parquet_bytes(trust_table(results)),
        "tables.parquet": parquet_bytes(tables_table(results)),
        "events.jsonl": "".join(event_lines(results)).encode("utf-8"),
    }


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


def csv_bytes(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> bytes:
    """Rows as CSV (UTF-8, ``\\n``): floats in the shortest form that reads back equal, missing as empty."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if row.get(name) is None else row[name] for name in names])
    return text.getvalue().encode("utf-8")
