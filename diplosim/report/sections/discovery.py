"""Where, among the assumptions, policies do worse: the map of two of them, and the boxes of ``diplosim discover``."""

from __future__ import annotations

from diplosim.analysis.discovery.boxes import short_names
from diplosim.analysis.sensitivity.source import meaning_of
from diplosim.figures.charts.map import Map, maps_of
from diplosim.metrics.columns import outcome
from diplosim.report.blocks import Block, Bullets, Cell, Column, Heading, Missing, Section, Table, Text
from diplosim.report.material import Line, Material
from diplosim.report.words import title
from diplosim.wording.names import inside, listed
from diplosim.wording.numbers import DASH, brief, percent

#: Maps that are shown; the table has all outcomes.
MOST_MAPS = 2


def map_of_grid(material: Material) -> Section | None:
    """The maps of the first outcomes and the counts of all; nothing where the samples are no such grid."""
    if not material.shows("map"):
        return None
    maps = maps_of(material.results)
    blocks: list[Block] = [
        material.drawn(f"map_{each.outcome}", each.figure, "The table below counts its cells.", 5)
        for each in maps[:MOST_MAPS]
    ]
    blocks += [_counted(material, maps), Text(_READING, "note")]
    return Section("map", "Where on the map of both assumptions", blocks, "Map")


_READING = (
    "A world counts as better or worse where the 95 % interval of the mean difference excludes zero. All worlds meet "
    "the same futures, so chance strikes neighbours together."
)


def _counted(material: Material, maps: list[Map]) -> Table:
    """In how many worlds each policy is better and worse."""
    lines = []
    for arm in material.arms[1:]:
        line = [Cell(material.label(arm.name))]
        for each in maps:
            better, worse, of = each.counts(arm.name)
            line.append(Cell(f"{better} better, {worse} worse of {of}"))
        lines.append(line)
    columns = [Column("Policy", numeric=False), *(Column(title(each.outcome)) for each in maps)]
    return Table("In how many worlds each policy does better or worse", columns, lines)


#: Boxes that noise gives more often than this are not told as findings.
SIGNIFICANT = 0.05
#: Tables that are shown.
MOST_BOXES = 6


def discovery(material: Material) -> Section | Missing | None:
    """The boxes of assumptions in which a policy fails."""
    if not material.results.is_sweep or material.results.sample_count < 2 or len(material.arms) < 2:
        return None
    prefix, suffix = "analysis/discover_", "_boxes.csv"
    files = [n for n in material.results.manifest["files"] if n.startswith(prefix) and n.endswith(suffix)]
    if not files:
        return material.missing(
            "Where it fails", "the assumptions under which a policy fails have not been looked for yet",
            f"diplosim discover RESULTS --arm {material.arms[-1].name} --outcome {material.leading[0]}",
        )  # fmt: skip
    blocks: list[Block] = _shares(material)
    for file in sorted(files)[:MOST_BOXES]:
        blocks += _told(material, file.removeprefix("analysis/").removesuffix("_boxes.csv"))
    blocks.append(Text("A sample fails where the policy does worse than the reference, unless another limit was "
                       "chosen. A box says where the model fails, not why.", "note"))  # fmt: skip
    return Section("discovery", "Where it fails", blocks)


def _shares(material: Material) -> list[Block]:
    """How often each policy fails, and which were searched, if the sweep chose them itself."""
    rows = material.analysis("failure_shares")
    if not rows:
        return []
    searched = [material.label(row["arm"]) for row in rows if row["searched"] == "True"]
    lines = [
        [
            material.label(row["arm"]),
            percent(float(row["share"])) if row["share"] else DASH,
            percent(float(row["changed"])) if row["changed"] else DASH,
            "yes" if row["searched"] == "True" else "",
        ]
        for row in rows
    ]
    columns = [Column("Policy", numeric=False), Column("Samples in which it is worse"),
               Column("Of these, other shocks would move"), Column("Searched below", numeric=False)]  # fmt: skip
    return [
        Text(f"Searched for reasons: {listed(searched)}: at most three of the policies that do worse than "
             f"{material.label(material.reference.name)} in 5 to 95 % of the samples. First come those whose result "
             "hardly depends on chance, and of these the ones nearest to half: there most hangs on the assumptions."),
        Table(f"{title(rows[0]['outcome'])}: how often each policy does worse than "
              f"{material.label(material.reference.name)}", columns, lines, folded=True),
    ]  # fmt: skip


def _told(material: Material, stem: str) -> list[Block]:
    """One search: its figure and its boxes in sentences."""
    rows = material.analysis(f"{stem}_boxes")
    arm, name = _names(material, stem.removeprefix("discover_"))
    blocks: list[Block] = [Heading(f"{material.label(arm)}: {title(name)}")]
    boxes = [
        [row for row in rows if row["box"] == number] for number in dict.fromkeys(row["box"] for row in rows)
    ]
    real = [box for box in boxes if float(box[0]["p_value"]) <= SIGNIFICANT]
    if not real:
        return [*blocks, Text("No box of assumptions holds the failures better than noise would.")]
    picture = material.kept(stem, "The list below has the limits.", 11)
    return [*blocks, *([] if picture is None else [picture]), Bullets([_box(box) for box in real])]


def _names(material: Material, stem: str) -> tuple[str, str]:
    """Arm and outcome of a search, from the name of its file."""
    from diplosim.experiment import safe_name

    fitting = [arm.name for arm in material.arms if stem.startswith(f"{safe_name(arm.name)}_")]
    arm = max(fitting, key=len, default="")
    name = stem.removeprefix(f"{safe_name(arm)}_")
    return (arm, name) if arm and outcome(name).unit else (stem, "")


def _box(rows: list[Line]) -> tuple[str, str]:
    """A box in a sentence, with its meanings."""
    first = rows[0]
    short = short_names([row["parameter"] for row in rows])
    limits, meanings = [], []
    for row in rows:
        parts = [f"at least {_shown(row['at_least'])}" if row["at_least"] else "",
                 f"at most {_shown(row['at_most'])}" if row["at_most"] else "",
                 f"one of {row['one_of']}" if row["one_of"] else ""]  # fmt: skip
        limits.append(f"{short[row['parameter']]} is {listed(part for part in parts if part)}")
        words = meaning_of(row["parameter"]).rstrip(".")
        meanings.append(f"{short[row['parameter']]}: {inside(words)}")
    density, coverage, base = (percent(float(first[key])) for key in ("density", "coverage", "base_rate"))
    over = "over the whole range"
    if first["box"] != "1" and first.get("rest_rate"):  # folders of earlier versions do not tell it
        base, over = percent(float(first["rest_rate"])), "outside the boxes above"
    return (
        f"Where {listed(limits)}:",
        f"{density} of {first['samples']} samples fail, {coverage} of all failures ({base} fail {over}). "
        f"{'; '.join(meanings)}.",
    )


def _shown(value: str) -> str:
    try:
        return brief(float(value))
    except ValueError:
        return value
