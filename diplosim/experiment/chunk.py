"""One chunk of a plan: its runs computed on one of the engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from diplosim.experiment.blocks import Block
from diplosim.experiment.computed import Computed
from diplosim.experiment.plan import Plan
from diplosim.experiment.run import attempt, run_one
from diplosim.metrics.columns import metric_names, outcome_names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    from diplosim.engine.engine import Histories
    from diplosim.engine.pack import Packed
    from diplosim.experiment.blocks import Ints
    from diplosim.scenario import Scenario


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
    return _mesa(plan, index) if plan.engine == "mesa" else _packed_runs(plan, index)


def lost(plan: Plan, index: int) -> Computed:
    """The chunk whose computation kills every process that tries it: all of its runs failed."""
    computed = _empty(plan, index)
    computed.errors = dict.fromkeys(range(len(plan.numbers(index))), _LOST)
    return computed


def _empty(plan: Plan, index: int) -> Computed:
    return Computed.empty(len(plan.numbers(index)))


def _worlds(plan: Plan, index: int, computed: Computed) -> Iterator[tuple[Scenario, Block]]:
    """The worlds of a chunk with the runs that take place in each; runs without a world have failed."""
    for block in plan.blocks(index):
        world = attempt(partial(plan.world, block))
        if isinstance(world, str):
            computed.errors |= dict.fromkeys(block.places.tolist(), world)
        else:
            yield world, block


def _packed_runs(plan: Plan, index: int) -> Computed:
    """All runs of a chunk as packed scenarios, some worlds at a time: few months are in memory at a time."""
    computed = _empty(plan, index)
    worlds = _packed(plan, index, computed)
    while ready := list(islice(worlds, TOGETHER)):
        _play_and_keep(ready, computed, plan.portable)
        _play(ready, computed, plan.portable)
    return computed


def _packed(plan: Plan, index: int, computed: Computed) -> Iterator[Ready]:
    """The worlds of a chunk as the engine takes them, each with its seed; runs without one have failed."""
    for world, block in _worlds(plan, index, computed):
        packed = attempt(partial(plan.packed, block, world))
        if isinstance(packed, str):
            computed.errors |= dict.fromkeys(block.places.tolist(), packed)
        else:
            yield Ready(packed, world.seed, block)


def _play_and_keep(ready: Sequence[Ready], computed: Computed, portable: bool) -> None:
    """The runs that keep their months, world by world: months take room."""
    from diplosim.engine import engine

    for packed, seed, block in ready:
        if block.kept.any():
            job = engine.Job(packed, seed, block.replicates[block.kept], portable)
            (histories,) = engine.play([job], threads=1)
            places = block.places[block.kept]
            _enter(computed, places, histories)
            months = histories.trajectories
            if histories.errors:
                fine = [place for place in range(len(places)) if place not in histories.errors]
                places, months = places[fine], months[fine]
            computed.keep(places.tolist(), months)


def _play(ready: Sequence[Ready], computed: Computed, portable: bool) -> None:
    """The runs of which only outcomes are wanted."""
    from diplosim.engine import engine

    left = [each for each in ready if not each.block.kept.all()]
    jobs = [engine.Job(packed, seed, block.replicates[~block.kept], portable) for packed, seed, block in left]
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
