"""What giving costs a donor: its own part of the money, long commitments, and its reluctance (model 2, donors).

In the first model every member of a pool valued the whole programme while it paid a part, five years cost hardly more
than one, and a hawkish Washington paid into any pool. Here a member values what it pays itself, and a share
``phi_free`` of the rest as the common good it is; a long programme costs more than its yearly sum; and giving to the
DPRK at all costs some donors at home, a hawkish rival the more, the more it is seen (facts: no US aid since 2009).
"""

from __future__ import annotations

from .params import PoliticsParams
from .tables import NEUTRAL_EXPOSURE


def own_share(budget_musd: float, total_musd: float) -> float:
    """A member's share of what all members at a table would spend, 0-1."""
    return budget_musd / total_musd


def valued_part(share: float, phi_free: float) -> float:
    """Part of a programme that a member values, 0-1: its own share, and ``phi_free`` of what others pay."""
    return share * (1.0 - phi_free) + phi_free


def reluctance(standing: float, z_hawk: float, hawkish_rival: bool, seen: float) -> float:
    """What giving costs a donor at home, in utility.

    ``standing``: whatever the package; ``seen``: how far the donor is seen, 0-1 (`delivery.attribution`), on which a
    hawkish rival's cost depends.
    """
    if hawkish_rival:
        return standing + z_hawk * seen
    return standing


def neutral_exposure(p: PoliticsParams, on: bool) -> float:
    """Exposure to security crises of a table without rivals: ``k_n`` where donors weigh so, else as ever."""
    if on:
        return p.k_n
    return NEUTRAL_EXPOSURE


def length_cost(p: PoliticsParams, on: bool) -> float:
    """What each year beyond the first adds to the cost of a programme."""
    if on:
        return p.g_D
    return 0.0
