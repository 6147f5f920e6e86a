"""The end of a sweep for a policy reader: under the same shocks, what each arm changed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

from diplosim.metrics.columns import LEADING, outcome, title_of
from diplosim.results import read_summary
from diplosim.wording.listing import DISCLAIMER, columns_of, console, indented, shorten
from diplosim.wording.lists import plural
from diplosim.wording.numbers import DASH, decimals, number, percent, signed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from diplosim.experiment.definition import Definition
    from diplosim.experiment.sweep_run import Sweep

Row = dict[str, Any]
Rows = dict[tuple[str, str], Row]
_ARM_WIDTH = 40


def print_sweep(definition: Definition, sweep: Sweep) -> None:
    """Print for every outcome what each arm changes, the best first; a single arm is shown by itself."""
    from rich.text import Text

    out = console()
    rows = _rows(sweep)
    arms = [arm.name for arm in definition.arms]
    names = list(definition.outcomes or LEADING)
    out.print()
    _print_lines(out, definition.question or "", "italic")
    _print_lines(out, _title(sweep), "bold")
    out.print()
    for name in names:
        _print_lines(out, _heading(rows, arms, name), "bold")
        out.print(_effects(rows, arms, name, out.width) if len(arms) > 1 else _levels(rows, arms, name))
        _print_lines(out, _fewer(rows, arms, name, sweep.plan.pairs), "dim")
        out.print()
    if len(arms) > 1:
        for sentence in (_reading(sweep, arms[0]), _reduction(rows, arms, names, sweep.plan.replicates)):
            _print_lines(out, sentence, "dim")
    out.print(Text(DISCLAIMER, style="italic"))


def _print_lines(out: Console, words: str, style: str) -> None:
    """Print a paragraph wrapped to the width of the console."""
    from rich.text import Text

    for line in indented(words, out.width, 0) if words else ():
        out.print(Text(line, style=style))


def _rows(sweep: Sweep) -> Rows:
    """The rows of ``summary.csv`` by arm and outcome; a missing number is ``None``."""
    table = read_summary(sweep.folder)
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    return {(row["arm"], row["outcome"]): {str(key): value for key, value in row.items()} for row in records}


def _title(sweep: Sweep) -> str:
    plan = sweep.plan
    samples = f", {len(plan.samples):,} samples" if plan.names else ""
    first = plan.arms[0]
    failed = f" ({sweep.failed:,} failed)" if sweep.failed else ""
    return (
        f"{plan.runs:,} runs{failed}: {len(plan.arms)} arms{samples}, {plural(plan.replicates, 'replicate')}; "
        f"{first.months} months from {first.start}"
    )


def _heading(rows: Rows, arms: Sequence[str], name: str) -> str:
    """The outcome in words, which way is better, and where the reference stands."""
    column = outcome(name)
    better = f" ({column.better} is better)" if column.better else ""
    words = column.label or f"{name.replace('_', ' ')}: {column.meaning}"
    stands = f"; {shorten(arms[0])}: {_level(rows.get((arms[0], name), {}))}" if len(arms) > 1 else ""
    return f"{words}{better}{stands}"


def _level(row: Row) -> str:
    """``15.5 [4.2–46.1]``: median and middle 90 % of an arm's runs."""
    places = decimals(row.get("p05"), row.get("median"), row.get("p95"))
    low, middle, high = (number(row.get(key), places) for key in ("p05", "median", "p95"))
    return middle if row.get("n", 0) < 2 else f"{middle} [{low}–{high}]"


def _effects(rows: Rows, arms: Sequence[str], name: str, width: int) -> Table:
    """One row per arm, the best first: median paired difference, middle 90 % of the pairs, shares of pairs."""
    from rich.markup import escape

    mine = {arm: rows.get((arm, name), {}) for arm in arms[1:]}
    places = _places(mine.values())
    heads = ("median", "middle 90 %", "better", "same", "worse")
    lines = [(arm, _cells(row, places)) for arm, row in sorted(mine.items(), key=lambda item: _rank(item[1]))]
    taken = sum(3 + max(len(head), *(len(cells[i]) for _, cells in lines)) for i, head in enumerate(heads))
    names = max(12, width - taken)  # the numbers stay whole: long names give way
    table = columns_of([(shorten(f"against {arms[0]}", names), "left"), *((head, "right") for head in heads)])
    for arm, cells in lines:
        table.add_row(*[escape(cell) for cell in (shorten(arm, names), *cells)])
    return table


