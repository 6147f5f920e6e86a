"""Policies as data: which levers each moves, with places for the options that a reader sets.

A policy is a function from options to settings. It is called once with options that know their names, so that what it
puts where can be read off; where it decides by a word among its options, once for each. The page puts the reader's own
values into these places and combines policies as `diplosim.policies.combine` does; tests hold both against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from itertools import product
from typing import Any

from diplosim.policies.combine import Bundle
from diplosim.policies.levers import (
    AT_TABLES,
    CHANNELS,
    GRADED,
    MENUS,
    SCOPES,
    STATUS_QUO,
    Levers,
    Posture,
    Settings,
)
from diplosim.policies.option import Option
from diplosim.policies.policy import LEVERS, Policy
from diplosim.policies.registry import builtin_policies
from diplosim.rules.content import CONTENTS


class _Number(float):
    """A number that knows the option it comes from; full strength leaves it what it is."""

    option: str

    def __mul__(self, other: float) -> float:
        return self if other == 1.0 else float(self) * other

    __rmul__ = __mul__


class _Whole(int):
    option: str


class _List(tuple[Any, ...]):
    option: str


def _named(option: Option) -> Any:
    """The default of an option, with its name."""
    kind = {"number": _Number, "integer": _Whole, "choice": _Whole}.get(option.kind, _List)
    value = kind(("A", "B", "C") if option.default is None else option.default)
    value.option = option.name
    return value


def _by_words(policy: Policy) -> list[Option]:
    """Options among whose words the policy decides."""
    return [o for o in policy.options if o.kind == "choice" and isinstance(o.default, str)]


def variants(policy: Policy) -> list[dict[str, Any]]:
    """What a policy sets, for every combination of the words among its options: ``{"when": words, "set": levers}``."""
    words, found = _by_words(policy), []
    for chosen in product(*(option.choices for option in words)):
        when = {option.name: word for option, word in zip(words, chosen, strict=True)}
        given = {o.name: when[o.name] if o.name in when else _named(o) for o in policy.options}
        found.append({"when": when, "set": _plain(policy.settings(1.0, given))})
    return found


def _plain(settings: Settings) -> dict[str, Any]:
    return {name: _value(value) for name, value in settings.moved().items()}


def _value(value: Any) -> Any:
    if isinstance(value, Settings):
        return _plain(value)
    if isinstance(value, Posture):
        return {name: _value(part) for name, part in value._asdict().items()}
    if hasattr(value, "option"):
        return {"option": value.option}
    return [_value(item) for item in value] if isinstance(value, tuple) else value


def option_data(option: Option) -> dict[str, Any]:
    """One option: what it is, its range and its default."""
    found: dict[str, Any] = {
        "name": option.name, "kind": option.kind, "unit": option.unit, "meaning": option.meaning,
        "default": option.default, "allowed": option.allowed(),
    }  # fmt: skip
    if option.choices:
        found["choices"] = option.choices
    elif option.kind in ("number", "integer", "numbers"):
        found |= {"low": option.low, "high": option.high}
    return found | ({"parameter": option.parameter} if option.parameter else {})


def policy_data(policy: Policy) -> dict[str, Any]:
    """One policy: its words, its options, and the levers that it moves."""
    found: dict[str, Any] = {
        "name": policy.name, "title": policy.title, "summary": policy.summary, "hypothesis": policy.hypothesis,
        "source": policy.source, "risk": policy.risk, "switches_only": policy.switches_only, "needs": policy.needs,
        "options": [option_data(option) for option in policy.options],
        "by_lever": policy.by_lever, "components": policy.components,
    }  # fmt: skip
    bundle = getattr(policy.settings, "__self__", None)
    if isinstance(bundle, Bundle):
        return found | {"bundle": _bundle(bundle)}
    return found | {"levers": variants(policy)}


def _bundle(bundle: Bundle) -> dict[str, Any]:
    return {
        "members": [member.name for member in bundle.members],
        "exposed": [[item.member, item.option, item.key] for item in bundle.exposed],
        "own": None if bundle.own is None else _plain(bundle.own),
        "own_name": bundle.own_name,
    }


def lever_table() -> dict[str, Any]:
    """What the levers are and how several settings become one."""
    resting: Mapping[str, Any] = {f.name: getattr(STATUS_QUO, f.name) for f in fields(Levers)}
    return {
        "status_quo": resting, "graded": GRADED, "menus": MENUS, "scopes": SCOPES, "at_tables": AT_TABLES,
        "channels": CHANNELS, "contents": CONTENTS, "words": LEVERS,
    }  # fmt: skip


def policies_data() -> list[dict[str, Any]]:
    """The policies that come with diplosim."""
    return [policy_data(policy) for policy in builtin_policies()]
