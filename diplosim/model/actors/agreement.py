"""Where a negotiation stands, an agreement in force with its money, and what this month's provocations do to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from diplosim.rules import bargaining, chance, ledger, politics, trust
from diplosim.rules.numeric import add, hazard_probability, log_hazard_met, log_terms
from diplosim.rules.protocol import Package

if TYPE_CHECKING:
    from diplosim.model.actors.donor import Donor
    from diplosim.model.actors.table import Table
    from diplosim.scenario.agreements import StartingAgreement


EMPTY_DONOR_LEDGER = ledger.DonorLedger(*([0] * len(ledger.DonorLedger._fields)))
EMPTY_LOCAL_LEDGER = ledger.LocalLedger(*([0] * len(ledger.LocalLedger._fields)))


class State(Enum):
    """Where a table stands."""

    CLOSED = "closed"
    OPEN = "open"
    AGREED = "agreed"
    COOLING = "cooling off"


@dataclass
class Agreement:
    """What was signed; everything written here stays as signed until the term ends (ruling B1)."""

    package: Package
    donors: tuple[Donor, ...]
    signed: int
    """Month of signature; the first payment falls in it."""
    pledged: int
    """Donors' part, k$."""
    local_pledged: int
    """The recipient's own part, k$."""
    pooled: bool
    prefund: float
    pi_pool: float
    own: float
    channel: int
    """0 direct, 1 UN, 2 third country."""
    relief: float = 0.0
    """Relief level in force r~: 0, 0.5 or 1; a vetoed broad relief counts as 0.5."""
    suspended: bool = False
    snapped_until: int = -1
    """Last month in which its carve-out is switched off by snap-back."""

    @property
    def deposit(self) -> int:
        """k$ deposited in the pooled fund at signing."""
        return ledger.deposit(self.pledged, self.prefund) if self.pooled else 0

    @property
    def monthly_due(self) -> int:
        """k$ that the programme is due each month."""
        return ledger.monthly_due(self.pledged, self.package.D)

    def age(self, month: int) -> int:
        """Months since signature."""
        return month - self.signed

    def carve_out_in_force(self, month: int) -> bool:
        """Whether agreed relief acts this month."""
        return self.relief > 0.0 and month > self.snapped_until

    def hawk_share(self) -> float:
        """Share of its donors under a hawkish government."""
        hawks = 0
        for donor in self.donors:
            hawks += donor.hawkish
        return hawks / len(self.donors)

    def rival_share(self) -> float:
        """Share of rivals among its donors."""
        rivals = 0
        for donor in self.donors:
            rivals += donor.spec.rival
        return rivals / len(self.donors)


def begin(table: Table, start: StartingAgreement) -> None:
    """An agreement that is in force when the run starts; nothing of it is on its way."""
    model, donor = table.model, table.party.members[0]
    f, q, g = start.levels
    o = Package(
        start.money_share,
        start.months,
        start.cofinancing,
        start.access,
        start.slot(model.carriers),
        0,
        f,
        q,
        g,
    )
    V = bargaining.programme_size(o.x, donor.spec.ceiling_musd, o.D)
    agreement = Agreement(
        package=o, donors=(donor,), signed=-start.age,
        pledged=ledger.pledged(V, o.c), local_pledged=ledger.local_pledged(V, o.c),
        pooled=False, prefund=0.0, pi_pool=0.0, own=0.0, channel=model.carrier_channels[o.k],
    )  # fmt: skip
    table.agreement = table.latest = agreement
    table.state = State.AGREED
    unpaid = ledger.unpaid_at_start(agreement.pledged, o.D, start.age)
    own = ledger.unpaid_at_start(agreement.local_pledged, o.D, start.age)
    table.money = table.money._replace(pledged=unpaid, undisbursed=unpaid)
    table.local = table.local._replace(local_pledged=own, local_unpaid=own)
    model.log.event(
        "agreement_in_force", donor.code, model.recipient.code, "in force", months=o.D, age=start.age,
        unpaid_kusd=unpaid,
        donors=[donor.code],
    )  # fmt: skip


def suspend_or_resume(table: Table) -> None:
    """Resume, or suspend, the agreement of a table; one that resumed this month is not tested again."""
    agreement, month = table.agreement, table.model.month
    if agreement is None:
        return
    if agreement.suspended:
        _resume(table, agreement)
    elif month.sev2 > 0:
        _suspend(table, agreement)


def _resume(table: Table, agreement: Agreement) -> None:
    model = table.model
    probability = politics.resume_probability(model.params.politics.p_res, model.month.sev2 > 0)
    u = table.party.chance(chance.RESUMPTION)
    if u < probability:
        agreement.suspended = False
        between = table.party.code, model.recipient.code
        model.log.event("resumption", *between, "resumed", probability=probability, draw=u)


def _suspend(table: Table, agreement: Agreement) -> None:
    model, sev2 = table.model, table.model.month.sev2
    p = model.params.politics
    shield = politics.protection(model.levers.d, agreement.pi_pool, agreement.pooled)
    given = (p.k_d, shield, sev2, agreement.hawk_share(), agreement.rival_share(), model.neutral_exposure)
    u = table.party.chance(chance.SUSPENSION)
    probability = hazard_probability(politics.suspension_hazard(*given))
    suspends = u < probability
    if suspends:
        agreement.suspended = True
        model.month.tally["suspensions"] += 1
        for donor in agreement.donors:
            model.recipient.trust[donor.code].see_health(
                trust.HO_SUSPENDED, trust.suspended(agreement.pooled)
            )
    if model.log.enabled:
        terms = log_terms(politics.suspension_factors(*given))
        model.log.decision(
            "suspension" if suspends else "agreement_withstood", table.party.code, model.recipient.code,
            "suspended" if suspends else "went on",
            terms._asdict(), add(terms), log_hazard_met(u),
            draw=u, probability=probability,
        )  # fmt: skip


def consider_expulsion(table: Table) -> None:
    """The recipient may cancel an agreement, suspended or not."""
    if table.model.recipient.considers_expulsion(table):
        table.expel()
