"""The cells of the tables of drivers: what each method shows of one assumption."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from diplosim.analysis.sensitivity import Finding, Indices
from diplosim.wording.numbers import DASH, MINUS, decimals, number, signed

#: Most rows of a table; clear drivers smaller than this share of the largest are only counted.
MOST_ROWS, SMALL = 12, 0.03
#: An assumption has a direction if its mean change is at least this share of its mean absolute change.
_DIRECTED = 0.8

_HEADERS = {
    "sobol": ("alone", "in all", "chance"),
    "morris": ("moves it by", "on average", "uneven", "chance"),
    "rank": ("level", "alone"),
    "pawn": ("shift", "chance"),
}


def headers_of(finding: Finding) -> list[str]:
    """Headers of the columns that the methods fill."""
    return [header for method in finding.indices for header in _HEADERS[method]]


def cells_of(finding: Finding, place: int) -> list[str]:
    """What the methods say of one input; beside each other they leave no room for intervals."""
    found = [cell for method, indices in finding.indices.items() for cell in _CELLS[method](indices, place)]
    return [cell.partition(" (")[0] for cell in found] if len(finding.indices) > 1 else found


def label(name: str) -> str:
    """A name without the group that its ending tells anyway."""
    return name.removeprefix("policies.").removeprefix("actors.")


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
    return [f"{value} ({low} to {high})", signed(float(alone.value[place]), 2)]


def _pawn(indices: Indices, place: int) -> list[str]:
    return [number(float(indices.size[place]), 2), number(float(indices.floor[place]), 2)]


#: What fills the columns of ``_HEADERS``.
_CELLS: dict[str, Callable[[Indices, int], list[str]]] = {
    "sobol": _sobol, "morris": _morris, "rank": _rank, "pawn": _pawn,
}  # fmt: skip


def brief(finding: Finding, place: int) -> str:
    """An input and its main measure in a few letters, by the first method that sees it."""
    sees = [indices for indices in finding.indices.values() if indices.clear[place]]
    return f"{label(finding.inputs[place].name)} ({_brief(sees[0], place)})"


def _brief(indices: Indices, place: int) -> str:
    value = float(indices.measures[indices.main].value[place])
    if indices.method == "sobol":
        return f"{_percent(value)} %"
    if indices.method == "rank":
        return signed(value, 2)
    places = decimals(float(indices.size.max()))
    if indices.method == "morris":
        mu = float(indices.measures["mu"].value[place])
        sign = ("+" if mu > 0 else MINUS) if abs(mu) >= _DIRECTED * value else "±"
        return f"{sign}{number(value, places)}"
    return f"shift {number(value, 2)}"
