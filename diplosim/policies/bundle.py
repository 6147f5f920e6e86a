"""Policies made of policies: their settings combine by the same rules as policies in a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from diplosim.policies.combine import merge
from diplosim.policies.option import Option
from diplosim.policies.policy import WITHOUT, Policy, without_option
from diplosim.policies.settings import Settings


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
        return replace(option, name=item.key, choices=item.choices or option.choices)


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
