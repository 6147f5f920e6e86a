"""From a hazard (a rate per month) to the chance that something happens within the month."""

from __future__ import annotations

from .numeric import det_exp


def hazard_probability(h: float) -> float:
    """Chance, 0-1, that an event of hazard ``h`` per month happens within one month.

    Suspension, walk-out, cancellation and release by the sanctions committee share this form. A hazard of
    zero gives exactly 0, so that protected agreements are never interrupted.
    """
    if h <= 0.0:
        return 0.0
    return 1.0 - det_exp(-h)
