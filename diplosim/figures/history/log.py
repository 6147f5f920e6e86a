"""What a log of events says for figures: provocations, agreements, refusals worth a sentence, the news of a film."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from diplosim.cases import present
from diplosim.figures.layout.roles import MAJOR_CLASS
from diplosim.figures.layout.save import Moment
from diplosim.wording.sentences import headline, strongest

Record = Mapping[str, Any]
BEGUN = ("agreement_in_force", "agreement_signed", "agreement_renewed")
OVER = ("agreement_ended", "agreement_folded", "cancellation")


@dataclass
class Agreement:
    """One agreement: who with, from when to when, and while suspended."""

    partner: str
    start: int
    end: int
    signed: bool = True
    """Not a renewal, nor in force before the start."""
    pauses: list[tuple[int, int]] = field(default_factory=list)


def provocations(events: Sequence[Record]) -> list[tuple[int, int]]:
    """Return (month, class 1-3) of every provocation.

    One record tells all of its month: those drawn in ``classes``, those that the scenario dates in ``dated``.
    """
    return [
        (int(record["month"]), int(found))
        for record in events
        if record["kind"] == "provocation"
        for found in (*record.get("classes", ()), *record.get("dated", ()))
    ]


def _partner(record: Record) -> str:
    """Return the party other than the recipient."""
    sides = [str(record.get(key) or "") for key in ("target", "actor")]
    return next((side for side in sides if side and side != present().code), "")


def agreements(events: Sequence[Record], horizon: int) -> list[Agreement]:
    """Pair every signing and renewal with its end, those before the start too; what is in force ends at ``horizon``."""
    found: list[Agreement] = []
    live: dict[str, Agreement] = {}
    paused: dict[str, int] = {}
    for record in events:
        kind, month, partner = record["kind"], int(record["month"]), _partner(record)
        if kind in BEGUN:
            live[partner] = Agreement(partner, month, horizon, kind == "agreement_signed")
            found.append(live[partner])
        elif kind == "suspension":
            paused.setdefault(partner, month)
        elif kind in ("resumption", *OVER):
            if partner in paused and partner in live:
                live[partner].pauses.append((paused[partner], month))
            paused.pop(partner, None)
            if kind in OVER and partner in live:
                live.pop(partner).end = month
    for partner, month in paused.items():
        if partner in live:
            live[partner].pauses.append((month, horizon))
    return found


def in_force(events: Sequence[Record], month: int) -> set[str]:
    """Return the partners whose agreement is in force at the end of ``month``."""
    known = sorted(events, key=lambda e: int(e["month"]))
    return {a.partner for a in agreements(known, month + 1) if a.start <= month < a.end}


def _shortfall(record: Record) -> float:
    """Return by how much a refused offer missed the threshold; infinite where the record does not say."""
    value, threshold = record.get("value"), record.get("threshold")
    if not isinstance(value, int | float) or not isinstance(threshold, int | float):
        return math.inf
    return float(threshold) - float(value)


def notable_refusals(events: Sequence[Record], most: int) -> list[tuple[str, Record]]:
    """Return up to ``most`` refused offers whose terms are told, in order of time, each with why it was picked.

    First the nearest miss; then the next nearest from another donor, or with other strongest terms.
    """
    refused = [e for e in events if e["kind"] == "offer_refused" and e.get("terms")]
    picked: list[tuple[str, Record]] = []
    seen: set[tuple[str | None, ...]] = set()
    for record in sorted(refused, key=lambda e: (_shortfall(e), int(e["month"]))):
        pattern = (_partner(record), *strongest(record["terms"]))
        if len(picked) == most:
            break
        if pattern not in seen:
            near = "nearest miss" if not picked and math.isfinite(_shortfall(record)) else ""
            picked.append((near, record))
            seen.add(pattern)
    return sorted(picked, key=lambda pair: int(pair[1]["month"]))


QUIET = 0.14
"""Seconds of a month without anything to tell."""
LAST = 5.0
"""Seconds that the last month adds, for programs that begin again by themselves."""
LONGEST = 45.0
"""Seconds of a whole film; with more to tell every event gets less."""
MOST = 120
"""Pictures of a film at most: of longer histories every second, third ... month is shown."""

TURN, STEP, ITEM = 1.6, 1.0, 0.6
"""Seconds of a turn of the story, of a step towards one, and of news."""
KINDS = {
    "offer_accepted": TURN, "offer_refused": TURN, "agreement_signed": TURN, "ratification_failed": TURN,
    "suspension": TURN, "cancellation": TURN, "resolution_adopted": TURN, "snap_back": TURN, "policy": TURN,
    "resumption": STEP, "agreement_renewed": STEP, "agreement_folded": STEP, "agreement_ended": STEP,
    "table_opened": STEP, "walk_out": STEP, "lapse": STEP,
    "relief_granted": STEP, "relief_vetoed": STEP, "border_closure": STEP, "pandemic": STEP, "government": STEP,
    "outbreak_warning": STEP,
    "provocation": ITEM, "election": ITEM, "flood": ITEM,
}  # fmt: skip
"""Kinds of record that are told, with their seconds; minor provocations are not."""


class News(NamedTuple):
    """One sentence, the month that it tells of, and how many seconds it deserves."""

    month: int
    words: str
    seconds: float


def news(events: Sequence[Record], names: Mapping[str, str]) -> list[News]:
    """Return what is told, in the order of time; of one month the weightiest last, so that it stays the newest.

    ``names``: the actors' names by code; a code without one stands for itself.
    """
    found = [
        News(int(record["month"]), headline(record, names), KINDS[record["kind"]])
        for record in events
        if record["kind"] in KINDS and not _minor(record)
    ]
    return sorted(dict.fromkeys(found), key=lambda one: (one.month, one.seconds))


def _minor(record: Record) -> bool:
    return record["kind"] == "provocation" and all(found < MAJOR_CLASS for _, found in provocations([record]))


def moments(first: int, last: int, told: Sequence[News]) -> list[Moment]:
    """Return the months ``first``..``last`` that a film shows, quiet ones short, and others as long as they deserve.

    The last month is always among them.
    """
    step = -(-(last - first + 1) // MOST)
    months = sorted(range(last, first - 1, -step))
    extra = []
    before = first - 1
    for month in months:
        extra.append(max((one.seconds - QUIET for one in told if before < one.month <= month), default=0.0))
        before = month
    room = LONGEST - LAST - QUIET * len(months)
    share = min(1.0, room / sum(extra)) if sum(extra) else 1.0
    lengths = [QUIET + share * more for more in extra]
    lengths[-1] += LAST
    # GIF counts hundredths of a second; rounding down keeps the sum below LONGEST.
    return [
        Moment(month, int(100 * length + 1e-9) / 100) for month, length in zip(months, lengths, strict=True)
    ]
