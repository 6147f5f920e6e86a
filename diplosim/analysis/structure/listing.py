"""The printed side of ``diplosim structure``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.output import gaps, keyed, label, starred, with_interval
from diplosim.wording.listing import DISCLAIMER, console, tell
from diplosim.wording.names import value_name
from diplosim.wording.numbers import decimals, interval, number
from diplosim.wording.tables import Listing
from diplosim.wording.verdicts import (
    FLIPS,
    HOLDS,
    ONE_VALUE,
    SIZE_DIFFERS,
    SOME_VALUES,
    STRUCTURE,
    UNDECIDED,
    sign,
)

if TYPE_CHECKING:
    from rich.console import Console

    from diplosim.analysis.structure.findings import Alternatives, Finding, Level
    from diplosim.results import Results

#: Up to so many values there is room for intervals.
WITH_INTERVALS = 3
#: Marks findings whose size surely differs between values.
DIFFER = "≠"
HEADLINES = {
    FLIPS: "Flip: clearly one way under one value, clearly the other way under another",
    ONE_VALUE: "Supported by one value only; under the others the interval holds zero",
    SOME_VALUES: "Supported by some values only",
    SIZE_DIFFERS: "Same sign, but the size at least doubles from one value to another",
    HOLDS: "Hold under every value",
    UNDECIDED: "Undecided under every value",
}


def print_structure(
    results: Results, by: Alternatives, rows: Sequence[Finding], means: Sequence[Level]
) -> None:
    """Print what becomes of every finding, the worst first."""
    out = console()
    findings: dict[tuple[str, str], list[Finding]] = {}
    for row in rows:
        findings.setdefault((row["arm"], row["outcome"]), []).append(row)
    tell(out, "")
    if results.question:
        tell(out, results.question, "italic")
    tell(out, _head(results, by, len(findings)), "bold")
    for sentence in gaps(results):
        tell(out, sentence, "yellow")
    for kind in STRUCTURE:
        group = [own for own in findings.values() if own[0]["finding"] == kind]
        if not group and kind != FLIPS:
            continue
        tell(out, "")
        tell(out, f"{HEADLINES[kind]}: {len(group) or 'none'}", "bold")
        if kind in (HOLDS, UNDECIDED):
            _listed(out, group)
        elif group:
            _table(out, by, group)
    _levels(out, by, [row for row in means if row["arm"] == results.reference], results.reference)
    for sentence in _reading(results, by):
        tell(out, sentence, "dim")
    tell(out, DISCLAIMER, "italic")


def _head(results: Results, by: Alternatives, count: int) -> str:
    values = ", ".join(value_name(value) for value in by.values)
    samples = ", ".join(str(size) for size in dict.fromkeys(len(rows) for rows in by.samples))
    how = "the same for all" if by.matched else "different ones"
    return (
        f"{count} findings under {by.name} = {values}: {samples} samples of the other assumptions each ({how}) x "
        f"{results.replicates} replicates"
    )


def _table(out: Console, by: Alternatives, group: Sequence[Sequence[Finding]]) -> None:
    cell = with_interval if len(by.values) <= WITH_INTERVALS else starred
    headers = [
        ("Policy, outcome", "left"),
        *((value_name(value), "right") for value in by.values),
        (DIFFER, "left"),
    ]
    cells = [
        [f"{rows[0]['arm']}\n{keyed(rows[0]['outcome'])}", *(cell(row) for row in rows), _differ(rows[0])]
        for rows in group
    ]
    out.print(Listing(headers, cells))


def _levels(out: Console, by: Alternatives, means: Sequence[Level], reference: str) -> None:
    """What the reference itself comes to under each value."""
    tell(out, "")
    tell(out, f"{reference} itself under each value: mean of its runs, not a difference", "bold")
    names = list(dict.fromkeys(row["outcome"] for row in means))
    found = {(row["outcome"], row["value"]): row for row in means}
    headers = [("Outcome", "left"), *((value_name(value), "right") for value in by.values)]
    cells = [
        [keyed(name), *(_level(found[name, value], len(by.values)) for value in by.values)] for name in names
    ]
    out.print(Listing(headers, cells))


def _level(row: Level, values: int) -> str:
    places = decimals(row["mean"], row["mean_low"], row["mean_high"])
    text = number(row["mean"], places)
    if row["mean_low"] is None or values > WITH_INTERVALS:
        return text
    return f"{text}\n{interval(row['mean_low'], row['mean_high'], places)}"


def _differ(row: Finding) -> str:
    """A mark if the largest and the smallest effect are surely different."""
    return DIFFER if sign(row["contrast_low"], row["contrast_high"]) else ""


def _listed(out: Console, group: Sequence[Sequence[Finding]]) -> None:
    """Findings that need no table: by outcome, the policies."""
    for name in dict.fromkeys(rows[0]["outcome"] for rows in group):
        own = [rows for rows in group if rows[0]["outcome"] == name]
        words = [f"{rows[0]['arm']}{_way(rows[0])}" for rows in own]
        tell(out, f"{label(name)}: {', '.join(words)}.")


def _way(row: Finding) -> str:
    return f" {row['verdict']}" if row["finding"] == HOLDS else ""


def _reading(results: Results, by: Alternatives) -> list[str]:
    found = [
        "",
        f"Mean paired difference from {results.reference} under the same shocks, with its 95 % interval over "
        "samples and replicates; * the interval leaves out zero. A finding holds under a value if it does.",
    ]
    if by.matched:
        found.append(
            f"{DIFFER}: the interval of the largest less the smallest effect, pair by pair, leaves out zero. Largest "
            "and smallest were picked after the fact, so take a narrow case with care. Without this mark, that one "
            "value supports a finding and another does not may be chance."
        )
    else:
        found.append(
            f"Each value met samples of its own, so small differences between values may be due to these. For the same "
            f"samples add cross: [{by.name}] to the design."
        )
    return found
