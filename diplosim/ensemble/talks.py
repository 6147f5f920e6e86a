"""What every package of a table's menu is worth to both sides this month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.ensemble import layout as at
from diplosim.ensemble import parties
from diplosim.ensemble.jit import phase
from diplosim.rules import bargaining, delivery

if TYPE_CHECKING:
    from diplosim.ensemble.layout import Floats, LeverRow, State, World
    from diplosim.rules.params import Params


@phase
def appraise(world: World, s: State, p: Params, lv: LeverRow, k: int, count: int, menu: int, mediated: float) -> None:
    """Fill U_R, U_R_hat and U_D for the packages of a menu (members of table ``k`` are marked)."""
    _fill_sizes(world, s, p, menu)
    _fill_channels(world, s, p, k, count)
    _fill_recipient(world, s, p, lv, menu, mediated)
    if world.cast.table_party[k] >= 0:
        _fill_alone(world, s, p, lv, world.cast.table_party[k], menu)
    else:
        _fill_pooled(world, s, p, lv, menu)


@phase
def _fill_sizes(world: World, s: State, p: Params, menu: int) -> None:
    """Worth of every distinct programme size, with and without the DPRK's own part."""
    m = world.menus
    money = parties.budget(world, s)
    scale = bargaining.size_scale(p.bargaining)
    first = m.size_first[menu]
    for i in range(first, m.size_first[menu + 1]):
        V = bargaining.programme_size(m.size_x[i], money, m.size_D[i])
        s.worth[i - first] = bargaining.size_value(p.bargaining, V, scale)
    first = m.donor_size_first[menu]
    for i in range(first, m.donor_size_first[menu + 1]):
        V = bargaining.programme_size(m.donor_size_x[i], money, m.donor_size_D[i])
        V = (1.0 - m.donor_size_c[i]) * V
        s.gain[i - first] = bargaining.size_value(p.bargaining, V, scale)


@phase
def _fill_channels(world: World, s: State, p: Params, k: int, count: int) -> None:
    """Promise, face cost and monitoring of every channel slot at table ``k``."""
    cast = world.cast
    party = cast.table_party[k]
    pooled = party < 0
    donors = len(cast.donor_id)
    fund = len(cast.other_prior) - 1
    for slot in range(len(cast.channel_of_slot)):
        channel = cast.channel_of_slot[slot]
        if pooled:
            tau = bargaining.effective_trust(0, True, parties.mean_out_trust(s, count), s.tau_out_health[fund])
            rival = False
        else:
            carrier = s.tau_out_health[donors + slot - 1] if slot > 0 else 0.0
            tau = bargaining.effective_trust(channel, False, s.tau_out_health[party], carrier)
            rival = cast.rival[party]
        s.pi[slot] = bargaining.promise(tau)
        s.face[slot] = bargaining.channel_face(channel, pooled, rival)
        s.monitoring[slot] = delivery.monitoring_strength(channel, pooled)


@phase
def _fill_recipient(world: World, s: State, p: Params, lv: LeverRow, menu: int, mediated: float) -> None:
    m = world.menus
    first = m.first[menu]
    estimate = bargaining.estimated_face_scale(p.bargaining, mediated)
    own_gain = bargaining.ownership_gain(p.bargaining, lv.own)
    for i in range(first, m.first[menu + 1]):
        slot = m.k[i]
        gain = s.gain[m.donor_size[i]]
        s.U_R[i - first] = bargaining.add_terms(
            bargaining.recipient_terms(
                p.bargaining, p.bargaining.J, s.pi[slot], gain, m.rho[i], m.f[i], m.a[i], m.q_face[i],
                s.face[slot], m.c[i], own_gain,
            )
        )  # fmt: skip
        s.U_R_hat[i - first] = bargaining.add_terms(
            bargaining.recipient_terms(
                p.bargaining, estimate, s.pi[slot], gain, m.rho[i], m.f[i], m.a[i], m.q_face[i],
                s.face[slot], m.c[i], own_gain,
            )
        )  # fmt: skip


@phase
def _terms(world: World, s: State, p: Params, lv: LeverRow, j: int, pooled: bool, i: int) -> tuple[float, ...]:
    """Utility terms of package ``i`` for donor ``j``."""
    m = world.menus
    weight = bargaining.security_weight(world.cast.security_weight[j], s.government[j])
    diverted = delivery.diversion_share(p.delivery.v0, m.a[i], s.monitoring[m.k[i]], False)
    return bargaining.donor_terms(
        p.bargaining, weight, s.tau_in_health[j], s.tau_in_security[j], s.scalar[at.THAT], lv.d, pooled,
        s.worth[m.size[i]], diverted, m.x[i], m.D[i], m.c[i], m.a[i], m.rho[i], m.q[i], m.q_value[i], m.direct[i],
    )  # fmt: skip


@phase
def _fill_alone(world: World, s: State, p: Params, lv: LeverRow, j: int, menu: int) -> None:
    first = world.menus.first[menu]
    for i in range(first, world.menus.first[menu + 1]):
        s.U_D[i - first] = bargaining.add_terms(_terms(world, s, p, lv, j, False, i))


@phase
def _fill_pooled(world: World, s: State, p: Params, lv: LeverRow, menu: int) -> None:
    """Ceiling-weighted sums term by term, then the terms added: the pooled utility."""
    first = world.menus.first[menu]
    ceilings = parties.total_ceiling(world, s)
    for i in range(first, world.menus.first[menu + 1]):
        started = False
        for j in range(len(s.members)):
            if not s.members[j]:
                continue
            weight = world.cast.ceiling[j] / ceilings
            terms = _terms(world, s, p, lv, j, True, i)
            for n in range(7):
                s.own_terms[n] = s.own_terms[n] + weight * terms[n] if started else weight * terms[n]
            started = True
        total = s.own_terms[0]
        for n in range(1, 7):
            total = total + s.own_terms[n]
        s.U_D[i - first] = total


@phase
def utility_of(world: World, s: State, p: Params, lv: LeverRow, j: int, pooled: bool, i: int) -> float:
    """What package ``i`` (of all menus) is worth to donor ``j`` alone, for ratification at home."""
    return float(bargaining.add_terms(_terms(world, s, p, lv, j, pooled, i)))


@phase
def highest(values: Floats, n: int) -> float:
    """Largest of the first ``n`` values."""
    best = values[0]
    for i in range(1, n):
        if values[i] > best:
            best = values[i]
    return best
