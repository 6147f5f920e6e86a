"""What is wrong with the policies of a scenario, each problem at its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from diplosim.policies.combine import merge
from diplosim.policies.conflicts import budgeted, conflicts, infeasible, tables
from diplosim.policies.policy import RESERVED
from diplosim.policies.registry import UnknownPolicyError, get
from diplosim.policies.spans import active_uses, boundaries, in_force, part_of, together
from diplosim.rules.bargaining import MIN_RATIFIERS
from diplosim.scenario.errors import Problem
from diplosim.scenario.uses import PolicyFault, register_checker
from diplosim.scenario.words import did_you_mean
from diplosim.wording.lists import listed

if TYPE_CHECKING:
    from diplosim.scenario import PolicyUse, Scenario


def faults_of(use: PolicyUse, scenario: Scenario) -> Iterator[PolicyFault]:
    """All that is wrong with one entry."""
    try:
        policy = get(use.name)
    except UnknownPolicyError as error:
        yield PolicyFault(use, str(error))
        return
    declared = {option.name for option in policy.options} | set(RESERVED)
    found = policy.problems(use.options, use.strength)
    for key, message in found:
        yield PolicyFault(use, message, key, at_value=key in declared)
    if found or use.strength == 0 or not policy.moves(use.strength, use.options).pool:
        return
    key = next((option.name for option in policy.options if option.kind == "donors"), None)
    given = use.options.get(key) if key is not None else None
    for text in _donor_problems(given, scenario):
        yield PolicyFault(use, f"policy '{use.name}': {text}", key)


def _donor_problems(given: object, scenario: Scenario) -> Iterator[str]:
    codes = budgeted(scenario)
    has = f"; donors with a budget are {listed(codes) or 'none'}"
    named = codes if not isinstance(given, list | tuple) else tuple(given)
    if len(named) < MIN_RATIFIERS:
        yield f"a pooled fund needs at least {MIN_RATIFIERS} contributors, not {len(named)}{has}"
    known = {actor.code: actor for actor in scenario.actors}
    for code in named:
        if code in codes:
            continue
        if code not in known:
            yield f"unknown contributor '{code}'{did_you_mean(code, codes) or has}"
        elif known[code].kind == "donor":
            yield f"contributor '{code}' has no budget (ceiling_musd is 0)"
        else:
            yield f"contributor '{code}' is a {known[code].kind}, not a donor{has}"


@register_checker
def check(scenario: Scenario) -> list[PolicyFault]:
    """All that is wrong with the policies of a scenario: entries first, then what contradicts what."""
    faults: list[PolicyFault] = []
    bad = set()
    for index, use in enumerate(scenario.policies):
        found = list(faults_of(use, scenario))
        faults += found
        bad |= {index} if found else set()
    active = [index for index in active_uses(scenario) if index not in bad]
    return faults + list(_twice(scenario, active)) + list(_contradictions(scenario, active))


def problem_of(fault: PolicyFault) -> Problem:
    """A fault as a problem at its place in the file."""
    use = fault.use
    marks = use.value_marks if fault.at_value else use.option_marks
    mark = use.where if fault.option is None else marks.get(fault.option, use.where)
    return Problem(*mark, fault.message)


def _twice(scenario: Scenario, active: Sequence[int]) -> Iterator[PolicyFault]:
    for one, other in combinations(active, 2):
        use = scenario.policies[other]
        months = together(scenario, (one, other))
        if scenario.policies[one].name == use.name and months:
            yield PolicyFault(use, f"policy '{use.name}' is in force twice {months}; let one end first")


def _contradictions(scenario: Scenario, active: Sequence[int]) -> Iterator[PolicyFault]:
    uses = scenario.policies
    reasons: dict[tuple[int, ...], list[str]] = {}
    for month in boundaries(scenario, active):
        parts = [part_of(scenario, index, month) for index in in_force(scenario, active, month)]
        found = list(conflicts(parts))
        if not found:
            merged = merge([part.settings for part in parts])
            found = list(infeasible(parts, merged, tables(scenario, merged)))
        for conflict in found:
            told = reasons.setdefault(conflict.positions, [])
            if conflict.reason not in told:
                told.append(conflict.reason)
    for indices, told in reasons.items():
        if len({uses[index].name for index in indices}) == len(indices):  # else _twice has told
            yield PolicyFault(uses[indices[-1]], _sentence(scenario, indices, "; ".join(told)))


def _sentence(scenario: Scenario, indices: Sequence[int], reason: str) -> str:
    names = [f"'{scenario.policies[index].name}'" for index in indices]
    months = together(scenario, indices)
    if len(names) == 1:
        return f"policy {names[0]} cannot work {months}: {reason}"
    both = "both" if len(names) == 2 else "all"
    return f"policies {listed(names)} cannot {both} be in force {months}: {reason}"
