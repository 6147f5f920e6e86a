"""The recipient and its rivals: its stance, what a closed one does at their tables, and how far talks engage it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.model.actors.agreement import State
from diplosim.rules import bargaining, chance, stance, tables
from diplosim.rules.numeric import log_hazard_met

if TYPE_CHECKING:
    from diplosim.model.actors.donor import Donor
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel


def reconsider(model: DiplomacyModel) -> None:
    """The stance may change by chance; a dated stance has the last word."""
    if not model.params.mechanisms.stance:
        return
    _by_chance(model)
    for event in model.dated("stance"):
        model.recipient.stance = int(event.to == "open")
        model.log.event("stance", model.recipient.code, "rivals", event.to)


def _by_chance(model: DiplomacyModel) -> None:
    recipient, before = model.recipient, model.last_month
    good = stance.goodwill(
        model.restraint, model.council.carve_out, model.e_law0, model.mean_trust_in_rivals(),
        model.usual_trust_in_rivals, before.absorbed_musd,
    )  # fmt: skip
    pressure = stance.felt_pressure(model.levers.press, before.resolutions > 0)
    p = model.params.stance
    if recipient.stance:
        terms = stance.closing_terms(p, good, pressure, before.rival_talks_failed)
    else:
        support = bargaining.patron_support(model.params.bargaining, model.levers.partner)
        terms = stance.opening_terms(p, good, pressure, support)
    u, probability = model.draw(0, chance.STANCE), stance.change_probability(terms)
    changes = u < probability
    if changes:
        recipient.stance = 1 - recipient.stance
    if model.log.enabled:
        model.log.decision(
            "stance_changed" if changes else "stance_kept", recipient.code, "rivals",
            "open" if recipient.stance else "closed",
            terms._asdict(), stance.log_hazard(terms), log_hazard_met(u),
            draw=u, probability=probability,
        )  # fmt: skip


def push(table: Table) -> float:
    """Log-odds that the stance adds to the opening of a table: at a rival's own only."""
    params = table.model.params
    if params.mechanisms.stance and table.party.bilateral_rival:
        return stance.table_push(params.stance, table.model.recipient.stance)
    return 0.0


def ends_talks(table: Table) -> bool:
    """Break off the talks at a rival's own table while the recipient is closed; say whether it did."""
    model = table.model
    if not model.params.mechanisms.stance or model.recipient.stance or not table.party.bilateral_rival:
        return False
    table.cool_off()
    table.note_broken_talks()
    model.month.tally["walk_outs"] += 1
    model.log.event("stance_ended_talks", model.recipient.code, table.party.code, "left")
    return True


def engagement_at(table: Table) -> float:
    """How much one table counts as engagement this month (model sections 3.1 and 14.4)."""
    p, agreement, party = table.model.params.provocation, table.agreement, table.party
    visible = table.model.params.mechanisms.engagement > 0
    if table.state is State.OPEN:
        if visible:
            return tables.engagement_of_talks(p, rivals_money(party.members), party.pooled)
        return tables.engagement_weight(party.rival_present, p.zeta)
    if agreement is None or agreement.suspended:
        return 0.0
    if visible:
        share = rivals_money(agreement.donors)
        return tables.engagement_of_agreement(p, share, agreement.channel, party.pooled)
    return tables.agreement_engagement(any(donor.spec.rival for donor in agreement.donors), p)


def rivals_money(donors: Sequence[Donor]) -> float:
    """Share of rivals in what these donors would spend now, 0-1."""
    total, rivals = 0.0, 0.0
    for donor in donors:
        total = total + donor.budget_alone
        if donor.spec.rival:
            rivals = rivals + donor.budget_alone
    return rivals / total


def meet_rivals(model: DiplomacyModel) -> None:
    """Meetings of a month of talks at a rival's own table."""
    own_open = any(t.state is State.OPEN and t.party.bilateral_rival for t in model.tables)
    if own_open and model.params.mechanisms.engagement:
        u = model.draw(0, chance.MEETINGS)
        model.month.rival_meetings = tables.meetings(model.params.provocation, u)
