"""Policies as data: which levers each moves, with places for the options that a reader sets.

A policy is a function from options to settings. It is called once with options that know their names, so that what it
puts where can be read off; where it decides by a word among its options, once for each. The page puts the reader's own
values into these places and combines policies as `diplosim.policies.combine` does; tests hold both against each other.
A policy of the user's own is held against its data here: one that computes what it moves is no data, and is told.
"""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from itertools import product
from pathlib import Path
from typing import Any

from diplosim.errors import DiplosimError, OwnCodeError, own_code
from diplosim.policies import registry
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
from diplosim.policies.policy import LEVERS, WITHOUT, Policy
from diplosim.rules.content import CONTENTS

#: How often a policy of the user's own is asked what it moves, and at which strengths.
ASKED, STRENGTHS = 40, (0.25, 0.7)
INSTALLED = "an installed package"


class PageError(DiplosimError, ValueError):
    """The page cannot be made of this."""


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
        with own_code(f"policy '{policy.name}'"):
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


def shown_policies(used: Collection[str] = ()) -> list[Policy]:
    """Those that come with diplosim, and the user's own as far as they are data.

    Raises:
        PageError: one of the user's own is not, or sets what no run takes, and is used or comes from a plug-in.
    """
    found = list(registry.builtin_policies())
    for policy in registry.all_policies()[len(found) :]:
        refused = _refused(policy)
        if not refused:
            found.append(policy)
        elif policy.name in used or registry.origin_of(policy.name) != INSTALLED:
            raise PageError(f"policy '{policy.name}'{refused}")
    return found


def _refused(policy: Policy) -> str:
    """Why a policy of the user's own is not on the page: first what no run takes either; nothing if it is."""
    try:
        policy.moves()
    except ValueError as error:
        return f", with its options as declared: {error}"
    reason = _no_data(policy)
    return reason and (
        f": {reason}, which the page, a file without Python, cannot repeat; let it return Settings(...) of its "
        "options, scaled(strength), or run it with 'diplosim run --plugin'"
    )


def _no_data(policy: Policy) -> str:
    """What a policy of the user's own does that no data say; nothing if they say all."""
    bundle = getattr(policy.settings, "__self__", None)
    if isinstance(bundle, Bundle):
        unknown = [one.name for one in bundle.members if registry.origin_of(one.name) is None]
        return f"its member '{unknown[0]}' is no policy of its own" if unknown else ""
    if policy.objections is not None:
        return "it checks its options by a function"
    endless = [option.name for option in policy.options if option_data(option).get("low") == -math.inf]
    endless += [option.name for option in policy.options if option_data(option).get("high") == math.inf]
    if endless:
        return f"its option '{endless[0]}' has no range"
    chance = random.Random(0)
    asked = [{option.name: _any(option, chance) for option in policy.options} for _ in range(ASKED)]
    try:
        moved = [_at_strengths(policy, given) for given in asked]
    except (OwnCodeError, ValueError) as error:
        return f"it does not take every value of its options ({error})"
    try:
        same = _repeats(policy, asked, moved)
    except (OwnCodeError, ValueError):  # of options that know their names
        same = False
    return "" if same else "it computes what it moves"


def _at_strengths(policy: Policy, given: Mapping[str, Any]) -> list[Settings]:
    """What a policy moves at full strength and at several others."""
    own = {name: value for name, value in given.items() if name != WITHOUT or not policy.by_lever}
    with own_code(f"policy '{policy.name}'"):
        return [policy.settings(strength, own) for strength in (1.0, *STRENGTHS)]


def _repeats(policy: Policy, asked: Sequence[Mapping[str, Any]], moved: Sequence[Sequence[Settings]]) -> bool:
    """Whether the data of a policy, filled in, are what it moves: for options at random, and at several strengths."""
    data = variants(policy)
    for given, (full, *weaker) in zip(asked, moved, strict=True):
        (place,) = (each for each in data if each["when"].items() <= given.items())
        if _filled(place["set"], given) != _filled(_plain(full), {}):
            return False
        if weaker != [full.scaled(strength) for strength in STRENGTHS]:
            return False
    return True


def _any(option: Option, chance: random.Random) -> Any:
    """A value that an option can take."""
    if option.kind == "donors":
        return chance.choice((option.default, ("USA", "ROK", "JPN"), ("ROK", "JPN", "EU", "CHN")))
    if option.kind in ("choice", "choices") or option.choices:
        picked = tuple(chance.sample(option.choices, chance.randint(1, len(option.choices))))
        return picked if option.kind in ("choices", "numbers") else picked[0]
    ends = (option.default, option.low, option.high, chance.uniform(option.low, option.high))
    if option.kind == "integer":
        return int(chance.choice(ends))
    return chance.choice(ends) if option.kind == "number" else tuple(sorted({option.low, ends[3]}))


def _filled(value: Any, given: Mapping[str, Any]) -> Any:
    """Data with the values of options in their places, as the page puts them."""
    if isinstance(value, list | tuple):
        return [_filled(item, given) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"option"}:
        return _filled(given[value["option"]], given)
    found = {name: _filled(inner, given) for name, inner in value.items()}
    return {name: inner for name, inner in found.items() if inner is not None}


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
    origin = registry.origin_of(policy.name)
    if policy not in registry.builtin_policies() and origin not in (None, INSTALLED):
        found["plugin"] = Path(str(origin)).name
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


def policies_data(used: Collection[str] = ()) -> list[dict[str, Any]]:
    """The policies of the page: those that come with diplosim, then the user's own."""
    return [policy_data(policy) for policy in shown_policies(used)]
