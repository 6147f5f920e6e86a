"""The coding of the record, for simulated data: one function for each way in which the real series are counted.

What is measured on the model is what was counted in the record: meetings where it counts talks, payments where it
counts dollars, offers outside talks where it counts offers. `SERIES` is what can be laid over an observed series.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diplosim.history.ensemble import PERIODS, Floats, Runs

#: A run has no answer where the question does not arise.
NOTHING = float("nan")


class Series(NamedTuple):
    """A series of the record, as the model has it."""

    months: Callable[[Runs], Floats]
    """Runs by months."""
    adds: bool
    """Whether a year is the sum of its months; else their mean."""
    unit: str
    record: str
    """What counts it so."""


def _column(name: str) -> Callable[[Runs], Floats]:
    return lambda runs: runs[name]


def _difference(whole: str, part: str) -> Callable[[Runs], Floats]:
    return lambda runs: runs[whole] - runs[part]


#: Donors with columns of their own (`diplosim.metrics.monthly.DONORS`).
DONORS = ("usa", "rok", "jpn", "eu", "ghf", "chn")

SERIES: dict[str, Series] = {
    "events": Series(_column("events"), True, "count", "CSIS: provocations, balloons left out"),
    "events_major": Series(_column("events_major"), True, "count", "CSIS: classes 2 and 3 by own coding"),
    "nuclear_tests": Series(_column("events_class3"), True, "count", "CSIS: nuclear tests"),
    "talks": Series(_column("rival_meetings"), True, "count", "CSIS 25 Years: meetings, not months of open talks"),
    "resolutions": Series(_column("resolutions"), True, "count", "Security Council"),
    "aid_fts_musd": Series(
        _difference("donors_paid_musd", "paid_musd_chn"), True, "M$", "OCHA FTS: without China's"
    ),
    **{f"aid_{d}_musd": Series(_column(f"paid_musd_{d}"), True, "M$", "payments of a donor") for d in DONORS},
    **{f"offers_{d}": Series(_column(f"offers_{d}"), True, "count", "offers outside talks") for d in DONORS},
    **{f"refused_{d}": Series(_column(f"refused_{d}"), True, "count", "offers refused") for d in DONORS},
    "exemption_days": Series(_column("wait_days"), False, "days", "1718 Committee: mean days of a request"),
    "dtp3": Series(_column("coverage_dtp3"), False, "share", "WUENIC, revision of 2024"),
    "tb_detection": Series(_column("tb_detection"), False, "share", "WHO: cases found of those estimated"),
    "own_tb_musd": Series(_column("own_programme_musd"), True, "M$", "WHO: domestic money for tuberculosis"),
    "own_import_musd": Series(_column("own_import_musd"), True, "M$", "customs: medicine bought"),
}  # fmt: skip


def coded(runs: Runs, name: str, every: str = "year") -> Floats:
    """A series of `SERIES` by calendar month, quarter or year, runs by periods; only full periods."""
    series = SERIES[name]
    sums = runs.periods(series.months(runs), every)
    return sums if series.adds else sums / PERIODS[every]


def each(values: Floats, *others: Floats, by: Callable[..., float]) -> Floats:
    """A function of one run's rows, for every run."""
    return np.array([by(*rows) for rows in zip(values, *others, strict=True)], dtype=np.float64)


def ratio(above: Floats, below: Floats) -> Floats:
    """Run by run; missing where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, NOTHING)


def quotient(above: float, below: float) -> float:
    """Of two numbers; missing where there is nothing to divide by."""
    return float(above / below) if below > 0 else NOTHING


def correlation(x: Floats, y: Floats) -> float:
    """Pearson's correlation; missing where one of them never changes."""
    return float(np.corrcoef(x, y)[0, 1]) if x.std() > 0 and y.std() > 0 else NOTHING


def autocorrelation(x: Floats, lag: int) -> float:
    """Of a series with itself some months later."""
    return correlation(x[:-lag], x[lag:])


def log_correlation(events: Floats, talks: Floats) -> float:
    """SF1: of ln(1 + yearly provocations) with ln(1 + yearly meetings)."""
    return correlation(np.log1p(events), np.log1p(talks))


def talk_year_ratio(events: Floats, talks: Floats) -> float:
    """SF2: mean provocations in years with five or more meetings, over those in the others."""
    busy = talks >= 5
    return float(events[busy].mean() / events[~busy].mean()) if 0 < busy.sum() < len(busy) else NOTHING


def window_correlation(events: Floats, talks: Floats, window: int) -> float:
    """SF3: of moving sums over some months."""
    ones = np.ones(window)
    return correlation(np.convolve(events, ones, "valid"), np.convolve(talks, ones, "valid"))


def longest_gap(talks: Floats) -> float:
    """SF4: most months in a row without a meeting."""
    edges = np.flatnonzero(np.concatenate([[1.0], talks, [1.0]]) > 0)
    return float(np.diff(edges).max() - 1)


def months_in_pipeline(runs: Runs, year: int) -> Floats:
    """SF9: mean stock between payment and arrival, in months of the year's mean arrivals (Little's law)."""
    into = runs["aid_disbursed_musd"] - runs["overhead_musd"] - runs["returned_musd"]
    stock = np.cumsum(into - runs["aid_arrived_musd"] - runs["spoiled_musd"], axis=1)
    span = slice(runs.index(year), runs.index(year + 1))
    return ratio(stock[:, span].mean(axis=1), runs["aid_arrived_musd"][:, span].mean(axis=1))


