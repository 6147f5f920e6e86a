"""What a figure of effects shows: for each policy and outcome the paired difference from the reference."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from diplosim.metrics.columns import LEADING, outcome, title_of
from diplosim.wording.names import plain_name
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
    policies: Mapping[str, str]
    """The rows that tell what policies do and nothing else, with their names in sentences."""

    @property
    def divided(self) -> bool:
        """Whether a row is followed by what its world and its policies did."""
        return any(label in OF_WHICH.values() for label in self.labels)

    def cell(self, arm: str, target: Target) -> Effect:
        """The effect of a policy on an outcome."""
        return self.cells.get((arm, target.name), NOTHING)

    @property
    def pairs(self) -> int:
        """Pairs that were run for each policy."""
        return max((cell.pairs + cell.dropped for cell in self.cells.values()), default=0)


#: Endings of the names of arms that are parts of the one before the colon, and their labels below that of the whole.
OF_WHICH = {": world": "… of which its world", ": policy": "… of which its policies"}


def gather_effects(
    summary: pd.DataFrame,
    arms: Mapping[str, str] | None,
    outcomes: Sequence[str] | None,
    *,
    ranked: bool,
    split: Sequence[str] = (),
    only_world: Sequence[str] = (),
) -> Effects:
    """Pick policies and outcomes from rows of ``summary.csv``; the best in the first outcome comes first.

    Below an arm of ``split`` come its parts, the rows of ``ARM: world`` and ``ARM: policy``; an arm of ``only_world``
    has the policies of the reference.

    Raises:
        ValueError: nothing is compared, an unknown arm or outcome, or a table of an earlier version.
    """
    paired = _compared(summary)
    reference = str(paired["reference"].iloc[0])
    parts = {f"{arm}{ending}" for arm in split for ending in OF_WHICH}
    present = [arm for arm in dict.fromkeys(str(arm) for arm in paired["arm"]) if arm not in parts]
    named = {arm: plain_name(arm) for arm in (reference, *present)} if arms is None else dict(arms)
    absent = [arm for arm in named if arm not in (reference, *present)]
    if absent:
        raise ValueError(f"no runs of arm {absent[0]!r}; the summary has: {', '.join(present)}")
    targets = targets_of(summary, outcomes)
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
    order, labels, policies = _rows(drawn, named, split, only_world)
    return Effects(named.get(reference, plain_name(reference)), order, labels, targets, cells, policies)


def _rows(
    drawn: Sequence[str], named: Mapping[str, str], split: Sequence[str], only_world: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]:
    """The rows with their labels, parts below their whole; and those that tell what policies do, in words."""
    rows: dict[str, str] = {}
    policies: dict[str, str] = {}
    for arm in drawn:
        if arm in split:
            rows[arm] = named[arm]
            rows |= {f"{arm}{ending}": label for ending, label in OF_WHICH.items()}
            policies[f"{arm}: policy"] = f"the policies of {named[arm]}"
        elif arm in only_world:
            rows[arm] = f"{named[arm]} (other world, same policies)"
        else:
            rows[arm] = policies[arm] = named[arm]
    return tuple(rows), tuple(rows.values()), policies


def _compared(summary: pd.DataFrame) -> pd.DataFrame:
    """The rows that are differences from the reference."""
    rows = summary.reset_index() if "arm" not in summary.columns else summary
    lacking = [name for name in NEEDED if name not in rows.columns]
    if lacking:
        raise ValueError(f"the summary lacks {', '.join(lacking)}: an earlier version wrote it; run it again")
    rows = rows[rows["reference"].notna()]
    differing = set(rows.loc[rows["diff_median"].notna() | (rows["kind"] == "outcome"), "outcome"])
    # Shares and ratios that exist only for a pair are no differences.
    paired = rows[rows["outcome"].isin(differing)]
    if paired.empty:
        raise ValueError("effects compares policies with a reference, and here is nothing to compare")
    return paired


def targets_of(summary: pd.DataFrame, outcomes: Sequence[str] | None) -> tuple[Target, ...]:
    """The outcomes that are asked for, or the leading ones that rows of ``summary.csv`` have.

    Raises:
        ValueError: nothing is compared, or an unknown outcome.
    """
    return _targets(outcomes, list(dict.fromkeys(str(name) for name in _compared(summary)["outcome"])))


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
