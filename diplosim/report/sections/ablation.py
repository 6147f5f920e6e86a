"""Which part of a policy or bundle does it, from ``diplosim ablation``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from diplosim.analysis.ablation.effects import ALONE, LAST, WHOLE
from diplosim.experiment import safe_name
from diplosim.report.blocks import Block, Bullets, Cell, Column, Heading, Missing, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.words import difference, numeric, title, verdict, verdict_cell
from diplosim.wording.lists import listed
from diplosim.wording.names import arm_name, plain_name
from diplosim.wording.verdicts import BETTER, WORSE

Row = dict[str, Any]
Found = Mapping[tuple[str, str, str], Row]
TITLE = "Which part does it"
#: A part that works against the others is named from this share of the largest effect on.
SMALL = 0.1


def ablation(material: Material) -> Section | Missing | None:
    """For every policy that was taken apart: what its parts do in company, and alone."""
    rows = [numeric(row) for row in material.analysis("ablation")]
    if not rows:
        apart = material.results.is_sweep and material.results.document.get("ablate")
        return (
            material.missing(TITLE, "no policy has been taken apart yet", "diplosim ablation RESULTS")
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
    about = f"Which part of {material.label(wholes[0])} does it" if len(wholes) == 1 else TITLE
    return Section("ablation", about, blocks, "Parts")


def _told(material: Material, whole: str, rows: Sequence[Row]) -> list[Block]:
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
    return [*blocks, _table(found, parts, names, LAST, "Added last, to all the other parts"),
            _table(found, parts, names, ALONE, "Each part alone")]  # fmt: skip


def _sentence(found: Found, parts: Sequence[str], name: str) -> str:
    """What the whole changes, which part helps most, and which work against it."""
    full = found["", WHOLE, name]
    words = f"the whole {difference(full)} ({verdict(full, name)})"
    last = {part: found[part, LAST, name] for part in parts if (part, LAST, name) in found}
    said = {part: verdict(row, name) for part, row in last.items()}
    least = SMALL * max((abs(row["diff_mean"] or 0.0) for row in last.values()), default=0.0)
    helping = [part for part in said if said[part] == BETTER]
    if helping:
        most = max(helping, key=lambda part: abs(found[part, LAST, name]["diff_mean"]))
        words += f"; added last, {arm_name(most)} helps most ({difference(found[most, LAST, name])})"
    against = [
        f"{arm_name(p)} ({difference(found[p, LAST, name])})"
        for p in said
        if said[p] == WORSE and abs(last[p]["diff_mean"]) > least
    ]
    return words + (f"; against it works {listed(against)}" if against else "") + "."


def _table(found: Found, parts: Sequence[str], names: Sequence[str], effect: str, caption: str) -> Table:
    """Parts down, outcomes across; the whole first."""
    lines = [[Cell("The whole"), *(_cell(found.get(("", WHOLE, name)), name) for name in names)]]
    lines += [
        [Cell(plain_name(part)), *(_cell(found.get((part, effect, name)), name) for name in names)]
        for part in parts
    ]
    columns = [Column("Part", numeric=False), *(Column(title(name)) for name in names)]
    return Table(caption, columns, lines, folded=effect == ALONE)


def _cell(row: Row | None, name: str) -> Cell:
    return verdict_cell(row or {}, name, with_difference=True)
