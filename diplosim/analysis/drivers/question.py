"""One question put to a sweep: which outcome, of which arm, as it is or as the difference from the reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diplosim.analysis.drivers.refusals import broken_blocks, constant, missing
from diplosim.analysis.drivers.source import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

#: Designs whose samples only count together: one that is missing spoils its block or trajectory.
BLOCKS = ("saltelli", "morris")
#: Means closer together than this share of their size are the same but for rounding.
SAME = 1e-12


@dataclass(frozen=True)
class Question:
    """What is asked about."""

    outcome: str
    arm: str
    reference: str | None
    """Set if the effect of the arm is asked for: arm minus reference under the same shocks."""

    @property
    def effect(self) -> bool:
        """Whether it is about the effect of a policy."""
        return self.reference is not None


def arms_of(question: Question, source: Source) -> list[int]:
    """Places of the arms that a question needs."""
    names = [question.arm] if question.reference is None else [question.reference, question.arm]
    return [source.arms.index(name) for name in names]


def broken(source: Source, arms: list[int]) -> tuple[Flags, str]:
    """Samples of these arms in which a run failed; and in words, if that spoils the whole design."""
    import numpy as np

    failed = source.failed[:, arms, :]
    lost: Flags = np.asarray(failed.any(axis=(1, 2)))
    if source.design.method not in BLOCKS or not lost.any():
        return lost, ""
    places = np.argwhere(source.failed)
    sample, arm, replicate = next(place for place in places.tolist() if place[1] in arms)
    run = (sample * len(source.arms) + arm) * source.replicates + replicate
    return lost, broken_blocks(
        source.folder, int(failed.sum()), run, source.reason(run), source.design.method
    )


def values_of(question: Question, source: Source) -> Floats:
    """Values by sample and replicate; paired differences for an effect. NaN where a run has none."""
    cube = source.outcome(question.outcome)
    arm = cube[:, source.arms.index(question.arm), :]
    if question.reference is None:
        return arm
    return arm - cube[:, source.arms.index(question.reference), :]


def objection(question: Question, values: Floats) -> str:
    """Why the values cannot be analysed; empty if they can."""
    import numpy as np

    lost = int(np.count_nonzero(~np.isfinite(values)))
    if lost:
        return missing(question.outcome, lost, values.size)
    means = values.mean(axis=1)
    if float(np.ptp(means)) <= SAME * max(1e-300, float(np.abs(means).max())):
        return constant(float(means[0]), question.arm, question.effect)
    return ""
