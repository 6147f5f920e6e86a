"""Where the money of one history is: pledged, paid, disbursed, arrived, absorbed, and everything that fell off between.

All amounts are whole k$ as the model keeps them, so that every stage is exactly the next one plus what fell off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from diplosim.figures.layout import roles
from diplosim.wording.names import plain_name, with_recipient
from diplosim.wording.numbers import compact

if TYPE_CHECKING:
    import pandas as pd

KUSD = 1000.0
FLOWS = ("donors_paid_musd", "aid_disbursed_musd", "aid_arrived_musd", "kept_out_musd", "compliance_musd",
         "spoiled_musd", "aid_diverted_musd", "aid_pledged_musd")  # fmt: skip


class Fate(NamedTuple):
    """Money that did not go on to the next stage: what became of it, how much (k$) and how it is drawn."""

    label: str
    amount: int
    role: roles.MoneyRole


class Stage(NamedTuple):
    """One stage of the pipeline: what reached it (k$), and what of that did not reach the next one."""

    label: str
    amount: int
    lost: tuple[Fate, ...]


@dataclass(frozen=True)
class Money:
    """The donors' money of one history, stage by stage, and the recipient's own part."""

    stages: tuple[Stage, ...]
    partners: tuple[tuple[str, int], ...]
    """Code of each table that pledged, and how much (k$)."""
    own: Stage
    """The recipient's co-financing: pledged, and what did not reach the health system."""
    standing: int = 0
    """What of the pledges was made by agreements in force at the start, k$: ``aid_pledged_musd`` leaves it out."""

    @property
    def pledged(self) -> int:
        """What donors pledged, k$."""
        return self.stages[0].amount

    @property
    def absorbed(self) -> int:
        """What of that reached the health system, k$."""
        return self.stages[-1].amount

    @property
    def fates(self) -> list[Fate]:
        """Everything that did not reach the health system, in the order of the stages."""
        return [fate for stage in self.stages for fate in stage.lost]


def read_money(tables: pd.DataFrame, trajectory: pd.DataFrame) -> Money:
    """Read the accounts of one history.

    Args:
        tables: its rows of ``tables.parquet``.
        trajectory: its rows of ``trajectories.parquet``; its flows tell where returned money came from.

    Raises:
        ValueError: no rows, more than one history, or accounts that do not add up.
    """
    if tables.empty or trajectory.empty:
        raise ValueError("no money to draw: the table of negotiation tables is empty")
    last = tables[tables["month"] == tables["month"].max()]
    if last["table"].duplicated().any():
        raise ValueError("accounts are those of one run; choose one arm, sample and replicate")
    sums = {str(name): int(last[name].sum()) for name in last.columns if last[name].dtype.kind == "i"}
    # Results of older versions lack some flows: of these nothing is told apart.
    flows = {
        column: int(np.rint(KUSD * trajectory[column].to_numpy()).sum())
        for column in FLOWS
        if column in trajectory
    }
    partners = [(str(code), int(amount)) for code, amount in zip(last["table"], last["pledged"], strict=True)]
    standing = sums["pledged"] - flows.get("aid_pledged_musd", sums["pledged"])
    money = Money(_stages(sums, flows), tuple(pair for pair in partners if pair[1] > 0), _own(sums), standing)
    _check(money)
    return money


