"""One finding in sentences: how often, how much, what it turns on, where it fails, under other rules of trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from diplosim.analysis.claims.table import Test
from diplosim.analysis.claims.words import change, percents, short, span
from diplosim.wording.lists import capital, listed
from diplosim.wording.numbers import percent
from diplosim.wording.verdicts import TOO_FEW_SAMPLES, claim_side

Row = dict[str, Any]
#: Differences that are this rare need no word.
RARE = 0.02
#: A share of draws that luck could move; from here on it is told.
LUCKY = 0.1
#: If the thirds of an assumption differ by less, it moves how much, not whether.
SIZE_ONLY = 0.1
#: A box with more limits is no place that anybody could point at.
MOST_LIMITS = 3


def bullet(row: Row, test: Test) -> str:
    """The whole finding about one test, as a list item of one line."""
    if row["verdict"] == TOO_FEW_SAMPLES:
        return f"- **{capital(row['verdict'])}**: {_says(test)} ({row['draws']} draws)."
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
    lucky = f"; luck could move {percent(row['luck'])} of the draws" if (row["luck"] or 0) > LUCKY else ""
    draws = f"{row['draws']} draws" if test.among else "the draws"
    told = f"{_says(test)} in {span(row, draws)}{equal}; {change(row, test)}{lucky}."
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
        return f"*{capital(word)}* in {found['few']} draw{'s' if found['few'] > 1 else ''}."
    if not found["box"]:
        return f"*Where it {word}* no limits on the assumptions tell better than chance."
    if len(found["limits"]) > MOST_LIMITS:
        return f"*Where it {word}* takes more than {MOST_LIMITS} limits to say."
    return (
        f"*{capital(word)} above all where* {found['box']}: {percent(found['coverage'])} of its {rare}; it {word} in "
        f"{percent(found['density'])} of the draws there, in {percent(found['base_rate'])} of all."
    )


def other_rules(row: Row) -> str:
    """Shares under the other rules of trust, where the verdict is not on the same side."""
    others = {rule: other for rule, other in row["others"].items() if other["verdict"] != TOO_FEW_SAMPLES}
    if all(claim_side(other["verdict"]) == claim_side(row["verdict"]) for other in others.values()):
        return ""
    told = listed([f"{percent(other['share'])} ({rule})" for rule, other in others.items()])
    return f"*Under other rules of trust*: {told}{', so it flips' if row['flips'] else ''}."
