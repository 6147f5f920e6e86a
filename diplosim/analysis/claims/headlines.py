"""Headlines: sentences of the authors that are printed only as long as the findings bear them out.

``{K14.1.share}``, ``{K14.1.thirds}`` and the like in a headline are numbers of the findings, so none is typed;
``rest`` is the share of draws in which the statement is not true, ``others`` the shares under the other rules of trust.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.analysis.claims.table import PLACE, Claims, Headline
from diplosim.analysis.claims.words import percents, short
from diplosim.wording.lists import listed
from diplosim.wording.numbers import percent, rough

Row = dict[str, Any]


def headlines(claims: Claims, rows: Mapping[str, Row]) -> tuple[list[str], list[str]]:
    """The headlines that are true, filled in, and the raw texts of those that no longer are."""
    good = [one for one in claims.headlines if true(one, rows)]
    return [filled(one.text, rows) for one in good], [one.text for one in claims.headlines if one not in good]


def true(one: Headline, rows: Mapping[str, Row]) -> bool:
    """Whether every verdict (and first driver) is as the headline needs it."""
    verdicts = all(rows[key]["verdict"] in words for key, words in one.when.items())
    return verdicts and all(rows[key]["drivers"]["decider"] == name for key, name in one.turns_on.items())


def filled(text: str, rows: Mapping[str, Row]) -> str:
    """A text with its numbers."""
    return PLACE.sub(lambda match: _value(rows[match[1]], match[2]), text)


def _value(row: Row, what: str) -> str:
    if what == "thirds":
        return percents(row["drivers"]["thirds"])
    if what == "decider":
        return short(row["drivers"]["decider"])
    if what == "mean":
        return rough(row["mean"], signed=True)
    if what == "others":
        return listed([percent(other["share"]) for other in row["others"].values()])
    if what == "rest":
        return percent(1 - row["share"])
    return percent(row["share"])
