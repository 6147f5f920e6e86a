"""What came of the runs of a chunk, as an Arrow table and its file; what the plan knows is not repeated.

A chunk is written once, read two or three times while the final files are made, and then removed. Arrow's own format
with fast compression (LZ4) is a third larger than Parquet and five times as quick to write and to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.metrics.columns import metric_names, outcome_names

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: What the columns of months are called in a chunk; some metrics share their names with outcomes.
MONTHLY = "monthly:"
#: Where the schema of a chunk says how many of its runs have failed.
_FAILED = b"failed"


def column_names() -> tuple[str, ...]:
    """The columns of a chunk: why a run failed (missing: it did not), outcomes, for kept runs a list per metric."""
    return ("error", *outcome_names(), *(MONTHLY + name for name in metric_names()))


@dataclass
class Computed:
    """What came of the runs of a chunk, in double precision."""

    outcomes: Floats
    """By run and outcome; NaN where a run has none."""
    errors: dict[int, str] = field(default_factory=dict)
    """Position in the chunk -> why the run failed."""
    kept: list[int] = field(default_factory=list)
    """Positions of the runs that keep their months, in order."""
    months: list[Floats] = field(default_factory=list)
    """The months ``[run, month, metric]`` of the kept runs, some runs at a time."""

    @classmethod
    def empty(cls, runs: int) -> Computed:
        """Nothing yet, with room for so many runs."""
        import numpy as np

        return cls(np.full((runs, len(outcome_names())), np.nan))

    def keep(self, places: Sequence[int], months: Floats) -> None:
        """Enter the months ``[run, month, metric]`` of some runs, not copied; later calls have later places."""
        self.kept += list(places)
        self.months.append(months)

    def table(self, names: Sequence[str] | None = None, *, exact: bool = False) -> pa.Table:
        """One row per run with some of the columns (default: all); months in single precision unless ``exact``."""
        import pyarrow as pa

        chosen = list(column_names() if names is None else names)
        ends = set(outcome_names())
        made = {"error": self._errors()} if "error" in chosen else {}
        made |= self._ends([name for name in chosen if name in ends])
        made |= self._lists([name for name in chosen if name.startswith(MONTHLY)], exact)
        return pa.table([made[name] for name in chosen], names=chosen)

    def _errors(self) -> pa.Array:
        """Why each run failed; missing: it did not."""
        import numpy as np
        import pyarrow as pa

        errors = np.full(len(self.outcomes), None, dtype=object)
        for place, error in self.errors.items():
            errors[place] = error
        return pa.array(errors, pa.string())

    def _ends(self, names: Sequence[str]) -> dict[str, pa.Array]:
        """Outcomes by name."""
        import numpy as np
        import pyarrow as pa

        places = {name: place for place, name in enumerate(outcome_names())}
        columns = self.outcomes[:, [places[name] for name in names]].T.copy()
        made = {}
        for name, values, absent in zip(names, columns, ~np.isfinite(columns), strict=True):
            made[name] = pa.array(values, pa.float64(), mask=absent if absent.any() else None)
        return made

    def _lists(self, names: Sequence[str], exact: bool) -> dict[str, pa.Array]:
        """The months of some metrics: for each a list for every kept run, none for the others."""
        import numpy as np
        import pyarrow as pa

        if not names:
            return {}
        metrics = metric_names()
        places = {MONTHLY + name: place for place, name in enumerate(metrics)}
        absent = np.ones(len(self.outcomes), dtype=np.bool_)
        absent[self.kept] = False
        mask = pa.array(absent) if absent.any() else None
        lengths = np.zeros(len(self.outcomes), dtype=np.int32)
        lengths[self.kept] = [piece.shape[1] for piece in self.months for _ in piece]
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
        rows = [piece.reshape(-1, len(metrics)) for piece in self.months] or [np.empty((0, len(metrics)))]
        flat = rows[0] if len(rows) == 1 else np.concatenate(rows)
        kind = np.float64 if exact else np.float32
        return {
            name: pa.ListArray.from_arrays(
                offsets, pa.array(np.ascontiguousarray(flat[:, places[name]], dtype=kind)), mask=mask
            )
            for name in names
        }


def to_bytes(computed: Computed) -> bytes:
    """The file; equal content gives equal bytes."""
    return table_bytes(computed.table())


def table_bytes(table: pa.Table) -> bytes:
    """The file of a table with the columns of a chunk."""
    import pyarrow as pa

    failed = str(len(table) - table["error"].null_count)
    table = table.replace_schema_metadata({_FAILED: failed})
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def failed_in(data: bytes) -> int:
    """How many runs of a chunk have failed; its columns are not read."""
    import pyarrow as pa

    return int(pa.ipc.open_file(pa.py_buffer(data)).schema.metadata[_FAILED])


def table_of(data: bytes) -> pa.Table:
    """A chunk."""
    import pyarrow as pa

    return pa.ipc.open_file(pa.py_buffer(data)).read_all()


def read(path: Path, names: Sequence[str]) -> pa.Table:
    """Some columns of a chunk."""
    import pyarrow as pa

    with pa.OSFile(str(path)) as file:
        schema = pa.ipc.open_file(file).schema
        wanted = sorted(schema.get_field_index(name) for name in names)
        options = pa.ipc.IpcReadOptions(included_fields=wanted, use_threads=False)
        return pa.ipc.open_file(file, options=options).read_all().select(list(names))
