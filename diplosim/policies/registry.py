"""Where policies are found: those that come with diplosim, installed packages, and plug-in files."""

from __future__ import annotations

import warnings
from functools import cache
from types import ModuleType

from diplosim.errors import DiplosimError
from diplosim.policies.catalogue.bundles import CONDITIONAL_BUNDLE, GHD_BUNDLE
from diplosim.policies.catalogue.partners import (
    CHINA_PARTNERSHIP,
    EQUIPMENT_PACKAGE,
    INSURANCE_SUPPORT,
    SUPPLIES_ONLY,
    TRADITIONAL_MEDICINE_RUSSIA,
    TRAINING_GOVERNANCE,
    VIETNAM_PARTNERSHIP,
)
from diplosim.policies.catalogue.programmes import (
    COFINANCING,
    COMPREHENSIVE,
    DELINKING,
    DIGITAL_HEALTH,
    POOLED_FUND,
    REGIONAL_NETWORK,
    TRIANGULAR,
    UNIVERSAL_FRAMING,
)
from diplosim.policies.catalogue.security import (
    CORRIDOR,
    DENUCLEARISATION_FIRST,
    GENEROUS_TIT_FOR_TAT,
    GRIT,
    HOLD_WAIVER,
    MAXIMUM_PRESSURE,
    STRATEGIC_PATIENCE,
    TIT_FOR_TAT,
    UNCONDITIONAL_EASING,
)
from diplosim.policies.policy import Policy
from diplosim.scenario.errors import nearest, unknown

#: Entry points by which an installed package offers policies (a Policy, a module, or a list of policies).
GROUP = "diplosim.policies"

_BUILTIN: dict[str, Policy] = {
    policy.name: policy
    for policy in (
        UNCONDITIONAL_EASING,
        DENUCLEARISATION_FIRST,
        MAXIMUM_PRESSURE,
        STRATEGIC_PATIENCE,
        POOLED_FUND,
        COFINANCING,
        UNIVERSAL_FRAMING,
        DELINKING,
        CORRIDOR,
        TRIANGULAR,
        COMPREHENSIVE,
        DIGITAL_HEALTH,
        REGIONAL_NETWORK,
        GRIT,
        TIT_FOR_TAT,
        GENEROUS_TIT_FOR_TAT,
        GHD_BUNDLE,
        CONDITIONAL_BUNDLE,
        EQUIPMENT_PACKAGE,
        TRAINING_GOVERNANCE,
        SUPPLIES_ONLY,
        INSURANCE_SUPPORT,
        CHINA_PARTNERSHIP,
        VIETNAM_PARTNERSHIP,
        TRADITIONAL_MEDICINE_RUSSIA,
        HOLD_WAIVER,
    )
}

_added: dict[str, tuple[Policy, str]] = {}


class UnknownPolicyError(DiplosimError, KeyError):
    """No policy has this name; the message gives the nearest one."""

    def __str__(self) -> str:
        return str(self.args[0])


def names() -> tuple[str, ...]:
    """Names of all policies: diplosim's own in the order of its policy table, then added ones."""
    return (*_BUILTIN, *_installed(), *_added)


def get(name: str) -> Policy:
    """The policy of that name; raises :class:`UnknownPolicyError`."""
    if name in _BUILTIN:
        return _BUILTIN[name]
    if name in _added:
        return _added[name][0]
    if name in _installed():
        return _installed()[name]
    raise UnknownPolicyError(unknown_policy(name))


def unknown_policy(name: str) -> str:
    """What is said of a name that no policy has: the nearest, else all, and how one's own becomes known."""
    text = unknown("policy", name, names(), listed=len(names()))
    return text if nearest(name, names()) else f"{text}; for one of your own, name its file with --plugin"


def all_policies() -> tuple[Policy, ...]:
    """All policies, in the order of :func:`names`."""
    return tuple(get(name) for name in names())


def builtin_policies() -> tuple[Policy, ...]:
    """The policies that come with diplosim, in the order of its policy table."""
    return tuple(_BUILTIN.values())


def add(policy: Policy, origin: str) -> None:
    """Make a policy known under its name; ``origin`` says where it comes from, for messages.

    Adding from the same origin again replaces it; a name taken by another origin is a ``ValueError``.
    """
    taken = origin_of(policy.name)
    if taken not in (None, origin):
        raise ValueError(f"policy '{policy.name}' is already defined by {taken}; choose another name")
    _added[policy.name] = (policy, origin)


def remove(name: str) -> None:
    """Forget a policy that was added."""
    _added.pop(name, None)


def origin_of(name: str) -> str | None:
    """Who defines this policy: diplosim, an installed package or a plug-in; ``None`` if nobody."""
    if name in _BUILTIN:
        return "diplosim itself"
    if name in _added:
        return _added[name][1]
    return "an installed package" if name in _installed() else None


@cache
def _installed() -> dict[str, Policy]:
    """Policies of installed packages; one that cannot be used is left out with a warning."""
    from importlib.metadata import entry_points

    found: dict[str, Policy] = {}
    for entry in entry_points(group=GROUP):
        left_out = f"policies of the package '{entry.name}' left out"
        try:
            policies = policies_in(entry.load())
        except (ImportError, AttributeError, ValueError, TypeError) as error:
            warnings.warn(f"{left_out}: {error}", stacklevel=2)
            continue
        for policy in policies:
            if policy.name in _BUILTIN or policy.name in found:
                warnings.warn(f"{left_out}: the name '{policy.name}' is taken", stacklevel=2)
            else:
                found[policy.name] = policy
    return found


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
    return any(item is policy for policy in builtin_policies())
