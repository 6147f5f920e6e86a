"""One chunk of a plan: its runs computed on either engine, as an Arrow table and its file.

What the plan knows is not repeated. A chunk is written once, read two or three times while the final files are made,
and then removed. Arrow's own format with fast compression (LZ4) is a third larger than Parquet and five times as quick
to write and to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.experiment.plan import Block, Plan
from diplosim.experiment.run import attempt, run_one
from diplosim.metrics.columns import metric_names, outcome_names

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    from diplosim.engine.engine import Histories
    from diplosim.engine.pack import Packed
    from diplosim.experiment.plan import Ints
    from diplosim.scenario import Scenario


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
    months: Floats
    """By metric: the months of the kept runs, one run after the other; filled as far as ``lengths`` say."""
    errors: dict[int, str] = field(default_factory=dict)
    """Position in the chunk -> why the run failed."""
    kept: list[int] = field(default_factory=list)
    """Positions of the runs that keep their months, in order."""
    lengths: list[int] = field(default_factory=list)
    """Number of months of each of them."""

    @classmethod
    def empty(cls, runs: int, months: int) -> Computed:
        """Nothing yet, with room for so many runs and for so many months of all that keep them."""
        import numpy as np

        return cls(np.full((runs, len(outcome_names())), np.nan), np.empty((len(metric_names()), months)))

    def keep(self, places: Sequence[int], months: NDArray[Any]) -> None:
        """Enter the months ``[run, month, metric]`` of some runs; later calls have later places."""
        runs, length, metrics = months.shape
        first = sum(self.lengths)
        self.months[:, first : first + runs * length] = months.transpose(2, 0, 1).reshape(metrics, -1)
        self.kept += list(places)
        self.lengths += [length] * runs

    def table(self, names: Sequence[str] | None = None, *, exact: bool = False) -> pa.Table:
        """One row per run with some of the columns (default: all); months in single precision unless ``exact``."""
        import pyarrow as pa

        chosen = list(column_names() if names is None else names)
        metadata = {_FAILED: str(len(self.errors))}
        return pa.table([self._column(name, exact) for name in chosen], names=chosen, metadata=metadata)

    def _column(self, name: str, exact: bool) -> pa.Array:
        import numpy as np
        import pyarrow as pa

        if name == "error":
            errors = np.full(len(self.outcomes), None, dtype=object)
            for place, error in self.errors.items():
                errors[place] = error
            return pa.array(errors, pa.string())
        if name.startswith(MONTHLY):
            return self._lists(metric_names().index(name.removeprefix(MONTHLY)), exact)
        values = np.ascontiguousarray(self.outcomes[:, outcome_names().index(name)])
        absent = ~np.isfinite(values)
        return pa.array(values, pa.float64(), mask=absent if absent.any() else None)

    def _lists(self, metric: int, exact: bool) -> pa.Array:
        """The months of a metric: a list for each kept run, none for the others."""
        import numpy as np
        import pyarrow as pa

        count = len(self.outcomes)
        absent, lengths = np.ones(count, dtype=np.bool_), np.zeros(count, dtype=np.int32)
        absent[self.kept] = False
        lengths[self.kept] = self.lengths
        values = self.months[metric, : sum(self.lengths)]
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
        flat = pa.array(values if exact else values.astype(np.float32))
        return pa.ListArray.from_arrays(offsets, flat, mask=pa.array(absent))


def to_bytes(computed: Computed) -> bytes:
    """The file; equal content gives equal bytes."""
    import pyarrow as pa

    table = computed.table()
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


def read(path: Path, names: Sequence[str]) -> pa.Table:
    """Some columns of a chunk."""
    import pyarrow as pa

    with pa.OSFile(str(path)) as file:
        schema = pa.ipc.open_file(file).schema
        wanted = sorted(schema.get_field_index(name) for name in names)
        options = pa.ipc.IpcReadOptions(included_fields=wanted, use_threads=False)
        return pa.ipc.open_file(file, options=options).read_all().select(list(names))


#: Worlds that are made ready one after the other before any is played: between runs of some milliseconds the processor
#: forgets what making a world needs, and each would take three times as long.
TOGETHER = 64
_LOST = "the worker process ended before the run did (out of memory?)"


class Ready(NamedTuple):
    """A world that can be played."""

    packed: Packed
    seed: int
    block: Block


def compute(plan: Plan, index: int) -> Computed:
    """The runs of a chunk, in the order of ``plan.numbers(index)``: the same on every machine and with any workers."""
    return _compiled(plan, index) if plan.engine == "compiled" else _mesa(plan, index)


def lost(plan: Plan, index: int) -> Computed:
    """The chunk whose computation kills every process that tries it: all of its runs failed."""
    computed = _empty(plan, index)
    computed.errors = dict.fromkeys(range(len(plan.numbers(index))), _LOST)
    return computed


def _empty(plan: Plan, index: int) -> Computed:
    months = sum(int(block.kept.sum()) * plan.arms[block.arm].months for block in plan.blocks(index))
    return Computed.empty(len(plan.numbers(index)), months)


def _worlds(plan: Plan, index: int, computed: Computed) -> Iterator[tuple[Scenario, Block]]:
    """The worlds of a chunk with the runs that take place in each; runs without a world have failed."""
    for block in plan.blocks(index):
        world = attempt(partial(plan.world, block))
        if isinstance(world, str):
            computed.errors |= dict.fromkeys(block.places.tolist(), world)
        else:
            yield world, block


def _compiled(plan: Plan, index: int) -> Computed:
    """All runs of a chunk on the compiled engine, some worlds at a time: few months are in memory at a time."""
    computed = _empty(plan, index)
    worlds = _packed(plan, index, computed)
    while ready := list(islice(worlds, TOGETHER)):
        _play_and_keep(ready, computed)
        _play(ready, computed)
    return computed


def _packed(plan: Plan, index: int, computed: Computed) -> Iterator[Ready]:
    """The worlds of a chunk as the engine takes them, each with its seed; runs without one have failed."""
    for world, block in _worlds(plan, index, computed):
        packed = attempt(partial(plan.packed, block, world))
        if isinstance(packed, str):
            computed.errors |= dict.fromkeys(block.places.tolist(), packed)
        else:
            yield Ready(packed, world.seed, block)


def _play_and_keep(ready: Sequence[Ready], computed: Computed) -> None:
    """The runs that keep their months, world by world: months take room."""
    from diplosim.engine import engine

    for packed, seed, block in ready:
        if block.kept.any():
            job = engine.Job(packed, seed, block.replicates[block.kept])
            (histories,) = engine.play([job], threads=1)
            places = block.places[block.kept]
            _enter(computed, places, histories)
            fine = [place for place in range(len(places)) if place not in histories.errors]
            computed.keep(places[fine].tolist(), histories.trajectories[fine])


def _play(ready: Sequence[Ready], computed: Computed) -> None:
    """The runs of which only outcomes are wanted."""
    from diplosim.engine import engine

    left = [each for each in ready if not each.block.kept.all()]
    jobs = [engine.Job(packed, seed, block.replicates[~block.kept]) for packed, seed, block in left]
    for each, histories in zip(left, engine.play(jobs, threads=1, keep=False), strict=True):
        _enter(computed, each.block.places[~each.block.kept], histories)


def _enter(computed: Computed, places: Ints, histories: Histories) -> None:
    """Outcomes of some runs; a run in which an outcome of the user's own raises has failed."""
    import numpy as np

    computed.outcomes[places] = histories.outcomes
    for place, error in histories.errors.items():
        computed.errors[int(places[place])] = error
        computed.outcomes[places[place]] = np.nan


def _mesa(plan: Plan, index: int) -> Computed:
    """The runs of a chunk one by one on the Mesa engine."""
    import numpy as np

    computed = _empty(plan, index)
    for world, block in _worlds(plan, index, computed):
        for place, replicate, kept in zip(
            block.places.tolist(), block.replicates.tolist(), block.kept, strict=True
        ):
            result = run_one(world, replicate, actors=plan.own)
            if not result.ok:
                computed.errors[place] = str(result.error)
                continue
            computed.outcomes[place] = [result.outcomes[name] for name in outcome_names()]
            if kept:
                months = np.stack([result.months[name] for name in metric_names()], axis=1)
                computed.keep([place], months[None])
    return computed
