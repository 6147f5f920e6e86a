"""What results say of themselves: the plan in their manifest, and the experiment in their resolved file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from pathlib import Path
from typing import Any

from diplosim import files
from diplosim.cases import Named, default_names
from diplosim.errors import hidden
from diplosim.experiment.plan import NAMED, WORLD_OF
from diplosim.experiment.targets import is_month
from diplosim.results import stored
from diplosim.scenario.header import month_name, parse_month
from diplosim.wording.names import listed


def asked_arms(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the arms that were asked for, from the facts of a plan; others were added."""
    return tuple(str(arm["name"]) for arm in plan["arms"] if WORLD_OF not in arm)


@dataclass(frozen=True)
class Described:
    """Results by what was asked for: arms, samples, what varies, the question."""

    folder: Path
    manifest: Mapping[str, Any]
    arms: tuple[str, ...]
    """Names of the arms, the reference first."""

    # What the plan says.

    @property
    def all_arms(self) -> list[str]:
        """Names of the arms in the order of the plan, whatever these results are restricted to."""
        return [str(arm["name"]) for arm in self.manifest["plan"]["arms"]]

    @property
    def added(self) -> dict[str, str]:
        """Arms that nobody asked for, and the arm whose world each is."""
        marked = (arm for arm in self.manifest["plan"]["arms"] if WORLD_OF in arm)
        return {str(arm["name"]): str(arm[WORLD_OF]) for arm in marked}

    @property
    def added_words(self) -> str:
        """What runs there are beside those of the arms that were asked for, and what for; nothing without any."""
        return f"runs of {listed(self.added)}, which tell world and policy apart" if self.added else ""

    @property
    def spoken_of(self) -> Named:
        """What people call the recipient."""
        given = self.manifest["plan"].get(NAMED)
        return Named(*given) if given else default_names()

    @property
    def reference(self) -> str:
        """The arm that the others are compared with."""
        return self.arms[0]

    def start(self, arm: str) -> str:
        """Calendar month of an arm's month 0."""
        return next(str(a["start"]) for a in self.manifest["plan"]["arms"] if a["name"] == arm)

    def months(self, arm: str) -> int:
        """Number of months of an arm."""
        return next(int(a["months"]) for a in self.manifest["plan"]["arms"] if a["name"] == arm)

    @property
    def is_sweep(self) -> bool:
        """Whether something varies from sample to sample."""
        return self.sample_count > 1

    @property
    def traced(self) -> bool:
        """Whether the first run of each arm is kept with its decisions, trust and tables."""
        return "events.jsonl" in self.manifest["files"]

    @property
    def sample_count(self) -> int:
        """Number of samples of what varies; 1 if nothing does."""
        return int(self.manifest["plan"]["samples"])

    @property
    def varied(self) -> tuple[str, ...]:
        """What the samples set; empty if nothing varies."""
        return tuple(self.manifest["plan"]["vary"])

    def told(self, name: str, value: Any) -> Any:
        """A value of what varies for readers: a month of the run by its date, anything else as it is."""
        if not is_month(name) or not isinstance(value, Real) or math.isnan(value):
            return value
        return month_name((parse_month(self.start(self.all_arms[0])) or 0) + int(float(value)))

    @property
    def design(self) -> str:
        """Method of the design that the samples come from; empty if nothing varies."""
        return str((self.manifest["plan"].get("design") or {}).get("method", "")) if self.varied else ""

    @property
    def linked(self) -> bool:
        """Whether samples share most of their values with others, so that they are not independent."""
        return self.design in ("morris", "saltelli")

    # What the experiment file says.

    @cached_property
    def document(self) -> dict[str, Any]:
        """The resolved experiment as plain data; its policies are not looked up, so plug-ins need not be loaded."""
        import yaml

        path = self.folder / "experiment.yaml"
        try:
            document = yaml.load(  # the C loader of the same safe kind: a resolved experiment is long
                files.read_text(path, files.DOCUMENT), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            )
        except (files.UnreadableError, ValueError, RecursionError, yaml.YAMLError) as error:
            raise stored.damaged(path, self.folder, error) from error
        if not isinstance(document, dict):
            raise stored.damaged(path, self.folder, "it holds no experiment")
        if why := next((why for text in _texts(document) if (why := hidden(text))), ""):
            raise stored.damaged(path, self.folder, f"it holds {why}")
        return document

    @property
    def unverified(self) -> bool:
        """Whether these results are read as they are, without comparing them with what was written."""
        return stored.is_unverified(self.folder)

    @property
    def question(self) -> str:
        """The question that the experiment asks."""
        return str(self.document.get("question", ""))

    @property
    def chosen(self) -> tuple[str, ...]:
        """Outcomes that the experiment names."""
        return tuple(str(name) for name in self.document.get("outcomes") or ())

    @property
    def taken_apart(self) -> tuple[str, ...]:
        """Arms that the experiment's line ``ablate`` names."""
        return tuple(self.document.get("ablate") or ())

    @property
    def variation(self) -> dict[str, Any]:
        """What an experiment varies, by name: a range, a list of values, or the values in its rows."""
        design = self.document.get("design") or {}
        rows = design.get("rows") or ()
        listed = {str(name): None for row in rows if isinstance(row, dict) for name in row}
        values = {
            name: {"values": list(dict.fromkeys(map(str, (row[name] for row in rows if name in row))))}
            for name in listed
        }
        return {**values, **{str(name): how for name, how in self._forms.items()}}

    @property
    def _forms(self) -> Mapping[str, Any]:
        """What the experiment says of each name under ``vary``; nothing where draws of a fit are its samples."""
        vary = self.document.get("vary")
        return vary if isinstance(vary, Mapping) else {}

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """The numeric ranges that samples were drawn from; lists of values and ranges of months have none."""
        ends = {str(name): form.get("uniform", form.get("log", ())) for name, form in self._forms.items()}
        return {
            name: (float(pair[0]), float(pair[1]))
            for name, pair in ends.items()
            if len(pair) == 2 and all(isinstance(end, int | float) for end in pair)
        }


def _texts(data: Any) -> Iterator[str]:
    """Every text in plain data, keys included."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item)
