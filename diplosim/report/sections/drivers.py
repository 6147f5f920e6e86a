"""What drives the results: the strongest assumptions, from ``diplosim sensitivity``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from diplosim.analysis.numbers import signed
from diplosim.report.blocks import Block, Bullets, Column, Missing, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.words import listed, plural, title

Row = dict[str, Any]
#: Drivers named in a cell, and figures shown.
NAMED, FIGURES = 3, 3
#: The measure that ranks, by method: the first that the table holds.
MEASURES = {
    "prcc": "partial rank correlation (from −1 to 1; its sign says which way)",
    "ST": "share of variance with interactions (0 to 1)",
    "mu_star": "mean absolute effect over the range",
    "pawn": "shift of the distribution (0 to 1)",
}


def what_drives_it(material: Material) -> Section | Missing | None:
    """The clear drivers of every outcome, by policy, and the figures that the analysis left."""
    if not material.results.is_sweep or material.results.samples < 2:
        return None
    rows = material.analysis("sensitivity")
    if not rows:
        return Missing("What drives it", "the assumptions have not been ranked yet",
                       "diplosim sensitivity RESULTS")  # fmt: skip
    clear = [row for row in rows if row["clear"] == "True"]
    if not clear:
        return Section(
            "drivers", "What drives it", [Text("No assumption has an effect that chance would not give.")]
        )
    blocks: list[Block] = [_pictured for _pictured in _pictures(material) if _pictured is not None]
    blocks += [Bullets(_leaders(rows, clear)), _table(material, rows, clear)]
    blocks.append(Text(_reading(clear), "note"))
    blocks.append(_meanings(clear))
    return Section("drivers", "What drives it", blocks)


def _pictures(material: Material) -> list[Block | None]:
    """Figures of drivers, while they are few: one for each of many policies would bury the rest."""
    files = material.results.manifest["files"]
    made = [name for name in files if name.startswith(("figures/tornado", "figures/sobol", "figures/morris"))]
    names = sorted(
        name.removeprefix("figures/").removesuffix(".svg") for name in made if name.endswith(".svg")
    )
    return (
        [material.kept(name, "The table below names the drivers.", 10) for name in names]
        if len(names) <= FIGURES
        else []
    )


def _table(material: Material, rows: Sequence[Row], clear: Sequence[Row]) -> Table:
    """Policies down, outcomes across, in each cell the clear drivers."""
    outcomes = list(dict.fromkeys(row["outcome"] for row in rows))
    arms = list(dict.fromkeys(row["arm"] for row in rows))
    cells = []
    for arm in arms:
        line = [material.label(arm)]
        for name in outcomes:
            own = sorted((row for row in clear if (row["arm"], row["outcome"]) == (arm, name)), key=_rank)
            found = list({row["parameter"]: row for row in reversed(own)}.values())[::-1]
            line.append(
                "; ".join(f"{row['parameter']} {_value(row)}" for row in found[:NAMED])
                or "none beyond chance"
            )
        cells.append(line)
    reference = next((row["reference"] for row in rows if row["reference"]), "")
    what = f"the difference from {material.label(reference)}" if reference else "the outcome"
    columns = [Column("Policy", numeric=False), *(Column(title(name), numeric=False) for name in outcomes)]
    return Table(
        f"Assumptions that drive {what} most, the strongest first", columns, cells, folded=len(cells) > 6
    )


def _leaders(rows: Sequence[Row], clear: Sequence[Row]) -> list[tuple[str, str]]:
    """For each outcome the assumptions that are the strongest clear driver of the most policies."""
    arms = len({row["arm"] for row in rows})
    found = []
    for name in dict.fromkeys(row["outcome"] for row in rows):
        own = sorted((row for row in clear if row["outcome"] == name), key=_rank)
        first = {row["arm"]: row["parameter"] for row in reversed(own)}
        counts = Counter(first.values()).most_common(NAMED)
        words = [
            f"{parameter} leads for {count} of {plural(arms, 'policy', 'policies')}"
            for parameter, count in counts
        ]
        found.append((f"{title(name)}:", f"{listed(words) or 'no driver beyond chance'}."))
    return found


def _rank(row: Row) -> tuple[bool, int]:
    """Rows of the method that gives a sign come first."""
    return row["measure"] != "prcc", int(row["rank"] or 0)


def _value(row: Row) -> str:
    return (
        signed(float(row["value"]), 2)
        if row["measure"] in ("prcc", "spearman")
        else f"{float(row['value']):.2f}"
    )


def _reading(clear: Sequence[Row]) -> str:
    found = [words for name, words in MEASURES.items() if any(row["measure"] == name for row in clear)]
    return (
        f"The number behind an assumption is its {' or its '.join(found) or 'index'}. Named are only assumptions whose "
        "effect chance alone would rarely give. All indices with their intervals: analysis/sensitivity.csv."
    )


def _meanings(clear: Sequence[Row]) -> Table:
    """What the named assumptions are."""
    from diplosim.scenario import PARAMETERS

    names = sorted({row["parameter"] for row in clear})
    rows = [
        [name, PARAMETERS[name].meaning if name in PARAMETERS else "setting of a policy or an actor"]
        for name in names
    ]
    return Table("What these assumptions are", [Column("Name", numeric=False), Column("Meaning", numeric=False)], rows,
                 folded=True)  # fmt: skip
