"""What aid consists of: supplies, equipment, training with governance, or a comprehensive mixture of them.

A table of ordinal judgements (rescale it as a block only): supplies free the regime's own money most, equipment is
what it asks for and what sanctions forbid (19 of 59 blocked categories were medical), training frees and diverts least.
"""

from __future__ import annotations

from .bargaining import Column
from .health import COMPREHENSIVE, FRAGMENTED
from .params import BargainingParams

SUPPLIES, EQUIPMENT, TRAINING, MIXTURE = range(4)
#: Names of the levels, from 0 on.
CONTENTS = ("supplies", "equipment", "training", "mixture")
#: Share of its value that frees the regime's own money.
FUNGIBLE = (1.0, 0.6, 0.2, 0.6)
#: How readily it is diverted, against supplies.
DIVERTED = (1.0, 0.6, 0.2, 0.6)
#: How much sanctions hinder it, against supplies: delay, and the weight of the ban on goods.
HINDERED = (1.0, 1.8, 0.3, 1.0)
#: What it costs the recipient in face to be taught.
FACE = (0.0, 0.0, 0.02, 0.01)
#: How far it can serve other ends (dual use).
DUAL_USE = (0.0, 1.0, 0.0, 0.3)
#: How far it is what a drive for hospitals asks for.
DEMANDED = (0.0, 1.0, 0.0, 0.5)
#: How it divides over the six blocks of the health system.
SHARES = (
    FRAGMENTED,
    (0.55, 0.03, 0.14, 0.22, 0.04, 0.02),
    (0.08, 0.34, 0.20, 0.04, 0.12, 0.22),
    COMPREHENSIVE,
)


def share(content: int, block: int) -> float:
    """Share of spending on aid of this content that goes to a block."""
    return SHARES[content][block]


def wanted(p: BargainingParams, content: int, drive: bool) -> float:
    """Factor on what aid is worth to the recipient: it prefers what frees its money, and what a drive asks for."""
    demand = p.dem_E * DEMANDED[content] if drive else 0.0
    return 1.0 - p.pref * (1.0 - FUNGIBLE[content]) + demand


def misgiving(x_eq: float, x_f: float, weight: float, dual: Column, fungible: Column) -> Column:
    """What a donor of security ``weight`` holds against a content: dual use, and money that it frees."""
    return weight * (x_eq * dual) + weight * (x_f * fungible)
