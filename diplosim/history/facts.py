"""Every stylised fact held against its band: values with their errors, verdicts, what fails first.

Bands are evidence (`fact_bands`, one row for each part of a fact); a fact holds if all its parts do. A value is the
median over runs with 5 and 95 %, or one number of all runs together. Most of these patterns were looked at while the
model was made, the years after 2017 included: to hold is no proof.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from diplosim.errors import DiplosimError
from diplosim.evidence import load
from diplosim.history.ensemble import Floats, Runs
from diplosim.history.patterns import PATTERNS
from diplosim.history.worlds import WORLDS, Change, Ensembles, as_it_is
from diplosim.wording.names import listed

#: Kinds of facts, as the evidence has them, in the order in which they are told.
KINDS = ("hard", "soft", "target", "miss")
#: Runs are cut into so many blocks to find the error of any statistic.
BLOCKS = 10
LEAST_REPLICATES = 2 * BLOCKS
#: Within so many standard errors of an end of its band a value is near it.
NEAR = 2.0


class UnknownFactError(DiplosimError, ValueError):
    """A fact of this name is not in the evidence."""


@dataclass(frozen=True)
class Band:
    """A part of a fact as the evidence has it."""

    id: str
    fact: str
    pattern: str
    kind: str
    era: str
    record: str
    low: float
    high: float
    note: str

    @property
    def words(self) -> str:
        """The band in signs."""
        if self.low == -np.inf:
            return f"<= {self.high:g}"
        return f">= {self.low:g}" if self.high == np.inf else f"{self.low:g} to {self.high:g}"


def bands() -> list[Band]:
    """All parts, in the order of the evidence."""
    return [
        Band(
            row["id"], row["fact"], row["pattern"], row["kind"], row["era"], row["record"],
            float(row["low"] or -np.inf), float(row["high"] or np.inf), row["note"],
        )
        for row in load("fact_bands")
    ]  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of a fact as the model has it."""

    band: Band
    value: float
    error: float
    """Standard error of the value, from blocks of runs."""
    spread: tuple[float, float] | None
    """5 and 95 % of the runs; none for a number of all runs together."""

    @property
    def holds(self) -> bool:
        """Whether the value is in the band; a value that is missing holds nothing."""
        return self.band.low <= self.value <= self.band.high

    @property
    def margin(self) -> float:
        """Distance of the value from the nearer end of its band, in standard errors; below 0 outside."""
        distance = min(self.value - self.band.low, self.band.high - self.value)
        if self.error > 0.0:
            return float(distance / self.error)
        return float(np.copysign(np.inf, distance))


def evaluate(
    replicates: int,
    only: Sequence[str] = (),
    seed: int | None = None,
    changes: Sequence[Change] = (as_it_is,),
) -> tuple[list[Part], list[str]]:
    """Facts held against their bands, and the names of the worlds that were played for them.

    ``only``: names of facts (SF7) or of parts; default: all. ``seed``: one for all worlds instead of their own.
    ``changes``: what to do to every scenario first, such as other parameters; several (draws) share the runs evenly.
    """
    if replicates < LEAST_REPLICATES:
        raise UnknownFactError(
            f"{replicates} runs are too few for the facts' errors: at least {LEAST_REPLICATES}"
        )
    wanted = chosen(only)
    worlds = Ensembles(replicates, seed, changes)
    found: dict[str, Part] = {}
    for function in dict.fromkeys(PATTERNS[band.fact] for band in wanted):
        whole = dict(function(worlds))
        blocks = [dict(function(_block(worlds.played, place))) for place in range(BLOCKS)]
        for band in wanted:
            if band.id in whole:
                middles = np.array([_middle(block[band.id]) for block in blocks])
                error = float(np.nanstd(middles, ddof=1) / np.sqrt(BLOCKS))
                found[band.id] = _part(band, whole[band.id], error)
    return [found[band.id] for band in wanted], list(worlds.played)


def chosen(only: Sequence[str]) -> list[Band]:
    """The parts of the named facts."""
    every = bands()
    known = list(dict.fromkeys(name for band in every for name in (band.fact, band.id)))
    for name in only:
        if name not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UnknownFactError(f"no fact '{name}'{hint} Facts: SF1 to SF20, T1 to T7, M1 to M7")
    return [band for band in every if not only or band.fact in only or band.id in only]


def failing(parts: Sequence[Part]) -> dict[str, list[str]]:
    """By kind the facts of which a part of this kind does not hold, in their order."""
    return {
        kind: list(dict.fromkeys(p.band.fact for p in parts if p.band.kind == kind and not p.holds))
        for kind in KINDS
    }


def _block(played: Mapping[str, Runs], place: int) -> dict[str, Runs]:
    """Every tenth run."""
    return {name: runs.part(slice(place, None, BLOCKS)) for name, runs in played.items()}


def _middle(values: Floats | float) -> float:
    values = np.asarray(values, dtype=float)
    return float(np.median(values[~np.isnan(values)])) if not np.isnan(values).all() else np.nan


def _part(band: Band, values: Floats | float, error: float) -> Part:
    middle = _middle(values)
    if isinstance(values, float):
        return Part(band, middle, error, None)
    low, high = (float(q) for q in np.nanquantile(values, [0.05, 0.95]))
    return Part(band, middle, error, (low, high))


def told(parts: Sequence[Part], played: Sequence[str], replicates: int) -> dict[str, Any]:
    """What was found, as plain data: verdicts in sentences, parts that fail first, the worlds."""
    ordered = sorted(parts, key=lambda part: (part.holds, KINDS.index(part.band.kind)))
    worlds = [
        {"world": name, "scenario": WORLDS[name].scenario, "with": WORLDS[name].words}
        for name in WORLDS
        if name in played
    ]
    return {
        "replicates": replicates,
        "verdicts": _verdicts(parts),
        "facts": [_row(part) for part in ordered],
        "worlds": worlds,
    }


_NAMES = {"hard": "Hard facts", "soft": "Soft facts", "target": "Target patterns", "miss": "Known misses"}


def _verdicts(parts: Sequence[Part]) -> list[str]:
    """A sentence for each kind."""
    lines = []
    for kind, failed in failing(parts).items():
        facts = {part.band.fact for part in parts if part.band.kind == kind}
        if facts:
            out = f"; not {listed(failed)}" if failed else ""
            lines.append(f"{_NAMES[kind]}: {len(facts) - len(failed)} of {len(facts)} hold{out}.")
    return lines


def _row(part: Part) -> dict[str, Any]:
    band = part.band
    return {
        "id": band.id, "fact": band.fact, "pattern": band.pattern, "kind": band.kind, "era": band.era,
        "record": band.record, "value": _rounded(part.value), "error": _rounded(part.error),
        "spread": [_rounded(end) for end in part.spread] if part.spread else None, "band": band.words,
        "holds": part.holds, "near": abs(part.margin) < NEAR, "note": band.note,
    }  # fmt: skip


def _rounded(value: float) -> float | None:
    return float(f"{value:.4g}") if np.isfinite(value) else None
