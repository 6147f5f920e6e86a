"""One question put to a sweep: which outcome of which arm, and by which methods its design can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from diplosim.analysis.sensitivity.any_samples import IN_SLICE
from diplosim.analysis.sensitivity.designed import base_rows
from diplosim.analysis.sensitivity.refusals import (
    CannotAnalyseError,
    broken_blocks,
    constant,
    missing,
    other_design,
    too_few,
)
from diplosim.analysis.sensitivity.source import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

Method = Literal["auto", "morris", "sobol", "pawn", "rank"]
METHODS: tuple[Method, ...] = ("auto", "morris", "sobol", "pawn", "rank")
#: Least trajectories of Morris, base samples of Saltelli, samples of ranks and of PAWN.
LEAST_TRAJECTORIES, LEAST_BASE, LEAST_RANKED, LEAST_PAWN = 4, 32, 20, 5 * IN_SLICE
_MORRIS = "{method: morris, samples: 20, levels: 4, seed: 1}"
_SALTELLI = "{method: saltelli, samples: 256, seed: 1}"
_SPREAD = "{method: lhs, samples: 500, seed: 1}"
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
    run = (sample * source.played + arm) * source.replicates + replicate
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


def chosen(method: Method, source: Source) -> list[str]:
    """The analyses to compute; raises :class:`CannotAnalyseError` if they do not fit the design.

    ``auto`` takes what the design was made for; samples that were made for neither Morris nor Sobol get ranks,
    and PAWN beside them if there are enough, because ranks overlook effects that go up and down again.
    """
    design = source.design.method
    if method == "auto":
        made_for = {"saltelli": "sobol", "morris": "morris"}.get(design)
        spread = ["rank", "pawn"] if source.samples >= LEAST_PAWN else ["rank"]
        found = spread if made_for is None else [made_for]
    else:
        found = [method]
    for name in found:
        _check(name, source)
    return found


def _check(method: str, source: Source) -> None:
    """Refuse a design that the method cannot read, or one that is too small for it."""
    design, folder, wide = source.design, source.folder, len(source.inputs)
    if method == "sobol":
        if design.method != "saltelli":
            raise CannotAnalyseError(
                other_design(method, design.method, _SALTELLI, _instead(design.method), folder)
            )
        if design.samples < LEAST_BASE:
            raise CannotAnalyseError(
                too_few(method, design.samples, LEAST_BASE, "base samples", "samples: 256", folder)
            )
    elif method == "morris":
        if design.method != "morris":
            raise CannotAnalyseError(
                other_design(method, design.method, _MORRIS, _instead(design.method), folder)
            )
        if design.samples < LEAST_TRAJECTORIES:
            raise CannotAnalyseError(
                too_few(method, design.samples, LEAST_TRAJECTORIES, "trajectories", "samples: 20", folder)
            )
    else:
        if design.method == "morris":
            raise CannotAnalyseError(other_design(method, design.method, _SPREAD, "morris", folder))
        count = len(base_rows(design, wide, source.samples))
        least = LEAST_PAWN if method == "pawn" else max(LEAST_RANKED, 2 * (wide + 2))
        if count < least:
            line = "levels: 10" if design.method == "grid" else "samples: 512"
            raise CannotAnalyseError(
                too_few(method, count, least, "samples spread over the space", line, folder)
            )


def _instead(design: str) -> str:
    """What the samples at hand allow."""
    return {"saltelli": "sobol", "morris": "morris"}.get(design, "rank")
