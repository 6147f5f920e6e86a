"""The summary of a run or an experiment: one row per arm and outcome, as in ``summary.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from diplosim.analysis.crossed import Crossing
from diplosim.analysis.paired import (
    mean_interval,
    paired_statistics,
    quantiles,
    shares,
    spread_columns,
)
from diplosim.analysis.pairs import PAIR_METRICS, pair_arrays
from diplosim.experiment import Numbers, Plan, csv_bytes
from diplosim.metrics.columns import outcome, outcome_names
from diplosim.metrics.declared import PAIRED, SUMMARY_COLUMNS
from diplosim.wording.verdicts import verdict_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Row = dict[str, Any]

#: Columns of ``summary.csv`` in their order.
SUMMARY_NAMES = tuple(column.name for column in SUMMARY_COLUMNS)


def summary_file(numbers: Numbers) -> dict[str, bytes]:
    """``summary.csv``."""
    return {"summary.csv": csv_bytes(summarise(numbers), SUMMARY_NAMES)}


def summarise(numbers: Numbers) -> list[Row]:
    """Quantiles of every outcome by arm over samples and replicates, and paired comparisons with the reference.

    The quantities that exist only for pairs of months use the runs that keep their months. Made column by column, so
    that memory stays flat.
    """
    import numpy as np

    plan, finished = numbers.plan, numbers.finished()
    names = [arm.name for arm in plan.arms]
    rows: dict[str, list[Row]] = {name: [] for name in names}
    crossing = _crossing(plan, range(plan.pairs))
    for name in outcome_names():
        cube = numbers.outcome(name)
        for place, (arm, values) in enumerate(zip(names, cube, strict=True)):
            present = values[np.isfinite(values)]
            row = level_row(arm, None if place == 0 else names[0], name, present, finished[place])
            if place > 0:
                row |= paired_statistics(cube[0], values, outcome(name), crossing)
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


def level_row(arm: str, reference: str | None, name: str, present: Floats, finished: int) -> Row:
    """Quantiles of the values that one outcome has in the finished runs of one arm."""
    column = outcome(name)
    row: Row = {"arm": arm, "reference": reference, "outcome": name, "kind": "outcome"}
    row |= {"unit": column.unit, "better": column.better}
    return row | {"n": len(present), "n_missing": finished - len(present), **quantiles(present)}


def paired_rows(
    found: Mapping[str, Floats], arm: str, reference: str, crossing: Crossing | None = None
) -> list[Row]:
    """Quantiles of what exists only for a pair, one value for each; ``crossing`` says which are not independent."""
    import numpy as np

    rows = []
    for column in PAIRED:
        values = found[column.name]
        known = np.isfinite(values)
        present = values[known]
        row: Row = {"arm": arm, "reference": reference, "outcome": column.name, "kind": "paired"}
        row |= {"unit": column.unit, "better": column.better}
        row |= {"n": len(present), "n_missing": len(values) - len(present), **quantiles(present)}
        row |= {"n_pairs": len(present), "n_dropped": len(values) - len(present)}
        if column.name == "burden_averted_months":  # a difference already: the others are ratios and shares
            low, high = mean_interval(present, None if crossing is None else crossing.of(known))
            row |= {"diff_mean": row["mean"], "diff_low": low, "diff_high": high, **spread_columns(row)}
            row |= shares(np.zeros_like(present), present, column)
            row["verdict"] = verdict_of(row)
        rows.append(row)
    return rows
