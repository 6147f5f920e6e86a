from __future__ import annotations

import math

import pytest

from diplosim.figures.charts.dots import Dot, DotRow, dot_rows
from diplosim.figures.charts.driver_board import SERIES
from diplosim.figures.layout.save import render
from tests.figures.boxes import faults


def rows(
    count: int, panels: int, series: int, scale: float, words: str = "De-linking framework"
) -> list[DotRow]:
    dots = [
        [Dot(scale * (s - 1), scale * (s - 1.4), scale * (s - 0.6)) for s in range(series)]
        for _ in range(panels)
    ]
    return [DotRow(words, f"a_policy_{n}", dots) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "panels", "series", "scale"),
    [(1, 1, 1, 1.0), (7, 3, 2, 0.001), (18, 3, 3, 1e5), (4, 2, 5, 0.0)],
)
def test_no_text_leaves_the_canvas_or_covers_another(
    count: int, panels: int, series: int, scale: float
) -> None:
    long = "A policy with a name so long that it has to be wrapped, and then some more words on top of that"
    figure = dot_rows(
        "A title " * 12, [("Suspensions per year with any agreement", "per year; lower is better")] * panels,
        [f"quantity {n}" for n in range(series)], rows(count, panels, series, scale, long), ["A note."],
    )  # fmt: skip
    assert not faults(figure)


def test_a_mark_is_filled_if_its_interval_leaves_zero_out() -> None:
    own = [
        DotRow("a", "a", [[Dot(1, 0.5, 1.5), Dot(1, -0.5, 2.5)]]),
        DotRow("b", "b", [[None, Dot(-1, -2, -0.1)]]),
    ]
    axes = dot_rows("t", [("x", "u")], ["one", "two"], own, []).axes[0]
    marks = [line for line in axes.lines if len(line.get_xdata()) == 1]
    assert [float(line.get_xdata()[0]) for line in marks] == [1, 1, -1]
    assert [line.get_markerfacecolor() == line.get_markeredgecolor() for line in marks] == [True, False, True]


def test_the_same_numbers_give_the_same_bytes() -> None:
    pictures = {render(dot_rows("t", [("x", "u")], ["one"], rows(3, 1, 1, 2.0), []), "svg") for _ in range(2)}
    assert len(pictures) == 1 and math.isfinite(len(pictures.pop()))


def test_more_than_can_be_told_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 3 outcomes"):
        dot_rows("t", [("x", "u")], ["s"] * (len(SERIES) + 1), rows(1, 1, 6, 1.0), [])
