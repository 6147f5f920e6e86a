"""Means with their intervals, several quantities side by side: parts of policies, and policies under several rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.analysis.ablation.effects import ALONE, LAST, SUM, WHOLE
from diplosim.figures.charts.driver_board import MARKS, POINTS, SERIES, Board, few_across
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import caption, headline
from diplosim.figures.layout.typography import styled
from diplosim.metrics.columns import outcome, title_of
from diplosim.wording.names import plain_name, unit_words, value_name
from diplosim.wording.verdicts import FLIPS, ONE_VALUE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.ablation.effects import PartEffect, Whole
    from diplosim.analysis.compare import Difference
    from diplosim.analysis.structure.findings import Alternatives, Finding
    from diplosim.results import Results

Found = Mapping[tuple[Any, ...], "Difference"]


def ablation_figures(
    results: Results, found: Sequence[Whole], rows: Sequence[PartEffect]
) -> dict[str, Figure]:
    """One figure for each whole and up to three outcomes."""
    known: Found = {(row["whole"], row["part"], row["effect"], row["outcome"]): row for row in rows}
    names = list(dict.fromkeys(row["outcome"] for row in rows))
    figures = {}
    for whole in found:
        for number, group in enumerate(_groups(names, ACROSS), start=1):
            drawn = [
                DotRow(
                    "The whole",
                    whole.arm,
                    [[_dot(known, whole.arm, "", WHOLE, name), None] for name in group],
                )
            ]
            if (whole.arm, "", SUM, group[0]) in known:
                sums = [[None, _dot(known, whole.arm, "", SUM, name)] for name in group]
                drawn.append(DotRow("Its parts alone, added up", "", sums))
            for part in whole.parts:
                dots = [
                    [_dot(known, whole.arm, part.name, kind, name) for kind in (LAST, ALONE)]
                    for name in group
                ]
                drawn.append(DotRow(_policy(part.name), part.name, dots))
            figures[f"ablation_{whole.arm}" + (f"_{number}" if number > 1 else "")] = dot_rows(
                f"{_policy(whole.arm)}: what each part does alone, and what it adds to the others",
                [_head(name) for name in group], ("added last, to all the others", "alone"), drawn,
                [f"Mean paired differences over {_size(results)}. Alone: against {results.reference}. Added last: the "
                 "whole less the whole without the part."],
            )  # fmt: skip
    return figures


def structure_figures(
    results: Results, by: Alternatives, names: Sequence[str], rows: Sequence[Finding]
) -> dict[str, Figure]:
    """One figure for up to three outcomes; none if there are too many values to tell marks apart."""
    if len(by.values) > len(SERIES):
        return {}
    known: Found = {(row["arm"], row["value"], row["outcome"]): row for row in rows}
    kinds = [row["finding"] for row in rows if row["value"] == by.values[0]]
    counts = (
        f"{kinds.count(FLIPS)} of {len(kinds)} findings flip, {kinds.count(ONE_VALUE)} hold under one only"
    )
    figures = {}
    for number, group in enumerate(_groups(list(names), ACROSS), start=1):
        drawn = [
            DotRow(
                _policy(arm), arm, [[_dot(known, arm, value, name) for value in by.values] for name in group]
            )
            for arm in results.arms[1:]
        ]
        figures["structure" + (f"_{number}" if number > 1 else "")] = dot_rows(
            f"Every policy under {len(by.values)} values of {by.name}: {counts}",
            [_head(name) for name in group], [value_name(value) for value in by.values], drawn,
            [f"Mean paired differences from {results.reference} over {_size(results)}, split by {by.name}."],
        )  # fmt: skip
    return figures


def _groups(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The names in pieces of at most ``size``."""
    for start in range(0, len(names), size):
        yield names[start : start + size]


def _dot(known: Found, *key: Any) -> Dot | None:
    row = known.get(key)
    if row is None or row["diff_mean"] is None:
        return None
    ends = (row["diff_mean"] if end is None else end for end in (row["diff_low"], row["diff_high"]))
    return Dot(row["diff_mean"], *ends)


def _head(name: str) -> tuple[str, str]:
    column = outcome(name)
    aim = f"; {column.better} is better" if column.better else ""
    return title_of(name), f"{unit_words(column.unit)}{aim}"


def _policy(name: str) -> str:
    """The title of a policy, or the name in words."""
    from diplosim.policies import get
    from diplosim.policies.registry import UnknownPolicyError

    try:
        return get(name).title
    except UnknownPolicyError:
        return plain_name(name)


def _size(results: Results) -> str:
    samples = f"{len(results.samples):,} samples × " if len(results.samples) > 1 else ""
    return f"{samples}{results.replicates:,} replicates, the same shocks for all"


#: Share of a row over which its marks are spread.
SPREAD = 0.56
#: Most panels side by side.
ACROSS = 3


@dataclass(frozen=True)
class Dot:
    """A mean and its interval."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class DotRow:
    """A row: its words, the name that files use, and its dots by panel and quantity (``None``: there is none)."""

    words: str
    code: str
    dots: Sequence[Sequence[Dot | None]]


@styled
def dot_rows(
    title: str,
    panels: Sequence[tuple[str, str]],
    series: Sequence[str],
    rows: Sequence[DotRow],
    notes: Sequence[str],
) -> Figure:
    """Draw the rows; filled marks are those whose interval leaves zero out.

    Args:
        title: headline, a finding if there is one.
        panels: up to three outcomes: title, and unit with the direction that is better.
        series: what the marks of a row are, in the order of its dots; at most five.
        rows: from top to bottom.
        notes: sentences of the caption.

    Raises:
        ValueError: more panels or quantities than have room, or no rows.
    """
    if not rows or not 1 <= len(panels) <= ACROSS or not 1 <= len(series) <= len(SERIES):
        raise ValueError(f"dot_rows draws 1 to {ACROSS} outcomes and 1 to {len(SERIES)} quantities")
    key = [
        *zip(SERIES, series, strict=False),
        ("interval", "95 % interval"),
        ("hollow", "interval holds zero"),
    ]
    board = Board(headline(title), caption(*notes), key, panels, [(row.words, row.code) for row in rows])
    for place, axes in enumerate(board.panels):
        _panel(axes, [row.dots[place] for row in rows])
    return board.figure


def _panel(axes: Axes, rows: Sequence[Sequence[Dot | None]]) -> None:
    """One outcome: every row's dots below one another around its middle."""
    axes.axvline(0.0, color=roles.INK, linewidth=0.9, zorder=1.9)
    ends = [end for row in rows for dot in row if dot is not None for end in (dot.low, dot.high, dot.mean)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    span = (high - low) or 1.0
    axes.set_xlim(low - 0.06 * span, high + 0.06 * span)
    for place, row in enumerate(rows):
        there = [(number, dot) for number, dot in enumerate(row) if dot is not None]
        for order, (number, dot) in enumerate(there):
            # A dot that is alone stands in the middle of its row.
            shift = 0.0 if len(there) == 1 else SPREAD * ((order + 0.5) / len(there) - 0.5)
            _mark(axes, place + shift, dot, SERIES[number])
    few_across(axes, 3)


def _mark(axes: Axes, height: float, dot: Dot, kind: str) -> None:
    colour = MARKS[kind][0]
    axes.plot([dot.low, dot.high], [height, height], color=colour, linewidth=1.4, alpha=0.8, zorder=3)
    axes.plot([dot.mean], [height], marker=POINTS[kind], markersize=5.0, zorder=4, markeredgecolor=colour,
              markerfacecolor=colour if dot.clear else roles.PAPER, markeredgewidth=1.1)  # fmt: skip
