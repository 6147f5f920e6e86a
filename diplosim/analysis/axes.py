"""What the samples of a folder set, as axes that boxes and trees can cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.analysis.limits import Axis

if TYPE_CHECKING:
    import pandas as pd

    from diplosim.analysis.limits import Truths
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
