"""Numbers of findings as readers take them: shares in whole per cent, changes with two figures, units in words."""

from __future__ import annotations

import math
from typing import Any

from diplosim.analysis.claims.table import Test
from diplosim.metrics.columns import outcome

Row = dict[str, Any]
#: Units in words; what is missing here needs none, because the outcome is an index or a share.
_UNITS = {
    "events a year": "a year",
    "per year": "a year",
    "M$": "M$",
    "month, from 0": "months",
    "months": "months",
}


def percent(share: float) -> str:
    """``43 %``; nothing that happens rounds to never, and nothing that fails to always."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "<1 %"
    if whole == 100 and share < 1:
        return ">99 %"
    return f"{whole} %"


def percents(shares: list[float]) -> str:
    """``16, 55 and 96 %``."""
    *first, last = (percent(share).removesuffix(" %") for share in shares)
    return f"{', '.join(first)} and {last} %"


def number(value: float, *, signed: bool = False) -> str:
    """About two significant figures, whole numbers from 100 on, and a true minus."""
    size = abs(value)
    digits = 0 if size >= 99.5 else max(0, 1 - math.floor(math.log10(size))) if size > 0 else 0
    text = f"{size:,.{min(digits, 4)}f}"
    if not text.strip("0.,"):
        return "0"
    return ("−" if value < 0 else "+" if signed else "") + text


def change(row: Row, test: Test) -> str:
    """``average change −1.2 a year [−2.0, −0.4], reference 9.6``; a level is no change."""
    unit = _UNITS.get(outcome(test.outcome).unit, "")
    low, high = row["mean_low"], row["mean_high"]
    size = f"{number(row['mean'], signed=test.reference is not None)}{' ' if unit else ''}{unit}"
    told = f"{size} [{number(low)}, {number(high)}]"
    if test.reference is None:
        before = test.prototype_level
        return f"average {told}{'' if before is None else f', {number(before)} in the prototype'}"
    usual = "" if row["level"] is None else f", reference {number(row['level'])}"
    return f"average change {told}{usual}"


def span(row: Row, draws: str) -> str:
    """``43 % of the draws [38–49]``."""
    low, high = (percent(row[name]).removesuffix(" %") for name in ("share_low", "share_high"))
    return f"{percent(row['share'])} of {draws} [{low}–{high}]"


def short(name: str) -> str:
    """```iota``` for ``provocation.iota``."""
    return f"`{name.rpartition('.')[2]}`"


def capital(text: str) -> str:
    """With a capital letter at the head."""
    return text[:1].upper() + text[1:]


def listed(words: list[str]) -> str:
    """``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
