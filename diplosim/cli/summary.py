"""The end of a run for a policy reader: what happened under each arm, and what each changed under the same shocks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

from diplosim.analysis.summary import SummaryRow, SummaryRows, by_arm_and_outcome
from diplosim.experiment import Column
from diplosim.metrics.columns import LEADING, headlines, outcome, title_of
from diplosim.wording.listing import DISCLAIMER, chunks, columns_of, console, tell
from diplosim.wording.names import in_full, titled
from diplosim.wording.numbers import DASH, decimals, interval, number, of_pairs, signed
from diplosim.wording.tables import Listing, folded

if TYPE_CHECKING:
    from rich.console import Console

    from diplosim.experiment import Definition, Ended, Plan


def print_by_outcome(out: Console, plan: Plan, rows: SummaryRows, names: Sequence[str]) -> None:
    """Print for every outcome what each arm changes, the best first; a single arm is shown by itself."""
    arms, named = [arm.name for arm in plan.asked], labels_of(plan)
    for name in names:
        print_lines(out, _heading(rows, arms, named, name), "bold")
        out.print(_effects(rows, named, name) if len(arms) > 1 else _levels(rows, named, name))
        print_lines(out, _fewer(rows, arms, name, plan.pairs), "dim")
        out.print()
    if len(arms) > 1:
        for sentence in (_reading(plan, named[arms[0]]), _reduction(rows, arms, names, plan.replicates)):
            print_lines(out, sentence, "dim")


def labels_of(plan: Plan) -> dict[str, str]:
    """Arm -> what people read, the reference first: the title of its scenario, else its name."""
    titles = {arm.name: arm.title for arm in plan.asked}
    return {**{name: name for name in titles}, **titled(titles)}


def _heading(rows: SummaryRows, arms: Sequence[str], named: Mapping[str, str], name: str) -> str:
    """The outcome in words, which way is better, and where the reference stands."""
    column = outcome(name)
    better = f" ({column.better} is better)" if column.better else ""
    words = f"{column.label} ({name})" if column.label else f"{name}: {column.meaning}"
    stands = f"; {named[arms[0]]}: {level_cell(rows.get((arms[0], name), {}))}" if len(arms) > 1 else ""
    return f"{words}{better}{stands}"


def _effects(rows: SummaryRows, named: Mapping[str, str], name: str) -> Listing:
    """One row per arm, the best first: median paired difference, middle 90 % of the pairs, shares of pairs."""
    reference, *arms = named
    mine = {arm: rows.get((arm, name), {}) for arm in arms}
    places = _places(mine.values())
    heads = ("median", "middle 90 %", "better", "same", "worse")
    lines = [(arm, _cells(row, places)) for arm, row in sorted(mine.items(), key=lambda item: _rank(item[1]))]
    table = columns_of([(f"against {named[reference]}", "left"), *((head, "right") for head in heads)])
    for arm, cells in lines:
        table.rows.append([named[arm], *cells])
    return table


def _places(rows: Iterable[SummaryRow]) -> int:
    """Decimal places for a column of differences: two figures of a typical one, at most three places."""
    sizes = [
        max(abs(row["diff_p05"] or 0.0), abs(row["diff_p95"] or 0.0)) for row in rows if row.get("n_pairs")
    ]
    typical = median(size for size in sizes if size > 0) if any(sizes) else 1.0
    return min(3, max(0, 1 - math.floor(math.log10(typical))))


def _rank(row: SummaryRow) -> tuple[bool, float]:
    """Best first; arms without a pair last."""
    value = row.get("diff_median")
    return value is None, 0.0 if value is None else value if row.get("better") == "lower" else -value


def _cells(row: SummaryRow, places: int) -> tuple[str, ...]:
    """``−0.78``, ``−1.31 to −0.40`` and three shares; a single pair has no range."""
    found = (row.get("diff_median"), row.get("diff_p05"), row.get("diff_p95"))
    middle, low, high = (signed(value, places) for value in found)
    better, equal, worse = (row.get("share_better"), row.get("share_equal"), row.get("share_worse"))
    shares = [of_pairs(share, row.get("n_pairs")) for share in (better, equal, worse)]
    return middle, f"{low} to {high}" if (row.get("n_pairs") or 0) > 1 else DASH, *shares


def _fewer(rows: SummaryRows, arms: Sequence[str], name: str, pairs: int) -> str:
    """Which arms have fewer pairs, because a run failed or has no value."""
    counts = {arm: int(rows.get((arm, name), {}).get("n_pairs") or 0) for arm in arms[1:]}
    few = [f"{arm} {count:,}" for arm, count in counts.items() if count < pairs]
    return f"Fewer than {pairs:,} pairs (a run failed or has no value): {', '.join(few)}." if few else ""


def _levels(rows: SummaryRows, named: Mapping[str, str], name: str) -> Listing:
    """Median and 5-95 % range of an outcome."""
    table = columns_of([("", "left"), ("median (middle 90 %)", "right")])
    for arm, told in named.items():
        table.rows.append([told, level_cell(rows.get((arm, name), {}))])
    return table


def _reading(plan: Plan, reference: str) -> str:
    """How to read the tables."""
    times = f" × {plan.replicates:,} replicates" if plan.replicates > 1 else ""
    made = f" ({len(plan.samples):,} samples{times})" if plan.names else ""
    text = (
        f"Each arm against {reference} in the same sample under the same shocks: median and middle 90 % of "
        f"{plan.pairs:,} pairs{made}, and the shares of pairs that are better, the same and worse. The middle 90 % "
        "show how far worlds and shocks differ; the mean and its 95 % interval are in summary.csv, with all outcomes."
    )
    if plan.names and plan.replicates == 1:
        text += " One replicate: all samples meet the same history of shocks."
    return text


def _reduction(rows: SummaryRows, arms: Sequence[str], names: Sequence[str], replicates: int) -> str:
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


def print_lines(out: Console, words: str, style: str) -> None:
    """Print a paragraph, if there is one, wrapped to the width of the console."""
    if words:
        tell(out, words, style)


def level_cell(row: SummaryRow) -> str:
    """``6.1 (2.0 to 11.5)``: median and middle 90 % of an arm's runs, one number for a single run."""
    low, middle, high = row.get("p05"), row.get("median"), row.get("p95")
    if not row.get("n"):
        return DASH
    places = decimals(low, middle, high)
    if row["n"] == 1:
        return number(middle, places)
    return f"{number(middle, places)} ({interval(low, high, places)})"


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
    rows = by_arm_and_outcome(frame)
    out.print()
    print_lines(out, definition.question, "italic")
    print_lines(out, _title(ended), "bold")
    out.print()
    few = not (plan.names or len(plan.asked) > FEW or definition.outcomes)
    if few:
        _print_by_arm(out, plan, rows)
    else:
        print_by_outcome(out, plan, rows, definition.outcomes or LEADING)
    if plan.changes:
        _print_whose(ended, definition.outcomes or ([c.name for c in headlines()] if few else LEADING))
    out.print(Text(DISCLAIMER, style="italic"))


