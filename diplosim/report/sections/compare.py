"""Policies compared: where every scenario ends, and what each policy changes against the reference, pair by pair."""

from __future__ import annotations

from diplosim.analysis.summary import SummaryRow
from diplosim.metrics.columns import outcome
from diplosim.report.blocks import Block, Bullets, Cell, Column, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.sections.attribution import tables_of_parts
from diplosim.report.words import (
    difference,
    finding,
    interval,
    level,
    range_of_pairs,
    shares,
    spread,
    title,
    verdict,
    verdict_cell,
    wish,
)
from diplosim.wording.names import listed, plural
from diplosim.wording.numbers import DASH, FEW_PAIRS
from diplosim.wording.verdicts import BETTER, HIGHER, LOWER, TOO_FEW_PAIRS, WORSE


def results_of_arms(material: Material) -> Section:
    """Levels of every arm; with a few arms the paired differences beside them."""
    blocks: list[Block] = []
    if len(material.arms) > 1:
        blocks += _findings(material)
    blocks.append(_levels(material) if material.few else _matrix(material))
    if max((row.get("n") or 0) for row in material.rows.values()) > 1:
        blocks.append(Text("A number in front of brackets is the median; the brackets hold the middle 90 % of the runs."
                           if len(material.arms) > 1 else "The middle 90 % leaves out the lowest and the highest "
                           "twentieth of the runs.", "note"))  # fmt: skip
    return Section("results", "Results", blocks)


def _findings(material: Material) -> list[Block]:
    """What the numbers say, in the order of the outcomes."""
    if material.few:
        found: list[Block] = []
        for arm in material.arms[1:]:
            rows = [
                (title(name), finding(material.rows.get((arm.name, name), {}), name))
                for name in material.leading
            ]
            against = f"{material.label(arm.name)} against {material.label(material.reference.name)}, the same futures"
            against += f"{material.whole(arm.name)}:"
            found += [Text(against), Bullets([(f"{lead}:", f"{words}.") for lead, words in rows])]
        return found
    return [
        Text(
            f"Against {material.label(material.reference.name)}, in the same futures; better or worse is what the "
            "95 % interval of the mean difference says:"
        ),
        Bullets([(f"{title(name)}:", _ends(material, name)) for name in material.leading]),
    ]


def _ends(material: Material, name: str) -> str:
    """Who changes an outcome most for the better and for the worse, and how many change it clearly."""
    rows = {arm.name: material.rows.get((arm.name, name), {}) for arm in material.arms[1:]}
    means = {arm: row.get("diff_mean") for arm, row in rows.items()}
    known = {arm: mean for arm, mean in means.items() if mean is not None}
    if not known:
        return "no pair of runs has a value."
    sign = -1 if outcome(name).better == "lower" else 1
    ranked = sorted(known, key=lambda arm: (-sign * known[arm], arm))
    said = [verdict(rows[arm], name) for arm in ranked]
    words = []
    if BETTER in said:
        best = ranked[said.index(BETTER)]
        often, all_of_it = shares(rows[best])[0] + _of_pairs(rows[best]), material.whole(best)
        words.append(f"{said.count(BETTER)} of {len(rows)} policies better, most of all {material.label(best)} "
                     f"({difference(rows[best])} on average{all_of_it}, better in {often})")  # fmt: skip
    if WORSE in said:
        worst = ranked[len(said) - 1 - said[::-1].index(WORSE)]
        words.append(f"{said.count(WORSE)} worse, most of all {material.label(worst)} ({difference(rows[worst])} "
                     f"on average{material.whole(worst)}, worse in {shares(rows[worst])[2]})")  # fmt: skip
    words += [f"{said.count(word)} clearly {word}" for word in (HIGHER, LOWER) if word in said]
    few = len(rows) - len(known) + said.count(TOO_FEW_PAIRS)
    open_ones = len(rows) - few - sum(said.count(word) for word in (BETTER, WORSE, HIGHER, LOWER))
    words += [f"{open_ones} without a clear difference"] if open_ones else []
    words += [f"{few} with too few pairs to say"] if few else []
    return "; ".join(words) + "."


def _of_pairs(row: SummaryRow) -> str:
    """What follows a share of pairs in a sentence, be it ``75 %`` or ``6 of 8``."""
    return " pairs" if (row.get("n_pairs") or 0) < FEW_PAIRS else " of pairs"


def _levels(material: Material) -> Table:
    """Outcomes down, arms across."""
    alone = len(material.arms) == 1
    names = [material.label(arm.name) for arm in material.arms]
    columns = [Column("Outcome", numeric=False)]
    columns += [Column("Median"), Column("Middle 90 %")] if alone else [Column(name) for name in names]
    columns += [] if len(names) != 2 else [Column("Difference (95 %)"), Column("Verdict", numeric=False)]
    columns += [Column("What it is", numeric=False)] if alone else []
    rows = []
    for name in material.outcomes:
        cells = [Cell(f"{title(name)}{f' ({wish(name)})' if wish(name) else ''}")]
        own = [material.rows.get((arm.name, name), {}) for arm in material.arms]
        if alone:
            cells += [Cell(level(own[0]).partition(" (")[0]), Cell(spread(own[0]))]
            cells.append(Cell(f"{outcome(name).meaning} ({outcome(name).unit})"))
        else:
            cells += [Cell(level(row)) for row in own]
        if len(names) == 2:
            cells += [Cell(_with_interval(own[1])), verdict_cell(own[1], name)]
        rows.append(cells)
    first = material.reference
    return Table(f"Outcomes of {listed(names)}, {first.months} months from {first.start}", columns, rows)


