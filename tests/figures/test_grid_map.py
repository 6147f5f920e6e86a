"""Maps of two quantities: texts fit, numbers are those of the cells, marks tell worse from undecided."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.figures import alternative_text, render
from diplosim.figures.charts.map_panels import MapAxis, MapPanel, grid_map
from tests.figures.boxes import drawn_texts, faults

LONG = "how much something with a rather long explanation weighs in the eyes of somebody who is far away"


def side(count: int, *, wide: bool = False) -> MapAxis:
    texts = [f"a word such as {i}" if wide else f"{i / 7:.3g}" for i in range(count)]
    return MapAxis("iota", LONG, texts)


def panel(change: np.ndarray, decided: bool = True, name: str = "Plan") -> MapPanel:
    return MapPanel(name, "better in 3, worse in 4 of 9 worlds", change, np.full(change.shape, decided))


def draw(panels: list[MapPanel], **more):
    rows, columns = panels[0].change.shape
    return grid_map(
        panels, side(columns), side(rows), less_is_better=True, title="A title", notes=["A note."], **more
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=12)
@given(
    st.integers(1, 7), st.integers(2, 30), st.integers(2, 30), st.booleans(),
    st.sampled_from([1e-6, 0.02, 3.0, 40.0, 250_000.0]),
)  # fmt: skip
def test_texts_of_a_map_fit(panels: int, columns: int, rows: int, wide: bool, size: float) -> None:
    change = np.linspace(-size, size, columns * rows).reshape(rows, columns)
    drawn = [panel(change, name=f"{LONG} {i}") for i in range(panels)]
    across, upwards = side(columns, wide=wide), side(rows, wide=wide)
    figure = grid_map(drawn, across, upwards, less_is_better=False, title="A title", notes=["A note."])
    assert faults(figure) == []


def test_few_cells_hold_their_numbers_and_marks() -> None:
    change = np.array([[-3.4, 0.81], [np.nan, 0.12]])
    decided = np.array([[True, True], [False, False]])
    shown = [text for text, _, _ in drawn_texts(draw([MapPanel("Plan", "note", change, decided)]))]
    assert {"−3.4", "× +0.8", "· +0.1"} <= set(shown)
    assert not any("nan" in text.lower() for text in shown)


def test_more_being_better_turns_the_marks_round() -> None:
    change = np.array([[-3.4, 0.8]])
    figure = grid_map([panel(change)], side(2), side(1), less_is_better=False, title="A title", notes=[])
    shown = [text for text, _, _ in drawn_texts(figure)]
    assert "× −3.4" in shown and "+0.8" in shown


def test_many_cells_hold_marks_instead() -> None:
    figure = draw([panel(np.linspace(-1, 1, 400).reshape(20, 20))] * 3)
    shown = [text for text, _, _ in drawn_texts(figure)]
    assert not any(text.startswith("×") for text in shown)
    assert "Cross: worse; dot: undecided; grey: no value." in alternative_text(figure)


def test_a_map_without_any_change_or_value() -> None:
    assert faults(draw([panel(np.zeros((3, 3)), decided=False)])) == []
    with pytest.raises(ValueError, match="no cell of the map has a value"):
        draw([panel(np.full((2, 2), np.nan))])
    with pytest.raises(ValueError, match="no cell of the map has a value"):
        grid_map([], side(2), side(2), less_is_better=True, title="", notes=[])


def test_a_map_is_the_same_to_the_byte_when_drawn_again() -> None:
    change = np.linspace(-1, 1, 36).reshape(6, 6)
    first, second = (render(draw([panel(change)] * 2), "svg") for _ in range(2))
    assert first == second
