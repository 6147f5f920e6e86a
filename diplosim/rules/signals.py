"""Costly signals: how many it takes to be believed (Kydd 2000, 2005; model section 1.3)."""

from __future__ import annotations

import math

from diplosim.rules.numeric import det_log, logit

NEVER = -1
"""Answer of ``signals_needed`` when no number of signals is enough."""


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
