"""A drawn history says how far from the middle of all runs it lies."""

from __future__ import annotations

import pandas as pd

from diplosim.figures.arms import beside_the_others
from diplosim.wording.numbers import number


def runs(replicates: int) -> pd.DataFrame:
    rows = [
        {"replicate": r, "month": m, "events": r, "aid_absorbed_musd": 10.0 * r}
        for r in range(replicates)
        for m in range(24)
    ]
    return pd.DataFrame(rows)


def test_the_run_is_told_beside_the_medians() -> None:
    told = beside_the_others(runs(3), 2)
    assert told == (
        "In this run 24.0 provocations a year and 480 M$ absorbed; the medians of all 3 runs are 12.0 and 240."
    )


def test_a_median_is_rounded_as_in_the_tables_though_months_are_kept_in_single_precision() -> None:
    """228 and 229 provocations in ten years: the median of 22.85 a year is 22.9 wherever it is told."""
    months = pd.DataFrame({"replicate": [0, 1], "events": [228.0, 229.0], "aid_absorbed_musd": 0.0})
    decade = months.merge(pd.DataFrame({"month": range(120)}), how="cross")
    decade["events"] = decade["events"].where(decade["month"] == 0, 0).astype("float32")
    assert f"the medians of all 2 runs are {number((22.8 + 22.9) / 2)} and" in beside_the_others(decade, 0)


def test_a_single_run_is_not_compared() -> None:
    assert beside_the_others(runs(1), 0) == ""
    assert beside_the_others(runs(2), 7) == ""
