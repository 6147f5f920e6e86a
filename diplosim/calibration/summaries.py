"""What is fitted: a dozen numbers of the fitted episodes and of the years up to 2017, in the record and in a run.

The recorded outcomes of E7, E9 and E10 (January 2018 - February 2026: provocations, talks, money, answers) are read by
nothing here. Money for tuberculosis of 2018-21 is the one number after 2017; it belongs to E8 and to the full fit.

Counts and money are told by their square roots: a count then varies equally much at any level, and a root is the same
number on every machine. Money of the FTS is that of all donors but China; before 2010 most that Seoul gave went past
it, so Seoul's is left out there and counted by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from diplosim.calibration.batch import Floats
from diplosim.evidence import load
from diplosim.history.ensemble import Runs

Fit = Literal["historian", "full"]
#: Part of the health funds' payments that is meant for tuberculosis (docs/model.md, coverage).
TB_PART = 0.6
#: Won for a dollar: general record, 1,000 to 1,250 in these years.
WON = 1150.0
RIVALS = ("usa", "rok", "jpn")


@dataclass(frozen=True)
class Target:
    """One number: recorded, and as a run has it."""

    name: str
    scenario: str
    meaning: str
    recorded: Callable[[], float]
    made: Callable[[Runs], Floats]
    error: float
    """How far the record may be off, one standard deviation, in the units of the recorded number."""
    why: str
    """Where the error comes from."""
    fits: tuple[Fit, ...] = ("historian", "full")


def root_of(series: Callable[[Runs], Floats], first: int, last: int) -> Callable[[Runs], Floats]:
    """Root of a sum over full calendar years of a run."""
    return lambda runs: np.sqrt(np.maximum(0.0, runs.years(series(runs), first, last).sum(axis=1)))


def _column(name: str) -> Callable[[Runs], Floats]:
    return lambda runs: runs[name]


def _others(runs: Runs) -> Floats:
    """Payments as the FTS counts them, without Seoul's."""
    return runs.fts - runs["paid_musd_rok"]


def _years(table: str, column: str, first: int, last: int) -> list[float]:
    """The numbers of a table of evidence for some years."""
    rows = {row["year"]: row[column] for row in load(table)}
    return [float(rows[str(year)]) for year in range(first, last + 1)]


def _root(table: str, column: str, first: int, last: int, per: float = 1.0) -> Callable[[], float]:
    return lambda: math.sqrt(sum(_years(table, column, first, last)) / per)


def _dispersion(counts: Floats) -> Floats:
    """Root of variance over mean of yearly counts, runs by years."""
    mean = counts.mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(np.where(mean > 0.0, counts.var(axis=1) / mean, 1.0))


def _coverage(year: int) -> Callable[[], float]:
    rows = load("health")
    return lambda: next(
        float(row["value"]) / 100.0
        for row in rows
        if row["indicator"] == "DTP3 coverage" and row["year"] == str(year)
    )


def _mean_of_year(name: str, year: int) -> Callable[[Runs], Floats]:
    return lambda runs: runs.year(name, year) / 12.0


def _refused_share() -> float:
    """Of the offers by rivals before mid-2019 those refused; one of each is added, as everywhere here."""
    rows = [row["answer"] for row in load("offers") if row["donor_class"] == "ROK or US, before mid-2019"]
    return (rows.count("refused") + 0.5) / (len(rows) + 1.0)


def _refused(runs: Runs) -> Floats:
    """The same of a run: offers outside talks, 2000-2017."""
    span = slice(runs.index(2000), runs.index(2018))
    made = sum(runs[f"offers_{code}"][:, span].sum(axis=1) for code in RIVALS)
    refused = sum(runs[f"refused_{code}"][:, span].sum(axis=1) for code in RIVALS)
    return np.asarray((refused + 0.5) / (made + 1.0), dtype=float)


def _events(name: str, scenario: str, first: int, last: int, error: float) -> Target:
    return Target(
        name, scenario, f"root of provocations {first}-{last}",
        _root("provocations", "csis_total", first, last), root_of(_column("events"), first, last), error,
        "the two counts of CSIS differ",
    )  # fmt: skip


def _talks(name: str, first: int, last: int, error: float) -> Target:
    return Target(
        name, LONG, f"root of meetings with rivals {first}-{last}",
        _root("provocations", "us_dprk_talks", first, last), root_of(_column("rival_meetings"), first, last),
        error, "the record counts talks with the United States only: a fifth more or less",
    )  # fmt: skip


