"""How a month of evidence changes trust: three rival rules behind one call (model sections 1.1 and 1.4).

The state of a belief is always its log-odds ``L`` in [-5, 5] plus an evidence mass that only the Beta rule
uses. Evidence comes as P (for) and N (against), in the units of ``trust.py``. In all three rules losses
weigh ``lam_neg`` times (Slovic 1993), bad security news contaminates health trust through ``chi``, cut by
de-linking ``d``, and good health news spills over to security through ``omega``, cut by a two-way firewall
(Mitrany 1943; Haas 1958). Results that flip between the rules are results about the rule. How many
costly signals it takes to be believed follows from the log-odds rule (Kydd 2000, 2005; section 1.3).
"""

from __future__ import annotations

import math

from diplosim.rules.numeric import at_most, clip, det_log, logit, sigmoid
from diplosim.rules.params import TrustParams

LOGODDS = 0
EWMA = 1
BETA = 2

L_LIMIT = 5.0
#: A belief this heavy does not move; it keeps the mass finite for the tiniest a_ev.
MASS_LIMIT = 1e12
NEVER = -1
"""Answer of ``signals_needed`` when no number of signals is enough."""


def initial_mass(p: TrustParams) -> float:
    """Evidence mass of a new Beta belief: the first unit of good evidence moves trust by a_ev * (1 - trust).

    That is the gain of the EWMA rule, and solves 1 / ((1 - d_trust) * mass + 1) = a_ev.
    """
    if p.a_ev <= 0.0 or p.a_ev >= 1.0 or p.d_trust >= 1.0:
        return 0.0
    return at_most((1.0 / p.a_ev - 1.0) / (1.0 - p.d_trust), MASS_LIMIT)


def own_evidence(p: TrustParams, P: float, N: float) -> float:
    """``e``: log-odds of this month's evidence within its own domain."""
    return p.a_ev * (P - p.lam_neg * N)


def contamination(p: TrustParams, d: float, e_s: float) -> float:
    """What bad security news (``e_s`` < 0) costs in health trust; <= 0, and 0 under full de-linking."""
    if e_s < 0.0:
        return p.chi * (1.0 - d) * e_s
    return 0.0


def spill_over(p: TrustParams, d: float, e_h: float) -> float:
    """What good health news (``e_h`` > 0) gains in security trust; >= 0."""
    if e_h > 0.0:
        return p.omega * (1.0 - p.fw_sym * d) * e_h
    return 0.0


def logodds_next(p: TrustParams, L: float, L0: float, E: float) -> float:
    """Log-odds after a month with total evidence ``E``: fade towards ``L0``, add, stay within +-5."""
    return clip(L - p.d_trust * (L - L0) + E, -L_LIMIT, L_LIMIT)


def ewma_next(p: TrustParams, L: float, L0: float, gain: float, loss: float) -> float:
    """Exponentially weighted trust after ``gain`` and ``loss`` (already weighted by lam_neg), then fading.

    A month cannot move trust past 1 or 0: each step is at most the whole way.
    """
    up = at_most(p.a_ev * gain, 1.0)
    down = at_most(p.a_ev * loss, 1.0)
    tau = sigmoid(L)
    tau = tau + up * (1.0 - tau)
    tau = tau - down * tau
    tau = tau + p.d_trust * (sigmoid(L0) - tau)
    return clip(logit(tau), -L_LIMIT, L_LIMIT)


def beta_next(p: TrustParams, L: float, mass: float, gain: float, loss: float) -> tuple[float, float]:
    """Beta reputation with forgetting (Josang and Ismail 2002): (log-odds, mass) after a month.

    Without evidence trust stays where it is and only its mass fades, so later news weighs more.
    """
    kept = (1.0 - p.d_trust) * mass
    total = kept + gain + loss
    if gain + loss <= 0.0 or total <= 0.0:
        return L, kept
    tau = (kept * sigmoid(L) + gain) / total
    return clip(logit(tau), -L_LIMIT, L_LIMIT), total


def logodds_dyad(
    p: TrustParams,
    d: float,
    Lh: float,
    L0h: float,
    Ph: float,
    Nh: float,
    Ls: float,
    L0s: float,
    Ps: float,
    Ns: float,
) -> tuple[float, float]:
    """One holder's health and security trust after a month by the log-odds rule: (Lh, Ls); see `update_dyad`."""
    e_h = own_evidence(p, Ph, Nh)
    e_s = own_evidence(p, Ps, Ns)
    E_h = e_h + contamination(p, d, e_s)
    E_s = e_s + spill_over(p, d, e_h)
    return logodds_next(p, Lh, L0h, E_h), logodds_next(p, Ls, L0s, E_s)


def update_dyad(
    p: TrustParams,
    d: float,
    Lh: float,
    mass_h: float,
    L0h: float,
    Ph: float,
    Nh: float,
    Ls: float,
    mass_s: float,
    L0s: float,
    Ps: float,
    Ns: float,
) -> tuple[float, float, float, float]:
    """One holder's health and security trust after a month: (Lh, mass_h, Ls, mass_s).

    ``d`` is the de-linking lever; ``P``/``N`` the evidence for and against; ``L0`` the level that memory
    fades to. Masses matter to the Beta rule only and pass unchanged through the others.
    """
    if p.rule == LOGODDS:
        Lh, Ls = logodds_dyad(p, d, Lh, L0h, Ph, Nh, Ls, L0s, Ps, Ns)
        return Lh, mass_h, Ls, mass_s
    # The other rules take gains and losses apart, in event units instead of log-odds.
    gain_s = Ps + spill_over(p, d, Ph - p.lam_neg * Nh)
    loss_h = p.lam_neg * Nh - contamination(p, d, Ps - p.lam_neg * Ns)
    loss_s = p.lam_neg * Ns
    if p.rule == EWMA:
        return ewma_next(p, Lh, L0h, Ph, loss_h), mass_h, ewma_next(p, Ls, L0s, gain_s, loss_s), mass_s
    Lh, mass_h = beta_next(p, Lh, mass_h, Ph, loss_h)
    Ls, mass_s = beta_next(p, Ls, mass_s, gain_s, loss_s)
    return Lh, mass_h, Ls, mass_s


def gossip(psi: float, L: float, mean: float) -> float:
    """A donor's health trust after hearing its allies, whose ``mean`` pulls it (DeGroot 1974)."""
    return L + psi * (mean - L)


def cooperation_threshold(R: float, T: float, P: float, S: float) -> float:
    """Belief from which cooperating pays in the assurance game with payoffs R > T >= P > S.

    ``R`` both cooperate, ``T`` exploit, ``P`` neither, ``S`` be exploited.
    """
    return (P - S) / ((P - S) + (R - T))


def signals_needed(p0: float, p_star: float, q: float) -> int:
    """Number of costly acts that lift belief from ``p0`` to ``p_star``, both in (0, 1).

    ``q`` in [0, 1] is the chance that an exploiter would do such an act too. At q = 1 it teaches nothing,
    and the answer is ``NEVER``.
    """
    distance = logit(p_star) - logit(p0)
    if distance <= 1e-12:
        return 0
    if q >= 1.0:
        return NEVER
    if q <= 0.0:
        return 1
    return math.ceil(distance / -det_log(q) - 1e-12)
