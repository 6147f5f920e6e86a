"""Words for messages: the nearest name to a typing error, and months of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.scenario.words import nearest

if TYPE_CHECKING:
    from diplosim.scenario import Scenario


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """``; did you mean 'pooled_fund'?`` or nothing if no known name is near."""
    close = nearest(name, known)
    return "" if close is None else f"; did you mean '{close}'?"


def span(scenario: Scenario, start: int, end: int) -> str:
    """``in 2026-07`` or ``from 2026-07 to 2028-06``: calendar months of a run, ``end`` not counted."""
    first, last = scenario.date(start), scenario.date(max(start, end - 1))
    return f"in {first}" if first == last else f"from {first} to {last}"
