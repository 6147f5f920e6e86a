"""A month of health diplomacy, top to bottom: the agent-based model (model section 11.1).

A thinking aid, not a forecast.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import mesa

from diplosim.cases import speaking_of
from diplosim.model import casting, recording
from diplosim.model.actors import agreement, pipeline, signing, stance
from diplosim.model.actors.base import CastMember
from diplosim.model.actors.council import AlliedPosture
from diplosim.model.log import EventLog, announce
from diplosim.model.month import Month
from diplosim.model.network import Layers
from diplosim.model.recording import views
from diplosim.model.seats import Decide, Seats
from diplosim.model.setting import EndOfRunError, Setting, as_seed, batch_iteration, mean
from diplosim.policies import compose
from diplosim.rules import chance, health, politics, provocation
from diplosim.rules.trust_rules import gossip
from diplosim.scenario import Scenario
from diplosim.wording.explain import explain
from diplosim.wording.sentences import told


class DiplomacyModel(Setting):
    """Health diplomacy with the recipient, month by month.

    Parameters
    ----------
    scenario
        A `Scenario`, or the path of a scenario file.
    replicate
        Which of the scenario's possible histories, by default 0; histories with equal seed and replicate meet the same
        shocks. Under ``mesa.batch_run(iterations=3)`` the default is the iteration, so that its runs differ.
    rng, seed
        Seed of the run, instead of the scenario's (either name, as Mesa users expect; not both).
    log
        Keep every decision with its reasons (and trust by actor, and the tables' states) in memory.
    actors
        Classes to use instead of the stock ones, by actor code: ``{"ROK": MyDonor}``.
    decide
        Asked before every offer, answer and vote at home, with a `Question`; returns a `Move`, or ``None`` to leave it
        to the rules. The moves of the scenario need no such function.
    **kwargs
        Parameters by dotted name, instead of the scenario's: ``**{"provocation.iota": 0.4}``.

    Raises
    ------
    ScenarioError
        If the scenario, a parameter or the combination of policies is not valid.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        *,
        replicate: int | None = None,
        rng: Any = None,
        seed: Any = None,
        log: bool = True,
        actors: Mapping[str, type[CastMember]] | None = None,
        decide: Decide | None = None,
        **kwargs: Any,  # the one name under which Mesa's page lets a model take any parameter
    ) -> None:
        if rng is not None and seed is not None:
            raise ValueError("give either rng or seed, not both")
        given = rng if rng is not None else seed
        world = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
        changes: dict[str, Any] = {"parameters": kwargs} if kwargs else {}
        if given is not None:
            changes["seed"] = as_seed(given)
        self.world = world.with_(**changes) if changes else world
        super().__init__(rng=self.world.seed)
        self.replicate = batch_iteration() if replicate is None else int(replicate)
        self.schedule = compose(self.world)
        self.t = 0
        self.month = Month()
        self._enter_month()
        self.log = EventLog(log)
        self._set_references()
        casting.cast(self, dict(actors or {}))
        self.seats = Seats(self, decide)
        self.posture = AlliedPosture(self)
        self.tension = self.world.tension * self.usual_tension
        self.provocation_average = self.usual_rate
        self.major_last_month = 0
        self.relief_announced = False
        self.layers = Layers(self)
        self.trust_log: list[dict[str, Any]] = []
        self.table_log: list[dict[str, Any]] = []
        self.datacollector = mesa.DataCollector(model_reporters=recording.reporters())

    # --- one month, in the order of model section 11.1 ---------------------------------------------------

    def step(self) -> None:
        """Play one month; raises `EndOfRunError` once all months of the scenario are played."""
        if self.t >= self.world.months:
            raise EndOfRunError(
                f"the run ended with month {self.t - 1} ({self.world.date(self.t - 1)}), and no month follows; for a "
                f"longer run take scenario.with_(months={2 * self.t}), and step while model.running"
            )
        self._enter_month()
        self._calendar_and_shocks()
        self._donor_politics()
        self._beliefs()
        self._negotiations()
        self._money_and_pipeline()
        self._health()
        self._provocation()
        self._reactions()
        self._economy_and_capability()
        self._trust_and_ties()
        self._record()

    def run(self) -> DiplomacyModel:
        """Play all months of the scenario."""
        while self.running:
            self.step()
        return self

    def _enter_month(self) -> None:
        self.params = self.world.params(self.t)
        self.levers = self.schedule.at(self.t)
        self.key = chance.month_key(self.world.seed, self.replicate, self.t)
        self.last_month, self.month = self.month, Month()

    def _calendar_and_shocks(self) -> None:
        self._phase(0)
        announce(self)
        self.recipient.care.decide()
        self.recipient.border_closed = health.closure_next(self.recipient.border_closed)
        self._consider_joining()
        p, watch = self.params.health, self.surveillance
        if self.draw(0, chance.PANDEMIC) < p.p_pan:
            self._pandemic(p.pandemic_burden, p.L_close)
        if self.world.month_of_year(self.t) in health.FLOOD_MONTHS and self.draw(0, chance.FLOOD) < p.p_flood:
            self._flood(health.BURDEN_FLOOD)
        self._heed_warning()
        for event in self.dated("pandemic"):
            size = p.pandemic_burden if event.severity is None else event.severity
            self._pandemic(size, event.months)
        for event in self.dated("flood"):
            self._flood(event.severity)
        for event in self.dated("border_closure"):
            self._close_border(health.closure_months(event.months, watch))
        self.recipient.border.pass_month()
        self.exercise = provocation.scheduled_exercise(self.world.month_of_year(self.t))
        for event in self.dated("exercise"):
            self.exercise = event.intensity
        self.posture.start_month()

    def _donor_politics(self) -> None:
        self._phase(1)
        for donor in self.donors:
            if donor.has_election(self.t):
                donor.elect()
        for event in self.dated("government"):
            self.donor(event.actor).set_government(event.hawkish)
        for donor in self.donors:
            donor.recover_appetite()
        stance.reconsider(self)

    def _beliefs(self) -> None:
        self._phase(2)
        self.relative_tension = provocation.relative_tension(self.tension, self.usual_tension)
        self.trust_in_rivals = self.mean_trust_in_rivals()
        self.council.assess()
        self.recipient.form_beliefs()

    def _negotiations(self) -> None:
        self._phase(3)
        self.ripe = recording.ripeness(self) if self.log.enabled else {}
        for table in self.tables:
            table.turn()
        for position, offer in enumerate(self.world.offers):
            if offer.at == self.t:
                signing.offer_at_a_date(self.donor(offer.donor).table, offer, position)
        self.seats.close_month()
        self.month.engagement = max((stance.engagement_at(table) for table in self.tables), default=0.0)

    def _money_and_pipeline(self) -> None:
        self._phase(4)
        n_projects = sum(table.agreement is not None for table in self.tables)
        ratios = {table: pipeline.pay(table, n_projects) for table in self.tables}
        for table in self.tables:
            pipeline.witness(table, ratios[table])
            pipeline.move_goods(table)
        pipeline.credit_carriers(self, ratios)
        pipeline.absorb(self)
        self.month.fungible = provocation.fungible(
            self.params.provocation, self.month.diverted_musd, self.recipient.care.buy_medicine(),
            self.council.carve_out,
            1.0 if self.council.broad_relief else 0.0,
            self.initial_economy, self.recipient.economy, self.params.sanctions.eps_E,
        )  # fmt: skip

    def _health(self) -> None:
        self._phase(5)
        self.recipient.care.provide()
        self.recipient.live_through_month()

    def _provocation(self) -> None:
        self._phase(6)
        self.recipient.provoke()

    def _reactions(self) -> None:
        self._phase(7)
        p = self.params.provocation
        strength = provocation.response_strength(p, self.levers.press, self.restraint)
        self.month.response = strength * self.month.sev
        self.month.branching_ratio = provocation.branching_ratio(p, strength)
        self.tension = provocation.tension_next(p, self.tension, self.month.sev, strength)
        self.council.react()
        self.council.snap_back()
        for table in self.tables:
            agreement.suspend_or_resume(table)
        for table in self.tables:
            agreement.consider_expulsion(table)
        self._security_evidence()
        self.posture.move(recipient_quiet=self.month.sev2 == 0)

    def _economy_and_capability(self) -> None:
        self._phase(8)
        self.recipient.develop_economy()

    def _trust_and_ties(self) -> None:
        self._phase(9)
        self._share_surveillance()
        self._meet_over_medicine()
        for donor in self.donors:
            donor.watch(self.month.sev)
        beliefs = [*self.recipient.trust.values(), *(donor.belief for donor in self.donors)]
        for belief in beliefs:
            belief.digest(self.params.trust, self.levers.d)
        circle = [donor.belief for donor in self.donors if donor.counts]
        heard = mean([belief.health for belief in circle])
        for belief in circle:
            belief.health = gossip(self.params.trust.psi, belief.health, heard)
        for donor in self.donors:
            donor.update_tie(self._is_live(donor))
        self.layers.update()

    def _record(self) -> None:
        self._phase(10)
        self.provocation_average = politics.provocation_average_next(self.provocation_average, self.month.n)
        self.major_last_month = self.month.sev2
        stance.meet_rivals(self)
        self.row = recording.row(self)
        self.datacollector.collect(self)
        if self.log.enabled:
            self.trust_log.extend(recording.trust_rows(self))
            self.table_log.extend(recording.table_rows(self, self.ripe))
        self.t += 1
        self.running = self.t < self.world.months

    # --- results ------------------------------------------------------------------------------------------

    def trajectory(self) -> dict[str, list[float]]:
        """Monthly metrics by column; index 0 is the end of the first month."""
        return {name: list(values) for name, values in self.datacollector.model_vars.items()}

    def outcomes(self) -> dict[str, float | None]:
        """One number per outcome of the run so far; ``None`` where a rate has nothing to divide by."""
        return recording.outcomes(self.trajectory(), views(self)[0])

    def trust_records(self) -> list[dict[str, Any]]:
        """Trust by month, actor, domain and direction (only while logging)."""
        return self.trust_log

    def table_records(self) -> list[dict[str, Any]]:
        """State, ripeness and accounts of every table by month (only while logging)."""
        return self.table_log

    def records(self) -> list[dict[str, Any]]:
        """What happened, as the lines of ``events.jsonl``: each event with its sentences."""
        with speaking_of(self.world.named):
            return [told(event.to_dict(), self.world.names) for event in self.log]

    def explain(
        self,
        month: int | None = None,
        actor: str | None = None,
        kind: str | None = None,
        refused: bool = False,
    ) -> str:
        """The reasons of decisions, as text: of one month, one actor, one kind, all refusals, or everything."""
        return explain(self.records(), self.world.names, month=month, actor=actor, kind=kind, refused=refused)