def _with_interval(row: SummaryRow) -> str:
    found = interval(row)
    return difference(row) if found == DASH else f"{difference(row)} ({found})"


def _matrix(material: Material) -> Table:
    """Arms down, outcomes across."""
    columns = [Column("Policy", numeric=False), *(Column(title(name)) for name in material.leading)]
    rows = [
        [
            material.label(arm.name),
            *(level(material.rows.get((arm.name, name), {})) for name in material.leading),
        ]
        for arm in material.arms
    ]
    first = material.reference
    return Table(
        f"Where each policy ends, {first.months} months from {first.start}: median [middle 90 %]",
        columns,
        rows,
    )


#: With fewer replicates than this the verdicts are mostly "undecided", and the report says why.
REPLICATES_FEW = 5


def compared(material: Material) -> Section | None:
    """The figure of effects and its numbers; nothing for one arm."""
    if len(material.arms) < 2:
        return None
    picture = material.picture("effects", _in_words(material))
    blocks: list[Block] = [] if picture is None else [picture]
    blocks += tables_of_parts(material)
    blocks += _by_arm(material) if material.few else [_overview(material), *_by_outcome(material)]
    return Section("compare", "Policies compared", [*blocks, Text(_reading(material), "note")], "Policies")


def _in_words(material: Material) -> str:
    """The effects of up to three policies on the leading outcomes."""
    told = [
        f"{material.label(arm.name)}, {title(name)}: {finding(material.rows.get((arm.name, name), {}), name)}"
        for arm in material.arms[1:4]
        for name in material.leading
    ]
    return ". ".join(told) + ". The tables below have all numbers."


_HEADS = ("Mean difference", "95 % interval", "Middle 90 % of pairs", "Better", "Same", "Worse", "Pairs")


def _cells(row: SummaryRow, name: str) -> list[Cell]:
    numbers = [
        difference(row),
        interval(row),
        range_of_pairs(row),
        *shares(row),
        f"{int(str(row.get('n_pairs') or 0).partition('.')[0]):,}",
    ]
    return [*map(Cell, numbers), verdict_cell(row, name)]


def _by_arm(material: Material) -> list[Block]:
    """A table for each policy, outcomes down."""
    tables: list[Block] = []
    for arm in material.arms[1:]:
        names = [*material.outcomes, *(["burden_averted_months"] if not material.results.chosen else [])]
        rows = [
            [Cell(title(name)), *_cells(material.rows.get((arm.name, name), {}), name)]
            for name in names
            if (arm.name, name) in material.rows
        ]
        against = f"{material.label(arm.name)} against {material.label(material.reference.name)}"
        tables.append(
            Table(
                f"{against}: differences in the same futures{material.whole(arm.name)}",
                _columns("Outcome"),
                rows,
            )
        )
    return tables


def _columns(first: str) -> list[Column]:
    return [Column(first, numeric=False), *map(Column, _HEADS), Column("Verdict", numeric=False)]


def _overview(material: Material) -> Table:
    """Policies down, outcomes across: mean difference and verdict."""
    rows = []
    for arm in material.arms[1:]:
        cells = [Cell(material.label(arm.name))]
        for name in material.leading:
            row = material.rows.get((arm.name, name), {})
            cells.append(verdict_cell(row, name, with_difference=True))
        rows.append(cells)
    columns = [Column("Policy", numeric=False), *(Column(title(name)) for name in material.leading)]
    against = material.label(material.reference.name)
    return Table(f"Mean difference from {against} in the same futures", columns, rows)


def _by_outcome(material: Material) -> list[Block]:
    """A table for each outcome, the best policy first."""
    tables: list[Block] = []
    for name in material.leading:
        sign = -1 if outcome(name).better == "lower" else 1
        found = {arm.name: material.rows.get((arm.name, name), {}) for arm in material.arms[1:]}

        def rank(arm: str, sign: int = sign, found: dict[str, SummaryRow] = found) -> tuple[bool, float]:
            mean = found[arm].get("diff_mean")
            return (True, 0.0) if mean is None else (False, -sign * mean)

        rows = [[Cell(material.label(arm)), *_cells(found[arm], name)] for arm in sorted(found, key=rank)]
        which = f" ({wish(name)})" if wish(name) else ""
        tables.append(
            Table(
                f"{title(name)}{which}: every policy, the best first", _columns("Policy"), rows, folded=True
            )
        )
    return tables


def _reading(material: Material) -> str:
    thin = material.results.is_sweep and material.reference.replicates < REPLICATES_FEW
    return (
        "Verdict: “better” or “worse” where the 95 % interval of the mean difference excludes zero, “undecided” where "
        "it holds zero, “higher” or “lower” where it excludes zero and no direction is better. Better, same and worse "
        "are shares of pairs."
        + (" One interval in twenty excludes zero by chance alone: with many policies and outcomes expect some that do."
           if len(material.arms) * len(material.leading) >= 20 else "")
        + (f" With {plural(material.reference.replicates, 'replicate')} per sample chance is hardly known, so the "
           "intervals are wide." if thin else "")
    )  # fmt: skip
