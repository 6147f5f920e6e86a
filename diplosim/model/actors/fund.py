"""The pooled fund: many donors, one table, one balance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.model.actors.donor import Donor
from diplosim.model.actors.party import Party
from diplosim.rules.bargaining import MIN_RATIFIERS
from diplosim.rules.network import EXPULSION_MONTHS, reported_tie
from diplosim.scenario import Actor as ActorSpec

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


class PooledFund(Party):
    """Dormant unless the pooling lever is on; then it negotiates and pays for its contributors."""

    pooled = True

    def __init__(self, model: DiplomacyModel, spec: ActorSpec) -> None:
        super().__init__(model, spec)
        self.expelled_until = -1

    @property
    def contributors(self) -> list[Donor]:
        """Donors named by the lever, or all with a budget; empty while the lever is off."""
        levers = self.model.levers
        if not levers.pool:
            return []
        return [
            donor
            for donor in self.model.donors
            if donor.has_budget and (levers.contributors is None or donor.code in levers.contributors)
        ]

    @property
    def members(self) -> Sequence[Donor]:
        """Contributors whose ceiling is not taken by an agreement of their own (ruling B2)."""
        return [donor for donor in self.contributors if donor.table.agreement is None]

    def can_talk(self) -> bool:
        """Whether enough contributors are free for a programme to start at all."""
        return len(self.members) >= MIN_RATIFIERS and super().can_talk()

    @property
    def tie(self) -> float:
        """Its tie to the DPRK, halved for a year after an expulsion."""
        left = self.expelled_until - self.model.t + 1
        return reported_tie(self.spec.ties.get("DPRK", 0.0), left)

    def expel(self) -> None:
        """Its programme is thrown out."""
        self.expelled_until = self.model.t + EXPULSION_MONTHS
