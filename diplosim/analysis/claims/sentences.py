"""One finding in sentences: how often, how much, what it turns on, where it fails, under other rules of trust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.analysis.claims.judge import TOO_FEW, side
from diplosim.analysis.claims.table import Test
from diplosim.analysis.claims.words import capital, change, listed, percent, percents, short, span

Row = dict[str, Any]
#: Differences that are this rare need no word.
RARE = 0.02
#: A share of draws that luck could move; from here on it is told.
LUCKY = 0.1


def bullet(row: Row, test: Test) -> str:
    """The whole finding about one test, as a list item of one line."""
    if row["verdict"] == TOO_FEW:
        return f"- **{row['verdict']}**: {_says(test)} ({row['draws']} draws)."
    parts = [_head(row, test), turns_on(row.get("drivers")), _watched(row.get("drivers")), where(row), other_rules(row)]
    return "- " + " ".join(part for part in parts if part)


def plain_bullet(row: Row, test: Test) -> str:
    """The same without marks of Markdown."""
    return bullet(row, test).removeprefix("- ").replace("**", "").replace("`", "")


def _says(test: Test) -> str:
    return f"{test.among}, {test.says}" if test.among else test.says


def _head(row: Row, test: Test) -> str:
    hardly = ", but hardly" if row["small"] and side(row["verdict"]) > 0 else ""
    equal = f" ({percent(row['equal'])} without any difference)" if row["equal"] > RARE else ""
    lucky = f"; luck could move {percent(row['luck'])} of them" if (row["luck"] or 0) > LUCKY else ""
    count = f" of {row['draws']}" if test.among else ""
    spanned = span(row).replace(" of the draws", f"{count} of the draws" if not count else f" of {row['draws']} draws")
    return f"**{capital(row['verdict'])}{hardly}**: {_says(test)} in {spanned}{equal}, {change(row, test)}{lucky}."


def turns_on(found: Mapping[str, Any] | None) -> str:
    """``Turns on `iota`: 16, 55 and 96 % in its lower, middle and upper third.``"""
    if not found or not found["decider"]:
        return ""
    if not found["clear"]:
        return "No single assumption decides it."
    return f"Turns first on {short(found['decider'])}: {percents(found['thirds'])} in its lower, middle and upper third."


def _watched(found: Mapping[str, Any] | None) -> str:
    """The assumption that the debate is about, where another one comes first."""
    other = found and found.get("watch")
    if not other or other["place"] == 1:
        return ""
    name, place = short(other["decider"]), f"comes {_ordinal(other['place'])} of {other['of']}"
    if not other["clear"]:
        return f"{capital(name)} {place} and is not clear of chance."
    return f"{capital(name)} {place}: {percents(other['thirds'])}."


def _ordinal(place: int) -> str:
    ending = "th" if 10 < place % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def where(row: Row) -> str:
    """Where it fails; where it holds, if failing is the rule."""
    found = row.get("place")
    if found is None:
        return ""
    fails = found["side"] == "fails"
    if found["few"] == 0:
        return "" if fails else "It holds in no draw."
    if found["few"] is not None:
        return f"{'Fails' if fails else 'Holds'} in {found['few']} of {row['draws']} draws, too few to say where."
    if not found["box"]:
        return f"Where it {found['side']} no limits on the assumptions tell better than chance."
    return (
        f"{capital(found['side'])} above all where {found['box']}: {percent(found['coverage'])} of its "
        f"{'failures' if fails else 'successes'}; {percent(found['density'])} of the draws there, "
        f"{percent(found['base_rate'])} everywhere."
    )


def other_rules(row: Row) -> str:
    """Shares under the other rules of trust, with a word if the verdict changes sides."""
    others = {rule: other for rule, other in row["others"].items() if other["verdict"] != TOO_FEW}
    if not others:
        return ""
    told = listed([f"{percent(other['share'])} ({rule})" for rule, other in others.items()])
    flip = " **This flips.**" if row["flips"] else ""
    return f"Other rules of trust: {told}.{flip}"
