"""The first lines of a scenario: name, seed, months of the run (``YYYY-MM`` in files, an index in the model)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator

from diplosim.scenario.errors import Findings, Mark, shown
from diplosim.scenario.nodes import Node

#: First and last year that a scenario may name.
YEARS = (1900, 2299)
_FORM = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def parse_month(text: str) -> int | None:
    """Months since year 0 of ``YYYY-MM``, or ``None`` if the text is not such a month."""
    match = _FORM.fullmatch(text)
    if match is None or not YEARS[0] <= int(match[1]) <= YEARS[1]:
        return None
    return int(match[1]) * 12 + int(match[2]) - 1


def month_name(absolute: int) -> str:
    """``YYYY-MM`` of a number of months since year 0."""
    return f"{absolute // 12:04d}-{absolute % 12 + 1:02d}"


class Calendar(NamedTuple):
    """First month (counted from year 0) and length of a run."""

    first: int
    months: int

    def date(self, index: int) -> str:
        """``YYYY-MM`` of a month of the run."""
        return month_name(self.first + index)

    @property
    def span(self) -> str:
        """The months of the run in words."""
        return f"{self.date(0)} to {self.date(self.months - 1)}"

    def read(self, node: Node, subject: str, findings: Findings, *, end: bool = False) -> int | None:
        """Month index of ``YYYY-MM`` or of a month number; ``None`` after noting a problem.

        With ``end`` the month just after the last one is allowed too.
        """
        value = node.value
        if node.is_bad:
            return None
        if isinstance(value, str):
            absolute = parse_month(value)
            index = None if absolute is None else absolute - self.first
        else:
            index = value if isinstance(value, int) and not isinstance(value, bool) else None
        if index is None:
            findings.problem(
                node.mark,
                f"{subject} must be a month like 2027-08, or a month of the run "
                f"counted from 0, not {node.told()}",
            )
            return None
        if not 0 <= index < self.months + end:
            findings.problem(
                node.mark,
                f"{subject} is {shown(value)}, outside the run ({self.span}, months 0 to {self.months - 1})",
            )
            return None
        return index


#: Names become folder names.
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$"
#: Names that Windows keeps for devices, whatever follows a dot.
DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)
MAX_MONTHS = 1200
MAX_REPLICATES = 1_000_000


def safe_name(text: str) -> str:
    """A valid scenario name made from any text, such as the name of a file."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", text).lstrip("_-")[:80]
    return name or "scenario"


def check_names(marks: Mapping[str, Mark], findings: Findings) -> None:
    """Note names of files and folders that not every system can tell apart, each with one that is free.

    ``marks`` are the names with their places.
    """
    before: dict[str, str] = {}
    for name, mark in marks.items():
        low = name.lower()
        free = next(new for n in count(2) if (new := f"{name}_{n}").lower() not in {x.lower() for x in marks})
        if low in DEVICES:
            findings.problem(
                mark, f"the name '{name}' cannot be the name of a file on Windows; call it '{name}_1'"
            )
        elif low in before:
            findings.problem(
                mark,
                f"the name '{name}' differs from '{before[low]}' only in capitals, and on Windows and macOS their "
                f"files are one; call it '{free}'",
            )
        before.setdefault(low, name)


def whole_version(value: Any) -> Any:
    """The version of a file as it is written; refuses 1.0 and true, which equal 1 in Python."""
    if value == 1 and type(value) is not int:
        raise ValueError("the version is the whole number 1")
    return value


class Header(BaseModel):
    """What a scenario says about the run as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    scenario: Literal[1] = Field(default=1, description="Version of the file format: 1.")
    name: str = Field(
        default="scenario",
        pattern=NAME_PATTERN,
        examples=["pooled_fund_2026"],
        description="Up to 80 letters, digits, '-' or '_', starting with a letter or digit; "
        "it names the results folder.",
    )
    title: str = Field(default="", max_length=200, description="One line for reports and figures.")
    question: str = Field(default="", max_length=2000, description="The question that the scenario asks.")
    start: str = Field(
        default="2026-01",
        examples=["2026-01"],
        description=f"A month like 2026-01, in the years {YEARS[0]} to {YEARS[1]}.",
    )
    months: int = Field(default=120, ge=1, le=MAX_MONTHS, description="Length of the run in months.")
    seed: int = Field(
        default=20260101, ge=0, le=2**64 - 1, description="Seed of all chance; same seed, same shocks."
    )
    replicates: int = Field(
        default=100, ge=1, le=MAX_REPLICATES, description="How many times the run is repeated."
    )

    stance: Literal["closed", "open"] = Field(
        default="closed",
        description="Whether the recipient is open to its rivals at the start (mechanisms.stance).",
    )
    tension: float = Field(
        default=1.0, ge=0, le=1000, description="Tension at the start, in units of the usual."
    )
    access: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="Share of agreed aid that can be paid in the country at the start (1: all of it).",
    )

    _version = field_validator("scenario", mode="before")(whole_version)

    @field_validator("start")
    @classmethod
    def _month(cls, value: str) -> str:
        if parse_month(value) is None:
            raise ValueError("not a month")
        return value
