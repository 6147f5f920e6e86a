"""What the phases of a month stand on: chance, dated events, carriers, bridges, references, shared evidence."""

from __future__ import annotations

import sys
from typing import Any

import mesa
import numpy as np

from diplosim.errors import DiplosimError
from diplosim.model import casting
from diplosim.model.actors.agreement import Agreement, State
from diplosim.model.actors.base import CastMember, Implementer
from diplosim.model.actors.council import AlliedPosture, SanctionsBody
from diplosim.model.actors.donor import Donor
from diplosim.model.actors.party import PooledFund
from diplosim.model.actors.recipient import Recipient
from diplosim.model.actors.table import Table
from diplosim.model.log import EventLog
from diplosim.model.month import Month
from diplosim.policies.levers import Levers
from diplosim.rules import chance, givers, health, network, provocation, sanctions, trust
from diplosim.rules.params import Params
from diplosim.scenario import Scenario
from diplosim.scenario.references import references_of


class EndOfRunError(DiplosimError):
    """A model was asked for a month after its last."""


class Setting(mesa.Model):
    """The world around the phases; `diplosim.model.model.DiplomacyModel` plays the months on it."""

    world: Scenario
    t: int
    key: int
    params: Params
    levers: Levers
    month: Month
    last_month: Month
    """The month before; one in which nothing happened at the start."""
    log: EventLog
    posture: AlliedPosture
    recipient: Recipient
    council: SanctionsBody
    fund: PooledFund
    donors: list[Donor]
    rivals: list[Donor]
    implementers: list[Implementer]
    mediators: list[Donor | Implementer]
    tables: list[Table]
    exercise: float
    e_law0: float
    tension: float
    relative_tension: float
    trust_in_rivals: float
    usual_trust_in_rivals: float
    provocation_average: float
    major_last_month: int
    relief_announced: bool

    def draw(self, actor: int, channel: int, index: int = 0) -> float:
        """Uniform in (0, 1) at this month's address; the same whatever else was drawn."""
        return chance.draw(self.key, actor, channel, index)

    def dated(self, kind: str) -> list[Any]:
        """Dated events of one kind that fall in this month."""
        return [e for e in self.world.events if e.month == self.t and e.kind == kind]

    def dated_provocations(self) -> list[int]:
        """Classes of the provocations that the scenario dates to this month."""
        return [e.severity_class for e in self.dated("provocation") for _ in range(e.count)]

    def donor(self, code: str) -> Donor:
        """A donor by code."""
        return next(d for d in self.donors if d.code == code)

    @property
    def restraint(self) -> float:
        """Allied restraint in force, 0-1."""
        return self.posture.restraint

    @property
    def surveillance(self) -> float:
        """Surveillance lever times the recipient's share of live ties in that layer (all of them, once it runs)."""
        members = [a for a in self.world.actors if a.surveillance and a.kind != "recipient"]
        return self.shared_surveillance if members else 0.0

    @property
    def shared_surveillance(self) -> float:
        """The surveillance lever, once the recipient has joined the network (at once where it need not)."""
        return self.levers.surv if self.recipient.joined or not self.params.mechanisms.network else 0.0

    def _consider_joining(self) -> None:
        """The recipient joins the disease network at a date, or by chance as it trusts the members."""
        date, recipient = self.world.recipient.joins_network, self.recipient
        if recipient.joined:
            return
        if date is not None and self.t >= date:
            recipient.joined = True
            self.log.event("network_joined", recipient.code, None, "joined")
        elif self.params.mechanisms.network and self.levers.surv > 0.0:
            members = [recipient.trust[d.code].tau_health for d in self.donors if d.spec.surveillance]
            probability, u = network.joining_probability(mean(members)), self.draw(0, chance.JOINING)
            if u < probability:
                recipient.joined = True
                self.log.event(
                    "network_joined", recipient.code, None, "joined", probability=probability, draw=u
                )

    @property
    def pooled_codes(self) -> set[str]:
        """Donors whose own tables lie dormant: in the pool, or still paying into a pooled programme."""
        codes = set() if self.folds else {donor.code for donor in self.fund.contributors}
        running = self.fund.table.agreement
        return codes | {donor.code for donor in running.donors} if running else codes

    @property
    def folds(self) -> bool:
        """Whether members of a pool keep their own tables until it signs."""
        return self.params.mechanisms.donors > 0

    @property
    def neutral_exposure(self) -> float:
        """Exposure to security crises of a table without rivals, 0-1."""
        return givers.neutral_exposure(self.params.politics, self.params.mechanisms.donors > 0)

    @property
    def carriers(self) -> tuple[str, ...]:
        """Channel of each implementer, in order of actor id."""
        return tuple(implementer.spec.channel or "un" for implementer in self.implementers)

    def carrier_name(self, slot: int) -> str:
        """Who delivers in a channel slot."""
        return "direct" if slot == 0 else self.implementers[slot - 1].code

    def carrier_of(self, agreement: Agreement) -> CastMember | None:
        """Implementer or fund that shares the credit of an agreement; ``None`` if the donor delivers itself."""
        if agreement.pooled:
            return self.fund
        return self.implementers[agreement.package.k - 1] if agreement.package.k > 0 else None

    def best_bridge(self, donor: Donor) -> float:
        """Best way out to a donor through a mediator that the recipient lets in, 0 if there is none."""
        best = 0.0
        for mediator in self.mediators:
            tie = casting.third_party_tie(mediator, donor)
            expelled = getattr(mediator, "expelled_months", 0)
            if mediator is donor or tie <= 0.0 or not network.mediator_available(mediator.tie, expelled):
                continue
            way = network.bridge_way_out(self.recipient.trust[mediator.code].tau_health, tie)
            best = way if way > best else best
        return best

    def mean_trust_in_rivals(self) -> float:
        """The recipient's mean security trust in its rivals, 0 without rivals."""
        return mean([self.recipient.trust[donor.code].tau_security for donor in self.rivals])

    def leak(self) -> float:
        """Share of the recipient's trade that neighbours let through despite sanctions."""
        return casting.leak(self.world, self.params.sanctions)

    def _set_references(self) -> None:
        """Quantities of the start that all policies share (ruling B10): no levers enter here."""
        p = self.params
        self.references = references_of(self.world)
        self.usual_tension = provocation.reference_tension(p.provocation)
        self.usual_rate = provocation.mean_rate(p.provocation)
        self.reference_severity = provocation.reference_severity(p.provocation)
        s = p.sanctions
        self.e_law0 = s.e_law0
        self.initial_breadth = sanctions.mean_breadth(s.U_bank, s.U_goods, s.U_fuel, s.U_trade)
        self.initial_fuel_breadth = s.U_fuel
        self.initial_economy = sanctions.economy_target(s.eps_E, s.U_trade, self.leak(), 0.0)

    def _phase(self, phase: int) -> None:
        self.log.month, self.log.date, self.log.phase = self.t, self.world.date(self.t), phase

    def _pandemic(self, severity: float, months: int) -> None:
        self.recipient.health.shock(health.shock_size(severity, self.surveillance))
        self.log.event("pandemic", "world", self.recipient.code, "hit")
        self._close_border(health.closure_months(months, self.surveillance))

    def _flood(self, severity: float) -> None:
        self.recipient.health.shock(health.shock_size(severity, self.surveillance))
        self.log.event("flood", "world", self.recipient.code, "hit")

    def _heed_warning(self) -> None:
        """The network warns of an outbreak elsewhere, and the recipient closes its border before any case."""
        watch = self.surveillance if self.params.mechanisms.network else 0.0
        probability, u = health.warned_closure(self.params.health, watch), self.draw(0, chance.WARNING)
        if u < probability:
            self.log.event(
                "outbreak_warning", self.recipient.code, None, "heeded", probability=probability, draw=u
            )
            self._close_border(health.closure_months(health.WARNED_CLOSURE, watch))

    def _close_border(self, months: int) -> None:
        self.recipient.close_border(months)
        self.log.event("border_closure", self.recipient.code, None, "closed", months=months)

    def _security_evidence(self) -> None:
        """What the recipient's rivals did this month, and relief given without conditions."""
        m, X = self.month, self.exercise
        for donor in self.rivals:
            view = self.recipient.trust[donor.code]
            if X > 0.0:
                view.see_security(
                    trust.SO_EXERCISE, trust.exercise(provocation.exercise_effect(X, self.restraint))
                )
                view.see_security(trust.SO_EXERCISE_CUT, trust.exercise_cut(X, self.restraint))
            view.see_security(trust.SO_RESPONSE, trust.response(m.response))
            view.see_security(trust.SO_SANCTION, trust.SANCTION if m.resolutions else 0.0)
            view.see_security(trust.SO_PRESSURE, trust.pressure(self.levers.press))
            view.see_security(trust.SO_NO_RESPONSE, trust.no_response(m.response))
        if self.levers.uncond > 0.0:
            self._unconditional_relief(trust.unconditional_relief_level(self.levers.uncond))

    def _unconditional_relief(self, level: float) -> None:
        """Relief given, not traded: announced once per run, then seen month by month (ruling B21)."""
        for donor in self.donors:
            view = self.recipient.trust[donor.code]
            if self.relief_announced:
                view.see_security(trust.SO_RELIEF_IN_FORCE, trust.relief_in_force(1.0, level))
            else:
                view.see_security(trust.SO_RELIEF_GRANTED, trust.relief_granted(level))
        if not self.relief_announced:
            self.log.event(
                "relief_granted", "donors", self.recipient.code, "granted", before=0.0, after=level
            )
        self.relief_announced = True

    def _share_surveillance(self) -> None:
        if self.shared_surveillance > 0.0:
            for donor in self.donors:
                if donor.spec.surveillance:
                    weight = trust.surveillance(self.shared_surveillance)
                    self.recipient.trust[donor.code].see_health(trust.HO_SURVEILLANCE, weight)
                    donor.belief.see_health(trust.HI_SURVEILLANCE, weight)

    def _meet_over_medicine(self) -> None:
        """Contact in the network for traditional medicine."""
        if self.levers.contact > 0.0:
            for donor in self.donors:
                if donor.spec.traditional_medicine:
                    weight = trust.contact(self.levers.contact)
                    self.recipient.trust[donor.code].see_health(trust.HO_SURVEILLANCE, weight)
                    donor.belief.see_health(trust.HI_SURVEILLANCE, weight)

    def _is_live(self, donor: Donor) -> bool:
        """Whether a donor talks or cooperates this month, at its own table or in the pool."""
        pool = self.fund.table
        in_pool = donor in (pool.agreement.donors if pool.agreement else self.fund.members)
        seats = [donor.table, pool] if in_pool else [donor.table]
        return any(table.state in (State.OPEN, State.AGREED) for table in seats)


def mean(values: list[float]) -> float:
    """Mean, added left to right in order of actor id; 0 of nothing."""
    total = 0.0
    for value in values:
        total = total + value
    return total / len(values) if values else 0.0


def as_seed(given: Any) -> int:
    """The seed of a run from what Mesa users pass: an integer as it is, anything else through NumPy."""
    if isinstance(given, int | np.integer) and not isinstance(given, bool):
        return int(given)
    return int(np.random.default_rng(given).integers(2**63))


def batch_iteration() -> int:
    """Which iteration of ``mesa.batch_run`` builds this model; 0 outside.

    Mesa builds every iteration with the same arguments and does not tell the model which one it is, so that models
    whose chance depends on their arguments alone would all be the same run; its own frame knows.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        if (
            frame.f_code.co_name == "_model_run_func"
            and frame.f_globals.get("__name__") == "mesa.batchrunner"
        ):
            return int(frame.f_locals.get("iteration", 0))
    return 0
