"""Axes and boxes in plain words: "iota < 0.35 and b_N > 0.9"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.discovery.boxes import Axis, Box
from diplosim.analysis.discovery.failures import Failures
from diplosim.analysis.discovery.search import told
from diplosim.metrics.columns import outcome, title_of
from diplosim.wording.lists import inside
from diplosim.wording.names import arm_name
from diplosim.wording.numbers import brief, number

if TYPE_CHECKING:
    import pandas as pd

    from diplosim.analysis.discovery.boxes import Truths
    from diplosim.results import Results

#: Settings of policies that are months, stored as numbers from the start of the scenario.
_MONTHS = (".from", ".until")


def axes_of(results: Results, kept: Truths) -> list[Axis]:
    """One axis for everything that takes more than one value in the samples ``kept``."""
    found = []
    for name in results.varied:
        column = results.samples[name][kept]
        if name.startswith("policies.") and name.endswith(_MONTHS) and column.dtype.kind in "iu":
            found.append(month_axis(name, column, results.start(results.reference)))
        else:
            found.append(axis_of(name, column, results.ranges.get(name)))
    return [axis for axis in found if axis.values.min() < axis.values.max()]


def month_axis(name: str, column: pd.Series, start: str) -> Axis:
    """Months counted from the start, with their names in the calendar."""
    import numpy as np

    from diplosim.scenario.header import month_name, parse_month

    first = parse_month(start) or 0
    names = tuple(month_name(first + month) for month in range(int(column.max()) + 1))
    return Axis(name, column.to_numpy(dtype=np.float64), names)


def axis_of(name: str, column: pd.Series, span: tuple[float, float] | None = None) -> Axis:
    """Numbers as they are, with the range they were drawn from; words by their place in a list of words."""
    import numpy as np

    if column.dtype.kind in "iuf":
        return Axis(name, column.to_numpy(dtype=np.float64), span=span)
    texts = [str(value).lower() if column.dtype.kind == "b" else str(value) for value in column]
    names = tuple(sorted(set(texts)))
    return Axis(name, np.array([names.index(text) for text in texts], dtype=np.float64), names, ordered=False)


def short_names(names: list[str]) -> dict[str, str]:
    """``provocation.iota`` -> ``iota``, where that is clear among the names."""
    last = {name: name.rpartition(".")[2] for name in names}
    return {name: short if list(last.values()).count(short) == 1 else name for name, short in last.items()}


def meaning(name: str) -> str:
    """What a varied quantity is, in words; empty for what is not a parameter."""
    from diplosim.scenario import PARAMETERS

    return PARAMETERS[name].meaning if name in PARAMETERS else ""


def failing(found: Failures) -> str:
    """``the bundle raises provocations a year``, or ``the bundle fails`` under a rule of the user's own."""
    if not found.rule.default:
        return f"{arm_name(found.arm)} fails"
    column = outcome(found.outcome)
    verb = "raises" if column.better == "lower" else "lowers"
    return f"{arm_name(found.arm)} {verb} {inside(title_of(found.outcome))}"


def where(axes: Sequence[Axis], box: Box) -> str:
    """The limits of a box, axis by axis in their order; ``everywhere`` for none."""
    names = short_names([axis.name for axis in axes])
    parts = []
    for place in sorted({axis for axis, _ in box}):
        axis, name = axes[place], names[axes[place].name]
        low, high = (
            (told(axis, box[place, side].value, side) if (place, side) in box else None) for side in (-1, 1)
        )
        if (place, 0) in box:
            kept = sorted(box[place, 0].kept)
            parts.append(f"{name} is {' or '.join(axis.names[word] for word in kept)}")
        elif low is not None and high is not None:
            months, numbers = (
                f"{name} {amount(low)} to {amount(high)}",
                f"{amount(low)} < {name} < {amount(high)}",
            )
            parts.append(months if axis.names else numbers)
        elif axis.names:
            parts.append(
                f"{name} {amount(low)} or later" if low is not None else f"{name} {amount(high)} or earlier"
            )
        else:
            parts.append(f"{name} > {amount(low)}" if low is not None else f"{name} < {amount(high)}")
    return " and ".join(parts) or "everywhere"


def amount(value: float | str | None) -> str:
    """A limit with about three significant figures."""
    if value is None or isinstance(value, str):
        return value or ""
    return brief(value) if abs(value) < 1000 else number(value, 0)
