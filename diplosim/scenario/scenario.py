"""``Scenario``: everything about the world of a run, checked, complete and unchangeable."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from diplosim.cases import Named
from diplosim.rules.params import Params
from diplosim.scenario.actors import Actor
from diplosim.scenario.agreements import DatedOffer, StartingAgreement
from diplosim.scenario.build import read_parts, stem
from diplosim.scenario.case import Case, named
from diplosim.scenario.cast import Removed
from diplosim.scenario.dump import as_dict, as_yaml, by_dotted_name, digest, plain_changes
from diplosim.scenario.errors import Findings, Problem, ScenarioError
from diplosim.scenario.events import Event
from diplosim.scenario.files import load_tree, locate
from diplosim.scenario.frozen import FrozenMap
from diplosim.scenario.header import Calendar, Header, parse_month
from diplosim.scenario.moves import Move
from diplosim.scenario.nodes import OLD_WORD, WORD, Node, from_python
from diplosim.scenario.parameters import Value, to_params
from diplosim.scenario.reading import Stop
from diplosim.scenario.start import Drives, HealthStart
from diplosim.scenario.uses import PolicyUse, check_policies
from diplosim.wording.names import called


class Scenario(Header):
    """A checked scenario. Make one with ``load``, ``from_dict`` or ``with_``; it cannot be changed.

    Two scenarios are equal if they describe the same world, whatever files they come from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    # A scenario is one value: without this, mesa.batch_run would sweep over its fields.
    __iter__ = None  # type: ignore[assignment]

    case: Case = Field(default_factory=named)
    """The country that it speaks of."""
    actors: tuple[Actor, ...]
    """Everybody who takes part, in id order."""
    removed: tuple[Removed, ...] = ()
    """Actors that were taken out; their ids stay unused."""
    agreements: tuple[StartingAgreement, ...] = ()
    """What donors have agreed before the run starts."""
    offers: tuple[DatedOffer, ...] = ()
    """What donors offer at a date, in the order of the file."""
    moves: tuple[Move, ...] = ()
    """What actors decide in given months, whatever their rules would say."""
    health: HealthStart = Field(default_factory=HealthStart)
    """Where the health system starts."""
    recipient: Drives = Field(default_factory=Drives)
    """What the recipient does of its own accord."""
    parameters: FrozenMap[Value]
    """Every parameter by its dotted name, as valid at the start."""
    policies: tuple[PolicyUse, ...] = ()
    events: tuple[Event, ...] = ()
    source: Path | None = Field(default=None, repr=False)
    """File that the scenario was read from."""
    warnings: tuple[Problem, ...] = Field(default=(), repr=False)
    """Things in the file that are allowed but change nothing."""

    @classmethod
    def load(cls, path: str | Path) -> Scenario:
        """Read a scenario: a file, or one that comes with diplosim by its bare name (``"status_quo"``).

        Raises ``ScenarioError`` with all its problems.
        """
        findings = Findings()
        file = path if isinstance(path, Path) else locate(path, findings)
        try:
            root = load_tree(file, findings)
        except Stop:
            raise ScenarioError(findings.problems) from None
        return cls.from_node(root, findings, file)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scenario:
        """Check a scenario given as a dict with the keys of a scenario file."""
        findings = Findings()
        root = from_python(data, findings)
        if not root.is_map:
            root = Node({})
            findings.problem(root.mark, "a scenario must be given as a dict")
        if "extends" in root.value:
            findings.problem(root.mark, "'extends' works in files only; use Scenario.load, then with_")
        return cls.from_node(root, findings, None)

    @classmethod
    def from_node(cls, root: Node, findings: Findings, file: Path | None) -> Scenario:
        """Check a scenario given as a tree whose values know their places; raises ``ScenarioError``."""
        name = "scenario" if file is None else stem(file)
        parts = read_parts(root, findings, default_name=name)
        header = {key: getattr(parts.header, key) for key in Header.model_fields}
        draft = cls(
            **header,
            case=parts.case,
            actors=parts.cast.actors,
            removed=parts.cast.removed,
            agreements=parts.agreements,
            offers=parts.offers,
            moves=parts.moves,
            health=parts.health,
            recipient=parts.recipient,
            parameters=parts.parameters,
            policies=parts.policies,
            events=parts.events,
            source=file,
            warnings=tuple(sorted(set(findings.warnings))),
        )
        check_policies(draft, findings)
        findings.stop_if_any()
        return draft

    def with_(self, **changes: Any) -> Scenario:
        """A changed copy, checked again: ``with_(seed=7, parameters={"provocation.iota": 0.4})``.

        ``actors``, ``health``, ``recipient`` and ``parameters`` are merged into the present ones; all else is replaced.
        Dated policies and events keep their dates. Dotted names are what an experiment varies, so that a row of its
        samples is fed back as it stands: ``with_(**row)``, with ``{"policies.pooled_fund.prefund": 0.5}``.
        """
        dotted = {key: changes.pop(key) for key in list(changes) if "." in key}
        if dotted:
            base = self.with_(**changes) if changes else self
            return base.with_(**by_dotted_name(base, dotted))
        data = _without_ties_to(self.to_dict(), changes.get("actors"))
        for word, value in changes.items():
            key, plain = (WORD if word == OLD_WORD else word), plain_changes(value)
            if key in ("actors", "health", WORD, "parameters") and isinstance(plain, Mapping):
                data[key] = _joined(data[key], plain)
            else:
                data[key] = plain
        return type(self).from_dict(data).model_copy(update={"source": self.source})

    def to_dict(self) -> dict[str, Any]:
        """The complete scenario as plain data; ``from_dict`` of it gives an equal scenario."""
        return as_dict(self)

    def to_yaml(self) -> str:
        """The complete scenario as a file that needs no other file; loading it gives an equal scenario."""
        return as_yaml(self)

    def __repr__(self) -> str:
        return f"<Scenario {self.name!r}: {'; '.join(text for _, text in self._facts() if text)}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from diplosim.wording.listing import html_listing

        return html_listing(f"Scenario {self.name}", [("title", self.title or ""), *self._facts()])

    def _facts(self) -> list[tuple[str, str]]:
        """The world in a few lines."""
        from diplosim.wording.listing import some

        used = [use.name for use in self.policies]
        return [
            ("time", f"{self.months} months from {self.start}"),
            ("policies", some(used) if used else "no policies"),
            ("actors", f"{len(self.actors)} actors"),
            ("runs", f"{self.replicates} replicates, seed {self.seed}"),
        ]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the scenario's content; the same on every machine."""
        return digest(self)

    @property
    def calendar(self) -> Calendar:
        """The months of the run."""
        return Calendar(parse_month(self.start) or 0, self.months)

    @property
    def start_month(self) -> int:
        """Month of the year in which the run starts, 1 to 12."""
        return self.calendar.first % 12 + 1

    def month_of_year(self, t: int) -> int:
        """Month of the year of month ``t`` of the run, 0 (January) to 11."""
        return (self.calendar.first + t) % 12

    def date(self, t: int) -> str:
        """``YYYY-MM`` of month ``t`` of the run."""
        return self.calendar.date(t)

    def actor(self, code: str) -> Actor:
        """The actor with this code; ``KeyError`` if nobody has it."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Actor]:
        return {actor.code: actor for actor in self.actors}

    @cached_property
    def recipient_code(self) -> str:
        """The code of the recipient."""
        return next(actor.code for actor in self.actors if actor.kind == "recipient")

    @cached_property
    def named(self) -> Named:
        """What people call the recipient: as its case does, unless this scenario gives it a name of its own."""
        code = self.recipient_code
        name, usual = self.actor(code).name, next(a.name for a in self.case.actors if a.code == code)
        if name == usual:
            return self.case.named
        return Named(self.case.name, code, called(name), name, name)

    @property
    def names(self) -> dict[str, str]:
        """The names of the actors by code."""
        return {actor.code: actor.name for actor in self.actors}

    @property
    def donors(self) -> tuple[Actor, ...]:
        """The donors, in id order."""
        return tuple(actor for actor in self.actors if actor.kind == "donor")

    def params(self, t: int = 0) -> Params:
        """The parameters in force in month ``t``, as the rules take them."""
        months, values = self._regimes
        return values[max(0, bisect_right(months, t) - 1)]

    @property
    def parameter_months(self) -> tuple[int, ...]:
        """Months in which the parameters change."""
        return self._regimes[0][1:]

    @cached_property
    def second_model(self) -> bool:
        """Whether a mechanism of the second model is on in some month."""
        return any(any(params.mechanisms) for params in self._regimes[1])

    @cached_property
    def _regimes(self) -> tuple[tuple[int, ...], tuple[Params, ...]]:
        values = self.parameters.to_dict()
        found = {-1: to_params(values)}
        for event in self.events:
            if event.changes:
                values.update(event.changes)
                found[event.month] = to_params(values)
        months = [
            month for i, month in enumerate(found) if i == 0 or found[month] != list(found.values())[i - 1]
        ]
        return tuple(months), tuple(found[month] for month in months)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Scenario:
        """Pydantic's copy, without values computed for the original; prefer ``with_``, which checks."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_construct(**{**fields, **(update or {})})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def _without_ties_to(data: dict[str, Any], changes: Any) -> dict[str, Any]:
    """Ties to actors whom a change removes go with them."""
    if isinstance(changes, Mapping):
        gone = [
            code
            for code, entry in changes.items()
            if isinstance(entry, Mapping) and entry.get("present") is False
        ]
        for entry in data["actors"].values():
            for code in gone:
                entry.get("ties", {}).pop(code, None)
    return data


def _joined(old: dict[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    joined = dict(old)
    for key, value in new.items():
        nested = isinstance(value, Mapping) and isinstance(joined.get(key), dict)
        joined[key] = _joined(joined[key], value) if nested else value
    return joined
