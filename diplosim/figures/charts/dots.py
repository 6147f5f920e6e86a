"""From the rows of ``ablation`` and ``structure`` to their figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from diplosim.analysis.ablation.effects import ALONE, LAST, SUM, WHOLE
from diplosim.figures.charts.dot_rows import ACROSS, Dot, DotRow, dot_rows
from diplosim.figures.charts.driver_marks import SERIES
from diplosim.metrics.columns import outcome, title_of
from diplosim.wording.names import plain_name, value_name
from diplosim.wording.verdicts import FLIPS, ONE_VALUE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.ablation.effects import Whole
    from diplosim.analysis.structure.findings import Alternatives
    from diplosim.results import Results

Row = dict[str, Any]
Found = Mapping[tuple[Any, ...], Row]


def ablation_figures(results: Results, found: Sequence[Whole], rows: Sequence[Row]) -> dict[str, Figure]:
    """One figure for each whole and up to three outcomes."""
    known: Found = {(row["whole"], row.get("part", ""), row["effect"], row["outcome"]): row for row in rows}
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
                [_panel(name) for name in group], ("added last, to all the others", "alone"), drawn,
                [f"Mean paired differences over {_size(results)}. Alone: against {results.reference}. Added last: the "
                 "whole less the whole without the part."],
            )  # fmt: skip
    return figures


def structure_figures(
    results: Results, by: Alternatives, names: Sequence[str], rows: Sequence[Row]
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
            [_panel(name) for name in group], [value_name(value) for value in by.values], drawn,
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
    ends = (row["diff_mean"] if row[end] is None else row[end] for end in ("diff_low", "diff_high"))
    return Dot(row["diff_mean"], *ends)


def _panel(name: str) -> tuple[str, str]:
    column = outcome(name)
    aim = f"; {column.better} is better" if column.better else ""
    return title_of(name), f"{column.unit}{aim}"


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
