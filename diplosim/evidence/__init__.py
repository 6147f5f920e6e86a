"""Historical series, offers, stylised facts and target patterns, each row with its source and confidence.

The tables are small CSV files in this folder; ``docs/evidence.md`` says what each one holds. Values are text
as the source prints it (``~44``, ``<5``): a reader of numbers decides what an approximate one is worth.
Confidence is ``high`` (read in the source or computed from its data), ``medium`` (one secondary source, or a
well-established fact not read again), ``low`` (from memory or a guess), ``low-medium``, or ``mixed`` (its
values differ; where one needs to know how, the note says). Nothing of low confidence is a hard target.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

__all__ = ["HOLDS", "load", "names"]

_FOLDER = Path(__file__).parent
#: What each table holds, in the order in which they are listed.
HOLDS: Mapping[str, str] = {
    "provocations": "per year 1990-2026: events by type, missiles, launch days, US-DPRK talks",
    "provocations_by_quarter": "the same events by quarter, 2016-2025",
    "talks_and_provocations": "what has been computed of both: ratios, correlations, windows, gaps, rates",
    "landmark_events": "dated events with the class that the model gives them",
    "talks": "dated negotiations",
    "inter_korean_talks": "official inter-Korean meetings by period",
    "empty_stretches": "months of which it is known that nothing was counted in them",
    "resolutions": "Security Council: date, lag after the trigger, what is restricted, humanitarian provision",
    "listings": "people and entities listed by the UN each year",
    "autonomous_measures": "sanctions of single states",
    "exemptions": "the 1718 Committee's humanitarian exemptions: rules, numbers, days",
    "aid": "per year: humanitarian total (two extracts where they differ), South Korean government, UN appeals",
    "aid_means": "means by period, totals by donor",
    "exchange_rates": "won for a dollar, yearly mean: how South Korean money becomes comparable",
    "programmes": "what became of the larger programmes",
    "access": "who was let in and out, and when",
    "tuberculosis_money": "per year: own and Global Fund money",
    "offers": "offers with the answer, and which donors of the model stand for the donor: the basis of refusal rates",
    "health": "life expectancy, nutrition, mortality, tuberculosis, vaccination (both revisions), staff",
    "governments": "governments of South Korea, the US and Japan, how scenarios code them; leaders of the DPRK",
    "actors": "who takes part: posture, turns, and scores that are judgement",
    "ties": "money and embassies between them",
    "statements": "statements of the sources, with what each informs",
    "stylised_facts": "SF1-SF20: patterns with bands, hard or soft",
    "fact_bands": "their parts with bands that a machine reads",
    "target_patterns": "T1-T13: for fitting (T1-T5) and for testing (T6-T13)",
    "episodes": "E1-E10: span, start, dated events, what was recorded, use",
    "sources": "the keys used above",
}


def names() -> tuple[str, ...]:
    """Names of all tables, in alphabetical order; draws of fitted parameters lie beside them, and are no evidence."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.csv") if not path.stem.startswith("posterior")))


def load(name: str) -> list[dict[str, str]]:
    """The rows of one table, in file order; keys are its column names, an empty text means unknown.

    Raises ``KeyError`` with the names that exist if there is no such table.
    """
    if name not in names():
        raise KeyError(f"no evidence table '{name}'; there are: {', '.join(names())}")
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
