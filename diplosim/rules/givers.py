"""Who gives: what that takes from a package's worth to the recipient, and what giving costs a donor (model 2).

Acceptability is bought with visibility: what makes a donor seen (`delivery.attribution`) earns it trust, and carries
the recipient's distrust of a rival into the package. A rival's money is worth less by that share, and costs face too.
Size cannot buy off identity, because nobody values more money than can be absorbed.

In the first model every member of a pool valued the whole programme while it paid a part, five years cost hardly more
than one, and a hawkish Washington paid into any pool. Here a member values what it pays itself, and a share
``phi_free`` of the rest as the common good it is; a long programme costs more than its yearly sum; and giving to the
recipient at all costs some donors at home, a hawkish rival the more, the more it is seen (no US aid since 2009).
"""

from __future__ import annotations

from .bargaining import FACE_UN
from .delivery import UN, attribution
from .params import BargainingParams, PoliticsParams
from .tables import NEUTRAL_EXPOSURE


def hostility(tau_security: float, open_to_rivals: bool, rho_h: float) -> float:
    """What the recipient holds against a rival, 0-1: its distrust in security, ``rho_h`` of it while it is open."""
    distrust = 1.0 - tau_security
    if open_to_rivals:
        return distrust * rho_h
    return distrust


def taint_share(hostile: float, channel: int, pooled: bool) -> float:
    """Share of a package's worth that is tainted; ``hostile``: of its giver, or ceiling-weighted of a pool's."""
    return hostile * attribution(channel, pooled)


def channel_face(channel: int, pooled: bool) -> float:
    """Face cost of the channel as such: a UN body or the pooled fund on the ground."""
    if pooled or channel == UN:
        return FACE_UN
    return 0.0


def absorbable(V_musd: float, D: int, cap0: float) -> float:
    """Money of a programme over ``D`` months that the recipient reckons with: no more than it could absorb, M$."""
    return min(V_musd, cap0 * D)


def intrusion(p: BargainingParams, border_closed: bool) -> float:
    """Factor on the face cost of people who come to look; while people cannot enter it is ``1 + c_cl``."""
    if border_closed:
        return 1.0 + p.c_cl
    return 1.0


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
