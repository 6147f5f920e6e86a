"""Hindcasts: episodes of the past played by the model and scored against the record, beside forecasts without one.

The world of an episode is its scenario file: governments, drills, resolutions, closures, disasters and dated offers as
they came; decisions are left to the actors. What was observed is never shown to the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from diplosim import evidence
from diplosim.analysis.ablation.mechanisms import PATHS, scenario_without
from diplosim.errors import DiplosimError
from diplosim.history import nulls, observed, scores
from diplosim.history.coding import DONORS, SERIES
from diplosim.history.ensemble import Floats, Runs
from diplosim.history.observed import DTP3, FUND, Answer, Series, Span, Value
from diplosim.history.patterns import TB_PART
from diplosim.scenario import Scenario, unknown

#: What the evidence table calls the use of an episode, and what its group is called.
GROUPS = {"calibrate": "fitted", "stress test": "stress", "held out": "held out"}
#: Not an episode, so not among ``all``: the years 1990-2025 in one run.
WHOLE, WHOLE_GROUP = "long_1990", "whole record"
#: The model with all paths from diplomacy to provocations closed; and with as many provocations as it has with them.
OFF, OFF_LEVELLED = "terms off", "terms off, same level"
NULLS = (*nulls.NULLS, OFF, OFF_LEVELLED)
RATE = "provocation.lam0"
#: From the model's numbers to those of the record.
SCALE = {DTP3: 100.0, FUND: TB_PART}
_COLUMNS = (
    "events", "rival_meetings", "donors_paid_musd", "paid_musd_chn", "paid_musd_rok", "paid_musd_ghf",
    "own_programme_musd", "coverage_dtp3",
    *(f"{what}_{donor}" for what in ("offers", "refused") for donor in DONORS),
)  # fmt: skip


class HindcastError(DiplosimError):
    """An episode that does not exist."""


@dataclass(frozen=True)
class Episode:
    """A stretch of the past."""

    id: str
    group: str
    scenario: Scenario = field(repr=False)

    @property
    def window(self) -> Span:
        """Its months."""
        first = self.scenario.calendar.first
        return Span(first, first + self.scenario.months - 1)


def episodes(asked: str = "all") -> list[Episode]:
    """One episode by its id, or all of them in the order of the evidence table.

    Raises:
        HindcastError: there is no such episode.
    """
    rows = {row["id"]: row for row in evidence.load("episodes")}
    if asked == WHOLE:
        return [Episode(WHOLE, WHOLE_GROUP, Scenario.load(WHOLE))]
    named = {key.lower(): key for key in rows}
    if asked != "all" and asked.lower() not in named:
        raise HindcastError(unknown("episode", asked, [*rows, "all", WHOLE]))
    chosen = rows.values() if asked == "all" else [rows[named[asked.lower()]]]
    return [
        Episode(row["id"], GROUPS[row["use"]], Scenario.load(row["scenario"].removesuffix(".yaml")))
        for row in chosen
    ]


class Scored(NamedTuple):
    """One number of the record, what the model said of it, and what that scores."""

    what: str
    span: Span
    observed: float
    score: float
    nulls: tuple[float | None, ...]
    """Scores of `NULLS`."""
    quantiles: tuple[float, ...] = ()
    """5, 25, 50, 75 and 95 % of the model's runs; of a probability that alone."""
    inside: tuple[bool, ...] = ()
    """Whether the intervals of 50 and 90 % hold it."""


@dataclass(frozen=True)
class Line:
    """All values of one series in one episode."""

    episode: str
    group: str
    quantity: str
    source: str
    rule: str
    """``CRPS``, ``Brier`` or ``log``."""
    main: bool
    """Whether it counts in its group; further series of a quantity stand beside it."""
    values: tuple[Scored, ...]

    @property
    def score(self) -> float:
        """Mean score of the model."""
        return float(np.mean([one.score for one in self.values]))

    @cached_property
    def null_scores(self) -> dict[str, float | None]:
        """Mean score of each null; missing where it had nothing to rest on."""
        return {name: _mean([one.nulls[place] for one in self.values]) for place, name in enumerate(NULLS)}

    @property
    def skills(self) -> dict[str, float | None]:
        """What is gained on each null: the part of its score that is saved; of log scores the difference, in nats."""
        if self.rule == "log":
            return {
                name: None if null is None else null - self.score for name, null in self.null_scores.items()
            }
        return {name: scores.skill(self.score, null) for name, null in self.null_scores.items()}

    def covered(self, place: int) -> int | None:
        """How many values lie in the interval of 50 (place 0) or 90 % (1)."""
        return sum(one.inside[place] for one in self.values) if self.rule == "CRPS" else None


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known and len(known) == len(values) else None


