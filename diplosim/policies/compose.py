"""From the policies of a scenario to the levers of every month, or to problems, each at its place in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diplosim.policies.combine import at_tables, everywhere, merge, to_levers
from diplosim.policies.conflicts import (
    Part,
    active_uses,
    boundaries,
    budgeted,
    conflicts,
    in_force,
    infeasible,
    part_of,
    span,
    tables,
    together,
)
from diplosim.policies.levers import SCOPES, STATUS_QUO, Levers, Settings
from diplosim.policies.policy import RESERVED
from diplosim.policies.registry import UnknownPolicyError, get
from diplosim.rules.bargaining import MIN_RATIFIERS
from diplosim.scenario.errors import Problem, ScenarioError, did_you_mean
from diplosim.scenario.uses import PolicyFault, register_checker
from diplosim.wording.names import listed

if TYPE_CHECKING:
    from diplosim.scenario import PolicyUse, Scenario


#: What is wrong with the policies of a scenario; the page tells the same.
SENTENCES = {
    "twice": "policy '{name}' is in force twice {months}; let one end first",
    "alone": "policy {names} cannot work {months}: {reason}",
    "together": "policies {names} cannot {both} be in force {months}: {reason}",
    "contradicts": "policy '{name}' contradicts itself: {reason}",
    "few": "policy '{name}': a pooled fund needs at least {least} contributors, not {count}; donors with a budget are "
    "{donors}",
    "unknown": "policy '{name}': unknown contributor '{code}'{near}",
    "no_budget": "policy '{name}': contributor '{code}' has no budget (ceiling_musd is 0)",
    "no_donor": "policy '{name}': contributor '{code}' is a {kind}, not a donor; donors with a budget are {donors}",
}


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
    if use.strength == 0:
        return
    key = next((option.name for option in policy.options if option.kind == "donors"), None)
    sound = policy.sound(use.options)
    # What else is wrong depends on every option, but donors are known or not whatever the others say.
    if found and (key not in sound or policy.problems(sound, 1.0)):
        return
    moved = policy.moves(1.0 if found else use.strength, sound)
    if not found and (contradiction := _contradicts_itself(moved)):
        yield PolicyFault(use, SENTENCES["contradicts"].format(name=use.name, reason=contradiction))
        return
    if not moved.pool:
        return
    for text in _donor_problems(use.name, sound.get(key) if key is not None else None, scenario):
        yield PolicyFault(use, text, key)


def _contradicts_itself(moved: Settings) -> str:
    """What cannot hold together of the levers of all tables and those of some."""
    try:
        for scope in SCOPES:
            at_tables(moved, scope)
        everywhere(moved)
    except ValueError as error:
        return str(error)
    return ""


def _donor_problems(name: str, given: object, scenario: Scenario) -> Iterator[str]:
    codes = budgeted(scenario)
    donors = listed(codes) or "none"
    named = codes if not isinstance(given, list | tuple) else tuple(given)
    if len(named) < MIN_RATIFIERS:
        yield SENTENCES["few"].format(name=name, least=MIN_RATIFIERS, count=len(named), donors=donors)
    known = {actor.code: actor for actor in scenario.actors}
    for code in named:
        if code in codes:
            continue
        if code not in known:
            near = did_you_mean(code, codes) or f"; donors with a budget are {donors}"
            yield SENTENCES["unknown"].format(name=name, code=code, near=near)
        elif known[code].kind == "donor":
            yield SENTENCES["no_budget"].format(name=name, code=code)
        else:
            yield SENTENCES["no_donor"].format(name=name, code=code, kind=known[code].kind, donors=donors)


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
    """Entries of one name that are in force together, each with the first one that it meets."""
    earlier: dict[str, list[int]] = {}
    for index in active:
        use = scenario.policies[index]
        same = earlier.setdefault(use.name, [])
        months = next(filter(None, (together(scenario, (one, index)) for one in same)), "")
        if months:
            yield PolicyFault(use, SENTENCES["twice"].format(name=use.name, months=months))
        same.append(index)


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
        return SENTENCES["alone"].format(names=names[0], months=months, reason=reason)
    both = "both" if len(names) == 2 else "all"
    return SENTENCES["together"].format(names=listed(names), both=both, months=months, reason=reason)


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
        elif (needs := get(use.name).needs) and _is_off(scenario, needs):
            reason = f"{needs} is 0"
        elif _levers(scenario, _without(in_months, index)) == list(levers):
            reason = _redundant(scenario, index, in_months)
        if reason:
            yield f"policy '{use.name}' changes nothing: {reason}"
        elif (remark := get(use.name).remark) is not None and (text := remark(scenario)):
            yield f"policy '{use.name}' does not do all that it says: {text}"


def _is_off(scenario: Scenario, switch: str) -> bool:
    """Whether a mechanism is off in every month."""
    return not (scenario.parameters[switch] or any(event.changes.get(switch) for event in scenario.events))


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
