"""One chunk of a sweep: its runs computed on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from diplosim.experiment.chunk_file import Computed, to_bytes
from diplosim.experiment.run import attempt, run_one
from diplosim.experiment.sweep_plan import Block, Plan
from diplosim.rules.columns import METRICS, OUTCOMES

if TYPE_CHECKING:
    from diplosim.ensemble.pack import Packed
    from diplosim.scenario import Scenario

_LOST = "the worker process ended before the run did (out of memory?)"


def chunk_bytes(plan: Plan, index: int) -> bytes:
    """Compute a chunk; the same plan and number give the same bytes on every machine and with any workers."""
    return to_bytes(_compiled(plan, index) if plan.engine == "compiled" else _mesa(plan, index))


def lost_bytes(plan: Plan, index: int) -> bytes:
    """The chunk whose computation kills every process that tries it: all of its runs failed."""
    computed = _empty(plan, index)
    computed.errors = dict.fromkeys(range(len(plan.numbers(index))), _LOST)
    return to_bytes(computed)


def _empty(plan: Plan, index: int) -> Computed:
    return Computed.empty(
        len(plan.numbers(index)), sum(block.kept.sum() for block in plan.blocks(index)), plan.arms[0].months
    )


def _worlds(plan: Plan, index: int, computed: Computed) -> Iterator[tuple[Scenario, Block]]:
    """The worlds of a chunk with the runs that take place in each; runs without a world have failed."""
    for block in plan.blocks(index):
        world = attempt(partial(plan.world, block))
        if isinstance(world, str):
            computed.errors |= dict.fromkeys(block.places.tolist(), world)
        else:
            yield world, block


def _compiled(plan: Plan, index: int) -> Computed:
    """All runs of a chunk on the compiled engine, world by world: few months are in memory at a time."""
    computed = _empty(plan, index)
    for world, block in _worlds(plan, index, computed):
        packed = attempt(partial(plan.packed, block, world))
        if isinstance(packed, str):
            computed.errors |= dict.fromkeys(block.places.tolist(), packed)
        else:
            _play(packed, world.seed, block, computed)
    return computed


def _play(packed: Packed, seed: int, block: Block, computed: Computed) -> None:
    """The runs of one world, those that keep their months apart."""
    from diplosim.ensemble import engine

    for kept, chosen in ((True, block.kept), (False, ~block.kept)):
        if not chosen.any():
            continue
        job = engine.Job(packed, seed, block.replicates[chosen])
        (histories,) = engine.play([job], threads=1, keep=kept)
        computed.outcomes[block.places[chosen]] = histories.outcomes
        if kept:
            computed.keep(block.places[chosen], histories.trajectories)


def _mesa(plan: Plan, index: int) -> Computed:
    """The runs of a chunk one by one on the Mesa engine."""
    import numpy as np

    computed = _empty(plan, index)
    for world, block in _worlds(plan, index, computed):
        for place, replicate, kept in zip(
            block.places.tolist(), block.replicates.tolist(), block.kept, strict=True
        ):
            result = run_one(world, replicate)
            if not result.ok:
                computed.errors[place] = str(result.error)
                continue
            row = [result.outcomes.get(name) for name in OUTCOMES]
            computed.outcomes[place] = [np.nan if value is None else value for value in row]
            if kept:
                months = np.stack([result.trajectory[name] for name in METRICS], axis=1)
                computed.keep(np.array([place]), months[None])
    return computed
