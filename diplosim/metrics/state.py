"""The state of a run: every quantity once, and where the Mesa engine keeps it.

Metrics and outcomes are read off these names, in both engines; the state vector, whose hash two engines must share
after every month, lists what is `kept`: of the run, then by donor, by party whom the recipient trusts, by implementer
and by table, in the order of the class.
"""

from __future__ import annotations

from typing import Annotated

from diplosim.metrics.parts import Agreement, Flow
from diplosim.metrics.record import (
    FLAG,
    FLOAT,
    INT,
    DonorFlags,
    DonorFloats,
    DonorInts,
    Flag,
    Flags,
    Floats,
    ImplementerInts,
    Ints,
    OtherFloats,
    Rows,
    TableFlags,
    TableFloats,
    TableInts,
    kept,
    seen,
)
from diplosim.rules import content, health, ledger, sanctions

#: Where a table stands, and its number.
TABLE_STATES = ("closed", "open", "agreed", "cooling off")
CLOSED, OPEN, AGREED, COOLING = range(4)
N_ACCOUNTS = len(ledger.DonorLedger._fields)
N_LOCAL_ACCOUNTS = len(ledger.LocalLedger._fields)
N_CONTENTS = len(content.CONTENTS)
N_MODULATORS = 8
#: What the recipient spent of its own, k$ since the start: on imported medicine, the tuberculosis programme, hospitals.
OWN_ACCOUNTS = ("own_import", "own_programme", "own_hospital")
N_OWN_ACCOUNTS = len(OWN_ACCOUNTS)


