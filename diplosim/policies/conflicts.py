"""When policies are in force, which cannot be together, and which tables a cast can open under what they set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.policies.combine import at_tables, everywhere, in_common
from diplosim.policies.levers import CHANNELS, MENUS, SCOPES, STATUS_QUO, Settings
from diplosim.policies.registry import get
from diplosim.rules.bargaining import MIN_RATIFIERS
from diplosim.rules.protocol import LEVEL_NAMES
from diplosim.wording.names import listed

if TYPE_CHECKING:
    from diplosim.scenario import PolicyUse, Scenario


def _levels(issue: str) -> str:
    return ", ".join(f"{level} {name}" for level, name in enumerate(LEVEL_NAMES[issue]))


ISSUES = {
    "menu_D": "duration in months",
    "menu_c": "co-financing share",
    "menu_k": "channel",
    "menu_r": f"sanctions relief ({_levels('r')})",
    "menu_f": f"framing ({_levels('f')})",
    "menu_q": f"condition ({_levels('q')})",
    "menu_g": "content of aid",
}

#: Why policies cannot be in force together; the page tells the same.
SENTENCES = {
    "precond": "talks only after denuclearisation steps",
    "press": "a pressure campaign",
    "opposed": "'{part}' sets {meaning}, '{giver}' gives relief without any condition",
    "postures": "each sets a posture rule, and only one can be in force",
    "broad": "only broad sanctions relief is on offer, which the {table} table cannot grant because no actor there can "
    "(by default only the USA can)",
    "channels": "the channels on offer are {offered}, and the {table} table can only use {usable}",
    "no_common": "no common {issue}: {told}",
    "offers": "'{name}' offers {levels}",
    "too_few": "a pooled fund needs at least {least} contributors named by both: {told}",
    "names": "'{name}' names {levels}",
}


class Part(NamedTuple):
    """One policy in force: its position in the scenario's list, its name and what it sets."""

    position: int
    name: str
    settings: Settings

    def at(self, scope: str | None) -> Part:
        """The same at the tables of one scope."""
        return self._replace(settings=at_tables(self.settings, scope))


class Conflict(NamedTuple):
    """Policies that contradict each other: their positions in the scenario's list, and why."""

    positions: tuple[int, ...]
    reason: str


class Table(NamedTuple):
    """A negotiation table that may open: its name, and what the cast makes feasible there."""

    name: str
    broad_relief: bool
    channels: tuple[str, ...]
    scope: str | None
    """Which of the levers of some tables only bind it; ``None``: none."""


def conflicts(parts: Sequence[Part]) -> Iterator[Conflict]:
    """Contradictions between the levers of policies that are in force together."""
    for scope in (None, *SCOPES):
        yield from _conflicts_at([part.at(scope) for part in parts])
    yield from _too_few(parts)


def _conflicts_at(parts: Sequence[Part]) -> Iterator[Conflict]:
    yield from _opposed(parts, "precond")
    yield from _opposed(parts, "press")
    postures = [part for part in parts if part.settings.posture is not None]
    for one, other in combinations(postures, 2):
        yield Conflict((one.position, other.position), SENTENCES["postures"])
    for name in MENUS:
        yield from _empty(name, parts)


def infeasible(parts: Sequence[Part], merged: Settings, tables: Sequence[Table]) -> Iterator[Conflict]:
    """Menus of which nothing is left at some table that may open."""
    for table in tables:
        here, by = at_tables(merged, table.scope), [part.at(table.scope) for part in parts]
        relief = here.menu_r
        if relief is not None and set(relief) == {2} and not table.broad_relief:
            yield Conflict(
                _setting("menu_r", by),
                SENTENCES["broad"].format(table=table.name),
            )
        offered = STATUS_QUO.menu_k if here.menu_k is None else here.menu_k
        if not set(offered) & set(table.channels):
            yield Conflict(
                tuple(sorted({*_setting("menu_k", by), *_setting("pool", by)})),
                SENTENCES["channels"].format(
                    offered=_braces(offered), table=table.name, usable=_braces(table.channels)
                ),
            )


def _opposed(parts: Sequence[Part], name: str) -> Iterator[Conflict]:
    against = [part for part in parts if getattr(part.settings, name)]
    giving = [part for part in parts if part.settings.uncond]
    for part in against:
        for giver in giving:
            yield Conflict(
                tuple(sorted({part.position, giver.position})),
                SENTENCES["opposed"].format(part=part.name, meaning=SENTENCES[name], giver=giver.name),
            )


def _empty(name: str, parts: Sequence[Part]) -> Iterator[Conflict]:
    setting = [part for part in parts if getattr(part.settings, name) is not None]
    if len(setting) < 2 or in_common(name, [getattr(part.settings, name) for part in setting]):
        return
    pairs: list[tuple[Part, ...]]
    pairs = [pair for pair in combinations(setting, 2) if not in_common(name, _menus(name, pair))]
    # Three menus can have no level in common although any two of them do: then name all.
    for group in pairs or [tuple(setting)]:
        told = listed(
            SENTENCES["offers"].format(name=p.name, levels=_braces(getattr(p.settings, name))) for p in group
        )
        reason = SENTENCES["no_common"].format(issue=ISSUES[name], told=told)
        yield Conflict(tuple(p.position for p in group), reason)