def _places(rows: Iterable[Row]) -> int:
    """Decimal places for a column of differences: two figures of a typical one, at most three places."""
    sizes = [max(abs(row["diff_p05"]), abs(row["diff_p95"])) for row in rows if row.get("n_pairs")]
    typical = median(size for size in sizes if size > 0) if any(sizes) else 1.0
    return min(3, max(0, 1 - math.floor(math.log10(typical))))


def _rank(row: Row) -> tuple[bool, float]:
    """Best first; arms without a pair last."""
    value = row.get("diff_median")
    return value is None, 0.0 if value is None else value if row.get("better") == "lower" else -value


def _cells(row: Row, places: int) -> tuple[str, ...]:
    """``−0.78``, ``−1.31 to −0.40`` and three shares; a single pair has no range."""
    middle, low, high = (signed(row.get(f"diff_{name}"), places) for name in ("median", "p05", "p95"))
    shares = [percent(row.get(f"share_{word}")) for word in ("better", "equal", "worse")]
    return middle, f"{low} to {high}" if row.get("n_pairs", 0) > 1 else DASH, *shares


def _fewer(rows: Rows, arms: Sequence[str], name: str, pairs: int) -> str:
    """Which arms have fewer pairs, because a run failed or has no value."""
    counts = {arm: int(rows.get((arm, name), {}).get("n_pairs") or 0) for arm in arms[1:]}
    few = [f"{shorten(arm)} {count:,}" for arm, count in counts.items() if count < pairs]
    return f"Fewer than {pairs:,} pairs (a run failed or has no value): {', '.join(few)}." if few else ""


def _levels(rows: Rows, arms: Sequence[str], name: str) -> Table:
    """Median and 5-95 % range of an outcome."""
    from rich.markup import escape

    table = columns_of([("", "left"), ("median [5–95 %]", "right")])
    for arm in arms:
        table.add_row(escape(shorten(arm, _ARM_WIDTH)), escape(_level(rows.get((arm, name), {}))))
    return table


def _reading(sweep: Sweep, reference: str) -> str:
    """How to read the tables."""
    plan = sweep.plan
    times = f" × {plan.replicates:,} replicates" if plan.replicates > 1 else ""
    made = f" ({len(plan.samples):,} samples{times})" if plan.names else ""
    text = (
        f"Each arm against {shorten(reference)} in the same sample under the same shocks: median and middle 90 % of "
        f"{plan.pairs:,} pairs{made}, and the shares of pairs that are better, the same and worse. The middle 90 % "
        "show how far worlds and shocks differ; the mean and its 95 % interval are in summary.csv, with all outcomes."
    )
    if plan.names and plan.replicates == 1:
        text += " One replicate: all samples meet the same history of shocks."
    return text


def _reduction(rows: Rows, arms: Sequence[str], names: Sequence[str], replicates: int) -> str:
    """How many times fewer pairs common shocks need, for each outcome the middle one of the arms."""
    if replicates == 1:
        return "How much common shocks help is not known from one replicate."
    parts = []
    for name in names:
        found = [rows.get((arm, name), {}).get("variance_reduction") for arm in arms[1:]]
        factors = [float(value) for value in found if value is not None and math.isfinite(value)]
        if factors:
            words = title_of(name)
            parts.append(f"{words} {number(median(factors), 1)}")
    if not parts:
        return ""
    return (
        "Variance of a difference with independent shocks over that with common shocks (above 1: pairing helps), "
        f"median of the arms: {'; '.join(parts)}."
    )
