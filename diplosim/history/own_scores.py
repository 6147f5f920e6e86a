"""A record beside simulated runs: counted by month, quarter or year, compared where dates meet, and scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from diplosim.errors import DiplosimError
from diplosim.history.coding import SERIES, coded
from diplosim.history.ensemble import PERIODS, Floats, Runs
from diplosim.history.own_file import Faults
from diplosim.history.own_record import Record, adds_up
from diplosim.history.scores import crps, inside
from diplosim.metrics.monthly import METRICS
from diplosim.scenario.header import month_name, parse_month
from diplosim.wording.names import plural

if TYPE_CHECKING:
    from diplosim.results import Results

#: Fewer runs than this have no 90 % interval worth the name.
FEWEST_RUNS = 20


class NoOverlapError(DiplosimError, ValueError):
    """Record and simulation have no whole period in common."""


@dataclass(frozen=True)
class Compared:
    """One series of one arm beside the record, period by period."""

    arm: str
    series: str
    every: str
    first: tuple[int, ...]
    """First months of the periods, since year 0."""
    observed: Floats
    played: tuple[int, ...]
    """First months of all periods that the runs cover whole, those without a record among them."""
    runs: Floats
    """Runs by the periods that were played."""

    @property
    def simulated(self) -> Floats:
        """Runs by the periods that are compared."""
        return self.runs[:, [self.played.index(month) for month in self.first]]

    @property
    def names(self) -> list[str]:
        """The periods in words: 2006, 2006-Q3, 2006-07."""
        return [period_name(first, self.every) for first in self.first]


@dataclass(frozen=True)
class Score:
    """How well the runs of an arm foretell the record; the lower the CRPS, the better."""

    arm: str
    series: str
    unit: str
    every: str
    first: str
    last: str
    periods: int
    observed_mean: float
    simulated_mean: float
    crps: float
    inside_50: int
    inside_90: int
    runs: int


def counts(
    record: Record, every: str, span: tuple[int, int] | None = None
) -> tuple[dict[str, dict[int, float]], list[str]]:
    """What the record has of each series, by first month of the periods that it covers; and what it says of the rest.

    ``span``: first and last month that a record of events covers; default: from its first row to its last. Periods that
    it does not cover whole are left out.

    Raises:
        RecordError: rows whose date leaves more open than a period.
    """
    width = PERIODS[every]
    faults = Faults()
    totals: dict[str, dict[int, list[tuple[int, int, float]]]] = {name: {} for name in record.series}
    for value in record.values:
        date = value.when
        if date.months > width:
            words = {3: "a quarter", 12: "a year"}[date.months]
            more = "year" if date.months == 12 else "quarter or year"
            faults.add(value.cell.mark, f"this is dated to {words} ({date}), which tells no {every}; "
                       f"--every {more} can count it")  # fmt: skip
            continue
        parts = totals[value.series].setdefault(date.first // width * width, [])
        parts.append((date.first, date.months, value.value))
    faults.stop_if_any()
    if record.by_event:
        return _of_events(record, totals, every, span)
    return {name: _of_values(found, name, width) for name, found in totals.items()}, []


def _of_values(found: dict[int, list[tuple[int, int, float]]], series: str, width: int) -> dict[int, float]:
    """Totals (or means) of the periods of which every month has a value."""
    whole: dict[int, float] = {}
    for first, parts in found.items():
        covered = {(begin, months) for begin, months, _ in parts}
        if sum(months for _, months in covered) == width:
            whole[first] = (
                sum(value for *_, value in parts) if adds_up(series)
                else sum(months * value for _, months, value in parts) / width
            )  # fmt: skip
    return whole


def _of_events(
    record: Record, totals: dict[str, dict[int, list[tuple[int, int, float]]]], every: str,
    span: tuple[int, int] | None,
) -> tuple[dict[str, dict[int, float]], list[str]]:  # fmt: skip
    """Totals of the periods that the record covers, 0 where it has no row."""
    width = PERIODS[every]
    dates = [occurrence.when for occurrence in record.occurrences] or [value.when for value in record.values]
    if not dates:
        return {}, []
    first = min(date.first for date in dates)
    last = max(date.first + date.months - 1 for date in dates)
    begin, end = span or (first, last)
    covered = range(-(-begin // width) * width, (end + 1) // width * width, width)
    found = {
        name: {month: sum((value for *_, value in by.get(month, [])), 0.0) for month in covered}
        for name, by in totals.items()
    }
    cut = sorted({date.first // width * width for date in dates} - set(covered))
    if not cut:
        return found, []
    names = ", ".join(period_name(month, every) for month in cut[:6]) + (", ..." if len(cut) > 6 else "")
    return found, [
        f"{names}: left out, since the record is taken to go from {month_name(begin)} to {month_name(end)}; "
        "if it is complete before or after, say so with --span FROM:TO"
    ]  # fmt: skip


def compare_with_record(
    results: Results, record: Record, every: str = "year", span: tuple[int, int] | None = None,
    arms: Sequence[str] = (),
) -> tuple[list[Compared], list[str]]:  # fmt: skip
    """Every series of the record beside every arm, where both have whole periods; and what readers must know.

    Raises:
        NoOverlapError: they have none in common.
        RecordError: the record's dates are not fine enough.
    """
    observed, notes = counts(record, every, span)
    notes = [*record.notes, *notes]
    if not observed:
        raise NoOverlapError(f"{record.file}: no row of it counts{''.join(f'; {note}' for note in notes)}")
    frame = results.months_of(sorted({column for name in observed for column in columns_of(name)}))
    found: list[Compared] = []
    outside: set[int] = set()
    met: set[int] = set()
    for arm in arms or results.arms:
        start, months = parse_month(results.start(arm)) or 0, results.months(arm)
        runs = runs_of(frame[frame["arm"] == arm], start, months)
        if runs.count < FEWEST_RUNS:
            notes.append(
                f"{arm}: {plural(runs.count, 'run')} kept with months; intervals need {FEWEST_RUNS} or more"
            )
        width = PERIODS[every]
        played = range(-(-start // width) * width, (start + months) // width * width, width)
        for name, by_period in observed.items():
            met |= by_period.keys() & set(played)
            outside |= by_period.keys() - set(played)
            shared = [month for month in played if month in by_period]
            if shared:
                values = np.array([by_period[month] for month in shared])
                found.append(Compared(arm, name, every, tuple(shared), values, tuple(played),
                                      series_of(runs, name, every)))  # fmt: skip
    if not found:
        raise NoOverlapError(_no_overlap(results, record, observed, every))
    if outside - met:
        apart = sorted(outside - met)
        notes.append(f"{plural(len(apart), every)} of the record outside the simulated months, not compared, between "
                     f"{period_name(apart[0], every)} and {period_name(apart[-1], every)}")  # fmt: skip
    return found, notes


def _no_overlap(results: Results, record: Record, observed: dict[str, dict[int, float]], every: str) -> str:
    """Why nothing is compared, and what to do."""
    arm = results.reference
    start = parse_month(results.start(arm)) or 0
    simulated = f"{month_name(start)} to {month_name(start + results.months(arm) - 1)}"
    whole = sorted({month for by_period in observed.values() for month in by_period})
    if not whole:
        return (f"{record.file}: the record covers no whole {every}; count it by a shorter period with --every, or say "
                "what it covers with --span FROM:TO")  # fmt: skip
    return (f"{record.file}: the record covers {period_name(whole[0], every)} to {period_name(whole[-1], every)}, and "
            f"{arm} simulates {simulated}: no whole {every} in common; run it with "
            f"--set start={month_name(whole[0])}")  # fmt: skip


def columns_of(series: str) -> tuple[str, ...]:
    """The metrics that a series is made of."""
    asked: list[str] = []

    class _Asked(dict[str, Floats]):
        def __missing__(self, name: str) -> Floats:
            asked.append(name)
            return np.zeros((1, 1))

    if series not in SERIES:
        return (series,)
    SERIES[series].months(Runs(0, 1, _Asked()))
    return tuple(dict.fromkeys(asked))


def runs_of(frame: Any, start: int, months: int) -> Runs:
    """The months of one arm's runs."""
    metrics = [name for name in frame.columns if name not in ("arm", "sample", "replicate", "month")]
    ordered = frame.sort_values(["sample", "replicate", "month"])
    columns = {name: ordered[name].to_numpy(dtype=float).reshape(-1, months) for name in metrics}
    return Runs(start // 12, start % 12 + 1, columns)


def series_of(runs: Runs, name: str, every: str) -> Floats:
    """A series of the record, or a metric, by period."""
    if name in SERIES:
        return coded(runs, name, every)
    sums = runs.periods(runs[name], every)
    return sums if adds_up(name) else sums / PERIODS[every]


def unit_of(series: str) -> str:
    """Unit of a series in a period."""
    if series in SERIES:
        return SERIES[series].unit
    return next(metric.unit for metric in METRICS if metric.name == series).removesuffix(" a month")


def period_name(first: int, every: str) -> str:
    """``2006``, ``2006-Q3`` or ``2006-07``."""
    if every == "year":
        return str(first // 12)
    return month_name(first) if every == "month" else f"{first // 12}-Q{first % 12 // 3 + 1}"


def score(compared: Compared) -> Score:
    """Mean CRPS over the periods, and in how many of them the record lies within the middle 50 and 90 % of the runs."""
    observed, runs = compared.observed, compared.simulated
    pairs = list(zip(runs.T, observed.tolist(), strict=True))
    return Score(
        compared.arm, compared.series, unit_of(compared.series), compared.every, compared.names[0], compared.names[-1],
        len(observed), float(observed.mean()), float(runs.mean()),
        float(np.mean([crps(ensemble, value) for ensemble, value in pairs])),
        sum(inside(ensemble, value, 0.5) for ensemble, value in pairs),
        sum(inside(ensemble, value, 0.9) for ensemble, value in pairs), len(runs),
    )  # fmt: skip


def rows_of(compared: Sequence[Compared], record: str) -> list[dict[str, Any]]:
    """The scores as rows, each with the name of the file of the record."""
    return [{**asdict(score(one)), "record": record} for one in compared]
