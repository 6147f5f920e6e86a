"""What the phases of a month stand on: rows in force, draws, dated events; and the first moment of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from diplosim.engine import records as at
from diplosim.engine.jit import phase
from diplosim.engine.rows import clear
from diplosim.metrics.state import AGREED
from diplosim.rules import bargaining, chance, health, ledger, medicine, sanctions
from diplosim.rules.numeric import sigmoid

if TYPE_CHECKING:
    from diplosim.engine.book import EventRow
    from diplosim.metrics.record import Rows
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params

    class Dated(Protocol):
        """A row that stands from a month on."""

        since: int

    T = TypeVar("T", bound=Dated)

#: Words of an address are unsigned in compiled code, as the hash needs them.
word: Any = np.uint64


@phase
def in_force(rows: Rows[T], month: int) -> T:
    """The last row that starts in this month or before."""
    row = 0
    for i in range(1, len(rows)):
        if rows[i].since <= month:
            row = i
    return rows[row]


@phase
def draw(key: int, actor: int, channel: int, index: int) -> float:
    """A uniform at an address."""
    return chance.draw(word(key), word(actor), word(channel), word(index))


@phase
def month_key(seed: int, replicate: int, month: int) -> int:
    """The key that all draws of a month share."""
    return chance.month_key(word(seed), word(replicate), word(month))


@phase
def happens(event: EventRow, t: int, kind: int) -> bool:
    """Whether a dated event is of this kind and falls in this month."""
    return bool(event.month == t and event.kind == kind)


@phase
def begin(world: World, s: State, p: Params, key: int) -> None:
    """Reset the state for a new run, with all tables closed; ``key`` is the chance of month 0."""
    clear(s)
    s.tension = world.initial_tension
    s.provocation_average = world.usual_rate
    s.over_compliance = p.sanctions.O0
    s.carve_out = p.sanctions.e_law0
    s.delay_days = p.sanctions.W0
    s.economy = world.initial_economy
    s.capability = p.provocation.Qcap0
    s.stance = world.first_stance
    s.access = world.initial_access
    s.goods = 1
    _begin_care(world, s)
    s.broad_table = -1
    s.fund_expelled_until = -1
    s.breadth[sanctions.BANK] = p.sanctions.U_bank
    s.breadth[sanctions.GOODS] = p.sanctions.U_goods
    s.breadth[sanctions.FUEL] = p.sanctions.U_fuel
    s.breadth[sanctions.TRADE] = p.sanctions.U_trade
    for b in range(health.N_BLOCKS):
        s.blocks[b] = world.initial_blocks[b]
    s.health_index = health_index(s)
    s.burden = world.initial_burden
    _begin_donors(world, s, p, key)
    _begin_beliefs(world, s)
    for i in range(len(s.expelled_until)):
        s.expelled_until[i] = -1
    for k in range(world.n_tables):
        if world.start_D[k] > 0:
            _begin_agreement(world, s, k)


@phase
def health_index(s: State) -> float:
    """Health-system index HS."""
    b = s.blocks
    return health.health_system(b[0], b[1], b[2], b[3], b[4], b[5])


@phase
def _begin_care(world: World, s: State) -> None:
    """Capability, stocks and drives at the start of a run."""
    s.tb_supply = medicine.FIRST_TB_SUPPLY
    s.capability_vaccines = world.initial_capability[0]
    s.capability_tb = world.initial_capability[1]
    s.vaccine_stock = world.initial_vaccine_stock
    s.vaccine_line = world.initial_vaccine_line
    s.hospitals_a_year = world.hospitals_a_year
    s.koryo_drive = world.koryo_drive
    s.insurance_from = world.insurance_from


@phase
def _begin_donors(world: World, s: State, p: Params, key: int) -> None:
    for j in range(world.n_donors):
        s.government[j] = world.first_government[j]
        if world.first_government[j] < 0:
            u = draw(key, world.donor_id[j], chance.GOVERNMENT, 0)
            s.government[j] = 1 if u < p.politics.p_hawk else 0
        s.appetite[j] = 1.0
        s.tie[j] = world.donor_tie0[j]


@phase
def _begin_beliefs(world: World, s: State) -> None:
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
def read_trust(s: State) -> None:
    """Trust as probabilities, once a month after beliefs have moved; for empty places too, eight at a time."""
    for j in range(len(s.tau_in_health)):
        s.tau_in_health[j] = sigmoid(s.in_health[j])
        s.tau_in_security[j] = sigmoid(s.in_security[j])
        s.tau_out_security[j] = sigmoid(s.out_security[j])
    for i in range(len(s.tau_out_health)):
        s.tau_out_health[i] = sigmoid(s.out_health[i])


@phase
def _begin_agreement(world: World, s: State, k: int) -> None:
    """An agreement that is in force when the run starts; nothing of it is on its way."""
    D, age, slot = world.start_D[k], world.start_age[k], world.start_levels[k, 0]
    V = bargaining.programme_size(world.start_x[k], world.ceiling[world.table_party[k]], D)
    agreement = s.agreement[k]
    agreement.x, agreement.c, agreement.a = world.start_x[k], world.start_c[k], world.start_a[k]
    agreement.D, agreement.signed, agreement.k = D, -age, slot
    agreement.f, agreement.q, agreement.g = (
        world.start_levels[k, 1],
        world.start_levels[k, 2],
        world.start_levels[k, 3],
    )
    agreement.pledged = ledger.pledged(V, agreement.c)
    agreement.local_pledged = ledger.local_pledged(V, agreement.c)
    agreement.channel = world.channel_of_slot[slot]
    agreement.snapped_until = -1
    s.agreement_donors[k, world.table_party[k]] = 1
    s.in_force[k] = 1
    s.signed_once[k] = 1
    s.table[k] = AGREED
    s.money[k, at.PLEDGED] = s.money[k, at.UNDISBURSED] = ledger.unpaid_at_start(agreement.pledged, D, age)
    s.local[k, at.LOCAL_PLEDGED] = ledger.unpaid_at_start(agreement.local_pledged, D, age)
    s.local[k, at.LOCAL_UNPAID] = s.local[k, at.LOCAL_PLEDGED]
