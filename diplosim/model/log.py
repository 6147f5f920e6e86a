"""The log of a run: every decision with what was weighed, every event with its numbers. Data only, no sentences.

What the events say in words is made from them where they are written or shown (`diplosim.wording.sentences`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diplosim.policies import get

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel
    from diplosim.scenario import PolicyUse

#: Who acts when the scenario does.
SCENARIO = "scenario"


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
    terms: dict[str, float] = field(default_factory=dict)
    value: float | None = None
    threshold: float | None = None
    alternatives: list[dict[str, Any]] = field(default_factory=list)
    """Single changes of the package that alone would have turned a no: ``issue``, ``level``, ``instead_of``."""
    package: dict[str, Any] | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def missing(self) -> float | None:
        """How much more value would have turned a no; what was to spare of a yes, as a negative number."""
        if self.value is None or self.threshold is None:
            return None
        return self.threshold - self.value

    def to_dict(self) -> dict[str, Any]:
        """The event as plain JSON data; ``data`` is merged in."""
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
            "missing": self.missing,
            "alternatives": self.alternatives,
        }
        return record | self.data


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

    def event(self, kind: str, actor: str, target: str | None, outcome: str, **data: Any) -> None:
        """Log something that happened without a choice (a shock, an expiry, a payment stop)."""
        if self.enabled:
            self._keep(kind, actor, target, outcome, data)

    def decision(
        self,
        kind: str,
        actor: str,
        target: str | None,
        outcome: str,
        terms: Mapping[str, float],
        value: float,
        threshold: float | None,
        *,
        alternatives: Sequence[dict[str, Any]] = (),
        **data: Any,
    ) -> None:
        """Log a decision: what was weighed, what it came to, and what that was held against.

        A decision of chance comes with its ``draw`` and ``probability``; then the threshold is the draw on the
        scale of the terms. Expected numbers of events have no threshold.
        """
        if self.enabled:
            event = self._keep(kind, actor, target, outcome, data)
            event.terms = {name: float(term) for name, term in terms.items()}
            event.value = float(value)
            event.threshold = None if threshold is None else float(threshold)
            event.alternatives = list(alternatives)

    def _keep(self, kind: str, actor: str, target: str | None, outcome: str, data: dict[str, Any]) -> Event:
        """Append an event of this moment."""
        package = data.pop("package", None)
        event = Event(
            self.month, self.date, self.phase, kind, actor, target, outcome, package=package, data=data
        )
        self.events.append(event)
        return event


def announce(model: DiplomacyModel) -> None:
    """Log what the scenario dates to this month and no actor tells of itself."""
    if not model.log.enabled:
        return
    for use in model.world.policies:
        if use.strength > 0 and model.t in (use.start, use.end) and use.start != use.end:
            _policy(model, use, starts=model.t == use.start)
    for event in model.world.events:
        if event.month == model.t and event.changes:
            model.log.event(
                event.kind,
                SCENARIO,
                None,
                "changed",
                changed=event.changes,
                title=getattr(event, "title", None),
            )
    for event in model.dated("exercise"):
        outcome = "held" if event.intensity > 0 else "cancelled"
        model.log.event("exercise", "allies", model.recipient.code, outcome, intensity=event.intensity)


def _policy(model: DiplomacyModel, use: PolicyUse, *, starts: bool) -> None:
    """Log that a policy starts, with what the file says of it, or ends."""
    given = {"strength": use.strength} if use.strength != 1 else {}
    settings = {**given, **{key: _plain(value) for key, value in use.options.items()}}
    model.log.event(
        "policy", SCENARIO, None, "started" if starts else "ended",
        policy=use.name, title=get(use.name).title, settings=settings,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """A value as JSON has it: tuples as lists."""
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
