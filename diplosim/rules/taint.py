"""Taint: how far money tastes of its giver, and what that takes from a package's worth (model 2, taint).

Acceptability is bought with visibility: what makes a donor seen (`delivery.attribution`) earns it trust, and carries
the DPRK's distrust of a rival into the package. A rival's money is worth less by that share, and costs face beside.
Size cannot buy off identity, because nobody values more money than can be absorbed.
"""

from __future__ import annotations

from .bargaining import FACE_UN
from .delivery import UN, attribution
from .params import BargainingParams


def hostility(tau_security: float, open_to_rivals: bool, rho_h: float) -> float:
    """What the DPRK holds against a rival, 0-1: its distrust in security, ``rho_h`` of it while it is open."""
    distrust = 1.0 - tau_security
    if open_to_rivals:
        return distrust * rho_h
    return distrust


def share(hostile: float, channel: int, pooled: bool) -> float:
    """Share of a package's worth that is tainted; ``hostile``: of its giver, or ceiling-weighted of a pool's."""
    return hostile * attribution(channel, pooled)


def channel_face(channel: int, pooled: bool) -> float:
    """Face cost of the channel as such: a UN body or the pooled fund on the ground."""
    if pooled or channel == UN:
        return FACE_UN
    return 0.0


def absorbable(V_musd: float, D: int, cap0: float) -> float:
    """Money of a programme over ``D`` months that the DPRK reckons with: no more than it could absorb, M$."""
    return min(V_musd, cap0 * D)


def intrusion(p: BargainingParams, border_closed: bool) -> float:
    """Factor on the face cost of people who come to look; while people cannot enter it is ``1 + c_cl``."""
    if border_closed:
        return 1.0 + p.c_cl
    return 1.0
