"""Checks of single policy entries of a scenario: names, options, strengths and contributors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from diplosim.policies.conflicts import MIN_CONTRIBUTORS
from diplosim.policies.policy import RESERVED
from diplosim.policies.registry import UnknownPolicyError, get
from diplosim.policies.tables import budgeted
from diplosim.policies.text import did_you_mean
from diplosim.scenario.checkers import PolicyFault
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
    if len(named) < MIN_CONTRIBUTORS:
        yield f"a pooled fund needs at least {MIN_CONTRIBUTORS} contributors, not {len(named)}{has}"
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
