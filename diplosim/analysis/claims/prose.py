"""The fixed paragraphs of the page, and the headlines that the findings must bear out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from diplosim.analysis.claims.declared import PLACE, Claims, Headline
from diplosim.analysis.claims.sentences import percents, short
from diplosim.wording.lists import listed
from diplosim.wording.numbers import percent, rough

#: Width of a line of prose; list items and rows of tables stay on one line, so that a change shows as one line.
WIDTH = 140

OPENING = """
**A thinking aid, never a forecast.** This page says what follows from the assumptions of the [model](model.md),
not what the DPRK, or anybody else, will do. It tests the claims of the four sources that the model was built
from ([evidence.md](evidence.md)), those that speak against engagement included.
"""

METHOD = """
Each claim became one or more comparisons of two policies in {samples} samples of {varied} assumptions that nobody
knows, each drawn over its whole range, with {replicates} courses of events in every sample, the same for both
policies. In a sample a statement is true if the mean difference has the claimed sign, however small. The ranges
are judgement, so a share of samples is no probability.
"""

VERDICTS = """
**Holds**: true in at least {holds} of the samples. **Holds mostly**: in at least {mostly}. **Fails mostly** and
**fails**: the same from the other end (at most {rarely}, {hardly}). **Undecided**: between, or the 95 %
interval [in brackets] contains one half. *But hardly* marks an average change below {small} of the reference.
The interval of an average change is over samples and courses of events.
"""

CALM = """
For each statement the assumption that moves the difference most, and the share of samples in which it is true
where that assumption is in the lower, middle and upper third of its range. The names are explained
[below](#names-of-assumptions).
"""

RULES = """
Trust may add up evidence (`{rule}`, the numbers of this page), be an average that forgets (`ewma`) or a
reputation with a memory of its weight (`beta`). Of {decided} decided comparisons {firm} stay on their side
under all three. {flipped} {open} {closed}
"""

PROTOTYPE = """
The [specification](model_changes.md) was tried out with a throw-away prototype, in few samples with little repetition.
{known} of its shares can be compared; {near} lie within {points} points. {apart} {thirds} Few courses of events pull
every share towards one half; there were more of them here.
"""

CHECK = """
`diplosim findings` runs [{name}](../experiments/{name}.yaml) under each rule of trust, makes this page and
writes every number into [findings.json](findings.json). `diplosim findings --claim K14` prints one claim with
the commands behind it, such as
"""

CI = """
`diplosim findings --check` runs everything at reduced size, as CI does, and fails if a sign or a verdict is
contradicted (how that is judged: `diplosim/analysis/claims/check.py`). What to beware of when quoting:
[limits.md](limits.md).
"""


def paragraph(text: str, **numbers: object) -> list[str]:
    """A text with its numbers, as wrapped lines and an empty one."""
    filled = " ".join(text.format(**numbers).split())
    return [*textwrap.wrap(filled, WIDTH, break_long_words=False, break_on_hyphens=False), ""]


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
