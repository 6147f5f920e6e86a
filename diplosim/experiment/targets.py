"""What an experiment may vary: parameters, actors' attributes, strengths, dates and options of policies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from diplosim.errors import DiplosimError
from diplosim.scenario import PARAMETERS, Actor, nearest, shown, unknown, unknown_parameter
from diplosim.scenario.checking import field_names, schema_of, words_of

if TYPE_CHECKING:
    from diplosim.policies import Option
    from diplosim.scenario import Scenario

Kind = Literal["float", "int", "bool", "category", "month", "any"]
#: Fields of an actor that say who it is rather than how it is.
_FIXED = ("id", "code", "name", "kind", "ties")


class TargetError(DiplosimError, ValueError):
    """A name that cannot be varied; the message says what is near or allowed."""


@dataclass(frozen=True)
class Target:
    """One thing that can be varied: its name, kind, plausible range, and the check of a value."""

    name: str
    kind: Kind
    low: float
    high: float
    choices: tuple[Any, ...]
    check: Callable[[Any], Any]
    """Returns the value in its own type; raises ``ValueError`` whose text says what is allowed."""
    first: int | None = None
    """For months, the calendar month of month 0, counted from year 0."""

    def told(self, value: Any) -> str:
        """A value for readers; months of the run by their date."""
        from diplosim.scenario.header import month_name

        if value is None:
            return "empty"
        if self.first is not None:
            return month_name(self.first + int(value))
        return f"{value:g}" if isinstance(value, float) else str(value)


def is_month(name: str) -> bool:
    """Whether what varies is a month of the run: the start or the end of a policy."""
    return name.startswith("policies.") and name.endswith((".from", ".until"))


def find(name: str, arms: Sequence[Scenario]) -> Target:
    """The target that a dotted name means in these arms; raises :class:`TargetError`."""
    head, _, rest = name.partition(".")
    if head == "actors":
        return _of_actor(name, rest, arms)
    if head == "policies":
        return _of_policy(name, rest, arms)
    if name not in PARAMETERS:
        raise TargetError(unknown_parameter(name))
    parameter = PARAMETERS[name]
    kind: Kind = parameter.kind
    return Target(name, kind, parameter.low, parameter.high, parameter.choices, parameter.accept)


def _of_actor(name: str, rest: str, arms: Sequence[Scenario]) -> Target:
    code, _, field = rest.partition(".")
    codes = list(dict.fromkeys(actor.code for arm in arms for actor in arm.actors))
    if code not in codes:
        raise TargetError(unknown("actor", code, codes))
    tie = field.removeprefix("ties.")
    if tie != field:
        if tie not in (*codes, "donors"):
            raise TargetError(unknown("actor", tie, [*codes, "donors"]))
        return _of_schema(name, {"type": "number", "minimum": 0, "maximum": 1})
    fields = [*field_names(Actor, *_FIXED), "present"]
    if field not in fields:
        raise TargetError(unknown("attribute of actors", field, fields))
    return _of_schema(name, {"type": "boolean"} if field == "present" else schema_of(Actor)[field])


def _of_schema(name: str, schema: Mapping[str, Any]) -> Target:
    """A target whose values a piece of JSON Schema describes."""
    found: Mapping[str, Any] = next(
        (part for part in schema.get("anyOf", ()) if part.get("type") != "null"), schema
    )
    empty = any(part.get("type") == "null" for part in schema.get("anyOf", ()))
    low, high = found.get("minimum", -math.inf), found.get("maximum", math.inf)
    kinds: dict[str, Kind] = {"number": "float", "integer": "int", "boolean": "bool"}
    kind: Kind = "category" if "enum" in found else kinds[found["type"]]
    choices = tuple(found.get("enum", (False, True) if kind == "bool" else ()))
    fits = partial(_fits, kind, low, high, choices, words_of(schema))
    return Target(name, kind, low, high, choices, partial(_or_empty, fits) if empty else fits)


def _or_empty(check: Callable[[Any], Any], value: Any) -> Any:
    """A value that may also be empty, which is written null."""
    return None if value is None else check(value)


def _fits(kind: Kind, low: float, high: float, choices: tuple[Any, ...], allowed: str, value: Any) -> Any:
    """The value in the type of its kind."""
    if choices:
        if any(choice == value and isinstance(choice, bool) == isinstance(value, bool) for choice in choices):
            return value
        raise ValueError(allowed)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high or (kind == "int" and not isinstance(value, int)):
        raise ValueError(allowed)
    return value if kind == "int" else float(value) + 0.0


def _of_policy(name: str, rest: str, arms: Sequence[Scenario]) -> Target:
    from diplosim.policies import get

    policy_name, _, key = rest.partition(".")
    used = list(dict.fromkeys(use.name for arm in arms for use in arm.policies))
    if policy_name not in used:
        close = nearest(policy_name, used)
        hint = f"did you mean '{close}'?" if close else f"in the arms: {', '.join(used) or 'none'}"
        raise TargetError(f"no arm uses a policy {shown(policy_name)}; {hint}")
    policy = get(policy_name)
    options = {option.name: option for option in policy.options}
    if key == "strength":
        return _strength(name, policy.switches_only)
    if key in ("from", "until"):
        last = max(arm.months for arm in arms) - (key == "from")
        check: Callable[[Any], Any] = partial(_month, arms[0], last)
        fits = check if key == "from" else partial(_or_empty, check)
        return Target(name, "month", 0, last, (), fits, arms[0].calendar.first)
    if key not in options:
        raise TargetError(
            f"policy '{policy_name}': {unknown('setting', key, [*options, 'strength', 'from', 'until'])}"
        )
    return _of_option(name, options[key])


def _strength(name: str, switches_only: bool) -> Target:
    if switches_only:
        return Target(name, "category", 0, 1, (0.0, 1.0), _switch)
    return _of_schema(name, {"type": "number", "minimum": 0, "maximum": 1})


def _switch(value: Any) -> float:
    if isinstance(value, bool) or value not in (0, 1):
        raise ValueError("0 or 1 (this policy has no graded lever)")
    return float(value)


def _of_option(name: str, option: Option) -> Target:
    kinds: dict[str, Kind] = {"number": "float", "integer": "int", "choice": "category"}
    choices = option.choices if option.kind == "choice" else ()
    return Target(
        name, kinds.get(option.kind, "any"), option.low, option.high, choices, partial(_option_value, option)
    )


def _option_value(option: Option, value: Any) -> Any:
    try:
        found = option.check(value)
    except ValueError as error:
        raise ValueError(option.allowed()) from error
    return list(found) if isinstance(found, tuple) else found


def _month(arm: Scenario, last: int, value: Any) -> int:
    """Number of a month given as ``2027-01`` or counted from 0."""
    from diplosim.scenario.header import parse_month

    index: Any = value
    if isinstance(value, str):
        absolute = parse_month(value)
        index = None if absolute is None else absolute - arm.calendar.first
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index <= last:
        raise ValueError(f"a month from {arm.date(0)} to {arm.date(last)}, or its number from 0 to {last}")
    return index
