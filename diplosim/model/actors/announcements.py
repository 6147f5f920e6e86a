"""What the scenario itself brings about, for the log: policies that start or end, dated changes of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diplosim.policies import get

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel
    from diplosim.scenario import PolicyUse

#: Who acts when the scenario does.
SCENARIO = "scenario"


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
        model.log.event("exercise", "allies", "DPRK", outcome, intensity=event.intensity)


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
