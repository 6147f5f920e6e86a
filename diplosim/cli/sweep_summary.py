"""The end of a sweep for a policy reader: under the same shocks, what each arm changed."""

from __future__ import annotations

import csv
import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplosim.cli.numbers import DASH, decimals, number, percent, signed
from diplosim.cli.summary import DISCLAIMER, chunks, shorten
from diplosim.cli.tables import console, plain_table
from diplosim.experiment.columns import outcome

if TYPE_CHECKING:
    from rich.table import Table

    from diplosim.experiment.definition import Definition
    from diplosim.experiment.sweep_run import Sweep

Row = dict[str, Any]
#: Outcomes shown if the experiment names none.
SHOWN = (
    "events_per_year", "trust_rivals_end", "aid_absorbed_musd", "disease_burden_end",
    "interruptions_per_covered_year",
)  # fmt: skip
_ARM_WIDTH, _CELL_WIDTH, _HEADER_WIDTH = 24, 24, 14


def print_sweep(definition: Definition, sweep: Sweep) -> None:
    """Print the paired effects of every arm."""
    from rich.text import Text

    out = console()
    rows = read_summary(sweep)
    arms = [arm.name for arm in definition.arms]
    names = list(definition.outcomes or SHOWN)
    out.print()
    if definition.question:
        out.print(Text(definition.question, style="italic"))
    out.print(Text(_title(sweep), style="bold"))
    out.print()
    for group in chunks(names, max(1, (out.width - _ARM_WIDTH) // _CELL_WIDTH)):
        out.print(_effects(rows, arms, group) if len(arms) > 1 else _levels(rows, arms, group))
        out.print()
    if len(arms) > 1:
        note = (
            f"Differences from {shorten(arms[0])} under the same shocks: mean ± half its 95 % interval, and the "
            "share of pairs that are better. The first row shows its median."
        )
        out.print(Text(note, style="dim"))
        out.print(Text(_reduction(rows, arms, names), style="dim"))
    out.print(Text(DISCLAIMER, style="italic"))


def read_summary(sweep: Sweep) -> dict[tuple[str, str], Row]:
    """The rows of ``summary.csv`` by arm and outcome, numbers as numbers."""
    with (sweep.folder / "summary.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["arm"], row["outcome"]): {k: _value(v) for k, v in row.items()}
            for row in csv.DictReader(file)
        }


def _value(text: str) -> Any:
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


def _title(sweep: Sweep) -> str:
    plan = sweep.plan
    samples = f", {len(plan.samples):,} samples" if plan.names else ""
    first = plan.arms[0]
    return (
        f"{plan.runs:,} runs: {len(plan.arms)} arms{samples}, {plan.replicates} replicates; "
        f"{first.months} months from {first.start}"
    )


def _header(name: str) -> str:
    column = outcome(name)
    return column.label or name.replace("_", " ")


def _folded(name: str) -> str:
    """The header of a narrow column, on several lines."""
    return "\n".join(textwrap.wrap(_header(name), _HEADER_WIDTH))


def _effects(rows: dict[tuple[str, str], Row], arms: Sequence[str], names: Sequence[str]) -> Table:
    """One row per arm; for each outcome the paired difference and the share of pairs that are better."""
    from rich.markup import escape

    headers = [("", "left")]
    for name in names:
        headers += [(_folded(name), "right"), ("better", "right")]
    table = plain_table(headers)
    for place, arm in enumerate(arms):
        cells = []
        for name in names:
            row = rows.get((arm, name), {})
            if place == 0:
                cells += [number(row.get("median")), ""]
            else:
                cells += [_difference(row), percent(row.get("share_better"))]
        table.add_row(shorten(arm, _ARM_WIDTH), *[escape(cell) for cell in cells])
    return table


def _difference(row: Row) -> str:
    mean, low, high = row.get("diff_mean"), row.get("diff_low"), row.get("diff_high")
    if mean is None:
        return DASH
    if low is None or high is None:
        return signed(mean)
    places = decimals(mean, high - low)
    return f"{signed(mean, places)} ± {number((high - low) / 2, places)}"


def _levels(rows: dict[tuple[str, str], Row], arms: Sequence[str], names: Sequence[str]) -> Table:
    """Median and 5-95 % range of each outcome."""
    from rich.markup import escape

    table = plain_table([("", "left"), *((_folded(name), "right") for name in names)])
    for arm in arms:
        cells = []
        for name in names:
            row = rows.get((arm, name), {})
            places = decimals(row.get("p05"), row.get("median"), row.get("p95"))
            low, middle, high = (number(row.get(key), places) for key in ("p05", "median", "p95"))
            cells.append(f"{middle} [{low}{DASH}{high}]")
        table.add_row(shorten(arm, _ARM_WIDTH), *[escape(cell) for cell in cells])
    return table


def _reduction(rows: dict[tuple[str, str], Row], arms: Sequence[str], names: Sequence[str]) -> str:
    """How many times fewer runs common shocks need, the middle one of the arms, for each outcome."""
    parts = []
    for name in names:
        factors = sorted(
            float(value)
            for arm in arms[1:]
            if (value := rows.get((arm, name), {}).get("variance_reduction")) is not None
            and math.isfinite(value)
        )
        if factors:
            parts.append(f"{_header(name)} {factors[len(factors) // 2]:.1f}")
    return f"Variance reduction by common shocks, median of the arms: {', '.join(parts)}." if parts else ""
