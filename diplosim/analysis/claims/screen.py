"""Screening: which parameters calibrated to patterns (class C) move a headline, so that the sweep has to vary them too.

Each is set to either end of its range, all others of its class at their usual values, in the same samples of what is
deeply uncertain and under the same shocks. It moves a headline if its two ends differ in the share of samples in which
a comparison behind it holds, or in the average change, by more than stated limits and by more than chance.

Worlds beside those of the sweep are played in memory. Every sample has courses of events of its own, the same ones in
all of its worlds: so samples are independent, and an error over samples is that of chance and assumptions together.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from diplosim import files
from diplosim.analysis.claims.judge import compared
from diplosim.experiment import How, make_plan, run_in_memory
from diplosim.results.memory import ResultsInMemory
from diplosim.scenario import PARAMETERS
from diplosim.wording.verdicts import FEWEST_PAIRS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from diplosim.analysis.claims.declared import Claims, Test
    from diplosim.experiment import Definition, Plan
    from diplosim.experiment.vary import Sample
    from diplosim.results import Results

    Floats = NDArray[np.float64]
    Pair = tuple[Floats, Floats]
    """Whether a test holds, and the change, sample by sample."""

Tests = Mapping[str, "Test"]

#: Size of a screening: it tells a parameter that matters from one that does not, not by how much.
SIZE = {"samples": 16, "replicates": 2}
#: A share of samples that the two ends must differ by, or an average change in standard deviations over the samples.
SHARE, SPREAD = 0.15, 0.5
#: Chance of a difference as large as the one that was seen, if the parameter did nothing: at most this.
CHANCE = 0.01
#: The file of a screening, beside the page of the findings.
FILE = "findings_screening.csv"


class Moved(TypedDict):
    """One parameter and one comparison behind a headline: a row of the file."""

    parameter: str
    test: str
    moves: int
    """1 if it moves the test beyond the stated limits and beyond chance."""
    share_low: float
    """Share of samples in which the test holds with the parameter at the low end of its range."""
    share_high: float
    change_low: float
    """Average change, in the unit of the outcome."""
    change_high: float
    spreads: float
    """Difference of the two, in standard deviations of the change over the samples."""
    chance: float
    """Smaller of the two chances of such a difference without an effect: of the share, of the change."""


def calibrated() -> list[str]:
    """The parameters that are screened: all of class C that have a range."""
    return [name for name, one in PARAMETERS.items() if one.cls == "C" and one.low < one.high]


def at_both_ends(plan: Plan, names: Sequence[str]) -> tuple[Plan, list[list[Sample]]]:
    """For every sample its worlds: each parameter at its low end, then at its high end, the others as usual."""
    usual = [plan.arms[0].parameters[name] for name in names]
    ends = [
        (*usual[:place], end, *usual[place + 1 :])
        for place, name in enumerate(names)
        for end in (PARAMETERS[name].low, PARAMETERS[name].high)
    ]
    return replace(plan, names=(*plan.names, *names)), [
        [(*sample, *end) for end in ends] for sample in plan.samples
    ]


def screened(claims: Claims, definition: Definition, how: How) -> list[Moved]:
    """Play both ends of every calibrated parameter and compare, test by test.

    What is screened is drawn by no sample, so that a screening does not depend on what an earlier one found.
    """
    tests = behind_headlines(claims)
    names = calibrated()
    others = tuple(one for one in definition.dimensions if one.name not in names)
    definition = replace(definition, dimensions=others)
    plan, worlds = at_both_ends(smaller(definition, tests), names)
    found = seen(plan, worlds, tests, definition, how)
    return [
        moved(name, key, one.held[:, [2 * place, 2 * place + 1]], one.change[:, [2 * place, 2 * place + 1]])
        for key, one in found.items()
        for place, name in enumerate(names)
    ]


def moved(name: str, key: str, held: Floats, change: Floats) -> Moved:
    """One row from what holds and what changes by sample at the low and the high end; NaN where there is no value."""
    there = np.isfinite(change).all(axis=1)
    if there.sum() < FEWEST_PAIRS:
        none = float("nan")
        return {"parameter": name, "test": key, "moves": 0, "share_low": none, "share_high": none,
                "change_low": none, "change_high": none, "spreads": none, "chance": 1.0}  # fmt: skip
    held, change = held[there], change[there]
    apart = change[:, 1] - change[:, 0]
    scale = float(change.std(axis=0, ddof=1).mean())
    spreads = float(apart.mean()) / scale if scale > 0 else 0.0
    low, high = (float(share) for share in held.mean(axis=0))
    by_share, by_change = chance_of_sides(held), chance_of(apart)
    large = (abs(high - low) >= SHARE and by_share <= CHANCE) or (
        abs(spreads) >= SPREAD and by_change <= CHANCE
    )
    return {"parameter": name, "test": key, "moves": int(large), "share_low": low, "share_high": high,
            "change_low": float(change[:, 0].mean()), "change_high": float(change[:, 1].mean()), "spreads": spreads,
            "chance": min(by_share, by_change)}  # fmt: skip


def chance_of_sides(held: Floats) -> float:
    """Exact sign test over the samples that change sides (McNemar)."""
    from scipy.stats import binomtest

    up, down = int((held[:, 1] > held[:, 0]).sum()), int((held[:, 1] < held[:, 0]).sum())
    return float(binomtest(up, up + down).pvalue) if up + down else 1.0


def movers(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """The parameters that move at least one headline, in the order of their declaration."""
    found = {str(row["parameter"]) for row in rows if int(str(row["moves"]))}
    return [name for name in PARAMETERS if name in found]


def to_csv(rows: Sequence[Moved]) -> bytes:
    """What moves a headline, parameter by parameter; of every other parameter the row that comes nearest."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(Moved.__annotations__), lineterminator="\n")
    writer.writeheader()
    for row in _told(rows):
        writer.writerow(
            {key: f"{value:.4g}" if isinstance(value, float) else value for key, value in row.items()}
        )
    return text.getvalue().encode()


