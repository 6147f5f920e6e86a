"""A negotiation table: closed, open, agreed or cooling off, and what happens at it in one month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.model.actors import signing, stance
from diplosim.model.actors.agreement import EMPTY_DONOR_LEDGER, EMPTY_LOCAL_LEDGER, Agreement, State
from diplosim.model.actors.party import PooledFund
from diplosim.model.actors.talks import Talks
from diplosim.policies.menus import package_table
from diplosim.rules import chance, ledger, protocol, tables, trust
from diplosim.rules.numeric import add, hazard_probability, log_hazard_met, log_terms, logit

if TYPE_CHECKING:
    from diplosim.model.actors.donor import Donor
    from diplosim.model.actors.party import Party
    from diplosim.model.model import DiplomacyModel


class Table:
    """One negotiation between a party and the recipient, its agreement and its money."""

    def __init__(self, model: DiplomacyModel, party: Party) -> None:
        self.model = model
        self.party = party
        party.table = self
        self.state = State.CLOSED
        self.round = 0
        self.cool = 0
        self.agreement: Agreement | None = None
        self.latest: Agreement | None = None
        self.money = EMPTY_DONOR_LEDGER
        self.local = EMPTY_LOCAL_LEDGER

    @property
    def index(self) -> int:
        """The table's address in chance: its party's actor id."""
        return self.party.actor_id

    @property
    def dormant(self) -> bool:
        """Whether pooling (or its absence) keeps this table from negotiating (ruling B2)."""
        if isinstance(self.party, PooledFund):
            return not self.model.levers.pool
        return self.party.code in self.model.pooled_codes

    # --- one month at the table -------------------------------------------------------------------------

    def turn(self) -> None:
        """Make at most one transition (ruling B7), then perhaps an unsolicited offer."""
        state = self.state
        if state is State.AGREED:
            self._expire_at_term()
            return
        if self.dormant or (state is State.OPEN and not self.party.can_talk()):
            # Pooling moved the negotiation elsewhere, or took everybody from the pool's open table.
            self.state, self.round, self.cool = State.CLOSED, 0, 0
            return
        if state is State.OPEN:
            if not stance.ends_talks(self) and not self._walks_out():
                self._negotiate()
            return
        if state is State.COOLING:
            self.cool -= 1
            if self.cool == 0:
                self.state = State.CLOSED
        elif self.party.can_talk():
            self._consider_opening()
        if self.state is not State.OPEN and self.party.can_talk():
            self._consider_unsolicited_offer()

    def _expire_at_term(self) -> None:
        agreement = self.agreement
        if agreement is None or agreement.age(self.model.t) < agreement.package.D:
            return
        self.model.month.returned += self.money.fund_balance
        self.money = ledger.expired(self.money)
        self.local = ledger.local_expired(self.local)
        broad = self.model.council.broad_relief is self
        self.end_agreement(State.CLOSED)
        between = self.party.code, self.model.recipient.code
        self.model.log.event("agreement_ended", *between, "term", months=agreement.package.D)
        goes_on = self.model.params.mechanisms.renewal > 0 and not agreement.suspended
        if goes_on and not self.dormant and self.party.has_menu:
            signing.renew(self, agreement, broad)

    def fold(self) -> None:
        """Its donor signed up to a pool: what it has of its own ends, goods on their way go on."""
        if self.agreement is not None:
            self.money = ledger.expired(self.money)
            self.local = ledger.local_expired(self.local)
            self.end_agreement(State.CLOSED)
            self.model.log.event("agreement_folded", self.party.code, self.model.recipient.code, "folded")
        self.state, self.round, self.cool = State.CLOSED, 0, 0

    def end_agreement(self, state: State) -> None:
        """No agreement is in force any more; broad relief that came with it ends."""
        self.agreement = None
        self.state = state
        self.model.council.end_relief_of(self)

    def expel(self) -> None:
        """The recipient cancels: whoever delivers leaves, and goods in the country stay behind unmonitored."""
        agreement, model, before = self.agreement, self.model, self.money
        if agreement is None:
            return
        self.money = ledger.expelled(before)
        self.local = ledger.local_expelled(self.local)
        model.month.returned += self.money.returned - before.returned
        model.month.tally["cancellations"] += 1
        for donor in agreement.donors:
            donor.belief.see_health(trust.HI_CANCELLED, trust.CANCELLED)
        for donor in self._worn_by_expulsion(agreement):
            donor.failures += 1
        if agreement.package.k > 0:
            model.implementers[agreement.package.k - 1].expel()
        if agreement.pooled:
            model.fund.expel()
        model.recipient.border.note_expulsion(agreement)
        self.end_agreement(State.CLOSED)
        self.cool_off()

    def _worn_by_expulsion(self, agreement: Agreement) -> list[Donor]:
        """Who loses appetite: those who signed and, if pooled, every present contributor, each once (ruling B28)."""
        late = (
            [d for d in self.model.fund.contributors if d not in agreement.donors] if agreement.pooled else []
        )
        return [*agreement.donors, *late]

    def cool_off(self) -> None:
        """Break off for a while."""
        self.state = State.COOLING
        self.round = 0
        self.cool = self.model.params.tables.L_cool
        if self.cool == 0:
            self.state = State.CLOSED

    def note_broken_talks(self) -> None:
        """Talks broke down; at a rival's own table the recipient remembers it next month."""
        if self.party.bilateral_rival:
            self.model.month.rival_talks_failed = True

    def _consider_opening(self) -> None:
        model, party, levers = self.model, self.party, self.model.levers
        terms = tables.opening_terms(
            model.params.tables, model.recipient.pain, party.pain(), party.way_out(), model.major_last_month > 0,
            levers.d, party.rival_share, party.levers.precond, party.hawk_share,
            stance.push(self), model.neutral_exposure,
        )  # fmt: skip
        u, probability = party.chance(chance.TABLE_OPENS), tables.opening_probability(terms)
        opens = u < probability
        if opens:
            self.state, self.round = State.OPEN, 0
        if model.log.enabled:
            model.log.decision(
                "table_opened" if opens else "table_stayed_closed", party.code, model.recipient.code,
                "opened" if opens else "stayed closed", terms._asdict(), tables.opening_logit(terms), logit(u),
                draw=u, probability=probability,
            )  # fmt: skip

    def _walks_out(self) -> bool:
        model, levers = self.model, self.model.levers
        given = (
            model.params.politics.k_d,
            levers.d,
            model.major_last_month,
            self.party.rival_share,
            model.neutral_exposure,
        )
        u = self.party.chance(chance.WALK_OUT)
        probability = hazard_probability(tables.walk_out_hazard(*given))
        if not u < probability:
            return False
        self.cool_off()
        self.note_broken_talks()
        model.month.tally["walk_outs"] += 1
        if model.log.enabled:
            terms = log_terms(tables.walk_out_factors(*given))
            model.log.decision(
                "walk_out", self.party.code, model.recipient.code, "walked out", terms._asdict(), add(terms),
                log_hazard_met(u),
                draw=u, probability=probability,
            )  # fmt: skip
        return True

    def talks(self, mood_channel: int) -> Talks:
        """Both sides' view of the menu this month."""
        mood = protocol.taste(self.party.chance(mood_channel))
        menu = package_table(self.party.menu())
        return Talks(self.party, self.model.recipient, menu, self.party.mediation, mood)

    def _negotiate(self) -> None:
        talks, n = self.talks(chance.TASTE), self.round
        signed = signing.move(self, talks, n)
        if signed is not None:
            signing.ratify(self, talks, signed)
            return
        self.round = n + 1
        if self.round > talks.p.N_dl:
            self.cool_off()
            self.party.note_failure()
            self.note_broken_talks()
            self.model.month.tally["lapses"] += 1
            zone = talks.has_zone()
            self.model.log.event(
                "lapse", self.party.code, self.model.recipient.code, "lapsed",
                round=n, no_zopa=not zone,
            )  # fmt: skip

    def _consider_unsolicited_offer(self) -> None:
        if not self.party.levers.unsol:
            return
        wanted = self.party.chance(chance.UNSOLICITED_OFFER) < self.party.wants_to_offer()
        if wanted or self.model.seats.taken(self.party, "offer"):
            signing.take_it_or_leave_it(self, self.talks(chance.UNSOLICITED_TASTE), wanted)
