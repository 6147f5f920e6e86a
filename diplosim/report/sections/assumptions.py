"""What was assumed: policies and their sources, parameters and actors that differ from the defaults, what varied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from diplosim.report.blocks import Block, Cell, Column, Section, Table, Text
from diplosim.report.material import Material
from diplosim.wording.names import listed
from diplosim.wording.numbers import brief

if TYPE_CHECKING:
    from diplosim.scenario import Scenario

#: Differences of actors told one by one; more than this are another cast.
ACTORS_MOST = 60


def assumptions(material: Material) -> Section:
    """Everything that is not a default, with its source; defaults are in the documentation."""
    found = [
        _varied(material),
        _parameters(material),
        _actors(material),
        _events(material),
        _policies(material),
    ]
    blocks: list[Block] = [block for block in found if block is not None]
    blocks.append(Text("Everything not named here keeps its default: diplosim parameters lists defaults, ranges and "
                       "sources. The complete scenarios lie beside this report.", "note"))  # fmt: skip
    return Section("assumptions", "Assumptions changed, and their sources", blocks, "Assumptions")


def _words(*titles: str) -> list[Column]:
    return [Column(title, numeric=False) for title in titles]


def _number(value: Any) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    return brief(value, 6) if isinstance(value, int | float) else str(value)


def _varied(material: Material) -> Table | None:
    """What an experiment varies, with range, meaning and source."""
    from diplosim.scenario import PARAMETERS

    rows = []
    for name, how in material.results.variation.items():
        known = PARAMETERS.get(name)
        rows.append([name, _range(how), known.meaning if known else "setting of a policy or an actor",
                     known.source if known else "the experiment file"])  # fmt: skip
    title = f"What was varied, in {material.results.sample_count:,} samples"
    return Table(title, _words("Assumption", "Range", "Meaning", "Source"), rows) if rows else None


def _range(how: Any) -> str:
    """``0 to 1`` or the list of values."""
    if not isinstance(how, Mapping):
        return _number(how)
    for key, words in (("uniform", ""), ("log", " (logarithmic)")):
        if key in how:
            low, high = how[key]
            return f"{_number(low)} to {_number(high)}{words}"
    return listed([_number(value) for value in how.get("values", ())])


Entry = tuple[str, str]


def _by_value(
    material: Material, found: Callable[[Scenario], Iterator[tuple[str, str]]]
) -> dict[str, list[Entry]]:
    """Subject -> (arms, value), arms of one value together; what all arms share names none."""
    values: dict[str, dict[str, list[str]]] = {}
    for arm in material.arms:
        for subject, value in found(arm):
            values.setdefault(subject, {}).setdefault(value, []).append(arm.name)
    everyone = len(material.arms)
    return {
        subject: [
            ("" if len(arms) == everyone else _who(material, arms), value) for value, arms in own.items()
        ]
        for subject, own in values.items()
    }


def _who(material: Material, arms: list[str]) -> str:
    if len(arms) > max(3, len(material.arms) // 2):
        without = [arm.name for arm in material.arms if arm.name not in arms]
        return f"all but {listed([material.label(arm) for arm in without])}"
    return listed([material.label(arm) for arm in arms])


def _said(entries: list[Entry]) -> str:
    return "; ".join(f"{value} ({who})" if who else value for who, value in entries)


def _parameters(material: Material) -> Table | None:
    """Parameters that differ from their defaults at the start."""
    from diplosim.scenario import PARAMETERS

    def differing(arm: Scenario) -> Iterator[tuple[str, str]]:
        for name, value in arm.parameters.items():
            if value != PARAMETERS[name].default:
                yield name, _number(value)

    rows = []
    for name, entries in _by_value(material, differing).items():
        known = PARAMETERS[name]
        plausible = f"{_number(known.low)} to {_number(known.high)}" if known.low != known.high else "fixed"
        rows.append([name, _said(entries), _number(known.default), plausible, known.meaning, known.source])
    columns = _words(
        "Parameter", "Here", "Default", "Plausible range", "Meaning", "Source of default and range"
    )
    return Table("Parameters that differ from their defaults", columns, rows) if rows else None


def _actors(material: Material) -> Table | None:
    """Actors that differ from the cast of their case."""
    cast = material.reference.case.actors
    usual = {actor.code: actor.model_dump(exclude={"id", "code"}) for actor in cast}

    def differing(arm: Scenario) -> Iterator[tuple[str, str]]:
        for actor in arm.actors:
            own = actor.model_dump(exclude={"id", "code"})
            before = usual.get(actor.code)
            if before is None:
                yield f"{actor.name or actor.code}: additional actor", own["kind"]
                continue
            for key, value in own.items():
                if value != before[key]:
                    yield (
                        f"{actor.name or actor.code}: {key.replace('_', ' ')}",
                        (f"{_plain(value)} (default {_plain(before[key])})"),
                    )
        for gone in sorted(set(usual) - {actor.code for actor in arm.actors}):
            yield f"{usual[gone]['name'] or gone}", "does not take part"

    rows = [[subject, _said(entries)] for subject, entries in _by_value(material, differing).items()]
    table = Table(
        "Actors that differ from the cast of their case", _words("Actor", "Here"), rows[:ACTORS_MOST]
    )
    return table if rows else None


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_number(item)}" for key, item in value.items()) or "none"
    return _number(value)


def _events(material: Material) -> Table | None:
    """Dated events of the scenarios."""

    def dated(arm: Scenario) -> Iterator[tuple[str, str]]:
        for event in arm.events:
            fields = event.model_dump(exclude={"kind", "month", "note"}, exclude_none=True, by_alias=True)
            told = ", ".join(f"{key.replace('_', ' ')} {_plain(value)}" for key, value in fields.items())
            note = f" ({event.note})" if event.note else ""
            yield (
                f"{arm.date(event.month)} {event.kind.replace('_', ' ')}",
                f"{told}{note}" or "as by default",
            )

    rows = [[subject, _said(entries)] for subject, entries in _by_value(material, dated).items()]
    return (
        Table("Dated events", _words("Month and kind", "Details"), rows, folded=len(rows) > 12)
        if rows
        else None
    )


def _policies(material: Material) -> Table | None:
    """Policies in force, what their advocates predict, who says so, and how they can fail."""
    from diplosim.policies import get, names

    rows: list[list[Cell | str]] = []
    seen = set()
    for arm in material.arms:
        for use in arm.policies:
            told = _schedule(arm, use)
            if (use.name, told) in seen:
                continue
            seen.add((use.name, told))
            known = get(use.name) if use.name in names() else None
            claim = (
                (known.hypothesis, known.source, known.risk)
                if known
                else ("", "a policy of the user’s own", "")
            )
            rows.append([known.title if known else use.name, told, *claim])
    columns = _words("Policy", "Settings", "What advocates predict", "Source", "How it can fail")
    return Table("Policies", columns, rows, folded=len(rows) > 6) if rows else None


def _schedule(arm: Scenario, use: Any) -> str:
    """From when to when, how strongly, with which options."""
    parts = [f"from {arm.date(use.start)}" + (f" until {arm.date(use.end)}" if use.end is not None else "")]
    parts += [f"strength {_number(use.strength)}"] if use.strength != 1 else []
    parts += [f"{key.replace('_', ' ')}: {_option(value)}" for key, value in use.options.items()]
    return "; ".join(parts)


def _option(value: Any) -> str:
    return ", ".join(map(_number, value)) if isinstance(value, tuple | list) else _plain(value)
