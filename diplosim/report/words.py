"""How the report says numbers of the summary, and what it concludes from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from markupsafe import Markup

from diplosim.analysis.attribution import Part
from diplosim.analysis.summary import SummaryRow
from diplosim.errors import printable
from diplosim.metrics.columns import outcome, title_of
from diplosim.report.blocks import Cell
from diplosim.wording import numbers, verdicts
from diplosim.wording.numbers import DASH, decimals, number, signed

#: What tells how an arm differs: a row of the summary, or what an analysis has just computed.
Paired: TypeAlias = SummaryRow | Part
#: Paired quantities have no short names of their own.
LABELS = {"burden_averted_months": "Burden averted, months"}


def title(name: str) -> str:
    """An outcome as readers know it."""
    return LABELS.get(name) or title_of(name)


def wish(name: str) -> str:
    """``lower is better``; empty where neither direction is."""
    better = outcome(name).better
    return f"{better} is better" if better else ""


def level(row: SummaryRow) -> str:
    """``6.1 (2.0 to 11.5)``: median and middle 90 %; one number for a single run."""
    if not row.get("n"):
        return DASH
    low, middle, high = row.get("p05"), row.get("median"), row.get("p95")
    places = decimals(low, middle, high)
    if row["n"] == 1:
        return number(middle, places)
    return f"{number(middle, places)} ({numbers.interval(low, high, places)})"


def spread(row: SummaryRow) -> str:
    """``2.0 to 11.5``: the middle 90 %."""
    places = decimals(row.get("p05"), row.get("median"), row.get("p95"))
    if not row.get("n") or row["n"] == 1:
        return DASH
    return numbers.interval(row.get("p05"), row.get("p95"), places)


def difference(row: Paired) -> str:
    """The mean paired difference."""
    return signed(row.get("diff_mean"), _places(row))


def interval(row: Paired) -> str:
    """Its 95 % interval."""
    return numbers.interval(row.get("diff_low"), row.get("diff_high"), _places(row), signs=True)


def range_of_pairs(row: SummaryRow) -> str:
    """The middle 90 % of the paired differences."""
    if (row.get("n_pairs") or 0) < 2:
        return DASH
    return numbers.interval(row.get("diff_p05"), row.get("diff_p95"), _places(row), signs=True)


def _places(row: Paired) -> int:
    return decimals(row.get("diff_mean"), row.get("diff_low"), row.get("diff_high"))


def shares(row: Paired) -> list[str]:
    """Shares of pairs that are better, the same and worse."""
    better, equal, worse = (row.get("share_better"), row.get("share_equal"), row.get("share_worse"))
    return [numbers.of_pairs(share, row.get("n_pairs")) for share in (better, equal, worse)]


def verdict(row: Paired, name: str) -> str:
    """The verdict on a mean paired difference: one of the words of :data:`diplosim.wording.verdicts.DIFFERENCE`."""
    return verdicts.verdict(
        row.get("diff_low"), row.get("diff_high"), int(row.get("n_pairs") or 0), row.get("share_equal"),
        outcome(name).better,
    )  # fmt: skip


def verdict_cell(row: Paired, name: str, *, with_difference: bool = False) -> Cell:
    """The verdict as a cell in its colour, behind the mean difference if asked for and known."""
    word = verdict(row, name)
    words = f"{difference(row)} {word}" if with_difference and row.get("diff_mean") is not None else word
    return Cell(words, word if word in (verdicts.BETTER, verdicts.WORSE) else "")


def finding(row: Paired, name: str) -> str:
    """One outcome of one policy in a sentence."""
    pairs = int(row.get("n_pairs") or 0)
    if not pairs or row.get("diff_mean") is None:
        return "no pair of runs has a value"
    words = f"{difference(row)} on average"
    if row.get("diff_low") is not None and pairs > 1:
        words += f" (95 % interval {interval(row)})"
    better, same, _ = shares(row)
    of = "" if pairs < numbers.FEW_PAIRS else f" of {pairs:,}"
    counted = f"; better in {better}{of} pairs" if outcome(name).better else ""
    counted += f", the same in {same}" if counted and (row.get("share_equal") or 0) > 0 else ""
    doubt = "; the sign is open" if verdict(row, name) == verdicts.UNDECIDED else ""
    return words + counted + doubt


def korean(words: str) -> bool:
    """Whether words are in Korean letters, for the readers and fonts that a page asks for them."""
    return any("\N{HANGUL SYLLABLE GA}" <= letter <= "\N{HANGUL SYLLABLE HIH}" for letter in words)


def unbroken(words: object) -> object:
    """What the page shows, with a space that does not break between a number and its unit: 33 %, 12.3 M$.

    Drawings (:class:`markupsafe.Markup`) and all that is not text stay as they are.
    """
    if isinstance(words, Markup) or not isinstance(words, str):
        return words
    return numbers.unbroken(printable(words))


def numeric(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of a table of paired differences as numbers: what was read as text, a missing number as ``None``."""
    found: dict[str, Any] = dict(row)
    for name, text in row.items():
        if name.startswith(("diff_", "share_", "n_")):
            found[name] = float(text) if text else None
    return found
