"""Exponential, logarithm and their relatives, equal to the last bit in every engine and on every machine.

Library versions of exp, log and pow differ between NumPy, compiled code and processors, and one different
bit is enough to flip a decision months later. These use only + - * / and exact scaling by powers of two,
which IEEE 754 fixes completely. Source: argument reduction after Cody and Waite (1980); the logarithm's
polynomial is that of fdlibm's ``e_log.c`` (Sun Microsystems, 1993).
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeVar

Factors = TypeVar("Factors", bound=NamedTuple)

EXP_LIMIT = 700.0
"""``det_exp`` treats any argument beyond this size as if it were exactly this size."""

LOG_OF_NOTHING = -746.0
"""What ``det_log`` gives for zero and below: just under the logarithm of the smallest number (-744.44)."""

LN2_HIGH = 6.93147180369123816490e-01  # ln 2 with its low bits cut off: k * LN2_HIGH is exact
LN2_LOW = 1.90821492927058770002e-10  # the bits that were cut off
INVERSE_LN2 = 1.44269504088896338700
SQRT_HALF = 0.70710678118654752440


def clip(x: float, lo: float, hi: float) -> float:
    """``x`` moved into [lo, hi]."""
    if x < lo:
        return lo
    if x > hi:
        return hi
    return x


def at_least(x: float, lo: float) -> float:
    """The larger of ``x`` and ``lo``."""
    return lo if x < lo else x


def at_most(x: float, hi: float) -> float:
    """The smaller of ``x`` and ``hi``."""
    return hi if x > hi else x


def det_exp(x: float) -> float:
    """e**x for any finite x, with a relative error below 4.5e-16.

    Beyond +-700 the argument is taken as +-700, so the result is always finite and positive
    (about 9.9e-305 to 1.0e304) and never raises.
    """
    if x > EXP_LIMIT:
        x = EXP_LIMIT
    elif x < -EXP_LIMIT:
        x = -EXP_LIMIT
    k = whole(x * INVERSE_LN2 + 0.5)
    r = (x - k * LN2_HIGH) - k * LN2_LOW  # |r| <= ln(2) / 2
    z = r * r
    even = 1.0 / 3628800.0 + z * (1.0 / 479001600.0)  # 1/10!, 1/12!
    odd = 1.0 / 39916800.0 + z * (1.0 / 6227020800.0)  # 1/11!, 1/13!; two short chains instead of a long one
    even = 1.0 / 40320.0 + z * even
    odd = 1.0 / 362880.0 + z * odd
    even = 1.0 / 720.0 + z * even
    odd = 1.0 / 5040.0 + z * odd
    even = 1.0 / 24.0 + z * even
    odd = 1.0 / 120.0 + z * odd
    even = 0.5 + z * even
    odd = 1.0 / 6.0 + z * odd
    return scaled(1.0 + (r + z * (even + r * odd)), k)


def whole(x: float) -> float:
    """The largest whole number that is not above ``x``."""
    return float(math.floor(x))


def scaled(x: float, k: float) -> float:
    """``x`` times 2**k, exactly; ``k`` is whole."""
    return math.ldexp(x, int(k))


def split(x: float) -> tuple[float, float]:
    """Mantissa in [0.5, 1) and exponent of a positive number: x = m * 2**k, exactly."""
    return math.frexp(x)


def det_log(x: float) -> float:
    """Natural logarithm of x > 0, with a relative error below 4.5e-16; ``LOG_OF_NOTHING`` for x <= 0."""
    if x <= 0.0:
        return LOG_OF_NOTHING
    m, k = split(x)
    if m < SQRT_HALF:
        m = m + m
        k = k - 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = 1.531383769920937332e-01 + z * 1.479819860511658591e-01
    w = 1.818357216161805012e-01 + z * w
    w = 2.222219843214978396e-01 + z * w
    w = 2.857142874366239149e-01 + z * w
    w = 3.999999999940941908e-01 + z * w
    w = 6.666666666666735130e-01 + z * w
    half_square = 0.5 * f * f
    return k * LN2_HIGH - ((half_square - (s * (half_square + z * w) + k * LN2_LOW)) - f)


def sigmoid(x: float) -> float:
    """The probability whose log-odds are ``x``: 1 / (1 + e**-x)."""
    return 1.0 / (1.0 + det_exp(-x))


def logit(p: float) -> float:
    """Log-odds of a probability in (0, 1); at 0 and 1 a large finite number (-746, 746)."""
    if p >= 1.0:
        return -LOG_OF_NOTHING
    return det_log(p / (1.0 - p))


def power(base: float, exponent: float) -> float:
    """``base`` to the ``exponent`` for base >= 0; nothing to any power is 0, and power 1 is exact."""
    if base <= 0.0:
        return 0.0
    if exponent == 1.0:
        return base
    return det_exp(exponent * det_log(base))


def hazard_probability(h: float) -> float:
    """Chance, 0-1, that an event of hazard ``h`` per month happens within one month.

    Suspension, walk-out, cancellation and release by the sanctions committee share this form. A hazard of
    zero gives exactly 0, so that protected agreements are never interrupted.
    """
    if h <= 0.0:
        return 0.0
    return 1.0 - det_exp(-h)


def hazard_strikes(u: float, h: float) -> bool:
    """Whether an event of hazard ``h`` happens this month by the draw ``u``: ``u < hazard_probability(h)``.

    A probability is never above its hazard, so most draws need no exponential (the margin is for rounding).
    """
    return u <= h + 1e-9 and u < hazard_probability(h)


def odds_strike(u: float, x: float) -> bool:
    """Whether an event of log-odds ``x`` happens by the draw ``u``: ``u < sigmoid(x)``."""
    return not out_of_reach(u, x) and u < sigmoid(x)


def out_of_reach(u: float, x: float) -> bool:
    """Whether the draw ``u`` is too high for any event of log-odds up to ``x``; most are, for unlikely events.

    Below even odds e**-x is at least 1 - x + x**2 / 2, so that this needs no exponential (the margin is for rounding).
    """
    return x < 0.0 and u * (2.0 - x + 0.5 * x * x) > 1.0 + 1e-9


def log_hazard_strikes(u: float, x: float) -> bool:
    """Whether an event of log hazard ``x`` happens by the draw ``u``: ``u < hazard_probability(e**x)``.

    A probability is never above its hazard, which below 1 is at most 1 / (1 - x + x**2 / 2), so most draws need no
    exponential (the margin is for rounding).
    """
    if x < 0.0 and u * (1.0 - x + 0.5 * x * x) > 1.0 + 1e-9:
        return False
    return u < hazard_probability(det_exp(x))


def log_hazard_met(u: float) -> float:
    """The log hazard at which a draw ``u`` would just mean that the event happens within the month."""
    return det_log(-det_log(1.0 - u))


def log_terms(factors: Factors) -> Factors:
    """The logarithms of the factors of a product, by the same names: the terms of the product's logarithm."""
    return factors._make(det_log(factor) for factor in factors)


def add(terms: tuple[float, ...]) -> float:
    """Terms added from left to right (float addition is not associative)."""
    value = terms[0]
    for term in terms[1:]:
        value = value + term
    return value
