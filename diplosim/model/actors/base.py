"""What all actors share: a place in the cast, draws from addressed chance, beliefs; and those who decide nothing."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

import mesa

from diplosim.rules import trust, trust_rules
from diplosim.rules.delivery import CHANNELS
from diplosim.rules.network import EXPULSION_MONTHS, reported_tie
from diplosim.rules.numeric import logit, sigmoid
from diplosim.rules.params import TrustParams
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
        """Its tie to the recipient, halved for a year after an expulsion."""
        return reported_tie(self.spec.ties.get(self.model.world.recipient_code, 0.0), self.expelled_months)

    def expel(self) -> None:
        """The recipient throws its staff out (ruling B30)."""
        self.expelled_until = self.model.t + EXPULSION_MONTHS


class Patron(CastMember):
    """A patron that gives no aid through tables; its trade and its veto matter."""

    @property
    def tie(self) -> float:
        """Its constant tie to the recipient."""
        return self.spec.ties.get(self.model.world.recipient_code, 0.0)


def prior_log_odds(p: TrustParams, spec: ActorSpec) -> float:
    """Resting log-odds of trust between the recipient and this actor, both ways and in both domains."""
    if spec.trust_prior is not None:
        return logit(spec.trust_prior)
    return {
        "rival": p.L0_rival,
        "neutral": p.L0_neutral,
        "patron": p.L0_patron,
        "impl": p.L0_impl,
        "third": p.L0_third,
    }[spec.trust_class or "neutral"]


class Belief:
    """One holder's trust in one other: health and security log-odds, and this month's evidence.

    Evidence is kept by row of the table of model section 1.2, so that it is added in that order
    whatever the order in which things happened.
    """

    __slots__ = (
        "health",
        "health_mass",
        "health_rows",
        "prior",
        "security",
        "security_mass",
        "security_rows",
    )

    def __init__(self, prior: float, mass: float, health_rows: int, security_rows: int) -> None:
        self.prior = prior
        self.health = prior
        self.security = prior
        self.health_mass = mass
        self.security_mass = mass
        self.health_rows = [0.0] * health_rows
        self.security_rows = [0.0] * security_rows

    @property
    def tau_health(self) -> float:
        """Trust in health matters, 0-1."""
        return sigmoid(self.health)

    @property
    def tau_security(self) -> float:
        """Trust in security matters, 0-1."""
        return sigmoid(self.security)

    def see_health(self, row: int, weight: float) -> None:
        """Add to one row of this month's health evidence."""
        self.health_rows[row] += weight

    def see_security(self, row: int, weight: float) -> None:
        """Add to one row of this month's security evidence."""
        self.security_rows[row] += weight

    def forget_month(self) -> None:
        """Clear the evidence once it is digested."""
        for i in range(len(self.health_rows)):
            self.health_rows[i] = 0.0
        for i in range(len(self.security_rows)):
            self.security_rows[i] = 0.0

    def digest(self, p: TrustParams, d: float) -> None:
        """Learn from the month's evidence in both domains, then start a new page. ``d``: de-linking."""
        of_recipient = len(self.security_rows) == trust.N_SECURITY_IN
        P_h, N_h = trust.health_in(self.health_rows) if of_recipient else trust.health_out(self.health_rows)
        P_s, N_s = (
            trust.security_in(self.security_rows) if of_recipient else trust.security_out(self.security_rows)
        )
        self.health, self.health_mass, self.security, self.security_mass = trust_rules.update_dyad(
            p, d,
            self.health, self.health_mass, self.prior, P_h, N_h,
            self.security, self.security_mass, self.prior, P_s, N_s,
        )  # fmt: skip
        self.forget_month()
