"""Opening, walking out of and losing a negotiation table. Implements model sections 8 and 2.3 (expulsion).

Ripeness (Zartman 2000) needs a mutually hurting stalemate and a way out. ``That`` is tension relative to its
usual level (1/2 in the status quo), ``rbar`` the share of rivals among a table's donors, ``d`` de-linking.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from .delivery import ATTRIBUTION_POOLED, attribution
from .numeric import at_least, det_exp, sigmoid
from .params import ProvocationParams, TableParams
from .provocation import event_count

#: Weight of disease in the recipient's pain.
PAIN_DISEASE = 0.5
#: Weight of the economic loss in the recipient's pain.
PAIN_ECONOMY = 0.25
#: Exposure of an agreement without rivals to security crises; with rivals only, it is 1.
NEUTRAL_EXPOSURE = 0.3
#: How far rivals are seen while they talk at their own table.
VISIBLE_TALKS = 1.0
#: Most meetings in a month.
MEETINGS_MAX = 20
#: Severity of major provocations beyond which a month is no worse.
SEVERITY_CAP = 4.0
#: How steeply the log hazard of cancellation rises with tension above its usual level.
TENSION_SLOPE = 2.0
#: Usual level of relative tension.
USUAL_TENSION = 0.5
#: Parts of the cancellation hazard: present in any programme, and per square of monitoring access.
EXPULSION_BASE = 0.5
EXPULSION_ACCESS = 1.5
#: Shares of the cancellation hazard that ownership and de-linking take away.
OWNERSHIP_ROOTS = 0.6
DELINKING_ROOTS = 0.5


class WalkOutFactors(NamedTuple):
    """What the hazard of a walk-out is made of; the factors are multiplied left to right."""

    sensitivity_to_crises: float
    delinking: float
    provocations_last_month: float
    rivals_at_the_table: float


class CancellationFactors(NamedTuple):
    """What the hazard of a cancellation is made of; the factors are multiplied left to right."""

    usual_rate: float
    tension: float
    framing_access_and_delivery: float
    ownership: float
    delinking: float


class OpeningTerms(NamedTuple):
    """What speaks for and against talks this month; the terms add up, left to right, to the log-odds."""

    base: float
    ripeness: float
    security: float
    precondition: float
    hawks: float
    stance: float


def pain_recipient(Y: float, E: float, eps_E: float) -> float:
    """How much the present hurts the recipient, 0-0.75: disease burden ``Y`` and economic loss."""
    loss = 0.0
    if eps_E > 0.0 and E < 1.0:
        loss = min(1.0, (1.0 - E) / eps_E)
    return PAIN_DISEASE * Y + PAIN_ECONOMY * loss


def pain_party(rival: bool, That: float, Y: float) -> float:
    """How much the present hurts one donor, 0-1: tension for a rival, disease for the others."""
    if rival:
        return That
    return Y


def security_exposure(rbar: float, k_n: float = NEUTRAL_EXPOSURE) -> float:
    """How far security crises reach a table or agreement: ``k_n`` without rivals, 1 with rivals only."""
    return k_n + (1.0 - k_n) * rbar


def engagement_weight(rival_present: bool, zeta: float) -> float:
    """How much talks or an agreement count as engagement: 1 with a rival, ``zeta`` without."""
    if rival_present:
        return 1.0
    return zeta


def agreement_engagement(rival_present: bool, p: ProvocationParams) -> float:
    """How much an agreement that is not suspended counts as engagement: ``iota`` of talks with the same donors."""
    return p.iota * engagement_weight(rival_present, p.zeta)


def visible_engagement(p: ProvocationParams, rival_share: float, seen: float) -> float:
    """Engagement of a table or agreement, ``zeta`` to 1, by the rivals' share of its money and their visibility."""
    return p.zeta + (1.0 - p.zeta) * rival_share * seen


def engagement_of_talks(p: ProvocationParams, rival_share: float, pooled: bool) -> float:
    """Engagement of an open table whose donors would give ``rival_share`` of the money, 0-1, as rivals."""
    if pooled:
        return visible_engagement(p, rival_share, ATTRIBUTION_POOLED)
    return visible_engagement(p, rival_share, VISIBLE_TALKS)


def engagement_of_agreement(p: ProvocationParams, rival_share: float, channel: int, pooled: bool) -> float:
    """Engagement of an agreement in force that is not suspended: ``iota`` of what it shows of the rivals."""
    return p.iota * visible_engagement(p, rival_share, attribution(channel, pooled))


def routine_engagement(p: ProvocationParams) -> float:
    """Engagement of routine aid without rivals in force, against which the background is measured."""
    return p.iota * p.zeta