def _stages(sums: Mapping[str, int], flows: Mapping[str, int]) -> tuple[Stage, ...]:
    """The stages; what was returned is split by where it came from (the fund, or goods on their way).

    What lost access kept out is cancelled when the agreement ends, and until then not paid yet. Goods that a
    cancellation leaves behind are diverted in the ledger, not in ``aid_diverted_musd``, which counts them on arrival.
    """
    paid, disbursed, arrived = (flows[column] for column in FLOWS[:3])
    kept_out, compliance, spoiled = (flows.get(column, 0) for column in FLOWS[3:6])
    diverted = flows.get("aid_diverted_musd", sums["diverted"])
    from_fund = paid - disbursed - sums["fund_balance"]
    kept_out = min(kept_out, sums["cancelled"])
    return (
        Stage("Pledged", sums["pledged"], (
            Fate("not paid yet", sums["undisbursed"], roles.WAITING),
            Fate("kept out by lost access", kept_out, roles.BACK),
            Fate("never paid", sums["cancelled"] - kept_out, roles.BACK),
        )),
        Stage("Paid by donors", paid, (
            Fate("left in the fund", sums["fund_balance"], roles.WAITING),
            Fate("sent back by the fund", from_fund, roles.BACK),
        )),
        Stage("Disbursed", disbursed, (
            Fate("overhead", sums["overhead"] - compliance, roles.SPENT),
            Fate("cost of complying with sanctions", compliance, roles.SPENT),
            Fate("held", sums["held"], roles.WAITING),
            Fate("in transit", sums["transit"], roles.WAITING),
            Fate("spoilt at the border", spoiled, roles.SPENT),
            Fate("sent back on the way", sums["returned"] - from_fund, roles.BACK),
        )),
        Stage("Arrived", arrived, (
            Fate("in stock", sums["stock"], roles.WAITING),
            Fate("wasted", sums["wasted"] - spoiled, roles.SPENT),
            Fate("diverted", diverted, roles.SPENT),
            Fate("left behind at a cancellation", sums["diverted"] - diverted, roles.SPENT),
        )),
        Stage("Absorbed", sums["absorbed"], ()),
    )  # fmt: skip


def _own(sums: dict[str, int]) -> Stage:
    return Stage(with_recipient("Recipient’s own part"), sums["local_pledged"], (
        Fate("not paid yet", sums["local_unpaid"], roles.WAITING),
        Fate("in stock", sums["local_stock"], roles.WAITING),
        Fate("ended with the agreement", sums["local_cancelled"], roles.BACK),
    ))  # fmt: skip


def _check(money: Money) -> None:
    """Nothing may be lost between the stages, to the last k$."""
    for stage, after in zip(money.stages, money.stages[1:], strict=False):
        gap = stage.amount - after.amount - sum(fate.amount for fate in stage.lost)
        if gap or any(fate.amount < 0 for fate in stage.lost):
            raise ValueError(
                f"the accounts do not add up between {stage.label!r} and {after.label!r}: {gap} k$"
            )


def musd(amount: float) -> str:
    """An amount in k$ as M$: "206", "31.3", "0.6", "< 0.1"."""
    if 0 < amount < 50:
        return "< 0.1"
    return compact(amount / KUSD, 0 if abs(amount) >= 99_950 else 1)


def share_of(amount: int, whole: int) -> str:
    """A share of an amount in per cent."""
    return f"{100 * amount / whole:.0f} %" if whole else "–"


def standing_words(moneys: Iterable[Money]) -> str:
    """What the pledges hold beside those of the run, as a sentence for a caption; nothing where they hold no more."""
    amounts = {money.standing for money in moneys} - {0}
    size = f" ({musd(amounts.pop())} M$)" if len(amounts) == 1 else ""
    return f"Pledged: agreements in force at the start count too{size}." if size or amounts else ""


def reached(money: Money) -> str:
    """The finding: how much of what was pledged reached the health system, and the largest part lost to it.

    What is still on its way is not lost.
    """
    if not money.pledged:
        return "no agreement was signed, so nothing was pledged"
    found = (
        f"of {musd(money.pledged)} M$ pledged, {musd(money.absorbed)} M$ "
        f"({share_of(money.absorbed, money.pledged)}) reached the health system"
    )
    worst = max(
        (fate for fate in money.fates if fate.role is not roles.WAITING), key=lambda fate: fate.amount
    )
    return f"{found}; largest loss: {worst.label} ({musd(worst.amount)} M$)" if worst.amount else found


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

    def typical(self, stage: str) -> float:
        """What reached a stage, M$: the median of the runs, or the one run."""
        amounts = {one.label: one.amount / KUSD for one in self.money.stages}
        return self.spread[stage][1] if self.spread else amounts[stage]


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
    flows = runs[list(COLUMNS.values())].astype("float64")  # months are kept in single precision
    sums = flows.groupby([runs["sample"], runs["replicate"]], sort=True).sum()
    if len(sums) < 2:
        return MoneyArm(label, money, len(sums), {})
    low, middle, high = np.quantile(sums.to_numpy(dtype=float), (0.05, 0.5, 0.95), axis=0)
    spread = {stage: (float(low[at]), float(middle[at]), float(high[at])) for at, stage in enumerate(COLUMNS)}
    return MoneyArm(label, money, len(sums), spread)
