"""The histories that are told: each with its reasons, where its money went, and who trusted whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.cases import present
from diplosim.figures.arms import History
from diplosim.figures.listing import HISTORIES_MOST
from diplosim.report.blocks import Block, Column, Heading, Missing, Section, Steps, Table, Text
from diplosim.report.decisions import against, counted, important
from diplosim.report.material import Material
from diplosim.wording.names import capital, inside, listed
from diplosim.wording.numbers import DASH, number

if TYPE_CHECKING:
    from diplosim.figures.arms import History
    from diplosim.figures.history.accounts import Money


def one_history(material: Material) -> Section | Missing | None:
    """For each traced run: the lanes, what happened how often, the decisions worth reading."""
    if not material.histories:
        return _missing(material, "One history with its reasons")
    blocks: list[Block] = [Text(
        "One of many possible histories, told to show how the numbers above come about; none is the future to expect. "
        "The terms of a decision add up to its value, which is held against a threshold or a draw of chance."
        + _choice(material), "note",
    )]  # fmt: skip
    for rank, (suffix, history) in enumerate(material.histories.items()):
        blocks += _history(material, suffix, history, rank)
    return Section("history", "One history, with reasons", blocks, "One history")


def _choice(material: Material) -> str:
    """Why these runs are told, if the sweep chose them itself."""
    rows = material.analysis("histories")
    told = any(
        suffix.startswith(f"_run{int(row['run']):06d}") for suffix in material.histories for row in rows
    )
    return f" {rows[0]['why']}" if told else ""


def _missing(material: Material, title: str) -> Missing | None:
    if not material.results.traced:
        return material.missing(title, "an experiment keeps no decisions of its runs; repeat one with its log",
                       "diplosim rerun RESULTS 0")  # fmt: skip
    if len(material.arms) > HISTORIES_MOST:
        return Missing(title, f"with more than {HISTORIES_MOST} scenarios the histories stay in events.jsonl",
                       f"diplosim explain RESULTS --arm {material.arms[-1].name}")  # fmt: skip
    return None


def _history(material: Material, suffix: str, history: History, rank: int) -> list[Block]:
    records = history.events
    names = {actor.code: actor.name for actor in history.arm.actors}
    numbers = counted(records)
    told = listed([f"{count} × {inside(words)}" for words, count in numbers if count])
    reasons = against(records)
    most = (
        f" What spoke most against packages turned down: {reasons[0][0]} ({reasons[0][1]} times)."
        if reasons
        else ""
    )
    picture = material.drawn(
        f"lanes{suffix}", history.lanes, f"{told or 'Nothing'} happened.{most}", 3 + rank
    )
    blocks: list[Block] = [Heading(capital(history.label))] if len(material.histories) > 1 else []
    blocks.append(picture)
    rows = [[words, f"{count:,}"] for words, count in numbers]
    rows += [[f"Packages turned down mostly because of: {words}", f"{count:,}"] for words, count in reasons]
    counts = Table(f"What happened in this history of {history.label}, counted",
                   [Column("What", numeric=False), Column("Times")], rows, folded=True)  # fmt: skip
    steps = important(records, names)
    reasons_told = (
        [Steps(f"Decisions and events of {history.label}, with their reasons", steps)] if steps else []
    )
    return [*blocks, counts, *_ripeness(material, suffix, history), *reasons_told]


def _ripeness(material: Material, suffix: str, history: History) -> list[Block]:
    """What became of every table of negotiation, where one history is told."""
    if len(material.histories) > 1 or not history.has_accounts:
        return []
    names = {actor.code: actor.name for actor in history.arm.actors}
    months = history.tables.groupby(["table", "state"], sort=False).size()
    states = list(dict.fromkeys(history.tables["state"]))
    tables = list(dict.fromkeys(str(code) for code in history.tables["table"]))
    rows = [
        [names.get(code, code), *(f"{int(months.get((code, state), 0))}" for state in states)]
        for code in tables
    ]
    told = "; ".join(f"{row[0]}: {listed([f'{state} {n} months' for state, n in zip(states, row[1:], strict=True)])}"
                     for row in rows)  # fmt: skip
    columns = [Column("Talks with", numeric=False), *(Column(f"{state}, months") for state in states)]
    caption = f"What became of the talks in this history of {history.label}"
    picture = material.drawn(f"ripeness{suffix}", history.ripeness, f"{told}.", 6)
    return [picture, Table(caption, columns, rows, folded=True)]


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
    blocks.append(_stages(list(labels.values()), [money for _, money in found.values()]))
    return Section("money", "Where the money went", blocks, "Money")


def _musd(amount: int) -> str:
    return f"{amount / 1000:,.1f}"


def _in_words(money: Money) -> str:
    """Every stage, in M$."""
    return listed([f"{stage.label} {_musd(stage.amount)} M$" for stage in money.stages])


def _stages(labels: list[str], moneys: list[Money]) -> Table:
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


def network(material: Material) -> Section | None:
    """The network of every history that is told."""
    if not material.histories:
        return None
    blocks: list[Block] = []
    for rank, (suffix, history) in enumerate(material.histories.items()):
        rows, named = _trust(history), present().called
        name = named.removeprefix("the ")
        if not rows:
            continue
        told = "; ".join(f"{row[0]}: {name}’s trust {row[1]} to {row[2]}, trust in {named} {row[3]} to {row[4]}"
                         for row in rows)  # fmt: skip
        blocks += [Heading(capital(history.label))] if len(material.histories) > 1 else []
        blocks.append(material.drawn(f"network{suffix}", history.network, f"{told}.", 5 + rank))
        columns = [Column("Actor", numeric=False), Column(f"{name}’s trust, start"), Column("end"),
                   Column(f"Trust in {named}, start"), Column("end")]  # fmt: skip
        caption = f"Trust in this history of {history.label}, mean of security and health (0 to 1)"
        blocks.append(Table(caption, columns, rows, folded=True))
    return Section("network", "Who trusts whom", blocks, "Trust network") if blocks else None


def _trust(history: History) -> list[list[str]]:
    """Trust of and in every actor, in the first and in the last month."""
    trust = history.traced(history.results.trust)
    if trust.empty:
        return []
    means = trust.groupby(["actor", "direction", "month"], sort=False)["trust"].mean()
    first, last = int(trust["month"].min()), int(trust["month"].max())
    names = {actor.code: actor.name for actor in history.arm.actors}

    def at(actor: str, way: str, month: int) -> str:
        return number(float(means[actor, way, month]), 2) if (actor, way, month) in means.index else DASH

    actors = dict.fromkeys(str(code) for code in trust["actor"])
    return [
        [
            names.get(actor, actor),
            *(at(actor, way, month) for way in ("out", "in") for month in (first, last)),
        ]
        for actor in actors
    ]
