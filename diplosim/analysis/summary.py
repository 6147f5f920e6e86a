"""The summary of a comparison: one row per arm and outcome, as in ``summary.csv``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from diplosim.analysis.crossed import Crossing
from diplosim.analysis.paired import (
    mean_interval,
    paired_statistics,
    quantiles,
    shares,
    spread_columns,
)
from diplosim.analysis.pairs import pair_quantities
from diplosim.metrics.columns import ordered, outcome
from diplosim.metrics.declared import OUTCOMES, PAIRED, RUN_KEYS, SUMMARY_COLUMNS
from diplosim.wording.verdicts import verdict_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Row = dict[str, Any]

#: Columns of ``summary.csv`` in their order.
SUMMARY_NAMES = tuple(column.name for column in SUMMARY_COLUMNS)


def summarise(
    runs: pd.DataFrame,
    trajectories: pd.DataFrame,
    arms: Sequence[str],
    e_law0: Mapping[str, float],
) -> list[Row]:
    """Quantiles of every outcome by arm, and paired comparisons of each further arm with the first.

    ``e_law0`` gives, per arm, the humanitarian carve-out that the law gives anyway (for pocketing).
    """
    reference = arms[0]
    rows: list[Row] = []
    for arm in arms:
        other = None if arm == reference else reference
        rows += [_outcome_row(runs, arm, other, name) for name in outcome_names(runs)]
        if other is not None:
            rows += _paired_rows(trajectories, arm, other, e_law0[arm])
    return rows


def outcome_names(runs: pd.DataFrame) -> list[str]:
    """The outcomes of a table of runs, declared ones first."""
    keys = {column.name for column in RUN_KEYS}
    return [name for name in ordered(OUTCOMES, set(runs.columns) - keys) if name in runs.columns]


def _outcome_row(runs: pd.DataFrame, arm: str, reference: str | None, name: str) -> Row:
    """Quantiles of one outcome of one arm, and its paired comparison if there is a reference."""
    import numpy as np

    values = runs.loc[(runs["arm"] == arm) & (runs["status"] == "ok"), name].astype("float64")
    present = np.asarray(values.dropna(), dtype=np.float64)
    row = level_row(arm, reference, name, present, len(values))
    if reference is not None:
        pairs = aligned(runs, reference, arm, name)
        row |= paired_statistics(pairs["reference"].to_numpy(), pairs["arm"].to_numpy(), outcome(name))
    return row


def level_row(arm: str, reference: str | None, name: str, present: Floats, finished: int) -> Row:
    """Quantiles of the values that one outcome has in the finished runs of one arm."""
    column = outcome(name)
    row: Row = {"arm": arm, "reference": reference, "outcome": name, "kind": "outcome"}
    row |= {"unit": column.unit, "better": column.better}
    return row | {"n": len(present), "n_missing": finished - len(present), **quantiles(present)}


def aligned(runs: pd.DataFrame, reference: str, arm: str, name: str) -> pd.DataFrame:
    """One outcome of reference and arm side by side, by (sample, replicate); NaN where a run has none."""
    import pandas as pd

    keyed = runs.set_index(["sample", "replicate"])
    sides = {
        side: keyed.loc[keyed["arm"] == label, name].astype("float64")
        for side, label in (("reference", reference), ("arm", arm))
    }
    return pd.concat(sides, axis=1).sort_index()


def _paired_rows(trajectories: pd.DataFrame, arm: str, reference: str, e_law0: float) -> list[Row]:
    """Quantiles over pairs of the quantities that exist only for a pair; the mean gets an interval."""
    table = pair_quantities(trajectories, reference, arm, e_law0)
    return paired_rows({name: table[name].to_numpy() for name in table.columns}, arm, reference)


def paired_rows(
    found: Mapping[str, Floats], arm: str, reference: str, crossing: Crossing | None = None
) -> list[Row]:
    """The same from arrays: one value for each pair; ``crossing`` says which pairs are not independent."""
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
