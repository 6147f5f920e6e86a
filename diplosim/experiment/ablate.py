"""Arms that take a set of policies apart: the set without each of its parts, and each part alone.

Parts are the policies of a list; of a single policy its members (a bundle) or the levers that it moves. Sources of the
method: leave-one-out and one-at-a-time comparison, model section 9 ("14 minus one lever at a time").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Uses = list[Any]
"""Policies as an experiment file lists them: names, or names with their settings."""


@dataclass(frozen=True)
class Variant:
    """A set of policies with one part taken out, or with that part alone."""

    part: str
    kind: Literal["without", "only"]
    policies: Uses


def parts_of(uses: Sequence[Any]) -> tuple[str, ...]:
    """Names of the parts of some policies; empty if they cannot be taken apart."""
    from diplosim.policies import get

    if not uses:
        return ()
    if len(uses) > 1:
        return tuple(_names(uses))
    name, options = split(uses[0])
    left_out = options.get("without", ())
    return tuple(part for part in get(name).components if part not in left_out)


def variants(uses: Sequence[Any]) -> Iterator[Variant]:
    """For each part, the policies without it and it alone; nothing for what has fewer than two parts."""
    parts = parts_of(uses)
    if len(parts) < 2:
        return
    for place, part in enumerate(parts):
        others = [other for other in parts if other != part]
        if len(uses) > 1:
            yield Variant(part, "without", [use for at, use in enumerate(uses) if at != place])
            yield Variant(part, "only", [uses[place]])
        else:
            yield Variant(part, "without", [_leaving_out(uses[0], [part])])
            yield Variant(part, "only", [_leaving_out(uses[0], others)])


def _names(uses: Sequence[Any]) -> Iterator[str]:
    """Names of listed policies; one that is listed for several spans of time gets numbers."""
    names = [split(use)[0] for use in uses]
    for place, name in enumerate(names):
        yield name if names.count(name) == 1 else f"{name}_{names[: place + 1].count(name)}"


def split(use: Any) -> tuple[str, Any]:
    """Name and settings of an entry."""
    if isinstance(use, str):
        return use, {}
    name, options = next(iter(use.items()))
    return name, {} if options is None else options


def _leaving_out(use: Any, parts: Sequence[str]) -> dict[str, Any]:
    """The entry without some parts, and without the options that only concern these."""
    from diplosim.policies import get
    from diplosim.policies.policy import RESERVED

    name, options = split(use)
    policy = get(name)
    kept = {**options, "without": [*options.get("without", ()), *parts]}
    own = {key: value for key, value in kept.items() if key not in RESERVED}
    idle = {key for key, _ in policy.objected(own)} - {"without"}
    return {name: {key: value for key, value in kept.items() if key not in idle}}
