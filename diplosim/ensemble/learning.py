"""Phase 9: evidence becomes trust, and diplomatic ties follow contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.ensemble import layout as at
from diplosim.ensemble import parties
from diplosim.ensemble.jit import phase
from diplosim.ensemble.start import read_trust
from diplosim.rules import network, trust
from diplosim.rules.trust_rules import gossip, update_dyad

if TYPE_CHECKING:
    from diplosim.ensemble.layout import Record


@phase
def trust_and_ties(world: Record, s: Record, p: Record, lv: Record) -> None:
    """Digest the month's evidence, talk among allies, update ties."""
    _late_evidence(world, s, lv)
    for i in range(world.n_others):
        P_h, N_h = trust.health_out(s.seen_out_health[i])
        P_s, N_s = trust.security_out(s.seen_out_security[i])
        s.out_health[i], s.out_health_mass[i], s.out_security[i], s.out_security_mass[i] = update_dyad(
            p.trust, lv.d, s.out_health[i], s.out_health_mass[i], world.other_prior[i], P_h, N_h,
            s.out_security[i], s.out_security_mass[i], world.other_prior[i], P_s, N_s,
        )  # fmt: skip
    for j in range(world.n_donors):
        P_h, N_h = trust.health_in(s.seen_in_health[j])
        P_s, N_s = trust.security_in(s.seen_in_security[j])
        s.in_health[j], s.in_health_mass[j], s.in_security[j], s.in_security_mass[j] = update_dyad(
            p.trust, lv.d, s.in_health[j], s.in_health_mass[j], world.other_prior[j], P_h, N_h,
            s.in_security[j], s.in_security_mass[j], world.other_prior[j], P_s, N_s,
        )  # fmt: skip
    s.seen_in_health[:] = 0.0
    s.seen_in_security[:] = 0.0
    s.seen_out_health[:] = 0.0
    s.seen_out_security[:] = 0.0
    _gossip(world, s, p)
    _update_ties(world, s)
    read_trust(world, s)


@phase
def _late_evidence(world: Record, s: Record, lv: Record) -> None:
    """Shared surveillance, and the donors' judgement of this month's provocations."""
    reference = world.reference_severity
    for j in range(world.n_donors):
        if lv.surv > 0.0 and world.surveillance[j]:
            weight = trust.SURVEILLANCE * lv.surv
            s.seen_out_health[j, trust.HO_SURVEILLANCE] += weight
            s.seen_in_health[j, trust.HI_SURVEILLANCE] += weight
        weight = trust.witness_weight(world.rival[j])
        s.seen_in_security[j, trust.SI_QUIETER] += trust.quieter(weight, s.flow[at.SEV], reference)
        s.seen_in_security[j, trust.SI_LOUDER] += trust.louder(weight, s.flow[at.SEV], reference)


@phase
def _gossip(world: Record, s: Record, p: Record) -> None:
    total = 0.0
    count = 0
    for j in range(world.n_donors):
        if world.counts[j]:
            total = total + s.in_health[j]
            count += 1
    mean = total / count if count > 0 else 0.0
    for j in range(world.n_donors):
        if world.counts[j]:
            s.in_health[j] = gossip(p.trust.psi, s.in_health[j], mean)


@phase
def _live(s: Record, k: int) -> bool:
    return bool(s.table[k] == at.OPEN or s.table[k] == at.AGREED)


@phase
def _update_ties(world: Record, s: Record) -> None:
    """Contact of every donor, at its own table or in the pool."""
    pool = world.fund_table
    pool_live = _live(s, pool)
    for j in range(world.n_donors):
        own = world.own_table[j]
        live = own >= 0 and _live(s, own)
        if pool_live and s.in_force[pool] and s.agreement_donors[pool, j]:
            live = True
        s.live[j] = live
    if pool_live and not s.in_force[pool]:
        parties.set_members(world, s, pool)
        for n in range(s.n_members):
            s.live[s.member[n]] = 1
    for j in range(world.n_donors):
        s.tie[j] = network.tie_next(s.tie[j], network.tie_target(s.live[j] > 0, world.donor_tie0[j]))