def _money(
    name: str, scenario: str, first: int, last: int, made: Callable[[Runs], Floats], error: float
) -> Target:
    return Target(
        name, scenario, f"root of M$ on the FTS {first}-{last}", _root("aid", "fts_total_musd", first, last),
        root_of(made, first, last), error, "FTS is reported by donors: a third more or less",
    )  # fmt: skip


def _tuberculosis(
    name: str, column: str, made: Callable[[Runs], Floats], meaning: str, error: float
) -> Target:
    return Target(
        name, E8, meaning, _root("tuberculosis_money", column, 2019, 2021),
        root_of(made, 2019, 2021), error, "as reported to the WHO, and the fund's year is not the calendar's",
        ("full",),
    )  # fmt: skip


#: Nothing later is simulated of the long history, so that nothing later can be fitted.
LAST_MONTH = "2017-12"
#: Metrics that the functions below read.
COLUMNS = (
    "events", "rival_meetings", "donors_paid_musd", "paid_musd_chn", "paid_musd_rok", "paid_musd_ghf",
    "coverage_dtp3", "own_programme_musd",
    *(f"{what}_{code}" for what in ("offers", "refused") for code in RIVALS),
)  # fmt: skip
LONG, E2, E3, E4, E6, E8 = (
    "long_1990", "episode_e2_sunshine", "episode_e3_first_test", "episode_e4_who_unicef_project",
    "episode_e6_maximum_pressure", "episode_e8_global_fund",
)  # fmt: skip
#: What is far from the record in a short scenario is not played in a long one.
FASTEST_FIRST = (E3, E6, E8, E2, E4, LONG)

TARGETS: tuple[Target, ...] = (
    _events("events_1990_2011", LONG, 1990, 2011, 0.4),
    _events("events_2012_2017", LONG, 2012, 2017, 0.2),
    Target("spread_1990_2011", LONG, "root of variance / mean of yearly provocations, 1990-2011",
           lambda: float(_dispersion(np.array([_years("provocations", "csis_total", 1990, 2011)]))[0]),
           lambda runs: _dispersion(runs.years("events", 1990, 2011)), 0.15, "the two counts of CSIS differ"),
    _talks("talks_1990_2000", 1990, 2000, 1.2),
    _talks("talks_2001_2008", 2001, 2008, 0.8),
    _talks("talks_2009_2017", 2009, 2017, 0.5),
    Target("refused_rivals", LONG, "share of rivals' offers outside talks that are refused, 2000-2017",
           _refused_share, _refused, 0.16, "nine offers on record, which ones was a choice"),
    Target("rok_money_e2", E2, "root of M$ of South Korean government aid, 1998-2002",
           _root("aid", "rok_government_100m_krw", 1998, 2002, WON / 100.0),
           root_of(_column("paid_musd_rok"), 1998, 2002), 2.0, "rate of exchange, loans of rice"),
    _money("fts_e2", E2, 2000, 2002, _others, 5.0),
    Target("dtp3_e2", E2, "vaccination in 2000", _coverage(2000), _mean_of_year("coverage_dtp3", 2000), 0.06,
           "revisions of the estimates"),
    _money("fts_e3", E3, 2006, 2006, _others, 1.1),
    Target("rok_money_e4", E4, "root of M$ of the South Korean project, 2006-15", lambda: math.sqrt(65.0),
           lambda runs: np.sqrt(runs["paid_musd_rok"].sum(axis=1)), 0.8, "'about 65' (aid_means.csv)"),
    Target("dtp3_e4", E4, "vaccination in 2015", _coverage(2015), _mean_of_year("coverage_dtp3", 2015), 0.04,
           "revisions of the estimates"),
    _events("events_e6", E6, 2016, 2017, 0.2),
    _money("fts_e6", E6, 2016, 2017, lambda runs: runs.fts, 1.5),
    _tuberculosis("fund_e8", "global_fund_musd", lambda runs: TB_PART * runs["paid_musd_ghf"],
                  "root of M$ of the Global Fund for tuberculosis, 2019-21", 0.5),
    _tuberculosis("own_e8", "domestic_musd", _column("own_programme_musd"),
                  "root of M$ of own money for tuberculosis, 2019-21", 0.25),
)  # fmt: skip
