"""Policies inside a module, a list or alone."""

from __future__ import annotations

from types import ModuleType

from diplosim.policies.policy import Policy


def policies_in(thing: object) -> list[Policy]:
    """The policies in a module's namespace or in a list, or the policy itself; each name once."""
    candidates: list[object]
    if isinstance(thing, ModuleType):
        candidates = list(vars(thing).values())
        # Policies that the module merely imports (to build on them) are defined elsewhere, and known there.
        candidates = [item for item in candidates if not _known(item)]
    elif isinstance(thing, list | tuple):
        candidates = list(thing)
    else:
        candidates = [thing]
    found: dict[str, Policy] = {}
    for item in candidates:
        if not isinstance(item, Policy):
            continue
        if item.name in found and found[item.name] is not item:
            raise ValueError(f"policy '{item.name}' is defined twice")
        found[item.name] = item
    return list(found.values())


def _known(item: object) -> bool:
    from diplosim.policies.registry import builtin_policies

    return any(item is policy for policy in builtin_policies())
