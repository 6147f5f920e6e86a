"""Words and letters of the page: units stay with their numbers, kept drawings become text, drivers have names."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from markupsafe import Markup

from diplosim.analysis.sensitivity.inputs import meaning_of, named
from diplosim.report.drawing import Styles, as_drawing
from diplosim.report.lettering import as_text
from diplosim.report.words import level, unbroken
from diplosim.scenario import PARAMETERS


def test_drawings_and_numbers_pass_unchanged() -> None:
    drawing = Markup("<text>33 %</text>")
    assert unbroken(drawing) is drawing
    assert unbroken(3.0) == 3.0


def test_nothing_but_zero_is_written_as_zero() -> None:
    assert level({"n": 9, "p05": 0.0, "median": 0.0, "p95": 0.0}) == "0 [0–0]"
    assert level({"n": 9, "p05": 0.0, "median": 0.0, "p95": 0.02}) == "0.000 [0.000–0.020]"


def test_an_assumption_is_named_by_its_meaning_with_its_code() -> None:
    assert named("provocation.b_N") == "how much talks restrain provocation (b_N)"
    assert named("trust.rule") == "how evidence changes trust (rule)"
    assert (
        named("policies.pooled_fund.strength")
        == "strength of the policy pooled_fund (policies.pooled_fund.strength)"
    )
    for name in PARAMETERS:
        words = named(name)
        assert words.endswith(f"({name.partition('.')[2]})") and words.count("(") == 1
        assert words[:3].lower() == meaning_of(name)[:3].lower()


SHAPES = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 99 99"><g>'
    '<!-- a &lt; b --><g style="fill: #123456" transform="translate(10.5 20) rotate(-90) scale(0.085 -0.085)"><defs>'
    '<path id="InterDiplosim-SemiBold-1" d="M 0 0 L 9 9"/></defs>'
    '<use xlink:href="#InterDiplosim-SemiBold-1"/><use xlink:href="#InterDiplosim-SemiBold-1"/>'
    '<use xlink:href="#InterDiplosim-SemiBold-1"/></g>{more}</g></svg>'
)  # fmt: skip


def test_letters_drawn_in_shapes_become_text_in_the_same_place_and_look() -> None:
    inside = as_drawing(SHAPES.format(more="").encode(), "k", styles := Styles()).inside
    assert "<path" not in inside and "<use" not in inside
    assert 'x="10.5"' in inside and "rotate(-90 10.5 20)" in inside and ">a &lt; b</text>" in inside
    assert "font-weight:600;font-size:8.5px" in styles.css() and "fill:#123456" in styles.css()


def test_shapes_that_do_not_match_their_words_stay_with_the_letters_that_they_use() -> None:
    more = (
        '<!-- six letters here --><g transform="translate(1 1) scale(0.1 -0.1)">'
        '<use xlink:href="#InterDiplosim-SemiBold-1"/></g>'
    )
    root = ET.fromstring(
        SHAPES.format(more=more), parser=ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))
    )
    as_text(root)
    tags = [element.tag.rpartition("}")[2] for element in root.iter() if isinstance(element.tag, str)]
    assert tags.count("text") == 1 and tags.count("use") == 1 and tags.count("path") == 1
