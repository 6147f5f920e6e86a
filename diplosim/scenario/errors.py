"""Errors that teach: where the problem is, what is wrong, what is allowed, the nearest valid name; and their words."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from diplosim.errors import DiplosimError

#: Stands for the file in problems of a scenario made in Python.
PYTHON = "<python>"


class Mark(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str = PYTHON
    line: int = 1
    column: int = 1


class Problem(NamedTuple):
    """One thing that is wrong, and where."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        if self.file.startswith("--"):
            return f"{self.file}: {self.message}"  # typed after a command: it has no lines
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ScenarioError(DiplosimError, ValueError):
    """A scenario that cannot be used; ``problems`` lists everything that is wrong with it, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class Findings:
    """Collects the problems and warnings of one scenario while it is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def problem(self, mark: Mark, message: str) -> None:
        """Note something that is wrong."""
        self.problems.append(Problem(*mark, message))

    def warn(self, mark: Mark, message: str) -> None:
        """Note something that is allowed but changes nothing."""
        self.warnings.append(Problem(*mark, message))

    def stop_if_any(self) -> None:
        """Raise all problems found so far, if there are any."""
        if self.problems:
            raise ScenarioError(self.problems)


_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}([,_ '][0-9]{3})+(\.[0-9]+)?")
_PERCENT = re.compile(r"([0-9]+(\.[0-9]+)?) ?%")
_YES = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}


def nearest(name: str, valid: Sequence[str]) -> str | None:
    """The valid name that ``name`` most likely stands for, or ``None``."""
    by_lower = {item.lower(): item for item in valid}
    close = difflib.get_close_matches(name.lower()[:200], list(by_lower), n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def unknown(what: str, name: str, valid: Sequence[str], listed: int = 24) -> str:
    """``unknown parameter 'x'; did you mean 'y'?``, or the valid names if none is near."""
    text = f"unknown {what} {shown(name)}"
    close = nearest(name, valid)
    if close is not None:
        return f"{text}; did you mean '{close}'?"
    if 0 < len(valid) <= listed:
        return f"{text}; allowed: {', '.join(valid)}"
    return text


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """``; did you mean 'pooled_fund'?`` or nothing if no known name is near."""
    close = nearest(name, known)
    return "" if close is None else f"; did you mean '{close}'?"


def a_kind(kind: str) -> str:
    """``a donor``, ``an implementer``."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def shown(value: object) -> str:
    """A value as it appears in a message: short, on one line."""
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number with too many digits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:56] + "..." + text[:1] * isinstance(value, str)


def range_words(noun: str, low: float, high: float, open_high: bool = False) -> str:
    """``a number from 0 to 1``, ``a number of 3 or more``, ``a whole number of 0 or more and below 10``."""
    lower = "" if low == -math.inf else f"from {_short(low)}"
    if high == math.inf:
        return f"{noun} of {_short(low)} or more" if lower else noun
    upper = f"{'below' if open_high else 'to'} {_short(high)}"
    if not lower:
        return f"{noun} {upper if open_high else 'up to ' + _short(high)}"
    return f"{noun} of {_short(low)} or more and {upper}" if open_high else f"{noun} {lower} {upper}"


def hint(value: object, wanted: str) -> str:
    """How to mend a value of the wrong form, e.g. ``; write 0.6`` for ``60%``; empty if that is unclear."""
    if isinstance(value, float) and value.is_integer() and "whole number" in wanted:
        return f"; write {int(value)}"
    if isinstance(value, str) and "true or false" in wanted and value.lower() in _YES:
        return f"; write {_YES[value.lower()]}"
    return _number_hint(value.strip()) if isinstance(value, str) and "number" in wanted else ""


def _number_hint(text: str) -> str:
    if _NUMBER.fullmatch(text):
        return "; write it without quotes"
    if _THOUSANDS.fullmatch(text):
        return "; write " + re.sub("[,_ ']", "", text)
    percent = _PERCENT.fullmatch(text)
    return f"; write {float(percent[1]) / 100:g}" if percent else ""


def _short(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e21 else f"{number:g}"
