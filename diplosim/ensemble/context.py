"""Rows in force, draws at an address, and this month's dated events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from diplosim.ensemble.jit import phase
from diplosim.rules import chance

if TYPE_CHECKING:
    from diplosim.ensemble.layout import Floats, Ints


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
    """A uniform at an address; all words unsigned, as the hash needs them."""
    return chance.draw(np.uint64(key), np.uint64(actor), np.uint64(channel), np.uint64(index))


@phase
def happens(events: Floats, i: int, t: int, kind: int) -> bool:
    """Whether dated event ``i`` is of this kind and falls in this month."""
    return bool(events[i, 0] == t and events[i, 1] == kind)
