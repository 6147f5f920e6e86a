"""Boxes of assumptions: limits on axes, what lies inside, and how far its failures are above chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Places = NDArray[np.int64]

#: Smallest share of the samples that a box may hold.
SMALLEST = 0.05


@dataclass(frozen=True)
class Axis:
    """One varied quantity, a number per sample; ``names`` are the words of whole numbers 0, 1, ... if it has words."""

    name: str
    values: Floats
    names: tuple[str, ...] = ()
    ordered: bool = True
    """Whether its words have an order (months do); without one, a box keeps any set of them."""
    span: tuple[float, float] | None = None
    """The range that samples were drawn from, if it is known."""

    @property
    def low(self) -> float:
        """Lower end of the range, or the smallest value."""
        return self.span[0] if self.span else float(self.values.min())

    @property
    def high(self) -> float:
        """Upper end of the range, or the largest value."""
        return self.span[1] if self.span else float(self.values.max())

    @property
    def is_set(self) -> bool:
        """Whether it has words without an order."""
        return bool(self.names) and not self.ordered

    @cached_property
    def repeats(self) -> bool:
        """Whether samples share values."""
        return len(self.levels[0]) < len(self.values)

    @cached_property
    def order(self) -> Places:
        """Places of the samples from the lowest value to the highest."""
        return np.argsort(self.values, kind="stable")

    @cached_property
    def levels(self) -> tuple[Floats, Places]:
        """The different values, and which of them each sample has."""
        values, places = np.unique(self.values, return_inverse=True)
        return values, places


class Limit(NamedTuple):
    """What a box asks of one axis, on one side; ``side`` 0 means without a side: one of ``kept`` words."""

    axis: int
    side: int
    """-1: at least ``value``; 1: at most; 0: one of ``kept``."""
    value: float = math.nan
    kept: frozenset[int] = frozenset()


Box = Mapping[tuple[int, int], Limit]
"""The limits of a box by axis and side."""


class Found(NamedTuple):
    """A box and what it holds."""

    box: Box
    n: int
    """Samples inside."""
    k: int
    """Failures inside."""
    z: float
    """Failures beyond those of a random choice of ``n`` samples, in standard deviations (hypergeometric)."""


def meets(axes: Sequence[Axis], limit: Limit) -> Truths:
    """Which samples respect a limit."""
    values = axes[limit.axis].values
    if limit.side < 0:
        found: Truths = values >= limit.value
    elif limit.side > 0:
        found = values <= limit.value
    else:
        found = np.isin(values, list(limit.kept))
    return found


def inside(axes: Sequence[Axis], box: Box) -> Truths:
    """Which samples lie in the box."""
    found = np.ones(len(axes[0].values), dtype=bool)
    for limit in box.values():
        found &= meets(axes, limit)
    return found


def surprise(n: int, k: int, samples: int, failures: int) -> float:
    """How far ``k`` failures among ``n`` samples are above chance, in standard deviations (hypergeometric)."""
    rate = failures / samples
    variance = n * rate * (1 - rate) * (samples - n) / max(1, samples - 1)
    return (k - n * rate) / math.sqrt(variance) if variance > 0 else 0.0


def surprises(n: Places, k: Places, samples: int, failures: int) -> Floats:
    """The same for many boxes."""
    rate = failures / samples
    variance = n * (rate * (1 - rate) / max(1, samples - 1)) * (samples - n)
    found: Floats = np.where(variance > 0, (k - n * rate) / np.sqrt(np.maximum(variance, 1e-300)), 0.0)
    return found


def found_box(axes: Sequence[Axis], failed: Truths, box: Box) -> Found:
    """A box with its counts."""
    return counted(box, inside(axes, box), failed)


def counted(box: Box, mask: Truths, failed: Truths) -> Found:
    """A box whose samples are known, with its counts."""
    n, k = int(mask.sum()), int(failed[mask].sum())
    return Found(box, n, k, surprise(n, k, len(failed), int(failed.sum())))


def without_each(axes: Sequence[Axis], box: Box) -> dict[tuple[int, int], Truths]:
    """Per limit, the samples that respect all the others."""
    masks = {key: meets(axes, limit) for key, limit in box.items()}
    found = {}
    for key in box:
        rest = np.ones(len(axes[0].values), dtype=bool)
        for other, mask in masks.items():
            if other != key:
                rest &= mask
        found[key] = rest
    return found
