"""What varied, as numbers that analyses can take: ranges by place, listed values by level."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplosim.scenario import PARAMETERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.experiment.vary import Dimension

    Floats = NDArray[np.float64]

#: Up to so many different values an input is looked at value by value, not in slices of its range.
FEW = 10


@dataclass(frozen=True)
class Input:
    """One varied quantity over the samples."""

    name: str
    values: tuple[Any, ...]
    """What each sample set, in its own type."""
    positions: Floats
    """Place of each value between the ends: 0 lowest, 1 highest; without an order, the number of the level."""
    levels: tuple[Any, ...]
    """The possible values if they were listed."""
    ordered: bool
    """Whether more and less mean anything: numbers, dates and pairs of levels."""

    @property
    def discrete(self) -> bool:
        """Whether it took only a few different values."""
        return not self.ordered or len(set(self.positions.tolist())) <= FEW

    @property
    def meaning(self) -> str:
        """What it is, in words."""
        if self.name in PARAMETERS:
            return PARAMETERS[self.name].meaning
        head, name, *rest = self.name.split(".")
        key = ".".join(rest)
        words = {"from": "Start of", "until": "End of", "strength": "Strength of"}
        if head == "policies" and key in words:
            return f"{words[key]} the policy {name}."
        return f"{key.replace('_', ' ').capitalize()} of {'the policy ' if head == 'policies' else ''}{name}."


def make_input(dimension: Dimension, values: Sequence[Any]) -> Input:
    """The input that a dimension became in the samples with these values."""
    import numpy as np

    levels = dimension.values
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in levels)
    if levels and not numeric:
        index = {_key(level): place for place, level in enumerate(levels)}
        places = [float(index[_key(value)]) for value in values]
        return Input(dimension.name, tuple(values), np.asarray(places), levels, ordered=len(levels) <= 2)
    low, high = (min(levels), max(levels)) if levels else (dimension.low, dimension.high)
    scale = math.log if dimension.log else float
    ends = scale(low), scale(high)
    width = (ends[1] - ends[0]) or 1.0
    places = [(scale(value) - ends[0]) / width for value in values]
    return Input(dimension.name, tuple(values), np.asarray(places), levels, ordered=True)


def stored_values(dimension: Dimension, column: Sequence[Any]) -> list[Any]:
    """The values of a dimension as ``samples.parquet`` holds them, back in their own type.

    Columns of mixed types and of lists are stored as text (see ``samples_table``).
    """
    if not dimension.values:
        return [int(value) if dimension.whole else float(value) for value in column]
    known: dict[Any, Any] = {}
    for value in dimension.values:
        known[_key(value)] = value
        known.setdefault(_key(value if isinstance(value, str) else json.dumps(_plain(value))), value)
    return [known[_key(value)] for value in column]


def _key(value: Any) -> Any:
    """Something to look a value up by: 1 and 1.0 are one value, 1 and True are two."""
    if isinstance(value, list | tuple):
        return ("list", json.dumps(_plain(value)))
    return (isinstance(value, bool), isinstance(value, str), value)


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
