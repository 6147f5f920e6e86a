"""Logged decisions as text that a person can read: who, what, why, and what would have changed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

MONTHS_PER_YEAR = 12


def selected(
    events: Iterable[Mapping[str, Any]],
    month: int | None = None,
    actor: str | None = None,
    kind: str | None = None,
) -> list[Mapping[str, Any]]:
    """Events of one month, one actor (acting or acted on) and one kind; ``None`` means all."""
    return [
        event
        for event in events
        if (month is None or event["month"] == month)
        and (actor is None or actor in (event["actor"], event["target"]))
        and (kind is None or event["kind"] == kind)
    ]


def explain(
    events: Iterable[Mapping[str, Any]],
    month: int | None = None,
    actor: str | None = None,
    kind: str | None = None,
) -> str:
    """The reasons of the selected events, one paragraph each."""
    chosen = selected(events, month, actor, kind)
    return "\n\n".join(paragraph(event) for event in chosen) or "Nothing in the log matches."


def paragraph(event: Mapping[str, Any]) -> str:
    """One event: its sentence, then the package, the terms of the decision and what would have changed it."""
    lines = [f"{event['date']} (month {event['month']}): {event['reason']}."]
    if event.get("package"):
        lines.append("  package: " + ", ".join(f"{k} {v}" for k, v in event["package"].items()))
    terms = event.get("terms") or {}
    if terms:
        width = max(len(name) for name in terms)
        lines += [f"  {name:<{width}}  {value:+8.4f}" for name, value in terms.items()]
        lines.append(f"  {'= value':<{width}}  {event['value']:+8.4f}")
        lines.append(f"  {'threshold':<{width}}  {event['threshold']:+8.4f}")
    if event.get("would_change"):
        lines.append(f"  what would have changed it: {event['would_change']}")
    return "\n".join(lines)
