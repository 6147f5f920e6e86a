"""Rows in force, draws at an address, and this month's dated events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from diplosim.engine.jit import phase
from diplosim.rules import chance

if TYPE_CHECKING:
    from diplosim.engine.layout import Record, Records

#: Words of an address are unsigned in compiled code, as the hash needs them.
word: Any = np.uint64


@phase
def in_force(rows: Records, month: int) -> Record:
    """The last row that starts in this month or before."""
    row = 0
    for i in range(1, len(rows)):
        if rows[i].since <= month:
            row = i
    return rows[row]


@phase
def draw(key: int, actor: int, channel: int, index: int) -> float:
    """A uniform at an address."""
    return chance.draw(word(key), word(actor), word(channel), word(index))


@phase
def month_key(seed: int, replicate: int, month: int) -> int:
    """The key that all draws of a month share."""
    return chance.month_key(word(seed), word(replicate), word(month))


@phase
def happens(event: Record, t: int, kind: int) -> bool:
    """Whether a dated event is of this kind and falls in this month."""
    return bool(event.month == t and event.kind == kind)
