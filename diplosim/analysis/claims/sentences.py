"""One finding in sentences: how often, how much, what it turns on, where it fails, under other rules of trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from diplosim.analysis.claims.declared import Test
from diplosim.metrics.columns import outcome
from diplosim.wording.lists import capital, listed
from diplosim.wording.numbers import percent, rough
from diplosim.wording.verdicts import TOO_FEW_SAMPLES, claim_side

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


def span(row: Row, samples: str) -> str:
    """``43 % of the samples [38–49]``."""
    low, high = (percent(row[name], "") for name in ("share_low", "share_high"))
    return f"{percent(row['share'])} of {samples} [{low}–{high}]"


def short(name: str) -> str:
    """```iota``` for ``provocation.iota``."""
    return f"`{name.rpartition('.')[2]}`"


#: Differences that are this rare need no word.
RARE = 0.02
#: A share of samples that chance could move; from here on it is told.
CHANGED = 0.1
#: If the thirds of an assumption differ by less, it moves how much, not whether.
SIZE_ONLY = 0.1
#: A box with more limits is no place that anybody could point at.
MOST_LIMITS = 3


def bullet(row: Row, test: Test) -> str:
    """The whole finding about one test, as a list item of one line."""
    if row["verdict"] == TOO_FEW_SAMPLES:
        return f"- **{capital(row['verdict'])}**: {_says(test)} ({row['samples']} samples)."
    parts = [_head(row, test), turns_on(row.get("drivers")), where(row), other_rules(row)]
    return "- " + " ".join(part for part in parts if part)


def plain_bullet(row: Row, test: Test) -> str:
    """The same without marks of Markdown."""
    return re.sub(r"[*`]", "", bullet(row, test).removeprefix("- "))


def _says(test: Test) -> str:
    return f"{test.among}, {test.says}" if test.among else test.says


def _head(row: Row, test: Test) -> str:
    hardly = ", but hardly" if row["small"] and claim_side(row["verdict"]) > 0 else ""
    equal = f" ({percent(row['equal'])} without any difference)" if row["equal"] > RARE else ""
    moved = (
        f"; chance could move {percent(row['changed'])} of the samples"
        if (row["changed"] or 0) > CHANGED
        else ""
    )
    samples = f"{row['samples']} samples" if test.among else "the samples"
    told = f"{_says(test)} in {span(row, samples)}{equal}; {change(row, test)}{moved}."
    return f"**{capital(row['verdict'])}{hardly}**: {told}"


def turns_on(found: Mapping[str, Any] | None) -> str:
    """``*Turns first on* `iota`: 16, 55 and 96 % in its lower, middle and upper third; `b_N` is 2nd of 23: ...``"""
    if not found or not found["decider"]:
        return ""
    watched = _watched(found["watch"])
    if not found["clear"]:
        return "No single assumption decides it."
    name = short(found["decider"])
    if max(found["thirds"]) - min(found["thirds"]) < SIZE_ONLY:
        return f"Its size, not its sign, goes first with {name}{watched}."
    shares = percents(found["thirds"])
    return f"*Turns first on* {name}: {shares} in its lower, middle and upper third{watched}."


def _watched(other: Mapping[str, Any] | None) -> str:
    """The assumption that the debate is about, where another one comes first."""
    if not other or other["place"] == 1:
        return ""
    place = f"; {short(other['decider'])} comes {_ordinal(other['place'])} of {other['of']}"
    return f"{place}: {percents(other['thirds'])}" if other["clear"] else f"{place}, no clearer than chance"


def _ordinal(place: int) -> str:
    ending = "th" if 10 < place % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def where(row: Row) -> str:
    """Where it fails; where it holds, if failing is the rule."""
    found = row.get("place")
    if found is None or found["few"] == 0:
        return ""
    word, rare = found["side"], "failures" if found["side"] == "fails" else "successes"
    if found["few"] is not None:
        return f"*{capital(word)}* in {found['few']} sample{'s' if found['few'] > 1 else ''}."
    if not found["box"]:
        return f"*Where it {word}* no limits on the assumptions tell better than chance."
    if len(found["limits"]) > MOST_LIMITS:
        return f"*Where it {word}* takes more than {MOST_LIMITS} limits to say."
    return (
        f"*{capital(word)} above all where* {found['box']}: {percent(found['coverage'])} of its {rare}; it {word} in "
        f"{percent(found['density'])} of the samples there, in {percent(found['base_rate'])} of all."
    )


def other_rules(row: Row) -> str:
    """Shares under the other rules of trust, where the verdict is not on the same side."""
    others = {rule: other for rule, other in row["others"].items() if other["verdict"] != TOO_FEW_SAMPLES}
    if all(claim_side(other["verdict"]) == claim_side(row["verdict"]) for other in others.values()):
        return ""
    told = listed([f"{percent(other['share'])} ({rule})" for rule, other in others.items()])
    return f"*Under other rules of trust*: {told}{', so it flips' if row['flips'] else ''}."
