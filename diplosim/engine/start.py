"""The first moment of a run: everything as the scenario sets it, before any lever acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import layout as at
from diplosim.engine.context import draw
from diplosim.engine.jit import phase
from diplosim.engine.pointers import clear
from diplosim.rules import chance, health
from diplosim.rules.numeric import sigmoid

if TYPE_CHECKING:
    from diplosim.engine.layout import Record


@phase
def begin(world: Record, s: Record, p: Record, key: int) -> None:
    """Reset the state for a new run, with all tables closed; ``key`` is the chance of month 0."""
    clear(s)
    s.scalar[at.TENSION] = world.usual_tension
    s.scalar[at.AVERAGE] = world.usual_rate
    s.scalar[at.OVER_COMPLIANCE] = p.sanctions.O0
    s.scalar[at.CARVE_OUT] = p.sanctions.e_law0
    s.scalar[at.DELAY] = p.sanctions.W0
    s.scalar[at.ECONOMY] = world.initial_economy
    s.scalar[at.CAPABILITY] = p.provocation.Qcap0
    s.counter[at.BROAD_TABLE] = -1
    s.counter[at.FUND_EXPELLED] = -1
    s.breadth[at.BANK] = p.sanctions.U_bank
    s.breadth[at.GOODS] = p.sanctions.U_goods
    s.breadth[at.FUEL] = p.sanctions.U_fuel
    s.breadth[at.TRADE] = p.sanctions.U_trade
    for b in range(health.N_BLOCKS):
        s.blocks[b] = health.B0[b]
    s.scalar[at.INDEX] = health_index(s)
    s.scalar[at.BURDEN] = health.burden0(s.scalar[at.INDEX])
    _begin_donors(world, s, p, key)
    _begin_beliefs(world, s)
    for i in range(len(s.expelled_until)):
        s.expelled_until[i] = -1


@phase
def health_index(s: Record) -> float:
    """Health-system index HS."""
    b = s.blocks
    return health.health_system(b[0], b[1], b[2], b[3], b[4], b[5])


@phase
def _begin_donors(world: Record, s: Record, p: Record, key: int) -> None:
    for j in range(world.n_donors):
        s.government[j] = world.first_government[j]
        if world.first_government[j] < 0:
            u = draw(key, world.donor_id[j], chance.GOVERNMENT, 0)
            s.government[j] = 1 if u < p.politics.p_hawk else 0
        s.appetite[j] = 1.0
        s.tie[j] = world.donor_tie0[j]


@phase
def _begin_beliefs(world: Record, s: Record) -> None:
    mass = world.initial_mass
    for j in range(world.n_donors):
        s.in_health[j] = world.other_prior[j]
        s.in_security[j] = world.other_prior[j]
        s.in_health_mass[j] = mass
        s.in_security_mass[j] = mass
    for i in range(world.n_others):
        s.out_health[i] = world.other_prior[i]
        s.out_security[i] = world.other_prior[i]
        s.out_health_mass[i] = mass
        s.out_security_mass[i] = mass
    read_trust(s)


@phase
def read_trust(s: Record) -> None:
    """Trust as probabilities, once a month after beliefs have moved; for empty places too, eight at a time."""
    for j in range(len(s.tau_in_health)):
        s.tau_in_health[j] = sigmoid(s.in_health[j])
        s.tau_in_security[j] = sigmoid(s.in_security[j])
        s.tau_out_security[j] = sigmoid(s.out_security[j])
    for i in range(len(s.tau_out_health)):
        s.tau_out_health[i] = sigmoid(s.out_health[i])
