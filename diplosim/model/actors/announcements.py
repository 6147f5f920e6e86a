"""What the scenario itself brings about, for the log: policies that start or end, dated changes of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
            told = ", ".join(f"{name} is now {_shown(value)}" for name, value in event.changes.items())
            title = getattr(event, "title", None) or event.kind.replace("_", " ")
            model.log.event(event.kind, SCENARIO, None, "changed", f"{title}: {told} (dated event)")
    for event in model.dated("exercise"):
        told = f"the exercise of this month has {_shown(event.intensity)} times the usual size (dated event)"
        model.log.event("exercise", "allies", "DPRK", "held" if event.intensity > 0 else "cancelled", told)


def _policy(model: DiplomacyModel, use: PolicyUse, *, starts: bool) -> None:
    """Log that a policy starts, with what the file says of it, or ends."""
    title = get(use.name).title
    given = [f"strength {use.strength:g}"] if use.strength != 1 else []
    given += [f"{key} {_shown(value)}" for key, value in use.options.items()]
    with_what = f", with {', '.join(given)}" if starts and given else ""
    model.log.event(
        "policy", SCENARIO, None, "started" if starts else "ended",
        f"{title} {'starts' if starts else 'ends'}{with_what}", policy=use.name,
    )  # fmt: skip


def _shown(value: object) -> str:
    """A value as a reader would write it."""
    if isinstance(value, list | tuple):
        return " + ".join(_shown(item) for item in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
