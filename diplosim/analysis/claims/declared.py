"""The table of claims: what is claimed by whom, which comparison tests it, and what cannot be tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from diplosim.experiment import OUTCOMES
from diplosim.files import read_text
from diplosim.results import AnalysisError
from diplosim.scenario import unknown

#: A number of a test in a text: ``{K14.1.share}``.
PLACE = re.compile(r"\{([A-Z]\d+\.\d+)\.(share|rest|mean|thirds|decider|others)\}")
Expect = Literal["higher", "lower", "not_higher", "not_lower"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Comparison(_Strict):
    """An arm against a reference in one outcome, and the direction that is claimed."""

    arm: str
    reference: str | None = "status_quo"
    """None: the outcome itself against zero."""
    outcome: str
    expect: Expect

    @model_validator(mode="after")
    def _known(self) -> Comparison:
        names = [column.name for column in OUTCOMES]
        if self.outcome not in names:
            raise ValueError(unknown("outcome", self.outcome, names))
        return self


class Test(Comparison):
    """One comparison that a claim must pass."""

    __test__ = False  # not a test of pytest's
    says: str
    """What is claimed of it, in words: "a pooled fund lowers suspensions"."""
    unless: Comparison | None = None
    """Only the samples in which this other claim does not hold are looked at."""
    within: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """Only the samples whose assumptions lie in these ranges are looked at."""
    among: str = ""
    """``unless`` or ``within`` in words: "where the bundle does not calm things"."""
    definition: str = ""
    """Why the outcome follows from what the policy is, and shows nothing else; empty if it does not."""
    watch: str = ""
    """An assumption that the debate is about: its rank is told even if it is not the first."""
    prototype: float | None = Field(default=None, ge=0, le=1)
    """Share of samples in the throw-away prototype of the specification."""
    prototype_thirds: tuple[float, float, float] | None = None
    """The same in the lower, middle and upper third of what decides."""
    prototype_level: float | None = None
    """Its median, of a level."""


class Claim(_Strict):
    """A claim of a source, in our words."""

    id: str
    claim: str
    short: str
    """The claim in at most ten words, for lists."""
    group: str
    """Section of the page."""
    counter: bool = False
    """Whether it speaks against the other claims."""
    note: str = ""
    """What a reader should know beside the numbers; holds no number of the results."""
    see: str = ""
    """An experiment that looks closer."""
    tests: tuple[Test, ...] = Field(min_length=1)


class Untested(_Strict):
    """Claims that no comparison inside the model could refute."""

    ids: tuple[str, ...]
    kind: Literal["built in", "record", "outside"]
    why: str


class Headline(_Strict):
    """A sentence at the top of the page, printed only while the findings bear it out."""

    text: str
    """May hold numbers of tests: ``{K14.1.share}``, ``.rest``, ``.mean``, ``.thirds``, ``.decider``, ``.others``."""
    when: dict[str, tuple[str, ...]] = Field(min_length=1)
    """Test -> the verdicts that it must have one of."""
    turns_on: dict[str, str] = Field(default_factory=dict)
    """Test -> the assumption that must come first in it."""

    @model_validator(mode="after")
    def _filled(self) -> Headline:
        left = re.findall(r"\{[^}]*\}?", PLACE.sub("", self.text))
        if left:
            raise ValueError(
                f"{', '.join(left)}: write a number as {{K14.1.share}}, or rest, mean, thirds, decider, others"
            )
        return self


class Claims(_Strict):
    """The whole table."""

    experiment: str
    rule: str
    """The rule of trust that the numbers are for."""
    other_rules: tuple[str, ...]
    calm: tuple[str, ...]
    """Tests (``K14.1``) whose drivers the page explains first."""
    sources: dict[str, str]
    """Letter of an id -> author and year."""
    alone: tuple[str, ...] = ()
    """Arms of one policy each, for the table of every policy by itself."""
    headlines: tuple[Headline, ...] = ()
    claims: tuple[Claim, ...]
    untested: tuple[Untested, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Claims:
        ids = [*(claim.id for claim in self.claims), *(one for group in self.untested for one in group.ids)]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)}: declared more than once")
        nameless = sorted(one for one in ids if one[0] not in self.sources)
        if nameless:
            raise ValueError(f"{', '.join(nameless)}: no source for the first letter")
        keys = [key for key, _, _ in self.tests()]
        told = [key for one in self.headlines for key in (*one.when, *one.turns_on, *_places(one.text))]
        named = [*self.calm, *told]
        wrong = [key for key in dict.fromkeys(named) if key not in keys]
        if wrong:
            raise ValueError("; ".join(unknown("test", key, keys) for key in wrong))
        return self

    def tests(self) -> Iterator[tuple[str, Claim, Test]]:
        """Every test with its key (``K14.1``) and claim, in order."""
        for claim in self.claims:
            for number, test in enumerate(claim.tests, start=1):
                yield f"{claim.id}.{number}", claim, test

    def arms(self) -> set[str]:
        """All arms that tests compare."""
        pairs = (one for _, _, test in self.tests() for one in (test, test.unless) if one is not None)
        return {name for one in pairs for name in (one.arm, one.reference) if name is not None}

    def source(self, one: str) -> str:
        """``Kim 2022`` for ``K14``."""
        return self.sources[one[0]]


def _places(text: str) -> list[str]:
    """The tests whose numbers a text holds."""
    return [key for key, _ in PLACE.findall(text)]


def read_claims(path: Path) -> Claims:
    """Read a table of claims; raises ``AnalysisError`` that says where it is wrong."""
    try:
        return Claims.model_validate(yaml.safe_load(read_text(path)))
    except yaml.YAMLError as error:
        raise AnalysisError(f"{path} is not YAML: {error}") from error
    except ValidationError as error:
        places = (f"{'.'.join(map(str, one['loc'])) or 'the table'}: {one['msg']}" for one in error.errors())
        raise AnalysisError("\n".join(f"{path}: {place}" for place in places)) from error
