"""The printed side of ``diplosim robustness``."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from diplosim.analysis.output import gaps, label
from diplosim.analysis.robustness.answer import OBJECTIVES
from diplosim.analysis.robustness.regret import sparse
from diplosim.analysis.robustness.thresholds import ALL
from diplosim.experiment.grown import larger
from diplosim.wording.listing import DISCLAIMER, chunks, console, tell
from diplosim.wording.numbers import DASH, decimals, number, part_of, percent
from diplosim.wording.tables import Listing, folded

if TYPE_CHECKING:
    from rich.console import Console

    from diplosim.analysis.robustness.answer import Placed
    from diplosim.analysis.robustness.regret import Standing
    from diplosim.analysis.robustness.thresholds import Enough, Threshold
    from diplosim.results import Results

#: By arm and outcome.
Standings = dict[tuple[str, str], "Standing"]
#: Marks the best of a column.
MARK = " *"
_ARM, _CELL, _HEADER = 25, 16, 13


def print_robustness(
    results: Results,
    rows: Sequence[Standing],
    limits: Sequence[Threshold],
    enough: Sequence[Enough],
    front: Sequence[Placed],
) -> None:
    """Print the findings in words, then the tables that they rest on."""
    out = console()
    found = {(row["arm"], row["outcome"]): row for row in rows}
    names = list(dict.fromkeys(row["outcome"] for row in rows))
    tell(out, "")
    if results.question:
        tell(out, results.question, "italic")
    tell(out, _head(results), "bold")
    for sentence in gaps(results):
        tell(out, sentence, "yellow")
    tell(out, "")
    for name in names:
        tell(out, in_words(results, found, name))
    _matrix(out, results, names, found, "Regret: in 9 of 10 samples no farther behind the best policy",
            _regret, _least_regret)  # fmt: skip
    _matrix(
        out, results, names, found, "Wins / loses: best / worst of all policies, % of samples", _wins, None
    )
    _matrix(out, results, names, found, "Worst sample: the level in the sample that is worst for the policy (maximin)",
            _worst, _best_worst)  # fmt: skip
    _satisficing(out, results, limits, enough)
    _pareto(out, front)
    for sentence in _reading(results, found, names):
        tell(out, sentence, "dim")
    tell(out, DISCLAIMER, "italic")


def _head(results: Results) -> str:
    count = len(results.arms)
    if len(results.samples) == 1:
        return (
            f"{count} policies across {results.replicates} replicates of one set of assumptions: this is robustness "
            "against chance only, not against wrong assumptions"
        )
    each = "the mean of" if results.replicates > 1 else "with"
    noun = "replicates" if results.replicates > 1 else "replicate"
    samples = f"{len(results.samples):,} samples of the assumptions"
    return f"{count} policies across {samples}, each {each} {results.replicates} {noun}"


def in_words(results: Results, found: Standings, name: str) -> str:
    """One outcome in a sentence: who regrets least, whose worst case is best, who wins and loses most often."""
    there = [arm for arm in results.arms if not sparse(found[arm, name])]
    if not there:
        return f"{label(name)}: hardly any run has a value."

    def leading(key: Literal["share_best", "share_worst", "regret_p90", "worst"], *, most: bool) -> str:
        value = (max if most else min)(found[arm, name][key] for arm in there)
        arms = [arm for arm in there if found[arm, name][key] == value]
        return " and ".join(arms[:2]) + (f" and {len(arms) - 2} more" if len(arms) > 2 else "")

    tied = max(found[arm, name]["share_tied"] for arm in there)
    if tied == 1.0:
        return f"{label(name)}: all policies do the same in every sample: nobody wins and nobody loses."
    same = f"; all do the same in {percent(tied)} of the samples" if tied else ""
    higher = found[there[0], name]["better"] == "higher"
    winner, loser = leading("share_best", most=True), leading("share_worst", most=True)
    first, last = (max(there, key=lambda arm: found[arm, name][key]) for key in ("share_best", "share_worst"))
    won, lost = _counted(found[first, name], "share_best"), _counted(found[last, name], "share_worst")
    also = f"; it loses in {_counted(found[first, name], 'share_worst')}" if winner == first else ""
    return (
        f"{label(name)}: {winner} wins most often (in {won} samples{also}), {loser} loses most often "
        f"({lost}){same}; least regret: {leading('regret_p90', most=False)}; best worst case: "
        f"{leading('worst', most=higher)}."
    )


Cell = Callable[["Standing", int], str]
Best = Callable[[Sequence["Standing"]], float | None]


def _matrix(
    out: Console, results: Results, names: Sequence[str], found: Standings, title: str, cell: Cell,
    best: Best | None,
) -> None:  # fmt: skip
    """Policies by outcomes; the best of each column is marked."""
    tell(out, "")
    tell(out, title, "bold")
    for group in chunks(list(names), max(1, (out.width - _ARM) // _CELL)):
        headers = [
            ("Policy", "left"),
            *(("\n".join(folded(label(name), _HEADER)), "right") for name in group),
        ]
        columns = []
        for name in group:
            rows = [found[arm, name] for arm in results.arms]
            top = best(rows) if best else None
            places = _places(rows)
            columns.append([_cell(row, cell(row, places), best, top) for row in rows])
        cells = [[arm, *(column[place] for column in columns)] for place, arm in enumerate(results.arms)]
        out.print(Listing(headers, cells))


def _cell(row: Standing, text: str, best: Best | None, top: float | None) -> str:
    blank = " " * len(MARK) if best else ""
    if not row["n_samples"]:
        return DASH + blank
    if sparse(row):
        return f"({text})" + blank[1:]
    return text + (MARK if best is not None and best([row]) == top else blank)


def _places(rows: Sequence[Standing]) -> int:
    """Decimals that suit a column."""
    there = [row for row in rows if row["n_samples"]]
    return decimals(*(row["regret_p90"] for row in there), *(row["worst"] for row in there))


def _counted(row: Standing, key: Literal["share_best", "share_worst"]) -> str:
    """In how many of the samples that have a value."""
    return part_of(row[key], row["n_samples"] - row["n_missing"])


def _regret(row: Standing, places: int) -> str:
    return number(row.get("regret_p90"), places)


def _wins(row: Standing, places: int) -> str:
    return f"{percent(row.get('share_best'), '')} / {percent(row.get('share_worst'), '')}"


def _worst(row: Standing, places: int) -> str:
    return number(row.get("worst"), places)


def _least_regret(rows: Sequence[Standing]) -> float | None:
    return min((row["regret_p90"] for row in rows if not sparse(row)), default=None)


def _best_worst(rows: Sequence[Standing]) -> float | None:
    there = [row for row in rows if not sparse(row)]
    if not there:
        return None
    return float((max if there[0]["better"] == "higher" else min)(row["worst"] for row in there))


def _satisficing(out: Console, results: Results, limits: Sequence[Threshold], rows: Sequence[Enough]) -> None:
    """Per policy the share of samples that meet each threshold, and all of them."""
    if not limits:
        return
    found = {(row["arm"], row["threshold"]): row for row in rows}
    tell(out, "")
    tell(out, "Good enough: % of samples that meet the threshold", "bold")
    columns = [(one.outcome, "\n".join(folded(label(one.outcome), _HEADER))) for one in limits] + [(ALL, ALL)]
    for group in chunks(columns, max(1, (out.width - _ARM) // _CELL)):
        headers = [("Policy", "left"), *((header, "right") for _, header in group)]
        cells = [
            [arm, *(percent(found[arm, key]["share_met"], "") for key, _ in group)] for arm in results.arms
        ]
        out.print(Listing(headers, cells))
    tell(out, f"Thresholds: {'; '.join(one.words() for one in limits)}.", "dim")
    lost = [
        one.outcome for one in limits if any(found[arm, one.outcome]["n_missing"] for arm in results.arms)
    ]
    if lost:
        tell(out, f"Samples without a value of {' and '.join(lost)} (no agreement, no concession) are left out of its "
                  "column and count as not met under 'all'.", "dim")  # fmt: skip


def _pareto(out: Console, rows: Sequence[Placed]) -> None:
    """Who is dominated, on average and in which share of the samples."""
    tell(out, "")
    tell(
        out,
        "Calm, health and cost: which policies another one dominates",
        "bold",
    )
    if not any(row["n_samples"] for row in rows):
        tell(out, "No sample has all three values for every policy.")
        return
    headers = [("Policy", "left"), *((one.label.replace(", ", ",\n"), "right") for one in OBJECTIVES),
               ("% of samples\non front", "right"), ("on average", "left")]  # fmt: skip
    cells = []
    for row in sorted(rows, key=lambda row: not row["on_front"]):
        values = [number(row[one.outcome]) for one in OBJECTIVES]
        shown = percent(row["share_on_front"], "")
        cells.append([row["arm"], *values, shown, "front" if row["on_front"] else "dominated"])
    out.print(Listing(headers, cells))
    tell(out, "Front: no other policy is at least as good in all three and better in one.", "dim")


def _reading(results: Results, found: Standings, names: Sequence[str]) -> list[str]:
    """How to read the tables, and how far chance goes in them."""
    sentences = [
        "",
        "Regret: how much worse a policy does than the best one in the same sample, in the outcome's unit. * marks "
        f"the best of a column. Doing nothing new ({results.reference}) is one of the policies: it wins where no other "
        "beats it, and a policy that only equals it wins nothing. Policies that tie for best all win; where all do "
        "the same, nobody wins and nobody loses.",
    ]
    if results.replicates == 1 and len(results.samples) > 1:
        sentences.append(
            f"One replicate: chance cannot be told from assumptions. To tell: {larger(results.folder, 10)}"
        )
    known = []
    for name in names:
        values = sorted(v for arm in results.arms[1:] if (v := found[arm, name]["noise"]) is not None)
        if values and math.isfinite(values[len(values) // 2]):
            known.append(f"{label(name)} {number(values[len(values) // 2])}")
    if known:
        sentences.append(
            "Chance: the standard error of a sample's mean difference from the reference, for the middle one of the "
            f"policies: {'; '.join(known)}. Smaller regrets are noise, and noise adds to every regret."
        )
    missing = [label(name) for name in names if any(found[arm, name]["n_missing"] for arm in results.arms)]
    if missing:
        sentences.append("Samples in which a policy has no value are left out for it, and it is put in brackets where "
                         f"that is most of them: {'; '.join(missing)}.")  # fmt: skip
    return sentences
