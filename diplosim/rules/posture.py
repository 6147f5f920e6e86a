"""Restraint of the allies as a strategy of reciprocity (model section 9, lever L16).

Memory-one strategies after Axelrod (1984) and Nowak and Sigmund (1993): the chance of restraint next month
given (own move, the recipient's move) this month, in the order CC, CD, DC, DD. The latter is D in a month with
a class 2 or 3 event. GRIT (Osgood 1962; Lindskold 1978) is a ladder of announced steps.
"""

from __future__ import annotations

from diplosim.rules.numeric import at_least, at_most

Vector = tuple[float, float, float, float]

TFT: Vector = (1.0, 0.0, 1.0, 0.0)
WSLS: Vector = (1.0, 0.0, 0.0, 1.0)
ALLD: Vector = (0.0, 0.0, 0.0, 0.0)
ALLC: Vector = (1.0, 1.0, 1.0, 1.0)

RESTRAINED_POSTURE = 0.5
GRIT_START = 0.5


def gtft(g: float) -> Vector:
    """Generous tit for tat: forgive a provocation with probability ``g``."""
    return (1.0, g, 1.0, g)


def restraint_probability(vector: Vector, own_restrained: bool, recipient_quiet: bool) -> float:
    """Chance of restraint next month after this month's moves; restrained iff a uniform is below it."""
    if own_restrained:
        return vector[0] if recipient_quiet else vector[1]
    return vector[2] if recipient_quiet else vector[3]


def g_post_of(restrained: bool, strength: float) -> float:
    """``g_post`` of a memory-one rule played at ``strength`` in [0, 1]."""
    if restrained:
        return RESTRAINED_POSTURE * strength
    return 0.0


def g_post_of_grit(level: float, strength: float) -> float:
    """``g_post`` of a rung of the GRIT ladder climbed at ``strength`` in [0, 1]."""
    return strength * level


def grit_next(level: float, recipient_defected: bool) -> float:
    """Next rung of the GRIT ladder in [0, 1]: up 0.1 after calm, down 0.4 after provocation."""
    if recipient_defected:
        return at_least(level - 0.4, 0.0)
    return at_most(level + 0.1, 1.0)
