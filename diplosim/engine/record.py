"""Phase 10: the month's row of metrics, in the order of `diplosim.rules.columns.METRICS`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from diplosim.engine import council, parties
from diplosim.engine import layout as at
from diplosim.engine.jit import phase
from diplosim.engine.money import musd
from diplosim.rules import columns as c
from diplosim.rules import politics

if TYPE_CHECKING:
    from diplosim.engine.layout import Floats, Record


@phase
def record(world: Record, s: Record, row: Floats) -> None:
    """Close the month: the running mean of provocations, what tables will see, and the metrics."""
    s.scalar[at.AVERAGE] = politics.provocation_average_next(s.scalar[at.AVERAGE], s.flow[at.EVENTS])
    s.counter[at.MAJOR_LAST] = s.flow[at.SEV2]
    _provocations(s, row)
    _trust(world, s, row)
    _tables(world, s, row)
    _flows(s, row)
    _state(s, row)


@phase
def _provocations(s: Record, row: Floats) -> None:
    row[c.EVENTS] = s.flow[at.EVENTS]
    row[c.EVENTS_MAJOR] = s.flow[at.CLASS2] + s.flow[at.CLASS3]
    row[c.EVENTS_CLASS1] = s.flow[at.CLASS1]
    row[c.EVENTS_CLASS2] = s.flow[at.CLASS2]
    row[c.EVENTS_CLASS3] = s.flow[at.CLASS3]
    row[c.SEVERITY] = s.flow[at.SEV]
    row[c.TENSION] = s.scalar[at.TENSION]
    row[c.ETA_EFF] = s.scalar[at.BRANCHING]
    row[c.SUPERCRITICAL] = 1.0 if s.scalar[at.BRANCHING] >= 1.0 or s.flow[at.CAP_BINDS] > 0 else 0.0
    row[c.G_POSTURE] = s.scalar[at.RESTRAINT]
    row[c.RESOLUTIONS] = s.flow[at.RESOLUTIONS]
    for i in range(6):
        row[c.ETA_EXERCISE + i] = s.eta[i]


@phase
def _mean(values: Floats, world: Record, rivals: int) -> float:
    """Mean over rivals, or over the other donors that count; missing for an empty group."""
    total = 0.0
    count = 0
    for j in range(world.n_donors):
        if world.rival[j] == rivals and world.counts[j]:
            total = total + values[j]
            count += 1
    if count == 0:
        return math.nan
    return total / count


@phase
def _trust(world: Record, s: Record, row: Floats) -> None:
    row[c.TRUST_RIVALS_SECURITY] = _mean(s.tau_out_security, world, 1)
    row[c.TRUST_RIVALS_HEALTH] = _mean(s.tau_out_health, world, 1)
    row[c.TRUST_OTHERS_SECURITY] = _mean(s.tau_out_security, world, 0)
    row[c.TRUST_OTHERS_HEALTH] = _mean(s.tau_out_health, world, 0)
    row[c.TRUST_RIVALS_SECURITY_IN] = _mean(s.tau_in_security, world, 1)
    row[c.TRUST_RIVALS_HEALTH_IN] = _mean(s.tau_in_health, world, 1)
    row[c.TRUST_OTHERS_SECURITY_IN] = _mean(s.tau_in_security, world, 0)
    row[c.TRUST_OTHERS_HEALTH_IN] = _mean(s.tau_in_health, world, 0)
    donors, implementers = world.n_donors, world.n_implementers
    total = 0.0
    for i in range(implementers):
        total = total + s.tau_out_health[donors + i]
    row[c.TRUST_UN_HEALTH] = total / implementers if implementers > 0 else math.nan


@phase
def _tables(world: Record, s: Record, row: Floats) -> None:
    rival_open = 0
    active = 0
    suspended = 0
    for k in range(world.n_tables):
        if s.table[k] == at.OPEN:
            parties.set_members(world, s, k)
            if parties.rival_present(world, s):
                rival_open = 1
        if s.in_force[k]:
            active += 1
            suspended += s.agreement_int[k, at.AG_SUSPENDED]
    row[c.RIVAL_TABLE_OPEN] = rival_open
    row[c.ENGAGEMENT] = s.scalar[at.ENGAGEMENT]
    row[c.AGREEMENTS_ACTIVE] = active
    row[c.SUSPENDED_AGREEMENTS] = suspended


@phase
def _flows(s: Record, row: Floats) -> None:
    row[c.AGREEMENTS_SIGNED] = s.flow[at.AGREEMENTS_SIGNED]
    row[c.OFFERS_MADE] = s.flow[at.OFFERS_MADE]
    row[c.OFFERS_REFUSED] = s.flow[at.OFFERS_REFUSED]
    row[c.WALK_OUTS] = s.flow[at.WALK_OUTS]
    row[c.LAPSES] = s.flow[at.LAPSES]
    row[c.FAILED_RATIFICATIONS] = s.flow[at.FAILED_RATIFICATIONS]
    row[c.SUSPENSIONS] = s.flow[at.SUSPENSIONS]
    row[c.CANCELLATIONS] = s.flow[at.CANCELLATIONS]
    row[c.AID_DISBURSED] = musd(s.flow[at.DISBURSED])
    row[c.AID_ARRIVED] = musd(s.flow[at.ARRIVED])
    row[c.AID_ABSORBED] = musd(s.flow[at.ABSORBED_NOW])
    row[c.AID_DIVERTED] = musd(s.flow[at.DIVERTED_NOW])
    row[c.DONORS_PAID] = musd(s.flow[at.DONORS_PAID])
    row[c.RETURNED] = musd(s.flow[at.RETURNED_NOW])
    row[c.OVERHEAD] = musd(s.flow[at.OVERHEAD_PAID])


@phase
def _state(s: Record, row: Floats) -> None:
    row[c.UN_BREADTH] = council.mean_breadth(s)
    row[c.OVER_COMPLIANCE] = s.scalar[at.OVER_COMPLIANCE]
    row[c.CARVE_OUT] = s.scalar[at.CARVE_OUT]
    row[c.WAIT_DAYS] = s.scalar[at.DELAY]
    row[c.THROUGHPUT] = s.scalar[at.THROUGHPUT]
    row[c.ECONOMY] = s.scalar[at.ECONOMY]
    row[c.HEALTH_SYSTEM] = s.scalar[at.INDEX]
    row[c.DISEASE_BURDEN] = s.scalar[at.BURDEN]
    row[c.BORDER_CLOSED] = 1.0 if s.counter[at.BORDER_CLOSED] > 0 else 0.0
    row[c.QCAP] = s.scalar[at.CAPABILITY]
