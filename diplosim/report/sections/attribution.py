"""Whose doing a difference is: told before the first number, and in a table, where an arm changes its world too."""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.analysis.attribution import PARTS, Part, split, told_apart
from diplosim.analysis.compare import in_few_words
from diplosim.report.blocks import Block, Cell, Column, Table
from diplosim.report.material import Material
from diplosim.report.words import difference, interval, title, verdict_cell
from diplosim.wording.names import listed

#: So many arms, and outcomes of each, are told before the first number; the tables have all.
_ARMS, _OUTCOMES = 3, 3


def whose_doing(material: Material) -> list[tuple[str, str]]:
    """For the first lines: which arms change their world, and what of their differences is whose."""
    changes, reference = material.results.changes, material.label(material.reference.name)
    found = []
    for change in changes[:_ARMS]:
        lead = f"Not only a policy: {material.label(change.arm)}."
        words = f"Its world differs too ({in_few_words(change)})."
        if not change.policies_too:
            words += f" Its policies are those of “{reference}”: what differs is its world’s doing."
        elif change.bridge is None:
            words += " What its policies did and what its world did cannot be told apart."
        else:
            names = material.leading[:_OUTCOMES]
            rows = split(material.results, change, names)
            told = [_sentence(name, [row for row in rows if row["outcome"] == name]) for name in names]
            words += f" {' '.join(told)}"
        found.append((lead, words))
    more = [material.label(change.arm) for change in changes[_ARMS:]]
    return found + ([("Other worlds too:", f"{listed(more)}.")] if more else [])


def _sentence(name: str, rows: Sequence[Part]) -> str:
    """One outcome: what the world did, what the policies did, and both."""
    said = {"world": "its world", "policy": "its policies", "together": "together"}
    parts = [f"{said[row['part']]} {difference(row)} ({interval(row)}, {row['verdict']})" for row in rows]
    return f"{title(name)}: {'; '.join(parts)}."


def tables_of_parts(material: Material) -> list[Block]:
    """A table for each arm whose difference is split, outcomes down."""
    tables: list[Block] = []
    heads = [Column("Outcome", numeric=False)]
    for part in PARTS:
        heads += [Column(f"{part.capitalize()} (95 %)"), Column("Verdict", numeric=False)]
    reference = material.label(material.reference.name)
    for change in told_apart(material.results):
        rows = split(material.results, change, material.outcomes)
        lines = []
        for name in material.outcomes:
            mine = [row for row in rows if row["outcome"] == name]
            cells = [cell for row in mine for cell in (Cell(f"{difference(row)} ({interval(row)})"),
                                                       verdict_cell(row, name))]  # fmt: skip
            lines.append([Cell(title(name)), *cells])
        note = (f"World: its world with the policies of {reference}, less {reference}. Policy: the rest, which "
                "alone is the policies’ doing. Together: both.")  # fmt: skip
        caption = f"{material.label(change.arm)}: what its world did, and what its policies did"
        tables.append(Table(caption, heads, lines, note=note))
    return tables
