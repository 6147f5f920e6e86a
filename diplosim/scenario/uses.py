"""Which policies a scenario uses, when, how strongly, with which options; and how they take part in checking it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.scenario.checking import section
from diplosim.scenario.errors import Findings, Mark, hint, shown
from diplosim.scenario.frozen import FrozenMap, freeze
from diplosim.scenario.header import Calendar
from diplosim.scenario.nodes import Node

if TYPE_CHECKING:
    from diplosim.scenario.scenario import Scenario


#: Keys of a policy entry that mean the same for every policy; all others are the policy's own options.
COMMON_KEYS = ("from", "until", "strength")


@dataclass(frozen=True)
class PolicyUse:
    """One entry of ``policies``; ``options`` are read-only (lists are tuples in it)."""

    name: str
    start: int = 0
    """First month of the run with the policy, counted from 0."""
    end: int | None = None
    """First month without it again; ``None``: it stays to the end."""
    strength: float = 1.0
    """How far graded levers move, 0 (as if absent) to 1."""
    options: FrozenMap[Any] = field(default_factory=FrozenMap)
    """Settings of the policy's own; checked by the policy."""
    where: Mark = field(default_factory=Mark, compare=False, repr=False)
    """Place of the name in its file, for errors."""
    option_marks: FrozenMap[Mark] = field(default_factory=FrozenMap, compare=False, repr=False)
    """Places of the keys of the entry, those of ``options`` and the common ones."""
    value_marks: FrozenMap[Mark] = field(default_factory=FrozenMap, compare=False, repr=False)
    """Places of their values."""

    def active(self, month: int) -> bool:
        """Whether the policy is in force in a month."""
        return self.strength > 0 and self.start <= month and (self.end is None or month < self.end)


def read_policies(root: Node, calendar: Calendar, findings: Findings) -> tuple[PolicyUse, ...]:
    """The policies in the order of the file; names and options are checked later, by the policies."""
    node = section(root, "policies", findings, as_list=True)
    uses = [_entry(entry, index, calendar, findings) for index, entry in enumerate(node.value)]
    return tuple(use for use in uses if use is not None)


def _entry(entry: Node, index: int, calendar: Calendar, findings: Findings) -> PolicyUse | None:
    subject = f"policies[{index}]"
    if isinstance(entry.value, str) and entry.value:
        return PolicyUse(entry.value, where=entry.mark)
    if not entry.is_map or not entry.value:
        if entry.is_list or not entry.is_bad:
            what = "a list" if entry.is_list else "an empty mapping" if entry.is_map else shown(entry.value)
            findings.problem(
                entry.mark,
                f"{subject} must be a policy's name, or 'name: {{from: 2026-07, strength: 0.8}}', not {what}",
            )
        return None
    name, *others = entry.value
    if others:
        findings.problem(
            entry.key_mark(others[0]),
            f"{subject}: {shown(others[0])} stands beside the policy "
            f"{shown(name)}; indent it below the name, or start a new line with '- '",
        )
        return None
    body = entry.value[name]
    if body.is_bad and not (body.is_map or body.is_list):
        return None
    if body.value is not None and not body.is_map:
        what = "a list" if body.is_list else shown(body.value)
        findings.problem(
            body.mark, f"{subject} ({name}) takes settings such as {{from: 2026-07}}, not {what}"
        )
        return None
    use = PolicyUse(name, where=entry.key_mark(name))
    return use if body.value is None else _with_settings(use, body, f"{subject} ({name})", calendar, findings)


def _with_settings(
    use: PolicyUse, body: Node, subject: str, calendar: Calendar, findings: Findings
) -> PolicyUse:
    settings: dict[str, Node] = body.value
    own = {key: child for key, child in settings.items() if key not in COMMON_KEYS and not child.is_bad}
    start, end = _span(settings, subject, calendar, findings)
    return replace(
        use,
        start=start,
        end=end,
        strength=_strength(settings.get("strength"), subject, findings),
        options=FrozenMap({key: freeze(child.plain()) for key, child in own.items()}),
        option_marks=FrozenMap({key: body.key_mark(key) for key in settings}),
        value_marks=FrozenMap({key: child.mark for key, child in settings.items()}),
    )


def _span(
    settings: dict[str, Node], subject: str, calendar: Calendar, findings: Findings
) -> tuple[int, int | None]:
    start, end = None, None
    if "from" in settings:
        start = calendar.read(settings["from"], f"{subject}.from", findings)
    if "until" in settings and settings["until"].value is not None:
        end = calendar.read(settings["until"], f"{subject}.until", findings, end=True)
        first = 0 if start is None and "from" not in settings else start
        if first is not None and end is not None and end <= first:
            message = (
                f"{subject}.until ({calendar.date(end)}) must come after its start ({calendar.date(first)})"
            )
            findings.problem(settings["until"].mark, message)
    return start or 0, end


def _strength(node: Node | None, subject: str, findings: Findings) -> float:
    if node is None or node.is_bad:
        return 1.0
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        findings.problem(
            node.mark,
            f"{subject}.strength must be a number from 0 to 1, not {node.told()}{hint(value, 'a number')}",
        )
        return 1.0
    if value == 0:
        findings.warn(node.mark, f"{subject} has strength 0 and changes nothing")
    return float(value) + 0.0


class PolicyFault(NamedTuple):
    """Something wrong with a policy entry: the entry, what is wrong, and the option at fault if it is one."""

    use: PolicyUse
    message: str
    option: str | None = None
    at_value: bool = True
    """Whether the option's value is at fault rather than its name."""


Checker = Callable[["Scenario"], Iterable[PolicyFault]]

_checkers: list[Checker] = []

#: Packages that register checkers when they are imported.
PROVIDERS = ("diplosim.policies",)


def register_checker(checker: Checker) -> Checker:
    """Let ``checker`` look at every scenario; usable as a decorator.

    It gets the scenario (where the file is wrong elsewhere, defaults stand in for what could not be read)
    and returns one fault for each thing that is wrong with a policy.
    """
    if checker not in _checkers:
        _checkers.append(checker)
    return checker


def check_policies(scenario: Scenario, findings: Findings) -> None:
    """Note what the registered checkers find."""
    for provider in PROVIDERS:
        importlib.import_module(provider)
    for checker in tuple(_checkers):
        for fault in checker(scenario):
            use, option = fault.use, fault.option
            marks = use.value_marks if fault.at_value else use.option_marks
            findings.problem(marks.get(option, use.where) if option else use.where, fault.message)
