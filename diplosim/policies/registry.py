"""Where policies are found: those that come with diplosim, installed packages, and plug-in files."""

from __future__ import annotations

import warnings
from functools import cache

from diplosim.policies.catalogue import (
    cofinancing,
    comprehensive,
    conditional_bundle,
    corridor,
    delinking,
    denuclearisation_first,
    digital_health,
    generous_tit_for_tat,
    ghd_bundle,
    grit,
    maximum_pressure,
    pooled_fund,
    regional_network,
    strategic_patience,
    tit_for_tat,
    triangular,
    unconditional_easing,
    universal_framing,
)
from diplosim.policies.policy import Policy
from diplosim.scenario.words import unknown

#: Entry points by which an installed package offers policies (a Policy, a module, or a list of policies).
GROUP = "diplosim.policies"

_BUILTIN: dict[str, Policy] = {
    module.POLICY.name: module.POLICY
    for module in (
        unconditional_easing,
        denuclearisation_first,
        maximum_pressure,
        strategic_patience,
        pooled_fund,
        cofinancing,
        universal_framing,
        delinking,
        corridor,
        triangular,
        comprehensive,
        digital_health,
        regional_network,
        grit,
        tit_for_tat,
        generous_tit_for_tat,
        ghd_bundle,
        conditional_bundle,
    )
}

_added: dict[str, tuple[Policy, str]] = {}


class UnknownPolicyError(KeyError):
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
    raise UnknownPolicyError(unknown("policy", name, names(), listed=len(names())))


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

    from diplosim.policies.found import policies_in

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
