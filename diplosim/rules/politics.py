"""Donor politics: elections, the money that follows them, fatigue, suspension and overhead.

Implements model section 5. ``hawkish`` is 1 for a hawkish government, 0 for a dovish one.
"""

from __future__ import annotations

from typing import NamedTuple

from .numeric import det_exp, det_log, logit, power
from .params import PoliticsParams
from .tables import NEUTRAL_EXPOSURE, SEVERITY_CAP, security_exposure

#: Added to provocation rates before they are compared, so that quiet times do not divide by zero.
RATE_OFFSET = 0.2
#: Months in the duration at which a hawkish government hits the money in full.
FULL_EXPOSURE_MONTHS = 12.0
#: Share of lost appetite that a donor regains in a month.
APPETITE_RECOVERY = 0.02
#: Floor of a donor's appetite.
APPETITE_MIN = 0.2
#: Weight of this month in the running mean of provocations that voters look at.
AVERAGE_WEIGHT = 0.1
#: What a major provocation last month leaves of the chance to resume.
RESUME_AFTER_MAJOR = 0.2
#: Overhead that a pooled fund adds.
POOLED_OVERHEAD = 0.05
#: Overhead that a third-country implementer adds.
THIRD_OVERHEAD = 0.05
#: Share of the cost of fragmentation that a comprehensive programme saves.
COMPREHENSIVE_SAVES = 0.6
#: Ceiling of the overhead rate.
OVERHEAD_MAX = 0.5


class ElectionTerms(NamedTuple):
    """What speaks for a hawkish government; the terms add up, left to right, to the log-odds."""

    usual_odds: float
    recent_provocations: float


class SuspensionFactors(NamedTuple):
    """What the hazard of a suspension is made of; the factors are multiplied left to right."""

    sensitivity_to_crises: float
    protection: float
    provocations_this_month: float
    hawkish_governments: float
    rivals_among_donors: float


def hawk_probability(p_hawk: float, b_aud: float, ewma: float, mu0: float) -> float:
    """Chance, 0-1, that an election brings a hawkish government.

    ``p_hawk`` is the chance at the usual rate of provocations ``mu0`` (events a month); the odds grow with
    the running mean ``ewma`` to the power ``b_aud``. In odds, so that 0 and 1 stay exact (ruling B12).
    """
    usual = mu0 + RATE_OFFSET
    if usual <= 0.0:
        return p_hawk
    w = det_exp(voters_reaction(b_aud, ewma, mu0))
    return p_hawk * w / (p_hawk * w + (1.0 - p_hawk))


def voters_reaction(b_aud: float, ewma: float, mu0: float) -> float:
    """Log-odds that the provocations of the past months add to those of hawks; 0 at the usual rate ``mu0`` >= 0."""
    return b_aud * det_log((ewma + RATE_OFFSET) / (mu0 + RATE_OFFSET))


def election_terms(p_hawk: float, b_aud: float, ewma: float, mu0: float) -> ElectionTerms:
    """Terms of the log-odds of a hawkish government, for ``p_hawk`` between 0 and 1; see `hawk_probability`."""
    return ElectionTerms(logit(p_hawk), voters_reaction(b_aud, ewma, mu0))


def hawk_money(p: PoliticsParams, direct: bool) -> float:
    """Share of one-year money that a hawkish government still pays, 0-1; less for direct aid if so set."""
    if direct:
        return p.m_hawk * p.m_direct
    return p.m_hawk


def money_multiplier(m: float, D: int, hawkish: int) -> float:
    """Share of the money due that a donor pays, 0-1.

    Under a hawkish government ``m`` is what remains of a one-year programme; longer ones (``D`` months) are
    partly committed in advance: ``m ** (12 / D)``.
    """
    if not hawkish:
        return 1.0
    if m <= 0.0:
        return 0.0
    return power(m, FULL_EXPOSURE_MONTHS / D)


def appetite_recover(f: float) -> float:
    """A donor's appetite ``f`` (share of its ceiling on offer) after a month of rest."""
    return f + APPETITE_RECOVERY * (1.0 - f)


def inherited_appetite(p: PoliticsParams, f: float) -> float:
    """Appetite of a government that follows a hawkish one: ``inherit`` of the way down to what the hawks left.

    Budgets are cut at once and grow by increments on last year's (Wildavsky 1964): money for a programme, the staff
    that spends it and the partners on the ground have to be built again (`appetite_recover`).
    """
    return max(APPETITE_MIN, min(f, 1.0 - p.inherit * (1.0 - p.m_hawk)))


def appetite_penalty(f: float, phi_fat: float) -> float:
    """Appetite after one refusal, lapse or cancellation; never below 0.2."""
    return max(APPETITE_MIN, f * (1.0 - phi_fat))


def provocation_average_next(ewma: float, n: int) -> float:
    """Running mean of provocations a month after a month with ``n`` of them."""
    return (1.0 - AVERAGE_WEIGHT) * ewma + AVERAGE_WEIGHT * n


def protection(d: float, pi_pool: float, pooled: bool) -> float:
    """How well an agreement is shielded from a provocation, 0-1: by de-linking ``d`` and by pooling."""
    shield = 0.0
    if pooled:
        shield = pi_pool
    return 1.0 - (1.0 - d) * (1.0 - shield)


def suspension_hazard(
    k_d: float, prot: float, sev2: float, gbar: float, rbar: float, k_n: float = NEUTRAL_EXPOSURE
) -> float:
    """Hazard per month that donors suspend an agreement.

    ``sev2`` is the month's severity of major provocations (2 for class 2, 3 for class 3, summed; 4 at most
    counts), ``gbar`` and ``rbar`` the hawkish and the rival share of its donors;
    ``k_n`` the exposure of those without rivals.
    """
    factors = suspension_factors(k_d, prot, sev2, gbar, rbar, k_n)
    return factors[0] * factors[1] * factors[2] * factors[3] * factors[4]


def suspension_factors(
    k_d: float, prot: float, sev2: float, gbar: float, rbar: float, k_n: float = NEUTRAL_EXPOSURE
) -> SuspensionFactors:
    """The factors of the hazard; see `suspension_hazard`."""
    return SuspensionFactors(
        k_d, 1.0 - prot, min(sev2, SEVERITY_CAP), 1.0 + gbar, security_exposure(rbar, k_n)
    )


def resume_probability(p_res: float, major: bool) -> float:
    """Chance, 0-1, that a suspended agreement resumes; a fifth of it after a major provocation."""
    if major:
        return RESUME_AFTER_MAJOR * p_res
    return p_res


def overhead_rate(
    p: PoliticsParams, pooled: bool, third: bool, n_projects: int, comp: float, compliance: float
) -> float:
    """Share of payments that running the programme costs, 0-0.5.

    Every further project in the country adds to it (Knack & Rahman 2007); a comprehensive programme
    (``comp``, 0-1) saves most of that. ``compliance``: what complying with sanctions costs besides.
    """
    rate = p.oh0
    if pooled:
        rate = rate + POOLED_OVERHEAD
    if third:
        rate = rate + THIRD_OVERHEAD
    if n_projects > 1:
        rate = rate + p.om_frag * (n_projects - 1) / 2.0 * (1.0 - COMPREHENSIVE_SAVES * comp)
    return min(OVERHEAD_MAX, rate + compliance)
