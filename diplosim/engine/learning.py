"""Phase 9: evidence becomes trust, and diplomatic ties follow contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import parties
from diplosim.engine.jit import phase
from diplosim.engine.rows import clear
from diplosim.engine.setting import read_trust
from diplosim.metrics.state import AGREED, OPEN
from diplosim.rules import network, trust
from diplosim.rules.params import TrustParams
from diplosim.rules.trust_rules import LOGODDS, gossip, logodds_dyad, update_dyad

if TYPE_CHECKING:
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.record import Floats
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def trust_and_ties(world: World, s: State, p: Params, lv: LeverRow) -> None:
    """Digest the month's evidence, talk among allies, update ties."""
    _late_evidence(world, s, lv)
    if p.trust.rule == LOGODDS:
        _digest_logodds(world, s, _in_registers(p.trust), lv.d)
    else:
        _digest(world, s, p, lv.d)
    clear(s.seen_in_health)
    clear(s.seen_in_security)
    clear(s.seen_out_health)
    clear(s.seen_out_security)
    _gossip(world, s, p)
    _update_ties(world, s)
    read_trust(s)


@phase
def _in_registers(q: TrustParams) -> TrustParams:
    """The symbols of trust as plain numbers: loops over beliefs then need not read them from memory again."""
    return TrustParams(
        q.rule,
        q.a_ev,
        q.lam_neg,
        q.d_trust,
        q.omega,
        q.chi,
        q.fw_sym,
        q.psi,
        q.L0_rival,
        q.L0_neutral,
        q.L0_patron,
        q.L0_impl,
        q.L0_third,
    )


@phase
def _digest_logodds(world: World, s: State, q: TrustParams, d: float) -> None:
    """The default rule, for empty places too: without branches, eight beliefs at a time."""
    for i in range(len(s.out_health)):
        P_h, N_h = trust.health_out(_six(s.seen_out_health, i))
        P_s, N_s = trust.security_out(_eight(s.seen_out_security, i))
        prior = world.other_prior[i]
        s.out_health[i], s.out_security[i] = logodds_dyad(
            q, d, s.out_health[i], prior, P_h, N_h, s.out_security[i], prior, P_s, N_s
        )
    for j in range(len(s.in_health)):
        P_h, N_h = trust.health_in(_six(s.seen_in_health, j))
        P_s, N_s = trust.security_in((s.seen_in_security[0, j], s.seen_in_security[1, j]))
        prior = world.other_prior[j]
        s.in_health[j], s.in_security[j] = logodds_dyad(
            q, d, s.in_health[j], prior, P_h, N_h, s.in_security[j], prior, P_s, N_s
        )


@phase
def _digest(world: World, s: State, p: Params, d: float) -> None:
    """Any rule."""
    for i in range(world.n_others):
        P_h, N_h = trust.health_out(_six(s.seen_out_health, i))
        P_s, N_s = trust.security_out(_eight(s.seen_out_security, i))
        prior = world.other_prior[i]
        s.out_health[i], s.out_health_mass[i], s.out_security[i], s.out_security_mass[i] = update_dyad(
            p.trust, d, s.out_health[i], s.out_health_mass[i], prior, P_h, N_h, s.out_security[i],
            s.out_security_mass[i], prior, P_s, N_s,
        )  # fmt: skip
    for j in range(world.n_donors):
        P_h, N_h = trust.health_in(_six(s.seen_in_health, j))
        P_s, N_s = trust.security_in((s.seen_in_security[0, j], s.seen_in_security[1, j]))
        prior = world.other_prior[j]
        s.in_health[j], s.in_health_mass[j], s.in_security[j], s.in_security_mass[j] = update_dyad(
            p.trust, d, s.in_health[j], s.in_health_mass[j], prior, P_h, N_h, s.in_security[j],
            s.in_security_mass[j], prior, P_s, N_s,
        )  # fmt: skip


@phase
def _six(seen: Floats, i: int) -> tuple[float, ...]:
    """The six kinds of health evidence of one holder."""
    return seen[0, i], seen[1, i], seen[2, i], seen[3, i], seen[4, i], seen[5, i]


@phase
def _eight(seen: Floats, i: int) -> tuple[float, ...]:
    """The eight kinds of security evidence of one holder."""
    return (*_six(seen, i), seen[6, i], seen[7, i])


@phase
def _late_evidence(world: World, s: State, lv: LeverRow) -> None:
    """Shared surveillance, contact over medicine, and the donors' judgement of this month's provocations."""
    severity, reference = s.flow.severity, world.reference_severity
    for j in range(world.n_donors):
        if s.shared_surveillance > 0.0 and world.surveillance[j]:
            weight = trust.surveillance(s.shared_surveillance)
            s.seen_out_health[trust.HO_SURVEILLANCE, j] += weight
            s.seen_in_health[trust.HI_SURVEILLANCE, j] += weight
        if lv.contact > 0.0 and world.traditional_medicine[j]:
            weight = trust.contact(lv.contact)
            s.seen_out_health[trust.HO_SURVEILLANCE, j] += weight
            s.seen_in_health[trust.HI_SURVEILLANCE, j] += weight
        weight = trust.witness_weight(world.rival[j])
        s.seen_in_security[trust.SI_QUIETER, j] += trust.quieter(weight, severity, reference)
        s.seen_in_security[trust.SI_LOUDER, j] += trust.louder(weight, severity, reference)


@phase
def _gossip(world: World, s: State, p: Params) -> None:
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
def _live(s: State, k: int) -> bool:
    return bool(s.table[k] == OPEN or s.table[k] == AGREED)


@phase
def _update_ties(world: World, s: State) -> None:
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
