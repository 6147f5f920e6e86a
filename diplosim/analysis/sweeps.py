"""The summary of a sweep: the rows of ``summary.csv``, made column by column so that memory stays flat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diplosim.analysis.crossed import Crossing
from diplosim.analysis.paired import paired_statistics
from diplosim.analysis.pairs import PAIR_METRICS, pair_arrays
from diplosim.analysis.summary import Row, level_row, paired_rows
from diplosim.experiment.assemble import Tables
from diplosim.metrics.columns import outcome, outcome_names

if TYPE_CHECKING:
    from diplosim.experiment.sweep_plan import Plan


def summarise_sweep(tables: Tables) -> list[Row]:
    """Quantiles of every outcome by arm over samples and replicates, and paired comparisons with the reference.

    The quantities that exist only for pairs of months use the runs that keep their months.
    """
    import numpy as np

    plan, finished = tables.plan, tables.finished()
    names = [arm.name for arm in plan.arms]
    reference = names[0]
    by_arm: dict[str, list[Row]] = {name: [] for name in names}
    crossing = _crossing(plan, range(plan.pairs))
    for name in outcome_names():
        cube = tables.outcome(name)
        for place, (arm, values) in enumerate(zip(names, cube, strict=True)):
            present = values[np.isfinite(values)]
            row = level_row(arm, None if place == 0 else reference, name, present, finished[place])
            if place > 0:
                row |= paired_statistics(cube[0], values, outcome(name), crossing)
            by_arm[arm].append(row)
    if len(names) > 1:
        cubes = tables.months(PAIR_METRICS)
        crossing = _crossing(plan, range(0, plan.pairs, plan.stride))
        before = {name: cube[0].astype(np.float64) for name, cube in cubes.items()}
        for place, arm in enumerate(names[1:], start=1):
            after = {name: cube[place].astype(np.float64) for name, cube in cubes.items()}
            found = pair_arrays(before, after, _law(plan, place))
            by_arm[arm] += paired_rows(found, arm, reference, crossing)
    return [row for rows in by_arm.values() for row in rows]


def _crossing(plan: Plan, pairs: range) -> Crossing:
    """Sample and replicate of some pairs."""
    import numpy as np

    sample, replicate = np.divmod(np.asarray(pairs, dtype=np.int64), plan.replicates)
    return Crossing(sample, replicate)


def _law(plan: Plan, arm: int) -> Any:
    """The humanitarian carve-out that the law gives anyway, for each kept pair if it varies."""
    import numpy as np

    name = "sanctions.e_law0"
    if name not in plan.names:
        return float(plan.arms[arm].parameters[name])
    column = plan.names.index(name)
    kept = range(0, plan.pairs, plan.stride)
    return np.array([[plan.samples[pair // plan.replicates][column]] for pair in kept], dtype=np.float64)
