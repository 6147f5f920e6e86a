"""What may be offered, who proposes, what is acceptable, and when (model sections 2.1 and 2.3).

Faratin, Sierra & Jennings 1998 for the concessions, Nash 1950 for the mediated text. Functions marked
"floats or columns" use arithmetic and comparisons only and work on arrays of packages too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from diplosim.rules.bargaining import Column
from diplosim.rules.content import CONTENTS, SUPPLIES
from diplosim.rules.numeric import power


class Package(NamedTuple):
    """One outcome of the bargaining space."""

    x: float
    """Money: share of the donor's yearly ceiling, (0, 1]."""
    D: int
    """Duration, months, at least 12."""
    c: float
    """Co-financing: share of the programme that the recipient pays, [0, 1)."""
    a: float
    """Monitoring access, [0, 1]."""
    k: int
    """Channel slot: 0 direct, i the i-th implementer in order of actor id."""
    r: int
    """Sanctions relief: 0 none, 1 humanitarian channels, 2 broad."""
    f: int
    """Framing: 0 universal, 1 singled out."""
    q: int
    """Condition: 0 none, 1 behaviour-linked, 2 denuclearisation first."""
    g: int = SUPPLIES
    """Content: 0 supplies, 1 equipment, 2 training and governance, 3 a comprehensive mixture."""


#: Name of every issue of a package.
ISSUES = {
    "x": "money_share", "D": "months", "c": "cofinancing", "a": "access", "k": "channel",
    "r": "relief", "f": "framing", "q": "condition", "g": "content",
}  # fmt: skip
#: Names of the levels of the issues that are not numbers, from level 0 on.
LEVEL_NAMES = {
    "r": ("none", "humanitarian channels", "broad"),
    "f": ("universal", "singled out"),
    "q": ("none", "behaviour-linked", "denuclearisation first"),
    "g": CONTENTS,
}


def enumerate_packages(
    menu_x: Sequence[float],
    menu_D: Sequence[int],
    menu_c: Sequence[float],
    menu_a: Sequence[float],
    menu_k: Sequence[int],
    menu_r: Sequence[int],
    menu_f: Sequence[int],
    menu_q: Sequence[int],
    menu_g: Sequence[int] = (SUPPLIES,),
) -> list[Package]:
    """All packages over the menus, row-major, first issue slowest, levels ascending (ruling A10).

    Ties between packages go to the lower index, so this order is part of the model.
    """
    return [
        Package(x, D, c, a, k, r, f, q, g)
        for x in sorted(menu_x)
        for D in sorted(menu_D)
        for c in sorted(menu_c)
        for a in sorted(menu_a)
        for k in sorted(menu_k)
        for r in sorted(menu_r)
        for f in sorted(menu_f)
        for q in sorted(menu_q)
        for g in sorted(menu_g)
    ]


TOLERANCE = 1e-12  # every threshold test is value >= threshold - TOLERANCE (ruling A11)
HALF_WAY = 0.5  # unsolicited offers aim half-way between the donor's limit and its best


def taste(u: float) -> float:
    """This month's shift of the recipient's mood in units of sigma_u, in (-1, 1), from one uniform."""
    return 2.0 * u - 1.0


def aspiration(reservation: float, best: float, n: int, N_dl: int, beta: float) -> float:
    """Utility that a side asks for in round ``n`` of ``N_dl``; ``beta`` < 1 holds out, > 1 concedes early."""
    if best < reservation:
        return reservation
    return reservation + (best - reservation) * (1.0 - power(n / N_dl, 1.0 / beta))


def meets(value: Column, threshold: Column) -> Column:
    """Whether a value reaches a threshold, up to the tolerance. Floats or columns."""
    return value >= threshold - TOLERANCE


def positive_part(gain: Column) -> Column:
    """The gain if positive, else 0, exactly. Floats or columns."""
    return 0.5 * (gain + abs(gain))


def nash_product(gain_R: Column, gain_D: Column) -> Column:
    """Product of both sides' gains over their reservation values, 0 unless both gain. Floats or columns."""
    return positive_part(gain_R) * positive_part(gain_D)


def unsolicited_limit(reservation: float, best: float) -> float:
    """Least utility that a donor wants from an unsolicited offer: half-way to its best package."""
    room = best - reservation
    room = max(room, 0.0)
    return reservation + HALF_WAY * room


def signing_round(
    N_dl: int,
    best: tuple[float, float],
    signed: tuple[float, float],
    reservation: tuple[float, float],
    beta: tuple[float, float],
) -> int:
    """Round in which frozen utilities sign the mediated text: the smallest n that both sides meet.

    Pairs are (the recipient, donor). ``signed``: utilities of the text. Returns ``N_dl + 1`` if they never meet.
    """
    for n in range(N_dl + 1):
        if meets(signed[0], aspiration(reservation[0], best[0], n, N_dl, beta[0])) and meets(
            signed[1], aspiration(reservation[1], best[1], n, N_dl, beta[1])
        ):
            return n
    return N_dl + 1
