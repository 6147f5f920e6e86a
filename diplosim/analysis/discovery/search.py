"""Scenario discovery: the boxes in which a policy fails, each tested against noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from diplosim.analysis.crossed import SEED
from diplosim.analysis.discovery.boxes import Axis, Box, Found, found_box, told, within
from diplosim.analysis.discovery.prim import SIGNIFICANT, find_box, quasi_p

if TYPE_CHECKING:
    from diplosim.analysis.discovery.boxes import Truths

Key = tuple[int, int]
#: Random relabellings that a box is held against, and random halves of the samples in which it is looked for again.
PERMUTATIONS, HALVES = 99, 20
#: After so many relabellings with as clear a box the matter is settled (Besag and Clifford 1991, Biometrika 78).
ENOUGH = 10
#: Boxes looked for one after the other.
MOST_BOXES = 3


class BoxRow(TypedDict):
    """A row of ``analysis/discover_..._boxes.csv``: one box and one assumption that it limits; shares from 0 to 1."""

    box: int
    """Number of the box, from 1."""
    parameter: str
    at_least: float | str | None
    """In the unit of the assumption, as are the limits and ends that follow; a word if it has words."""
    at_most: float | str | None
    one_of: str | None
    """Words, with blanks between."""
    range_low: float | str
    range_high: float | str
    quasi_p: float
    reproduced: float
    samples: int
    failures: int
    coverage: float
    density: float
    base_rate: float
    """Share of all samples that fail."""
    rest_rate: float
    p_value: float


@dataclass(frozen=True)
class Finding:
    """A box of failures with everything that speaks for or against it."""

    found: Found
    coverage: float
    """Share of all failures that lie in it."""
    density: float
    """Share of its samples that fail."""
    rest: float
    """Share of failures among the samples that it was sought in: all that earlier boxes leave over."""
    quasi_p: dict[Key, float]
    """Per limit."""
    reproduced: dict[Key, float]
    """Per limit, share of random halves of the samples in which it comes back."""
    p_value: float
    """Share of random relabellings of the samples in which the same search finds as clear a box."""

    @property
    def real(self) -> bool:
        """Whether noise would rarely give such a box."""
        return bool(self.found.box) and self.p_value <= SIGNIFICANT


def discover(
    axes: Sequence[Axis],
    failed: Truths,
    *,
    boxes: int = MOST_BOXES,
    density: float | None = None,
    shuffles: int = PERMUTATIONS,
) -> list[Finding]:
    """Boxes one after the other, each among the samples that the ones before leave over.

    Args:
        axes: what may be limited.
        failed: which samples fail.
        boxes: most boxes to look for.
        density: smallest share of failures wanted in a box; none: as the search finds it.
        shuffles: random relabellings that each box is held against; 19 are the fewest that can speak for one.

    The list ends with the first box that noise might have given: it is there to be told about, not to be believed.
    """
    rest = np.ones(len(failed), dtype=bool)
    found: list[Finding] = []
    while len(found) < boxes and 2 <= failed[rest].sum() < rest.sum():
        part = [replace(axis, values=axis.values[rest]) for axis in axes]
        finding = _tested(part, failed[rest], int(failed.sum()), density, shuffles)
        found.append(finding)
        if not finding.real:
            break
        rest &= ~within(axes, finding.found.box)
    return found


def _tested(
    axes: Sequence[Axis], failed: Truths, failures: int, density: float | None, shuffles: int
) -> Finding:
    best = find_box(axes, failed, density)
    return Finding(
        best, best.k / failures, best.k / best.n, float(failed.mean()), quasi_p(axes, failed, best.box),
        reproduced(axes, failed, best.box, density), permutation_p(axes, failed, best.z, density, shuffles),
    )  # fmt: skip


def permutation_p(
    axes: Sequence[Axis], failed: Truths, z: float, density: float | None = None, shuffles: int = PERMUTATIONS
) -> float:
    """How often the same search finds a box at least as clear when the labels are shuffled over the samples.

    Under the null that assumptions do not matter, samples are exchangeable, shared shocks or not; the search itself is
    repeated each time, so its freedom of choice is accounted for. Never below 1 / (``shuffles`` + 1).
    """
    source = np.random.default_rng((SEED, len(failed)))
    clear = 0
    for drawn in range(1, shuffles + 1):
        clear += find_box(axes, source.permutation(failed), density).z >= z
        if clear == ENOUGH:
            return clear / drawn
    return (1 + clear) / (shuffles + 1)


def reproduced(
    axes: Sequence[Axis], failed: Truths, box: Box, density: float | None = None
) -> dict[Key, float]:
    """Per limit, in which share of random halves of the samples the search limits the same side of the same axis."""
    source = np.random.default_rng((SEED, len(failed), 1))
    counts = dict.fromkeys(box, 0)
    for _ in range(HALVES):
        half = np.sort(source.permutation(len(failed))[: len(failed) // 2])
        part = [replace(axis, values=axis.values[half]) for axis in axes]
        if not 2 <= failed[half].sum() < len(half):
            continue
        again = find_box(part, failed[half], density).box
        for key in counts:
            counts[key] += key in again
    return {key: count / HALVES for key, count in counts.items()}


def box_rows(axes: Sequence[Axis], findings: Sequence[Finding], rate: float) -> list[BoxRow]:
    """One row per box and parameter that it limits."""
    rows: list[BoxRow] = []
    for number, finding in enumerate(findings, start=1):
        for place in dict.fromkeys(axis for axis, _ in finding.found.box):
            sides = {side: limit for (axis, side), limit in finding.found.box.items() if axis == place}
            own = axes[place]
            rows.append({
                "box": number, "parameter": own.name,
                "at_least": told(own, sides[-1].value, -1) if -1 in sides else None,
                "at_most": told(own, sides[1].value, 1) if 1 in sides else None,
                "one_of": " ".join(own.names[word] for word in sorted(sides[0].kept)) if 0 in sides else None,
                "range_low": told(own, own.low, -1), "range_high": told(own, own.high, 1),
                "quasi_p": max(finding.quasi_p[place, side] for side in sides),
                "reproduced": min(finding.reproduced[place, side] for side in sides),
                "samples": finding.found.n, "failures": finding.found.k, "coverage": finding.coverage,
                "density": finding.density, "base_rate": rate, "rest_rate": finding.rest,
                "p_value": finding.p_value,
            })  # fmt: skip
    return rows


def counts_in(axes: Sequence[Axis], failed: Truths, finding: Finding) -> Found:
    """The box counted over all samples, those of earlier boxes included."""
    return found_box(axes, failed, finding.found.box)
