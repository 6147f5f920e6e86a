"""Whether findings depend on an assumption that is one of several, from ``diplosim structure``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from diplosim.analysis.sensitivity.source import named
from diplosim.report.blocks import Block, Bullets, Cell, Column, Missing, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.words import numeric, title, verdict_cell
from diplosim.wording.lists import plural
from diplosim.wording.names import value_name
from diplosim.wording.verdicts import FLIPS, ONE_VALUE, SOME_VALUES, STRUCTURE

Row = dict[str, Any]
#: Findings of these kinds have a line in the table.
SHOWN = (FLIPS, ONE_VALUE, SOME_VALUES)


def structure(material: Material) -> Section | Missing | None:
    """How many findings flip, fade or hold, and those that do not hold."""
    rows = [numeric(row) for row in material.analysis("structure")]
    if not rows:
        noted = [row["title"] for row in material.analysis("left_out")]
        return material.missing(TITLE, "", "") if TITLE in noted else None
    by, values = rows[0]["by"], list(dict.fromkeys(value_name(row["value"]) for row in rows))
    findings: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        findings.setdefault((row["arm"], row["outcome"]), []).append(row)
    counts = Counter(own[0]["finding"] for own in findings.values())
    told = [(f"{counts[kind]}:", f"{STRUCTURE[kind]}.") for kind in STRUCTURE if counts[kind]]
    pictures = [
        material.kept(f"structure{more}", "The table below has the numbers.", 7) for more in ("", "_2")
    ]
    blocks: list[Block] = [
        Text(f"What policies change against {material.label(material.reference.name)}, under {'; '.join(values)}: of "
             f"{plural(len(findings), 'finding')}"),
        Bullets(told),
        *(picture for picture in pictures if picture is not None),
        *_table(material, findings, values),
        Text("A finding is one policy and one outcome; it is supported where the 95 % interval of its mean difference "
             "excludes zero. One interval in twenty does so by chance. "
             "All findings: analysis/structure.csv.", "note"),
    ]  # fmt: skip
    return Section("structure", f"Does it depend on {named(by)}?", blocks, "Rules")


TITLE = "Does it hold under every rule"


def _table(
    material: Material, findings: dict[tuple[str, str], list[Row]], values: Sequence[str]
) -> list[Block]:
    """The findings that not every value supports, a column for each value."""
    lines = []
    for (arm, name), own in findings.items():
        if own[0]["finding"] in SHOWN:
            cells = [verdict_cell(row, name, with_difference=True) for row in own]
            lines.append([Cell(f"{material.label(arm)}: {title(name)}"), *cells])
    if not lines:
        return []
    columns = [Column("Policy and outcome", numeric=False), *(Column(value) for value in values)]
    return [
        Table("Findings that depend on it, the most contrary first", columns, lines, folded=len(lines) > 8)
    ]
