"""What all actors share: a place in the cast, and draws from addressed chance."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

import mesa

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
