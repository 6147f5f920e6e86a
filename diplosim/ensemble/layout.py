"""The arrays of the compiled engine: the fixed world of a run, its levers, and the state that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]


class References(NamedTuple):
    """Quantities of the start that all policies share; no levers enter (ruling B10)."""

    usual_tension: float
    usual_rate: float
    reference_severity: float
    initial_breadth: float
    initial_fuel_breadth: float
    initial_economy: float
    usual_trust_in_rivals: float
    initial_mass: float
    e_law0: float


class LeverRow(NamedTuple):
    """Numbers of the levers in force in a month; menus and contributors are tables of their own."""

    e_policy: float
    precond: float
    press: float
    pool: float
    prefund: float
    pi_pool: float
    own: float
    d: float
    W_policy: float
    W_strength: float
    gamma_m: float
    comp: float
    dig: float
    surv: float
    has_posture: float
    grit: float
    p_cc: float
    p_cd: float
    p_dc: float
    p_dd: float
    posture_first: float
    posture_strength: float
    posture_since: float
    uncond: float
    unsol: float


class Cast(NamedTuple):
    """Donors (j), implementers (m), mediators and tables (k), in order of actor id."""

    donor_id: Ints
    rival: Bools
    security_weight: Floats
    ceiling: Floats
    cycle: Ints
    """0: no elections."""
    phase: Ints
    partisan: Bools
    first_government: Ints
    """-1: drawn."""
    donor_tie0: Floats
    broad_relief: Bools
    surveillance: Bools
    counts: Bools
    has_budget: Bools
    other_prior: Floats
    """Resting log-odds of the DPRK's trust: donors, implementers, then the fund."""
    implementer_channel: Ints
    channel_of_slot: Ints
    fund_id: int
    mediator_is_donor: Bools
    mediator_place: Ints
    """Index among donors, or among implementers."""
    mediator_tie0: Floats
    third_party: Floats
    """Static tie W by mediator and donor."""
    table_party: Ints
    """Donor index of a table; -1 for the pooled table."""
    trade_share: Floats
    enforcement: Floats
    """Share enforced; -1: parameter enf_CHN, -2: parameter enf_RUS."""
    surveillance_live: bool


class Menus(NamedTuple):
    """Packages of all menus of a world, one after the other, as columns."""

    first: Ints
    """First package of each menu; one more entry than menus."""
    x: Floats
    D: Floats
    c: Floats
    a: Floats
    k: Ints
    r: Ints
    f: Floats
    q: Ints
    rho: Floats
    q_face: Floats
    q_value: Floats
    direct: Floats
    size: Ints
    """Place of the package's (x, D) among the sizes of its menu."""
    donor_size: Ints
    """Place of the package's (x, D, c) among the donor sizes of its menu."""
    size_first: Ints
    size_x: Floats
    size_D: Floats
    donor_size_first: Ints
    donor_size_x: Floats
    donor_size_D: Floats
    donor_size_c: Floats


class World(NamedTuple):
    """Everything about a run that does not change while it is played."""

    months: int
    first_month_of_year: int
    params: Floats
    """Symbols by row; a row holds from its month on."""
    param_month: Ints
    levers: Floats
    lever_month: Ints
    contributors: Bools
    """By lever row and donor: in the pool while the lever is on."""
    menu: Ints
    """By lever row, table and (without, with) a member that can bring broad relief."""
    event_month: Ints
    event_kind: Ints
    event_a: Floats
    event_b: Floats
    references: References
    cast: Cast
    menus: Menus


# Kinds of dated events.
FLOOD, PANDEMIC, CLOSURE, GOVERNMENT, PROVOCATION, RESOLUTION, EXERCISE = range(7)

# Sectors of UN sanctions, in the order of the council's breadth.
BANK, GOODS, FUEL, TRADE = range(4)
N_SECTORS = 4

# Where a table stands.
CLOSED, OPEN, AGREED, COOLING = range(4)

# Accounts of a table's donor ledger, in the order of `rules.ledger.DonorLedger`.
(PLEDGED, UNDISBURSED, FUND_BALANCE, OVERHEAD, HELD, TRANSIT, STOCK, ABSORBED, WASTED, DIVERTED, RETURNED,
 CANCELLED) = range(12)  # fmt: skip
N_ACCOUNTS = 12

# Accounts of a table's co-financing ledger, in the order of `rules.ledger.LocalLedger`.
LOCAL_PLEDGED, LOCAL_UNPAID, LOCAL_STOCK, LOCAL_ABSORBED, LOCAL_CANCELLED = range(5)
N_LOCAL_ACCOUNTS = 5

# Numbers of a signed agreement.
AG_X, AG_C, AG_A, AG_PREFUND, AG_PI_POOL, AG_OWN, AG_RELIEF = range(7)
N_AG_FLOATS = 7
AG_D, AG_K, AG_R, AG_F, AG_Q, AG_SIGNED, AG_PLEDGED, AG_LOCAL, AG_POOLED, AG_CHANNEL, AG_SUSPENDED, AG_SNAPPED = range(12)
N_AG_INTS = 12

