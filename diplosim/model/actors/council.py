"""The sanctions body (Security Council, 1718 Committee, banks that over-comply), and the allies' common posture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.model.actors.base import CastMember
from diplosim.rules import chance, posture, sanctions, trust
from diplosim.rules.numeric import add, det_log, log_terms
from diplosim.scenario import Actor as ActorSpec

if TYPE_CHECKING:
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel


class SanctionsBody(CastMember):
    """UN breadth by sector, over-compliance, the carve-out in force and the exemption delay."""

    def __init__(self, model: DiplomacyModel, spec: ActorSpec) -> None:
        super().__init__(model, spec)
        p = model.params.sanctions
        self.breadth = {"bank": p.U_bank, "goods": p.U_goods, "fuel": p.U_fuel, "trade": p.U_trade}
        self.over_compliance = p.O0
        self.broad_relief: Table | None = None
        self.carve_out = p.e_law0
        self.delay_days = p.W0
        self.hold = 0.0
        self.assessed = (0.0, 0.0)
        """Breadth on banks and on goods as they acted when the month's throughput was assessed."""
        self.throughput = 0.0

    def effective(self, sector: str) -> float:
        """Breadth as it acts now, 0-1: halved in goods, fuel and trade while broad relief stands."""
        relieved = self.broad_relief is not None and sector in sanctions.RELIEVED
        return sanctions.effective_breadth(self.breadth[sector], relieved)

    @property
    def mean_breadth(self) -> float:
        """Mean effective breadth over the sectors."""
        return sanctions.mean_breadth(*(self.effective(sector) for sector in sanctions.SECTORS))

    @property
    def release_fraction(self) -> float:
        """Share of held goods that the Committee releases in a month."""
        return sanctions.release_fraction(self.delay_days)

    @property
    def compliance_cost(self) -> float:
        """Share of payments that complying with sanctions costs this month."""
        if not self.model.params.mechanisms.compliance:
            return 0.0
        friction = sanctions.bank_friction(self.effective("bank"), self.over_compliance)
        return sanctions.compliance_cost(self.model.params.sanctions.oh_s, friction, self.carve_out)

    def assess(self) -> None:
        """Once a month: the carve-out in force, the exemption delay, the throughput (ruling A5)."""
        p, levers = self.model.params.sanctions, self.model.levers
        agreed = 0.0
        for table in self.model.tables:
            if table.agreement is not None and table.agreement.carve_out_in_force(self.model.t):
                agreed = sanctions.AGREED_CARVE_OUT
        self.carve_out = sanctions.carve_out(p.e_law0, levers.e_policy, agreed)
        target = -1.0 if levers.W_policy is None else levers.W_policy
        self.hold = 0.0
        self.delay_days = sanctions.exemption_delay(p.W0, self.carve_out, target, levers.W_strength)
        if self.model.params.mechanisms.holds:
            self.hold = sanctions.hold(
                p, self.hawks_can_block, levers.press, self.carve_out, levers.hold_waiver
            )
            self.delay_days = sanctions.held_delay(p, self.hold, target, levers.W_strength)
        self.assessed = self.effective("bank"), self.effective("goods")
        self.throughput = sanctions.throughput(
            *self.assessed, self.over_compliance, self.carve_out, levers.dig
        )

    @property
    def hawks_can_block(self) -> bool:
        """Whether the government of the USA (whoever can bring broad relief) is hawkish."""
        return any(donor.hawkish for donor in self.model.donors if donor.spec.broad_relief)

    def votes_relief(self, table: Table) -> bool:
        """A vote on broad relief at ratification; no second one while a relief stands."""
        if self.broad_relief is not None:
            return False
        probability = sanctions.relief_probability(self.model.params.sanctions, self.hawks_can_block)
        u = self.model.draw(0, chance.RELIEF_VOTE)
        passed = u < probability
        if passed:
            self.broad_relief = table
        self.model.log.event(
            "relief_granted" if passed else "relief_vetoed", self.code, self.model.recipient.code,
            "granted" if passed else "vetoed",
            probability=probability, draw=u,
        )  # fmt: skip
        return passed

    def end_relief_of(self, table: Table) -> None:
        """Broad relief ends with the agreement that brought it."""
        if self.broad_relief is table:
            self.broad_relief = None

    def react(self) -> None:
        """Vote on new sanctions after a major month, let over-compliance drift, and add dated resolutions."""
        model = self.model
        p, major = model.params.sanctions, model.month.sev2 > 0
        if major:
            self._vote(p.dU)
        for event in model.dated("resolution"):
            sectors = event.sectors or sanctions.SECTORS
            self._adopt(sectors, p.dU if event.breadth is None else event.breadth)
            self.model.log.event(
                "resolution_adopted", self.code, self.model.recipient.code, "adopted",
                sectors=list(sectors),
            )  # fmt: skip
        target = sanctions.over_compliance_target(p.O0, self.carve_out, model.levers.press)
        self.over_compliance = sanctions.over_compliance_next(
            self.over_compliance, target, p.r_O, major, model.levers.press
        )

    def _vote(self, dU: float) -> None:
        model = self.model
        p = model.params.sanctions
        given = (p, model.params.mechanisms.votes > 0, model.month.class3 > 0)
        probability = sanctions.adoption_probability(*given)
        u = model.draw(0, chance.UN_VOTE)
        adopted = u < probability
        if adopted:
            self._adopt(sanctions.SECTORS, dU)
        if model.log.enabled and probability > 0.0:
            terms = log_terms(sanctions.adoption_factors(*given))
            model.log.decision(
                "resolution_adopted" if adopted else "resolution_vetoed", self.code, self.model.recipient.code,
                "adopted" if adopted else "not adopted",
                terms._asdict(), add(terms), det_log(u),
                draw=u, probability=probability,
            )  # fmt: skip

    def _adopt(self, sectors: tuple[str, ...], dU: float) -> None:
        for sector in sectors:
            self.breadth[sector] = sanctions.ratchet(self.breadth[sector], dU)
        self.model.month.resolutions += 1

    def snap_back(self) -> None:
        """Conditional relief is switched off after a major provocation (never under unconditional relief)."""
        model, sev2 = self.model, self.model.month.sev2
        if sev2 == 0 or model.levers.uncond > 0.0:
            return
        for table in model.tables:
            agreement = table.agreement
            if agreement is None or agreement.relief <= 0.0 or agreement.package.q < 1:
                continue
            agreement.snapped_until = model.t + sanctions.SNAP_BACK_MONTHS
            broad_ends = self.broad_relief is table and model.month.class3 > 0
            if broad_ends:
                self.broad_relief = None
                agreement.relief = trust.relief_level(1)
            model.log.event(
                "snap_back", self.code, table.party.code, "relief suspended",
                months=sanctions.SNAP_BACK_MONTHS, broad_relief_ends=broad_ends,
            )  # fmt: skip