def _told(rows: Sequence[Moved]) -> Iterator[Moved]:
    moving = movers(rows)
    for name in [*moving, *(name for name in calibrated() if name not in moving)]:
        own = sorted((row for row in rows if row["parameter"] == name), key=lambda row: row["chance"])
        yield from [row for row in own if row["moves"]] or own[:1]


def read_movers(path: Path) -> list[str] | None:
    """The parameters that move a headline, as a screening found them; nothing if there was none."""
    if not path.is_file():
        return None
    return movers(list(csv.DictReader(io.StringIO(files.read_text(path, files.DOCUMENT)), strict=True)))


def behind_headlines(claims: Claims) -> dict[str, Test]:
    """The tests whose verdicts the headlines state, by key."""
    keys = {key for one in claims.headlines for key in one.when}
    return {key: test for key, _, test in claims.tests() if key in keys}


def smaller(definition: Definition, tests: Tests) -> Plan:
    """The plan of an experiment for the arms that tests compare, its reference first."""
    whole = make_plan(definition, "compiled")
    named = {name for test in tests.values() for name in (test.arm, test.reference)}
    first, *others = whole.asked
    return replace(whole, arms=(first, *(arm for arm in others if arm.name in named)), added={})


@dataclass(frozen=True)
class Seen:
    """What came of a test, by sample and world; NaN where a world has no value."""

    held: Floats
    """1 where it holds on average over the courses of events of the sample, else 0."""
    change: Floats
    """Average change."""

    def of(self, world: int, samples: int | None = None) -> Pair:
        """What holds and what changes in one world of every sample, or of the first samples."""
        return self.held[:samples, world], self.change[:samples, world]


def seen(
    plan: Plan, worlds: Sequence[Sequence[Sample]], tests: Tests, definition: Definition, how: How
) -> dict[str, Seen]:
    """Judge tests in the worlds of every sample: equally many for each, under courses of events of its own.

    All samples of a test count, also where a claim looks at some.
    """
    rows: dict[str, list[tuple[Floats, Floats]]] = {key: [] for key in tests}
    for place, samples in enumerate(worlds):
        own = replace(plan, samples=tuple(samples), first=plan.first + place * plan.replicates, held=b"")
        vars(own)["worlds"] = plan.worlds  # the same arms: making them ready takes longer than playing them
        results: Results = ResultsInMemory.of(run_in_memory(own, how), definition, lambda numbers: [])
        for key, test in tests.items():
            rows[key].append(_judged(results, test))
    return {key: Seen(*(np.array(part) for part in zip(*found, strict=True))) for key, found in rows.items()}


def _judged(results: Results, test: Test) -> tuple[Floats, Floats]:
    found = compared(results, test.model_copy(update={"unless": None, "within": {}}))
    held, change = np.full((2, len(found.kept)), np.nan)
    held[found.kept], change[found.kept] = found.held, found.means
    return held, change


def mean_error(values: Floats) -> tuple[float, float]:
    """Mean over samples that have a value, and its standard error; NaN without."""
    there = values[np.isfinite(values)]
    if len(there) < 2:
        return (float(there.mean()) if len(there) else float("nan")), float("nan")
    return float(there.mean()), float(there.std(ddof=1)) / len(there) ** 0.5


def chance_of(values: Floats) -> float:
    """Chance of a mean so far from zero if it were zero: Student's test over samples; 1 without any difference."""
    from scipy.special import stdtr

    mean, error = mean_error(values)
    free = int(np.isfinite(values).sum()) - 1
    if not error > 0.0:
        return 1.0 if not mean else 0.0
    return 2 * float(stdtr(free, -abs(mean) / error))
