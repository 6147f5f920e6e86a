"""From the state at the end of a month to what is recorded of it (model section 10, ruling B38)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from diplosim.rules.ledger import KUSD_PER_MUSD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.int8]


def musd(amount: int) -> float:
    """k$ as M$."""
    return amount / KUSD_PER_MUSD


def flag(holds: bool) -> float:
    """1 if something holds, else 0."""
    return 1.0 if holds else 0.0


def supercritical(branching_ratio: float, cap_binds: int) -> float:
    """1 if provocations feed on themselves: the ratio at or above 1, or the cap on intensity binding."""
    return flag(branching_ratio >= 1.0 or cap_binds > 0)


def mean_trust(trust: Floats, donors: int, rival: Flags, counts: Flags, rivals: int) -> float:
    """Mean over the rivals (``rivals`` 1) or over the other donors that count (0); missing for an empty group."""
    total = 0.0
    count = 0
    for j in range(donors):
        if rival[j] == rivals and counts[j]:
            total = total + trust[j]
            count = count + 1
    return total / count if count > 0 else math.nan


def mean_of_places(values: Floats, first: int, count: int) -> float:
    """Mean of ``count`` values from place ``first`` on; missing if there are none."""
    total = 0.0
    for i in range(count):
        total = total + values[first + i]
    return total / count if count > 0 else math.nan


def in_force(agreement: Flags, tables: int) -> int:
    """Agreements in force, suspended ones included; ``agreement``: whether each table has one."""
    count = 0
    for k in range(tables):
        if agreement[k]:
            count = count + 1
    return count


def suspended(agreement: Flags, terms: Any, tables: int) -> int:
    """Agreements in force but suspended."""
    count = 0
    for k in range(tables):
        if agreement[k] and terms[k].suspended > 0:
            count = count + 1
    return count
