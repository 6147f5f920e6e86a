"""The table of results: where every scenario ends, and the findings in sentences."""

from __future__ import annotations

from diplosim.metrics.columns import outcome
from diplosim.report.blocks import Block, Bullets, Cell, Column, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.words import TOO_FEW, difference, finding, level, shares, spread, title, verdict, wish
from diplosim.wording.lists import listed


def table_of_results(material: Material) -> Section:
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
            against = f"{material.label(arm.name)} against {material.label(material.reference.name)}, the same futures:"
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
    known = {arm: row for arm, row in rows.items() if row.get("diff_mean") is not None}
    if not known:
        return "no pair of runs has a value."
    sign = -1 if outcome(name).better == "lower" else 1
    ranked = sorted(known, key=lambda arm: (-sign * known[arm]["diff_mean"], arm))
    said = [verdict(known[arm], name).text for arm in ranked]
    words = []
    if "better" in said:
        best = ranked[said.index("better")]
        often = shares(known[best])[0]
        words.append(f"{said.count('better')} of {len(rows)} policies better, most of all {material.label(best)} "
                     f"({difference(known[best])} on average, better in {often} of pairs)")  # fmt: skip
    if "worse" in said:
        worst = ranked[len(said) - 1 - said[::-1].index("worse")]
        words.append(f"{said.count('worse')} worse, most of all {material.label(worst)} ({difference(known[worst])} "
                     f"on average, worse in {shares(known[worst])[2]})")  # fmt: skip
    words += [f"{said.count(word)} clearly {word}" for word in ("more", "less") if word in said]
    few = len(rows) - len(known) + said.count(TOO_FEW)
    open_ones = len(rows) - few - sum(said.count(word) for word in ("better", "worse", "more", "less"))
    words += [f"{open_ones} without a clear difference"] if open_ones else []
    words += [f"{few} with too few pairs to say"] if few else []
    return "; ".join(words) + "."


def _levels(material: Material) -> Table:
    """Outcomes down, arms across."""
    alone = len(material.arms) == 1
    names = [material.label(arm.name) for arm in material.arms]
    columns = [Column("Outcome", numeric=False)]
    columns += [Column("Median"), Column("Middle 90 %")] if alone else [Column(name) for name in names]
    columns += [] if len(names) != 2 else [Column("Difference [95 %]"), Column("Reading", numeric=False)]
    columns += [Column("What it is", numeric=False)] if alone else []
    rows = []
    for name in material.outcomes:
        cells = [Cell(f"{title(name)}{f' ({wish(name)})' if wish(name) else ''}")]
        own = [material.rows.get((arm.name, name), {}) for arm in material.arms]
        if alone:
            cells += [Cell(level(own[0]).partition(" [")[0]), Cell(spread(own[0]))]
            cells.append(Cell(f"{outcome(name).meaning} ({outcome(name).unit})"))
        else:
            cells += [Cell(level(row)) for row in own]
        if len(names) == 2:
            cells += [Cell(_with_interval(own[1])), verdict(own[1], name)]
        rows.append(cells)
    first = material.reference
    return Table(f"Outcomes of {listed(names)}, {first.months} months from {first.start}", columns, rows)


def _with_interval(row: dict[str, object]) -> str:
    from diplosim.report.words import interval

    found = interval(row)
    return difference(row) if found == "–" else f"{difference(row)} [{found}]"


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
