"""Numbers as people read them in a table or beside a mark."""

from __future__ import annotations

import math
import re

MINUS = "−"
DASH = "–"
#: Up to so many futures a share is told as a count: "42 of 50" claims no more than was run.
FEW_FUTURES = 200
#: With fewer pairs than this a share of them is told as a count: 12 % of 8 pairs is one of them.
FEW_PAIRS = 20
#: A number, and the unit that must not begin a new line.
_UNIT = re.compile(r"([0-9\])]) (%|M\$)")
_HYPHEN = re.compile(r"(?<![\w.])-(?=\d)")


def number(value: float | None, digits: int | None = None) -> str:
    """About three significant figures, no more than needed; ``–`` for a missing value."""
    if value is None or not math.isfinite(value):
        return DASH
    value = float(f"{value:.12g}")  # one number, whichever way it was summed: 23.85 and 23.849999999999998
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


def interval(low: float | None, high: float | None, digits: int | None = None, *, signs: bool = False) -> str:
    """``−0.31 to 0.60``, with every sign if ``signs``; a dash if an end is missing."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return DASH
    places = decimals(low, high) if digits is None else digits
    return " to ".join(signed(end, places) if signs else number(end, places) for end in (low, high))


def rough(value: float, *, signed: bool = False) -> str:
    """About two significant figures, whole numbers from 100 on; with its sign if ``signed``."""
    size = abs(value)
    digits = 0 if size >= 99.5 else max(0, 1 - math.floor(math.log10(size))) if size > 0 else 0
    text = f"{size:,.{min(digits, 4)}f}"
    if not text.strip("0.,"):
        return "0"
    return (MINUS if value < 0 else "+" if signed else "") + text


def brief(value: float, figures: int = 3) -> str:
    """So many significant figures, without zeros at the end and with a true minus: ``0.35``, ``−2``, ``1e+06``."""
    return f"{value:.{figures}g}".replace("-", MINUS)


def compact(value: float, digits: int, *, signed: bool = False) -> str:
    """A number with some decimals, from a hundred thousand on in thousands or millions: ``280k``, ``2.8M``."""
    size = abs(value)
    if size < 1e5:
        text = number(value, digits)
    else:
        unit, letter = next(u for u in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")) if size >= u[0])
        text = number(value / unit, 1 if size < 100 * unit else 0) + letter
    return f"+{text}" if signed and value > 0 and any(c in "123456789" for c in text) else text


def percent(part: float | None, unit: str = " %") -> str:
    """A share as a percentage; ``>99 %`` and ``<1 %`` are said where rounding would claim all or none."""
    if part is None or not math.isfinite(part):
        return DASH
    whole = round(100 * part)
    if whole == 0 and part > 0:
        return f"<1{unit}"
    if whole == 100 and part < 1:
        return f">99{unit}"
    return f"{number(whole, 0)}{unit}"


def share(count: int, of: int) -> str:
    """``42 of 50``, or for many futures a percentage that never claims certainty."""
    if of <= FEW_FUTURES:
        return f"{count} of {of:,}"
    return percent(min(max(count / of, 1e-9), 1 - 1e-9))


def part_of(part: float, of: int) -> str:
    """A measured share of things that were counted: ``12 of 12`` where they are few, ``63 % of 500`` otherwise."""
    return f"{round(part * of)} of {of:,}" if of <= FEW_FUTURES else f"{percent(part)} of {of:,}"


def of_pairs(part: float | None, pairs: float | None) -> str:
    """A share of pairs: ``6 of 8`` where there are few, else a percentage; a dash if there is none."""
    if part is None or not pairs or pairs >= FEW_PAIRS or not math.isfinite(part):
        return percent(part)
    return f"{round(part * pairs)} of {int(pairs)}"


def true_minus(words: str) -> str:
    """The words with a minus sign in place of the hyphen before every number."""
    return _HYPHEN.sub(MINUS, words)


def unbroken(words: str) -> str:
    """The words with a space that does not break between a number and its unit: 33 %, 12.3 M$."""
    return _UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", words)
