"""Drawings become smaller on their way into the page, not different."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.report.drawing import LONG, Styles, as_drawing, shorter

numbers = st.integers(-(10**6), 10**6).map(lambda value: value / 1000)
points = st.tuples(numbers, numbers)
commands = st.one_of(
    st.tuples(st.just("L"), points),
    st.tuples(st.just("M"), points),
    st.tuples(st.just("Q"), points, points),
    st.tuples(st.just("C"), points, points, points),
    st.tuples(st.just("z")),
)


def written(parts: list[tuple[object, ...]]) -> str:
    return " \n".join(" ".join([str(name), *(f"{x:f} {y:f}" for x, y in own)]) for name, *own in parts)  # type: ignore[misc]


def walked(path: str) -> list[tuple[float, float]]:
    """Every point of a path in relative coordinates, in absolute ones."""
    tokens = re.findall(r"[mlqcz]|-?\d*\.?\d+", path)
    found, x, y, start, place, pairs, command = [], 0.0, 0.0, (0.0, 0.0), 0, 1, ""
    while place < len(tokens):
        if tokens[place] in "mlqcz":
            command = tokens[place]
            place += 1
            if command == "z":
                x, y = start
                continue
        pairs = {"m": 1, "l": 1, "q": 2, "c": 3}[command]
        own = [float(token) for token in tokens[place : place + 2 * pairs]]
        place += 2 * pairs
        found += [(x + a, y + b) for a, b in zip(own[::2], own[1::2], strict=True)]
        x, y = found[-1]
        if command == "m":
            start, command = (x, y), "l"
    return found


@given(st.lists(commands, max_size=40))
def test_a_shortened_path_goes_through_the_same_points(parts: list[tuple[object, ...]]) -> None:
    path = written([("M", (1.0, 2.0)), *parts])
    wanted = [point for name, *own in [("M", (1.0, 2.0)), *parts] for point in own if name != "z"]
    got = walked(shorter(path))
    allowed = (0.051 if len(path) > LONG else 0.0051) + 1e-6
    assert len(got) == len(wanted)
    for (x, y), (a, b) in zip(got, wanted, strict=True):  # type: ignore[misc]
        assert abs(x - a) <= allowed and abs(y - b) <= allowed


def test_a_path_of_another_form_is_left_as_it_is() -> None:
    assert shorter("m 1 2 a 3 4 0 0 1 5 6") == "m 1 2 a 3 4 0 0 1 5 6"


def test_what_is_no_drawing_is_refused() -> None:
    for data in (b"", b"<html/>", b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        with pytest.raises(ValueError, match="SVG"):
            as_drawing(data, "x", Styles())


def test_headline_and_caption_become_text_of_the_page_and_their_room_is_cut_off() -> None:
    svg = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><g id="headline"><g><text>one</text>
    <text>line &lt; two</text></g></g><g id="caption"><text>small</text></g><text x="1">stays</text></svg>"""
    drawing = as_drawing(svg, "one", Styles())
    assert (drawing.headline, drawing.caption) == ("one line < two", "small")
    assert drawing.inside == '<text x="1">stays</text>'
    assert drawing.top > 2 * 12 and drawing.top + drawing.height < 99


def test_hatches_are_those_of_the_own_drawing() -> None:
    svg = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs>
    <pattern id="h" patternUnits="userSpaceOnUse" width="9" height="9"><path d="M 0 0 L 9 9"/></pattern>
    </defs><path d="M 0 0 L 9 0" style="fill: url(#h)"/></svg>"""
    styles = Styles()
    inside = as_drawing(svg, "one", styles).inside
    assert '<pattern id="one-h"' in inside and "url(#one-h)" in styles.css()


def test_equal_looks_share_a_class() -> None:
    styles = Styles()
    assert styles.name("fill: #fff; stroke: none") == styles.name("fill: #fff;stroke: none;") == "k0"
    assert styles.name("fill: red") == "k1"
    assert styles.css() == ".k0{fill:#fff;stroke:none}.k1{fill:red}"


def test_the_page_brings_every_letter_that_the_figures_measure() -> None:
    from fontTools.ttLib import TTFont

    from diplosim.figures.layout.fonts import FONT_FILES, WEB_FONTS

    pytest.importorskip("brotli", reason="brotli unpacks the fonts of the page")
    for file, (_, packed) in zip(FONT_FILES, WEB_FONTS, strict=True):
        page = TTFont(packed)
        assert page.getBestCmap() == TTFont(file).getBestCmap()
        assert page["hmtx"].metrics == TTFont(file)["hmtx"].metrics