class AlliedPosture:
    """Restraint in force, 0-1 (``g_post``), and the rung of the GRIT ladder."""

    def __init__(self, model: DiplomacyModel) -> None:
        self.model = model
        self.restraint = 0.0
        self.level = 0.0

    def start_month(self) -> None:
        """A rule that starts this month opens with its first move; without a rule there is no restraint."""
        levers = self.model.levers
        if levers.posture is None and not levers.grit:
            self.restraint = self.level = 0.0
        elif levers.posture_since == self.model.t:
            if levers.grit:
                self.level = posture.GRIT_START
                self.restraint = posture.g_post_of_grit(self.level, levers.posture_strength)
            else:
                self.restraint = posture.g_post_of(levers.posture_first, levers.posture_strength)

    def move(self, recipient_quiet: bool) -> None:
        """Choose next month's restraint in answer to this month (ruling B26)."""
        levers, before = self.model.levers, self.restraint
        if levers.grit:
            self.level = posture.grit_next(self.level, not recipient_quiet)
            self.restraint = posture.g_post_of_grit(self.level, levers.posture_strength)
        elif levers.posture is not None:
            probability = posture.restraint_probability(levers.posture, before > 0.0, recipient_quiet)
            restrained = self.model.draw(0, chance.POSTURE) < probability
            self.restraint = posture.g_post_of(restrained, levers.posture_strength)
        if self.restraint != before:
            verb = "restrained" if self.restraint > before else "stepped up"
            self.model.log.event(
                "posture_move",
                "allies",
                self.model.recipient.code,
                verb,
                before=before,
                after=self.restraint,
                quiet=recipient_quiet,
            )
