"""What the record says of a stretch of months: series and answers out of the evidence tables, as they are there.

A value keeps its months, its confidence and whether it is approximate. Where two official series conflict both are
kept; the first of a quantity is the one that is scored first. Nothing of low confidence is scored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from diplosim import evidence


class Span(NamedTuple):
    """Months from ``first`` to ``last``, both included, counted from January of year 0."""

    first: int
    last: int

    @classmethod
    def of(cls, first: str, last: str = "") -> Span:
        """Of dates as tables have them: ``2009``, ``2009-05`` or ``2009-05-25``; a year is its twelve months."""
        return cls(_month(first, 1), _month(last or first, 12))

    @classmethod
    def of_year(cls, year: int) -> Span:
        """The months of a calendar year."""
        return cls(12 * year, 12 * year + 11)

    @property
    def months(self) -> int:
        """How many there are."""
        return self.last - self.first + 1

    @property
    def year(self) -> int:
        """The calendar year of the first month."""
        return self.first // 12

    def covers(self, other: Span) -> bool:
        """Whether all months of the other are among these."""
        return self.first <= other.first and other.last <= self.last

    def within(self, other: Span) -> Span:
        """What both have in common; of no months (last before first) if nothing."""
        return Span(max(self.first, other.first), min(self.last, other.last))

    def __str__(self) -> str:
        ends = [f"{month // 12}-{month % 12 + 1:02d}" for month in self]
        return ends[0][:4] if self == Span.of_year(self.year) else " to ".join(ends)


def _month(date: str, if_a_year: int) -> int:
    parts = date.split("-")
    return 12 * int(parts[0]) + (int(parts[1]) if len(parts) > 1 else if_a_year) - 1


class Value(NamedTuple):
    """One number of the record."""

    span: Span
    value: float
    confidence: str
    approximate: bool = False
    """Printed as ``~``, ``<``, ``>`` or as a range, of which this is the middle."""


class Declared(NamedTuple):
    """Where a series of the record is, under the name that the model's coding has for it (`coding.SERIES`)."""

    quantity: str
    source: str
    """The series in words: whose counting."""
    table: str
    column: str
    kind: str
    """``count``, ``money`` or ``percent``: what a forecast without a model looks like."""
    indicators: tuple[str, ...] = ()
    """Rows of a table that holds many indicators."""


FTS, ROK, FUND, OWN_TB, DTP3 = "aid_fts_musd", "aid_rok_musd", "aid_ghf_musd", "own_tb_musd", "dtp3"
DECLARED = (
    Declared("events", "CSIS database, balloons left out", "provocations", "csis_total_without_balloons", "count"),
    Declared("events", "CSIS 25 Years", "provocations", "csis_25_years_total", "count"),
    Declared("talks", "CSIS 25 Years, own coding after August 2018", "provocations", "us_dprk_talks", "count"),
    Declared(FTS, "OCHA FTS", "aid", "fts_total_musd", "money"),
    Declared(FTS, "OCHA FTS, extract of 2024", "aid", "fts_extract_2024_musd", "money"),
    Declared(ROK, "Ministry of Unification, at the year's mean rate", "aid", "rok_government_100m_krw", "money"),
    Declared(FUND, "WHO tuberculosis finance, Global Fund", "tuberculosis_money", "global_fund_musd", "money"),
    Declared(OWN_TB, "WHO tuberculosis finance, domestic", "tuberculosis_money", "domestic_musd", "money"),
    Declared(DTP3, "WUENIC, revision of 2024", "health", "value", "percent",
             ("DTP3 coverage", "DTP3 coverage, 2024 revision")),
    Declared(DTP3, "WUENIC, revision of 2025", "health", "value", "percent",
             ("DTP3 coverage", "DTP3 coverage, 2025 revision")),
)  # fmt: skip
#: What each quantity is called in tables and figures, and its unit.
WORDS: Mapping[str, tuple[str, str]] = {
    "events": ("provocations", "events a year"),
    "talks": ("meetings with rivals", "meetings a year"),
    FTS: ("humanitarian aid", "M$ a year"),
    ROK: ("South Korean aid", "M$ a year"),
    FUND: ("Global Fund money for tuberculosis", "M$ a year"),
    OWN_TB: ("the DPRK’s own tuberculosis money", "M$ a year"),
    DTP3: ("children vaccinated (DTP3)", "%"),
    "refusals": ("offers refused", "0 or 1"),
    "any_talks": ("any talks at all", "0 or 1"),
}