class State:
    """What changes from month to month."""

    # The run.
    tension: float = kept(lambda m: m.tension)
    provocation_average: float = kept(lambda m: m.provocation_average)
    restraint: float = kept(lambda m: m.restraint)
    grit_level: float = kept(lambda m: m.posture.level)
    over_compliance: float = kept(lambda m: m.council.over_compliance)
    carve_out: float = kept(lambda m: m.council.carve_out)
    delay_days: float = kept(lambda m: m.council.delay_days)
    throughput: float = kept(lambda m: m.council.throughput)
    economy: float = kept(lambda m: m.recipient.economy)
    capability: float = kept(lambda m: m.recipient.capability)
    burden: float = kept(lambda m: m.recipient.burden)
    major_last_month: int = kept(lambda m: m.major_last_month)
    relief_announced: int = kept(lambda m: m.relief_announced)
    border_closed: int = kept(lambda m: m.recipient.border_closed)
    closed_months: int = kept(lambda m: m.recipient.border.closed_months, second=True)
    access: float = kept(lambda m: m.recipient.border.access, second=True)
    own_spent: Annotated[Ints, INT, N_OWN_ACCOUNTS] = kept(lambda m: m.recipient.care.spent, second=True)
    tb_supply: float = kept(lambda m: m.recipient.care.tb_supply, second=True)
    koryo: float = kept(lambda m: m.recipient.care.koryo, second=True)
    vaccine_stock: float = kept(lambda m: m.recipient.care.vaccine_stock, second=True)
    vaccine_line: float = kept(lambda m: m.recipient.care.vaccine_line, second=True)
    capability_vaccines: float = kept(lambda m: m.recipient.care.capability_vaccines, second=True)
    capability_tb: float = kept(lambda m: m.recipient.care.capability_tb, second=True)
    hospitals: float = kept(lambda m: m.recipient.care.hospitals, second=True)
    hospitals_a_year: float = kept(lambda m: m.recipient.care.hospitals_a_year, second=True)
    koryo_drive: float = kept(lambda m: m.recipient.care.koryo_drive, second=True)
    insurance_from: int = kept(lambda m: m.recipient.care.insurance_from, second=True)
    joined: Flag = kept(lambda m: m.recipient.joined, second=True)
    goods: Flag = seen(lambda m: m.recipient.border.goods)
    broad_table: int = kept(
        lambda m: m.tables.index(m.council.broad_relief) if m.council.broad_relief else -1
    )
    fund_expelled_until: int = kept(lambda m: m.fund.expelled_until)
    breadth: Annotated[Floats, FLOAT, 4] = kept(lambda m: [m.council.breadth[s] for s in sanctions.SECTORS])
    blocks: Annotated[Floats, FLOAT, health.N_BLOCKS] = kept(lambda m: m.recipient.health.blocks)
    stance: int = kept(lambda m: m.recipient.stance, second=True)
    absorbed_before: int = kept(lambda m: m.month.absorbed, second=True)
    resolved_before: int = kept(lambda m: m.month.resolutions > 0, second=True)
    failed_before: int = kept(lambda m: m.month.rival_talks_failed, second=True)
    # Donors.
    government: DonorInts = kept(lambda donor: donor.hawkish)
    appetite: DonorFloats = kept(lambda donor: donor.appetite)
    failures: DonorInts = kept(lambda donor: donor.failures)
    tie: DonorFloats = kept(lambda donor: donor.tie)
    in_health: DonorFloats = kept(lambda donor: donor.belief.health)
    in_health_mass: DonorFloats = kept(lambda donor: donor.belief.health_mass)
    in_security: DonorFloats = kept(lambda donor: donor.belief.security)
    in_security_mass: DonorFloats = kept(lambda donor: donor.belief.security_mass)
    # The recipient's beliefs.
    out_health: OtherFloats = kept(lambda belief: belief.health)
    out_health_mass: OtherFloats = kept(lambda belief: belief.health_mass)
    out_security: OtherFloats = kept(lambda belief: belief.security)
    out_security_mass: OtherFloats = kept(lambda belief: belief.security_mass)
    # Implementers.
    expelled_until: ImplementerInts = kept(lambda implementer: implementer.expelled_until)
    # Tables.
    table: TableInts = kept(lambda table: TABLE_STATES.index(table.state.value))
    round: TableInts = kept(lambda table: table.round)
    cool: TableInts = kept(lambda table: table.cool)
    money: Annotated[Ints, INT, "tables", N_ACCOUNTS] = kept(lambda table: table.money)
    local: Annotated[Ints, INT, "tables", N_LOCAL_ACCOUNTS] = kept(lambda table: table.local)
    in_force: TableFlags = kept(lambda table: table.agreement is not None)
    agreement: Annotated[Rows[Agreement], "tables"] = kept(lambda table: table.latest)
    agreement_donors: Annotated[Flags, FLAG, "tables", "donors"] = kept(
        lambda table: [table.latest is not None and d in table.latest.donors for d in table.model.donors]
    )
    # What follows from the above or is gone with the month.
    flow: Flow = seen(lambda m: m.month)
    eta: Annotated[Floats, FLOAT, N_MODULATORS] = seen(lambda m: m.month.eta_terms)
    branching_ratio: float = seen(lambda m: m.month.branching_ratio)
    engagement: float = seen(lambda m: m.month.engagement)
    health_index: float = seen(lambda m: m.recipient.health.index)
    mean_breadth: float = seen(lambda m: m.council.mean_breadth)
    hold: float = seen(lambda m: m.council.hold)
    rival_open: Flag = seen(
        lambda m: any(t.state.value == TABLE_STATES[OPEN] and t.party.rival_present for t in m.tables)
    )
    sufficiency: float = seen(lambda m: m.recipient.care.sufficiency)
    market_share: float = seen(lambda m: m.recipient.care.market_share)
    coverage_dtp3: float = seen(lambda m: m.recipient.care.coverage_dtp3)
    tb_detection: float = seen(lambda m: m.recipient.care.tb_detection)
    tb_aid: float = seen(lambda m: m.recipient.care.tb_aid)
    hospitals_ready: float = seen(lambda m: m.recipient.care.hospitals_ready)
    tau_in_health: DonorFloats = seen(lambda donor: donor.belief.tau_health)
    tau_in_security: DonorFloats = seen(lambda donor: donor.belief.tau_security)
    tau_out_health: OtherFloats = seen(lambda belief: belief.tau_health)
    tau_out_security: DonorFloats = seen(lambda donor: donor.model.recipient.trust[donor.code].tau_security)
    offered: DonorInts = seen(lambda donor: donor.model.month.offered[donor.code])
    refused: DonorInts = seen(lambda donor: donor.model.month.refused[donor.code])
    paid: DonorFloats = seen(lambda donor: donor.model.month.paid[donor.code])
    """k$; a pool's payments are shared out by ceilings."""
    # The compiled engine's own: what the month's phases tell each other, and room to work in.
    exercise: float
    relative_tension: float
    trust_in_rivals: float
    pain: float
    reservation: float
    fungible: float
    response: float
    release_fraction: float
    contributes: DonorFlags
    menu: Annotated[Ints, INT, "tables", 2]
    signed_once: TableFlags
    # This month's evidence by kind (`rules.trust`) and holder.
    seen_in_health: Annotated[Floats, FLOAT, 6, "donors"]
    seen_in_security: Annotated[Floats, FLOAT, 2, "donors"]
    seen_out_health: Annotated[Floats, FLOAT, 6, "others"]
    seen_out_security: Annotated[Floats, FLOAT, 8, "others"]
    n_members: int
    member: DonorInts
    ratifies: DonorFlags
    live: DonorFlags
    effective: TableFloats
    absorbed: TableFloats
    assessed_bank: float
    assessed_goods: float
    electricity: float
    own_imports: float
    products_factor: float
    service_gain: float
    financing_gain: float
    shared_surveillance: float
    ratio: TableFloats
    pi: Annotated[Floats, FLOAT, "slots"]
    face: Annotated[Floats, FLOAT, "slots"]
    taint: Annotated[Floats, FLOAT, "slots"]
    seen: Annotated[Floats, FLOAT, "slots"]
    visible: Annotated[Floats, FLOAT, "slots"]
    folds: int
    """1 where members of a pool keep their own tables until it signs."""
    monitoring: Annotated[Floats, FLOAT, "slots"]
    wanted: Annotated[Floats, FLOAT, N_CONTENTS]


