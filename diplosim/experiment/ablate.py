"""The line ``ablate``: arms that take a set of policies apart, without each of its parts and each part alone.

Parts are the policies of a list; of a single policy its members (a bundle) or the levers that it moves. Sources of the
method: leave-one-out and one-at-a-time comparison, model section 9 ("14 minus one lever at a time").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from diplosim.policies import get
from diplosim.policies.policy import RESERVED
from diplosim.policies.registry import UnknownPolicyError
from diplosim.scenario import Findings, Mark, shown, unknown
from diplosim.scenario.header import NAME_PATTERN
from diplosim.scenario.nodes import Node, list_node, map_node

KEY = "ablate"
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
    name, options = split(use)
    policy = get(name)
    kept = {**options, "without": [*options.get("without", ()), *parts]}
    own = {key: value for key, value in kept.items() if key not in RESERVED}
    idle = {key for key, _ in policy.objected(own)} - {"without"}
    return {name: {key: value for key, value in kept.items() if key not in idle}}


def with_ablated_arms(root: Node, findings: Findings) -> Node:
    """The experiment with the arms that ``ablate`` asks for written out.

    Each is named after the arm: ``ghd_bundle_without_delinking``, ``ghd_bundle_only_delinking``. An arm of that name
    which is there already stays as it is.
    """
    asked, arms = root.value.get(KEY), root.value.get("arms")
    if asked is None:
        return root
    found = dict(arms.value) if arms is not None and arms.is_map else {}
    written = list(found)
    for node in asked.value if asked.is_list else [asked]:
        if node.is_bad:
            continue
        if not isinstance(node.value, str):
            findings.problem(
                node.mark, f"'{KEY}' must list names of arms, such as [ghd_bundle], not {shown(node.plain())}"
            )
        elif node.value not in written:
            findings.problem(node.mark, unknown("arm", node.value, written))
        else:
            _take_apart(node, found, findings)
    if arms is None or not arms.is_map:
        return root
    return map_node(
        {**root.value, "arms": map_node(found, arms.mark, arms.key_marks)}, root.mark, root.key_marks
    )


def _take_apart(name: Node, arms: dict[str, Node], findings: Findings) -> None:
    """Add the arms of one name, or say why there are none."""
    entry = arms[name.value]
    policies = entry.value.get("policies", Node([], entry.mark)) if entry.is_map else entry
    uses = policies.plain() if policies.is_list else []
    if not all(_sound(use) for use in uses):
        return  # the arm itself will be complained about
    if len(parts_of(uses)) < 2:
        what = "moves a single lever" if uses else "has no policies"
        findings.problem(
            name.mark, f"'{KEY}': the arm '{name.value}' {what}, so there is nothing to take apart"
        )
        return
    for variant in variants(uses):
        own = f"{name.value}_{variant.kind}_{variant.part}"
        if own in arms:
            continue
        if re.fullmatch(NAME_PATTERN, own) is None:
            findings.problem(
                name.mark, f"'{KEY}' would name an arm '{own}', which is too long; give it a shorter name"
            )
            return
        listed = _placed(variant.policies, policies.mark)
        kept = {key: child for key, child in entry.value.items() if key != "title"} if entry.is_map else {}
        arms[own] = map_node({**kept, "policies": listed}, entry.mark, entry.key_marks) if kept else listed


def _sound(use: Any) -> bool:
    """Whether an entry names a policy, with options that it takes."""
    if not isinstance(use, str) and not (isinstance(use, dict) and len(use) == 1):
        return False
    name, options = split(use)
    if not isinstance(options, dict):
        return False
    try:
        policy = get(name)
    except UnknownPolicyError:
        return False
    return not policy.problems({key: value for key, value in options.items() if key not in RESERVED}, 1.0)


def _placed(data: Any, mark: Mark) -> Node:
    """Plain data as nodes that all stand at the same place of the file."""
    if isinstance(data, dict):
        return map_node({key: _placed(value, mark) for key, value in data.items()}, mark, {})
    if isinstance(data, list):
        return list_node([_placed(item, mark) for item in data], mark)
    return Node(data, mark, quoted=isinstance(data, str))
