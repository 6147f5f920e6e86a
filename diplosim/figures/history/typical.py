"""One history beside the others: how far from the middle of all runs the drawn one lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.wording.numbers import decimals, number

if TYPE_CHECKING:
    import pandas as pd

#: Column of the trajectories -> its words; the first number is a year's mean, the second one the sum.
TOLD = {"events": "provocations a year", "aid_absorbed_musd": "M$ absorbed"}


def beside_the_others(runs: pd.DataFrame, replicate: int) -> str:
    """One sentence on the run ``replicate`` and the medians of all ``runs`` of its arm; empty for a single run.

    Args:
        runs: the months of all runs of one arm, with the columns of `TOLD`.
        replicate: the run that is drawn.
    """
    totals = runs.groupby("replicate")[list(TOLD)].sum()
    if len(totals) < 2 or replicate not in totals.index:
        return ""
    totals["events"] /= runs["month"].nunique() / 12
    own, others = [], []
    for name, words in TOLD.items():
        here, middle = (float(found) for found in (totals[name].to_dict()[replicate], totals[name].median()))
        places = decimals(here, middle)
        own.append(f"{number(here, places)} {words}")
        others.append(number(middle, places))
    told, medians = " and ".join(own), " and ".join(others)
    return f"In this run {told}; the medians of all {len(totals):,} runs are {medians}."
