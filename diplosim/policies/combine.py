"""How settings of several policies become one: the combination rules of model section 9, for bundles too.

Flags: any. Menus: the levels that every policy that sets the menu allows. Graded levers and protections: the
highest. Exemption delay: the lowest target, with its own strength. Unsolicited offers: off if any policy
switches them off. Lists of fund contributors: the donors named by all. Posture rule: at most one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from diplosim.policies.levers import CHANNELS, GRADED, MENUS, SCOPES, Levers, Settings
from diplosim.policies.option import Option
from diplosim.policies.policy import WITHOUT, Policy, without_option
from diplosim.rules.content import CONTENTS
from diplosim.wording.names import as_declared

_LISTS = (*MENUS, "contributors")


def merge(parts: Iterable[Settings]) -> Settings:
    """One set of settings with the effect of all; raises ``ValueError`` if they contradict each other."""
    return _merge(tuple(parts))


# Experiments compose the same few policies for thousands of samples.
@lru_cache(maxsize=1024)
def _merge(parts: tuple[Settings, ...]) -> Settings:
    merged: dict[str, Any] = {}
    for part in parts:
        for name, value in part.moved().items():
            merged[name] = _join(name, merged[name], value) if name in merged else _canonical(name, value)
    target = _lowest_delay(parts)
    if target is not None:
        merged["W_policy"], merged["W_strength"] = target
    return Settings(**merged)


def in_common(name: str, menus: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """The levels that all of these menus list, in ascending order; may be empty."""
    first, *others = menus
    return _ascending(name, [level for level in first if all(level in menu for menu in others)])


def everywhere(settings: Settings) -> Settings:
    """The same settings with all that binds some tables only binding every table."""
    return merge([replace(settings, rivals=None, pooled=None), *_scoped(settings).values()])


def at_tables(settings: Settings, scope: str | None) -> Settings:
    """What binds the tables of one scope: what binds every table, and what binds these alone."""
    everyone = replace(settings, rivals=None, pooled=None)
    part = _scoped(settings).get(scope or "")
    return everyone if part is None else merge([everyone, part])


def _scoped(settings: Settings) -> dict[str, Settings]:
    return {scope: part for scope in SCOPES if (part := getattr(settings, scope)) is not None}


def to_levers(settings: Settings, posture_since: int = 0, uncond_since: int = 0) -> Levers:
    """The status quo with these settings; ``since`` months matter only while their lever is on."""
    levers = _levers(at_tables(settings, None), posture_since, uncond_since)
    own: dict[str, Any] = {
        scope: _levers(at_tables(settings, scope), posture_since, uncond_since) for scope in _scoped(settings)
    }
    return replace(levers, **{scope: there for scope, there in own.items() if there != levers})


def _levers(settings: Settings, posture_since: int, uncond_since: int) -> Levers:
    moved = settings.moved()
    posture = moved.pop("posture", None)
    levers = Levers(**moved, uncond_since=uncond_since if settings.uncond else 0)
    if posture is None:
        return levers
    return replace(
        levers,
        posture=posture.vector,
        grit=posture.grit,
        posture_first=posture.first,
        posture_strength=posture.strength,
        posture_since=posture_since,
    )


def _join(name: str, one: Any, other: Any) -> Any:
    if name in GRADED:
        return max(one, other)
    if name in ("precond", "pool"):
        return one or other
    if name == "unsol":
        return one and other
    if name in SCOPES:
        return merge([one, other])
    if name in ("W_policy", "W_strength"):
        return one  # settled together by _lowest_delay
    if name in _LISTS:
        common = in_common(name, (one, other))
        if not common:
            raise ValueError(f"{name}: {one} and {other} have no level in common")
        return common
    raise ValueError("two posture rules at once")


def _canonical(name: str, value: Any) -> Any:
    return _ascending(name, value) if name in _LISTS else value


def _ascending(name: str, levels: Sequence[Any]) -> tuple[Any, ...]:
    if name == "contributors":
        return tuple(levels)
    words = {"menu_k": CHANNELS, "menu_g": CONTENTS}
    return tuple(sorted(levels, key=words[name].index if name in words else None))


def _lowest_delay(parts: Sequence[Settings]) -> tuple[float, float] | None:
    targets = [
        (part.W_policy, 1.0 if part.W_strength is None else part.W_strength)
        for part in parts
        if part.W_policy is not None
    ]
    # Of equal targets the stronger wins, so that the order of policies in a file never matters.
    return min(targets, key=lambda target: (target[0], -target[1]), default=None)


@dataclass(frozen=True)
class Exposed:
    """An option of a member that the bundle passes on."""

    member: str
    option: str
    name: str = ""
    """Its name in the bundle, if it differs."""
    choices: tuple[Any, ...] = ()
    """The choices that fit the other members, if they are fewer."""

    @property
    def key(self) -> str:
        """How the user of the bundle calls it."""
        return self.name or self.option


class Bundle:
    """Members, the options passed on to them, and settings of the bundle's own, which ``own_name`` names."""

    def __init__(
        self,
        members: Sequence[Policy],
        exposed: Sequence[Exposed],
        own: Settings | None = None,
        own_name: str = "own",
    ):
        self.members = tuple(members)
        self.exposed = tuple(exposed)
        self.own = own
        self.own_name = own_name

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of all that can be left out: the members, then the bundle's own settings."""
        return (*(member.name for member in self.members), *(() if self.own is None else (self.own_name,)))

    def options(self) -> tuple[Option, ...]:
        """The options passed on, and ``without`` for leaving members out one at a time."""
        passed = [self._declared(item) for item in self.exposed]
        return (*passed, without_option(self.parts, "policies"))

    def settings(self, strength: float, options: Mapping[str, Any]) -> Settings:
        """The members' settings and the bundle's own, combined."""
        left_out = options[WITHOUT]
        own = None if self.own_name in left_out else self.own
        parts = [] if own is None else [own.scaled(strength)]
        for member in self.members:
            if member.name in left_out:
                continue
            given = {item.option: options[item.key] for item in self.exposed if item.member == member.name}
            # Values are resolved already, so a missing list of contributors stays missing.
            parts.append(member.moves(strength, {k: v for k, v in given.items() if v is not None}))
        return merge(parts)

    def objections(self, given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """Options of members that are left out, and a bundle of which nothing is left."""
        left_out = tuple(given.get(WITHOUT, ()))
        for item in self.exposed:
            if item.key in given and item.member in left_out:
                yield item.key, f"option '{item.key}' belongs to '{item.member}', which 'without' leaves out"
        if len(left_out) == len(self.parts):
            yield WITHOUT, "option 'without' leaves out every member"

    def _declared(self, item: Exposed) -> Option:
        member = next(member for member in self.members if member.name == item.member)
        option = member.option(item.option)
        meaning = as_declared(option, "meaning")
        return replace(option, name=item.key, meaning=meaning, choices=item.choices or option.choices)


def bundle(
    parts: Bundle, *, name: str, title: str, summary: str, hypothesis: str, source: str, risk: str
) -> Policy:
    """The bundle as a policy."""
    return Policy(
        name=name,
        title=title,
        summary=summary,
        hypothesis=hypothesis,
        source=source,
        risk=risk,
        settings=parts.settings,
        options=parts.options(),
        objections=parts.objections,
    )
