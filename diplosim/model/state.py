"""The whole state of a run as one vector, and its hash: what two engines must agree on after every month."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from diplosim.model.actors.state import State
from diplosim.rules.sanctions import SECTORS

if TYPE_CHECKING:
    from diplosim.model.actors.table import Table
    from diplosim.model.actors.trust import Belief
    from diplosim.model.model import DiplomacyModel

PLACES = {State.CLOSED: 0, State.OPEN: 1, State.AGREED: 2, State.COOLING: 3}
AGREEMENT_NUMBERS = 19


def state_vector(model: DiplomacyModel) -> NDArray[np.float64]:
    """Everything that the next month depends on, after the month just played, in a fixed order.

    Scalars, counters, breadth by sector, health blocks, donors, the DPRK's beliefs, implementers, tables.
    """
    dprk, council = model.dprk, model.council
    values: list[float] = [
        model.tension, model.provocation_average, model.restraint, model.posture.level, council.over_compliance,
        council.carve_out, council.delay_days, council.throughput, dprk.economy, dprk.capability, dprk.burden,
        model.major_last_month, model.relief_announced, dprk.border_closed, _broad(model), model.fund.expelled_until,
        *(council.breadth[sector] for sector in SECTORS), *dprk.health.blocks,
    ]  # fmt: skip
    for donor in model.donors:
        values += [donor.hawkish, donor.appetite, donor.failures, donor.tie, *_belief(donor.belief)]
    for belief in dprk.trust.values():
        values += _belief(belief)
    values += [implementer.expelled_until for implementer in model.implementers]
    for table in model.tables:
        values += _table(model, table)
    return np.array(values, dtype=np.float64)


def _broad(model: DiplomacyModel) -> int:
    relief = model.council.broad_relief
    return -1 if relief is None else model.tables.index(relief)


def _belief(belief: Belief) -> list[float]:
    return [belief.health, belief.health_mass, belief.security, belief.security_mass]


def _table(model: DiplomacyModel, table: Table) -> list[float]:
    values: list[float] = [
        PLACES[table.state],
        table.round,
        table.cool,
        *table.money,
        *table.local,
        table.agreement is not None,
    ]
    a = table.latest
    if a is None:
        return values + [0.0] * (AGREEMENT_NUMBERS + len(model.donors))
    o = a.package
    values += [
        o.x, o.c, o.a, a.prefund, a.pi_pool, a.own, a.relief,
        o.D, o.k, o.r, o.f, o.q, a.signed, a.pledged, a.local_pledged, a.pooled, a.channel, a.suspended,
        a.snapped_until,
    ]  # fmt: skip
    return values + [donor in a.donors for donor in model.donors]


def state_hash(vector: NDArray[np.float64]) -> str:
    """SHA-256 of a state vector's bits: equal exactly if every number is equal to the last bit."""
    return hashlib.sha256(vector.astype("<f8").tobytes()).hexdigest()
