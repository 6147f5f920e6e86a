"""One history with its reasons."""

from __future__ import annotations

from diplosim.figures.history.traced import History
from diplosim.figures.listing import HISTORIES_MOST
from diplosim.report.blocks import Block, Column, Heading, Missing, Section, Steps, Table, Text
from diplosim.report.decisions import against, counted, important
from diplosim.report.material import Material
from diplosim.wording.lists import capital, inside, listed


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
