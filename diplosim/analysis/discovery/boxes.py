"""Boxes of assumptions: limits on axes, what lies inside, how far that is above chance, and all that in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diplosim.experiment.targets import is_month
from diplosim.wording.numbers import brief, number

if TYPE_CHECKING:
    import pandas as pd

    from diplosim.results import Results


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


def within(axes: Sequence[Axis], box: Box) -> Truths:
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
    return counted(box, within(axes, box), failed)


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


def told(axis: Axis, value: float, side: int) -> float | str:
    """A limit as people write it: the number, or the first (last) word inside it."""
    if not axis.names:
        return value
    word = math.ceil(value) if side < 0 else math.floor(value)
    return axis.names[min(max(word, 0), len(axis.names) - 1)]


#: Settings of policies that are months, stored as numbers from the start of the scenario.


def axes_of(results: Results, kept: Truths) -> list[Axis]:
    """One axis for everything that takes more than one value in the samples ``kept``."""
    found = []
    for name in results.varied:
        column = results.samples[name][kept]
        if is_month(name) and column.dtype.kind in "iu":
            found.append(month_axis(name, column, results.start(results.reference)))
        else:
            found.append(axis_of(name, column, results.ranges.get(name)))
    return [axis for axis in found if axis.values.min() < axis.values.max()]


def month_axis(name: str, column: pd.Series, start: str) -> Axis:
    """Months counted from the start, with their names in the calendar."""
    import numpy as np

    from diplosim.scenario.header import month_name, parse_month

    first = parse_month(start) or 0
    names = tuple(month_name(first + month) for month in range(int(column.max()) + 1))
    return Axis(name, column.to_numpy(dtype=np.float64), names)


def axis_of(name: str, column: pd.Series, span: tuple[float, float] | None = None) -> Axis:
    """Numbers as they are, with the range they were drawn from; words by their place in a list of words."""
    import numpy as np

    if column.dtype.kind in "iuf":
        return Axis(name, column.to_numpy(dtype=np.float64), span=span)
    texts = [str(value).lower() if column.dtype.kind == "b" else str(value) for value in column]
    names = tuple(sorted(set(texts)))
    return Axis(name, np.array([names.index(text) for text in texts], dtype=np.float64), names, ordered=False)


def short_names(names: list[str]) -> dict[str, str]:
    """``provocation.iota`` -> ``iota``, where that is clear among the names."""
    last = {name: name.rpartition(".")[2] for name in names}
    return {name: short if list(last.values()).count(short) == 1 else name for name, short in last.items()}


def meaning(name: str) -> str:
    """What a varied quantity is, in words; empty for what is not a parameter."""
    from diplosim.scenario import PARAMETERS

    return PARAMETERS[name].meaning if name in PARAMETERS else ""


def where(axes: Sequence[Axis], box: Box) -> str:
    """The limits of a box, axis by axis in their order; ``everywhere`` for none."""
    names = short_names([axis.name for axis in axes])
    parts = []
    for place in sorted({axis for axis, _ in box}):
        axis, name = axes[place], names[axes[place].name]
        low, high = (
            (told(axis, box[place, side].value, side) if (place, side) in box else None) for side in (-1, 1)
        )
        if (place, 0) in box:
            kept = sorted(box[place, 0].kept)
            parts.append(f"{name} is {' or '.join(axis.names[word] for word in kept)}")
        elif low is not None and high is not None:
            months, numbers = (
                f"{name} {amount(low)} to {amount(high)}",
                f"{amount(low)} < {name} < {amount(high)}",
            )
            parts.append(months if axis.names else numbers)
        elif axis.names:
            parts.append(
                f"{name} {amount(low)} or later" if low is not None else f"{name} {amount(high)} or earlier"
            )
        else:
            parts.append(f"{name} > {amount(low)}" if low is not None else f"{name} < {amount(high)}")
    return " and ".join(parts) or "everywhere"


def amount(value: float | str | None) -> str:
    """A limit with about three significant figures."""
    if value is None or isinstance(value, str):
        return value or ""
    return brief(value) if abs(value) < 1000 else number(value, 0)
