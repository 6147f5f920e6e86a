"""The donors' side of a table: one donor, or many through the pooled fund.

A party proposes, answers and makes unsolicited offers with the same rules; a single donor is a party of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from diplosim.model.actors.base import CastMember
from diplosim.policies.levers import Levers
from diplosim.policies.menus import Floats, Menu, Seat, menu_for
from diplosim.rules import bargaining, delivery, givers, network, protocol, tables
from diplosim.rules.bargaining import MIN_RATIFIERS
from diplosim.rules.network import EXPULSION_MONTHS, reported_tie
from diplosim.scenario import Actor as ActorSpec

if TYPE_CHECKING:
    from diplosim.model.actors.donor import Donor
    from diplosim.model.actors.table import Table
    from diplosim.model.actors.talks import Talks
    from diplosim.model.model import DiplomacyModel


class Party(CastMember):
    """Who sits across the table from the recipient."""

    pooled = False
    table: Table
    incumbents: tuple[Donor, ...] = ()
    """Those who speak while a renewal is bargained over, in place of the members."""

    @property
    def members(self) -> Sequence[Donor]:
        """The donors that this party speaks for this month, in order of actor id."""
        raise NotImplementedError

    @property
    def levers(self) -> Levers:
        """The levers at its table."""
        return self.model.levers.at(self.bilateral_rival, self.pooled)

    @property
    def budget(self) -> float:
        """M$ a year that the members would spend now: ceilings times appetite."""
        total = 0.0
        for donor in self.members:
            total = total + donor.budget_alone
        return total

    def valued_part(self, donor: Donor) -> float:
        """Part of a programme that a member values."""
        params = self.model.params
        if not params.mechanisms.donors or not self.pooled:
            return 1.0
        share = givers.own_share(donor.budget_alone, self.budget)
        return givers.valued_part(share, params.politics.phi_free)

    def weights(self) -> list[float]:
        """Each member's weight: its share of the ceilings."""
        total = 0.0
        for donor in self.members:
            total = total + donor.spec.ceiling_musd
        return [donor.spec.ceiling_musd / total for donor in self.members]

    def weighted(self, values: Sequence[float]) -> float:
        """Ceiling-weighted mean over the members, added in order of actor id."""
        total = 0.0
        for weight, value in zip(self.weights(), values, strict=True):
            total = total + weight * value
        return total

    @property
    def rival_share(self) -> float:
        """Plain share of rivals among the members."""
        rivals = 0
        for donor in self.members:
            rivals += donor.spec.rival
        return rivals / len(self.members)

    @property
    def bilateral_rival(self) -> bool:
        """Whether it is a rival that speaks for itself."""
        return self.spec.rival and not self.pooled

    @property
    def rival_present(self) -> bool:
        """Whether any member is a rival of the recipient."""
        return any(donor.spec.rival for donor in self.members)

    @property
    def hawk_share(self) -> float:
        """Share of the members' ceilings under hawkish governments."""
        return self.weighted([float(donor.hawkish) for donor in self.members])

    def can_talk(self) -> bool:
        """Whether there is anybody to talk for, and anything to offer."""
        return len(self.members) > 0 and self.has_menu

    @property
    def has_menu(self) -> bool:
        """Whether there is anything to offer."""
        return bool(self.menu().k)

    def menu(self) -> Menu:
        """What this party may offer this month, given the levers in force."""
        broad = any(donor.spec.broad_relief for donor in self.members)
        seat = Seat(self.bilateral_rival, self.pooled, self.spec.health_fund, broad)
        on = self.model.params.mechanisms
        return menu_for(self.levers, self.model.carriers, seat, bool(on.taint), bool(on.content))

    # --- beliefs ------------------------------------------------------------------------------------------

    def pain(self) -> float:
        """How much the present hurts the members, 0-1 (Zartman's hurting stalemate, their side)."""
        That, burden = self.model.relative_tension, self.model.recipient.burden
        return self.weighted([tables.pain_party(donor.spec.rival, That, burden) for donor in self.members])

    def way_out(self) -> float:
        """Ceiling-weighted best path of trust between the members and the recipient, 0-1."""
        return self.weighted([self._way_out_of(donor) for donor in self.members])

    def _way_out_of(self, donor: Donor) -> float:
        direct = network.direct_way_out(
            self.model.recipient.trust[donor.code].tau_health, donor.belief.tau_health
        )
        return network.way_out(direct, self.levers.gamma_m, self.model.best_bridge(donor))

    @property
    def mediation(self) -> float:
        """Mediator effort at this table, 0 unless some mediator can reach a member (ruling B29)."""
        effort = self.levers.gamma_m
        return effort if effort > 0.0 and any(self.model.best_bridge(d) > 0.0 for d in self.members) else 0.0

    def hostility(self) -> float:
        """What the recipient holds against the members as rivals, ceiling-weighted; 0-1."""
        model, total = self.model, 0.0
        is_open = bool(model.params.mechanisms.stance and model.recipient.stance)
        for weight, donor in zip(self.weights(), self.members, strict=True):
            if donor.spec.rival:
                tau = model.recipient.trust[donor.code].tau_security
                total = total + weight * givers.hostility(tau, is_open, model.params.bargaining.rho_h)
        return total

    @property
    def knows_the_recipient(self) -> bool:
        """Whether it is the patron, who knows the recipient's mind."""
        return bool(
            self.model.params.mechanisms.taint and self.spec.trust_class == "patron" and not self.pooled
        )

    # --- offers and answers -------------------------------------------------------------------------------

    def appraise(self, talks: Talks) -> tuple[Floats, ...]:
        """Utility terms of every package for this party: ceiling-weighted sums of its members' terms."""
        total: list[Floats] = []
        for weight, donor in zip(self.weights(), self.members, strict=True):
            own = donor.appraise_alone(talks, self.pooled)
            if not total:
                total = [weight * term for term in own]
            else:
                total = [sofar + weight * term for sofar, term in zip(total, own, strict=True)]
        return tuple(total)

    def propose(self, talks: Talks, n: int) -> int | None:
        """The package that the donors put forward in round ``n`` of direct talks."""
        return talks.best(talks.U_R_hat, protocol.meets(talks.U_D, talks.aspiration_D(n)))

    def accepts(self, talks: Talks, i: int, n: int) -> bool:
        """Whether package ``i`` reaches what this party asks for in round ``n``."""
        return bool(protocol.meets(talks.U_D[i], talks.aspiration_D(n)))

    def wants_to_offer(self) -> float:
        """Chance of an unsolicited offer this month."""
        return bargaining.unsolicited_probability(self.model.params.bargaining, self.hawk_share)

    def unsolicited(self, talks: Talks) -> int | None:
        """The package of a take-it-or-leave-it offer: best for the recipient (as estimated), half-way good for us."""
        limit = protocol.unsolicited_limit(talks.r_D, talks.best_D)
        return talks.best(talks.U_R_hat, protocol.meets(talks.U_D, limit))

    def note_failure(self) -> None:
        """One refusal, lapse or cancellation wears on every member's appetite next month."""
        for donor in self.members:
            donor.failures += 1

    def expected_diversion(self, talks: Talks) -> Floats:
        """Share of goods expected to be diverted, by package (monitored by who delivers)."""
        v0 = self.model.params.delivery.v0
        channels = self.model.carrier_channels
        by_channel = np.array([delivery.monitoring_strength(channel, self.pooled) for channel in channels])
        mon = by_channel[talks.table.k]
        return np.asarray(delivery.diversion_share(v0, talks.table.a, mon, False) * talks.table.diverted)


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
        if self.incumbents:
            return self.incumbents
        free = self.model.folds
        return [donor for donor in self.contributors if free or donor.table.agreement is None]

    def can_talk(self) -> bool:
        """Whether enough contributors are free for a programme to start at all."""
        return len(self.members) >= MIN_RATIFIERS and super().can_talk()

    @property
    def tie(self) -> float:
        """Its tie to the recipient, halved for a year after an expulsion."""
        left = self.expelled_until - self.model.t + 1
        return reported_tie(self.spec.ties.get(self.model.world.recipient_code, 0.0), left)

    def expel(self) -> None:
        """Its programme is thrown out."""
        self.expelled_until = self.model.t + EXPULSION_MONTHS
