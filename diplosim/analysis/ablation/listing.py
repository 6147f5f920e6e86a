"""The printed side of ``diplosim ablation``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.ablation.effects import ALONE, INTERACTION, LAST, RIVAL, SUM, WHOLE, WITHOUT
from diplosim.analysis.output import (
    difference,
    gaps,
    keyed,
    pairs_table,
    places,
    starred,
    with_interval,
)
from diplosim.metrics.columns import outcome
from diplosim.wording.listing import DISCLAIMER, console, tell
from diplosim.wording.numbers import signed
from diplosim.wording.tables import Listing
from diplosim.wording.verdicts import SIDES

if TYPE_CHECKING:
    from rich.console import Console

    from diplosim.analysis.ablation.effects import PartEffect, Whole
    from diplosim.results import Results

#: An effect below this share of the largest one is not worth a sentence.
SMALL = 0.1
HEADERS = [
    ("Part", "left"), ("Whole\nwithout it", "right"), ("Alone", "right"), ("Added last", "right"),
    ("Inter-\naction", "right"),
]  # fmt: skip


def print_ablation(results: Results, found: Sequence[Whole], rows: Sequence[PartEffect]) -> None:
    """Print, for every whole and outcome, what its parts do; then wholes against each other."""
    out = console()
    tell(out, "")
    if results.question:
        tell(out, results.question, "italic")
    samples = f"{len(results.samples):,} samples x " if len(results.samples) > 1 else ""
    tell(out, f"{samples}{results.replicates:,} replicates, the same shocks for all; differences from "
         f"{results.reference}", "bold")  # fmt: skip
    for sentence in gaps(results):
        tell(out, sentence, "yellow")
    for whole in found:
        for name in dict.fromkeys(row["outcome"] for row in rows):
            own = [row for row in rows if (row["whole"], row["outcome"]) == (whole.arm, name)]
            _outcome(out, whole, name, {(row["part"], row["effect"]): row for row in own})
    _rivals(out, [row for row in rows if row["effect"] == RIVAL])
    for sentence in _reading(results):
        tell(out, sentence, "dim")
    tell(out, DISCLAIMER, "italic")


def _outcome(out: Console, whole: Whole, name: str, found: dict[tuple[str, str], PartEffect]) -> None:
    """The whole in a sentence, and a line for each part."""
    better = outcome(name).better
    aim = f" ({better} is better)" if better else ""
    tell(out, "")
    tell(out, f"{whole.arm}: {keyed(name)}{aim}", "bold")
    tell(out, in_words(whole, found))
    cells = []
    for part in whole.parts:
        rows = {effect: found.get((part.name, effect)) for effect in (WITHOUT, ALONE, LAST, INTERACTION)}
        cells.append([part.name, starred(rows[WITHOUT]), with_interval(rows[ALONE]), with_interval(rows[LAST]),
                      starred(rows[INTERACTION])])  # fmt: skip
    out.print(Listing(HEADERS, cells))


def in_words(whole: Whole, found: dict[tuple[str, str], PartEffect]) -> str:
    """What the whole changes, what its parts would one by one, which part helps most and which works against it."""
    full = found["", WHOLE]
    words = f"Whole: {difference(full)}, {full['verdict']}."
    total = found.get(("", SUM))
    if total is not None:
        words += f" Its parts alone add up to {signed(total['diff_mean'], places(total))}."
    better = full["better"]
    last = {
        part.name: row
        for part in whole.parts
        if (row := found.get((part.name, LAST))) is not None and row["verdict"] in SIDES
    }
    if better and last:
        gain = {
            name: (row["diff_mean"] or 0.0) * (1 if better == "higher" else -1) for name, row in last.items()
        }
        most, least = max(gain, key=lambda name: gain[name]), min(gain, key=lambda name: gain[name])
        matters = SMALL * max(abs(value) for value in gain.values())
        if gain[most] > matters:
            words += f" Added last, {most} helps most."
        if gain[least] < -matters:
            words += f" {least} works against the others: without it, {starred(found[least, WITHOUT]).strip(' *')}."
    return words


def _rivals(out: Console, rows: Sequence[PartEffect]) -> None:
    """Wholes against each other."""
    for one, two in dict.fromkeys((row["arm"], row["against"]) for row in rows):
        tell(out, "")
        tell(out, f"{one} against {two}", "bold")
        own = [row for row in rows if (row["arm"], row["against"]) == (one, two)]
        without: list[PartEffect] = [
            {**row, "replicates_to_settle": None, "samples_to_settle": None} for row in own
        ]
        out.print(pairs_table(without, True))


def _reading(results: Results) -> list[str]:
    return [
        "",
        "Mean paired differences with 95 % intervals over samples and replicates; * the interval leaves "
        f"out zero. Whole without it, and alone: against {results.reference}. Added last: the whole less the whole "
        "without it, what the part is worth in company. Interaction: added last less alone; with the sign of the "
        "effect the parts strengthen each other, against it they overlap or get in each other's way. Of parts that "
        "do nothing, about one in twenty gets a star by chance.",
    ]
