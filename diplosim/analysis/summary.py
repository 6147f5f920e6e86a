"""What an experiment tells by itself: a row for each arm and outcome, and which runs are told as histories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypedDict, cast

from diplosim.analysis.crossed import Crossing
from diplosim.analysis.paired import (
    PAIR_METRICS,
    DifferenceQuantiles,
    Quantiles,
    Shares,
    Statistics,
    mean_interval,
    of_differences,
    pair_arrays,
    paired_statistics,
    quantiles,
    shares,
)
from diplosim.experiment import Column, Numbers, Plan, csv_bytes
from diplosim.metrics.columns import outcome, outcome_names, title_of
from diplosim.metrics.declared import PAIRED, SUMMARY_COLUMNS
from diplosim.wording.verdicts import verdict

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from diplosim.metrics.column import Direction
    from diplosim.results import Results

    Floats = NDArray[np.float64]

Kind = Literal["outcome", "paired"]
#: Columns of ``summary.csv`` in their order.
SUMMARY_NAMES = tuple(column.name for column in SUMMARY_COLUMNS)


class Level(Quantiles):
    """A row of ``summary.csv``: the values that an arm has in an outcome over its runs, in the unit of the outcome."""

    arm: str
    reference: str | None
    """None for the reference itself."""
    outcome: str
    kind: Kind
    unit: str
    better: Direction | None
    n: int
    """Runs, or pairs, with a value."""
    n_missing: int


class Compared(Level, Statistics):
    """The same of an arm that is compared with the reference."""


class Pair(Level):
    """A row of ``summary.csv`` about what exists only for a pair of runs."""

    n_pairs: int
    n_dropped: int


class PairDifference(Pair, DifferenceQuantiles, Shares):
    """The same of what is a difference already."""

    diff_mean: float | None
    diff_low: float | None
    diff_high: float | None
    verdict: str


class SummaryRow(TypedDict, total=False):
    """A row of ``summary.csv`` as it is read back: what its kind has no number for is missing or ``None``."""

    arm: str
    reference: str | None
    outcome: str
    kind: Kind
    unit: str
    better: Direction | None
    n: int
    n_missing: int
    p05: float | None
    p25: float | None
    median: float | None
    p75: float | None
    p95: float | None
    mean: float | None
    n_pairs: float | None
    n_dropped: float | None
    diff_mean: float | None
    diff_low: float | None
    diff_high: float | None
    diff_median: float | None
    diff_p05: float | None
    diff_p25: float | None
    diff_p75: float | None
    diff_p95: float | None
    share_better: float | None
    share_equal: float | None
    share_worse: float | None
    variance_reduction: float | None
    verdict: str | None


SummaryRows = dict[tuple[str, str], SummaryRow]


def by_arm_and_outcome(table: pd.DataFrame) -> SummaryRows:
    """The rows of a summary that was read; a missing number is ``None``."""
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    rows = [cast(SummaryRow, {str(name): value for name, value in row.items()}) for row in records]
    return {(row["arm"], row["outcome"]): row for row in rows}


class History(TypedDict):
    """A row of ``analysis/histories.csv``."""

    run: int
    """Number of the run in the experiment, from 0."""
    arm: str
    sample: int
    replicate: int
    why: str


def summary_file(numbers: Numbers) -> dict[str, bytes]:
    """``summary.csv``."""
    return {"summary.csv": csv_bytes(summarise(numbers), SUMMARY_NAMES)}


def summarise(numbers: Numbers) -> list[Level]:
    """Quantiles of every outcome by arm over samples and replicates, and paired comparisons with the reference.

    The quantities that exist only for pairs of months use the runs that keep their months. Made column by column, so
    that memory stays flat.
    """
    import numpy as np

    plan, finished = numbers.plan, numbers.finished()
    names = [arm.name for arm in plan.arms]
    rows: dict[str, list[Level]] = {name: [] for name in names}
    crossing = _crossing(plan, range(plan.pairs))
    for name in outcome_names():
        cube = numbers.outcome(name)
        for place, (arm, values) in enumerate(zip(names, cube, strict=True)):
            present = values[np.isfinite(values)]
            row = level_row(arm, None if place == 0 else names[0], name, present, finished[place])
            if place > 0:
                compared: Compared = {**row, **paired_statistics(cube[0], values, outcome(name), crossing)}
                row = compared
            rows[arm].append(row)
    if len(names) > 1:
        cubes = numbers.months(PAIR_METRICS)
        crossing = _crossing(plan, range(0, plan.pairs, plan.stride))
        for place, arm in enumerate(names[1:], start=1):
            rows[arm] += paired_rows(_pairs(plan, cubes, place), arm, names[0], crossing)
    return [row for own in rows.values() for row in own]


def _crossing(plan: Plan, pairs: range) -> Crossing:
    """Sample and replicate of some pairs."""
    import numpy as np

    sample, replicate = np.divmod(np.asarray(pairs, dtype=np.int64), plan.replicates)
    return Crossing(sample, replicate)


def _pairs(plan: Plan, cubes: Mapping[str, NDArray[np.float32]], arm: int) -> dict[str, Floats]:
    """The quantities of pairs of the reference and an arm, over the months that both have."""
    months = min(plan.arms[0].months, plan.arms[arm].months)
    before, after = (
        {name: cube[place, :, :months].astype("float64") for name, cube in cubes.items()}
        for place in (0, arm)
    )
    return pair_arrays(before, after, _law(plan, arm))


def _law(plan: Plan, arm: int) -> float | Floats:
    """The humanitarian carve-out that the law gives anyway, for each kept pair if it varies."""
    import numpy as np

    name = "sanctions.e_law0"
    if name not in plan.names:
        return float(plan.arms[arm].parameters[name])
    column = plan.names.index(name)
    kept = range(0, plan.pairs, plan.stride)
    return np.array([[plan.samples[pair // plan.replicates][column]] for pair in kept], dtype=np.float64)


def level_row(arm: str, reference: str | None, name: str, present: Floats, finished: int) -> Level:
    """Quantiles of the values that one outcome has in the finished runs of one arm."""
    return _level(arm, reference, outcome(name), "outcome", present, finished)


def _level(arm: str, reference: str | None, column: Column, kind: Kind, present: Floats, count: int) -> Level:
    return {
        "arm": arm, "reference": reference, "outcome": column.name, "kind": kind, "unit": column.unit,
        "better": column.better, "n": len(present), "n_missing": count - len(present), **quantiles(present),
    }  # fmt: skip


def paired_rows(
    found: Mapping[str, Floats], arm: str, reference: str, crossing: Crossing | None = None
) -> list[Pair]:
    """Quantiles of what exists only for a pair, one value for each; ``crossing`` says which are not independent."""
    import numpy as np

    rows: list[Pair] = []
    for column in PAIRED:
        values = found[column.name]
        known = np.isfinite(values)
        present = values[known]
        level = _level(arm, reference, column, "paired", present, len(values))
        row: Pair = {**level, "n_pairs": level["n"], "n_dropped": level["n_missing"]}
        if column.name == "burden_averted_months":  # a difference already: the others are ratios and shares
            low, high = mean_interval(present, None if crossing is None else crossing.of(known))
            held = shares(np.zeros_like(present), present, column)
            difference: PairDifference = {
                **row, **of_differences(level), **held, "diff_mean": level["mean"], "diff_low": low, "diff_high": high,
                "verdict": verdict(low, high, len(present), held["share_equal"], column.better),
            }  # fmt: skip
            row = difference
        rows.append(row)
    return rows


def histories(results: Results) -> list[History]:
    """The runs that are told: of the reference, and of the policy that helps most, in the same future.

    That future is the one whose largest distance from the median is smallest, over the outcomes of the experiment in
    both arms; distances are in ranks. Empty if no pair of runs has finished.
    """
    import numpy as np

    names = results.named(())
    first = next((name for name in names if outcome(name).better), names[0])
    arm = _helps_most(results, first)
    arms = [0] if arm is None else [0, results.arms.index(arm)]
    runs = np.stack([results.cube(name)[arms].reshape(len(arms), -1) for name in names], axis=1)
    far = _distance(runs.reshape(len(arms) * len(names), -1))
    if not np.isfinite(far).any():
        return []
    sample, replicate = divmod(int(np.nanargmin(far)), results.replicates)
    labels = [title_of(name) for name in names]
    why = (
        f"Of {far.size:,} futures this one lies nearest to the middle in: {'; '.join(labels)}."
        if far.size > 1
        else ""
    )
    if arm is not None:
        change = "does best in" if outcome(first).better else "changes most"
        about = labels[names.index(first)]
        why += f" It is told for the reference and for the policy that on average {change}: {about}."
    count = len(results.all_arms)
    return [
        {"run": (sample * count + results.all_arms.index(results.arms[place])) * results.replicates + replicate,
         "arm": results.arms[place], "sample": sample, "replicate": replicate, "why": why.strip()}
        for place in arms
    ]  # fmt: skip


def _helps_most(results: Results, name: str) -> str | None:
    """The arm whose mean paired difference is best; without a better direction, largest."""
    import numpy as np

    cube, better = results.cube(name), outcome(name).better
    changes = {}
    for place, arm in enumerate(results.arms[1:], start=1):
        differences = cube[place] - cube[0]
        if np.isfinite(differences).any():
            mean = float(np.nanmean(differences))
            changes[arm] = mean if better == "higher" else -mean if better == "lower" else abs(mean)
    return max(changes, key=lambda arm: changes[arm], default=None)


def _distance(rows: Floats) -> Floats:
    """For each future the largest distance of its ranks from the middle one, 0 to 1; NaN where a run failed.

    ``rows`` are outcomes by future. An outcome that some futures lack (the question does not arise) counts where it is
    there; a future without it is as far from the middle as can be.
    """
    import numpy as np
    from scipy.stats import rankdata

    far = np.full(rows.shape[1], np.nan)
    for row in rows:
        there = np.isfinite(row)
        if not there.any():
            continue
        own = np.where(np.isfinite(rows).any(axis=0), 1.0, np.nan)
        own[there] = np.abs(2 * (rankdata(row[there]) - 0.5) / there.sum() - 1)
        far = np.fmax(far, own)
    return far
