"""The recipient: it suffers and builds, negotiates and refuses, provokes, expels, and trusts or distrusts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from diplosim.model.actors.base import Belief, CastMember, prior_log_odds
from diplosim.model.actors.border import Border
from diplosim.model.actors.care import Care
from diplosim.model.actors.contents import Contents
from diplosim.policies.menus import Floats
from diplosim.rules import (
    bargaining,
    chance,
    content,
    delivery,
    givers,
    health,
    protocol,
    provocation,
    sanctions,
    tables,
    trust,
    trust_rules,
)
from diplosim.rules.numeric import add, hazard_probability, log_hazard_met, log_terms
from diplosim.scenario import Actor as ActorSpec

if TYPE_CHECKING:
    from diplosim.model.actors.party import Party
    from diplosim.model.actors.table import Table
    from diplosim.model.actors.talks import Talks
    from diplosim.model.model import DiplomacyModel
    from diplosim.rules.params import BargainingParams
    from diplosim.scenario.start import HealthStart


class HealthSystem:
    """Six blocks (WHO 2007), 0.02-0.99 each, and the disease burden Y, 0-1."""

    def __init__(self, start: HealthStart) -> None:
        self.initial = start.blocks.levels
        self.blocks = list(self.initial)
        self.burden = health.burden0(self.index) if start.burden is None else start.burden

    @property
    def index(self) -> float:
        """Health-system index HS, 0-1: the weakest block binds."""
        return health.health_system(*self.blocks)

    @property
    def binding_block(self) -> str:
        """Name of the weakest block."""
        return health.BLOCKS[health.binding_block(*self.blocks)]

    def shock(self, size: float) -> None:
        """A flood or pandemic raises the burden at once."""
        self.burden = health.burden_shocked(self.burden, size)


class Recipient(CastMember):
    """The recipient. ``trust`` holds its beliefs about donors, implementers and the fund, by code."""

    def __init__(self, model: DiplomacyModel, spec: ActorSpec) -> None:
        super().__init__(model, spec)
        self.health = HealthSystem(model.world.health)
        self.trust: dict[str, Belief] = {}
        self.border_closed = 0
        self.stance = int(model.world.stance == "open")
        self.border = Border(model)
        self.care = Care(model)
        self.contents = Contents(model)
        self.joined = False
        """Whether it is a member of the disease network."""
        self.economy = model.initial_economy
        self.capability = model.params.provocation.Qcap0
        self.pain = 0.0
        self.reservation = 0.0

    def meet(self, other: CastMember) -> None:
        """Hold a belief about another actor from now on."""
        p = self.model.params.trust
        prior = prior_log_odds(p, other.spec)
        self.trust[other.code] = Belief(
            prior, trust_rules.initial_mass(p), trust.N_HEALTH_OUT, trust.N_SECURITY_OUT
        )

    @property
    def burden(self) -> float:
        """Disease burden Y, 0-1."""
        return self.health.burden

    def close_border(self, months: int) -> None:
        """Close the border, or keep it closed for longer."""
        self.border_closed = max(self.border_closed, months)

    def live_through_month(self) -> None:
        """One month of building up and wearing down, then the burden follows."""
        model, system, care = self.model, self.health, self.care
        p = model.params.health
        for b in range(health.N_BLOCKS):
            baseline = model.references.baselines[b]
            factor, gain, speed = 1.0, 0.0, 1.0
            if b == health.SERVICE:
                baseline = health.service_baseline(baseline, p.reform_drift, model.t)
                gain = care.service_gain
            elif b == health.PRODUCTS and model.params.mechanisms.markets:
                factor, speed = care.products_factor, p.f_prod
            elif b == health.FINANCING:
                gain = care.financing_gain
            spend = self.contents.spent_on(b)
            system.blocks[b] = health.block_next(
                p, system.blocks[b], baseline, spend, self.economy, model.initial_economy, factor, gain, speed
            )
        system.burden = health.burden_next(system.burden, system.index, p.r_Y, care.missing_coverage())

    # --- beliefs and bargaining -----------------------------------------------------------------------------

    def form_beliefs(self) -> None:
        """How much the present hurts, and how good an outside option it has."""
        self.pain = tables.pain_recipient(self.burden, self.economy, self.model.params.sanctions.eps_E)
        p = self.model.params.bargaining
        support = bargaining.patron_support(p, self.model.levers.partner)
        self.reservation = bargaining.recipient_reservation(p, self.burden, support)

    def reservation_at(self, party: Party) -> float:
        """What it must gain at least at a party's table."""
        if party.knows_the_recipient:
            return bargaining.recipient_reservation(self.model.params.bargaining, self.burden, 0.0)
        return self.reservation

    def appraise(self, talks: Talks, J: float, noticed: float) -> tuple[Floats, ...]:
        """Utility terms of every package at face scale ``J``, with the share of taint that is ``noticed``.

        The recipient's own view has its own ``J`` and all of the taint; the donors' estimate has neither.
        """
        t, party = talks.table, talks.party
        slots = range(len(self.model.carrier_channels))
        pi = np.array([bargaining.promise(self._effective_trust(party.code, k)) for k in slots])[t.k]
        looks = [self._looks(party, k) for k in slots]
        face, tainted, seen = (np.array(one)[t.k] for one in zip(*looks, strict=True))
        own_gain = bargaining.ownership_gain(talks.p, self.model.levers.own)
        shut = bool(self.model.params.mechanisms.taint and self.border_closed > 0)
        return bargaining.recipient_terms(
            talks.p, J, pi, talks.gain, t.rho, t.f, t.a, t.q_face, face, t.c, own_gain,
            tainted * noticed, seen, givers.intrusion(talks.p, shut), self._wanted(talks.p)[t.g], t.taught,
        )  # fmt: skip

    def _wanted(self, p: BargainingParams) -> Floats:
        """Factor on the worth of aid by its content."""
        if not self.contents.matter:
            return np.ones(len(content.CONTENTS))
        drive = self.care.hospitals_a_year > 0.0
        return np.array([content.wanted(p, g, drive) for g in range(len(content.CONTENTS))])

    def _looks(self, party: Party, slot: int) -> tuple[float, float, float]:
        """Face cost of a channel, share of the money's worth that is tainted, and how far the giver is seen."""
        channel, pooled = self.model.carrier_channels[slot], party.pooled
        if self.model.params.mechanisms.taint:
            tainted = givers.taint_share(party.hostility(), channel, pooled)
            return givers.channel_face(channel, pooled), tainted, delivery.attribution(channel, pooled)
        return bargaining.channel_face(channel, pooled, party.bilateral_rival), 0.0, 1.0

    def _effective_trust(self, party_code: str, slot: int) -> float:
        """Health trust in a package by who pays and who delivers."""
        if party_code == self.model.fund.code:
            total = 0.0
            for donor in self.model.fund.members:
                total = total + self.trust[donor.code].tau_health
            mean = total / len(self.model.fund.members)
            return bargaining.effective_trust(0, True, mean, self.trust[party_code].tau_health)
        donor_trust = self.trust[party_code].tau_health
        if slot == 0:
            return bargaining.effective_trust(0, False, donor_trust, 0.0)
        carrier = self.model.implementers[slot - 1]
        return bargaining.effective_trust(
            carrier.channel, False, donor_trust, self.trust[carrier.code].tau_health
        )

    def propose(self, talks: Talks, n: int) -> int | None:
        """The package it puts forward in round ``n``: the donors' best among those it would sign."""
        return talks.best(talks.U_D, protocol.meets(talks.felt_R, talks.aspiration_R(n)))

    def accepts(self, talks: Talks, i: int, threshold: float) -> bool:
        """Whether package ``i``, as it feels this month, reaches its threshold."""
        return bool(protocol.meets(talks.felt_R[i], threshold))

    # --- provocation ----------------------------------------------------------------------------------------

    def provoke(self) -> None:
        """Draw this month's provocations and their classes; dated ones come on top."""
        model = self.model
        p = model.params.provocation
        terms = self._restraints()
        eta = provocation.add_modulators(terms)
        kap = provocation.tension_gain(p)
        lam = provocation.intensity(p, eta, kap, model.tension)
        drawn, capped = provocation.event_count(self.chance(chance.EVENT_COUNT), lam, p.r_nb)
        classes = [
            provocation.event_class(self.chance(chance.EVENT_CLASS, i), p, self.capability)
            for i in range(drawn)
        ]
        dated = model.dated_provocations()
        model.month.set_provocations([*classes, *dated], terms, capped or lam >= provocation.INTENSITY_CAP)
        if model.log.enabled and (classes or dated):
            self._log_provocations(classes, dated, terms, eta, kap)

    def _restraints(self) -> provocation.Modulators:
        """The log-rate terms that move the background rate this month."""
        model = self.model
        month, levers = model.month, model.levers
        p = model.params.provocation
        return provocation.modulator_terms(
            p,
            provocation.exercise_effect(model.exercise, model.restraint),
            month.engagement - (tables.routine_engagement(p) if model.params.mechanisms.engagement else 0.0),
            provocation.stake(p, month.absorbed_musd, model.council.carve_out),
            levers.d,
            levers.uncond > 0.0,
            model.trust_in_rivals,
            model.usual_trust_in_rivals,
            bool(model.rivals),
            month.fungible,
            provocation.breadth_ratio(
                model.council.mean_breadth, model.initial_breadth, model.params.mechanisms.votes > 0
            ),
            levers.press,
            self.stance if model.params.mechanisms.stance else 0,
            model.restraint,
        )

    def _log_provocations(
        self, classes: list[int], dated: list[int], terms: tuple[float, ...], eta: float, kap: float
    ) -> None:
        model = self.model
        expected = provocation.intensity_terms(model.params.provocation, eta, kap, model.tension)
        value, worst = add(expected), max([*classes, *dated])
        model.log.decision(
            "provocation", self.code, None, f"class {worst}", expected._asdict(), value, None,
            count=len(classes) + len(dated), gravest=worst, classes=classes, dated=dated,
            eta=dict(zip(provocation.MODULATORS, terms, strict=True)),
            limit=provocation.INTENSITY_CAP if value > provocation.INTENSITY_CAP else None,
        )  # fmt: skip

    # --- expulsion ------------------------------------------------------------------------------------------

    def considers_expulsion(self, table: Table) -> bool:
        """Whether it cancels this table's agreement and expels whoever delivers it."""
        agreement, model = table.agreement, self.model
        if agreement is None:
            return False
        o = agreement.package
        direct_and_rival = o.k == 0 and not agreement.pooled and table.party.spec.rival
        given = (
            model.params.bargaining.h_can, model.relative_tension, o.f, o.a, direct_and_rival, agreement.own,
            model.levers.d,
        )  # fmt: skip
        u = table.party.chance(chance.CANCELLATION)
        probability = hazard_probability(tables.cancellation_hazard(*given))
        if not u < probability:
            return False
        if model.log.enabled:
            terms = log_terms(tables.cancellation_factors(*given))
            model.log.decision(
                "cancellation", self.code, table.party.code, "cancelled", terms._asdict(), add(terms),
                log_hazard_met(u),
                draw=u, probability=probability,
            )  # fmt: skip
        return True

    # --- the end of the month ---------------------------------------------------------------------------------

    def develop_economy(self) -> None:
        """The economy follows sanctions, leaks and pressure; capability follows fungible resources."""
        model = self.model
        target = sanctions.economy_target(
            model.params.sanctions.eps_E, model.council.effective("trade"), model.leak(), model.levers.press
        )
        self.economy = sanctions.economy_next(self.economy, target)
        self.capability = provocation.capability_next(
            model.params.provocation, self.capability, model.month.fungible
        )