def _print_whose(ended: Ended, names: Sequence[str]) -> None:
    """Print what is the doing of the world of an arm, and what that of its policies."""
    from diplosim.analysis.attribution import split, told_apart
    from diplosim.analysis.compare import print_split
    from diplosim.results import Results

    results = Results.open(ended.folder)
    parts = [row for change in told_apart(results) for row in split(results, change, names)]
    print_split(results.changes, parts, results.labels, results.reference)


def _title(ended: Ended) -> str:
    """How many runs of what, over which time."""
    plan = ended.plan
    first, samples = plan.arms[0], f"{len(plan.samples):,} samples" if plan.names else ""
    failed = f" ({len(ended.failures):,} failed)" if ended.failures else ""
    added = f" (+{len(plan.added)} to tell world and policy apart)" if plan.added else ""
    arms = f"{len(plan.asked)} arms{added}" if len(plan.arms) > 1 else ""
    times = f"{plan.replicates:,} replicate{'s' if plan.replicates > 1 else ''}"
    made = ", ".join(part for part in (arms, samples, times) if part)
    return f"{plan.runs:,} runs{failed}: {made}; {first.months} months from {first.start}"


def _print_by_arm(out: Console, plan: Plan, rows: SummaryRows) -> None:
    """Print a table with a row for each outcome: of all arms, and of what each further arm changes."""
    arms, named = [arm.name for arm in plan.asked], labels_of(plan)
    for group in chunks(arms, max(1, (out.width - _LABEL_WIDTH) // _CELL_WIDTH)):
        out.print(_columns_of_levels(rows, {arm: named[arm] for arm in group}, plan.replicates))
        out.print()
    both = {change.arm: change.policies_too for change in plan.changes}
    for arm in arms[1:]:
        whole = {True: ", world and policies together", False: ", another world, the same policies"}
        told = whole[both[arm]] if arm in both else ""
        one, two = (in_full(name, named[name]) for name in (arm, arms[0]))
        print_lines(out, f"{one} compared with {two}, under the same shocks{told}", "bold")
        out.print(_differences(rows, arm))
        out.print()
        if note := dropped(rows, arm):
            print_lines(out, note, "dim")
            out.print()
    if len(arms) > 1:
        print_lines(out, READING, "dim")


def _columns_of_levels(rows: SummaryRows, named: Mapping[str, str], replicates: int) -> Listing:
    """Median and 5-95 % range of the headline outcomes, one column per scenario."""
    head = "Outcome" if replicates == 1 else "Median (middle 90 %)"
    table = columns_of([(head, "left"), *(("\n".join(folded(told, 20)), "right") for told in named.values())])
    for column in headlines():
        cells = [level_cell(rows.get((arm, column.name), {})) for arm in named]
        table.rows.append([f"{column.label} ({column.name})", *cells])
    return table


def _differences(rows: SummaryRows, arm: str) -> Listing:
    """Paired differences of one scenario from the reference."""
    headers = [("Outcome", "left"), ("Difference (95 %)", "right"), ("better", "right"), ("equal", "right"),
               ("pairs", "right")]  # fmt: skip
    lines = []
    for column in headlines():
        row = rows.get((arm, column.name), {})
        lines.append([f"{column.label} ({column.name})", _difference(row), *_better_equal(row)])
    averted = rows.get((arm, "burden_averted_months"), {})
    lines.append([
        "Burden averted, months (burden_averted_months)", _difference(averted), *_better_equal(averted),
    ])  # fmt: skip
    return Listing(headers, lines)


def _better_equal(row: SummaryRow) -> list[str]:
    """Shares of pairs that are better and equal, and the number of pairs."""
    pairs = int(row.get("n_pairs") or 0)
    return [of_pairs(row.get("share_better"), pairs), of_pairs(row.get("share_equal"), pairs), str(pairs)]


def _difference(row: SummaryRow) -> str:
    """``−0.80 (−1.10 to −0.50)``: mean paired difference and its interval."""
    mean, low, high = row.get("diff_mean"), row.get("diff_low"), row.get("diff_high")
    places = decimals(mean, low, high)
    if low is None or high is None:
        return signed(mean, places)
    return f"{signed(mean, places)} ({interval(low, high, places, signs=True)})"


def dropped(rows: SummaryRows, arm: str) -> str:
    """Which outcomes lost pairs because one of the two runs has no value."""

    def lost(column: Column) -> int:
        return int(rows.get((arm, column.name), {}).get("n_dropped") or 0)

    named = [f"{column.label} ({lost(column)})" for column in headlines() if lost(column)]
    return f"Pairs dropped because a run has no value: {', '.join(named)}." if named else ""
