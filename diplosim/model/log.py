"""The log of a run: every decision with its reasons, every event with its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Event:
    """One line of the log. ``terms`` of a decision add up, left to right, to ``value``, exactly."""

    month: int
    date: str
    phase: int
    kind: str
    actor: str
    target: str | None
    outcome: str
    reason: str
    terms: dict[str, float] = field(default_factory=dict)
    value: float | None = None
    threshold: float | None = None
    would_change: str = ""
    package: dict[str, Any] | None = None
    data: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The event as plain JSON data; keys without content are left out, ``data`` is merged in."""
        record: dict[str, Any] = {
            "month": self.month,
            "date": self.date,
            "phase": self.phase,
            "kind": self.kind,
            "actor": self.actor,
            "target": self.target,
            "outcome": self.outcome,
            "package": self.package,
            "terms": self.terms,
            "value": self.value,
            "threshold": self.threshold,
            "reason": self.reason,
            "would_change": self.would_change,
        }
        return record | self.data


def total(terms: Mapping[str, float]) -> float:
    """The stated value of a decision: its terms added left to right."""
    value = 0.0
    for i, term in enumerate(terms.values()):
        value = term if i == 0 else value + term
    return value


def strongest(terms: Mapping[str, float]) -> tuple[str | None, str | None]:
    """Names of the largest positive and the largest negative term, ``None`` where there is none."""
    name_for = max(terms, key=lambda name: terms[name], default=None)
    name_against = min(terms, key=lambda name: terms[name], default=None)
    if name_for is not None and terms[name_for] <= 0.0:
        name_for = None
    if name_against is not None and terms[name_against] >= 0.0:
        name_against = None
    return name_for, name_against


def spoken(terms: Mapping[str, float]) -> str:
    """Half a sentence that names the largest term on either side."""
    name_for, name_against = strongest(terms)
    parts = []
    if name_for is not None:
        parts.append(f"most for it: {name_for} ({terms[name_for]:+.3f})")
    if name_against is not None:
        parts.append(f"most against it: {name_against} ({terms[name_against]:+.3f})")
    return "; ".join(parts) if parts else "nothing spoke for or against it"


def percent(probability: float) -> str:
    """A probability in words that never claim 0 or 1 by rounding."""
    if probability < 0.01:
        return "under 1 %"
    return "over 99 %" if probability > 0.99 else f"{100 * probability:.0f} %"


class EventLog:
    """Events in the order in which they happened. A disabled log costs nothing and stays empty."""

    def __init__(self, enabled: bool = True) -> None:
        self.enabled = enabled
        self.events: list[Event] = []
        self.month = 0
        self.date = ""
        self.phase = 0

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __getitem__(self, i: int) -> Event:
        return self.events[i]

    def event(
        self, kind: str, actor: str, target: str | None, outcome: str, reason: str, **data: Any
    ) -> None:
        """Log something that happened without a choice (a shock, an expiry, a payment stop)."""
        if self.enabled:
            self._keep(data, kind, actor, target, outcome, reason)

    def decision(
        self,
        kind: str,
        actor: str,
        target: str | None,
        outcome: str,
        terms: Mapping[str, float],
        threshold: float | None,
        what: str,
        would_change: str,
        **data: Any,
    ) -> None:
        """Log a decision: ``what`` opens the sentence, the largest terms close it, by construction.

        A decision of chance comes with its ``draw`` and ``probability``; then the threshold is the draw on the
        scale of the terms. Expected numbers of events have no threshold.
        """
        if self.enabled:
            plain = {name: float(term) for name, term in terms.items()}
            value = total(plain)
            if threshold is None:
                told = f"{value:.3f} expected"
            elif "draw" in data:
                told = f"a chance of {percent(data['probability'])}: {value:.3f} against a draw of {threshold:.3f}"
            else:
                told = f"worth {value:.3f} against a threshold of {threshold:.3f}"
            reason = f"{what} ({told}; {spoken(plain)})"
            limit = None if threshold is None else float(threshold)
            self._keep(data, kind, actor, target, outcome, reason, plain, value, limit, would_change)

    def _keep(self, data: dict[str, Any], *told: Any) -> None:
        """Append an event of this moment: ``told`` are its fields from ``kind`` on, in their order."""
        package = data.pop("package", None)
        event = Event(self.month, self.date, self.phase, *told)
        event.package, event.data = package, data
        self.events.append(event)
