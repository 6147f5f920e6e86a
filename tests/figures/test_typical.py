"""A drawn history says how far from the middle of all runs it lies."""

from __future__ import annotations

import pandas as pd

from diplosim.figures.arms import beside_the_others


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


def test_a_single_run_is_not_compared() -> None:
    assert beside_the_others(runs(1), 0) == ""
    assert beside_the_others(runs(2), 7) == ""
