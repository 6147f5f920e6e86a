"""Diplomatic ties, and the way out that they offer to two parties who do not trust each other.

Implements model section 7 (bridge rule, tie evolution). Trust, ties and way-outs are shares from 0 to 1.
"""

from __future__ import annotations

import math

from .numeric import sigmoid

#: Diplomatic tie to the recipient that a mediator needs.
MEDIATOR_TIE = 0.3
#: Months during which an expulsion halves an implementer's tie and bars it from mediating.
EXPULSION_MONTHS = 12
#: What an expulsion leaves of a tie.
EXPULSION_KEEPS = 0.5
#: Share of the distance to its target that a donor's tie moves in a month.
TIE_SPEED = 0.05
#: Log-odds a month that the recipient joins a disease network of members whom it does not trust at all, and per trust.
JOINING_BASE, JOINING_TRUST = -4.0, 8.0


def direct_way_out(tau_out: float, tau_in: float) -> float:
    """Way out through the two parties' own trust in each other (their geometric mean)."""
    return math.sqrt(tau_out * tau_in)


def bridge_way_out(tau_out_mediator: float, W: float) -> float:
    """Way out through a mediator: the recipient's trust in it, and its tie ``W`` to the donor."""
    return math.sqrt(tau_out_mediator * W)


def way_out(direct: float, gamma_m: float, best_bridge: float) -> float:
    """Best way out between two parties, given the mediators' effort ``gamma_m`` (0-1)."""
    return max(direct, gamma_m * best_bridge)


def mediator_available(w: float, expelled_months: int) -> bool:
    """Whether an actor with tie ``w`` to the recipient can mediate: not while it is expelled (ruling B30)."""
    return w >= MEDIATOR_TIE and expelled_months <= 0


def tie_target(live: bool, w0: float) -> float:
    """Where a donor's tie drifts: 1 while its table is open or its agreement in force, else its baseline."""
    if live:
        return 1.0
    return w0


def tie_next(w: float, target: float) -> float:
    """A donor's tie to the recipient next month."""
    return w + TIE_SPEED * (target - w)


def reported_tie(w: float, expelled_months: int) -> float:
    """An implementer's tie as it counts now: halved for a year after an expulsion, without compounding."""
    if expelled_months > 0:
        return EXPULSION_KEEPS * w
    return w


def joining_probability(mean_trust: float) -> float:
    """Chance a month, 0-1, that the recipient joins the disease network, by its mean health trust in the members."""
    return sigmoid(JOINING_BASE + JOINING_TRUST * mean_trust)
