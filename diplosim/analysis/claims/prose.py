"""The words of the page: findings in sentences, fixed paragraphs, and headlines that the findings must bear out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping

from diplosim.analysis.claims.declared import PLACE, Claims, Headline, Test
from diplosim.analysis.claims.records import Decider, Drivers, Judgement, Tested
from diplosim.metrics.columns import outcome
from diplosim.wording.names import capital, listed, with_recipient
from diplosim.wording.numbers import percent, rough
from diplosim.wording.verdicts import TOO_FEW_SAMPLES, claim_side

#: Units in words; what is missing here needs none, because the outcome is an index or a share.
_UNITS = {
    "events a year": "a year",
    "per year": "a year",
    "M$": "M$",
    "month, from 0": "months",
    "months": "months",
}


#: Arms that are the beginning of the status quo: what differs from them has changed since the start.
STARTS = ("first_month", "first_two_years")


def percents(shares: list[float]) -> str:
    """``16, 55 and 96 %``."""
    *first, last = (percent(share, "") for share in shares)
    return f"{', '.join(first)} and {last} %"


def change(row: Judgement, test: Test) -> str:
    """``average change −1.2 a year (−2.0 to −0.4), reference 9.6``; a level is no change."""
    unit = _UNITS.get(outcome(test.outcome).unit, "")
    low, high = row["mean_low"], row["mean_high"]
    size = f"{rough(row['mean'], signed=test.reference is not None)}{' ' if unit else ''}{unit}"
    told = f"{size} ({rough(low)} to {rough(high)})"
    if test.reference is None:
        before = test.prototype_level
        return f"average {told}{'' if before is None else f', {rough(before)} in the prototype'}"
    since = test.reference in STARTS
    usual = "" if row["level"] is None else f", {'start' if since else 'reference'} {rough(row['level'])}"
    return f"average change {'since the start ' if since else ''}{told}{usual}"


def span(row: Judgement, samples: str) -> str:
    """``43 % of the samples (38 to 49)``."""
    low, high = (percent(row[name], "") for name in ("share_low", "share_high"))
    return f"{percent(row['share'])} of {samples} ({low} to {high})"


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


def bullet(row: Tested, test: Test) -> str:
    """The whole finding about one test, as a list item of one line."""
    if row["verdict"] == TOO_FEW_SAMPLES:
        return f"- **{capital(row['verdict'])}**: {_says(test)} ({row['samples']} samples)."
    parts = [_head(row, test), turns_on(row.get("drivers")), where(row), other_rules(row)]
    return "- " + " ".join(part for part in parts if part)


def plain_bullet(row: Tested, test: Test) -> str:
    """The same without marks of Markdown."""
    return re.sub(r"[*`]", "", bullet(row, test).removeprefix("- "))


def _says(test: Test) -> str:
    return f"{test.among}, {test.says}" if test.among else test.says


def _head(row: Judgement, test: Test) -> str:
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


def turns_on(found: Drivers | None) -> str:
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


def _watched(other: Decider | None) -> str:
    """The assumption that the debate is about, where another one comes first."""
    if not other or other["place"] == 1:
        return ""
    place = f"; {short(other['decider'])} comes {_ordinal(other['place'])} of {other['of']}"
    return f"{place}: {percents(other['thirds'])}" if other["clear"] else f"{place}, no clearer than chance"


def _ordinal(place: int) -> str:
    ending = "th" if 10 < place % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def where(row: Tested) -> str:
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


def other_rules(row: Tested) -> str:
    """Shares under the other rules of trust, where the verdict is not on the same side."""
    others = {rule: other for rule, other in row["others"].items() if other["verdict"] != TOO_FEW_SAMPLES}
    if all(claim_side(other["verdict"]) == claim_side(row["verdict"]) for other in others.values()):
        return ""
    told = listed([f"{percent(other['share'])} ({rule})" for rule, other in others.items()])
    return f"*Under other rules of trust*: {told}{', so it flips' if row['flips'] else ''}."


#: Width of a line of prose; list items and rows of tables stay on one line, so that a change shows as one line.
WIDTH = 140

OPENING = with_recipient("""
**A thinking aid, never a forecast.** This page says what follows from the assumptions of the [model](model.md),
not what the recipient, or anybody else, will do. It tests the claims of the four sources that the model was built
from ([evidence.md](evidence.md)), those that speak against engagement included.
""")

METHOD = """
Each claim became one or more comparisons of two policies in {samples} samples of {varied} assumptions that nobody
knows, each drawn over its whole range, with {replicates} courses of events in every sample, the same for both
policies. In a sample a statement is true if the mean difference has the claimed sign, however small. The ranges
are judgement, so a share of samples is no probability.
"""

KINDS = """
Three kinds of statement are kept apart. *Raises* and *lowers* compare with another policy under the same shocks, so a
policy that raises trust may only slow its fall. *Grows* and *falls* compare with the start: the first month of the
status quo, for provocations its first two years. A level is compared with zero.
"""

VERDICTS = """
**Holds**: true in at least {holds} of the samples. **Holds mostly**: in at least {mostly}. **Fails mostly** and
**fails**: the same from the other end (at most {rarely}, {hardly}). **Undecided**: between, or the 95 %
interval (in brackets) contains one half. *But hardly* marks an average change below {small} of the reference.
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
contradicted (how that is judged: `diplosim/analysis/claims/findings.py`). What to beware of when quoting:
[limits.md](limits.md).
"""


def paragraph(text: str, **numbers: object) -> list[str]:
    """A text with its numbers, as wrapped lines and an empty one."""
    filled = " ".join(text.format(**numbers).split())
    return [*textwrap.wrap(filled, WIDTH, break_long_words=False, break_on_hyphens=False), ""]


def headlines(claims: Claims, rows: Mapping[str, Tested]) -> tuple[list[str], list[str]]:
    """The headlines that are true, filled in, and the raw texts of those that no longer are."""
    good = [one for one in claims.headlines if true(one, rows)]
    return [filled(one.text, rows) for one in good], [one.text for one in claims.headlines if one not in good]


def true(one: Headline, rows: Mapping[str, Tested]) -> bool:
    """Whether every verdict (and first driver) is as the headline needs it."""
    verdicts = all(rows[key]["verdict"] in words for key, words in one.when.items())
    return verdicts and all(rows[key]["drivers"]["decider"] == name for key, name in one.turns_on.items())


def filled(text: str, rows: Mapping[str, Tested]) -> str:
    """A text with its numbers."""
    return PLACE.sub(lambda match: _value(rows[match[1]], match[2]), text)


def _value(row: Tested, what: str) -> str:
    if what == "thirds":
        return percents(row["drivers"]["thirds"])
    if what == "decider":
        return short(row["drivers"]["decider"] or "")
    if what == "mean":
        return rough(row["mean"], signed=True)
    if what == "others":
        return listed([percent(other["share"]) for other in row["others"].values()])
    if what == "rest":
        return percent(1 - row["share"])
    return percent(row["share"])
