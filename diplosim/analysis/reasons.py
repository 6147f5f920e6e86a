"""Why decisions fall as they do over all runs, and which policies would have turned one refused offer.

Runs are played again with their decisions kept (`diplosim.engine.decisions`) and counted: which term weighs most, and
which would have turned the answer had it been nothing.

A policy that begins in a month changes nothing before it, so the run up to that month is the same, and only what the
the recipient answers in it can differ. An answer counts if the same table gets it in the same month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.experiment import choose_engine, mesa_engine
from diplosim.experiment.run import attempt
from diplosim.results import AnalysisError
from diplosim.results.rerun import decided_again, spread_over_samples
from diplosim.rules.protocol import ISSUES, TOLERANCE
from diplosim.wording.explain import selected
from diplosim.wording.names import plural
from diplosim.wording.numbers import part_of
from diplosim.wording.sentences import over_all_runs

if TYPE_CHECKING:
    from diplosim.engine.decisions import Reader
    from diplosim.engine.records import Records
    from diplosim.experiment import Plan
    from diplosim.scenario import Scenario

Record = Mapping[str, Any]
#: Runs that are played again unless others are asked for.
MOST_RUNS = 2000
#: Pairs of policies that are played again, those first whose single policies came closest.
PAIRS = 40


@dataclass
class Reason:
    """Decisions of one kind by one actor towards another, over many runs."""

    actor: str
    target: str | None
    kind: str
    outcome: str
    terms: tuple[str, ...]
    count: int = 0
    yes: bool = False
    """Whether the value reached the threshold."""
    largest: dict[str, int] = field(default_factory=dict)
    """How often each term weighed most in favour of what happened."""
    enough: dict[str, int] = field(default_factory=dict)
    """How often the answer would have been the other one, had this term alone been nothing."""
    issues: dict[str, int] = field(default_factory=dict)
    """How often another level of this issue alone would have turned a no."""
    together: int = 0
    """How often only two issues together would have."""

    def add(self, rows: Records) -> None:
        """Count some more rows."""
        import numpy as np

        sign = 1.0 if self.yes else -1.0
        speaking = sign * rows["terms"][:, : len(self.terms)]
        short = sign * (rows["threshold"] - rows["value"])[:, None] + speaking
        turns = (speaking > 0.0) & (short > TOLERANCE if self.yes else short >= -TOLERANCE)
        most, places = speaking.max(axis=1) > 0.0, speaking.argmax(axis=1)
        self.count += len(rows)
        for n, term in enumerate(self.terms):
            _count(self.largest, term, np.sum(most & (places == n)))
            if self.kind != "provocation":
                _count(self.enough, term, np.sum(turns[:, n]))
        if self.kind in ("offer_refused", "proposal_rejected"):
            for n, name in enumerate(ISSUES.values()):
                _count(self.issues, name, np.sum(rows["changes"][:, n] > 0))
            self.together += int(np.sum(rows["changes"][:, len(ISSUES)] > 0))

    def record(self) -> dict[str, Any]:
        """The fields of its sentence."""
        counts = {"largest": self.largest, "enough": self.enough, "issue": self.issues}
        ranked = {
            name: sorted(own.items(), key=lambda one: (-one[1], one[0])) for name, own in counts.items()
        }
        told: dict[str, Any] = {
            "actor": self.actor, "target": self.target, "sign": "for" if self.yes else "against",
            "told": f"{self.kind} ({self.outcome})" if self.kind == "election" else self.kind.replace("_", " "),
            "together": self._part(self.together) if self.together else None,
        }  # fmt: skip
        for name, own in ranked.items():
            for after, (what, count) in zip(("", "_next"), own, strict=False):
                place = "next" if (name, after) == ("largest", "_next") else name + after
                told |= {place: what, f"{place}_part": self._part(count)}
        return told

    def _part(self, count: int) -> str:
        return part_of(count / self.count, self.count)

    def as_json(self) -> dict[str, Any]:
        """The counts, and what they say in words."""
        reason, change = over_all_runs(self.record())
        return {
            "actor": self.actor, "target": self.target, "kind": self.kind, "outcome": self.outcome,
            "decisions": self.count, "largest": self.largest, "enough": self.enough, "issues": self.issues,
            "two_issues": self.together, "reason": reason, "would_change": change,
        }  # fmt: skip


def _count(counts: dict[str, int], name: str, more: Any) -> None:
    if more:
        counts[name] = counts.get(name, 0) + int(more)


@dataclass(frozen=True)
class Reasons:
    """What the decisions of many runs of one arm come to, the most frequent first."""

    arm: str
    runs: int
    """Played again."""
    of: int
    failed: int
    found: list[Reason]

    def heading(self) -> str:
        """How many runs it rests on."""
        used = (
            plural(self.runs, "run") if self.runs == self.of else f"{self.runs:,} of {plural(self.of, 'run')}"
        )
        lost = f"; {plural(self.failed, 'run')} failed" if self.failed else ""
        return f"{self.arm}: {used}, played again with their decisions{lost}"

    def as_json(self) -> list[dict[str, Any]]:
        """One document for each kind of decision."""
        told = {"arm": self.arm, "runs": self.runs, "of_runs": self.of, "failed": self.failed}
        return [{**told, **reason.as_json()} for reason in self.found]


def reasons(plan: Plan, arm: str, most: int = MOST_RUNS, **chosen: Any) -> Reasons:
    """Why the decisions of an arm fall as they do, over at most so many of its runs, evenly spread.

    ``month``, ``actor``, ``kind`` and ``refused`` choose among the decisions, as in one run.

    Raises:
        AnalysisError: only the Mesa engine can play these runs.
    """
    from diplosim.engine.engine import threads_available

    place = [one.name for one in plan.arms].index(arm)
    months = plan.arms[place].months
    count = min(most, plan.pairs)
    engine = choose_engine("auto", plan.own, [plan.arms[place]], months * count)
    if engine.name == "mesa":
        raise AnalysisError(
            f"decisions of all runs come from the compiled or the portable engine: {engine.note}"
        )
    jobs = spread_over_samples(plan, count)
    work = partial(_decided, plan, place, engine.name == "portable", chosen)
    found: dict[tuple[str, ...], Reason] = {}
    runs = failed = 0
    with ThreadPoolExecutor(threads_available()) as pool:
        for (_, numbers), pieces in zip(jobs, pool.map(work, jobs), strict=True):
            failed += len(numbers) if isinstance(pieces, str) else 0
            runs += 0 if isinstance(pieces, str) else len(numbers)
            for key, reason, rows in () if isinstance(pieces, str) else pieces:
                found.setdefault(key, reason).add(rows)
    ranked = sorted(found.values(), key=lambda one: (-one.count, one.actor, str(one.target), one.kind))
    return Reasons(arm, runs, plan.pairs, failed, ranked)


#: Decisions of one kind: by whom and towards whom, an empty count, and their rows.
Piece = tuple[tuple[str, ...], Reason, "Records"]


def _decided(
    plan: Plan, arm: int, portable: bool, chosen: Mapping[str, Any], job: tuple[int, list[int]]
) -> list[Piece] | str:
    """The chosen decisions of some replicates in one world; the reason if they cannot be played."""
    again = attempt(partial(decided_again, plan, arm, *job, portable))
    return again if isinstance(again, str) else list(_pieces(*again, chosen))


def _pieces(reader: Reader, rows: Records, chosen: Mapping[str, Any]) -> Iterator[Piece]:
    """Rows with terms, put together by who decided what towards whom."""
    import numpy as np

    wanted = dict(chosen)
    month = wanted.pop("month", None)
    rows = rows if month is None else rows[rows["month"] == month]
    keys = np.stack([rows[name] for name in ("kind", "actor", "target", "outcome")], axis=1)
    for key in np.unique(keys, axis=0):
        some = rows[(keys == key).all(axis=1)]
        record = reader.record(some[0])
        if not record["terms"] or not selected([record], **wanted):
            continue
        yes = record["threshold"] is None or bool(some[0]["value"] >= some[0]["threshold"] - TOLERANCE)
        outcome = record["outcome"] if record["kind"] != "provocation" else ""
        own = (record["kind"], record["actor"], str(record["target"]), outcome)
        reason = Reason(record["actor"], record["target"], record["kind"], outcome, tuple(record["terms"]))
        reason.yes = yes
        yield own, reason, some


class Turned(NamedTuple):
    """What a search found."""

    policies: tuple[str, ...]
    """The smallest set with which the offer was accepted; empty if none was found."""
    singles: int
    """Policies that were played again."""
    pairs: int


def turning(scenario: Scenario, replicate: int, refused: Record) -> Turned:
    """Search the policies that would have turned a refused offer: each alone, then the pairs that came closest.

    Args:
        scenario: the one that was run.
        replicate: the run in which the offer was refused.
        refused: its record.
    """
    from diplosim.policies import names

    present = {use.name for use in scenario.policies}
    closest: dict[str, float] = {}
    singles = pairs = 0
    for name in names():
        if name in present:
            continue
        answer = _answer(scenario, replicate, refused, (name,))
        singles += answer is not None
        if answer is None:
            continue
        if answer.get("kind") == "offer_accepted":
            return Turned((name,), singles, 0)
        closest[name] = _missing(answer)
    for pair in _by_distance(closest):
        answer = _answer(scenario, replicate, refused, pair)
        pairs += answer is not None
        if answer is not None and answer.get("kind") == "offer_accepted":
            return Turned(pair, singles, pairs)
        if pairs == PAIRS:
            break
    return Turned((), singles, pairs)


def _by_distance(closest: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """Pairs of policies, those first that together leave least missing, each taken by itself."""
    ranked = sorted(combinations(closest, 2), key=lambda pair: closest[pair[0]] + closest[pair[1]])
    yield from ranked


def _missing(answer: Record) -> float:
    """How much an answer lacks; an offer that was not made at all lacks more than any that was."""
    missing = answer.get("missing")
    return float("inf") if missing is None else float(missing)


def _answer(
    scenario: Scenario, replicate: int, refused: Record, policies: tuple[str, ...]
) -> dict[str, Any] | None:
    """What the same table is answered in the same month with more policies; nothing if these cannot be added."""
    found = attempt(partial(_played, scenario, replicate, refused, policies))
    return None if isinstance(found, str) else found


def _played(scenario: Scenario, replicate: int, refused: Record, policies: tuple[str, ...]) -> dict[str, Any]:
    """The record of an offer to the recipient by the same table in the same month; empty if there is none."""
    uses = [{name: {"from": str(refused["date"])}} for name in policies]
    changed = scenario.with_(policies=[*scenario.to_dict()["policies"], *uses])
    model = mesa_engine()(changed, replicate=replicate, log=True)
    for _ in range(int(refused["month"]) + 1):
        model.step()
    for record in model.records():
        same = record["month"] == refused["month"] and record["target"] == refused["target"]
        if same and record["kind"] in ("offer_accepted", "offer_refused"):
            return dict(record)
    return {}


def in_words(turned: Turned) -> str:
    """What the search found, in a sentence."""
    tried = plural(turned.singles, "policy", "policies") + (
        f" and {plural(turned.pairs, 'pair')}" if turned.pairs else ""
    )
    if turned.policies:
        return f"Played again from that month on: with {' and '.join(turned.policies)}: accepted ({tried} tried)."
    return (
        f"Played again from that month on with other policies: none of {tried} of the catalogue (those pairs whose "
        "policies came closest) turned the answer."
    )
