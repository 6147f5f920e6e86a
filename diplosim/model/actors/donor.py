"""A donor: it elects governments, negotiates, ratifies, pays, and trusts or distrusts the recipient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from diplosim.model.actors.base import Belief, prior_log_odds
from diplosim.model.actors.party import Party
from diplosim.policies.menus import Floats
from diplosim.rules import (
    bargaining,
    chance,
    content,
    delivery,
    givers,
    network,
    politics,
    trust,
    trust_rules,
)
from diplosim.rules.numeric import add, logit
from diplosim.scenario import Actor as ActorSpec

if TYPE_CHECKING:
    from diplosim.model.actors.agreement import Agreement
    from diplosim.model.actors.talks import Talks
    from diplosim.model.model import DiplomacyModel


class Donor(Party):
    """A donor state or fund with its own table. ``hawkish`` is 0 or 1."""

    def __init__(self, model: DiplomacyModel, spec: ActorSpec) -> None:
        super().__init__(model, spec)
        p = model.params.trust
        self.belief = Belief(
            prior_log_odds(p, spec), trust_rules.initial_mass(p), trust.N_HEALTH_IN, trust.N_SECURITY_IN
        )
        self.hawkish = self._first_government()
        self.appetite = 1.0
        self.failures = 0
        self.baseline_tie = spec.ties.get(model.world.recipient_code, 0.0)
        self.tie = self.baseline_tie

    @property
    def has_budget(self) -> bool:
        """Whether it takes part in aid at all."""
        return self.spec.ceiling_musd > 0.0

    @property
    def counts(self) -> bool:
        """Whether it belongs to means over donors: it has a budget, or is a rival (ruling B33)."""
        return self.has_budget or self.spec.rival

    @property
    def members(self) -> Sequence[Donor]:
        """A donor speaks for itself."""
        return (self,)

    @property
    def budget_alone(self) -> float:
        """M$ a year that it would spend now."""
        return self.spec.ceiling_musd * self.appetite

    # --- domestic politics ----------------------------------------------------------------------------------

    def _first_government(self) -> int:
        if self.spec.hawkish is not None:
            return int(self.spec.hawkish)
        if not self.spec.partisan:
            return 0
        return int(self.model.draw(self.spec.id, chance.GOVERNMENT) < self.model.params.politics.p_hawk)

    def has_election(self, month: int) -> bool:
        """Whether it elects a government this month."""
        if self.spec.cycle is None or not self.spec.partisan or month == 0:
            return False
        return (month - (self.spec.phase or 0)) % self.spec.cycle == 0

    def elect(self) -> None:
        """Hold an election: provocations of the past months help the hawks."""
        p, average = self.model.params.politics, self.model.provocation_average
        probability = politics.hawk_probability(p.p_hawk, p.b_aud, average, self.model.usual_rate)
        u = self.chance(chance.ELECTION)
        self._govern(u < probability)
        if self.model.log.enabled and 0.0 < p.p_hawk < 1.0:
            terms = politics.election_terms(p.p_hawk, p.b_aud, average, self.model.usual_rate)
            self.model.log.decision(
                "election", self.code, None, "hawk" if self.hawkish else "dove",
                terms._asdict(), add(terms), logit(u),
                probability=probability, draw=u,
            )  # fmt: skip

    def set_government(self, hawkish: bool) -> None:
        """A dated change of government."""
        self._govern(hawkish)
        self.model.log.event("government", self.code, None, "hawkish" if hawkish else "dovish")

    def _govern(self, hawkish: bool) -> None:
        """Take over; after hawks with the budget that they left."""
        params = self.model.params
        if self.hawkish and not hawkish and params.mechanisms.donors > 0:
            self.appetite = politics.inherited_appetite(params.politics, self.appetite)
        self.hawkish = int(hawkish)

    def recover_appetite(self) -> None:
        """A month's rest, then the wear of last month's refusals, lapses and cancellations."""
        self.appetite = politics.appetite_recover(self.appetite)
        for _ in range(self.failures):
            self.appetite = politics.appetite_penalty(self.appetite, self.model.params.politics.phi_fat)
        self.failures = 0

    # --- negotiation ----------------------------------------------------------------------------------------

    def appraise_alone(self, talks: Talks, pooled: bool) -> tuple[Floats, ...]:
        """This donor's utility terms of every package, as a member of a pool or on its own."""
        t, params = talks.table, self.model.params
        return bargaining.donor_terms(
            talks.p,
            bargaining.security_weight(self.spec.security_weight, self.hawkish),
            self.belief.tau_health, self.belief.tau_security,
            self.model.relative_tension, self.model.levers.d, pooled,
            talks.worth_of(talks.party.valued_part(self)), talks.party.expected_diversion(talks),
            t.x, t.D, t.c, t.a, t.rho, t.q, t.q_value, t.direct,
            self._reluctance(talks, pooled), givers.length_cost(params.politics, params.mechanisms.donors > 0),
            self._misgiving(talks),
        )  # fmt: skip

    def _misgiving(self, talks: Talks) -> Floats:
        """What it holds against the content of the aid, by package; nothing where content is not part of the model."""
        on = self.model.params.mechanisms.content > 0
        x_eq, x_f = (talks.p.x_eq, talks.p.x_f) if on else (0.0, 0.0)
        weight = bargaining.security_weight(self.spec.security_weight, self.hawkish)
        return np.asarray(content.misgiving(x_eq, x_f, weight, talks.table.dual_use, talks.table.fungible))

    def _reluctance(self, talks: Talks, pooled: bool) -> Floats:
        """What giving at all costs it at home, by package; nothing while donors weigh as in the first model."""
        on, channels = self.model.params.mechanisms.donors > 0, self.model.carrier_channels
        z_hawk, hawkish_rival = (
            self.model.params.politics.z_hawk,
            bool(on and self.spec.rival and self.hawkish),
        )
        standing = self.spec.reluctance if on else 0.0
        seen = [delivery.attribution(channel, pooled) for channel in channels]
        by_channel = [givers.reluctance(standing, z_hawk, hawkish_rival, one) for one in seen]
        return np.array(by_channel)[talks.table.k]

    def ratifies(self, talks: Talks, i: int) -> bool:
        """The second level (Putnam 1988): does the package pass at home?"""
        own_terms = self.appraise_alone(talks, talks.party.pooled)
        utility = float(bargaining.add_terms(own_terms)[i])
        probability = bargaining.ratification_probability(talks.p, utility)
        u = self.chance(chance.RATIFICATION, talks.vote)
        table = talks.party.table
        passed = self.model.seats.says(self, table, "vote", talks, i, u < probability)
        if self.model.log.enabled:
            terms = bargaining.ratification_terms(talks.p, utility)
            self.model.log.decision(
                "ratified" if passed else "ratification_refused", self.code, self.model.recipient.code,
                "ratified" if passed else "refused",
                terms._asdict(), add(terms), logit(u),
                package=talks.described(i), probability=probability, draw=u,
                **self.model.seats.note(self, table, "vote"),
            )  # fmt: skip
        return passed

    # --- money ----------------------------------------------------------------------------------------------

    def money_multiplier(self, agreement: Agreement) -> float:
        """Share of its due that its present government pays on a signed agreement."""
        direct = agreement.package.k == 0 and not agreement.pooled
        m = politics.hawk_money(self.model.params.politics, direct)
        return politics.money_multiplier(m, agreement.package.D, self.hawkish)

    # --- trust and ties -------------------------------------------------------------------------------------

    def watch(self, severity: float) -> None:
        """Judge this month's provocations against the usual level."""
        weight = trust.witness_weight(self.spec.rival)
        reference = self.model.reference_severity
        self.belief.see_security(trust.SI_QUIETER, trust.quieter(weight, severity, reference))
        self.belief.see_security(trust.SI_LOUDER, trust.louder(weight, severity, reference))

    def update_tie(self, live: bool) -> None:
        """Diplomatic contact grows while it talks or cooperates, and fades otherwise."""
        self.tie = network.tie_next(self.tie, network.tie_target(live, self.baseline_tie))
