"""Who speaks at a table this month, and what is read off its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine.jit import phase
from diplosim.rules import bargaining, givers, network, tables

if TYPE_CHECKING:
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.record import Flags
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def set_members(world: World, s: State, k: int) -> int:
    """List the members that table ``k`` speaks for this month, in order of actor id; return how many."""
    party = world.table_party[k]
    if party >= 0:
        s.member[0] = party
        s.n_members = 1
        return 1
    count = 0
    for j in range(world.n_donors):
        if s.contributes[j] and (s.folds or not s.in_force[world.own_table[j]]):
            s.member[count] = j
            count += 1
    s.n_members = count
    return count


@phase
def set_signers(world: World, s: State, k: int) -> int:
    """List those who signed the latest agreement of table ``k``, in order of actor id; return how many."""
    count = 0
    for j in range(world.n_donors):
        if s.agreement_donors[k, j]:
            s.member[count] = j
            count += 1
    s.n_members = count
    return count


@phase
def table_id(world: World, k: int) -> int:
    """A table's address in chance: its party's actor id."""
    party = world.table_party[k]
    if party < 0:
        return int(world.fund_id)
    return int(world.donor_id[party])


@phase
def of_rivals_own(world: World, k: int) -> bool:
    """Whether a table is a rival's own."""
    party = world.table_party[k]
    return bool(party >= 0 and world.rival[party])


@phase
def note_failed(world: World, s: State, k: int) -> None:
    """Talks at a rival's own table broke down: the recipient remembers it next month."""
    if of_rivals_own(world, k):
        s.flow.rival_talks_failed = 1


@phase
def dormant(world: World, s: State, lv: LeverRow, k: int) -> bool:
    """Whether pooling, or its absence, keeps a table from negotiating (ruling B2)."""
    party = world.table_party[k]
    if party < 0:
        return bool(lv.pool <= 0.0)
    if s.contributes[party] and not s.folds:
        return True
    pool = world.fund_table
    return bool(s.in_force[pool] and s.agreement_donors[pool, party])


@phase
def neutral_exposure(p: Params) -> float:
    """Exposure to security crises of a table without rivals."""
    return givers.neutral_exposure(p.politics, p.mechanisms.donors > 0)


@phase
def valued_part(world: World, s: State, p: Params, j: int, pooled: bool) -> float:
    """Part of a programme that member ``j`` values."""
    if not p.mechanisms.donors or not pooled:
        return 1.0
    return givers.valued_part(
        givers.own_share(world.ceiling[j] * s.appetite[j], budget(world, s)), p.politics.phi_free
    )


@phase
def total_ceiling(world: World, s: State) -> float:
    """Sum of the members' ceilings."""
    total = 0.0
    for i in range(s.n_members):
        j = s.member[i]
        total = total + world.ceiling[j]
    return total


@phase
def budget(world: World, s: State) -> float:
    """M$ a year that the members would spend now."""
    total = 0.0
    for i in range(s.n_members):
        j = s.member[i]
        total = total + world.ceiling[j] * s.appetite[j]
    return total


@phase
def rival_share(world: World, s: State, count: int) -> float:
    """Plain share of rivals among the members."""
    rivals = 0
    for i in range(s.n_members):
        j = s.member[i]
        if world.rival[j]:
            rivals += 1
    return rivals / count


@phase
def rivals_money(world: World, s: State, among: Flags) -> float:
    """Share of rivals in what these donors would spend now, 0-1."""
    total, rivals = 0.0, 0.0
    for j in range(world.n_donors):
        if among[j]:
            own = world.ceiling[j] * s.appetite[j]
            total = total + own
            if world.rival[j]:
                rivals = rivals + own
    return rivals / total


@phase
def rival_present(world: World, s: State) -> bool:
    """Whether any member is a rival."""
    for i in range(s.n_members):
        if world.rival[s.member[i]]:
            return True
    return False


@phase
def broad_at_table(world: World, s: State) -> int:
    """1 if a member can bring broad relief, else 0."""
    for i in range(s.n_members):
        j = s.member[i]
        if world.broad_relief[j]:
            return 1
    return 0


