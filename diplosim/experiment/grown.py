"""Growing: the finished runs of a smaller plan are the first runs of a larger one, and are not computed again.

A plan begins with another if arms, seed, code and what varies are the same, and its first samples and replicates are
all that the other has. So more replicates always go on; more samples do where the design is a sequence (sobol,
saltelli, lists and grids that only get longer), not where it draws all samples together (lhs, morris).

The runs that are there are kept in ``before/`` until the larger results are complete, so that a kill at any moment
loses nothing.
"""

from __future__ import annotations

import contextlib
import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.experiment import computed
from diplosim.experiment.computed import MONTHLY, column_names, table_bytes
from diplosim.experiment.folder import FolderError, read_manifest, sha256_of, whole_file, write_files
from diplosim.experiment.owned import BEFORE, CHUNK, CHUNKS, PLAN, read_facts
from diplosim.experiment.plan import Plan, samples_digest
from diplosim.metrics.columns import metric_names, outcome_names
from diplosim.scenario import ScenarioError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

TABLE = "runs.arrow"
_NUMBER = "run"
_SAME = ("vary", "first_replicate", "own_classes", "code")
_CHANGES = ("replicates", "digest")


class Layout(NamedTuple):
    """How the runs of a plan are numbered: by sample, arm and replicate."""

    samples: int
    arms: int
    replicates: int

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Layout:
        """That of the plan with these facts."""
        return cls(int(facts["samples"]), len(facts["arms"]), int(facts["replicates"]))

    @property
    def runs(self) -> int:
        """Number of all runs."""
        return self.samples * self.arms * self.replicates

    def inside(self, larger: Layout) -> Ints:
        """For every run of a larger layout its number in this one; -1 where it has none."""
        import numpy as np

        numbers = np.arange(larger.runs, dtype=np.int64)
        block, place = np.divmod(numbers, larger.replicates)
        there = (block // larger.arms < self.samples) & (place < self.replicates)
        return np.where(there, block * self.replicates + place, -1)


def begins_with(plan: Plan, facts: Mapping[str, Any]) -> bool:
    """Whether the runs of the plan with these facts are the first runs of this one."""
    if any(facts.get(key) != plan.facts[key] for key in _SAME) or _arms(facts) != _arms(plan.facts):
        return False
    samples, replicates = int(facts["samples"]), int(facts["replicates"])
    if samples > len(plan.samples) or replicates > plan.replicates:
        return False
    if samples_digest(plan.samples[:samples]) != facts["samples_sha256"]:
        return False
    try:
        fewer = [arm.with_(replicates=replicates).digest for arm in plan.arms]
    except ScenarioError:
        return False
    return fewer == [arm["digest"] for arm in facts["arms"]]


def _arms(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the facts say of the arms, but for how often they are run."""
    return [{key: value for key, value in arm.items() if key not in _CHANGES} for arm in facts["arms"]]


def why_not(plan: Plan, facts: Mapping[str, Any]) -> str:
    """Why more samples cannot go on from those that are there; empty if that is not what is wrong."""
    samples = int(facts.get("samples", 0))
    larger = samples < len(plan.samples) and facts.get("vary") == list(plan.names)
    if not larger or samples_digest(plan.samples[:samples]) == facts.get("samples_sha256"):
        return ""
    return (
        f"; its {samples:,} samples are not the first of the {len(plan.samples):,}: lhs and morris draw all samples "
        "together, while sobol and saltelli are sequences that go on, and so do more replicates of any design"
    )


def larger(folder: Path, replicates: int) -> str:
    """The command that goes on with the results of a folder to so many replicates."""
    file = (folder / "experiment.yaml").as_posix()
    return shlex.join(["diplosim", "run", file, "--replicates", str(replicates), "--out", folder.as_posix()])


@dataclass(frozen=True)
class Held:
    """Finished runs of a smaller plan, on disk."""

    layout: Layout
    table: pa.Table
    """One row per run: its number in the smaller plan, and the columns of a chunk."""

    def rows(self, larger: Layout) -> Ints:
        """For every run of a larger plan its row in the table; -1 where it is not there."""
        import numpy as np

        places = np.full(self.layout.runs, -1, dtype=np.int64)
        places[self.table[_NUMBER].to_numpy()] = np.arange(len(self.table))
        numbers = self.layout.inside(larger)
        return np.where(numbers >= 0, places[numbers], -1)


@dataclass(frozen=True)
class Growth:
    """What of a plan need not be computed."""

    plan: Plan
    held: Held
    rows: Ints
    """For every run of the plan its row among those held; -1 where it is missing, or its months are."""

    @classmethod
    def of(cls, folder: Path, plan: Plan) -> Growth | None:
        """What lies in ``before/`` for this plan; nothing if it is not there, not whole, or of another plan."""
        import numpy as np

        place = folder / BEFORE
        facts = read_facts(place)
        if facts is None or not begins_with(plan, facts):
            return None
        held = _open(place, facts)
        if held is None:
            return None
        rows = held.rows(Layout.of(plan.facts))
        months = held.table[MONTHLY + metric_names()[0]].is_valid().to_numpy()
        numbers = np.arange(plan.runs, dtype=np.int64)
        kept = plan.runs_of(numbers).pair % plan.stride == 0
        if len(held.table):
            rows = np.where((rows >= 0) & kept & ~months[rows], -1, rows)
        return cls(plan, held, rows)

    def mask(self) -> bytes:
        """A bit for every run of the plan: whether it is there."""
        import numpy as np

        return np.packbits(self.rows >= 0).tobytes()

    def missing(self, index: int) -> int:
        """How many runs of a chunk are not there."""
        numbers = self.plan.numbers(index)
        return int((self.rows[numbers.start : numbers.stop] < 0).sum())

    def filled(self, index: int, data: bytes | None) -> bytes:
        """A chunk: the runs that are there, and those computed now (``data``)."""
        import numpy as np
        import pyarrow as pa

        numbers = np.asarray(self.plan.numbers(index), dtype=np.int64)
        rows = self.rows[numbers]
        there = np.flatnonzero(rows >= 0)
        if not len(there) and data is not None:
            return data
        fresh = computed.Computed.empty(len(numbers)).table() if data is None else computed.table_of(data)
        absent = np.flatnonzero(rows < 0)
        order = pa.array(np.argsort(np.concatenate([there, absent])))
        kept = self.plan.runs_of(numbers[there]).pair % self.plan.stride == 0
        columns = []
        for name in column_names():
            unkept = ~kept if name.startswith(MONTHLY) else None
            old = self.held.table[name].take(pa.array(rows[there], mask=unkept))
            both = [*old.chunks, *fresh[name].take(pa.array(absent)).chunks]
            columns.append(pa.chunked_array(both, type=fresh[name].type).take(order).combine_chunks())
        return table_bytes(pa.table(columns, names=list(column_names())))


def keep_before(folder: Path, facts: Mapping[str, Any]) -> None:
    """Copy the finished runs of a folder, which has the plan with these facts, into ``before/``.

    Raises:
        FolderError: they cannot be read, or were changed since they were written.
    """
    place = folder / BEFORE
    if read_facts(place) == facts:  # a growth that was killed: the folder may have lost some of it by now
        return
    layout, earlier = Layout.of(facts), read_facts(place)
    older = None if earlier is None else _open(place, earlier)
    import pyarrow as pa

    place.mkdir(exist_ok=True)
    with whole_file(place, TABLE) as path, pa.OSFile(str(path), "wb") as sink:
        writer = None
        for table in _finished(folder, facts, layout, older):
            writer = pa.ipc.new_file(sink, table.schema) if writer is None else writer
            writer.write_table(table)
        if writer is not None:
            writer.close()
    write_files(place, {PLAN: json.dumps(facts).encode("utf-8")})


def _open(place: Path, facts: Mapping[str, Any]) -> Held | None:
    """The runs in ``before/``, not read before they are asked for."""
    import pyarrow as pa

    with contextlib.suppress(OSError, pa.ArrowInvalid):
        table = pa.ipc.open_file(pa.memory_map(str(place / TABLE))).read_all()
        if {_NUMBER, *column_names()} <= set(table.column_names):
            return Held(Layout.of(facts), table)
    return None


def _finished(
    folder: Path, facts: Mapping[str, Any], layout: Layout, older: Held | None
) -> Iterator[pa.Table]:
    """The finished runs of a folder with their numbers, some at a time; runs that failed are left out."""
    import numpy as np

    manifest = read_manifest(folder) or {}
    if manifest.get("status") in ("done", "failed runs"):
        yield _without_failed(_from_tables(folder, manifest, layout))
        return
    left = np.ones(layout.runs, dtype=np.bool_)
    size = int(facts["chunk"])
    for path in sorted((folder / CHUNKS).glob("*.arrow")):
        match = CHUNK.fullmatch(path.name)
        if match is not None and sha256_of(path)[:32] == match[2]:
            first = int(match[1]) * size
            numbers = np.arange(first, min(first + size, layout.runs), dtype=np.int64)
            left[numbers] = False
            yield _without_failed(_numbered(computed.read(path, column_names()), numbers))
    if older is not None:
        rows = older.rows(layout)
        numbers = np.flatnonzero(left & (rows >= 0))
        yield _numbered(older.table.select(list(column_names())).take(rows[numbers]), numbers)


def _numbered(table: pa.Table, numbers: Ints) -> pa.Table:
    import pyarrow as pa

    return table.replace_schema_metadata(None).add_column(0, _NUMBER, pa.array(numbers))


def _without_failed(table: pa.Table) -> pa.Table:
    return table.filter(table["error"].is_null())


def _from_tables(folder: Path, manifest: Mapping[str, Any], layout: Layout) -> pa.Table:
    """The runs of complete results as rows of chunks."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name in ("runs.parquet", "trajectories.parquet"):
        path = folder / name
        if not path.is_file() or sha256_of(path) != manifest["files"].get(name):
            raise FolderError(
                f"{path} is not what was written there, so it cannot be built upon; choose another folder with --out, "
                "or compute everything again with --force"
            )
    runs = pq.read_table(folder / "runs.parquet", columns=["error", *outcome_names()])
    months = pq.read_table(folder / "trajectories.parquet", columns=[_NUMBER, *metric_names()])
    lengths = np.bincount(months[_NUMBER].to_numpy(), minlength=layout.runs)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    absent = pa.array(lengths == 0)
    columns = {name: runs[name] for name in ("error", *outcome_names())}
    for name in metric_names():
        values = pa.concat_arrays(months[name].chunks)
        columns[MONTHLY + name] = pa.ListArray.from_arrays(offsets, values, mask=absent)
    return _numbered(pa.table(columns), np.arange(layout.runs, dtype=np.int64))
