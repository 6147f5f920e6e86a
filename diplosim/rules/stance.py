"""Whether the recipient is open to its rivals, and how that changes from month to month (model 2, stance).

A regime with two states (Hamilton 1989): moratoria and talks share a cause, so that quiet months beside talks are no
evidence that talks restrain. What the recipient was given or spared may open the window, or pay for keeping it shut
(``b_open`` and ``b_press`` have both signs); failed talks and pressure close it; a patron's support does without it.
"""

from __future__ import annotations

from typing import NamedTuple

from .numeric import at_least, at_most, clip, det_exp, det_log, hazard_probability
from .params import StanceParams

#: The two stances.
CLOSED_TO_RIVALS, OPEN_TO_RIVALS = 0, 1
#: Weight of a change of trust in rivals among what was given or spared.
TRUST_WEIGHT = 4.0
#: Aid absorbed in a month that counts in full, M$.
FULL_DELIVERY = 4.0
#: Bounds of what was given or spared.
GOODWILL_MIN, GOODWILL_MAX = -1.0, 2.0
#: Patron support at which it neither opens nor shuts.
USUAL_SUPPORT = 0.5
#: Weight of talks with rivals that failed last month in closing.
FAILED_TALKS = 2.0


class StanceTerms(NamedTuple):
    """What speaks for a change of stance; the terms add up, left to right, to the log hazard."""

    usual_rate: float
    goodwill: float
    pressure: float
    patron: float
    failed_talks: float


def goodwill(
    g_post: float, e: float, e_law0: float, tbar: float, tbar0: float, absorbed_musd: float
) -> float:
    """What the recipient was lately given or spared, -1 to 2.

    ``g_post``: allied restraint, 0-1; ``e``: last month's carve-out against ``e_law0`` of the start; ``tbar``: its
    mean security trust in its rivals against ``tbar0`` of the start; ``absorbed_musd``: aid absorbed last month, M$.
    """
    eased = at_least(e - e_law0, 0.0)
    trust = TRUST_WEIGHT * (tbar - tbar0)
    delivered = at_most(absorbed_musd / FULL_DELIVERY, 1.0)
    return clip(g_post + eased + trust + delivered, GOODWILL_MIN, GOODWILL_MAX)


def felt_pressure(press: float, resolved: bool) -> float:
    """Pressure campaign, 0-1, and one more for a resolution last month."""
    if resolved:
        return press + 1.0
    return press


def opening_terms(p: StanceParams, good: float, pressure: float, Pi: float) -> StanceTerms:
    """What speaks for opening in a month with this `goodwill`, `felt_pressure` and patron support ``Pi``, 0-1."""
    return StanceTerms(
        det_log(p.h_o), p.b_open * good, p.b_press * pressure, -p.b_pat * (Pi - USUAL_SUPPORT), 0.0
    )


def closing_terms(p: StanceParams, good: float, pressure: float, failed: bool) -> StanceTerms:
    """What speaks for closing; ``failed``: talks with a rival broke down last month."""
    broken = FAILED_TALKS if failed else 0.0
    return StanceTerms(det_log(p.h_c), -p.b_close * good, p.b_close * pressure, 0.0, p.b_close * broken)


def log_hazard(terms: StanceTerms) -> float:
    """Log hazard that the stance changes: the terms added from left to right."""
    return terms.usual_rate + terms.goodwill + terms.pressure + terms.patron + terms.failed_talks


def change_probability(terms: StanceTerms) -> float:
    """Chance, 0-1, that the stance changes this month."""
    return hazard_probability(det_exp(log_hazard(terms)))


def table_push(p: StanceParams, stance: int) -> float:
    """Log-odds that the stance adds to the opening of a rival's own table: for or against, alike in size."""
    return p.o4 * (2.0 * stance - 1.0)
