"""The end of a run for a policy reader: what happened under each arm, and what each changed under the same shocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.cli.summary_arms import Row, Rows, level_cell, print_by_outcome, print_lines
from diplosim.experiment import HEADLINES, Column
from diplosim.metrics.columns import LEADING
from diplosim.wording.listing import DISCLAIMER, chunks, columns_of, console, fitted, shorten
from diplosim.wording.numbers import decimals, percent, signed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from diplosim.experiment import Definition, Ended, Plan

#: Up to so many arms have a column each, if nothing varies.
FEW = 5
READING = (
    "Difference: mean over pairs of runs with its 95 % interval; better, equal: shares of the pairs. All outcomes are"
    " in summary.csv."
)
_LABEL_WIDTH, _CELL_WIDTH = 27, 21


def print_summary(definition: Definition, ended: Ended) -> None:
    """Print the tables that answer the question of the run."""
    from rich.text import Text

    from diplosim.results import read_summary

    out, plan = console(), ended.plan
    if len(ended.failures) == plan.runs:
        return
    frame = read_summary(ended.folder)
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    rows: Rows = {(row["arm"], row["outcome"]): {str(k): v for k, v in row.items()} for row in records}
    out.print()
    print_lines(out, definition.question, "italic")
    print_lines(out, _title(ended), "bold")
    out.print()
    if plan.names or len(plan.arms) > FEW or definition.outcomes:
        print_by_outcome(out, plan, rows, definition.outcomes or LEADING)
    else:
        _print_by_arm(out, plan, rows)
    out.print(Text(DISCLAIMER, style="italic"))


def _title(ended: Ended) -> str:
    """How many runs of what, over which time."""
    plan = ended.plan
    first, samples = plan.arms[0], f"{len(plan.samples):,} samples" if plan.names else ""
    failed = f" ({len(ended.failures):,} failed)" if ended.failures else ""
    arms = f"{len(plan.arms)} arms" if len(plan.arms) > 1 else ""
    times = f"{plan.replicates:,} replicate{'s' if plan.replicates > 1 else ''}"
    made = ", ".join(part for part in (arms, samples, times) if part)
    return f"{plan.runs:,} runs{failed}: {made}; {first.months} months from {first.start}"


def _print_by_arm(out: Console, plan: Plan, rows: Rows) -> None:
    """Print a table with a row for each outcome: of all arms, and of what each further arm changes."""
    arms = [arm.name for arm in plan.arms]
    for group in chunks(arms, max(1, (out.width - _LABEL_WIDTH) // _CELL_WIDTH)):
        out.print(_levels(rows, group, plan.replicates))
        out.print()
    for arm in arms[1:]:
        print_lines(out, f"{shorten(arm)} compared with {shorten(arms[0])}, under the same shocks", "bold")
        out.print(_differences(rows, arm, out.width))
        out.print()
        if note := dropped(rows, arm):
            print_lines(out, note, "dim")
            out.print()
    if len(arms) > 1:
        print_lines(out, READING, "dim")


def _levels(rows: Rows, arms: Sequence[str], replicates: int) -> Table:
    """Median and 5-95 % range of the headline outcomes, one column per scenario."""
    from rich.markup import escape

    head = "Outcome" if replicates == 1 else "Median [5–95 %]"
    table = columns_of([(head, "left"), *((shorten(arm, 20), "right") for arm in arms)])
    for column in HEADLINES:
        cells = [level_cell(rows.get((arm, column.name), {})) for arm in arms]
        table.add_row(column.label, *[escape(cell) for cell in cells])
    return table


def _differences(rows: Rows, arm: str, width: int) -> Table:
    """Paired differences of one scenario from the reference."""
    headers = [("Outcome", "left"), ("Difference [95 %]", "right"), ("better", "right"), ("equal", "right"),
               ("pairs", "right")]  # fmt: skip
    lines = []
    for column in HEADLINES:
        row = rows.get((arm, column.name), {})
        shares = [percent(row.get("share_better")), percent(row.get("share_equal"))]
        lines.append([column.label, _difference(row), *shares, str(int(row.get("n_pairs") or 0))])
    averted = rows.get((arm, "burden_averted_months"), {})
    lines.append([
        "Burden averted, months", _difference(averted), percent(averted.get("share_better")),
        percent(averted.get("share_equal")), str(int(averted.get("n_pairs") or 0)),
    ])  # fmt: skip
    return fitted(headers, lines, width)


def _difference(row: Row) -> str:
    """``−0.80 [−1.10, −0.50]``: mean paired difference and its interval."""
    mean, low, high = row.get("diff_mean"), row.get("diff_low"), row.get("diff_high")
    places = decimals(mean, low, high)
    if low is None or high is None:
        return signed(mean, places)
    return f"{signed(mean, places)} [{signed(low, places)}, {signed(high, places)}]"


def dropped(rows: Rows, arm: str) -> str:
    """Which outcomes lost pairs because one of the two runs has no value."""

    def lost(column: Column) -> int:
        return int(rows.get((arm, column.name), {}).get("n_dropped") or 0)

    named = [f"{column.label} ({lost(column)})" for column in HEADLINES if lost(column)]
    return f"Pairs dropped because a run has no value: {', '.join(named)}." if named else ""
