"""What each policy changes in the status quo of 2026, under the first and the second model, and what changed it.

Paired runs: each policy meets the shocks of the status quo of its model. Mean changes, with their standard errors.
The last columns name the mechanism of the second model without which the policy changes most else, and that change;
only what is more than four standard errors away counts, since some eight hundred differences are looked at.
"""

from __future__ import annotations

import argparse

import pandas as pd

import diplosim as ds
from diplosim.policies import names
from diplosim.scenario import PARAMETERS, Scenario

OUTCOMES = {"events_per_year": 2, "disease_burden_end": 4}
SWITCHES = [name for name in PARAMETERS if name.startswith("mechanisms.")]
#: Standard errors from which on a mechanism is said to have changed an effect.
CLEARLY = 4.0


def changes(base: Scenario, replicates: int) -> pd.DataFrame:
    """Paired changes: a row for each policy and replicate, a column for each outcome."""
    arms = [base, *(base.with_(name=name, policies=[name]) for name in names())]
    runs = ds.compare(*arms, replicates=replicates).runs.set_index(["arm", "replicate"])[[*OUTCOMES]]
    return pd.concat({name: runs.loc[name] - runs.loc[base.name] for name in names()})


def carrier(policy: str, outcome: str, full: pd.DataFrame, without: dict[str, pd.DataFrame]) -> str:
    """The mechanism without which the effect differs most, and the effect without it."""
    digits, most, told = OUTCOMES[outcome], 0.0, "-"
    for switch, changed in without.items():
        carried = full.loc[policy][outcome] - changed.loc[policy][outcome]
        if abs(carried.mean()) > max(most, CLEARLY * carried.sem()):
            most = abs(carried.mean())
            told = f"{switch.removeprefix('mechanisms.')} ({changed.loc[policy][outcome].mean():+.{digits}f})"
    return told


def _told(change: pd.Series[float], digits: int) -> str:
    return f"{change.mean():+.{digits}f} ({change.sem():.{digits}f})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=100)
    replicates = parser.parse_args().replicates
    first, base = (Scenario.load(name) for name in ("first_model", "status_quo"))
    old, new = changes(first, replicates), changes(base, replicates)
    without = {name: changes(base.with_(parameters={name: 0}), replicates) for name in SWITCHES}
    print(
        "| policy | events a year: first model | second | without | burden at the end: first | second | without |"
    )
    print("|---|---|---|---|---|---|---|")
    for policy in names():
        cells = []
        for outcome, digits in OUTCOMES.items():
            cells += [_told(table.loc[policy][outcome], digits) for table in (old, new)]
            cells.append(carrier(policy, outcome, new, without))
        print(f"| `{policy}` | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
