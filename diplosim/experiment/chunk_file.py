"""The file of a chunk: outcomes and months of its runs as an Arrow table; what the plan knows is not repeated.

A chunk is written once, read two or three times while the final tables are made, and then removed. Arrow's own format
with fast compression (LZ4) is a third larger than Parquet and five times as quick to write and to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.metrics.columns import metric_names, outcome_names

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Months = NDArray[np.float32]

#: What the columns of months are called in a chunk; some metrics share their names with outcomes.
MONTHLY = "monthly:"
#: Where the schema of a chunk says how many of its runs have failed.
_FAILED = b"failed"


def chunk_names() -> list[str]:
    """The columns of a chunk in their order.

    Why a run failed (missing: it did not), outcomes, and for kept runs a list of months per metric.
    """
    return ["error", *outcome_names(), *(MONTHLY + name for name in metric_names())]


@dataclass
class Computed:
    """What came of the runs of a chunk."""

    outcomes: Floats
    """By run and outcome; NaN where a run has none."""
    months: Months
    """By metric, kept run and month; only the first ``len(kept)`` runs are filled."""
    errors: dict[int, str] = field(default_factory=dict)
    """Position in the chunk -> why the run failed."""
    kept: list[int] = field(default_factory=list)
    """Positions of the runs that keep their months, in order."""

    @classmethod
    def empty(cls, runs: int, kept: int, months: int) -> Computed:
        """Nothing yet, with room for so many runs of which so many keep their months."""
        import numpy as np

        return cls(
            np.full((runs, len(outcome_names())), np.nan),
            np.empty((len(metric_names()), kept, months), dtype=np.float32),
        )

    def keep(self, places: NDArray[np.int64], months: NDArray[Any]) -> None:
        """Enter the months ``[run, month, metric]`` of some runs; later calls have later places."""
        first = len(self.kept)
        self.kept += places.tolist()
        self.months[:, first : len(self.kept)] = months.transpose(2, 0, 1)


def to_bytes(computed: Computed) -> bytes:
    """The file; equal content gives equal bytes."""
    import pyarrow as pa

    table = _table(computed)
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _table(computed: Computed) -> pa.Table:
    """One row per run."""
    import numpy as np
    import pyarrow as pa

    count = len(computed.outcomes)
    errors = np.full(count, None, dtype=object)
    for place, error in computed.errors.items():
        errors[place] = error
    values = np.ascontiguousarray(computed.outcomes.T)
    absent = ~np.isfinite(values)
    columns: list[Any] = [pa.array(errors, pa.string())]
    columns += [
        pa.array(row, pa.float64(), mask=mask if mask.any() else None)
        for row, mask in zip(values, absent, strict=True)
    ]
    columns += _lists(computed, count)
    return pa.table(columns, names=chunk_names(), metadata={_FAILED: str(len(computed.errors))})


def _lists(computed: Computed, count: int) -> list[pa.Array]:
    """The months of every metric: a list for each kept run, none for the others."""
    import numpy as np
    import pyarrow as pa

    absent = np.ones(count, dtype=np.bool_)
    absent[computed.kept] = False
    lengths = np.zeros(count, dtype=np.int32)
    lengths[computed.kept] = computed.months.shape[2]
    flat = [metric[: len(computed.kept)].ravel() for metric in computed.months]
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    mask = pa.array(absent)
    return [pa.ListArray.from_arrays(offsets, pa.array(row), mask=mask) for row in flat]


def failed_in(data: bytes) -> int:
    """How many runs of a chunk have failed; its columns are not read."""
    import pyarrow as pa

    return int(pa.ipc.open_file(pa.py_buffer(data)).schema.metadata[_FAILED])


def read(path: Path, names: Sequence[str]) -> pa.Table:
    """Some columns of a chunk."""
    import pyarrow as pa

    places = chunk_names()
    wanted = [places.index(name) for name in names]
    options = pa.ipc.IpcReadOptions(included_fields=sorted(wanted), use_threads=False)
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file, options=options).read_all().select(list(names))
