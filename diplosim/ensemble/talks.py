"""What every package of a table's menu is worth to both sides this month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from diplosim.ensemble import layout as at
from diplosim.ensemble import parties
from diplosim.ensemble.jit import phase
from diplosim.rules import bargaining, delivery
from diplosim.rules.params import BargainingParams

if TYPE_CHECKING:
    from diplosim.ensemble.layout import Floats, Menus, Record, Scratch


@phase
def appraise(
    world: Record, s: Record, p: Record, lv: Record, menus: Menus, room: Scratch, k: int, count: int, menu: int,
    mediated: float,
) -> None:  # fmt: skip
    """Fill U_R, U_R_hat and U_D for the packages of a menu (members of table ``k`` are marked)."""
    _fill_sizes(world, s, p, menus, room, menu)
    _fill_channels(world, s, k, count)
    _fill_recipient(s, p, lv, menus, room, menu, mediated)
    if world.table_party[k] >= 0:
        _fill_alone(world, s, p, lv, menus, room, world.table_party[k], menu)
    else:
        _fill_pooled(world, s, p, lv, menus, room, menu)


@phase
def _in_registers(b: Record) -> BargainingParams:
    """The bargaining symbols as plain numbers: loops over packages then need not read them from memory again."""
    return BargainingParams(
        b.J, b.misp, b.beta_R, b.beta_D, b.r0_R, b.r_pat, b.r_need, b.Pi, b.w_rel, b.own_gain, b.own_gain_base, b.x_rel,
        b.z_aud, b.w_h, b.w_mon, b.w_cost, b.y_q, b.r_D, b.N_dl, b.sigma_u, b.kap_rat, b.V0, b.Vmax, b.p_unsol, b.h_can,
    )  # fmt: skip


@phase
def _fill_sizes(world: Record, s: Record, p: Record, menus: Menus, room: Scratch, menu: int) -> None:
    """Worth of every distinct programme size, with and without the DPRK's own part."""
    money = parties.budget(world, s)
    scale = bargaining.size_scale(p.bargaining)
    first = menus.first[menu, 1]
    for i in range(first, menus.first[menu + 1, 1]):
        V = bargaining.programme_size(menus.size[i, 0], money, menus.size[i, 1])
        room.worth[i - first] = bargaining.size_value(p.bargaining, V, scale)
    first = menus.first[menu, 2]
    for i in range(first, menus.first[menu + 1, 2]):
        V = bargaining.programme_size(menus.donor_size[i, 0], money, menus.donor_size[i, 1])
        V = (1.0 - menus.donor_size[i, 2]) * V
        room.gain[i - first] = bargaining.size_value(p.bargaining, V, scale)


@phase
def _fill_channels(world: Record, s: Record, k: int, count: int) -> None:
    """Promise, face cost and monitoring of every channel slot at table ``k``."""
    party = world.table_party[k]
    pooled = party < 0
    fund = world.n_others - 1
    for slot in range(world.n_slots):
        channel = world.channel_of_slot[slot]
        if pooled:
            mean = parties.mean_out_trust(world, s, count)
            tau = bargaining.effective_trust(0, True, mean, s.tau_out_health[fund])
            rival = False
        else:
            carrier = s.tau_out_health[world.n_donors + slot - 1] if slot > 0 else 0.0
            tau = bargaining.effective_trust(channel, False, s.tau_out_health[party], carrier)
            rival = world.rival[party] > 0
        s.pi[slot] = bargaining.promise(tau)
        s.face[slot] = bargaining.channel_face(channel, pooled, rival)
        s.monitoring[slot] = delivery.monitoring_strength(channel, pooled)


@phase
def _fill_recipient(
    s: Record, p: Record, lv: Record, menus: Menus, room: Scratch, menu: int, mediated: float
) -> None:
    b = _in_registers(p.bargaining)
    first = menus.first[menu, 0]
    estimate = bargaining.estimated_face_scale(b, mediated)
    own_gain = bargaining.ownership_gain(b, lv.own)
    for i in range(first, menus.first[menu + 1, 0]):
        slot = menus.level[at.K, i]
        gain = room.gain[menus.level[at.DONOR_SIZE, i]]
        room.U_R[i - first] = _recipient_utility(
            b, b.J, s.pi[slot], gain, s.face[slot], menus.package, i, own_gain
        )
        room.U_R_hat[i - first] = _recipient_utility(
            b, estimate, s.pi[slot], gain, s.face[slot], menus.package, i, own_gain
        )


