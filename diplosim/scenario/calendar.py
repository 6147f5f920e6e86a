"""The months of one run: from ``YYYY-MM`` in a file to the index that the model counts with."""

from __future__ import annotations

from typing import NamedTuple

from diplosim.scenario.errors import Findings
from diplosim.scenario.months import month_name, parse_month
from diplosim.scenario.nodes import Node
from diplosim.scenario.words import shown


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
                f"counted from 0, not {shown(value)}",
            )
            return None
        if not 0 <= index < self.months + end:
            findings.problem(
                node.mark,
                f"{subject} is {shown(value)}, outside the run ({self.span}, months 0 to {self.months - 1})",
            )
            return None
        return index
