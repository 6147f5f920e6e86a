"""One chunk of a sweep: its runs computed on either engine, and the bytes of the table that holds them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from diplosim.experiment.run import attempt, run_one
from diplosim.experiment.sweep_plan import Plan, Run
from diplosim.rules.columns import METRICS, OUTCOMES

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from diplosim.scenario import Scenario

    Months = NDArray[np.float32]

#: What the columns of months are called in a chunk; some metrics share their names with outcomes.
MONTHLY = "monthly:"
_LOST = "the worker process ended before the run did (out of memory?)"


@dataclass
class Computed:
    """What came of the runs of a chunk: outcomes and months by run, NaN and nothing where one failed."""

    outcomes: Any
    months: dict[int, Months] = field(default_factory=dict)
    """Position in the chunk -> metric by month."""
    errors: dict[int, str] = field(default_factory=dict)
    """Position in the chunk -> why the run failed."""


def chunk_bytes(plan: Plan, index: int) -> bytes:
    """Compute a chunk; the same plan and number give the same bytes on every machine and with any workers."""
    runs = plan.members(index)
    computed = _compiled(plan, runs) if plan.engine == "compiled" else _mesa(plan, runs)
    return _to_bytes(_table(plan, runs, computed))


def lost_bytes(plan: Plan, index: int) -> bytes:
    """The chunk whose computation kills every process that tries it: all of its runs failed."""
    import numpy as np

    runs = plan.members(index)
    computed = Computed(np.full((len(runs), len(OUTCOMES)), np.nan))
    computed.errors = dict.fromkeys(range(len(runs)), _LOST)
    return _to_bytes(_table(plan, runs, computed))


def _worlds(plan: Plan, runs: Sequence[Run]) -> Iterator[tuple[Scenario | str, list[tuple[int, Run]]]]:
    """Each world of a chunk (or why there is none) with the positions and runs that take place in it."""
    numbered = enumerate(runs)
    for _, group in groupby(numbered, key=lambda item: (item[1].sample, item[1].arm)):
        members = list(group)
        yield attempt(partial(plan.world, members[0][1])), members


def _compiled(plan: Plan, runs: Sequence[Run]) -> Computed:
    """All runs of a chunk on the compiled engine, world by world: few months are in memory at a time."""
    import numpy as np

    from diplosim.ensemble import engine
    from diplosim.ensemble.pack import pack

    computed = Computed(np.full((len(runs), len(OUTCOMES)), np.nan))
    for world, members in _worlds(plan, runs):
        packed = world if isinstance(world, str) else attempt(partial(pack, world))
        if isinstance(world, str) or isinstance(packed, str):
            computed.errors |= dict.fromkeys((place for place, _ in members), str(packed))
            continue
        for kept in (True, False):
            chosen = [(place, run.replicate) for place, run in members if run.kept is kept]
            if chosen:
                places = [place for place, _ in chosen]
                replicates = np.array([replicate for _, replicate in chosen], dtype=np.int64)
                (histories,) = engine.play([engine.Job(packed, world.seed, replicates)], threads=1, keep=kept)
                computed.outcomes[places] = histories.outcomes
                if kept:
                    months = histories.trajectories.transpose(0, 2, 1).astype(np.float32)
                    computed.months |= dict(zip(places, months, strict=True))
    return computed


def _mesa(plan: Plan, runs: Sequence[Run]) -> Computed:
    """The runs of a chunk one by one on the Mesa engine."""
    import numpy as np

    computed = Computed(np.full((len(runs), len(OUTCOMES)), np.nan))
    for world, members in _worlds(plan, runs):
        for place, run in members:
            if isinstance(world, str):
                computed.errors[place] = world
                continue
            result = run_one(world, run.replicate)
            if not result.ok:
                computed.errors[place] = str(result.error)
                continue
            row = [result.outcomes.get(name) for name in OUTCOMES]
            computed.outcomes[place] = [np.nan if value is None else value for value in row]
            if run.kept:
                computed.months[place] = np.stack([result.trajectory[name] for name in METRICS])
    return computed


def _table(plan: Plan, runs: Sequence[Run], computed: Computed) -> pa.Table:
    """One row per run: keys, status, outcomes, and for kept runs a list of months per metric."""
    import numpy as np
    import pyarrow as pa

    places = range(len(runs))
    columns: dict[str, Any] = {
        "run": pa.array([run.number for run in runs], pa.int64()),
        "arm": pa.array([plan.arms[run.arm].name for run in runs], pa.string()),
        "sample": pa.array([run.sample for run in runs], pa.int32()),
        "replicate": pa.array([run.replicate for run in runs], pa.int32()),
        "seed": pa.array([plan.arms[run.arm].seed for run in runs], pa.uint64()),
        "status": pa.array(["failed" if place in computed.errors else "ok" for place in places], pa.string()),
        "error": pa.array([computed.errors.get(place) for place in places], pa.string()),
    }
    for column, name in enumerate(OUTCOMES):
        values = computed.outcomes[:, column]
        columns[name] = pa.array(values, pa.float64(), mask=~np.isfinite(values))
    kept = [place for place in places if place in computed.months]
    lengths = [computed.months[place].shape[1] if place in computed.months else 0 for place in places]
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    absent = pa.array([length == 0 for length in lengths], pa.bool_())
    for row, name in enumerate(METRICS):
        parts = [computed.months[place][row] for place in kept]
        flat = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        columns[MONTHLY + name] = pa.ListArray.from_arrays(offsets, pa.array(flat, pa.float32()), mask=absent)
    return pa.table(columns)


def failed_in(data: bytes) -> int:
    """How many runs of a chunk have failed; only one column of it is read."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    status = pq.read_table(pa.BufferReader(data), columns=["status"])["status"]
    return int(pc.sum(pc.equal(status, "failed")).as_py() or 0)


def _to_bytes(table: pa.Table) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [name.name for name in table.schema if pa.types.is_string(name.type)]
    numbers = [name.name for name in table.schema if pa.types.is_float64(name.type)]
    lists = [f"{name.name}.list.element" for name in table.schema if pa.types.is_list(name.type)]
    buffer = io.BytesIO()
    pq.write_table(
        table, buffer, compression="zstd", use_dictionary=texts, use_byte_stream_split=numbers + lists,
        version="2.6", write_statistics=False,
    )  # fmt: skip
    return buffer.getvalue()
