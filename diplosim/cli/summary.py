"""The end of a run for a policy reader: what happened under each scenario, and what the policy changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplosim.experiment import HEADLINES, Column
from diplosim.wording.listing import DISCLAIMER, chunks, columns_of, console, fitted, indented, shorten
from diplosim.wording.numbers import DASH, decimals, number, percent, signed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from diplosim.api import Comparison

Row = dict[str, Any]
READING = (
    "Difference: mean over pairs of runs with its 95 % interval; better, equal: shares of the pairs. All outcomes are"
    " in summary.csv."
)
_LABEL_WIDTH, _CELL_WIDTH = 27, 21


def print_summary(comparison: Comparison) -> None:
    """Print the tables that answer the question of the run."""
    from rich.text import Text

    out = console()
    rows = {(row["arm"], row["outcome"]): row for row in comparison.summary}
    arms = comparison.arms
    if not any(result.ok for result in comparison.ensemble.results):
        return
    out.print()
    for group in chunks(arms, max(1, (out.width - _LABEL_WIDTH) // _CELL_WIDTH)):
        _print(out, _title(comparison), _levels(rows, group))
    for arm in arms[1:]:
        title = f"{shorten(arm)} compared with {shorten(arms[0])}, under the same shocks"
        _print(out, title, _differences(rows, arm, out.width))
        note = dropped(rows, arm)
        if note:
            out.print(Text(note, style="dim"))
            out.print()
    if len(arms) > 1:
        for line in indented(READING, out.width, 0):
            out.print(Text(line, style="dim"))
    out.print(Text(DISCLAIMER, style="italic"))


def _print(out: Console, title: str, table: Table) -> None:
    """Print a table under its title."""
    from rich.text import Text

    out.print(Text(title, style="bold"))
    out.print(table)
    out.print()


def _title(comparison: Comparison) -> str:
    """How many runs, over which time."""
    first = comparison.ensemble.arms[0]
    finished = [sum(r.ok and r.arm == arm for r in comparison.ensemble.results) for arm in comparison.arms]
    runs = f"{min(finished)}" if len(set(finished)) == 1 else f"{min(finished)} to {max(finished)}"
    each = " each" if len(finished) > 1 else ""
    noun = "run" if runs == "1" else "runs"
    spread = "" if max(finished) == 1 else "; median [5–95 %]"
    return f"{first.months} months from {first.start}, {runs} {noun}{each}{spread}"


def _levels(rows: dict[tuple[str, str], Row], arms: Sequence[str]) -> Table:
    """Median and 5-95 % range of the headline outcomes, one column per scenario."""
    from rich.markup import escape

    table = columns_of([("Outcome", "left"), *((shorten(arm, 20), "right") for arm in arms)])
    for column in HEADLINES:
        cells = [_level(rows.get((arm, column.name), {})) for arm in arms]
        table.add_row(column.label, *[escape(cell) for cell in cells])
    return table


def _level(row: Row) -> str:
    """``6.1 [2.0–11.5]``, one number for a single run."""
    low, middle, high = row.get("p05"), row.get("median"), row.get("p95")
    if not row.get("n"):
        return DASH
    places = decimals(low, middle, high)
    if row["n"] == 1:
        return number(middle, places)
    return f"{number(middle, places)} [{number(low, places)}{DASH}{number(high, places)}]"


def _differences(rows: dict[tuple[str, str], Row], arm: str, width: int) -> Table:
    """Paired differences of one scenario from the reference."""
    headers = [("Outcome", "left"), ("Difference [95 %]", "right"), ("better", "right"), ("equal", "right"),
               ("pairs", "right")]  # fmt: skip
    lines = []
    for column in HEADLINES:
        row = rows.get((arm, column.name), {})
        shares = [percent(row.get("share_better")), percent(row.get("share_equal"))]
        lines.append([column.label, _difference(row), *shares, str(row.get("n_pairs", 0))])
    averted = rows.get((arm, "burden_averted_months"), {})
    lines.append([
        "Burden averted, months", _difference(averted), percent(averted.get("share_better")),
        percent(averted.get("share_equal")), str(averted.get("n_pairs", 0)),
    ])  # fmt: skip
    return fitted(headers, lines, width)


def _difference(row: Row) -> str:
    """``−0.80 [−1.10, −0.50]``: mean paired difference and its interval."""
    mean, low, high = row.get("diff_mean"), row.get("diff_low"), row.get("diff_high")
    places = decimals(mean, low, high)
    if low is None or high is None:
        return signed(mean, places)
    return f"{signed(mean, places)} [{signed(low, places)}, {signed(high, places)}]"


def dropped(rows: dict[tuple[str, str], Row], arm: str) -> str:
    """Which outcomes lost pairs because one of the two runs has no value."""

    def lost(column: Column) -> int:
        return int(rows.get((arm, column.name), {}).get("n_dropped") or 0)

    named = [f"{column.label} ({lost(column)})" for column in HEADLINES if lost(column)]
    return f"Pairs dropped because a run has no value: {', '.join(named)}." if named else ""
