"""An implementer: a UN body or a third country that delivers what others pay for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.model.actors.base import CastMember
from diplosim.rules.delivery import CHANNELS
from diplosim.rules.network import EXPULSION_MONTHS, reported_tie
from diplosim.scenario import Actor as ActorSpec

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


class Implementer(CastMember):
    """Delivers for others in one channel; can be expelled for a year."""

    def __init__(self, model: DiplomacyModel, spec: ActorSpec) -> None:
        super().__init__(model, spec)
        self.channel = CHANNELS[spec.channel or "un"]
        self.expelled_until = -1

    @property
    def expelled_months(self) -> int:
        """Months of expulsion left, this one included."""
        left = self.expelled_until - self.model.t + 1
        return left if left > 0 else 0

    @property
    def tie(self) -> float:
        """Its tie to the DPRK, halved for a year after an expulsion."""
        return reported_tie(self.spec.ties.get("DPRK", 0.0), self.expelled_months)

    def expel(self) -> None:
        """The DPRK throws its staff out (ruling B30)."""
        self.expelled_until = self.model.t + EXPULSION_MONTHS


class Patron(CastMember):
    """A patron that gives no aid through tables; its trade and its veto matter."""

    @property
    def tie(self) -> float:
        """Its constant tie to the DPRK."""
        return self.spec.ties.get("DPRK", 0.0)
