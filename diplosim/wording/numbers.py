"""Numbers as people read them in a table or beside a mark."""

from __future__ import annotations

import math

MINUS = "−"
DASH = "–"


def number(value: float | None, digits: int | None = None) -> str:
    """About three significant figures, no more than needed; ``–`` for a missing value."""
    if value is None or not math.isfinite(value):
        return DASH
    places = decimals(value) if digits is None else digits
    text = f"{abs(value):,.{places}f}"
    return (MINUS if value < 0 and float(text.replace(",", "")) != 0 else "") + text


def decimals(*values: float | None) -> int:
    """Decimal places that suit the largest of some values: three significant figures, at most 3; none for zero."""
    largest = max((abs(v) for v in values if v is not None and math.isfinite(v)), default=0.0)
    if largest >= 100 or largest == 0:
        return 0
    return 1 if largest >= 10 else 2 if largest >= 1 else 3


def signed(value: float | None, digits: int | None = None) -> str:
    """A difference: always with its sign, except zero."""
    text = number(value, digits)
    is_positive = value is not None and math.isfinite(value) and value > 0
    return f"+{text}" if is_positive and any(c in "123456789" for c in text) else text


def percent(share: float | None) -> str:
    """A share as a percentage; ``>99 %`` and ``<1 %`` are said where rounding would claim too much."""
    if share is None or not math.isfinite(share):
        return DASH
    if 0 < share < 0.01:
        return "<1 %"
    if 0.99 < share < 1:
        return ">99 %"
    return f"{share * 100:.0f} %"
