"""An option of a policy: what a user may set, in which range, and what it means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from diplosim.errors import DiplosimError
from diplosim.scenario.errors import did_you_mean, hint, range_words, shown, unknown
from diplosim.wording.names import Spoken, listed

Kind = Literal["number", "integer", "choice", "numbers", "choices", "donors"]


class OptionError(DiplosimError, ValueError):
    """An option has a value that it cannot take; the message says what is allowed."""


@dataclass(frozen=True)
class Option(Spoken):
    """One setting of a policy.

    ``number`` and ``integer`` take one value within ``low``-``high``; ``choice`` one of ``choices``;
    ``numbers`` and ``choices`` a list of such values; ``donors`` a list of donor codes, or nothing for
    every donor with a budget. ``parameter`` names the scenario parameter that supplies the value when the
    user gives none.
    """

    name: str
    default: Any
    kind: Kind
    unit: str
    meaning: str
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[Any, ...] = ()
    parameter: str | None = None

    def __post_init__(self) -> None:
        """Refuse a kind that there is not, and a default that nobody could give."""
        if self.kind not in get_args(Kind):
            raise OptionError(f"option '{self.name}': {unknown('kind', self.kind, get_args(Kind))}")
        if self.default is None and self.kind == "donors":
            return
        try:
            self.check(self.default)
        except OptionError as error:
            raise OptionError(f"the default does not suit: {error}") from None

    def check(self, value: Any) -> Any:
        """The value in its canonical form (lists become tuples); raises :class:`OptionError`."""
        if self.kind in ("numbers", "choices", "donors"):
            return self._check_list(value)
        return self._check_one(value)

    def allowed(self) -> str:
        """What the option may be, in words."""
        if self.kind == "donors":
            return "a list of at least 3 donor codes"
        if self.choices:
            one = listed(self.choices, "or")
            return f"a list out of {listed(self.choices)}" if self.kind == "choices" else one
        words = {"integer": "a whole number", "number": "a number", "numbers": "a list of numbers, each"}
        return range_words(words[self.kind], self.low, self.high)

    def default_words(self) -> str:
        """What holds when the user says nothing, in words."""
        value = _written(self.default)
        if self.parameter is not None:
            return f"follows {self.parameter} ({value})"
        return "all donors with a budget" if self.default is None else value

    def json_schema(self) -> dict[str, Any]:
        """The option as a JSON Schema, for editors that complete scenario files."""
        one: dict[str, Any]
        if self.kind == "donors":
            one = {"type": "string"}
        elif self.choices:
            one = {"enum": list(self.choices)}
        else:
            one = {"type": "integer" if self.kind == "integer" else "number"}
            one |= {"minimum": self.low} if math.isfinite(self.low) else {}
            one |= {"maximum": self.high} if math.isfinite(self.high) else {}
        is_list = self.kind in ("numbers", "choices", "donors")
        schema = {"type": "array", "items": one, "uniqueItems": True} if is_list else one
        return {**schema, "description": f"{self.meaning} ({self.unit})"}

    def _check_list(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise self._wrong(value)
        items = tuple(self._check_one(item) for item in value)
        if len(set(items)) != len(items):
            raise OptionError(f"option '{self.name}' lists a value twice: {shown(list(items))}")
        if not items and self.default != ():
            raise self._wrong(value)
        return items

    def _check_one(self, value: Any) -> Any:
        if self.kind == "donors":
            if not isinstance(value, str):
                raise self._wrong(value)
            return value
        if self.choices:
            return self._check_choice(value)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or not self.low <= value <= self.high:
            raise self._wrong(value)
        if self.kind == "integer":
            if value != int(value):
                raise self._wrong(value)
            return int(value)
        return float(value)

    def _check_choice(self, value: Any) -> Any:
        for choice in self.choices:
            # True == 1 in Python, yet a switch is not a number to a reader of the file.
            if choice == value and isinstance(choice, bool) == isinstance(value, bool):
                return choice
        raise self._wrong(value)

    def _wrong(self, value: Any) -> OptionError:
        near = did_you_mean(value, [str(choice) for choice in self.choices]) if isinstance(value, str) else ""
        wanted = self.allowed()
        advice = near or hint(value, wanted)
        given = "an empty list" if value in ([], ()) else shown(value)
        return OptionError(f"option '{self.name}' must be {wanted}, not {given}{advice}")


#: Of policies that speak to rivals: whether other donors and the fund are bound as well.
SCOPE = Option(
    "scope", "rivals", "choice", "tables", "tables that its conditions and channels bind: the rivals' own, or all",
    choices=("rivals", "all"),
)  # fmt: skip


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(item) for item in value)}]" if value else "none"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def resolve(options: tuple[Option, ...], given: Mapping[str, Any], parameter: Any = None) -> dict[str, Any]:
    """The values of all options: what is given, else what the scenario's parameter says, else the default.

    ``parameter`` is a function from a dotted parameter name to its value; without it the defaults stand.
    """
    values: dict[str, Any] = {}
    for option in options:
        if option.name in given:
            values[option.name] = option.check(given[option.name])
        elif option.parameter is not None and parameter is not None:
            values[option.name] = parameter(option.parameter)
        else:
            values[option.name] = option.default
    return values