def meetings(p: ProvocationParams, u: float) -> int:
    """Meetings with rivals in a month of talks at a rival's own table: Poisson with mean ``mu_meet``, at most 20."""
    return min(event_count(u, p.mu_meet, inf)[0], MEETINGS_MAX)


def stalemate(pain_R: float, pain_k: float) -> float:
    """How much the present hurts both sides, 0-1: the smaller of their pains."""
    return min(pain_R, pain_k)


def ripeness(pain_R: float, pain_k: float, way_out: float) -> float:
    """How ripe a table is for talks, 0-1 (Zartman 2000): a hurting stalemate, and a way out of it."""
    return stalemate(pain_R, pain_k) * way_out


def opening_terms(
    p: TableParams,
    pain_R: float,
    pain_k: float,
    way_out: float,
    major_last_month: bool,
    d: float,
    rbar: float,
    precond: bool,
    gbar: float,
    stance: float,
    k_n: float = NEUTRAL_EXPOSURE,
) -> OpeningTerms:
    """Return the terms of the log-odds that a closed table opens this month.

    Parameters
    ----------
    p
        Symbols of the tables.
    pain_R, pain_k
        Pain of the recipient and of the table's donors, 0-1.
    way_out
        Trust on the best path between the parties, direct or through a mediator, 0-1.
    major_last_month
        Whether there was a major provocation last month.
    d, rbar, gbar
        De-linking, rival share and (by budget) hawkish share of the table's donors, 0-1.
    precond
        Whether talks need steps of denuclearisation first.
    stance
        What the recipient's stance adds at a rival's own table (`rules.stance`), 0 at others.
    k_n
        Exposure to security crises of a table without rivals, 0-1.
    """
    security = 0.0
    if major_last_month:
        security = -p.o2 * (1.0 - d) * security_exposure(rbar, k_n)
    precondition = 0.0
    if precond:
        precondition = -p.o3
    return OpeningTerms(
        p.o0, p.o1 * stalemate(pain_R, pain_k) * way_out, security, precondition, -gbar, stance
    )


def opening_logit(terms: OpeningTerms) -> float:
    """Log-odds that the table opens: the terms added from left to right."""
    return terms.base + terms.ripeness + terms.security + terms.precondition + terms.hawks + terms.stance


def highest_opening_logit(p: TableParams, pain_R: float, stance: float) -> float:
    """The most that the log-odds can be, up to rounding, whoever the donors are; most draws are beyond even that."""
    ripest = at_least(p.o1, 0.0) * pain_R
    return p.o0 + ripest + at_least(-p.o2, 0.0) + at_least(-p.o3, 0.0) + stance


def opening_probability(terms: OpeningTerms) -> float:
    """Chance, 0-1, that the table opens this month."""
    return sigmoid(opening_logit(terms))


def walk_out_hazard(k_d: float, d: float, sev2: float, rbar: float, k_n: float = NEUTRAL_EXPOSURE) -> float:
    """Hazard per month that open talks break off after last month's major provocations ``sev2``."""
    factors = walk_out_factors(k_d, d, sev2, rbar, k_n)
    return factors[0] * factors[1] * factors[2] * factors[3]


def walk_out_factors(
    k_d: float, d: float, sev2: float, rbar: float, k_n: float = NEUTRAL_EXPOSURE
) -> WalkOutFactors:
    """The factors of the hazard; see `walk_out_hazard`."""
    return WalkOutFactors(k_d, 1.0 - d, min(sev2, SEVERITY_CAP), security_exposure(rbar, k_n))


def cancellation_hazard(
    h_can: float, That: float, f: int, a: float, direct_and_rival: bool, own: float, d: float
) -> float:
    """Hazard per month that the recipient cancels an agreement and expels the implementer.

    Singled-out framing ``f`` (0 or 1), monitoring access ``a`` and a rival's own staff feed it; ownership
    ``own`` and de-linking ``d`` lower it. About 6 % a year at f = 0, a = 0.5 (record: 2005, 2009, 2020-21).
    """
    factors = cancellation_factors(h_can, That, f, a, direct_and_rival, own, d)
    return factors[0] * factors[1] * factors[2] * factors[3] * factors[4]


def cancellation_factors(
    h_can: float, That: float, f: int, a: float, direct_and_rival: bool, own: float, d: float
) -> CancellationFactors:
    """The factors of the hazard; see `cancellation_hazard`."""
    mood = det_exp(TENSION_SLOPE * (That - USUAL_TENSION))
    friction = EXPULSION_BASE + f + EXPULSION_ACCESS * (a * a)
    if direct_and_rival:
        friction = friction + 1.0
    return CancellationFactors(h_can, mood, friction, 1.0 - OWNERSHIP_ROOTS * own, 1.0 - DELINKING_ROOTS * d)
