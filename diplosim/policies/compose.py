"""From the policies of a scenario to the levers of every month, or to errors that name both sides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diplosim.policies.check import check, problem_of
from diplosim.policies.combine import merge, to_levers
from diplosim.policies.conflicts import Part, budgeted
from diplosim.policies.levers import STATUS_QUO, Levers
from diplosim.policies.settings import Settings
from diplosim.policies.spans import active_uses, boundaries, in_force, part_of, span, together
from diplosim.scenario.errors import ScenarioError
from diplosim.wording.lists import listed

if TYPE_CHECKING:
    from diplosim.scenario import Scenario


@dataclass(frozen=True)
class Schedule:
    """The levers of every month of a run."""

    changes: tuple[int, ...]
    """Months in which the levers differ from the month before; before month 0 stands the status quo."""
    levers: tuple[Levers, ...]
    """The levers from each of these months on."""
    warnings: tuple[str, ...] = ()
    """Policies of the scenario that change nothing, each with the reason."""

    def at(self, month: int) -> Levers:
        """The levers in force in a month, counted from 0."""
        position = bisect_right(self.changes, month)
        return self.levers[position - 1] if position else STATUS_QUO


def compose(scenario: Scenario) -> Schedule:
    """The levers of every month of a scenario.

    Raises :class:`diplosim.scenario.ScenarioError` with all problems of its policies at once.
    """
    faults = check(scenario)
    if faults:
        raise ScenarioError(problem_of(fault) for fault in faults)
    active = active_uses(scenario)
    in_months = {
        month: [part_of(scenario, index, month) for index in in_force(scenario, active, month)]
        for month in boundaries(scenario, active)
    }
    levers = _levers(scenario, in_months)
    changes: list[int] = []
    kept: list[Levers] = []
    before = STATUS_QUO
    for month, now in zip(in_months, levers, strict=True):
        if now != before:
            changes.append(month)
            kept.append(now)
        before = now
    return Schedule(tuple(changes), tuple(kept), tuple(_warnings(scenario, in_months, levers)))


def _levers(scenario: Scenario, in_months: Mapping[int, Sequence[Part]]) -> list[Levers]:
    """The levers of each of these months, given the policies in force from it on."""
    given_since: int | None = None
    levers = []
    for month, parts in in_months.items():
        merged = _ordered(scenario, merge([part.settings for part in parts]))
        if merged.uncond and given_since is None:
            given_since = month  # relief is given once per run, however often the policy returns
        postures = [scenario.policies[part.position].start for part in parts if part.settings.posture]
        levers.append(to_levers(merged, max(postures, default=0), given_since or 0))
    return levers


def _ordered(scenario: Scenario, merged: Settings) -> Settings:
    """Contributors in the order of their ids, so that the order in a file never matters."""
    if merged.contributors is None:
        return merged
    chosen = tuple(code for code in budgeted(scenario) if code in merged.contributors)
    return replace(merged, contributors=chosen)


def _warnings(
    scenario: Scenario, in_months: Mapping[int, Sequence[Part]], levers: Sequence[Levers]
) -> Iterator[str]:
    for index, use in enumerate(scenario.policies):
        reason = ""
        if use.strength == 0:
            reason = "its strength is 0"
        elif not any(part.position == index for parts in in_months.values() for part in parts):
            reason = f"it is in force in no month of the run, which goes {span(scenario, 0, scenario.months)}"
        elif _levers(scenario, _without(in_months, index)) == list(levers):
            reason = _redundant(scenario, index, in_months)
        if reason:
            yield f"policy '{use.name}' changes nothing: {reason}"


def _redundant(scenario: Scenario, index: int, in_months: Mapping[int, Sequence[Part]]) -> str:
    alone = {month: [p for p in parts if p.position == index] for month, parts in in_months.items()}
    if all(levers == STATUS_QUO for levers in _levers(scenario, alone)):
        return "with these options every lever stays at its status quo"
    names = [
        f"'{use.name}'"
        for other, use in enumerate(scenario.policies)
        if other != index and use.strength > 0 and together(scenario, (index, other))
    ]
    return f"{listed(names)} already move{'s' if len(names) == 1 else ''} all that it moves"


def _without(in_months: Mapping[int, Sequence[Part]], index: int) -> dict[int, list[Part]]:
    return {month: [p for p in parts if p.position != index] for month, parts in in_months.items()}
