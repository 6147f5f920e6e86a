"""Where a negotiation table stands."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Where a table stands."""

    CLOSED = "closed"
    OPEN = "open"
    AGREED = "agreed"
    COOLING = "cooling off"
