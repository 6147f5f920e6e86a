"""What happened, month by month, in short sentences, and how long a moving figure stays with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from diplosim.figures.history.story import Record, provocations
from diplosim.figures.layout.moving import Moment
from diplosim.figures.layout.roles import MAJOR_CLASS
from diplosim.wording.sentences import headline

QUIET = 0.14
"""Seconds of a month without anything to tell."""
LAST = 5.0
"""Seconds that the last month adds, for programs that begin again by themselves."""
LONGEST = 45.0
"""Seconds of a whole film; with more to tell every happening gets less."""
MOST = 120
"""Pictures of a film at most: of longer histories every second, third ... month is shown."""

TURN, STEP, NEWS = 1.6, 1.0, 0.6
"""Seconds of a turn of the story, of a step towards one, and of news."""
KINDS = {
    "offer_accepted": TURN, "offer_refused": TURN, "agreement_signed": TURN, "ratification_failed": TURN,
    "suspension": TURN, "cancellation": TURN, "resolution_adopted": TURN, "snap_back": TURN, "policy": TURN,
    "resumption": STEP, "agreement_ended": STEP, "table_opened": STEP, "walk_out": STEP, "lapse": STEP,
    "relief_granted": STEP, "relief_vetoed": STEP, "border_closure": STEP, "pandemic": STEP, "government": STEP,
    "provocation": NEWS, "election": NEWS, "flood": NEWS,
}  # fmt: skip
"""Kinds of record that are told, with their seconds; minor provocations are not."""


class Happening(NamedTuple):
    """One sentence, the month that it tells of, and how many seconds it deserves."""

    month: int
    words: str
    seconds: float


def happenings(events: Sequence[Record], names: Mapping[str, str]) -> list[Happening]:
    """Return what is told, in the order of time; of one month the weightiest last, so that it stays the newest.

    ``names``: the actors' names by code; a code without one stands for itself.
    """
    found = [
        Happening(int(record["month"]), headline(record, names), KINDS[record["kind"]])
        for record in events
        if record["kind"] in KINDS and not _minor(record)
    ]
    return sorted(dict.fromkeys(found), key=lambda one: (one.month, one.seconds))


def _minor(record: Record) -> bool:
    return record["kind"] == "provocation" and all(found < MAJOR_CLASS for _, found in provocations([record]))


def moments(first: int, last: int, told: Sequence[Happening]) -> list[Moment]:
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