@phase
def hawk_share(world: World, s: State) -> float:
    """Ceiling-weighted share of hawkish governments."""
    ceilings = total_ceiling(world, s)
    total = 0.0
    for i in range(s.n_members):
        j = s.member[i]
        total = total + world.ceiling[j] / ceilings * s.government[j]
    return total


@phase
def pain(world: World, s: State) -> float:
    """How much the present hurts the members, ceiling-weighted."""
    ceilings = total_ceiling(world, s)
    total = 0.0
    for i in range(s.n_members):
        j = s.member[i]
        own = tables.pain_party(world.rival[j], s.relative_tension, s.burden)
        total = total + world.ceiling[j] / ceilings * own
    return total


@phase
def best_bridge(world: World, s: State, effort: float, t: int, j: int) -> float:
    """Best way out to donor ``j`` through a mediator let in by the recipient, 0 if there is none or no ``effort``."""
    best = 0.0
    if effort <= 0.0:
        return best
    for m in range(world.n_mediators):
        place = world.mediator_place[m]
        expelled = 0
        other = place
        if world.mediator_is_donor[m]:
            tie = s.tie[place]
        else:
            other = world.n_donors + place
            left = s.expelled_until[place] - t + 1
            expelled = left if left > 0 else 0
            tie = network.reported_tie(world.mediator_tie0[m], expelled)
        W = world.third_party[m, j]
        if W <= 0.0 or not network.mediator_available(tie, expelled):
            continue
        way = network.bridge_way_out(s.tau_out_health[other], W)
        if way > best:
            best = way
    return best


@phase
def way_out(world: World, s: State, effort: float, t: int) -> float:
    """Ceiling-weighted best path of trust between the members and the recipient."""
    ceilings = total_ceiling(world, s)
    total = 0.0
    for i in range(s.n_members):
        j = s.member[i]
        direct = network.direct_way_out(s.tau_out_health[j], s.tau_in_health[j])
        way = network.way_out(direct, effort, best_bridge(world, s, effort, t, j))
        total = total + world.ceiling[j] / ceilings * way
    return total


@phase
def mediation(world: World, s: State, effort: float, t: int) -> float:
    """Mediator effort at the table, 0 unless some mediator can reach a member (ruling B29)."""
    if effort > 0.0:
        for i in range(s.n_members):
            if best_bridge(world, s, effort, t, s.member[i]) > 0.0:
                return effort
    return 0.0


@phase
def hostility(world: World, s: State, p: Params) -> float:
    """What the recipient holds against the members as rivals, ceiling-weighted; 0-1."""
    ceilings = total_ceiling(world, s)
    total = 0.0
    for i in range(s.n_members):
        j = s.member[i]
        if world.rival[j]:
            is_open = p.mechanisms.stance > 0 and s.stance > 0
            own = givers.hostility(s.tau_out_security[j], is_open, p.bargaining.rho_h)
            total = total + world.ceiling[j] / ceilings * own
    return total


@phase
def knows_the_recipient(world: World, p: Params, k: int) -> bool:
    """Whether table ``k`` is the patron's own, who knows the recipient's mind."""
    party = world.table_party[k]
    return bool(p.mechanisms.taint and party >= 0 and world.patron[party])


@phase
def reservation(world: World, s: State, p: Params, k: int) -> float:
    """What the recipient must gain at least at table ``k``."""
    if knows_the_recipient(world, p, k):
        return bargaining.recipient_reservation(p.bargaining, s.burden, 0.0)
    return float(s.reservation)


@phase
def hawks_can_block(world: World, s: State) -> bool:
    """Whether the government of the USA (whoever can bring broad relief) is hawkish."""
    for j in range(world.n_donors):
        if world.broad_relief[j] and s.government[j] > 0:
            return True
    return False


@phase
def mean_out_trust(world: World, s: State, count: int) -> float:
    """The recipient's mean health trust in the members."""
    total = 0.0
    for i in range(s.n_members):
        j = s.member[i]
        total = total + s.tau_out_health[j]
    return total / count
