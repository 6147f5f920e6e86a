"""What all actors share: a place in the cast, and draws from addressed chance."""

from __future__ import annotations

import itertools
import re
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

import mesa

from diplosim.scenario import Actor as ActorSpec

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


#: Names that take an article inside a sentence: the Republic of Korea, the United States, the Pooled fund.
ARTICLE = re.compile(
    r"^(united|pooled|un)\b|\b(republic|kingdom|states|emirates|union|federation|council|committee|fund|bank)\b",
    re.IGNORECASE,
)


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

    @property
    def called(self) -> str:
        """Its name inside a sentence; sentences use the past tense, which fits one actor and many."""
        return f"the {self.spec.name}" if ARTICLE.search(self.spec.name) else self.spec.name

    def chance(self, channel: int, index: int = 0) -> float:
        """This month's uniform of this actor in one channel (model section 11.2)."""
        return self.model.draw(self.actor_id, channel, index)
