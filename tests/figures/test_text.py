"""Wrapping, pushing apart and writing numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.figures.layout.beside import Calendar
from diplosim.figures.layout.typography import balanced, dated, shorten, spread, tick_labels, width, wrap

WORDS = st.lists(st.text("abcdefghij_-/WM", min_size=1, max_size=30), min_size=1, max_size=12).map(" ".join)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.text("abWfijT_-/Mlr.", min_size=1, max_size=9), min_size=1, max_size=60), st.floats(1.5, 9.3)
)
def test_estimated_widths_break_lines_where_measured_ones_do(words: list[str], room: float) -> None:
    lines, current = [], words[0]
    for word in words[1:]:
        if width(f"{current} {word}", 8.0) <= room:
            current = f"{current} {word}"
        else:
            lines.append(current)
            current = word
    assert wrap(" ".join(words), 8.0, room) == [*lines, current]


@pytest.mark.slow
@settings(deadline=None)  # the first measurement loads the font
@given(WORDS, st.floats(0.6, 4.0))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: float) -> None:
    lines = wrap(text, 9.0, room)
    assert all(width(line, 9.0) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, 9.0) <= room for line in wrap(text, 9.0, room, most=2))
    assert len(wrap(text, 9.0, room, most=2)) <= 2
    assert len(balanced(text, 9.0, room)) == len(lines)


@pytest.mark.slow
@settings(deadline=None)  # the first measurement loads the font
@given(WORDS, st.floats(0.3, 4.0))
def test_shortened_text_fits(text: str, room: float) -> None:
    short = shorten(text, 9.0, room)
    assert width(short, 9.0) <= room
    assert short == text or short.endswith("…")


@given(st.lists(st.floats(-0.5, 1.5), max_size=25), st.floats(0.001, 0.3))
def test_spread_keeps_order_gap_and_bounds(places: list[float], gap: float) -> None:
    moved = spread(places, gap, 0.0, 1.0)
    ranks = sorted(range(len(places)), key=lambda i: (places[i], i))
    true_gap = min(gap, 1.0 / max(1, len(places) - 1))
    assert all(-1e-9 <= y <= 1 + 1e-9 for y in moved)
    for a, b in pairwise(ranks):
        assert moved[b] - moved[a] >= true_gap - 1e-9


def test_spread_moves_only_what_is_close() -> None:
    assert spread([0.1, 0.5, 0.52, 0.9], 0.1, 0.0, 1.0) == pytest.approx([0.1, 0.46, 0.56, 0.9])
    assert spread([], 0.1, 0.0, 1.0) == [] and spread([2.0], 0.1, 0.0, 1.0) == [1.0]


def test_ticks_have_the_decimals_that_tell_them_apart() -> None:
    assert tick_labels([0.0, 0.25, 0.5]) == ["0.00", "0.25", "0.50"] and tick_labels([0.0, 5.0]) == ["0", "5"]
    assert tick_labels([-2e-6, 0.0]) == ["−2e−06", "0"]


def test_calendar() -> None:
    calendar = Calendar("2026-11")
    assert calendar.name(0) == "Nov 2026" and calendar.name(2) == "Jan 2027" and calendar.year(13) == 2027
    assert float(calendar.place(2)) == 2027.0
    assert calendar.span(0, 119) == "2026–2036" and calendar.span(0, 0) == "Nov 2026"
    places, names = calendar.ticks(0, 119, 3.5)
    assert names[0] == "2028" and all(float(name) == place for name, place in zip(names, places, strict=True))
    assert calendar.ticks(0, 0, 3.5)[1] == ["Nov 2026"]


def test_a_number_stays_with_its_unit() -> None:
    """Wherever a line breaks, no line begins with a unit."""
    text = "of 718 M$ pledged, 236 M$ (33 %) reached the health system; largest gap: not paid yet (172 M$)"
    for tenths in range(10, 60):
        lines = wrap(text, 12.5, tenths / 10)
        assert not any(line.startswith(("%", "M$")) for line in lines)
        assert " ".join(lines) == text


def test_a_label_that_names_the_year_is_not_dated_again() -> None:
    assert dated("pooled fund", "2026–2035") == "pooled fund, 2026–2035"
    assert dated("E1: first nuclear crisis, 1993-95", "1993–1995") == "E1: first nuclear crisis, 1993-95"
    assert dated("tests and sanctions of 2016-17", "Jan 2016 to Dec 2017") == "tests and sanctions of 2016-17"
