"""What counts as evidence of trustworthiness, and how much (model section 1.2).

Trust is a belief about the other's type: acts an exploiter would not do say more than words (Kydd 2000,
2005). Each relation has four books of evidence, one per domain (health, security) and direction (out: what
the recipient thinks of the other; in: what the other thinks of the recipient). A month fills one number per row of a
book; rows are always added in the order below, because float addition depends on order. The weights are an
ordinal table in units of ``a_ev``: a routine month of full delivery is 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.rules.numeric import at_least, at_most, clip

# Health, out: what the recipient sees of a donor, implementer or fund.
HO_DELIVERED = 0
HO_SIGNED = 1
HO_SUSPENDED = 2
HO_RATIFICATION_FAILED = 3
HO_SINGLED_OUT = 4
HO_SURVEILLANCE = 5
N_HEALTH_OUT = 6

# Health, in: what a donor sees of the recipient.
HI_SURVEILLANCE = 0
HI_MONITORED = 1
HI_SIGNED = 2
HI_DIVERSION = 3
HI_REFUSED = 4
HI_CANCELLED = 5
N_HEALTH_IN = 6

# Security, out: what the recipient sees of a donor. Rows up to NO_RESPONSE and the cut are for rivals only.
SO_EXERCISE = 0
SO_RESPONSE = 1
SO_SANCTION = 2
SO_PRESSURE = 3
SO_NO_RESPONSE = 4
SO_RELIEF_GRANTED = 5
SO_RELIEF_IN_FORCE = 6
SO_EXERCISE_CUT = 7
N_SECURITY_OUT = 8

# Security, in: what a donor sees of the recipient.
SI_QUIETER = 0
SI_LOUDER = 1
N_SECURITY_IN = 2

SIGNED = 2.0
RATIFICATION_FAILED = 1.0
SINGLED_OUT = 0.15
SURVEILLANCE = 0.3
CONTACT = 0.2
REFUSED = 0.5
CANCELLED = 6.0
SANCTION = 1.5


def health_out(rows: Sequence[float]) -> tuple[float, float]:
    """What speaks for (P) and against (N) another in the recipient's eyes this month, in health matters."""
    return (
        rows[HO_DELIVERED] + rows[HO_SIGNED] + rows[HO_SURVEILLANCE],
        rows[HO_SUSPENDED] + rows[HO_RATIFICATION_FAILED] + rows[HO_SINGLED_OUT],
    )


def health_in(rows: Sequence[float]) -> tuple[float, float]:
    """What speaks for (P) and against (N) the recipient in a donor's eyes this month, in health matters."""
    return (
        rows[HI_SURVEILLANCE] + rows[HI_MONITORED] + rows[HI_SIGNED],
        rows[HI_DIVERSION] + rows[HI_REFUSED] + rows[HI_CANCELLED],
    )


def security_out(rows: Sequence[float]) -> tuple[float, float]:
    """What speaks for (P) and against (N) a donor in the recipient's eyes this month, in security matters."""
    return (
        rows[SO_NO_RESPONSE] + rows[SO_RELIEF_GRANTED] + rows[SO_RELIEF_IN_FORCE] + rows[SO_EXERCISE_CUT],
        rows[SO_EXERCISE] + rows[SO_RESPONSE] + rows[SO_SANCTION] + rows[SO_PRESSURE],
    )


def security_in(rows: Sequence[float]) -> tuple[float, float]:
    """What speaks for (P) and against (N) the recipient in a donor's eyes this month, in security matters."""
    return rows[SI_QUIETER], rows[SI_LOUDER]


def delivered(att: float, ratio: float) -> float:
    """P for goods paid this month: share of the due sum that was paid, times attribution."""
    return att * ratio


def carried(att: float, ratio: float) -> float:
    """P for whoever carries goods paid this month: the credit that attribution leaves."""
    return (1.0 - att) * ratio


def surveillance(surv: float) -> float:
    """P, both ways, of a month of shared disease surveillance at strength ``surv`` in [0, 1]."""
    return SURVEILLANCE * surv


def contact(degree: float) -> float:
    """P, both ways, of a month of contact over traditional medicine at ``degree`` in [0, 1]; a network like another."""
    return CONTACT * degree


def suspended(pooled: bool) -> float:
    """N at the onset of a suspension; a fund shields its donors."""
    if pooled:
        return 6.0 * 0.4
    return 6.0


def monitored(a: float) -> float:
    """P of a month of work monitored with access ``a`` in [0, 1]."""
    return 0.2 + 0.8 * a


def diversion_seen(a: float, v: float) -> float:
    """N of a month with diversion share ``v``: only what access ``a`` lets the donor see beyond 15%."""
    return 2.0 * a * at_least(v - 0.15, 0.0)


def exercise(X_eff: float) -> float:
    """N of an allied exercise of effective size ``X_eff`` in [0, 1]."""
    return 0.5 * X_eff


def exercise_cut(X: float, g_post: float) -> float:
    """P of restraint shown in a month whose calendar holds an exercise (``X`` > 0)."""
    if X > 0.0:
        return 3.0 * g_post
    return 0.0


def response(strength: float) -> float:
    """N of the allied answer of ``strength`` = k_eff * severity."""
    return 0.15 * at_most(strength, 4.0)


def no_response(strength: float) -> float:
    """P of a month without any allied answer."""
    if strength == 0.0:
        return 0.3
    return 0.0


def pressure(press: float) -> float:
    """N of a month under a pressure campaign, ``press`` in [0, 1]."""
    return 0.3 * press


def relief_level(r: int) -> float:
    """``r~``: weight of sanctions relief at levels 0 (none), 1 (humanitarian), 2 (broad)."""
    return 0.5 * r


def unconditional_relief_level(uncond: float) -> float:
    """``r~`` of humanitarian relief given without conditions at strength ``uncond`` in [0, 1]."""
    return relief_level(1) * uncond


def relief_granted(r_tilde: float) -> float:
    """P, once, of relief worth ``r~``: a costly signal, about six routine months at full size."""
    return 6.0 * r_tilde


def relief_in_force(att: float, r_tilde: float) -> float:
    """P of each further month in which relief worth ``r~`` stands."""
    return 0.5 * att * r_tilde


def witness_weight(rival: bool) -> float:
    """How closely a donor watches provocations: rivals fully, others at 0.4."""
    if rival:
        return 1.0
    return 0.4


def severity_ratio(sev: float, s_ref: float) -> float:
    """Severity against the reference; where that is 0, quiet is normal and any noise extreme."""
    if s_ref > 0.0:
        return sev / s_ref
    if sev > 0.0:
        return 4.0
    return 1.0


def quieter(weight: float, sev: float, s_ref: float) -> float:
    """P for the recipient of a month quieter than the reference."""
    return weight * at_least(1.0 - severity_ratio(sev, s_ref), 0.0)


def louder(weight: float, sev: float, s_ref: float) -> float:
    """N for the recipient of a month louder than the reference, at most 3 per unit of weight."""
    return weight * clip(severity_ratio(sev, s_ref) - 1.0, 0.0, 3.0)