# Scalars of the state.
(TENSION, AVERAGE, RESTRAINT, GRIT_LEVEL, OVER_COMPLIANCE, CARVE_OUT, DELAY, THROUGHPUT, ECONOMY, CAPABILITY,
 BURDEN, EXERCISE_SIZE, THAT, TRUST_IN_RIVALS, PAIN, RESERVATION, FUNGIBLE, ENGAGEMENT, RESPONSE, BRANCHING,
 INDEX, RELEASE) = range(22)  # fmt: skip
N_SCALARS = 22
MAJOR_LAST, ANNOUNCED, BORDER_CLOSED, BROAD_TABLE, FUND_EXPELLED = range(5)
N_COUNTERS = 5

# Flows (k$) and counts of the month.
(DISBURSED, DONORS_PAID, OVERHEAD_PAID, ARRIVED, DIVERTED_NOW, ABSORBED_NOW, LOCAL_ABSORBED_NOW, RETURNED_NOW,
 RESOLUTIONS, EVENTS, CLASS1, CLASS2, CLASS3, SEV, SEV2, CAP_BINDS, OFFERS_MADE, OFFERS_REFUSED,
 AGREEMENTS_SIGNED, FAILED_RATIFICATIONS, LAPSES, WALK_OUTS, SUSPENSIONS, CANCELLATIONS) = range(24)  # fmt: skip
N_FLOWS = 24


class State(NamedTuple):
    """What changes from month to month, and scratch space; one per thread, reset for every run."""

    scalar: Floats
    counter: Ints
    flow: Ints
    eta: Floats
    breadth: Floats
    blocks: Floats
    government: Ints
    appetite: Floats
    failures: Ints
    tie: Floats
    in_health: Floats
    in_health_mass: Floats
    in_security: Floats
    in_security_mass: Floats
    out_health: Floats
    out_health_mass: Floats
    out_security: Floats
    out_security_mass: Floats
    tau_in_health: Floats
    tau_in_security: Floats
    tau_out_health: Floats
    tau_out_security: Floats
    seen_in_health: Floats
    seen_in_security: Floats
    seen_out_health: Floats
    seen_out_security: Floats
    expelled_until: Ints
    table: Ints
    """State by table."""
    round: Ints
    cool: Ints
    money: Ints
    local: Ints
    in_force: Bools
    signed_once: Bools
    agreement: Floats
    agreement_int: Ints
    agreement_donors: Bools
    latest_donors: Bools
    members: Bools
    ratio: Floats
    U_R: Floats
    U_R_hat: Floats
    U_D: Floats
    worth: Floats
    gain: Floats
    pi: Floats
    face: Floats
    monitoring: Floats
    own_terms: Floats


def allocate(world: World) -> State:
    """Fresh arrays of the right sizes for a world."""
    cast, menus = world.cast, world.menus
    donors, tables = len(cast.donor_id), len(cast.table_party)
    others = len(cast.other_prior)
    packages = int(np.max(np.diff(menus.first), initial=1))
    sizes = int(np.max(np.diff(menus.size_first), initial=1))
    donor_sizes = int(np.max(np.diff(menus.donor_size_first), initial=1))
    slots = len(cast.channel_of_slot)

    def floats(*shape: int) -> Floats:
        return np.zeros(shape)

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    def bools(*shape: int) -> Bools:
        return np.zeros(shape, dtype=np.bool_)

    return State(
        scalar=floats(N_SCALARS), counter=ints(N_COUNTERS), flow=ints(N_FLOWS), eta=floats(6),
        breadth=floats(N_SECTORS), blocks=floats(6),
        government=ints(donors), appetite=floats(donors), failures=ints(donors), tie=floats(donors),
        in_health=floats(donors), in_health_mass=floats(donors), in_security=floats(donors),
        in_security_mass=floats(donors),
        out_health=floats(others), out_health_mass=floats(others), out_security=floats(others),
        out_security_mass=floats(others),
        tau_in_health=floats(donors), tau_in_security=floats(donors), tau_out_health=floats(others),
        tau_out_security=floats(others),
        seen_in_health=floats(donors, 6), seen_in_security=floats(donors, 2), seen_out_health=floats(others, 6),
        seen_out_security=floats(others, 8),
        expelled_until=ints(len(cast.implementer_channel)),
        table=ints(tables), round=ints(tables), cool=ints(tables), money=ints(tables, N_ACCOUNTS),
        local=ints(tables, N_LOCAL_ACCOUNTS), in_force=bools(tables), signed_once=bools(tables),
        agreement=floats(tables, N_AG_FLOATS), agreement_int=ints(tables, N_AG_INTS),
        agreement_donors=bools(tables, donors), latest_donors=bools(tables, donors), members=bools(donors), ratio=floats(tables),
        U_R=floats(packages), U_R_hat=floats(packages), U_D=floats(packages),
        worth=floats(sizes), gain=floats(donor_sizes), pi=floats(slots), face=floats(slots),
        monitoring=floats(slots), own_terms=floats(7),
    )  # fmt: skip
