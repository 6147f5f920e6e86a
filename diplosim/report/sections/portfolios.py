"""Who should do what: the answer of ``diplosim design``, its portfolios, those that fail first, and its rules."""

from __future__ import annotations

import math
from collections.abc import Sequence

from diplosim.metrics.columns import outcome
from diplosim.portfolio.judging import ORDER, ROBUST, STATIC
from diplosim.portfolio.question import REFERENCE
from diplosim.report.blocks import Block, Cell, Column, Section, Table, Text
from diplosim.report.material import Line, Material
from diplosim.report.words import title
from diplosim.wording.names import capital
from diplosim.wording.numbers import decimals, percent, signed


def portfolios(material: Material) -> Section | None:
    """What the search found and the test said; ``None`` for results that no design has made."""
    answer, rows = material.analysis("design"), material.analysis("portfolios")
    if not answer or not rows:
        return None
    [asked] = answer
    picture = material.kept("portfolios", "The table below has the numbers.", 9)
    blocks: list[Block] = [Text(asked["answer"], "strong")]
    blocks += [] if picture is None else [picture]
    blocks.append(_tested(rows, percent(float(asked["share"]))))
    blocks += _adaptive(material.analysis("adaptive"))
    blocks.append(Text(
        "The search saw other draws and other replicates than the test, so what was only luck does not come back. "
        "Which portfolios were tried at all depends on the levers that the design offers. All draws meet the same "
        "replicates: a share of draws says nothing about chance, the interval of the mean does.", "note"))  # fmt: skip
    return Section("portfolios", "Who should do what?", blocks, "Portfolios")


def _number(row: Line, key: str) -> float:
    return float(row[key]) if row.get(key) else math.nan


def _groups(rows: Sequence[Line], key: str) -> list[list[Line]]:
    found: dict[str, list[Line]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return list(found.values())


def _head(rows: Sequence[Line]) -> list[Column]:
    return [Column(f"{title(row['outcome'])}, {row['unit']}") for row in rows]


def _mean(row: Line, verdict: str) -> str:
    mean = _number(row, "diff_mean")
    return signed(mean, decimals(mean)) + (
        "*" if row[verdict] in ("better", "worse", "higher", "lower") else ""
    )


def _tested(rows: Sequence[Line], share: str) -> Table:
    groups = [group for group in _groups(rows, "portfolio") if group[0]["portfolio"] != REFERENCE]
    groups.sort(key=lambda group: ORDER.index(group[0]["verdict"]))
    lines: list[list[Cell | str]] = []
    for group in groups:
        first = group[0]
        verdict = first["verdict"] + ("" if first["on_front"] == "True" else ", dominated")
        reason = f": {first['why']}" if first["why"] else ""
        cells = [f"{_mean(row, 'difference')}; {_share(row)}" for row in group]
        tone = "better" if first["verdict"] == ROBUST else ""
        lines.append([f"{first['portfolio']}: {first['title']}", Cell(f"{verdict}{reason}", tone), *cells])
    columns = [
        Column("Portfolio", numeric=False),
        Column("Verdict", numeric=False),
        *_head(groups[0] if groups else []),
    ]
    caption = (
        "Portfolios on fresh draws: mean difference from the reference; share of the draws in which better"
    )
    note = f"*: the 95 % interval leaves zero out. Of money the second number is reached at most in {share} of draws."
    return Table(caption, columns, lines, note=note)


def _share(row: Line) -> str:
    if outcome(row["outcome"]).better is None:
        reached = _number(row, "reached")
        return signed(reached, decimals(reached))
    return percent(_number(row, "share_better"))


def _adaptive(rows: Sequence[Line]) -> list[Block]:
    """What following a rule changes, where it switches in some runs."""
    groups = _groups(
        [row for row in rows if row["against"] == STATIC and _number(row, "switched_share") > 0], "title"
    )
    if not groups:
        return []
    lines = [
        [capital(group[0]["title"]), percent(_number(group[0], "switched_share")),
         *(_mean(row, "verdict") for row in group)]
        for group in groups
    ]  # fmt: skip
    columns = [Column("Portfolio and rule", numeric=False), Column("Switches in"), *_head(groups[0])]
    return [
        Table(
            "Adaptive less static, same shocks: what following a rule changes",
            columns,
            lines,
            folded=len(lines) > 6,
        )
    ]