@dataclass(frozen=True)
class Series:
    """One series of the record by calendar years, and what is known of parts of years."""

    declared: Declared
    years: tuple[Value, ...]
    parts: tuple[Value, ...] = ()
    """Quarters."""
    empty: tuple[Span, ...] = ()
    """Stretches in which nothing at all happened."""

    @property
    def quantity(self) -> str:
        """Its name in the model's coding."""
        return self.declared.quantity

    @property
    def main(self) -> bool:
        """Whether it is the first of its quantity, which is scored first."""
        return next(d for d in DECLARED if d.quantity == self.quantity) is self.declared

    def before(self, month: int) -> list[Value]:
        """The whole years that had ended when this month began."""
        return [value for value in self.years if value.span.last < month]

    def within(self, window: Span) -> list[Value]:
        """What is known of a window: whole years, and parts of years at its ends where these are known.

        A part of a year is known from its quarters, from a year without events, or if the rest of the year is.
        """
        found = [self._clipped(value, window) for value in self.years]
        return sorted(value for value in found if value is not None)

    def _clipped(self, value: Value, window: Span) -> Value | None:
        part = value.span.within(window)
        if part.months < 1 or part == value.span:
            return value if part == value.span else None
        if self.declared.kind != "count":
            return None
        rest = Span(part.last + 1, value.span.last) if part.first == value.span.first else None
        rest = rest or Span(value.span.first, part.first - 1)
        quarters = [quarter for quarter in self.parts if part.covers(quarter.span)]
        if value.value == 0 or any(stretch.covers(rest) for stretch in self.empty):
            return value._replace(span=part)
        if not quarters:
            return None
        known = Span(quarters[0].span.first, quarters[-1].span.last)
        return Value(known, sum(quarter.value for quarter in quarters), value.confidence)


def number(text: str) -> tuple[float, bool] | None:
    """The number of a cell and whether it is approximate; ``None`` for an unknown one."""
    found = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]
    if not found:
        return None
    return sum(found[:2]) / len(found[:2]), text[0] in "~<>" or len(found) > 1


@cache
def series() -> tuple[Series, ...]:
    """Every series of the record, in the order of their declarations."""
    return tuple(_read(declared) for declared in DECLARED)


def _read(declared: Declared) -> Series:
    rows = evidence.load(declared.table)
    if declared.indicators:
        rows = [row for row in rows if row["indicator"] in declared.indicators]
    rates = {row["year"]: float(row["krw_per_usd"]) for row in evidence.load("exchange_rates")}
    years = []
    for row in rows:
        cell = number(row[declared.column])
        if cell is not None and not _unfinished(row):
            value = cell[0] * 100 / rates[row["year"]] if declared.quantity == ROK else cell[0]
            for year in _years(row["year"]):
                years.append(Value(Span.of_year(year), value, row["confidence"], cell[1]))
    gaps = evidence.load("empty_stretches")
    empty = tuple(Span.of(r["first"], r["last"]) for r in gaps if r["quantity"] == declared.quantity)
    parts = tuple(_quarters()) if declared.column == "csis_total_without_balloons" else ()
    return Series(declared, tuple(sorted(years)), parts, empty)


def _unfinished(row: Mapping[str, str]) -> bool:
    """Whether the source stops within the year."""
    return " only" in row.get("note", "")


def _years(text: str) -> range:
    """``2020`` or ``2017-20``."""
    first, _, last = text.partition("-")
    return range(int(first), int(first[: 4 - len(last)] + last) + 1)


def _quarters() -> Iterator[Value]:
    """Provocations by quarter, all kinds; left out where balloons are among them."""
    years = {row["year"]: row for row in evidence.load("provocations")}
    for row in evidence.load("provocations_by_quarter"):
        year = years[row["year"]]
        if year["csis_total"] == year["csis_total_without_balloons"]:
            first = 12 * int(row["year"]) + 3 * (int(row["quarter"]) - 1)
            count = int(row["missile_and_nuclear"]) + int(row["other"])
            yield Value(Span(first, first + 2), count, row["confidence"])


class Answer(NamedTuple):
    """An offer of the record and what the DPRK said."""

    span: Span
    donor_class: str
    donors: tuple[str, ...]
    """The model's donors who stand for it."""
    offer: str
    refused: bool
    confidence: str


@cache
def answers() -> tuple[Answer, ...]:
    """Offers that were accepted or refused; one that was deferred has no answer yet."""
    return tuple(
        Answer(Span.of(*row["date"].split(" to ")), row["donor_class"], tuple(row["model_donors"].split()),
               row["offer"], row["answer"] == "refused", row["confidence"])
        for row in evidence.load("offers")
        if row["answer"] != "deferred"
    )  # fmt: skip


def answers_within(window: Span) -> list[Answer]:
    """The answers of a window: offers of which at least half of the months are in it."""
    return [one for one in answers() if 2 * max(0, one.span.within(window).months) >= one.span.months]


def any_talks(window: Span) -> bool | None:
    """Whether there were any talks between the rivals; ``None`` if the record does not tell."""
    talks = next(one for one in series() if one.quantity == "talks")
    known = talks.within(window)
    if any(value.value > 0 for value in known):
        return True
    return False if sum(value.span.months for value in known) == window.months else None


def leader(month: int) -> str:
    """Who led the DPRK in a month."""
    rows = [row for row in evidence.load("governments") if row["actor"] == "DPRK"]
    return [row["leader"] for row in rows if _month(row["since"], 1) <= month][-1]
