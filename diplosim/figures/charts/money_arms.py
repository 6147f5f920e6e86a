"""The money of one history of each arm, and how far all runs of the arm lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from diplosim.figures.history.money import Money, read_money
from diplosim.wording.names import plain_name

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {"Paid by donors": "donors_paid_musd", "Disbursed": "aid_disbursed_musd", "Arrived": "aid_arrived_musd",
           "Absorbed": "aid_absorbed_musd"}  # fmt: skip
Range = tuple[float, float, float]


@dataclass(frozen=True)
class MoneyArm:
    """One arm: its name, the money of its history, and per stage the 5, 50 and 95 % quantiles of all runs (M$)."""

    label: str
    money: Money
    runs: int
    spread: Mapping[str, Range]
    """Empty with a single run."""


def money_arms(
    tables: pd.DataFrame, trajectories: pd.DataFrame, arms: Mapping[str, str] | Sequence[str] | None
) -> list[MoneyArm]:
    """Read the arms in order; a mapping also gives their labels.

    Raises:
        ValueError: no accounts, an unknown arm, or accounts that do not add up.
    """
    present = list(dict.fromkeys(str(arm) for arm in tables["arm"]))
    named = dict(arms) if isinstance(arms, Mapping) else {arm: plain_name(arm) for arm in arms or present}
    absent = [arm for arm in named if arm not in present]
    if absent:
        raise ValueError(
            f"no accounts of arm {absent[0]!r}; the table has: {', '.join(present) or 'no rows'}"
        )
    if not named:
        raise ValueError("no money to draw: the table of negotiation tables is empty")
    return [_arm(name, label, tables, trajectories) for name, label in named.items()]


def _arm(name: str, label: str, tables: pd.DataFrame, trajectories: pd.DataFrame) -> MoneyArm:
    mine, runs = tables[tables["arm"] == name], trajectories[trajectories["arm"] == name]
    money = read_money(mine, runs[runs["replicate"] == mine["replicate"].iloc[0]])
    sums = runs.groupby(["sample", "replicate"], sort=True)[list(COLUMNS.values())].sum()
    if len(sums) < 2:
        return MoneyArm(label, money, len(sums), {})
    low, middle, high = np.quantile(sums.to_numpy(dtype=float), (0.05, 0.5, 0.95), axis=0)
    spread = {stage: (float(low[at]), float(middle[at]), float(high[at])) for at, stage in enumerate(COLUMNS)}
    return MoneyArm(label, money, len(sums), spread)
