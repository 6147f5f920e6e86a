"""Where a negotiation stands, and an agreement in force with the money of the table that signed it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from diplosim.rules import ledger
from diplosim.rules.packages import Package

if TYPE_CHECKING:
    from diplosim.model.actors.donor import Donor

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
    """DPRK's own part, k$."""
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
