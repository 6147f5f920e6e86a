"""The coding of the records, on arrays of runs by months: one function for each pattern of `target_patterns.py`.

What is measured on the model is what was counted in the record: meetings where it counts talks, payments where it
counts dollars, offers outside talks where it counts offers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import diplosim as ds
from diplosim.scenario import Scenario

Floats = NDArray[np.float64]
#: A run has no answer where the question does not arise.
NOTHING = float("nan")


@dataclass(frozen=True)
class Runs:
    """The months of many runs of one scenario: columns of runs by months."""

    first_year: int
    columns: Mapping[str, Floats]

    @classmethod
    def of(cls, scenario: Scenario, replicates: int, seed: int | None = None) -> Runs:
        """Play a scenario."""
        rows = ds.simulate(scenario, replicates=replicates, seed=seed).trajectories
        rows = rows.sort_values(["replicate", "month"])
        names = rows.select_dtypes("number").columns
        return cls(
            int(str(rows["date"].iloc[0])[:4]),
            {n: rows[n].to_numpy(dtype=float).reshape(replicates, scenario.months) for n in names},
        )

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]

    def index(self, year: int, month: int = 1) -> int:
        """The place of a month."""
        return 12 * (year - self.first_year) + month - 1

    def years(self, series: str | Floats, first: int = 0, last: int = 9999) -> Floats:
        """Sums over calendar years, runs by years."""
        months = self[series] if isinstance(series, str) else series
        sums = months.reshape(len(months), -1, 12).sum(axis=2)
        return np.asarray(sums[:, max(0, first - self.first_year) : last - self.first_year + 1], dtype=float)

    def year(self, series: str | Floats, year: int) -> Floats:
        """The sum of one calendar year, run by run."""
        return np.asarray(self.years(series, year, year)[:, 0], dtype=float)

    @property
    def fts(self) -> Floats:
        """Payments as OCHA counts them: all but China's (runs by months)."""
        return self["donors_paid_musd"] - self["paid_musd_chn"]


def each(values: Floats, *others: Floats, by: object) -> Floats:
    """A function of one run's rows, for every run."""
    return np.array([by(*rows) for rows in zip(values, *others, strict=True)], dtype=float)  # type: ignore[operator]


def ratio(above: Floats, below: Floats) -> Floats:
    """Run by run; missing where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, NOTHING)


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


def followed_by_resolution(runs: Runs, first: int, last: int, within: int = 3) -> tuple[float, float]:
    """SF7: share of months with a nuclear test in which, or in the next two, a resolution passes; their number."""
    tests = runs["events_class3"][:, first:last] > 0
    adopted = runs["resolutions"] > 0
    later = np.zeros_like(tests)
    for step in range(within):
        later |= adopted[:, first + step : last + step]
    return (float(later[tests].mean()) if tests.any() else NOTHING), float(tests.sum())


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
