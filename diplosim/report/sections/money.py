"""Where the money of the told histories went: pledged, paid, arrived, absorbed, and where the rest got stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.report.blocks import Block, Column, Section, Table
from diplosim.report.material import Material
from diplosim.wording.lists import listed

if TYPE_CHECKING:
    from diplosim.figures.history.accounts import Money
    from diplosim.figures.history.traced import History


def money_spent(material: Material) -> Section | None:
    """The pipeline of several scenarios, or the flow of one history; nothing if no history has accounts."""
    from diplosim.figures.history.accounts import read_money

    found: dict[str, tuple[History, Money]] = {}
    for suffix, history in material.histories.items():
        if history.has_accounts:
            found[suffix] = (history, read_money(history.tables, history.trajectory))
    if not found:
        return None
    labels = {suffix: material.label(history.arm.name) for suffix, (history, _) in found.items()}
    told = [f"{labels[suffix]}: {_in_words(money)}" for suffix, (_, money) in found.items()]
    blocks: list[Block] = []
    if material.shows("pipeline") and len(found) == len(material.arms):
        picture = material.picture("pipeline", ". ".join(told), 4)
        blocks += [] if picture is None else [picture]
    else:
        suffix, (history, _) = next(iter(found.items()))
        blocks.append(material.drawn(f"money{suffix}", history.money, told[0], 4))
    blocks.append(_table(list(labels.values()), [money for _, money in found.values()]))
    return Section("money", "Where the money went", blocks, "Money")


def _musd(amount: int) -> str:
    return f"{amount / 1000:,.1f}"


def _in_words(money: Money) -> str:
    """Every stage, in M$."""
    return listed([f"{stage.label} {_musd(stage.amount)} M$" for stage in money.stages])


def _table(labels: list[str], moneys: list[Money]) -> Table:
    """Stages and what fell off after each, arms across."""
    lines: dict[str, list[str]] = {}
    for place, money in enumerate(moneys):
        for stage in money.stages:
            parts = [(stage.label, stage.amount), *((f"– {fate.label}", fate.amount) for fate in stage.lost)]
            for words, amount in parts:
                lines.setdefault(words, ["0.0"] * len(moneys))[place] = _musd(amount)
    columns = [
        Column("Stage, and what fell off after it", numeric=False),
        *(Column(f"{name}, M$") for name in labels),
    ]
    rows = [[words, *amounts] for words, amounts in lines.items()]
    return Table("Money in the histories that are told, in M$", columns, rows, folded=True)
