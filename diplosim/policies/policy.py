"""What a policy is: a name, a claim with its source, a known risk, options, and the levers that it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from diplosim.errors import DiplosimError, OwnCodeError, own_code, place_of_code, printable, readable
from diplosim.policies.levers import SCOPES, Settings
from diplosim.policies.option import Option, OptionError, resolve
from diplosim.scenario.errors import did_you_mean, unknown
from diplosim.wording.names import Spoken, listed

if TYPE_CHECKING:
    from diplosim.scenario import Scenario

#: Option that leaves components out: members of a bundle, levers of any other policy.
WITHOUT = "without"
#: Word -> the settings that only make sense together (levers of model section 9; L8 and L12 hold two choices each).
LEVERS: dict[str, tuple[str, ...]] = {
    "carve_out": ("e_policy",),
    "relief_offered": ("menu_r",),
    "conditions": ("menu_q",),
    "preconditions": ("precond",),
    "pressure": ("press",),
    "pooling": ("pool", "prefund", "pi_pool", "contributors"),
    "durations": ("menu_D",),
    "shares": ("menu_c",),
    "ownership": ("own",),
    "framing": ("menu_f",),
    "delinking": ("d",),
    "delay": ("W_policy", "W_strength"),
    "channels": ("menu_k",),
    "mediation": ("gamma_m",),
    "comprehensive": ("comp",),
    "digital": ("dig",),
    "surveillance": ("surv",),
    "contents": ("menu_g",),
    "posture": ("posture",),
    "unconditional": ("uncond",),
    "unsolicited_offers": ("unsol",),
    "china": ("china",),
    "partner": ("partner",),
    "koryo": ("koryo",),
    "contact": ("contact",),
    "hold_waiver": ("hold_waiver",),
}


def levers_of(settings: Settings) -> tuple[str, ...]:
    """The levers that settings move, in words, in the order of the model."""
    moved = settings.moved()
    for scope in SCOPES:
        part: Settings | None = moved.get(scope)
        moved |= part.moved() if part is not None else {}
    return tuple(word for word, names in LEVERS.items() if any(name in moved for name in names))


def leave_out(settings: Settings, words: Sequence[str]) -> Settings:
    """The settings with some levers left alone."""
    if not words:
        return settings
    left: dict[str, Any] = {name: None for word in words for name in LEVERS[word]}
    for scope in SCOPES:
        if (part := getattr(settings, scope)) is not None:
            fewer = leave_out(part, words)
            left[scope] = fewer if fewer.moved() else None
    return replace(settings, **left)


def without_option(names: Sequence[str], unit: str = "levers") -> Option:
    """The declaration of ``without`` for these components."""
    noun = "members" if unit == "policies" else unit
    return Option(WITHOUT, (), "choices", unit, f"{noun} to leave out", choices=tuple(names))


#: Keys of a policy entry in a scenario file that belong to its schedule, so no option may use them.
RESERVED = ("from", "until", "strength")


@dataclass(frozen=True, eq=False)
class Policy(Spoken):
    """A named set of lever settings.

    ``settings(strength, options)`` gets a strength in (0, 1] and every option's value, and returns only the
    levers that the policy moves; equal arguments must give equal settings. ``objections(given)`` may say, as
    pairs of option name and message, what is wrong with a combination of options that a user gave.
    """

    name: str
    """How scenario files call it: small letters, digits and underscores."""
    title: str
    """One line for tables and figures."""
    summary: str
    """What is done, in a sentence or two for a policy reader."""
    hypothesis: str
    """What its advocates predict."""
    source: str
    """Who says so: author and year, and the row of the model's policy table."""
    risk: str
    """How it can fail, in the world and in this model."""
    settings: Callable[[float, Mapping[str, Any]], Settings]
    """The levers that it moves."""
    options: tuple[Option, ...] = ()
    """What a user may set besides from, until and strength."""
    switches_only: bool = False
    """True if it has no graded lever, so that strength must be 0 or 1."""
    objections: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]] | None = None
    """Checks across options, see above."""
    needs: str = ""
    """The mechanism without which it changes nothing, such as ``mechanisms.content``."""
    remark: Callable[[Scenario], str] | None = None
    """What a scenario lacks for the policy to do all that it says; an empty text if nothing."""
    by_lever: bool = field(default=False, init=False)
    """Whether ``without`` leaves out levers: declared here for every policy that moves several, except bundles."""

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or self.name != self.name.lower():
            raise ValueError(f"policy name {self.name!r}: use small letters, digits and underscores")
        texts = {
            "title": self.title,
            "summary": self.summary,
            "hypothesis": self.hypothesis,
            "risk": self.risk,
        }
        readable(f"policy '{self.name}'", **texts, source=self.source)
        names = [option.name for option in self.options]
        for name in names:
            if name in RESERVED:
                raise ValueError(f"policy '{self.name}': option '{name}' would hide a key of the schedule")
            if names.count(name) > 1:
                raise ValueError(f"policy '{self.name}': option '{name}' is declared twice")
        if WITHOUT not in names and len(levers := self._levers()) > 1:
            object.__setattr__(self, "options", (*self.options, without_option(levers)))
            object.__setattr__(self, "by_lever", True)

    def _levers(self) -> tuple[str, ...]:
        """The levers that it moves by default; none if its defaults contradict each other."""
        try:
            return levers_of(self._settings(1.0, resolve(self.options, {})))
        except ValueError:
            return ()

    def _settings(self, strength: float, values: Mapping[str, Any]) -> Settings:
        """What the policy itself says; whatever it raises but ``ValueError`` is its fault."""
        with own_code(f"policy '{self.name}'"):
            found: object = self.settings(strength, _Given(values))
        if not isinstance(found, Settings):
            text = f"policy '{self.name}': its settings return {found!r:.60}, not Settings(...)"
            raise OwnCodeError(place_of_code(self.settings), printable(text))
        return found

    @property
    def components(self) -> tuple[str, ...]:
        """What ``without`` can leave out: members of a bundle, levers of any other policy; empty for a single lever."""
        return next((option.choices for option in self.options if option.name == WITHOUT), ())

    def option(self, name: str) -> Option:
        """The declaration of one option."""
        return next(option for option in self.options if option.name == name)

    def problems(self, given: Mapping[str, Any], strength: float) -> list[tuple[str | None, str]]:
        """All that is wrong with a use: pairs of the key concerned (``None``: the use) and a message."""
        found: list[tuple[str | None, str]] = []
        found += [(key, message) for key in given if (message := self._problem_of(key, given[key]))]
        if self.switches_only and strength not in (0, 1):
            rule = "only has switches and menus, so strength must be 0 or 1"
            found.append(("strength", f"policy '{self.name}' {rule}, not {strength:g}"))
        if not found:
            found += [(key, f"policy '{self.name}': {text}") for key, text in self.objected(given)]
        if not found:
            try:
                self.moves(strength or 1.0, given)
            except ValueError as error:
                found.append((None, f"policy '{self.name}' with these options: {error}"))
        return found

    def sound(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The options that are valid alone."""
        return {key: value for key, value in given.items() if not self._problem_of(key, value)}

    def moves(
        self,
        strength: float = 1.0,
        given: Mapping[str, Any] | None = None,
        parameter: Callable[[str], Any] | None = None,
    ) -> Settings:
        """The levers that it moves with these options; ``parameter`` looks up the scenario's parameters."""
        values = resolve(self.options, given or {}, parameter)
        return _settings(self, strength, tuple(values.items()))

    def objected(self, given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """Objections to options that are each valid alone: pairs of the option and what is wrong."""
        if self.objections is not None:
            with own_code(f"policy '{self.name}'"):
                found = list(self.objections(given))
            yield from found
        left_out = tuple(given.get(WITHOUT, ()))
        if not self.by_lever or not left_out:
            return
        if len(left_out) == len(self.components):
            yield WITHOUT, f"option '{WITHOUT}' leaves out every lever"
        rest = {key: value for key, value in given.items() if key != WITHOUT}
        for key in rest:
            fewer = {name: value for name, value in rest.items() if name != key}
            idle = self.moves(1.0, {**fewer, WITHOUT: left_out}) == self.moves(
                1.0, {**rest, WITHOUT: left_out}
            )
            if idle and self.moves(1.0, fewer) != self.moves(1.0, rest):
                yield key, f"option '{key}' only sets what '{WITHOUT}' leaves out"

    def _problem_of(self, key: str, value: Any) -> str:
        names = [option.name for option in self.options]
        if key not in names:
            hint = did_you_mean(key, [*names, *RESERVED])
            has = f"its options are {listed(names)}" if names else "it has no options of its own"
            return (
                f"unknown option '{key}' of policy '{self.name}'{hint or f'; {has}'}"
                f"{'' if hint else f' (besides {listed(RESERVED)})'}"
            )
        try:
            self.option(key).check(value)
        except OptionError as error:
            return f"policy '{self.name}': {error}"
        return ""


class UnknownOptionError(DiplosimError, KeyError):
    """A policy reads an option that it does not declare."""

    __str__ = Exception.__str__  # that of a KeyError would put quotes around the sentence


class _Given(dict[str, Any]):
    """The options that ``settings`` gets; reading one that is not declared names the nearest."""

    def __missing__(self, key: str) -> Any:
        raise UnknownOptionError(unknown("option", key, list(self)))


# Experiments ask for the same settings for thousands of samples.
@lru_cache(maxsize=1024)
def _settings(policy: Policy, strength: float, options: tuple[tuple[str, Any], ...]) -> Settings:
    values = dict(options)
    left_out = values.pop(WITHOUT, ()) if policy.by_lever else ()
    return leave_out(policy._settings(strength, values), left_out)