@phase
def _recipient_utility(
    b: BargainingParams,
    J: float,
    pi: float,
    gain: float,
    face: float,
    package: Floats,
    i: int,
    own_gain: float,
) -> float:
    return float(
        bargaining.add_terms(
            bargaining.recipient_terms(
                b, J, pi, gain, package[at.RHO, i], package[at.F, i], package[at.A, i], package[at.Q_FACE, i], face,
                package[at.C, i], own_gain,
            )
        )
    )  # fmt: skip


class Bias(NamedTuple):
    """What a donor brings to the table: everything in its utility that is not in the package."""

    weight: float
    tau_health: float
    tau_security: float
    That: float
    d: float
    v0: float


@phase
def _bias(world: Record, s: Record, p: Record, lv: Record, j: int) -> Bias:
    return Bias(
        bargaining.security_weight(world.security_weight[j], s.government[j]),
        s.tau_in_health[j], s.tau_in_security[j], s.scalar[at.THAT], lv.d, p.delivery.v0,
    )  # fmt: skip


@phase
def _terms(
    b: BargainingParams, own: Bias, s: Record, menus: Menus, room: Scratch, pooled: bool, i: int
) -> tuple[float, ...]:
    """Utility terms of package ``i`` for a donor."""
    o = menus.package
    slot = menus.level[at.K, i]
    diverted = delivery.diversion_share(own.v0, o[at.A, i], s.monitoring[slot], False)
    return bargaining.donor_terms(
        b, own.weight, own.tau_health, own.tau_security, own.That, own.d, pooled,
        room.worth[menus.level[at.SIZE, i]], diverted, o[at.X, i], o[at.D, i], o[at.C, i], o[at.A, i], o[at.RHO, i],
        menus.level[at.Q, i], o[at.Q_VALUE, i], o[at.DIRECT, i],
    )  # fmt: skip


@phase
def _fill_alone(
    world: Record, s: Record, p: Record, lv: Record, menus: Menus, room: Scratch, j: int, menu: int
) -> None:
    b = _in_registers(p.bargaining)
    own = _bias(world, s, p, lv, j)
    first = menus.first[menu, 0]
    for i in range(first, menus.first[menu + 1, 0]):
        room.U_D[i - first] = bargaining.add_terms(_terms(b, own, s, menus, room, False, i))


@phase
def _fill_pooled(
    world: Record, s: Record, p: Record, lv: Record, menus: Menus, room: Scratch, menu: int
) -> None:
    """Ceiling-weighted sums term by term, then the terms added: the pooled utility."""
    b = _in_registers(p.bargaining)
    first, end = menus.first[menu, 0], menus.first[menu + 1, 0]
    ceilings = parties.total_ceiling(world, s)
    started = False
    for n_member in range(s.n_members):
        j = s.member[n_member]
        weight = world.ceiling[j] / ceilings
        own = _bias(world, s, p, lv, j)
        for i in range(first, end):
            terms = _terms(b, own, s, menus, room, True, i)
            row = room.pooled[i - first]
            if started:
                row[0] += weight * terms[0]
                row[1] += weight * terms[1]
                row[2] += weight * terms[2]
                row[3] += weight * terms[3]
                row[4] += weight * terms[4]
                row[5] += weight * terms[5]
                row[6] += weight * terms[6]
            else:
                row[0] = weight * terms[0]
                row[1] = weight * terms[1]
                row[2] = weight * terms[2]
                row[3] = weight * terms[3]
                row[4] = weight * terms[4]
                row[5] = weight * terms[5]
                row[6] = weight * terms[6]
        started = True
    for i in range(end - first):
        row = room.pooled[i]
        room.U_D[i] = bargaining.add_terms((row[0], row[1], row[2], row[3], row[4], row[5], row[6]))


@phase
def utility_of(
    world: Record, s: Record, p: Record, lv: Record, menus: Menus, room: Scratch, j: int, pooled: bool, i: int
) -> float:
    """What package ``i`` (of all menus) is worth to donor ``j`` alone, for ratification at home."""
    b = _in_registers(p.bargaining)
    return float(bargaining.add_terms(_terms(b, _bias(world, s, p, lv, j), s, menus, room, pooled, i)))


@phase
def highest(values: Floats, n: int) -> float:
    """Largest of the first ``n`` values."""
    best = values[0]
    for i in range(1, n):
        if values[i] > best:
            best = values[i]
    return float(best)
