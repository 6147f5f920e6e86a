"""The same comparison under each value of an assumption that is one of several: rules of trust, regimes, casts.

Model section 1.4: results that flip between rules must be reported. A *finding* is a policy's paired effect on an
outcome; it *holds* under a value if its interval leaves zero out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from diplosim.analysis.compare import Compared, Difference, compared, paired_row, side
from diplosim.analysis.output import Frame, columns_of
from diplosim.analysis.paired import mean_interval
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError, Results, open_results
from diplosim.scenario import unknown
from diplosim.wording.verdicts import (
    FLIPS,
    HOLDS,
    ONE_VALUE,
    SIZE_DIFFERS,
    SOME_VALUES,
    STRUCTURE,
    UNDECIDED,
    sign,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.metrics.column import Direction

    Floats = NDArray[np.float64]


class Under(TypedDict):
    """The assumption that the samples are split by, and the value that a row is about."""

    by: str
    value: Any


class Becomes(TypedDict):
    """What becomes of the finding over all values; the interval of the largest less the smallest effect."""

    finding: str
    contrast_low: float | None
    contrast_high: float | None


class Finding(Compared, Under, Difference, Becomes):
    """A row of ``analysis/structure.csv``: one arm and outcome under one value."""


class Level(TypedDict):
    """A row of ``analysis/structure_levels.csv``: an arm itself under one value."""

    arm: str
    outcome: str
    unit: str
    better: Direction | None
    by: str
    value: Any
    n_runs: int
    mean: float | None
    mean_low: float | None
    mean_high: float | None


#: More values than this are no longer alternatives side by side.
MOST_VALUES = 12
#: What becomes of a finding, worst first.
ORDER = tuple(STRUCTURE)


@dataclass(frozen=True)
class Alternatives:
    """An assumption with few values, and which samples have which."""

    name: str
    values: tuple[Any, ...]
    samples: tuple[tuple[int, ...], ...]
    """Rows of the samples, for each value; in the same order where they are ``matched``."""
    matched: bool
    """Whether each value meets the same samples of everything else, so that values can be compared pair by pair."""


def alternatives(results: Results, name: str | None) -> Alternatives:
    """The assumption to split by: that of this name, else the one that is a choice between words.

    Raises:
        AnalysisError: there is none, there are several to choose from, or it has too many values.
    """
    table = results.samples
    if name is None:
        words = worded(results)
        if len(words) != 1:
            listed = f"several: {', '.join(words)}" if words else f"none in {results.folder}"
            few = [column for column in results.varied if 1 < table[column].nunique() <= MOST_VALUES]
            raise AnalysisError(
                f"say with --by which assumption to split by; choices between words: {listed}"
                + (f"; with few values: {', '.join(few)}" if few else "")
            )
        name = words[0]
    if name not in results.varied:
        raise AnalysisError(f"--by: {unknown('name of what varies', name, results.varied)}")
    return _split(results, name)


def worded(results: Results) -> list[str]:
    """What varies between words, not over numbers."""
    return [column for column in results.varied if not _is_number(results.samples[column])]


def _split(results: Results, name: str) -> Alternatives:
    table = results.samples.reset_index(drop=True)
    values = list(table[name].unique())
    if not 1 < len(values) <= MOST_VALUES:
        raise AnalysisError(
            f"--by {name}: it has {len(values)} values in the samples; 2 to {MOST_VALUES} can be set side by side. "
            f"Give it a list, {name}: {{values: [...]}}, and add cross: [{name}] to the design"
        )
    if _is_number(table[name]):
        values = sorted(values)
    rest = [column for column in results.varied if column != name]
    groups = [table[table[name] == value] for value in values]
    keys = [[tuple(row) for row in group[rest].itertuples(index=False)] for group in groups]
    matched = all(key == keys[0] for key in keys)
    return Alternatives(
        name,
        tuple(results.told(name, value) for value in values),
        tuple(tuple(int(i) for i in group.index) for group in groups),
        matched,
    )


def _is_number(column: Any) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return bool(is_numeric_dtype(column) and not is_bool_dtype(column))


def structure(results: Results, by: Alternatives, names: Sequence[str]) -> list[Finding]:
    """Rows for each arm, outcome and value; findings that flip first, then those that few values support."""
    found = [_under_each(results, by, place, name) for place in range(1, len(results.arms)) for name in names]
    ranks = {word: place for place, word in enumerate(ORDER)}
    found.sort(key=lambda rows: ranks[rows[0]["finding"]])
    return [row for rows in found for row in rows]


def _under_each(results: Results, by: Alternatives, place: int, name: str) -> list[Finding]:
    """One arm in one outcome, a row for each value."""
    column, cube = outcome(name), results.cube(name)
    head = compared(results.arms[place], results.reference, column)
    parts = [(cube[0][list(rows)], cube[place][list(rows)]) for rows in by.samples]
    differences = [paired_row(before, after, column) for before, after in parts]
    apart = _apart([after - before for before, after in parts]) if by.matched else None
    low, high = apart or (None, None)
    becomes = Becomes(
        finding=finding(differences, sign(low, high) != 0), contrast_low=low, contrast_high=high
    )
    return [
        {**head, **Under(by=by.name, value=value), **own, **becomes}
        for value, own in zip(by.values, differences, strict=True)
    ]


def levels(results: Results, by: Alternatives, names: Sequence[str]) -> list[Level]:
    """The mean of every arm, not compared with anything, under each value, with its interval."""
    import numpy as np

    rows = []
    for name in names:
        column, cube = outcome(name), results.cube(name)
        for arm, own in zip(results.arms, cube, strict=True):
            for value, places in zip(by.values, by.samples, strict=True):
                there = own[list(places)]
                count = int(np.isfinite(there).sum())
                low, high = mean_interval(there)
                rows.append(
                    Level(
                        arm=arm, outcome=name, unit=column.unit, better=column.better, by=by.name, value=value,
                        n_runs=count, mean=float(np.nanmean(there)) if count else None, mean_low=low, mean_high=high,
                    )
                )  # fmt: skip
    return rows


def _apart(differences: Sequence[Floats]) -> tuple[float, float] | None:
    """Interval of the largest less the smallest mean effect, in the same samples under the same shocks."""
    import numpy as np

    there = [values for values in differences if np.isfinite(values).any()]
    if len(there) < 2:
        return None
    means = [float(np.nanmean(values)) for values in there]
    low, high = mean_interval(there[means.index(max(means))] - there[means.index(min(means))])
    return None if low is None or high is None else (low, high)


def finding(rows: Sequence[Difference], differ: bool = False) -> str:
    """What becomes of a finding over the values: one of ``ORDER``. ``differ``: whether the sizes are surely unequal."""
    signs = [side(row) for row in rows]
    sure = [sign for sign in signs if sign]
    if not sure:
        return UNDECIDED
    if len(set(sure)) > 1:
        return FLIPS
    if len(sure) < len(signs):
        return ONE_VALUE if len(sure) == 1 else SOME_VALUES
    sizes = sorted(abs(row["diff_mean"] or 0.0) for row in rows)
    return SIZE_DIFFERS if differ and sizes[-1] >= 2 * sizes[0] else HOLDS


@dataclass(frozen=True)
class Structure:
    """What becomes of every finding over the values of an assumption."""

    results: Results
    split: Alternatives
    outcomes: list[str]
    rows: list[Finding]
    means: list[Level]
    """The arms themselves under each value."""

    def frames(self) -> dict[str, Frame]:
        """``structure`` and ``structure_levels``."""
        return {
            "structure": (self.rows, columns_of(Finding)),
            "structure_levels": (self.means, columns_of(Level)),
        }


def structure_of(
    folder: Path,
    by: str | None = None,
    arms: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    reference: str | None = None,
) -> Structure:
    """Set findings side by side; the arguments are the options of ``diplosim structure``.

    Raises:
        AnalysisError: one arm, or nothing to split by.
        FolderError: the folder holds no finished results.
    """
    results = open_results(folder).restricted(arms, reference)
    if len(results.arms) < 2:
        raise AnalysisError(f"{folder}: there is no policy to compare with '{results.reference}'")
    names = results.named(outcomes)
    split = alternatives(results, by)
    return Structure(results, split, names, structure(results, split, names), levels(results, split, names))
