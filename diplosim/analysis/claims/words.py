"""Numbers of findings as readers take them: shares in whole per cent, changes with two figures, units in words."""

from __future__ import annotations

from typing import Any

from diplosim.analysis.claims.table import Test
from diplosim.metrics.columns import outcome
from diplosim.wording.numbers import percent, rough

Row = dict[str, Any]
#: Units in words; what is missing here needs none, because the outcome is an index or a share.
_UNITS = {
    "events a year": "a year",
    "per year": "a year",
    "M$": "M$",
    "month, from 0": "months",
    "months": "months",
}


def percents(shares: list[float]) -> str:
    """``16, 55 and 96 %``."""
    *first, last = (percent(share, "") for share in shares)
    return f"{', '.join(first)} and {last} %"


def change(row: Row, test: Test) -> str:
    """``average change −1.2 a year [−2.0, −0.4], reference 9.6``; a level is no change."""
    unit = _UNITS.get(outcome(test.outcome).unit, "")
    low, high = row["mean_low"], row["mean_high"]
    size = f"{rough(row['mean'], signed=test.reference is not None)}{' ' if unit else ''}{unit}"
    told = f"{size} [{rough(low)}, {rough(high)}]"
    if test.reference is None:
        before = test.prototype_level
        return f"average {told}{'' if before is None else f', {rough(before)} in the prototype'}"
    usual = "" if row["level"] is None else f", reference {rough(row['level'])}"
    return f"average change {told}{usual}"


def span(row: Row, draws: str) -> str:
    """``43 % of the draws [38–49]``."""
    low, high = (percent(row[name], "") for name in ("share_low", "share_high"))
    return f"{percent(row['share'])} of {draws} [{low}–{high}]"


def short(name: str) -> str:
    """```iota``` for ``provocation.iota``."""
    return f"`{name.rpartition('.')[2]}`"
