"""What a figure of effects shows: for each policy and outcome the paired difference from the reference; its words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from diplosim.metrics.columns import LEADING, outcome, title_of
from diplosim.wording.names import inside, listed, noun, plain_name, plural
from diplosim.wording.verdicts import FEWEST_FUTURES, in_nearly_all

if TYPE_CHECKING:
    import pandas as pd

NEEDED = (
    "arm", "reference", "outcome", "kind", "diff_median", "diff_p05", "diff_p25", "diff_p75", "diff_p95",
    "share_better", "share_equal", "share_worse", "n_pairs", "n_dropped",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One outcome: its name, its words, and which way is better (1 more, -1 less, 0 neither)."""

    name: str
    title: str
    better: int


@dataclass(frozen=True)
class Effect:
    """The paired differences of one policy in one outcome; quantiles and shares are NaN where there are none."""

    median: float
    inner: tuple[float, float]
    """25 and 75 % quantile over pairs."""
    outer: tuple[float, float]
    """5 and 95 % quantile over pairs."""
    better: float
    equal: float
    worse: float
    pairs: int
    dropped: int
    """Pairs without a difference: a run failed or has no value."""

    @property
    def unchanged(self) -> bool:
        """Whether no pair differs."""
        return self.equal == 1.0

    @property
    def clear(self) -> bool:
        """Whether the middle 90 % of enough pairs lie on one side of zero."""
        return self.pairs >= FEWEST_FUTURES and (self.outer[0] > 0.0 or self.outer[1] < 0.0)

    @property
    def surely_better(self) -> bool:
        """Whether nearly all of enough pairs are better."""
        return in_nearly_all(self.better, self.pairs)

    @property
    def surely_worse(self) -> bool:
        """Whether nearly all of enough pairs are worse."""
        return in_nearly_all(self.worse, self.pairs)

    def side(self, target: Target) -> int:
        """1 if the median is better, -1 if it is worse, 0 if it is neither."""
        return 0 if self.pairs == 0 else target.better * ((self.median > 0) - (self.median < 0))


_NAN = float("nan")
NOTHING = Effect(_NAN, (_NAN, _NAN), (_NAN, _NAN), _NAN, _NAN, _NAN, 0, 0)


@dataclass(frozen=True)
class Effects:
    """Policies in the order of the rows, outcomes in the order of the panels, and what each did to each."""

    reference: str
    arms: tuple[str, ...]
    labels: tuple[str, ...]
    targets: tuple[Target, ...]
    cells: Mapping[tuple[str, str], Effect]

    def cell(self, arm: str, target: Target) -> Effect:
        """The effect of a policy on an outcome."""
        return self.cells.get((arm, target.name), NOTHING)

    @property
    def pairs(self) -> int:
        """Pairs that were run for each policy."""
        return max((cell.pairs + cell.dropped for cell in self.cells.values()), default=0)


def gather_effects(
    summary: pd.DataFrame, arms: Mapping[str, str] | None, outcomes: Sequence[str] | None, *, ranked: bool
) -> Effects:
    """Pick policies and outcomes from rows of ``summary.csv``; the best in the first outcome comes first.

    Raises:
        ValueError: nothing is compared, an unknown arm or outcome, or a table of an earlier version.
    """
    rows = summary.reset_index() if "arm" not in summary.columns else summary
    lacking = [name for name in NEEDED if name not in rows.columns]
    if lacking:
        raise ValueError(f"the summary lacks {', '.join(lacking)}: an earlier version wrote it; run it again")
    rows = rows[rows["reference"].notna()]
    differing = set(rows.loc[rows["diff_median"].notna() | (rows["kind"] == "outcome"), "outcome"])
    paired = rows[
        rows["outcome"].isin(differing)
    ]  # shares and ratios that exist only for a pair are no differences
    if paired.empty:
        raise ValueError("effects compares policies with a reference, and here is nothing to compare")
    reference = str(paired["reference"].iloc[0])
    present = list(dict.fromkeys(str(arm) for arm in paired["arm"]))
    named = {arm: plain_name(arm) for arm in (reference, *present)} if arms is None else dict(arms)
    absent = [arm for arm in named if arm not in (reference, *present)]
    if absent:
        raise ValueError(f"no runs of arm {absent[0]!r}; the summary has: {', '.join(present)}")
    targets = _targets(outcomes, list(dict.fromkeys(str(name) for name in paired["outcome"])))
    wanted = {target.name for target in targets}
    cells = {
        (str(row["arm"]), str(row["outcome"])): _effect(row)
        for row in paired[paired["outcome"].isin(wanted)].to_dict("records")
    }
    drawn = [arm for arm in named if arm != reference]
    if not drawn:
        raise ValueError("effects compares policies with a reference, and only the reference is to be drawn")
    if ranked:
        drawn.sort(key=lambda arm: _rank(cells.get((arm, targets[0].name), NOTHING), targets[0]))
    labels = tuple(named[arm] for arm in drawn)
    return Effects(named.get(reference, plain_name(reference)), tuple(drawn), labels, targets, cells)


