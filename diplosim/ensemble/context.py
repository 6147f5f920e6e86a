"""Reading the rows in force, and drawing at an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba.np.unsafe.ndarray import to_fixed_tuple

from diplosim.ensemble.jit import phase
from diplosim.ensemble.layout import LeverRow
from diplosim.rules import chance
from diplosim.rules.params import (
    BargainingParams,
    DeliveryParams,
    HealthParams,
    Params,
    PoliticsParams,
    ProvocationParams,
    SanctionsParams,
    TableParams,
    TrustParams,
)

if TYPE_CHECKING:
    from diplosim.ensemble.layout import Floats, Ints

N_TRUST = len(TrustParams._fields)
N_BARGAINING = len(BargainingParams._fields)
N_PROVOCATION = len(ProvocationParams._fields)
N_SANCTIONS = len(SanctionsParams._fields)
N_POLITICS = len(PoliticsParams._fields)
N_DELIVERY = len(DeliveryParams._fields)
N_HEALTH = len(HealthParams._fields)
N_TABLES = len(TableParams._fields)
TO_BARGAINING = N_TRUST
TO_PROVOCATION = TO_BARGAINING + N_BARGAINING
TO_SANCTIONS = TO_PROVOCATION + N_PROVOCATION
TO_POLITICS = TO_SANCTIONS + N_SANCTIONS
TO_DELIVERY = TO_POLITICS + N_POLITICS
TO_HEALTH = TO_DELIVERY + N_DELIVERY
TO_TABLES = TO_HEALTH + N_HEALTH
N_LEVERS = len(LeverRow._fields)


@phase
def params_of(row: Floats) -> Params:
    """The symbols of a parameter row, as the tuples that rules take (whole numbers as floats)."""
    return Params(
        TrustParams(*to_fixed_tuple(row, N_TRUST)),
        BargainingParams(*to_fixed_tuple(row[TO_BARGAINING:], N_BARGAINING)),
        ProvocationParams(*to_fixed_tuple(row[TO_PROVOCATION:], N_PROVOCATION)),
        SanctionsParams(*to_fixed_tuple(row[TO_SANCTIONS:], N_SANCTIONS)),
        PoliticsParams(*to_fixed_tuple(row[TO_POLITICS:], N_POLITICS)),
        DeliveryParams(*to_fixed_tuple(row[TO_DELIVERY:], N_DELIVERY)),
        HealthParams(*to_fixed_tuple(row[TO_HEALTH:], N_HEALTH)),
        TableParams(*to_fixed_tuple(row[TO_TABLES:], N_TABLES)),
    )


@phase
def levers_of(row: Floats) -> LeverRow:
    """The numbers of a lever row."""
    return LeverRow(*to_fixed_tuple(row, N_LEVERS))


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
