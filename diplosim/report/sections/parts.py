"""Findings taken apart: which part of a policy or bundle does it, and whether it holds under every rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from diplosim.analysis.ablation.effects import ALONE, LAST, WHOLE
from diplosim.analysis.sensitivity.source import named
from diplosim.analysis.summary import SummaryRow
from diplosim.experiment import safe_name
from diplosim.report.blocks import Block, Bullets, Cell, Column, Heading, Missing, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.words import difference, numeric, title, verdict, verdict_cell
from diplosim.wording.names import arm_name, listed, plain_name, plural, value_name
from diplosim.wording.verdicts import BETTER, FLIPS, ONE_VALUE, SOME_VALUES, STRUCTURE, WORSE


class PartRow(SummaryRow, total=False):
    """A row of ``analysis/ablation.csv`` or of ``analysis/structure.csv``."""

    whole: str
    part: str
    effect: str
    by: str
    value: str
    finding: str


Found = Mapping[tuple[str, str, str], PartRow]
WHICH_PART = "Which part does it"
#: A part that works against the others is named from this share of the largest effect on.
SMALL = 0.1


def ablation(material: Material) -> Section | Missing | None:
    """For every policy that was taken apart: what its parts do in company, and alone."""
    rows = [cast(PartRow, numeric(row)) for row in material.analysis("ablation")]
    if not rows:
        apart = material.results.taken_apart
        return (
            material.missing(WHICH_PART, "no policy has been taken apart yet", "diplosim ablation RESULTS")
            if apart
            else None
        )
    wholes = list(dict.fromkeys(row["whole"] for row in rows))
    blocks: list[Block] = []
    for whole in wholes:
        blocks += [Heading(material.label(whole))] if len(wholes) > 1 else []
        blocks += _told(material, whole, [row for row in rows if row["whole"] == whole])
    blocks.append(
        Text("Added last: the whole less the whole without the part, what the part is worth in company. Alone: the "
             f"part by itself against {material.label(material.reference.name)}. Differences are means over the same "
             "futures.", "note")
    )  # fmt: skip
    about = f"Which part of {material.label(wholes[0])} does it" if len(wholes) == 1 else WHICH_PART
    return Section("ablation", about, blocks, "Parts")


def _told(material: Material, whole: str, rows: Sequence[PartRow]) -> list[Block]:
    """One whole: in sentences, its figures, and two tables."""
    names = list(dict.fromkeys(row["outcome"] for row in rows))
    parts = list(dict.fromkeys(row["part"] for row in rows if row["part"]))
    found = {(row["part"] or "", row["effect"], row["outcome"]): row for row in rows}
    blocks: list[Block] = [Bullets([(f"{title(name)}:", _sentence(found, parts, name)) for name in names])]
    pictures = [
        material.kept(f"ablation_{safe_name(whole)}{more}", "The tables below have the numbers.", 7)
        for more in ("", "_2")
    ]
    blocks += [picture for picture in pictures if picture is not None]
    return [*blocks, _of_parts(found, parts, names, LAST, "Added last, to all the other parts"),
            _of_parts(found, parts, names, ALONE, "Each part alone")]  # fmt: skip


def _sentence(found: Found, parts: Sequence[str], name: str) -> str:
    """What the whole changes, which part helps most, and which work against it."""
    full = found["", WHOLE, name]
    words = f"the whole {difference(full)} ({verdict(full, name)})"
    last = {part: found[part, LAST, name] for part in parts if (part, LAST, name) in found}
    said = {part: verdict(row, name) for part, row in last.items()}
    least = SMALL * max((_size(row) for row in last.values()), default=0.0)
    helping = [part for part in said if said[part] == BETTER]
    if helping:
        most = max(helping, key=lambda part: _size(found[part, LAST, name]))
        words += f"; added last, {arm_name(most)} helps most ({difference(found[most, LAST, name])})"
    against = [
        f"{arm_name(p)} ({difference(found[p, LAST, name])})"
        for p in said
        if said[p] == WORSE and _size(last[p]) > least
    ]
    return words + (f"; against it works {listed(against)}" if against else "") + "."


def _size(row: PartRow) -> float:
    return abs(row["diff_mean"] or 0.0)


def _of_parts(found: Found, parts: Sequence[str], names: Sequence[str], effect: str, caption: str) -> Table:
    """Parts down, outcomes across; the whole first."""
    lines = [[Cell("The whole"), *(_cell(found.get(("", WHOLE, name)), name) for name in names)]]
    lines += [
        [Cell(plain_name(part)), *(_cell(found.get((part, effect, name)), name) for name in names)]
        for part in parts
    ]
    columns = [Column("Part", numeric=False), *(Column(title(name)) for name in names)]
    return Table(caption, columns, lines, folded=effect == ALONE)


def _cell(row: PartRow | None, name: str) -> Cell:
    return verdict_cell(row or {}, name, with_difference=True)


#: Findings of these kinds have a line in the table.
SHOWN = (FLIPS, ONE_VALUE, SOME_VALUES)


def structure(material: Material) -> Section | Missing | None:
    """How many findings flip, fade or hold, and those that do not hold."""
    rows = [cast(PartRow, numeric(row)) for row in material.analysis("structure")]
    if not rows:
        noted = [row["title"] for row in material.analysis("left_out")]
        return material.missing(EVERY_RULE, "", "") if EVERY_RULE in noted else None
    by, values = rows[0]["by"], list(dict.fromkeys(value_name(row["value"]) for row in rows))
    findings: dict[tuple[str, str], list[PartRow]] = {}
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
        *_under_rules(material, findings, values),
        Text("A finding is one policy and one outcome; it is supported where the 95 % interval of its mean difference "
             "excludes zero. One interval in twenty does so by chance. "
             "All findings: analysis/structure.csv.", "note"),
    ]  # fmt: skip
    return Section("structure", f"Does it depend on {named(by)}?", blocks, "Rules")


EVERY_RULE = "Does it hold under every rule"


def _under_rules(
    material: Material, findings: dict[tuple[str, str], list[PartRow]], values: Sequence[str]
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
