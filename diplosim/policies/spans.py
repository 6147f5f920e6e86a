"""When the policies of a scenario are in force, and what each sets in a month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from diplosim.policies.conflicts import Part
from diplosim.policies.registry import get

if TYPE_CHECKING:
    from diplosim.scenario import PolicyUse, Scenario


def span(scenario: Scenario, start: int, end: int) -> str:
    """``in 2026-07`` or ``from 2026-07 to 2028-06``: calendar months of a run, ``end`` not counted."""
    first, last = scenario.date(start), scenario.date(max(start, end - 1))
    return f"in {first}" if first == last else f"from {first} to {last}"


def active_uses(scenario: Scenario) -> list[int]:
    """Entries that do anything at all: strength 0 is the same as absent."""
    return [
        index
        for index, use in enumerate(scenario.policies)
        if use.strength > 0 and use.start < end_of(scenario, use)
    ]


def end_of(scenario: Scenario, use: PolicyUse) -> int:
    """First month without the policy, at most the horizon."""
    return scenario.months if use.end is None else min(use.end, scenario.months)


def in_force(scenario: Scenario, indices: Sequence[int], month: int) -> list[int]:
    """Those of these entries that are in force in a month."""
    uses = scenario.policies
    return [index for index in indices if uses[index].start <= month < end_of(scenario, uses[index])]


def together(scenario: Scenario, indices: Sequence[int]) -> str:
    """The months in which all of these entries are in force, in words; empty if there are none."""
    start = max(scenario.policies[index].start for index in indices)
    end = min(end_of(scenario, scenario.policies[index]) for index in indices)
    return span(scenario, start, end) if start < end else ""


def boundaries(scenario: Scenario, active: Sequence[int]) -> list[int]:
    """Month 0 and the months in which some lever may change."""
    months = {0}
    for index in active:
        use = scenario.policies[index]
        months |= {use.start, end_of(scenario, use)}
        if any(option.parameter and option.name not in use.options for option in get(use.name).options):
            months |= set(scenario.parameter_months)
    return sorted(month for month in months if 0 <= month < scenario.months)


def part_of(scenario: Scenario, index: int, month: int) -> Part:
    """What an entry sets in a month; options left open follow that month's parameters."""
    use = scenario.policies[index]
    settings = get(use.name).moves(use.strength, use.options, _parameter(scenario, month))
    return Part(index, use.name, settings)


def _parameter(scenario: Scenario, month: int) -> Callable[[str], Any]:
    def value(name: str) -> Any:
        group, symbol = name.split(".")
        return getattr(getattr(scenario.params(month), group), symbol)

    return value
