"""What each policy changes against the reference, pair by pair."""

from __future__ import annotations

from diplosim.metrics.columns import outcome
from diplosim.report.blocks import Block, Cell, Column, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.words import difference, finding, interval, range_of_pairs, shares, title, verdict, wish
from diplosim.wording.lists import plural

#: With fewer replicates than this the readings are mostly "unclear", and the report says why.
REPLICATES_FEW = 5


def policies_compared(material: Material) -> Section | None:
    """The figure of effects and its numbers; nothing for one arm."""
    if len(material.arms) < 2:
        return None
    picture = material.picture("effects", _in_words(material))
    blocks: list[Block] = [] if picture is None else [picture]
    blocks += _by_arm(material) if material.few else [_overview(material), *_by_outcome(material)]
    return Section(
        "policies-compared", "Policies compared", [*blocks, Text(_reading(material), "note")], "Policies"
    )


def _in_words(material: Material) -> str:
    """The effects of up to three policies on the leading outcomes."""
    told = [
        f"{material.label(arm.name)}, {title(name)}: {finding(material.rows.get((arm.name, name), {}), name)}"
        for arm in material.arms[1:4]
        for name in material.leading
    ]
    return ". ".join(told) + ". The tables below have all numbers."


_HEADS = ("Mean difference", "95 % interval", "Middle 90 % of pairs", "Better", "Same", "Worse", "Pairs")


def _cells(row: dict[str, object], name: str) -> list[Cell]:
    numbers = [
        difference(row),
        interval(row),
        range_of_pairs(row),
        *shares(row),
        f"{int(str(row.get('n_pairs') or 0).partition('.')[0]):,}",
    ]
    return [*map(Cell, numbers), verdict(row, name)]


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
        tables.append(Table(f"{against}: differences in the same futures", _columns("Outcome"), rows))
    return tables


def _columns(first: str) -> list[Column]:
    return [Column(first, numeric=False), *map(Column, _HEADS), Column("Reading", numeric=False)]


def _overview(material: Material) -> Table:
    """Policies down, outcomes across: mean difference and reading."""
    rows = []
    for arm in material.arms[1:]:
        cells = [Cell(material.label(arm.name))]
        for name in material.leading:
            row = material.rows.get((arm.name, name), {})
            said = verdict(row, name)
            cells.append(
                Cell(f"{difference(row)} {said.text}" if row.get("n_pairs") else said.text, said.tone)
            )
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

        def rank(
            arm: str, sign: int = sign, found: dict[str, dict[str, object]] = found
        ) -> tuple[bool, float]:
            mean = found[arm].get("diff_mean")
            return (True, 0.0) if mean is None else (False, -sign * float(str(mean)))

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
        "Reading: “better” or “worse” where the 95 % interval of the mean difference excludes zero, “unclear” where it "
        "does not, “more” or “less” where no direction is better. Better, same and worse are shares of pairs."
        + (" One interval in twenty excludes zero by luck alone: with many policies and outcomes expect some that do."
           if len(material.arms) * len(material.leading) >= 20 else "")
        + (f" With {plural(material.reference.replicates, 'replicate')} per sample luck is hardly known, so the "
           "intervals are wide." if thin else "")
    )  # fmt: skip
