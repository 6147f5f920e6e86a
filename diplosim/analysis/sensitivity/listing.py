"""What drives an outcome, for a policy reader: one sentence, one table, and how much of it is chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.sensitivity import Finding, Sensitivity
from diplosim.analysis.sensitivity.cells import brief, cells_of, clear, headers_of, label, rows_of
from diplosim.experiment.grown import larger
from diplosim.metrics.columns import title_of
from diplosim.wording.listing import DISCLAIMER, columns_of, console, tell
from diplosim.wording.names import capital, listed
from diplosim.wording.numbers import decimals, number, percent, signed
from diplosim.wording.tables import Listing

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

#: More findings than this are told in a line each.
MOST_TABLES = 6
#: Up to this share of chance among sample means is not worth a warning.
LITTLE = 0.1
READING = {
    "sobol": "alone: share of the variance of the sample means that goes away if this one assumption were known; in "
    "all: with everything it touches, in % with half the 95 % interval. chance: what chance alone makes of 'in all'.",
    "morris": "moves it by: mean absolute change over the whole range of the assumption, with half the 95 % interval; "
    "on average: the same with its sign; uneven: how much the change depends on the others (sigma); chance: what "
    "chance alone makes of the first column.",
    "rank": "level: partial rank correlation, the other assumptions held level, with its 95 % interval; alone: "
    "Spearman's. From −1 (more of it, less of the outcome) to 1.",
    "pawn": "shift: how far the distribution of the outcome shifts with this assumption (PAWN, 0 to 1); chance: what "
    "an assumption without any effect reaches in 1 of 20 cases.",
}
ENDS = (
    "low → high: mean outcome over the lowest and the highest fifth of the assumption's samples (or at its lowest and "
    "highest value)."
)


def print_sensitivity(found: Sensitivity) -> None:
    """Print every finding; many arms and outcomes in a line each."""
    from rich.text import Text

    out = console()
    in_lines = len(found.findings) > MOST_TABLES
    out.print()
    if found.question:
        out.print(Text(found.question, style="italic"))
    asked = f"{found.runs:,} runs of {found.experiment}, {found.replicates} in each sample and arm"
    out.print(Text(f"{asked}; design {found.design}, method {' and '.join(found.methods)}", style="bold"))
    out.print()
    if in_lines:
        _print_lines(out, found)
    else:
        for finding in found.findings:
            _print_finding(out, finding, found.folder)
    has_ends = any(finding.ends for finding in found.findings) and not in_lines
    for text in [*(READING[method] for method in found.methods), *([ENDS] if has_ends else [])]:
        tell(out, text, "dim")
    out.print(Text(DISCLAIMER, style="italic"))


def _title(finding: Finding) -> str:
    asked = finding.question
    if asked.effect:
        return f"What drives the effect of {asked.arm} on: {_about(finding)} (less {asked.reference})"
    return f"What drives, under {asked.arm}: {_about(finding)}"


def _about(finding: Finding) -> str:
    """The outcome in words."""
    return title_of(finding.question.outcome)


def _print_finding(out: Console, finding: Finding, folder: Path) -> None:
    from rich.text import Text

    out.print(Text(_title(finding), style="bold"))
    if finding.refused:
        _say(out, f"Not analysed: {finding.refused}.")
        out.print()
        return
    _say(out, _spread(finding))
    rows = rows_of(finding)
    if rows:
        out.print(_table(finding, rows))
    first = [f"{finding.inputs[place].name}: {finding.inputs[place].meaning}" for place in rows[:3]]
    for line in (*first, *_rest(finding, rows), _noise(finding)):
        _say(out, line)
    enough = _enough(finding)
    if enough:
        _say(out, f"{enough:,} replicates would make it 5 %; the runs that are there are kept:")
        out.print(Text(f"  {larger(folder, replicates=enough)}"), soft_wrap=True)
    out.print()


def _say(out: Console, text: str) -> None:
    tell(out, text)


def _spread(finding: Finding) -> str:
    low, high = finding.middle
    places = _places(finding)
    show = signed if finding.question.effect else number
    return (
        f"{show(finding.centre, places)} on average; from {show(low, places)} to {show(high, places)} in 9 of 10 "
        f"samples ({finding.samples:,} samples)."
    )


def _places(finding: Finding) -> int:
    """Decimals that suit the means of samples, and show how far they lie apart."""
    low, high = finding.middle
    apart = high - low
    return max(decimals(low, high), 1 - math.floor(math.log10(apart)) if 0 < apart < 0.01 else 0)


def _table(finding: Finding, rows: Sequence[int]) -> Listing:
    """One row for each driver."""
    from rich.markup import escape

    headers = [("", "left"), *((header, "right") for header in headers_of(finding))]
    headers += [("low → high", "right")] if finding.ends else []
    table = columns_of(headers)
    places = _places(finding)
    show = signed if finding.question.effect else number
    for place in rows:
        cells = [label(finding.inputs[place].name), *cells_of(finding, place)]
        if finding.ends:
            low, high = (end.mean for end in finding.ends[place])
            cells.append(f"{show(low, places)} → {show(high, places)}")
        table.add_row(*[escape(cell) for cell in cells])
    return table


def _rest(finding: Finding, rows: Sequence[int]) -> list[str]:
    """What is not in the table."""
    flags = clear(finding)
    if not any(flags):
        return ["Nothing that varied moves it beyond chance.", *_luck(finding)]
    unclear = [given.name for given, flag in zip(finding.inputs, flags, strict=True) if not flag]
    small = sum(flags) - len(rows)
    parts = [f"{small} more with a clear but smaller part"] if small else []
    if unclear:
        named = f": {', '.join(unclear)}" if len(unclear) <= 6 else ""
        parts.append(
            f"not told apart from chance{named}" if named else f"{len(unclear)} not told apart from chance"
        )
    line = "; ".join(parts)
    return [*([f"{capital(line)}."] if line else []), *_luck(finding)]


def _luck(finding: Finding) -> list[str]:
    """What looks like a driver over the samples, but may be the luck that they share."""
    seen = [any(flags) for flags in zip(*(i.luck for i in finding.indices.values()), strict=True)]
    names = [
        given.name
        for given, is_seen, is_clear in zip(finding.inputs, seen, clear(finding), strict=True)
        if is_seen and not is_clear
    ]
    if not names:
        return []
    named = listed(names) if len(names) <= 6 else f"{len(names)} of them"
    return [
        f"It goes with {named} in these replicates, but could be chance: all samples share their shocks. "
        "More replicates, not more samples, would tell."
    ]


def _noise(finding: Finding) -> str:
    """How much of it is chance, and what that does to the indices."""
    noise = finding.noise
    dropped = f" {finding.dropped:,} samples in which a run failed are left out." if finding.dropped else ""
    if noise is None or noise.replicates < 2:
        return (
            f"Chance cannot be told from drivers with one run in each sample; take replicates: 10.{dropped}"
        )
    means = noise.of_mean
    worth = "so little that it hardly blurs the shares"
    if means >= LITTLE:
        worth = "so shares may be off by as much"
    return (
        f"Chance: {percent(noise.of_run)} of the variance of single runs, {percent(means)} of that of the means of "
        f"{noise.replicates}, {worth}.{dropped}"
    )


def _enough(finding: Finding) -> int | None:
    """Replicates with which chance would be little, if that is more than there are and chance is not little now."""
    noise = finding.noise
    if noise is None or noise.replicates < 2 or noise.of_mean < LITTLE:
        return None
    return noise.enough if noise.enough and noise.enough > noise.replicates else None


def _print_lines(out: Console, found: Sensitivity) -> None:
    """Every outcome of every arm in a line: its three largest clear drivers."""
    from rich.markup import escape
    from rich.text import Text

    arms: dict[str, list[Finding]] = {}
    for finding in found.findings:
        arms.setdefault(finding.question.arm, []).append(finding)
    for arm, findings in arms.items():
        reference = findings[0].question.reference
        title = f"What drives the effects of {arm} (less {reference})" if reference else f"What drives {arm}"
        out.print(Text(title, style="bold"))
        table = columns_of([("", "left"), ("the largest drivers, the first one first", "left")])
        for finding in findings:
            text = f"not analysed: {finding.refused}"
            if not finding.refused:
                text = ", ".join(brief(finding, p) for p in rows_of(finding)[:3]) or "none beyond chance"
            table.add_row(_about(finding), escape(text))
        out.print(table)
        out.print()
    _say(
        out,
        "One outcome or arm in full: --outcome NAME, --arm ARM. All numbers are in analysis/sensitivity.csv.",
    )
    out.print()
