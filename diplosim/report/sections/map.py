"""Where on a grid of two quantities each policy does better and where worse."""

from __future__ import annotations

from diplosim.figures.charts.map import Map, maps_of
from diplosim.report.blocks import Block, Cell, Column, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.words import title

#: Maps that are shown; the table has all outcomes.
MOST = 2


def map_of_grid(material: Material) -> Section | None:
    """The maps of the first outcomes and the counts of all; nothing where the samples are no such grid."""
    if not material.shows("map"):
        return None
    maps = maps_of(material.results)
    blocks: list[Block] = [
        material.drawn(f"map_{each.outcome}", each.figure, "The table below counts its cells.", 5)
        for each in maps[:MOST]
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
