"""What would have turned a refused offer: policies of the catalogue, begun in its month, each played again.

A policy that begins in a month changes nothing before it, so the run up to that month is the same, and only what the
DPRK answers in it can differ. An answer counts if the same table gets it in the same month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.experiment import mesa_engine
from diplosim.experiment.run import attempt
from diplosim.wording.names import plural

if TYPE_CHECKING:
    from diplosim.scenario import Scenario

Record = Mapping[str, Any]
#: Pairs of policies that are played again, those first whose single policies came closest.
PAIRS = 40


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
    """The record of an offer to the DPRK by the same table in the same month; empty if there is none."""
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
