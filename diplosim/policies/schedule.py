"""Lever settings over a run: constant between the months in which a policy starts or ends."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from diplosim.policies.levers import STATUS_QUO, Levers


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
