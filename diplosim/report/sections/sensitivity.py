"""What drives the results: the strongest assumptions, from ``diplosim sensitivity``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from diplosim.analysis.discovery.boxes import short_names
from diplosim.analysis.sensitivity.source import meaning_of, named
from diplosim.experiment import safe_name
from diplosim.metrics.columns import outcome
from diplosim.report.blocks import Block, Bullets, Column, Missing, Section, Table, Text
from diplosim.report.material import Line, Material
from diplosim.report.words import title
from diplosim.wording.names import listed, plural
from diplosim.wording.numbers import signed

#: Drivers named in a cell, and figures shown.
NAMED, FIGURES = 3, 3
#: Charts of drivers, those first that a design was made for.
CHARTS = ("sobol", "morris", "tornado")
#: The measure that ranks, by method: the first that the table holds.
MEASURES = {
    "prcc": "partial rank correlation (from −1 to 1; its sign says which way)",
    "ST": "share of variance with interactions (0 to 1)",
    "mu_star": "mean absolute effect over the range",
    "pawn": "shift of the distribution (0 to 1)",
}


def sensitivity(material: Material) -> Section | Missing | None:
    """The clear drivers of every outcome, by policy, and the figures that the analysis left."""
    if not material.results.is_sweep or material.results.sample_count < 2:
        return None
    rows = material.analysis("sensitivity")
    if not rows:
        return material.missing("What drives it", "the assumptions have not been ranked yet",
                       "diplosim sensitivity RESULTS")  # fmt: skip
    clear = [row for row in rows if row["clear"] == "True"]
    if not clear:
        return Section(
            "sensitivity", "What drives it", [Text("No assumption has an effect that chance would not give.")]
        )
    blocks: list[Block] = [Bullets(_leaders(rows, clear)), *_pictures(material, rows)]
    blocks.append(_table(material, rows, clear))
    blocks.append(Text(_reading(clear), "note"))
    blocks.append(_meanings(clear))
    return Section("sensitivity", "What drives it", blocks)


def _pictures(material: Material, rows: Sequence[Line]) -> list[Block]:
    """The most telling figures that the analysis left: first pages first, of the arms that change most."""
    files = material.results.manifest["files"]
    names = []
    for page in ("", "_2", "_3"):
        for arm in _telling(rows):
            tails = [f"_{kind}_{safe_name(arm)}{page}" for kind in ("effect", "level")]
            names += [
                chart + tail for chart in CHARTS for tail in tails if f"figures/{chart}{tail}.svg" in files
            ]
    kept = [material.kept(name, "The table below names the drivers.", 10) for name in names[:FIGURES]]
    return [picture for picture in kept if picture is not None]


def _telling(rows: Sequence[Line]) -> list[str]:
    """The arms, those first that the assumptions move most in the first outcome with a better direction."""
    names = list(dict.fromkeys(row["outcome"] for row in rows))
    first = next((name for name in names if outcome(name).better), names[0])
    own = {(row["arm"], row["measure"]): row["value"] for row in rows if row["outcome"] == first}
    spread = {
        arm: float(own[arm, "mean_p95"]) - float(value)
        for (arm, measure), value in own.items()
        if measure == "mean_p05"
    }
    return sorted(spread, key=lambda arm: -spread[arm])


def _table(material: Material, rows: Sequence[Line], clear: Sequence[Line]) -> Table:
    """Policies down, outcomes across, in each cell the clear drivers."""
    outcomes = list(dict.fromkeys(row["outcome"] for row in rows))
    arms = list(dict.fromkeys(row["arm"] for row in rows))
    short = short_names(sorted({row["parameter"] for row in clear}))
    cells = []
    for arm in arms:
        line = [material.label(arm)]
        for name in outcomes:
            own = sorted((row for row in clear if (row["arm"], row["outcome"]) == (arm, name)), key=_rank)
            best = {row["parameter"]: row for row in reversed(own)}  # several methods may rank it
            found = sorted(best.values(), key=_rank)
            line.append(
                "; ".join(f"{short[row['parameter']]} {_value(row)}" for row in found[:NAMED])
                or "none beyond chance"
            )
        cells.append(line)
    reference = next((row["reference"] for row in rows if row["reference"]), "")
    what = f"the difference from {material.label(reference)}" if reference else "the outcome"
    columns = [Column("Policy", numeric=False), *(Column(title(name), numeric=False) for name in outcomes)]
    return Table(
        f"Assumptions that drive {what} most, the strongest first", columns, cells, folded=len(cells) > 6
    )


def _leaders(rows: Sequence[Line], clear: Sequence[Line]) -> list[tuple[str, str]]:
    """For each outcome its clear drivers: of one policy the strongest, of several those that lead for most of them."""
    arms = len({row["arm"] for row in rows})
    found = []
    for name in dict.fromkeys(row["outcome"] for row in rows):
        own = sorted((row for row in clear if row["outcome"] == name), key=_rank)
        if arms == 1:
            drivers = list(dict.fromkeys(row["parameter"] for row in own))[:NAMED]
            words = [f"{'above all ' if not place else ''}{named(one)}" for place, one in enumerate(drivers)]
        else:
            first = leading(clear, name)
            counts = Counter(first.values()).most_common(NAMED)
            whole = f" of {plural(arms, 'policy', 'policies')}"
            words = [
                f"{named(parameter)} leads for {count}{whole}"
                if not place
                else f"{named(parameter)} for {count}"
                for place, (parameter, count) in enumerate(counts)
            ]
        found.append((f"{title(name)}:", f"{listed(words) or 'no driver beyond chance'}."))
    return found


def leading(clear: Sequence[Line], name: str) -> dict[str, str]:
    """Arm -> the strongest clear driver of an outcome."""
    own = sorted((row for row in clear if row["outcome"] == name), key=_rank)
    return {row["arm"]: row["parameter"] for row in reversed(own)}


def _rank(row: Line) -> tuple[bool, int]:
    """Rows of the method that gives a sign come first."""
    return row["measure"] != "prcc", int(row["rank"] or 0)


def _value(row: Line) -> str:
    return (
        signed(float(row["value"]), 2)
        if row["measure"] in ("prcc", "spearman")
        else f"{float(row['value']):.2f}"
    )


def _reading(clear: Sequence[Line]) -> str:
    found = [words for name, words in MEASURES.items() if any(row["measure"] == name for row in clear)]
    return (
        f"The number behind an assumption is its {' or its '.join(found) or 'index'}. Named are only assumptions whose "
        "effect chance alone would rarely give. All indices with their intervals: analysis/sensitivity.csv."
    )


def _meanings(clear: Sequence[Line]) -> Table:
    """What the named assumptions are."""
    names = sorted({row["parameter"] for row in clear})
    short = short_names(names)
    rows = [[short[name], meaning_of(name), name] for name in names]
    columns = [Column(words, numeric=False) for words in ("Name", "Meaning", "In files")]
    return Table("What these assumptions are", columns, rows, folded=len(rows) > 10)