def refused(runs: Runs, donors: tuple[str, ...], first: int, last: int | None = None) -> tuple[float, float]:
    """SF13: share refused of the offers outside talks of some donors, all runs together; their number."""
    made = sum(runs[f"offers_{d}"][:, first:last].sum() for d in donors)
    return (
        sum(runs[f"refused_{d}"][:, first:last].sum() for d in donors) / made if made else NOTHING
    ), float(made)


def fall_time(series: Floats, start: int) -> Floats:
    """SF16: months from ``start`` until a series is below half of what it was; missing if it never is."""
    below = series[:, start:] < 0.5 * series[:, start - 1 : start]
    return np.where(below.any(axis=1), below.argmax(axis=1).astype(float), NOTHING)


def build_time(series: Floats, low: float, high: float) -> Floats:
    """SF16: months from 10 to 90 % of the way from ``low`` to ``high``; all that were played if that is not reached."""
    done = (series - low) / (high - low)
    end = np.where((done >= 0.9).any(axis=1), (done >= 0.9).argmax(axis=1), series.shape[1])
    return np.asarray(end - (done >= 0.1).argmax(axis=1), dtype=float)


def variation(values: Floats) -> Floats:
    """SF17: coefficient of variation over years."""
    return ratio(values.std(axis=1, ddof=1), values.mean(axis=1))


def loss_over_gain(trust: Floats) -> Floats:
    """SF19: time to lose a given amount of trust over the time to gain it: mean monthly rise over mean fall."""
    steps = np.diff(trust, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        rise = np.where(steps > 0, steps, 0).sum(axis=1) / (steps > 0).sum(axis=1)
        fall = np.where(steps < 0, -steps, 0).sum(axis=1) / (steps < 0).sum(axis=1)
        return np.asarray(rise / fall, dtype=float)


def dispersion(counts: Floats) -> Floats:
    """SF5: variance over mean of the periods of each run."""
    return ratio(counts.var(axis=1, ddof=1), counts.mean(axis=1))


def party_ratio(
    events: Floats, first_year: int, ours: Collection[int], leaders: Sequence[Sequence[int]]
) -> Floats:
    """SF6: events in ``ours`` over those in other years, each within the years of a leader; geometric mean of these."""
    logs = []
    for years in leaders:
        of_party, of_others = (
            events[:, [y - first_year for y in years if (y in ours) is wanted]].mean(axis=1)
            for wanted in (True, False)
        )
        both = ratio(of_party, of_others)
        logs.append(np.log(np.where(both > 0, both, NOTHING)))
    return np.asarray(np.exp(np.mean(logs, axis=0)), dtype=float)


def answered(runs: Runs, first: int, last: int, within: int = 3) -> tuple[float, float]:
    """SF7: share of months with a nuclear test that a resolution answers; their number.

    A resolution answers one event, as the record codes triggers: the latest nuclear test in its own or the two
    months before; without one it answers less.
    """
    tests = runs["events_class3"] > 0
    adopted = runs["resolutions"] > 0
    hit = np.zeros_like(tests)
    open_still = adopted.copy()
    for step in range(within):
        trigger = np.zeros_like(tests)
        trigger[:, : tests.shape[1] - step] = tests[:, : tests.shape[1] - step] & open_still[:, step:]
        hit |= trigger
        open_still[:, step:] &= ~trigger[:, : tests.shape[1] - step]
    window = tests[:, first:last]
    return (float(hit[:, first:last][window].mean()) if window.any() else NOTHING), float(window.sum())


def refused_at(runs: Runs, donor: str, months: Sequence[str]) -> float:
    """SF13, SF15: share refused of a donor's offers in these months (``2021-07``), all runs together."""
    places = [runs.index(int(month[:4]), int(month[5:])) for month in months]
    made = runs[f"offers_{donor}"][:, places].sum()
    return quotient(runs[f"refused_{donor}"][:, places].sum(), made)


def refusals_near_signals(
    runs: Runs, donors: Sequence[str], no_drill: Sequence[str], within: int = 2
) -> float:
    """SF14: share refused near drills (March, August) and provocations of class 2 and 3, over that of the rest."""
    months = runs["events_major"].shape[1]
    calendar = (np.arange(months) + runs.first_month - 1) % 12 + 1
    drills = (calendar == 3) | (calendar == 8)
    drills[[runs.index(int(month[:4]), int(month[5:])) for month in no_drill]] = False
    signal = (runs["events_major"] > 0) | drills
    near = np.zeros_like(signal)
    for step in range(-within, within + 1):
        near[:, max(0, -step) : months - max(0, step)] |= signal[:, max(0, step) : months - max(0, -step)]
    made, no = (np.sum([runs[f"{what}_{d}"] for d in donors], axis=0) for what in ("offers", "refused"))
    shares = [quotient(no[where].sum(), made[where].sum()) for where in (near, ~near)]
    return quotient(*shares)


def spells(alive: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """SF20: lengths of all stretches of months that are alive, and the longest of each run (0: none)."""
    lengths, longest = [], []
    for run in alive:
        edges = np.diff(np.concatenate([[0], run.astype(np.int64), [0]]))
        own = np.flatnonzero(edges < 0) - np.flatnonzero(edges > 0)
        lengths.append(own.astype(np.float64))
        longest.append(float(own.max()) if len(own) else 0.0)
    return np.concatenate(lengths), np.array(longest)
