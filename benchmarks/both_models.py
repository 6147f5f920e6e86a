"""What each policy changes in the status quo of 2026, under the first model and under the second.

Paired runs: each policy meets the shocks of the status quo of its model. Mean changes, with their standard errors.
"""

from __future__ import annotations

import argparse

import pandas as pd

import diplosim as ds
from diplosim.policies import names

OUTCOMES = {"events_per_year": 2, "disease_burden_end": 4}


def changes(model: str, replicates: int) -> dict[tuple[str, str], str]:
    """Mean change and standard error by policy and outcome."""
    base = ds.Scenario.load(model)
    arms = [base, *(base.with_(name=name, policies=[name]) for name in names())]
    runs = ds.compare(*arms, replicates=replicates).runs.set_index(["arm", "replicate"])
    return {
        (policy, outcome): _told(runs.loc[policy, outcome] - runs.loc[model, outcome], digits)
        for policy in names()
        for outcome, digits in OUTCOMES.items()
    }


def _told(change: pd.Series[float], digits: int) -> str:
    return f"{change.mean():+.{digits}f} ({change.sem():.{digits}f})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=100)
    replicates = parser.parse_args().replicates
    first, second = (changes(model, replicates) for model in ("first_model", "status_quo"))
    print("| policy | events a year: first model | second | burden at the end: first model | second |")
    print("|---|---|---|---|---|")
    for policy in names():
        cells = [table[policy, outcome] for outcome in OUTCOMES for table in (first, second)]
        print(f"| `{policy}` | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
