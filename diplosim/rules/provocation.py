"""Provocations: a self-exciting process whose memory is tension (model section 3).

Hawkes (1971) and Porter and White (2012): events raise a tension stock that breeds further events.
Richardson (1960): the allies' answer multiplies that feedback. Jervis (1976): whether answering feeds the
spiral or deters is the sign of ``spi``. Political conditions act on the background rate only, so each
coefficient is a long-run log rate ratio. Rates are events a month, tension is in units of severity.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

from diplosim.rules.numeric import at_least, at_most, clip, det_exp, det_log
from diplosim.rules.params import ProvocationParams

INTENSITY_CAP = 25.0
COUNT_CAP = 80
#: Least breadth against which a change of UN sanctions is measured.
BREADTH_BASE = 0.5
#: Mean breadth of UN sanctions in 2026.
BREADTH_OF_2026 = 0.775
REFERENCE_CAPABILITY = 0.5
#: What moves the background rate, in the order of `modulator_terms`.
MODULATORS = ("exercise", "talk", "stake", "reassurance", "fungible", "sanctions", "stance", "restraint")
#: The parts of ``eta``, in this order.
Modulators: TypeAlias = tuple[float, float, float, float, float, float, float, float]


class IntensityTerms(NamedTuple):
    """Where the expected events of a month come from; added left to right."""

    background: float
    tension: float


def mean_severity(p: ProvocationParams) -> float:
    """``sbar``: mean severity of one event at the reference capability of 0.5."""
    return 1.0 + 2.0 * p.p2 + 8.0 * p.p3


def response_factor(p: ProvocationParams, k: float) -> float:
    """What an allied response of strength ``k`` does to the tension that a severity unit leaves; >= 0."""
    return at_least(1.0 + k * p.spi, 0.0)


def tension_gain(p: ProvocationParams) -> float:
    """``kap_T``: events a month per unit of tension, so that the usual branching ratio is ``eta0``."""
    factor = response_factor(p, p.k_resp)
    if factor <= 0.0:
        return 0.0
    return p.eta0 * p.d_T / (mean_severity(p) * factor)


def mean_rate(p: ProvocationParams) -> float:
    """``mu0``: long-run events a month with all modulators at rest; needs eta0 < 1."""
    return p.lam0 / (1.0 - p.eta0)


def reference_severity(p: ProvocationParams) -> float:
    """``s_ref``: long-run severity a month with all modulators at rest."""
    return mean_rate(p) * mean_severity(p)


def reference_tension(p: ProvocationParams) -> float:
    """``Tbar``: long-run tension with all modulators at rest; every run starts there."""
    return reference_severity(p) * response_factor(p, p.k_resp) / p.d_T


def relative_tension(T: float, Tbar: float) -> float:
    """``That``: tension on a scale from 0 to 1, a half at the reference level."""
    total = T + Tbar
    if total <= 0.0:
        return 0.0
    return T / total


def response_strength(p: ProvocationParams, press: float, g_post: float) -> float:
    """``k_eff``: allied response per unit of severity, raised by pressure and lowered by restraint."""
    return p.k_resp * (1.0 + 0.6 * press) * (1.0 - 0.6 * g_post)


def scheduled_exercise(month_of_year: int) -> float:
    """``X``: size of the allied exercise by calendar month (0 = January): March 1, August 0.25."""
    if month_of_year == 2:
        return 1.0
    if month_of_year == 7:
        return 0.25
    return 0.0


def exercise_effect(X: float, g_post: float) -> float:
    """``X_eff``: the exercise as it is held under restraint ``g_post``."""
    return X * (1.0 - g_post)


def stake(p: ProvocationParams, absorbed_musd: float, e: float) -> float:
    """``K``: what the recipient would lose: this month's absorbed aid (M$) and carve-out ``e``; at most 1."""
    return at_most(absorbed_musd / p.K_ref + 0.5 * e, 1.0)


def freed_by_aid(p: ProvocationParams, absorbed_musd: float) -> float:
    """Own money, M$ a month, that absorbed aid frees if there is enough of it to be freed."""
    return p.fung * absorbed_musd


def fungible(
    p: ProvocationParams,
    diverted_musd: float,
    freed_musd: float,
    e: float,
    broad_in_force: float,
    E0: float,
    E: float,
    eps_E: float,
) -> float:
    """``F``: resources freed for other ends (flows in M$ a month), net of what a worse economy takes away.

    ``freed_musd``: own money that absorbed aid frees, see `freed_by_aid`.
    """
    freed = at_most((diverted_musd + freed_musd) / p.F_ref, 1.0)
    squeezed = 0.0
    full = 0.3 * eps_E  # 0 also for the tiniest eps_E
    if full > 0.0:
        squeezed = clip((E0 - E) / full, 0.0, 1.0)
    return freed + 0.1 * e + broad_in_force - squeezed


def breadth_ratio(Ubar: float, Ubar_0: float, by_class: bool = False) -> float:
    """``U_ratio``: mean UN sanction breadth against its start, 1 for no change.

    Below a start of 0.5 the change counts per 0.5 of breadth: a few sanctions where there were hardly any
    are not a hundredfold rise (docs/model_changes.md). ``by_class``: the second model counts every change per the
    breadth of 2026, whatever the start.
    """
    if by_class:
        return 1.0 + (Ubar - Ubar_0) / BREADTH_OF_2026
    base = Ubar_0
    base = max(base, BREADTH_BASE)
    return 1.0 + (Ubar - Ubar_0) / base


