"""The printed side of ``diplosim robustness``."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from diplosim.analysis.output import gaps, label
from diplosim.analysis.robustness.answer import OBJECTIVES
from diplosim.analysis.robustness.regret import counted_in, sparse
from diplosim.analysis.robustness.thresholds import ALL
from diplosim.experiment.grown import larger
from diplosim.wording.listing import DISCLAIMER, chunks, console, tell
from diplosim.wording.names import capital, listed, plural
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
    one = counted_in(results)
    _matrix(out, results, names, found, f"Regret: in 9 of 10 {one}s no farther behind the best policy",
            _regret, _least_regret)  # fmt: skip
    _matrix(
        out, results, names, found, f"Wins / loses: best / worst of all policies, % of {one}s", _wins, None
    )
    _matrix(out, results, names, found, f"Worst {one}: the level in the {one} that is worst for the policy (maximin)",
            _worst, _best_worst)  # fmt: skip
    _satisficing(out, results, limits, enough)
    _pareto(out, front, one)
    for sentence in _reading(results, found, names):
        tell(out, sentence, "dim")
    tell(out, DISCLAIMER, "italic")


def _head(results: Results) -> str:
    count = f"{plural(len(results.arms) - 1, 'policy', 'policies')} and {results.reference}"
    if len(results.samples) == 1:
        return (
            f"{count} across {results.replicates} replicates of one set of assumptions: this is robustness "
            "against chance only, not against wrong assumptions"
        )
    each = "the mean of" if results.replicates > 1 else "with"
    noun = "replicates" if results.replicates > 1 else "replicate"
    samples = f"{len(results.samples):,} samples of the assumptions"
    return f"{count} across {samples}, each {each} {results.replicates} {noun}"


def in_words(results: Results, found: Standings, name: str) -> str:
    """One outcome in a sentence: who regrets least, whose worst case is best, who wins and loses most often."""
    there = [arm for arm in results.arms if not sparse(found[arm, name])]
    if not there:
        return f"{label(name)}: hardly any run has a value."

    def leading(key: Literal["share_best", "share_worst", "regret_p90", "worst"], *, most: bool) -> list[str]:
        value = (max if most else min)(found[arm, name][key] for arm in there)
        return [arm for arm in there if found[arm, name][key] == value]

    one = counted_in(results)
    tied = min(found[arm, name]["share_tied"] for arm in there)
    if tied == 1.0:
        return f"{label(name)}: all policies do the same in every {one}: nobody wins and nobody loses."
    same = f"; all do the same in {percent(tied)} of the {one}s" if tied else ""
    higher = found[there[0], name]["better"] == "higher"
    winners, losers = leading("share_best", most=True), leading("share_worst", most=True)
    first, last = found[winners[0], name], found[losers[0], name]
    also = f"; it loses in {_counted(first, 'share_worst')}" if len(winners) == 1 else ""
    return (
        f"{label(name)}: {_some(winners, 'wins', 'win')} most often (in {_counted(first, 'share_best')} {one}s{also}), "
        f"{_some(losers, 'loses', 'lose')} most often ({_counted(last, 'share_worst')}){same}; least regret: "
        f"{_some(leading('regret_p90', most=False))}; best worst case: {_some(leading('worst', most=higher))}."
    )


def _some(arms: Sequence[str], one: str = "", many: str = "") -> str:
    """The first two arms and how many more there are, with the verb that goes with one or several."""
    names = [*arms[:2], *([f"{len(arms) - 2} more"] if len(arms) > 2 else [])]
    return f"{listed(names)} {one if len(arms) == 1 else many}".rstrip()


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
    """In how many of the samples that have a value: of those without, ``n_samples`` counts none."""
    return part_of(row[key], row["n_samples"])


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
    one = counted_in(results)
    tell(out, "")
    tell(out, f"Good enough: % of {one}s that meet the threshold", "bold")
    names = [limit.outcome for limit in limits]
    columns = [(name, "\n".join(folded(label(name), _HEADER))) for name in names] + [(ALL, ALL)]
    for group in chunks(columns, max(1, (out.width - _ARM) // _CELL)):
        headers = [("Policy", "left"), *((header, "right") for _, header in group)]
        cells = [
            [arm, *(percent(found[arm, key]["share_met"], "") for key, _ in group)] for arm in results.arms
        ]
        out.print(Listing(headers, cells))
    tell(out, f"Thresholds: {'; '.join(limit.words() for limit in limits)}.", "dim")
    lost = [name for name in names if any(found[arm, name]["n_missing"] for arm in results.arms)]
    if lost:
        tell(out, f"{capital(one)}s without a value of {' and '.join(lost)} (no agreement, no concession) are left "
                  "out of its column and count as not met under 'all'.", "dim")  # fmt: skip


def _pareto(out: Console, rows: Sequence[Placed], one: str) -> None:
    """Who is dominated, on average and in which share of the samples."""
    tell(out, "")
    tell(out, "Calm, health and cost: which policies another one dominates", "bold")
    if not any(row["n_samples"] for row in rows):
        tell(out, f"No {one} has all three values for every policy.")
        return
    headers = [("Policy", "left"), *((aim.label.replace(", ", ",\n"), "right") for aim in OBJECTIVES),
               (f"% of {one}s\non front", "right"), ("on average", "left")]  # fmt: skip
    cells = []
    for row in sorted(rows, key=lambda row: not row["on_front"]):
        values = [number(row[aim.outcome]) for aim in OBJECTIVES]
        shown = percent(row["share_on_front"], "")
        cells.append([row["arm"], *values, shown, "front" if row["on_front"] else "dominated"])
    out.print(Listing(headers, cells))
    tell(out, "Front: no other policy is at least as good in all three and better in one.", "dim")


def _reading(results: Results, found: Standings, names: Sequence[str]) -> list[str]:
    """How to read the tables, and how far chance goes in them."""
    one = counted_in(results)
    sentences = [
        "",
        f"Regret: how much worse a policy does than the best one in the same {one}, in the outcome's unit. * marks "
        f"the best of a column. Doing nothing new ({results.reference}) is one of the policies: it wins where no other "
        "beats it, and a policy that only equals it wins nothing. Policies that tie for best all win; where all do "
        "the same, or only one has a value, nobody wins and nobody loses.",
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
        sentences.append(f"{capital(one)}s in which a policy has no value are left out for it, and it is put in "
                         f"brackets where that is most of them: {'; '.join(missing)}.")  # fmt: skip
    return sentences
