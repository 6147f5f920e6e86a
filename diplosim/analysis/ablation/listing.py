"""The printed side of ``diplosim ablation``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.ablation.effects import ALONE, INTERACTION, LAST, RIVAL, SUM, WHOLE, WITHOUT
from diplosim.analysis.ablation.mechanisms import ALL
from diplosim.analysis.output import (
    STAR,
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
from diplosim.wording.names import plural
from diplosim.wording.numbers import decimals, interval, signed
from diplosim.wording.tables import Listing
from diplosim.wording.verdicts import SIDES

if TYPE_CHECKING:
    from rich.console import Console

    from diplosim.analysis.ablation.effects import PartEffect, Whole
    from diplosim.analysis.ablation.mechanisms import Decomposition, Without
    from diplosim.results import Results

READING_MECHANISMS = (
    "",
    "Effect without it: of the arm against the reference, the mechanism off in both. Carried by it: the whole effect "
    "less that. What is carried does not add up to the whole, since mechanisms overlap. With all paths closed a policy "
    "can change no provocation; other outcomes have ways of their own. Of mechanisms that carry nothing, about one in "
    "twenty gets a star by chance.",
)
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


def print_decomposition(found: Decomposition) -> None:
    """Print, for every arm and outcome, its effect with each mechanism off, what carries most of it first."""
    out, results = console(), found.results
    tell(out, "")
    tell(out, f"{plural(found.samples, 'sample')} x {plural(results.replicates, 'replicate')}, played again with each "
         f"mechanism off in every arm; differences from {results.reference}", "bold")  # fmt: skip
    for arm, name in dict.fromkeys((row["arm"], row["outcome"]) for row in found.rows):
        own = [row for row in found.rows if (row["arm"], row["outcome"]) == (arm, name)]
        whole, everything = own[0], next(row for row in own if row["off"] == ALL)
        tell(out, "")
        tell(out, f"{arm}: {keyed(name)}", "bold")
        tell(
            out,
            f"Whole: {difference(whole)}, {whole['verdict']}. With all paths closed: {difference(everything)}.",
        )
        parts = [row for row in own[1:] if row is not everything]
        idle = [row["off"] for row in parts if row["carried_low"] == row["carried_high"] == 0]
        parts = sorted(
            (row for row in parts if row["off"] not in idle), key=lambda row: -abs(row["carried_mean"] or 0.0)
        )
        cells = [[row["off"], with_interval(row), _carried(row)] for row in parts]
        if cells:
            headers = [("Off", "left"), ("Effect\nwithout it", "right"), ("Carried\nby it", "right")]
            out.print(Listing(headers, cells))
        if idle:
            tell(out, f"Nothing at all is carried by: {', '.join(idle)}.")
    for sentence in READING_MECHANISMS:
        tell(out, sentence, "dim")
    tell(out, DISCLAIMER, "italic")


def _carried(row: Without) -> str:
    mean, low, high = row["carried_mean"], row["carried_low"], row["carried_high"]
    if mean is None or low is None or high is None:
        return signed(mean, 2)
    there = decimals(mean, low, high)
    star = STAR if low > 0 or high < 0 else " " * len(STAR)
    return f"{signed(mean, there)}{star}\n{interval(low, high, there, signs=True)}"


def _reading(results: Results) -> list[str]:
    return [
        "",
        "Mean paired differences with 95 % intervals over samples and replicates; * the interval leaves "
        f"out zero. Whole without it, and alone: against {results.reference}. Added last: the whole less the whole "
        "without it, what the part is worth in company. Interaction: added last less alone; with the sign of the "
        "effect the parts strengthen each other, against it they overlap or get in each other's way. Of parts that "
        "do nothing, about one in twenty gets a star by chance.",
    ]
