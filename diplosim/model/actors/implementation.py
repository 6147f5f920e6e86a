"""Agreements under fire: resumption, suspension and expulsion after this month's provocations (phase 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.rules import chance, politics, trust
from diplosim.rules.numeric import add, hazard_probability, log_hazard_met, log_terms

if TYPE_CHECKING:
    from diplosim.model.actors.agreement import Agreement
    from diplosim.model.actors.table import Table


def suspend_or_resume(table: Table) -> None:
    """Resume, or suspend, the agreement of a table; one that resumed this month is not tested again."""
    agreement, month = table.agreement, table.model.month
    if agreement is None:
        return
    if agreement.suspended:
        _resume(table, agreement)
    elif month.sev2 > 0:
        _suspend(table, agreement)


def _resume(table: Table, agreement: Agreement) -> None:
    model = table.model
    probability = politics.resume_probability(model.params.politics.p_res, model.month.sev2 > 0)
    u = table.party.chance(chance.RESUMPTION)
    if u < probability:
        agreement.suspended = False
        model.log.event("resumption", table.party.code, "DPRK", "resumed", probability=probability, draw=u)


def _suspend(table: Table, agreement: Agreement) -> None:
    model, sev2 = table.model, table.model.month.sev2
    p = model.params.politics
    shield = politics.protection(model.levers.d, agreement.pi_pool, agreement.pooled)
    gbar, rbar = agreement.hawk_share(), agreement.rival_share()
    u = table.party.chance(chance.SUSPENSION)
    probability = hazard_probability(politics.suspension_hazard(p.k_d, shield, sev2, gbar, rbar))
    suspends = u < probability
    if suspends:
        agreement.suspended = True
        model.month.tally["suspensions"] += 1
        for donor in agreement.donors:
            model.dprk.trust[donor.code].see_health(trust.HO_SUSPENDED, trust.suspended(agreement.pooled))
    if model.log.enabled:
        terms = log_terms(politics.suspension_factors(p.k_d, shield, sev2, gbar, rbar))
        model.log.decision(
            "suspension" if suspends else "agreement_withstood", table.party.code, "DPRK",
            "suspended" if suspends else "went on",
            terms._asdict(), add(terms), log_hazard_met(u),
            draw=u, probability=probability,
        )  # fmt: skip


def consider_expulsion(table: Table) -> None:
    """The DPRK may cancel an agreement, suspended or not."""
    if table.model.dprk.considers_expulsion(table):
        table.expel()
