"""The findings as they are stored in ``findings.json``: every field with its meaning and unit.

Shares are from 0 to 1. Numbers of a change are in the unit of the outcome; none is what is no number.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Measured(TypedDict, total=False):
    """The numbers of a test; absent if too few samples have a value."""

    replicates: int
    share: float
    """Of the samples in which the test holds, with its 95 % interval and standard error."""
    share_low: float
    share_high: float
    share_error: float
    equal: float
    """Share of the samples without any difference."""
    changed: float | None
    """Share that would change sides under other shocks; none with one replicate."""
    mean: float
    """Mean change over samples and replicates, with its 95 % interval, standard error and degrees of freedom."""
    mean_low: float
    mean_high: float
    mean_error: float | None
    mean_freedom: float | None
    level: float | None
    """Mean of the reference."""
    small: bool
    """Whether the mean change hardly matters beside the level of the reference."""


class Judgement(Measured):
    """What came of one test under one rule of trust."""

    samples: int
    """Samples that it looks at and that have a value."""
    verdict: str
    """One of ``wording.verdicts.CLAIM``."""


class Ranked(TypedDict, total=False):
    """How an assumption goes with what is compared."""

    meaning: str
    place: int
    """By size of the correlation, from 1, among ``of`` assumptions."""
    of: int
    clear: bool
    """Whether the correlation is more than chance."""
    rank_correlation: float
    """Partial, -1 to 1, with its 95 % interval."""
    low: float
    high: float
    thirds: list[float]
    """Share in which the test holds in the lower, middle and upper third of the assumption's values."""


class Decider(Ranked):
    """One assumption."""

    decider: str


class Drivers(Ranked):
    """The assumption that comes first, and the one that the claim is about unless it is the same."""

    decider: str | None
    """None if nothing differs, or if there are too few samples."""
    watch: Decider | None


class Boxed(TypedDict, total=False):
    """What is known of a box; absent if there is none."""

    coverage: float
    """Share of all samples of the side that the box holds."""
    density: float
    """Share of the samples in the box that are of the side."""
    base_rate: float
    """Share of all samples that are of the side."""
    p_value: float
    limits: list[tuple[str, int]]
    """Assumption and side of each limit: -1 at least, 1 at most, 0 one of some words."""


class Place(Boxed):
    """The clearest box of failures; of successes, if failures are the rule."""

    side: Literal["fails", "holds"]
    """What the box holds."""
    box: str
    """In words; empty if noise might have given it, or if the side has too few samples."""
    few: int | None
    """How many samples the side has, if these are too few to search."""


class Looked(TypedDict, total=False):
    """What decides a test and where it fails, if that was looked for."""

    drivers: Drivers
    place: Place


class Part(TypedDict):
    """A mechanism or a lever of one comparison, off and, but for parts of the second model, alone."""

    name: str
    kind: str
    """``mechanism`` (these share the change), ``second model`` or ``lever``."""
    shapley: float | None
    """What it adds to the average change; of mechanisms only, with its standard error over samples."""
    shapley_error: float | None
    share_without: float
    """Share of samples in which the test holds with it off; then the average change."""
    change_without: float
    share_alone: float | None
    """The same with all other mechanisms, or levers, off."""
    change_alone: float | None
    gone: bool
    """Whether with it off less than a quarter of a clear change is left, beyond chance."""
    turns: bool
    """Whether with it off the change is clearly on the other side."""


class Decomposed(TypedDict):
    """What carries one comparison behind a headline."""

    test: str
    samples: int
    """Those with a value in all worlds."""
    share: float
    change: float
    """Average, with its standard error over samples."""
    change_error: float
    share_all_off: float
    change_all_off: float
    parts: list[Part]
    """Mechanisms first, those that add most at the top."""


class Alone(TypedDict):
    """One policy by itself against the reference."""

    arm: str
    title: str
    judged: dict[str, Judgement]
    """By outcome."""
    posterior: NotRequired[dict[str, Judgement]]


class Fitted(TypedDict, total=False):
    """What draws of the posterior make of a test; absent if none are shipped."""

    posterior: Judgement


class Tested(Judgement, Looked, Fitted):
    """One test under the main rule of trust, and what the other rules make of it."""

    test: str
    """Key, such as ``K14.1``."""
    claim: str
    others: dict[str, Judgement]
    """By rule of trust."""
    flips: list[str]
    """Rules under which the verdict is on the other side."""


class Findings(TypedDict):
    """All of ``findings.json``."""

    experiment: str
    rule: str
    """The main rule of trust."""
    samples: int
    replicates: int
    arms: int
    varied: list[str]
    tests: list[Tested]
    decomposition: NotRequired[list[Decomposed]]
    alone: NotRequired[list[Alone]]
    screened: NotRequired[list[str]]
    """Parameters of class C that move a headline, as the last screening found."""
