"""Who proposes, what is acceptable, and when (model section 2.3).

Faratin, Sierra & Jennings 1998 for the concessions, Nash 1950 for the mediated text. Functions marked
"floats or columns" use arithmetic and comparisons only and work on arrays of packages too.
"""

from __future__ import annotations

from diplosim.rules.bargaining import Column
from diplosim.rules.numeric import power

TOLERANCE = 1e-12  # every threshold test is value >= threshold - TOLERANCE (ruling A11)
HALF_WAY = 0.5  # unsolicited offers aim half-way between the donor's limit and its best


def taste(u: float) -> float:
    """This month's shift of the DPRK's mood in units of sigma_u, in (-1, 1), from one uniform."""
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

    Pairs are (DPRK, donor). ``signed``: utilities of the text. Returns ``N_dl + 1`` if they never meet.
    """
    for n in range(N_dl + 1):
        if meets(signed[0], aspiration(reservation[0], best[0], n, N_dl, beta[0])) and meets(
            signed[1], aspiration(reservation[1], best[1], n, N_dl, beta[1])
        ):
            return n
    return N_dl + 1
