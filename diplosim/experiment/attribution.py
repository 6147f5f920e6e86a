"""Whose doing a difference is: arms that change their world and their policies, and the arms added to tell them apart.

If an arm differs from the reference in its world (actors, parameters, events, months) and in its policies, the
difference between the two says nothing about the policies alone. Between them lies the arm's world with the policies
of the reference: another arm if there is one, else one that is added to the plan. It meets the same shocks, so the
effect of the world and that of the policies add up to the whole, pair by pair.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplosim.experiment.folder import safe_name
from diplosim.scenario import ScenarioError

if TYPE_CHECKING:
    from diplosim.scenario import Scenario

#: What of a scenario is neither policy nor world.
_ASIDE = ("scenario", "name", "title", "question", "policies", "replicates", "seed")
#: Letters that a name and a title may have.
_NAME_MOST, _TITLE_MOST = 80, 200
_ABSENT = "absent"


@dataclass(frozen=True)
class Change:
    """An arm whose world differs from that of the reference."""

    arm: str
    differences: tuple[str, ...]
    """``parameters.trust.lam_neg: 2 -> 3``."""
    policies_too: bool
    """Whether its policies differ as well, so that the difference has two sources."""
    bridge: str | None
    """The arm that is its world with the policies of the reference, if its policies differ."""


def changes(scenarios: Sequence[Scenario], arms: Sequence[str], varied: Collection[str]) -> list[Change]:
    """The arms whose world is not that of the reference, in their order.

    Args:
        scenarios: all scenarios that were run, those that were added among them.
        arms: names of the arms that are compared, the reference first.
        varied: what the samples set in every arm alike, whatever its scenario says.
    """
    known = {scenario.name: scenario for scenario in scenarios}
    worlds = {name: world_of(scenario, varied) for name, scenario in known.items()}
    reference, found = arms[0], []
    for arm in arms[1:]:
        words = tuple(_differences(worlds[reference], worlds[arm]))
        if not words:
            continue
        too = known[arm].policies != known[reference].policies
        same = (name for name, other in known.items()
                if other.policies == known[reference].policies and worlds[name] == worlds[arm])  # fmt: skip
        found.append(Change(arm, words, too, next(same, None) if too else None))
    return found


def with_worlds(
    arms: Sequence[Scenario], varied: Collection[str]
) -> tuple[tuple[Scenario, ...], dict[str, str]]:
    """The arms and, behind them, the worlds that a comparison with the first arm needs and that are no arm yet.

    A world that several arms share is added once. What would be no scenario (the policies of the reference need an
    actor that the world lacks) is left out: that difference cannot be split.

    Returns:
        All scenarios, and for each that was added the arm whose world it is.
    """
    known = {arm.name: arm for arm in arms}
    added: dict[str, str] = {}
    for change in changes(arms, list(known), varied):
        if not change.policies_too or change.bridge is not None:
            continue
        made = _world_alone(known[change.arm], arms[0], known)
        world = None if made is None else world_of(made, varied)
        if made is None or any(world == world_of(known[name], varied) for name in added):
            continue
        known[made.name] = made
        added[made.name] = change.arm
    return tuple(known.values()), added


def _world_alone(arm: Scenario, reference: Scenario, taken: Collection[str]) -> Scenario | None:
    """The world of an arm with the policies of the reference; nothing if that is no scenario."""
    plain = f"world_of_{arm.name}"[:_NAME_MOST]
    names = {safe_name(name) for name in taken}
    numbered = (f"{plain[: _NAME_MOST - len(str(n)) - 1]}_{n}" for n in range(2, len(names) + 3))
    name = next(name for name in (plain, *numbered) if safe_name(name) not in names)
    title = f"World of {arm.title or arm.name}"[:_TITLE_MOST]
    policies = reference.to_dict()["policies"]
    try:
        return arm.with_(name=name, title=title, question="", policies=policies)
    except ScenarioError:
        return None


def world_of(scenario: Scenario, varied: Collection[str] = ()) -> dict[str, Any]:
    """What a scenario assumes besides policies and what the samples set: ``parameters.trust.chi`` -> value."""
    set_elsewhere = {*varied, *(f"parameters.{name}" for name in varied)}
    flat = dict(_flat("", scenario.to_dict()))
    return {key: value for key, value in flat.items() if key not in set_elsewhere}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """What two worlds assume differently, a line each."""
    for key in dict.fromkeys([*before, *after]):
        one, two = before.get(key, _ABSENT), after.get(key, _ABSENT)
        if one != two:
            yield f"{key}: {_told(one)} -> {_told(two)}"


def _told(value: Any) -> str:
    """A value in a line: of a list of events only their number."""
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return f"{len(value)} listed"
    return str(value) if value != [] else "none"


def _flat(prefix: str, data: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            if prefix or key not in _ASIDE:
                yield from _flat(f"{prefix}.{key}" if prefix else str(key), value)
    else:
        yield prefix, data
