"""How the policies, which live above this package, take part in checking a scenario."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from diplosim.scenario.errors import Findings
from diplosim.scenario.uses import PolicyUse

if TYPE_CHECKING:
    from diplosim.scenario.scenario import Scenario


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
