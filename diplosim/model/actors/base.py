"""What all actors share: a place in the cast, and draws from addressed chance; and those who decide nothing."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

import mesa

from diplosim.rules.delivery import CHANNELS
from diplosim.rules.network import EXPULSION_MONTHS, reported_tie
from diplosim.scenario import Actor as ActorSpec

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


class _Counters(weakref.WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Counters of agents by model. Mesa 3.3 keeps them in a plain dictionary, and so every model ever made."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        return self.setdefault(model, itertools.count(1))


class CastMember(mesa.Agent):
    """An actor of the cast. ``actor_id`` is its fixed address in chance, not Mesa's ``unique_id``."""

    model: DiplomacyModel
    _ids = _Counters()

    def __init__(self, model: DiplomacyModel, spec: ActorSpec) -> None:
        super().__init__(model)
        self.spec = spec
        self.code = spec.code
        self.actor_id = spec.id

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code}>"

    def chance(self, channel: int, index: int = 0) -> float:
        """This month's uniform of this actor in one channel (model section 11.2)."""
        return self.model.draw(self.actor_id, channel, index)


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
