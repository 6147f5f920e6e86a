"""What a log of events says for the swim-lanes: agreements as spans, and the refusals worth a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diplosim.wording.sentences import strongest

Record = Mapping[str, Any]
OVER = ("agreement_ended", "cancellation")


@dataclass
class Agreement:
    """One agreement: who with, from when to when, and while suspended."""

    partner: str
    start: int
    end: int
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
    """Return the party other than the DPRK."""
    sides = [str(record.get(key) or "") for key in ("target", "actor")]
    return next((side for side in sides if side and side != "DPRK"), "")


def agreements(events: Sequence[Record], horizon: int) -> list[Agreement]:
    """Pair every signing with its end; an agreement in force at the last month ends at ``horizon``."""
    found: list[Agreement] = []
    live: dict[str, Agreement] = {}
    paused: dict[str, int] = {}
    for record in events:
        kind, month, partner = record["kind"], int(record["month"]), _partner(record)
        if kind == "agreement_signed":
            live[partner] = Agreement(partner, month, horizon)
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