@dataclass(frozen=True)
class Ensemble:
    """The model's runs of an episode: as it is, with diplomatic terms off, and so with its level of provocations."""

    episode: Episode
    runs: Runs
    off: Runs
    levelled: Runs

    @classmethod
    def of(cls, episode: Episode, replicates: int, worlds: Sequence[Scenario] = ()) -> Ensemble:
        """Play an episode; ``worlds`` with other parameters share the replicates evenly, one run at least of each."""
        worlds = worlds or [episode.scenario]
        each = max(1, replicates // len(worlds))
        off = {key: value for path in PATHS.values() for key, value in path.items()}
        without = [scenario_without(world, off) for world in worlds]
        runs, bare = _play(worlds, each), _play(without, each)
        return cls(episode, runs, bare, _levelled(without, each, runs, bare))

    def values(self, quantity: str, span: Span, which: str = "") -> Floats:
        """A quantity of the record in some months, one number a run; ``which``: the model, or a null made of it."""
        runs = {"": self.runs, OFF: self.off, OFF_LEVELLED: self.levelled}[which]
        first = self.episode.window.first
        coding = SERIES[quantity]
        months = coding.months(runs)[:, span.first - first : span.last - first + 1]
        found = months.sum(axis=1) if coding.adds else months.mean(axis=1)
        return np.asarray(found * SCALE.get(quantity, 1.0), dtype=float)

    def refused(self, answer: Answer, which: str = "") -> float | None:
        """Chance of a refusal of such an offer in its months, else in the episode; missing if none is ever made."""
        runs, window = {"": self.runs, OFF: self.off, OFF_LEVELLED: self.levelled}[which], self.episode.window
        for span in (answer.span.within(window), window):
            place = slice(span.first - window.first, span.last - window.first + 1)
            made, no = (
                sum(float(runs[f"{what}_{donor}"][:, place].sum()) for donor in answer.donors)
                for what in ("offers", "refused")
            )
            if made:
                return scores.chance(no, made)
        return None


def _levelled(worlds: Sequence[Scenario], replicates: int, runs: Runs, bare: Runs) -> Runs:
    """Runs without diplomacy, with as many provocations as with it: their number is linear in the background rate."""
    wanted, there = (float(one["events"].sum()) for one in (runs, bare))
    first = wanted / max(1.0, there)
    tried = _play([_with_rate(world, first) for world in worlds], replicates)
    gained = float(tried["events"].sum()) - there
    if gained == 0.0:
        return tried
    ratio = max(0.0, 1.0 + (first - 1.0) * (wanted - there) / gained)
    return _play([_with_rate(world, ratio) for world in worlds], replicates)


def _with_rate(scenario: Scenario, ratio: float) -> Scenario:
    """The scenario with so many times its background rate of provocations, in every era."""
    events = scenario.to_dict()["events"]
    for event in events:
        if RATE in (event.get("parameters") or {}):
            event["parameters"][RATE] *= ratio
    return scenario.with_(parameters={RATE: float(scenario.parameters[RATE]) * ratio}, events=events)


def _play(worlds: Sequence[Scenario], replicates: int) -> Runs:
    return Runs.joined([Runs.of(world, replicates, names=_COLUMNS) for world in worlds])


def lines(ensemble: Ensemble) -> list[Line]:
    """Everything that the record says of an episode, scored."""
    return [*_series_lines(ensemble), *_refusals(ensemble), *_any_talks(ensemble)]


def known(series: Series, window: Span) -> list[Value]:
    """What is scored: nothing of low confidence."""
    return [value for value in series.within(window) if value.confidence != "low"]


def _series_lines(ensemble: Ensemble) -> Iterator[Line]:
    episode = ensemble.episode
    told: dict[str, list[Value]] = {}
    for series in observed.series():
        values = known(series, episode.window)
        plain = [(value.span, value.value) for value in values]
        if values and plain != [(value.span, value.value) for value in told.get(series.quantity, [])]:
            told.setdefault(series.quantity, values)
            found = tuple(_against(ensemble, series, value) for value in values)
            yield Line(
                episode.id, episode.group, series.quantity, series.declared.source, "CRPS", series.main, found
            )


def _against(ensemble: Ensemble, series: Series, value: Value) -> Scored:
    forecast = ensemble.values(series.quantity, value.span)
    others = [nulls.forecast(null, series, ensemble.episode.window.first, value.span) for null in nulls.NULLS]
    others.append(ensemble.values(series.quantity, value.span, OFF))
    again = (
        ensemble.values(series.quantity, value.span, OFF_LEVELLED) if series.quantity == "events" else None
    )
    return Scored(
        series.quantity, value.span, value.value, scores.crps(forecast, value.value),
        tuple(None if other is None else scores.crps(other, value.value) for other in (*others, again)),
        tuple(float(q) for q in np.quantile(forecast, [0.05, 0.25, 0.5, 0.75, 0.95])),
        tuple(scores.inside(forecast, value.value, share) for share in scores.INTERVALS),
    )  # fmt: skip


def _refusals(ensemble: Ensemble) -> Iterator[Line]:
    episode, start = ensemble.episode, ensemble.episode.window.first
    found = []
    for answer in observed.answers_within(episode.window):
        chance = ensemble.refused(answer)
        if chance is None or answer.confidence == "low":
            continue
        before = [nulls.refusal(null, observed.answers(), answer.donor_class, start) for null in nulls.NULLS]
        off = ensemble.refused(answer, OFF)
        said = [None if p is None else scores.brier(p, answer.refused) for p in (*before, off, None)]
        found.append(
            Scored(answer.offer, answer.span, float(answer.refused), scores.brier(chance, answer.refused),
                   tuple(said), (chance,))
        )  # fmt: skip
    if found:
        yield Line(episode.id, episode.group, "refusals", "offers, own coding", "Brier", True, tuple(found))


def _any_talks(ensemble: Ensemble) -> Iterator[Line]:
    episode, window = ensemble.episode, ensemble.episode.window
    happened = observed.any_talks(window)
    if happened is None:
        return
    talks = next(series for series in observed.series() if series.quantity == "talks")
    said = [
        scores.chance(int((ensemble.values("talks", window, which) > 0).sum()), ensemble.runs.count)
        for which in ("", OFF)
    ]
    before = [nulls.any_talks(null, talks, window) for null in nulls.NULLS]
    others = [None if p is None else scores.log_score(p, happened) for p in (*before, said[1], None)]
    scored = Scored(
        "any talks", window, float(happened), scores.log_score(said[0], happened), tuple(others), (said[0],)
    )
    yield Line(episode.id, episode.group, "any_talks", talks.declared.source, "log", True, (scored,))