class World:
    """Everything about a run that does not change while it is played; no levers enter (ruling B10)."""

    months: int
    first_month_of_year: int
    n_donors: int = seen(lambda m: len(m.donors))
    n_implementers: int = seen(lambda m: len(m.implementers))
    n_others: int = seen(lambda m: len(m.recipient.trust))
    n_tables: int = seen(lambda m: len(m.tables))
    n_mediators: int
    n_traders: int
    n_slots: int
    fund_id: int
    fund_table: int
    surveillance_live: int
    first_stance: int
    tension_at_start: float
    """In units of the usual."""
    initial_tension: float
    # Agreements in force at the start: their tables in the order of the file; and by table, 0 months: none.
    n_start: int
    start_tables: TableInts
    start_D: TableInts
    start_age: TableInts
    start_x: TableFloats
    start_c: TableFloats
    start_a: TableFloats
    start_levels: Annotated[Ints, INT, "tables", 4]
    """Channel slot, framing, condition, content."""
    second_model: int = seen(lambda m: m.world.second_model)
    # Quantities of the start that all policies share.
    usual_tension: float = seen(lambda m: m.usual_tension)
    usual_rate: float = seen(lambda m: m.usual_rate)
    reference_severity: float = seen(lambda m: m.reference_severity)
    e_law0: float = seen(lambda m: m.world.params(0).sanctions.e_law0)
    initial_breadth: float
    initial_fuel_breadth: float
    initial_economy: float
    initial_access: float
    initial_blocks: Annotated[Floats, FLOAT, health.N_BLOCKS]
    initial_burden: float
    initial_capability: Annotated[Floats, FLOAT, 2]
    initial_vaccine_stock: float
    initial_vaccine_line: float
    hospitals_a_year: float
    koryo_drive: float
    insurance_from: int
    joins_network: int
    # What is usual: as at the start, with the aid of the start and without levers.
    baselines: Annotated[Floats, FLOAT, health.N_BLOCKS]
    usual_medicine: float
    usual_dtp3: float
    usual_detection: float
    usual_trust_in_rivals: float
    initial_mass: float
    # Donors, in order of actor id. first_government -1: drawn; cycle 0: no elections.
    donor_id: DonorInts = seen(lambda donor: donor.actor_id)
    rival: DonorFlags = seen(lambda donor: donor.spec.rival)
    counts: DonorFlags = seen(lambda donor: donor.counts)
    security_weight: DonorFloats
    ceiling: DonorFloats
    cycle: DonorInts
    phase: DonorInts
    partisan: DonorFlags
    first_government: DonorInts
    donor_tie0: DonorFloats
    broad_relief: DonorFlags
    reluctance: DonorFloats
    patron: DonorFlags
    health_fund: DonorFlags
    surveillance: DonorFlags
    traditional_medicine: DonorFlags
    own_table: DonorInts
    # Resting log-odds of the recipient's trust: donors, implementers, then the fund; and which starting level of the
    # parameters that is (-1: the actor's own).
    other_prior: OtherFloats
    trust_level: Annotated[Ints, INT, "others"]
    implementer_channel: ImplementerInts
    channel_of_slot: Annotated[Ints, INT, "slots"]
    # Mediators: place among donors or implementers, tie to the recipient, static tie W to each donor.
    mediator_is_donor: Annotated[Flags, FLAG, "mediators"]
    mediator_place: Annotated[Ints, INT, "mediators"]
    mediator_tie0: Annotated[Floats, FLOAT, "mediators"]
    third_party: Annotated[Floats, FLOAT, "mediators", "donors"]
    # Donor index of a table; -1 for the pooled one.
    table_party: TableInts
    # Share of trade; share enforced (-1: parameter enf_CHN, -2: parameter enf_RUS).
    trade_share: Annotated[Floats, FLOAT, "traders"]
    enforcement: Annotated[Floats, FLOAT, "traders"]
