"""The decisions of a history that are worth a reader's time, and counts of all that happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from diplosim.report.blocks import Step
from diplosim.wording.explain import package_line, sentence
from diplosim.wording.sentences import headline, statement, term_name, weighed, would_change

Record = Mapping[str, Any]
#: Kinds that are told, the most telling first, and how many of each at most.
TOLD: dict[str, int] = {
    "policy": 3, "agreement_signed": 4, "cancellation": 2, "suspension": 2, "ratification_refused": 2,
    "ratification_failed": 2, "resolution_adopted": 2, "relief_granted": 2, "relief_vetoed": 1, "provocation": 2,
    "snap_back": 1, "offer_refused": 2, "walk_out": 2, "proposal_rejected": 1, "lapse": 1, "government": 2,
    "pandemic": 1, "outbreak_warning": 1, "border_closure": 1, "election": 2,
}  # fmt: skip
#: Steps of one history.
MOST = 16
#: A yes that comes before a signature in the same month, and tells why.
YES = ("proposal_accepted", "offer_accepted")
_TONES = {
    "agreement_signed": "better", "relief_granted": "better", "cancellation": "worse", "suspension": "worse",
    "provocation": "worse", "offer_refused": "worse", "ratification_refused": "worse", "ratification_failed": "worse",
    "proposal_rejected": "worse", "relief_vetoed": "worse", "walk_out": "worse",
}  # fmt: skip


def important(records: Sequence[Record], names: Mapping[str, str], most: int = MOST) -> list[Step]:
    """The steps of a history, in order of time: of each kind the gravest, largest or nearest to another answer."""
    chosen: list[int] = []
    for kind, cap in TOLD.items():
        own = [
            place
            for place, record in enumerate(records)
            if record["kind"] == kind and _worth(record, records)
        ]
        chosen += sorted(own, key=lambda place: (_order(records[place]), place))[:cap]
    return [_step(records[place], records, names) for place in sorted(chosen[:most])]


def _worth(record: Record, records: Sequence[Record]) -> bool:
    """Of provocations only the gravest class is told one by one; a party that fails alone is told by its refusal."""
    if record["kind"] == "ratification_failed":
        refusal = ("ratification_refused", record["actor"], record["month"])
        return all((one["kind"], one["actor"], one["month"]) != refusal for one in records)
    return bool(record["kind"] != "provocation" or _of_class(record, (3,)))


def _order(record: Record) -> float:
    """The smaller, the more worth telling: large sums, near misses."""
    if record["kind"] == "agreement_signed":
        return -float(record.get("pledged_kusd") or 0)
    value, threshold = record.get("value"), record.get("threshold")
    if isinstance(value, int | float) and isinstance(threshold, int | float):
        return abs(float(threshold) - float(value))
    return 0.0


def _step(record: Record, records: Sequence[Record], names: Mapping[str, str]) -> Step:
    """A record as a step; a signature takes its reason from the yes before it."""
    told = record
    if record["kind"] == "agreement_signed":
        told = next(
            (r for r in reversed(records) if r["kind"] in YES and r["month"] == record["month"]
             and record["actor"] in (r["actor"], r["target"])), record,
        )  # fmt: skip
    why, change = weighed(told, names), would_change(told, names)
    reason = why if told is record else f"{headline(told, names)}: {why}"
    package = record.get("package") or told.get("package")
    return Step(
        str(record["date"]), sentence(statement(record, names)), sentence(reason) if why else "",
        sentence(change) if change else "", sentence(package_line(package, names)) if package else "",
        _TONES.get(str(record["kind"]), ""),
    )  # fmt: skip


Tally = tuple[str, Callable[[Record], int]]


def _kind(*kinds: str) -> Callable[[Record], int]:
    return lambda record: int(record["kind"] in kinds)


def _of_class(record: Record, wanted: Iterable[int]) -> int:
    """How many provocations of some classes a record tells."""
    if record["kind"] != "provocation":
        return 0
    return sum(int(one) in wanted for one in [*(record.get("classes") or ()), *(record.get("dated") or ())])


#: What the table beside the lanes counts; what a column of ``runs.parquet`` counts too is counted alike. A pool may be
#: signed without those of its members that refuse.
TALLIES: tuple[Tally, ...] = (
    ("Provocations of class 1", lambda r: _of_class(r, (1,))),
    ("Provocations of class 2 or 3", lambda r: _of_class(r, (2, 3))),
    ("Resolutions of the Security Council", _kind("resolution_adopted")),
    ("Talks begun", _kind("table_opened")),
    ("Talks that lapsed or were left", _kind("lapse", "walk_out", "stance_ended_talks")),
    ("Proposals in talks rejected", _kind("proposal_rejected")),
    ("Proposals in talks accepted", _kind("proposal_accepted")),
    ("Offers from outside talks refused", _kind("offer_refused")),
    ("Offers from outside talks accepted", _kind("offer_accepted")),
    ("Ratifications refused by single members", _kind("ratification_refused")),
    ("Packages not ratified", _kind("ratification_failed")),
    ("Agreements signed", _kind("agreement_signed")),
    ("Agreements suspended", _kind("suspension")),
    ("Agreements cancelled", _kind("cancellation")),
)


def counted(records: Sequence[Record]) -> list[tuple[str, int]]:
    """How often each thing happened."""
    return [(words, sum(map(count, records))) for words, count in TALLIES]


def against(records: Sequence[Record]) -> list[tuple[str, int]]:
    """What spoke most against the packages that were turned down, the most frequent first."""
    found: Counter[str] = Counter()
    for record in records:
        terms = record.get("terms") or {}
        if record["kind"] in ("offer_refused", "proposal_rejected") and terms:
            worst = min(terms, key=lambda name: terms[name])
            if terms[worst] < 0:
                found[term_name(worst)] += 1
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))
