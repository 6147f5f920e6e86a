"""Rows in force, draws at an address, and this month's dated events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from diplosim.ensemble.jit import phase
from diplosim.rules import chance

if TYPE_CHECKING:
    from diplosim.ensemble.layout import Floats, Ints

#: Words of an address are unsigned in compiled code, as the hash needs them.
word: Any = np.uint64


@phase
def row_in_force(starts: Ints, month: int) -> int:
    """The last row that starts in this month or before."""
    row = 0
    for i in range(1, len(starts)):
        if starts[i] <= month:
            row = i
    return row


@phase
def draw(key: int, actor: int, channel: int, index: int) -> float:
    """A uniform at an address."""
    return chance.draw(word(key), word(actor), word(channel), word(index))


@phase
def month_key(seed: int, replicate: int, month: int) -> int:
    """The key that all draws of a month share."""
    return chance.month_key(word(seed), word(replicate), word(month))


@phase
def happens(events: Floats, i: int, t: int, kind: int) -> bool:
    """Whether dated event ``i`` is of this kind and falls in this month."""
    return bool(events[i, 0] == t and events[i, 1] == kind)
