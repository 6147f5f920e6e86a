"""What people might give: files and options made of declared names and values, mostly right, then damaged."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from diplosim.metrics.columns import metric_names, outcome_names
from diplosim.policies import names as policy_names
from diplosim.scenario import PARAMETERS
from tests.fuzz import PIECES, WEIRD

ACTORS = ("USA", "ROK", "JPN", "CHN", "RUS", "EU", "GHF", "DPRK", "MNG")
EVENTS = (
    "flood",
    "pandemic",
    "exercise",
    "provocation",
    "resolution",
    "government",
    "exemption_delay",
    "leadership",
)
NUMBERS = ("0", "1", "0.5", "12", "-3", "1e6", "1e-9", "0.1")


class Grammar:
    """Everything that one number makes, always the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def rarely(self, chance: float = 0.06) -> bool:
        """Whether to go wrong here."""
        return self.random.random() < chance

    def one(self, among: Sequence[Any], chance: float = 0.03) -> Any:
        """One of them, or something that is none of them."""
        return self.random.choice(WEIRD) if self.rarely(chance) else self.random.choice(among)

    def key(self, among: Sequence[str]) -> str:
        """One of these names, or text that is none of them."""
        return str(self.one(among))

    def month(self) -> Any:
        """A month as a number or a date."""
        return self.one(
            [
                self.random.randrange(0, 40),
                f"20{self.random.randrange(26, 29)}-{self.random.randrange(1, 13):02d}",
            ]
        )

    def share(self) -> Any:
        """A number between nought and one, as a rule."""
        return self.one([round(self.random.random(), 3), 0, 1, 0.5])

    def parameter(self) -> tuple[str, Any]:
        """A parameter with a value from its range."""
        parameter = PARAMETERS[self.random.choice(list(PARAMETERS))]
        name = parameter.name if not self.rarely(0.02) else parameter.name[:-1]
        if parameter.kind == "category":
            return name, self.one(parameter.choices)
        low, high = parameter.low, parameter.high
        value = low + (high - low) * self.random.random()
        return name, self.one([round(value) if parameter.kind == "int" else value])

    def policy(self) -> Any:
        """A policy, with or without options."""
        name = self.one(list(policy_names()), 0.02)
        if self.rarely(0.5):
            return name
        keys = ["from", "until", "strength", *(["prefund", "contributors"] if name == "pooled_fund" else [])]
        own = {
            self.key([key]): self.month() if key in ("from", "until") else self.share()
            for key in keys
            if self.rarely(0.6)
        }
        return [name, own] if isinstance(name, list | dict) else {name: own}

    def event(self) -> Any:
        """A dated event."""
        own: dict[str, Any] = {"at": self.month(), "kind": self.one(EVENTS)}
        more = {
            "severity": self.share(),
            "class": self.random.randrange(0, 5),
            "actor": self.one(ACTORS),
            "hawkish": True,
            "intensity": self.share(),
            "months": self.random.randrange(0, 30),
            "days": 30,
            "parameters": dict([self.parameter()]),
            "note": self.one(["a note"]),
        }
        return own | {key: value for key, value in more.items() if self.rarely(0.3)}

    def some(self, make: Callable[[], Any], most: int = 3) -> list[Any]:
        """A few of them."""
        return [make() for _ in range(self.random.randrange(0, most + 1))]

    def scenario(self) -> dict[str, Any]:
        """A scenario file."""
        lines: dict[str, Any] = {"scenario": self.one([1], 0.02), "name": self.one(["mine", "a_b"])}
        more: dict[str, Callable[[], Any]] = {
            "title": lambda: self.one(["A title", "제목"]),
            "start": lambda: self.one(["2026-01", "1995-07"]),
            "months": lambda: self.one([3, 6, 12]),
            "seed": lambda: self.one([7, 2**64 - 1]),
            "replicates": lambda: self.one([1, 2]),
            "extends": lambda: self.one(["status_quo", "pooled_fund", "first_model", "mine"]),
            "parameters": lambda: dict(self.some(self.parameter, 4)),
            "policies": lambda: self.some(self.policy),
            "events": lambda: self.some(self.event),
            "actors": lambda: dict(self.some(self.actor)),
            "case": lambda: self.one(["dprk", "norvania"]),
            "moves": lambda: [],
            "uncertain": lambda: self.one(["x"]),
        }
        return lines | {key: self.maybe(make) for key, make in more.items() if self.rarely(0.35)}

    def actor(self) -> tuple[str, Any]:
        """An entry of the cast."""
        own = {
            "kind": "donor",
            "ceiling_musd": self.one([0.5, 40]),
            "hawkish": self.one([True, False]),
            "present": self.one([True]),
            "ties": {self.random.choice(ACTORS): self.share()},
            "name": self.one(["Mongolia"]),
            "cycle": self.one([48]),
        }
        return self.random.choice(ACTORS), {key: value for key, value in own.items() if self.rarely(0.4)}

    def maybe(self, make: Callable[[], Any]) -> Any:
        """What belongs there, or a value that does not."""
        return self.random.choice(WEIRD) if self.rarely(0.03) else make()

    def experiment(self) -> dict[str, Any]:
        """An experiment file."""

        def varied() -> tuple[str, Any]:
            name = self.random.choice([self.parameter()[0], "policies.pooled_fund.strength", "start.x"])
            values: dict[str, Any] = {"uniform": [self.share(), 1], "values": self.some(self.share)}
            key = self.random.choice(list(values))
            return name, self.one([{key: values[key]}, "default_range"])

        method = self.one(["grid", "lhs", "sobol", "saltelli", "morris", "list"])
        lines: dict[str, Any] = {
            "experiment": 1,
            "scenario": self.one(["status_quo", self.scenario()]),
            "replicates": self.one([1, 2]),
        }
        more: dict[str, Callable[[], Any]] = {
            "name": lambda: self.one(["sweep"]),
            "vary": lambda: dict(self.some(varied)),
            "arms": lambda: {self.key(["a", "b", "c"]): self.some(self.policy) for _ in range(2)},
            "design": lambda: {"method": method, "samples": self.one([2, 4]), "seed": self.one([1])},
            "outcomes": lambda: self.some(lambda: self.one(outcome_names())),
            "reference": lambda: self.one(["a", "b"]),
        }
        return lines | {key: self.maybe(make) for key, make in more.items() if self.rarely(0.7)}

    def record(self) -> str:
        """A CSV file of what happened."""
        header = self.random.choice(
            [
                ["date", "event", "class", "source"],
                ["year", "quarter", "events", "source"],
                ["month", self.random.choice(metric_names())],
                ["date", "amount_usd", "donor"],
            ]
        )

        def cell(column: str) -> str:
            usual = {
                "date": ["2016-01-06", "2016-05", "2017"],
                "year": ["2016"],
                "quarter": ["1", "4"],
                "month": ["2016-01"],
                "class": ["1", "3"],
                "donor": ["ROK"],
                "event": ["a test", '"a, b"'],
            }
            return str(self.one(usual.get(column, NUMBERS)))

        rows = [",".join(map(cell, header)) for _ in range(self.random.randrange(0, 8))]
        return "\n".join([",".join(str(self.one([name], 0.01)) for name in header), *rows]) + "\n"

    def setting(self) -> str:
        """What stands behind ``--set``."""
        name, value = self.random.choice(
            [self.parameter(), ("months", self.one([3])), ("start", self.month()), ("name", self.one(["n"]))]
        )
        return self.damaged(f"{name}={value}", 0.1)

    def use(self) -> str:
        """What stands behind ``--policy``."""
        name = str(self.one(list(policy_names())))
        return self.damaged(
            f"{name}:strength={self.share()},from={self.month()}" if self.rarely(0.5) else name, 0.1
        )

    def text(self, tree: Any) -> str:
        """A tree as YAML, in braces or in blocks."""
        try:
            return yaml.safe_dump(
                tree,
                default_flow_style=self.random.choice([None, True, False]),
                sort_keys=False,
                allow_unicode=True,
            )
        except yaml.YAMLError:
            return json.dumps(tree, default=str)

    def damaged(self, text: str, chance: float = 0.35) -> str:
        """The same with a few letters put in, left out or repeated, now and then very often."""
        while self.rarely(chance):
            place = self.random.randrange(0, len(text) + 1)
            gone = self.random.randrange(0, 6)
            piece = self.random.choice(PIECES)
            if self.rarely(0.02):
                piece *= self.random.choice([30, 3000, 40_000])
            elif self.rarely(0.05):
                piece = text[place : place + 40] * self.random.choice([2, 50, 1000])
            text = text[:place] + piece + text[place + gone :]
        return text