def _too_few(parts: Sequence[Part]) -> Iterator[Conflict]:
    setting = [part for part in parts if part.settings.contributors is not None]
    if len(setting) < 2:
        return
    common = in_common("contributors", _menus("contributors", setting))
    if len(common) < MIN_RATIFIERS:
        told = listed(
            SENTENCES["names"].format(name=p.name, levels=_braces(p.settings.contributors)) for p in setting
        )
        reason = SENTENCES["too_few"].format(least=MIN_RATIFIERS, told=told)
        yield Conflict(tuple(p.position for p in setting), reason)


def _menus(name: str, parts: Sequence[Part]) -> list[tuple[Any, ...]]:
    return [getattr(part.settings, name) for part in parts]


def _setting(name: str, parts: Sequence[Part]) -> tuple[int, ...]:
    return tuple(part.position for part in parts if getattr(part.settings, name))


def _braces(values: Any) -> str:
    return "{" + ", ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in values) + "}"


def budgeted(scenario: Scenario) -> tuple[str, ...]:
    """Codes of the donors with a budget, in the order of their ids: only they have a table."""
    return tuple(actor.code for actor in scenario.actors if actor.kind == "donor" and actor.ceiling_musd > 0)


def tables(scenario: Scenario, settings: Settings) -> tuple[Table, ...]:
    """The tables that may open: contributors to a pool leave their own and sit at the pooled one."""
    broad = {actor.code for actor in scenario.actors if actor.broad_relief}
    served = {actor.channel for actor in scenario.actors if actor.kind == "implementer"}
    works = tuple(channel for channel in CHANNELS if channel in served)
    codes = budgeted(scenario)
    pooled = [code for code in codes if code in (settings.contributors or codes)] if settings.pool else []
    rivals = {actor.code for actor in scenario.actors if actor.rival}
    own = [
        Table(code, code in broad, ("direct", *works), "rivals" if code in rivals else None)
        for code in codes
        if code not in pooled
    ]
    if not pooled:
        return tuple(own)
    return (*own, Table("pooled", any(code in broad for code in pooled), works, "pooled"))


def span(scenario: Scenario, start: int, end: int) -> str:
    """``in 2026-07`` or ``from 2026-07 to 2028-06``: calendar months of a run, ``end`` not counted."""
    first, last = scenario.date(start), scenario.date(max(start, end - 1))
    return f"in {first}" if first == last else f"from {first} to {last}"


def active_uses(scenario: Scenario) -> list[int]:
    """Entries that do anything at all: strength 0 is the same as absent."""
    return [
        index
        for index, use in enumerate(scenario.policies)
        if use.strength > 0 and use.start < end_of(scenario, use)
    ]


def end_of(scenario: Scenario, use: PolicyUse) -> int:
    """First month without the policy, at most the horizon."""
    return scenario.months if use.end is None else min(use.end, scenario.months)


def in_force(scenario: Scenario, indices: Sequence[int], month: int) -> list[int]:
    """Those of these entries that are in force in a month."""
    uses = scenario.policies
    return [index for index in indices if uses[index].start <= month < end_of(scenario, uses[index])]


def together(scenario: Scenario, indices: Sequence[int]) -> str:
    """The months in which all of these entries are in force, in words; empty if there are none."""
    start = max(scenario.policies[index].start for index in indices)
    end = min(end_of(scenario, scenario.policies[index]) for index in indices)
    return span(scenario, start, end) if start < end else ""


def boundaries(scenario: Scenario, active: Sequence[int]) -> list[int]:
    """Month 0 and the months in which some lever may change."""
    months = {0}
    for index in active:
        use = scenario.policies[index]
        months |= {use.start, end_of(scenario, use)}
        if any(option.parameter and option.name not in use.options for option in get(use.name).options):
            months |= set(scenario.parameter_months)
    months |= {
        month
        for month in scenario.parameter_months
        if _narrow(scenario, month) != _narrow(scenario, month - 1)
    }
    return sorted(month for month in months if 0 <= month < scenario.months)


def part_of(scenario: Scenario, index: int, month: int) -> Part:
    """What an entry sets in a month; options left open follow that month's parameters."""
    use = scenario.policies[index]
    settings = get(use.name).moves(use.strength, use.options, _parameter(scenario, month))
    return Part(index, use.name, settings if _narrow(scenario, month) else everywhere(settings))


def _narrow(scenario: Scenario, month: int) -> bool:
    """Whether a policy may bind some tables only."""
    return bool(scenario.params(max(month, 0)).mechanisms.scope)


def _parameter(scenario: Scenario, month: int) -> Callable[[str], Any]:
    def value(name: str) -> Any:
        group, symbol = name.split(".")
        return getattr(getattr(scenario.params(month), group), symbol)

    return value
