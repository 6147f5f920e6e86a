"""Errors that teach: where the problem is, what is wrong, what is allowed, the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable
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
