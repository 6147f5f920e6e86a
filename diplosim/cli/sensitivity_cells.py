"""The cells of the tables of drivers: what each method shows of one assumption."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from diplosim.analysis.drivers import Finding, Indices
from diplosim.cli.numbers import DASH, MINUS, decimals, number, signed

#: Most rows of a table; clear drivers smaller than this share of the largest are only counted.
MOST_ROWS, SMALL = 12, 0.03
#: An assumption has a direction if its mean change is at least this share of its mean absolute change.
_DIRECTED = 0.8

HEADERS = {
    "sobol": ("alone", "in all", "chance"),
    "morris": ("moves it by", "on average", "uneven", "chance"),
    "rank": ("level", "alone"),
    "pawn": ("shift", "chance"),
}


def clear(finding: Finding) -> list[bool]:
    """Which inputs are clear by any method."""
    return [any(flags) for flags in zip(*(i.clear for i in finding.indices.values()), strict=True)]


def first_method(finding: Finding) -> Indices:
    """The indices that rank the inputs."""
    return next(iter(finding.indices.values()))


def rows_of(finding: Finding) -> Sequence[int]:
    """Places of the inputs that get a row: clear by any method, and not tiny."""
    flags, first = clear(finding), first_method(finding)
    top = max(first.size.tolist(), default=0.0)
    several = len(finding.indices) > 1  # what is small by the first method may be large by the second
    chosen = [
        place for place in first.order if flags[place] and (several or first.size[place] >= SMALL * top)
    ]
    return chosen[:MOST_ROWS]


def _percent(value: float) -> str:
    return f"{max(value, 0.0) * 100:.0f}"


def _sobol(indices: Indices, place: int) -> list[str]:
    cells = []
    for name in ("S1", "ST"):
        measure = indices.measures[name]
        half = float(measure.high[place] - measure.value[place])
        cells.append(f"{_percent(float(measure.value[place]))} ± {_percent(half)} %")
    return [*cells, f"{_percent(float(indices.floor[place]))} %"]


def _morris(indices: Indices, place: int) -> list[str]:
    star, mu = indices.measures["mu_star"], float(indices.measures["mu"].value[place])
    places = decimals(float(indices.size.max()))
    value, high = float(star.value[place]), float(star.high[place])
    even = DASH if math.isnan(mu) else "both ways"
    return [
        f"{number(value, places)} ± {number(high - value, places)}",
        signed(mu, places) if abs(mu) >= _DIRECTED * value else even,
        number(float(indices.measures["sigma"].value[place]), places),
        number(float(indices.floor[place]), places),
    ]


def _rank(indices: Indices, place: int) -> list[str]:
    level, alone = indices.measures["prcc"], indices.measures["spearman"]
    value, low, high = (signed(float(part[place]), 2) for part in (level.value, level.low, level.high))
    return [f"{value} [{low}, {high}]", signed(float(alone.value[place]), 2)]


def _pawn(indices: Indices, place: int) -> list[str]:
    return [number(float(indices.size[place]), 2), number(float(indices.floor[place]), 2)]


#: What fills the columns of ``HEADERS``.
CELLS: dict[str, Callable[[Indices, int], list[str]]] = {
    "sobol": _sobol, "morris": _morris, "rank": _rank, "pawn": _pawn,
}  # fmt: skip


def brief(indices: Indices, place: int) -> str:
    """The main measure of an input in a few letters."""
    value = float(indices.measures[indices.main].value[place])
    if indices.method == "sobol":
        return f"({_percent(value)} %)"
    if indices.method == "rank":
        return f"({signed(value, 2)})"
    places = decimals(float(indices.size.max()))
    if indices.method == "morris":
        mu = float(indices.measures["mu"].value[place])
        sign = ("+" if mu > 0 else MINUS) if abs(mu) >= _DIRECTED * value else "±"
        return f"({sign}{number(value, places)})"
    return f"({number(value, 2)})"
