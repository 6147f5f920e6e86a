"""Words for messages: lists as people write them, and the nearest name to a typing error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from diplosim.scenario.words import nearest


def listed(items: Iterable[Any], word: str = "and") -> str:
    """``a, b and c``."""
    names = [str(item) for item in items]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """``; did you mean 'pooled_fund'?`` or nothing if no known name is near."""
    close = nearest(name, known)
    return "" if close is None else f"; did you mean '{close}'?"


def months_of(start: int, end: int | None, horizon: int) -> str:
    """``month 6`` or ``months 6 to 29``, both ends counted, month 0 being the first of the run."""
    last = (horizon if end is None else min(end, horizon)) - 1
    return f"month {start}" if last <= start else f"months {start} to {last}"
