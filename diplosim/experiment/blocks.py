"""The runs of a plan, one by one, many side by side, or those of a chunk that are computed in one world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment.plan import Plan

    Ints = NDArray[np.int64]


class Run(NamedTuple):
    """One run of the plan."""

    number: int
    sample: int
    arm: int
    replicate: int
    kept: bool
    """Whether its months are stored, not only its outcomes."""


class Runs(NamedTuple):
    """Many runs of the plan, side by side."""

    number: Ints
    sample: Ints
    arm: Ints
    replicate: Ints
    pair: Ints
    """Number of the pair (sample, then replicate) that a run belongs to."""


class Block(NamedTuple):
    """The runs of a chunk that take place in one world: an arm with the values of one sample."""

    sample: int
    arm: int
    places: Ints
    """Their positions in the chunk."""
    replicates: Ints
    kept: NDArray[np.bool_]
    """Which of them store their months."""


def blocks_of(plan: Plan, numbers: range) -> Iterator[Block]:
    """Some runs of a plan, world by world, but for those that need not be computed."""
    import numpy as np

    begin = numbers.start
    while begin < numbers.stop:
        block, skipped = divmod(begin, plan.replicates)
        end = min(numbers.stop, (block + 1) * plan.replicates)
        sample, arm = divmod(block, len(plan.arms))
        left = ~held(plan.held, begin, end)
        if left.any():
            places = np.arange(skipped, skipped + end - begin, dtype=np.int64)[left]
            kept = (sample * plan.replicates + places) % plan.stride == 0
            yield Block(sample, arm, np.arange(begin, end)[left] - numbers.start, plan.first + places, kept)
        begin = end


def held(bits: bytes, begin: int, end: int) -> NDArray[np.bool_]:
    """Which of the runs from ``begin`` to before ``end`` need not be computed; no ``bits``: none."""
    import numpy as np

    if not bits:
        return np.zeros(end - begin, dtype=np.bool_)
    first = begin // 8
    there = np.unpackbits(np.frombuffer(bits, dtype=np.uint8)[first : -(-end // 8)])
    return there[begin - 8 * first : end - 8 * first].astype(np.bool_)
