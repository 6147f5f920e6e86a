"""Decisions of runs as the kernel wrote them: rows of a trace, and the records that Mesa's log has of the same runs.

What the scenario itself announces, its policies, its changed parameters, its exercises and the agreements that are in
force at the start, is no decision and not in a trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from diplosim.engine.book import LANES
from diplosim.engine.records import KINDS, PROVOCATION, TRACE, TRACE_DONORS
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES
from diplosim.rules import bargaining, politics, protocol, provocation, sanctions, stance, tables

if TYPE_CHECKING:
    from diplosim.engine.pack import Packed
    from diplosim.engine.records import Records
    from diplosim.metrics.record import Ints
    from diplosim.scenario import Scenario

#: Rows that a run of this many months has room for at first.
ROWS_A_MONTH = 12
_ANSWER = (*bargaining.RECIPIENT_TERMS, "mood")
#: What is weighed in a decision, by kind; donors answer a proposal by terms of their own.
TERMS: dict[str, tuple[str, ...]] = {
    "election": politics.ElectionTerms._fields,
    **dict.fromkeys(("stance_changed", "stance_kept"), stance.StanceTerms._fields),
    **dict.fromkeys(("table_opened", "table_stayed_closed"), tables.OpeningTerms._fields),
    "walk_out": tables.WalkOutFactors._fields,
    **dict.fromkeys(("proposal_accepted", "proposal_rejected", "offer_accepted", "offer_refused"), _ANSWER),
    **dict.fromkeys(("ratified", "ratification_refused"), bargaining.RatificationTerms._fields),
    **dict.fromkeys(("suspension", "agreement_withstood"), politics.SuspensionFactors._fields),
    "cancellation": tables.CancellationFactors._fields,
    **dict.fromkeys(("resolution_adopted", "resolution_vetoed"), sanctions.AdoptionFactors._fields),
    "provocation": provocation.IntensityTerms._fields,
}
#: The phases of the month in the order of the kinds that happen in them, by the first kind of each stretch.
PHASES = {
    "hospital_drive": 0,
    "election": 1,
    "table_opened": 3,
    "snap_back": 7,
    "provocation": 6,
    "posture_move": 7,
}
#: Who acts, where it is neither the party of a table nor the recipient.
ACTORS = {
    "pandemic": "world", "flood": "world", "vaccine_line": "donors", "relief_granted": "council",
    "relief_vetoed": "council", "snap_back": "council", "resolution_adopted": "council", "resolution_vetoed": "council",
}  # fmt: skip
#: What happens to nobody in particular.
ALONE = (
    "hospital_drive", "koryo_drive", "insurance_transition", "network_joined", "outbreak_warning", "border_closure",
    "access", "expulsion",
)  # fmt: skip
#: What came of it, where the kind has one outcome only and its last word does not say it.
CAME = {
    "hospital_drive": "decided", "koryo_drive": "decided", "vaccine_line": "changed", "insurance_transition": "decided",
    "pandemic": "hit", "flood": "hit", "outbreak_warning": "heeded", "border_closure": "closed", "access": "changed",
    "expulsion": "changed",
    "table_stayed_closed": "stayed closed", "walk_out": "walked out", "stance_ended_talks": "left",
    "no_proposal": "none", "lapse": "lapsed", "agreement_ended": "term", "snap_back": "relief suspended",
    "suspension": "suspended", "agreement_withstood": "went on", "resumption": "resumed", "cancellation": "cancelled",
    "resolution_vetoed": "not adopted",
}  # fmt: skip
#: What came of it where the kind has two outcomes, the marked one first.
EITHER = {
    "election": ("hawk", "dove"), "government": ("hawkish", "dovish"), "posture_move": ("restrained", "stepped up"),
    **dict.fromkeys(("stance", "stance_changed", "stance_kept"), ("open", "closed")),
}  # fmt: skip
#: How the flag, the amount and the marked donors of a row are called in its record.
FLAGS = {
    "no_proposal": "mediated",
    "lapse": "no_zopa",
    "snap_back": "broad_relief_ends",
    "posture_move": "quiet",
}
AMOUNTS = {
    "hospital_drive": "per_year", "koryo_drive": "after", "vaccine_line": "musd_a_year", "access": "after",
    "expulsion": "after", "agreement_signed": "programme_musd", "agreement_renewed": "programme_musd",
}  # fmt: skip
DONORS = {"ratification_failed": "opposed", "agreement_signed": "donors", "agreement_renewed": "donors"}
#: Decisions of chance.
DRAWN = (*(kind for kind in TERMS if not kind.startswith(("offer", "proposal", "provocation"))), "network_joined",
         "outbreak_warning", "relief_granted", "relief_vetoed", "resumption")  # fmt: skip


def terms_of(kind: str, recipient: bool) -> tuple[str, ...]:
    """Names of what is weighed in a decision, in the order of a row; ``recipient``: by the recipient, not by donors."""
    if kind.startswith("proposal_") and not recipient:
        return bargaining.DONOR_TERMS
    return TERMS.get(kind, ())


def vocabulary() -> dict[str, Any]:
    """What the numbers of a row stand for (`diplosim.engine.records.TRACE`), for readers that are not Python."""
    return {
        "kinds": list(KINDS), "terms": {kind: list(terms_of(kind, True)) for kind in TERMS},
        "donors_terms": list(bargaining.DONOR_TERMS), "moved_by": list(provocation.MODULATORS),
        "issues": protocol.ISSUES, "levels": protocol.LEVEL_NAMES, "phases": PHASES, "actors": ACTORS, "alone": ALONE,
        "came": CAME, "either": EITHER, "flags": FLAGS, "amounts": AMOUNTS, "donors": DONORS, "drawn": DRAWN,
        "limit": provocation.INTENSITY_CAP,
    }  # fmt: skip


def traced(packed: Packed, seed: int, replicates: Ints, portable: bool = False) -> Records:
    """Play the listed replicates of a packed scenario and keep what they decided, run by run."""
    from diplosim.engine.engine import caller

    months, donors = int(packed.worlds[0]["months"]), int(packed.worlds[0]["n_donors"])
    if donors > TRACE_DONORS:
        raise ValueError(f"{donors} donors: a trace has room for {TRACE_DONORS}")
    months_of_one = np.empty((1, months, len(METRICS)))
    ends = np.empty((len(replicates), len(OUTCOMES)))
    room = ROWS_A_MONTH * months * len(replicates)
    while True:
        rows = np.zeros(room + 1, dtype=TRACE)
        count = caller(portable)(packed, seed, replicates, months_of_one, ends, rows=rows, brief=True)
        if count <= room:
            return rows[:count]
        room = count


class Reader:
    """Reads rows as records: data such as Mesa's log has, without sentences."""

    def __init__(self, scenario: Scenario, packed: Packed) -> None:
        self._scenario = scenario
        self._packed = packed
        self._codes = {actor.id: actor.code for actor in scenario.actors}
        self._donors = [actor.code for actor in scenario.actors if actor.kind == "donor"]
        self._carriers = ["direct", *(actor.code for actor in scenario.actors if actor.kind == "implementer")]
        self._council = next(actor.code for actor in scenario.actors if actor.kind == "council")
        self._recipient = scenario.recipient_code

    def records(self, rows: Records) -> list[dict[str, Any]]:
        """All rows as records."""
        return [self.record(row) for row in rows]

    def record(self, row: Any) -> dict[str, Any]:
        """A row as a record."""
        kind, month = KINDS[row["kind"]], int(row["month"])
        actor, target, outcome = self._sides(kind, row)
        names = terms_of(kind, row["actor"] < 0) if not row["dated"] or kind.startswith("offer") else ()
        value = float(row["value"]) if names else None
        threshold = float(row["threshold"]) if names and kind != "provocation" else None
        return {
            "month": month, "date": self._scenario.date(month), "phase": phase_of(kind, bool(row["dated"])),
            "kind": kind, "actor": actor, "target": target, "outcome": outcome, "package": self._described(row),
            "terms": dict(zip(names, row["terms"].tolist(), strict=False)), "value": value, "threshold": threshold,
            "missing": None if threshold is None or value is None else threshold - value,
            "alternatives": self._alternatives(kind, row),
        } | dict(self._data(kind, row))  # fmt: skip

    def _sides(self, kind: str, row: Any) -> tuple[str, str | None, str]:
        """Who, towards whom, and what came of it."""
        own, other = (self._codes.get(int(row[side]), "") for side in ("actor", "target"))
        if kind in EITHER:
            came = EITHER[kind][0 if row["outcome"] else 1]
            by, to = {"stance": (self._recipient, "rivals"), "posture": ("allies", self._recipient)}.get(
                kind.split("_", maxsplit=1)[0], (own, None)
            )
            return by, to, came
        if kind == "provocation":
            return self._recipient, None, f"class {max(self._classes(row) + self._dated(row))}"
        actor = (
            "donors"
            if kind == "relief_granted" and row["dated"]
            else ACTORS.get(kind, own or self._recipient)
        )
        came = CAME.get(kind, kind.rsplit("_", 1)[-1])
        return (
            self._council if actor == "council" else actor,
            other or (None if kind in ALONE else self._recipient),
            came,
        )

    def _data(self, kind: str, row: Any) -> Iterator[tuple[str, Any]]:
        """What a record tells besides."""
        if kind in DRAWN and not row["dated"]:
            yield from (("probability", float(row["probability"])), ("draw", float(row["draw"])))
        if kind in ("no_proposal", "proposal_accepted", "proposal_rejected", "lapse"):
            yield "round", int(row["number"])
        if kind in FLAGS:
            yield FLAGS[kind], bool(row["flag"])
        if kind in AMOUNTS:
            yield AMOUNTS[kind], float(row["amount"])
        if kind in ("border_closure", "snap_back", "agreement_ended"):
            yield "months", int(row["number"])
        if kind in DONORS:
            marked = [code for place, code in enumerate(self._donors) if int(row["donors"]) >> place & 1]
            yield DONORS[kind], marked
        if kind in ("agreement_signed", "agreement_renewed"):
            yield from (("months", self._package(row["package"] - 1).D), ("pledged_kusd", int(row["kusd"])))
        if kind.startswith(("offer", "proposal")):
            yield from self._answered(kind, row)
        if row["moved"]:
            yield "by_move", True
        if kind == "provocation":
            yield from self._provoked(row)
        if kind == "resolution_adopted" and row["dated"]:
            yield "sectors", [name for n, name in enumerate(sanctions.SECTORS) if int(row["number"]) >> n & 1]
        if kind == "posture_move" or (kind == "relief_granted" and row["dated"]):
            yield from (("before", float(row["before"])), ("after", float(row["amount"])))

    def _answered(self, kind: str, row: Any) -> Iterator[tuple[str, Any]]:
        if kind == "offer_withheld":
            yield "estimated_value", float(row["estimate"]) if row["package"] else None
            return
        yield "together", self._together(row)
        if row["actor"] < 0:
            yield "estimated_value", float(row["estimate"])
        if kind.startswith("offer"):
            yield "identity", bool(row["identity"])
            if row["dated"]:
                yield from (("by_date", True), ("bound", bool(row["flag"])))

    def _provoked(self, row: Any) -> Iterator[tuple[str, Any]]:
        classes, dated, first = self._classes(row), self._dated(row), len(TERMS["provocation"])
        moved = row["terms"][first : first + len(provocation.MODULATORS)].tolist()
        yield from (("count", int(row["number"])), ("gravest", max(classes + dated)))
        yield from (("classes", classes), ("dated", dated))
        yield "eta", dict(zip(provocation.MODULATORS, moved, strict=True))
        yield "limit", provocation.INTENSITY_CAP if row["value"] > provocation.INTENSITY_CAP else None

    def _classes(self, row: Any) -> list[int]:
        """Classes of the provocations of chance, in their order."""
        return [int(row["changes"][i // 15]) >> 2 * (i % 15) & 3 for i in range(int(row["drawn"]))]

    def _dated(self, row: Any) -> list[int]:
        """Classes of the provocations that the scenario dates to the month of a row."""
        events = self._packed.book.event
        here = events[(events["kind"] == PROVOCATION) & (events["month"] == row["month"])]
        return [int(event["a"]) for event in here for _ in range(int(event["b"]))]

    def _package(self, place: int) -> protocol.Package:
        """The package at a place among all of the book."""
        block, lane = divmod(int(place), LANES)
        o = {issue: self._packed.book.offers[block][issue][lane] for issue in protocol.ISSUES}
        k, r, f, q, g = (int(o[issue]) for issue in ("k", "r", "f", "q", "g"))
        return protocol.Package(float(o["x"]), int(o["D"]), float(o["c"]), float(o["a"]), k, r, f, q, g)

    def _level(self, package: protocol.Package, issue: str) -> float | str:
        value: float = getattr(package, issue)
        if issue == "k":
            return self._carriers[int(value)]
        return protocol.LEVEL_NAMES[issue][int(value)] if issue in protocol.LEVEL_NAMES else value

    def _issues(self, row: Any) -> dict[str, str]:
        """The issues of a package in the month of a row; content only where it is part of the model then."""
        on = self._scenario.params(int(row["month"])).mechanisms.content
        return {issue: name for issue, name in protocol.ISSUES.items() if on or issue != "g"}

    def _described(self, row: Any) -> dict[str, Any] | None:
        """The package of a row by the names of its issues and levels, with its size in M$."""
        if not row["package"]:
            return None
        package = self._package(row["package"] - 1)
        levels = {name: self._level(package, issue) for issue, name in self._issues(row).items()}
        size = round(float(row["musd"]), 6)
        return {"money_share": levels.pop("money_share"), "programme_musd": size, **levels}

    def _alternatives(self, kind: str, row: Any) -> list[dict[str, Any]]:
        """Single changes of the package that would have turned a no."""
        if kind == "provocation":
            return []
        places = zip(protocol.ISSUES, row["changes"].tolist(), strict=False)
        return [self._changed(row, place, issue) for issue, place in places if place]

    def _together(self, row: Any) -> list[dict[str, Any]]:
        """Two changes that would have turned it together, where no single one would."""
        place = int(row["changes"][len(protocol.ISSUES)])
        if not place:
            return []
        old, new = self._package(row["package"] - 1), self._package(place - 1)
        unlike = [issue for issue in protocol.ISSUES if getattr(old, issue) != getattr(new, issue)]
        return [self._changed(row, place, issue) for issue in unlike]

    def _changed(self, row: Any, place: int, issue: str) -> dict[str, Any]:
        old, new = self._package(row["package"] - 1), self._package(place - 1)
        return {
            "issue": protocol.ISSUES[issue], "level": self._level(new, issue), "instead_of": self._level(old, issue),
        }  # fmt: skip


def phase_of(kind: str, dated: bool) -> int:
    """The phase of the month in which a kind happens; sanctions are eased without a vote after the reactions."""
    before = [phase for first, phase in PHASES.items() if KINDS.index(first) <= KINDS.index(kind)]
    return 7 if kind == "relief_granted" and dated else before[-1]
