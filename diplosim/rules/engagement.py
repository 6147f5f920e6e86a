"""How much talks and agreements with the rivals' visible share in them engage the DPRK (model 2, engagement).

In the first model a table with any rival at it engaged in full, a rival's token in a pool included, and routine aid by
the UN counted against nothing. Here engagement grows with the rivals' share of the money and with how far they are
seen, and the background is measured against routine UN aid in force, so that ``lam0`` keeps its meaning.
"""

from __future__ import annotations

from math import inf

from .delivery import ATTRIBUTION_POOLED, attribution
from .params import ProvocationParams
from .provocation import event_count

#: How far rivals are seen while they talk at their own table.
VISIBLE_TALKS = 1.0
#: Most meetings in a month.
MEETINGS_MAX = 20


def weight(p: ProvocationParams, rival_share: float, seen: float) -> float:
    """Engagement of a table or agreement, ``zeta`` to 1, by the rivals' share of its money and their visibility."""
    return p.zeta + (1.0 - p.zeta) * rival_share * seen


def of_talks(p: ProvocationParams, rival_share: float, pooled: bool) -> float:
    """Engagement of an open table whose donors would give ``rival_share`` of the money, 0-1, as rivals."""
    if pooled:
        return weight(p, rival_share, ATTRIBUTION_POOLED)
    return weight(p, rival_share, VISIBLE_TALKS)


def of_agreement(p: ProvocationParams, rival_share: float, channel: int, pooled: bool) -> float:
    """Engagement of an agreement in force that is not suspended: ``iota`` of what it shows of the rivals."""
    return p.iota * weight(p, rival_share, attribution(channel, pooled))


def routine(p: ProvocationParams) -> float:
    """Engagement of routine aid without rivals in force, against which the background is measured."""
    return p.iota * p.zeta


def meetings(p: ProvocationParams, u: float) -> int:
    """Meetings with rivals in a month of talks at a rival's own table: Poisson with mean ``mu_meet``, at most 20."""
    return min(event_count(u, p.mu_meet, inf)[0], MEETINGS_MAX)