def modulator_terms(
    p: ProvocationParams,
    X_eff: float,
    G: float,
    K: float,
    d: float,
    uncond_on: bool,
    tbar: float,
    tbar0: float,
    has_rivals: bool,
    F: float,
    U_ratio: float,
    press: float,
    stance: int,
    g_post: float,
) -> Modulators:
    """The parts of ``eta``, in the order of ``MODULATORS``, signs included.

    Added from left to right they are the log of the background's rate ratio. ``G`` engagement, ``K`` stake
    (counts only as far as aid is not de-linked, and 0.6 if relief came without conditions), ``tbar`` the
    recipient's mean security trust in its rivals against its start ``tbar0``, ``F`` fungible resources,
    ``stance`` 1 if it is open to its rivals, ``g_post`` allied restraint.
    """
    u_st = 0.6 if uncond_on else 1.0
    reassurance = 0.0
    if has_rivals:
        reassurance = -p.b_tau * (tbar - tbar0)
    return (
        p.b_X * X_eff,
        -p.b_N * G,
        -p.b_K * K * (1.0 - d) * u_st,
        reassurance,
        p.b_F * F,
        p.b_S * (U_ratio - 1.0 + 0.3 * press),
        -p.b_O * stance,
        -p.b_R * g_post,
    )


def add_modulators(terms: Modulators) -> float:
    """``eta``: the modulator terms added left to right."""
    return terms[0] + terms[1] + terms[2] + terms[3] + terms[4] + terms[5] + terms[6] + terms[7]


def intensity(p: ProvocationParams, eta: float, kap: float, T: float) -> float:
    """``lam``: expected events this month, background plus tension, capped at 25."""
    terms = intensity_terms(p, eta, kap, T)
    return at_most(terms.background + terms.tension, INTENSITY_CAP)


def intensity_terms(p: ProvocationParams, eta: float, kap: float, T: float) -> IntensityTerms:
    """Expected events of this month by where they come from, before the cap."""
    return IntensityTerms(p.lam0 * det_exp(eta), kap * T)


def event_count(u: float, lam: float, r_nb: float) -> tuple[int, bool]:
    """Number of events by inversion of ``u``, and whether the limit of 80 cut it off.

    Negative binomial with mean ``lam`` and size ``r_nb`` (infinite: Poisson). The count is the smallest k
    whose cumulative probability exceeds ``u``, so it never falls when ``lam`` or ``u`` rises (up to rounding
    within about 1e-15 of u = 1, where the sum can stop short of ``u`` and the limit answers).
    """
    if lam <= 0.0:
        return 0, False
    poisson = math.isinf(r_nb)
    log_none = -lam if poisson else r_nb * det_log(r_nb / (r_nb + lam))
    probability = det_exp(log_none)
    cumulative = probability
    k = 0
    while cumulative <= u and k < COUNT_CAP:
        if poisson:
            probability = (probability * lam) / (k + 1)
        else:
            probability = (((probability * (k + r_nb)) / (k + 1)) * lam) / (r_nb + lam)
        k = k + 1
        cumulative = cumulative + probability
    return k, cumulative <= u


def class3_probability(p: ProvocationParams, Qcap: float) -> float:
    """Probability that an event is a nuclear test, given weapons capability ``Qcap`` in [0, 1]."""
    return p.p3 * (REFERENCE_CAPABILITY + Qcap)


def event_class(v: float, p: ProvocationParams, Qcap: float) -> int:
    """Class of an event from its uniform ``v``: 3 nuclear test, 2 long range or lethal, 1 all else."""
    p3 = class3_probability(p, Qcap)
    if v < p3:
        return 3
    if v < p3 + p.p2:
        return 2
    return 1


def severity(cls: int) -> int:
    """Severity of an event of class 1, 2, 3: 1, 3, 9."""
    if cls == 3:
        return 9
    if cls == 2:
        return 3
    return 1


def major_severity(cls: int) -> int:
    """What an event adds to ``sev2``, the severity that donors react to: 0, 1, 3."""
    if cls == 3:
        return 3
    if cls == 2:
        return 1
    return 0


def tension_next(p: ProvocationParams, T: float, sev: float, k_eff: float) -> float:
    """Tension after a month of severity ``sev`` answered with strength ``k_eff``."""
    return (1.0 - p.d_T) * T + sev * response_factor(p, k_eff)


def branching_ratio(p: ProvocationParams, k_eff: float) -> float:
    """``eta_eff``: further events that one event breeds; from 1 on Richardson's spiral has no rest."""
    factor = response_factor(p, p.k_resp)
    if factor <= 0.0:
        return 0.0
    return p.eta0 * response_factor(p, k_eff) / factor


def capability_next(p: ProvocationParams, Qcap: float, F: float) -> float:
    """Weapons capability next month: it grows towards 1, faster with fungible resources ``F``."""
    return Qcap + p.Qcap_growth * at_least(1.0 + F, 0.0) * (1.0 - Qcap)
