"""Addressed randomness: a draw is a pure function of where it is used (model section 11.2).

There is no stream. (seed, replicate, month, actor, channel, index) is hashed by the finaliser of SplitMix64
(Steele, Lea and Flood 2014), so two policies under one seed meet the same shocks, and nobody's draws depend
on how many draws others made. Words are unsigned 64-bit: plain Python keeps them so by masking; compiled
code passes every word as uint64, and then the same text gives the same bits.
"""

from __future__ import annotations

GAMMA = 0x9E3779B97F4A7C15
MASK64 = 0xFFFFFFFFFFFFFFFF
ULP52 = 2.220446049250313e-16  # 2**-52

# Channels. Never renumber, only append: a number is part of the address of every result ever published.
PANDEMIC = 1
FLOOD = 2
ELECTION = 3
TABLE_OPENS = 4
WALK_OUT = 5
TASTE = 6
RATIFICATION = 7
UNSOLICITED_OFFER = 8
UNSOLICITED_TASTE = 9
RESUMPTION = 10
EVENT_COUNT = 11
EVENT_CLASS = 12
UN_VOTE = 13
SUSPENSION = 14
CANCELLATION = 15
RELIEF_VOTE = 16
POSTURE = 17
STANCE = 18
RENEWAL = 19
OFFER_TASTE = 20
MEETINGS = 21
JOINING = 22
WARNING = 23
GOVERNMENT = 50


def mix64(z: int) -> int:
    """Scramble a 64-bit word so that neighbouring words have unrelated images."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK64
    return z ^ (z >> 31)


def month_key(seed: int, replicate: int, month: int) -> int:
    """The hash after seed, replicate and month: computed once a month and shared by all its draws."""
    h = mix64((seed + GAMMA) & MASK64)
    h = mix64((h + GAMMA + replicate) & MASK64)
    return mix64((h + GAMMA + month) & MASK64)


def draw(key: int, actor: int, channel: int, index: int) -> float:
    """The uniform number at an address of the month with this ``key``; strictly between 0 and 1.

    52 bits and not 53: with 53 the largest hash would round to exactly 1.
    """
    h = mix64((key + GAMMA + actor) & MASK64)
    h = mix64((h + GAMMA + channel) & MASK64)
    h = mix64((h + GAMMA + index) & MASK64)
    return ((h >> 12) + 0.5) * ULP52


def uniform(seed: int, replicate: int, month: int, actor: int, channel: int, index: int) -> float:
    """The uniform number at a full address; equal to ``draw(month_key(seed, replicate, month), ...)``."""
    return draw(month_key(seed, replicate, month), actor, channel, index)
