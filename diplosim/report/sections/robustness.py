"""How the choice holds up across the assumptions, from ``diplosim robustness``."""

from __future__ import annotations

import math
from collections.abc import Sequence

from diplosim.report.blocks import Block, Cell, Column, Missing, Section, Table, Text
from diplosim.report.material import Line, Material
from diplosim.report.words import title, wish
from diplosim.wording.numbers import DASH, brief, decimals, number, percent

ALL = "all"
LINKED = (
    "The samples of this design come in groups that differ in one assumption: shares of samples are rougher than their "
    "number suggests."
)


def robustness(material: Material) -> Section | Missing | None:
    """Regret, who wins and loses, thresholds, and which policies are dominated."""
    if not material.results.is_sweep or len(material.arms) < 2:
        return None
    rows = material.analysis("robustness")
    if not rows and material.results.sample_count < 2:
        return None
    if not rows:
        return material.missing("Robustness", "regret and worst cases have not been computed yet",
                       "diplosim robustness RESULTS")  # fmt: skip
    picture = material.kept("regret", "The table below has the numbers.", 8)
    blocks: list[Block] = [] if picture is None else [picture]
    blocks += [_regret(material, rows), _winners(material, rows)]
    blocks += _enough(material, material.analysis("satisficing"))
    blocks += _pareto(material)
    blocks += _about_samples(material)
    return Section("robustness", "Robustness: does the choice hold up?", blocks, "Robustness")


def _about_samples(material: Material) -> list[Block]:
    """What shares of samples mean where a design does not draw samples apart."""
    method = (material.results.manifest["plan"].get("design") or {}).get("method", "")
    words = {
        "grid": "The samples are the points of a grid, its ends included: shares count points, they are not chances.",
        "list": "The samples are those of a list: shares count its lines, they are not chances.",
        "morris": LINKED,
        "saltelli": LINKED,
    }
    return [Text(words[method], "note")] if method in words else []


def _numeric(row: Line, key: str) -> float:
    return float(row[key]) if row.get(key) else math.nan


def _regret(material: Material, rows: Sequence[Line]) -> Table:
    names = list(dict.fromkeys(row["outcome"] for row in rows))
    found = {(row["arm"], row["outcome"]): row for row in rows}
    units = {row["outcome"]: row["unit"] for row in rows}
    cells = []
    for arm in dict.fromkeys(row["arm"] for row in rows):
        line = [material.label(arm)]
        for name in names:
            places = decimals(*(_numeric(row, "regret_p90") for row in rows if row["outcome"] == name))
            line.append(number(_numeric(found[arm, name], "regret_p90"), places))
        cells.append(line)
    columns = [Column("Policy", numeric=False), *(Column(_with_unit(n, units[n])) for n in names)]
    return Table("Regret in 9 of 10 samples: at most so far behind the best policy of the same sample", columns, cells,
                 folded=True)  # fmt: skip


def _with_unit(name: str, unit: str) -> str:
    """An outcome and its unit, which some names say already."""
    words = title(name)
    return words if words.endswith(f", {unit}") else f"{words}, {unit}"


def _winners(material: Material, rows: Sequence[Line]) -> Table:
    """For each outcome, who wins and loses most often, and whose worst case is best."""
    lines = []
    for name in dict.fromkeys(row["outcome"] for row in rows):
        own = [
            row for row in rows if row["outcome"] == name and int(row["n_samples"]) > int(row["n_missing"])
        ]
        if not own:
            continue
        best = max(own, key=lambda row: _numeric(row, "share_best"))
        worst = max(own, key=lambda row: _numeric(row, "share_worst"))
        calm = min(own, key=lambda row: _numeric(row, "regret_p90"))
        lines.append([
            Cell(f"{title(name)} ({wish(name)})"),
            Cell(f"{material.label(best['arm'])}: best in {percent(_numeric(best, 'share_best'))}, worst in "
                 f"{percent(_numeric(best, 'share_worst'))}"),
            Cell(f"{material.label(worst['arm'])}: worst in {percent(_numeric(worst, 'share_worst'))}, best in "
                 f"{percent(_numeric(worst, 'share_best'))}"),
            Cell(material.label(calm["arm"])),
        ])  # fmt: skip
    columns = [
        Column(words, numeric=False)
        for words in ("Outcome", "Wins most often", "Loses most often", "Least regret")
    ]
    return Table("Who wins and who loses, in shares of the samples of the assumptions", columns, lines)


def _enough(material: Material, rows: Sequence[Line]) -> list[Block]:
    """Shares of samples that meet the thresholds."""
    if not rows:
        return []
    found = {(row["arm"], row["threshold"]): row for row in rows}
    names = list(dict.fromkeys(row["threshold"] for row in rows))
    columns = [
        Column("Policy", numeric=False),
        *(Column(_limit(found[rows[0]["arm"], name])) for name in names),
    ]
    lines = [
        [material.label(arm), *(percent(_numeric(found[arm, name], "share_met")) for name in names)]
        for arm in dict.fromkeys(row["arm"] for row in rows)
    ]
    caption = "Good enough: share of samples that meet each threshold, and all of them"
    return [
        Table(caption, columns, lines, folded=len(lines) > 6),
        Text("Thresholds are conventions, not judgements of this report; set others with diplosim robustness "
             "--threshold. A sample without a value (no agreement, no concession) counts as not met under “all "
             "together”.", "note"),
    ]  # fmt: skip


def _limit(row: Line) -> str:
    """A threshold in words."""
    from diplosim.metrics.columns import outcome

    if row["threshold"] == ALL:
        return "all together"
    sign = "at least" if outcome(row["threshold"]).better == "higher" else "at most"
    limit = brief(float(row["limit"]), 6)
    kind = "difference from the reference " if row["kind"] == "diff" else ""
    return f"{title(row['threshold'])}: {kind}{sign} {limit}"


def _pareto(material: Material) -> list[Block]:
    """Calm, health and cost, and who is dominated."""
    rows = [row for row in material.analysis("pareto") if int(row["n_samples"] or 0)]
    if not rows:
        return []
    picture = material.kept("pareto", "The table below has the numbers.", 9)
    keys = ("deescalation_index", "disease_burden_end", "donor_cost_musd")
    lines = [
        [material.label(row["arm"]), *(number(_numeric(row, key)) for key in keys),
         percent(_numeric(row, "share_on_front")),
         "no" if row["on_front"] == "True" else f"yes: {_names(material, row['dominated_by'])}"]
        for row in rows
    ]  # fmt: skip
    columns = [Column("Policy", numeric=False), Column("Calm (index)"), Column("Disease burden, end"),
               Column("Cost to donors, M$"), Column("Undominated in"),
               Column("Dominated on average", numeric=False)]  # fmt: skip
    table = Table("Calm, health and cost: which policies another one beats or equals in all three", columns, lines,
                  folded=picture is not None)  # fmt: skip
    return [table] if picture is None else [picture, table]


def _names(material: Material, arms: str) -> str:
    return ", ".join(material.label(arm) for arm in arms.split()) or DASH