def _targets(names: Sequence[str] | None, present: Sequence[str]) -> tuple[Target, ...]:
    """The outcomes that are asked for, or the leading ones that the summary has."""
    chosen = [name for name in LEADING if name in present] if names is None else list(names)
    for name in chosen:
        if name not in present:
            near = get_close_matches(name, present, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; outcomes: {', '.join(present)}"
            raise ValueError(f"unknown outcome {name!r}{hint}")
    if not chosen:
        raise ValueError("the summary holds none of the leading outcomes; name the outcomes to draw")
    signs = {"higher": 1, "lower": -1, None: 0}
    return tuple(Target(name, title_of(name), signs[outcome(name).better]) for name in chosen)


def _effect(row: Mapping[Any, Any]) -> Effect:
    def number(name: str) -> float:
        return _NAN if row[name] is None else float(row[name])

    def count(name: str) -> int:
        return 0 if math.isnan(number(name)) else int(number(name))

    return Effect(
        number("diff_median"), (number("diff_p25"), number("diff_p75")),
        (number("diff_p05"), number("diff_p95")), number("share_better"), number("share_equal"),
        number("share_worse"), count("n_pairs") if not math.isnan(number("diff_median")) else 0,
        count("n_dropped"),
    )  # fmt: skip


def _rank(effect: Effect, target: Target) -> tuple[bool, float]:
    """Best first, those without a pair last; where neither way is better, the largest first."""
    if effect.pairs == 0:
        return True, 0.0
    return False, -effect.median * (target.better or 1)


def effects_title(effects: Effects) -> str:
    """Return the headline: what nearly all pairs share, or the subject where no such thing can be said."""
    one = len(effects.arms) == 1
    subject = f"{effects.labels[0] if one else f'{len(effects.arms)} policies'} against {effects.reference}"
    if not any(cell.pairs >= FEWEST_FUTURES for cell in effects.cells.values()):
        return f"{subject}, pair by pair"
    return f"{subject}: {_one(effects) if one else _many(effects)}"


def _one(effects: Effects) -> str:
    """What one policy changes in nearly all pairs."""
    cells = [(target, effects.cell(effects.arms[0], target)) for target in effects.targets]
    better = [_inside(target) for target, cell in cells if cell.surely_better]
    worse = [_inside(target) for target, cell in cells if cell.surely_worse]
    if not better and not worse:
        return "no outcome is better or worse in 9 of 10 pairs"
    parts = [f"{word} on {listed(names)}" for word, names in (("better", better), ("worse", worse)) if names]
    return f"{'; '.join(parts)}, in at least 9 of 10 pairs"


def _many(effects: Effects) -> str:
    """How many policies do better, and how many worse, on the first outcome."""
    lead = effects.targets[0]
    cells = [effects.cell(arm, lead) for arm in effects.arms]
    if not lead.better:
        clear = sum(cell.clear for cell in cells)
        verb = "changes" if clear < 2 else "change"
        return f"{clear or 'none'} {verb} {_inside(lead)} one way in at least 9 of 10 pairs"
    better, worse = sum(cell.surely_better for cell in cells), sum(cell.surely_worse for cell in cells)
    parts = [f"{_so_many(better, len(cells))} better", f"{_so_many(worse, len(cells))} worse"]
    told = [part for part, count in zip(parts, (better, worse), strict=True) if count] or [
        "none is better or worse"
    ]
    return f"{' and '.join(told)} on {_inside(lead)} in at least 9 of 10 pairs"


def _so_many(count: int, of: int) -> str:
    """Return "1 is", "3 are" or "all are"."""
    return f"{'all' if count == of else count} {noun(count, 'is', 'are')}"


def _inside(target: Target) -> str:
    """The title of an outcome inside a sentence, up to its first comma; abbreviations keep their capitals."""
    return inside(target.title.split(",")[0])


def effects_caption(effects: Effects, seed: int | None, samples: int, *, ranked: bool) -> list[str]:
    """Return what the marks mean, how many pairs there are, and the seed."""
    pairs = effects.pairs
    times = f" × {pairs // samples:,} replicates" if pairs > samples else ""
    made = f" ({samples:,} parameter samples{times})" if samples > 1 else ""
    seeded = f", seed {seed}" if seed is not None else ""
    lines = [f"Difference in the same future: policy minus {effects.reference}"
             f"{', same assumptions' if samples > 1 else ''}, same shocks. "
             f"{plural(pairs, 'pair')} of runs per policy{made}{seeded}."]  # fmt: skip
    if pairs == 1:
        lines.append("Marks: the difference of the one pair; there are no intervals.")
    else:
        lines.append("Mark: median of the pairs. Thick bar: their middle 50 %. Thin bar: their middle 90 %.")
    if pairs >= FEWEST_FUTURES:
        lines.append("Filled: the middle 90 % exclude zero.")
    if any(target.better for target in effects.targets):
        lines.append("Blue circle: the median is better; orange square: worse; grey diamond: neither.")
    if any(0 < cell.pairs < pairs or not cell.pairs for cell in effects.cells.values()):
        lines.append("“n”: pairs in which both runs have a value, where that is fewer than half.")
    if pairs == samples > 1:
        lines.append("One replicate: all samples meet the same history of shocks.")
    if ranked and len(effects.arms) > 1:
        lines.append(f"Sorted by “{effects.targets[0].title}”.")
    return lines
