"""Inputs of a grammar through the real doors: documented answers only. All of 100 000: ``python -m tests.fuzz``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import Input
from tests.fuzz.doors import LATE, confirmed, judged, on_the_page, through, wrong_among
from tests.fuzz.inputs import finished

FOUND = sorted(Path(__file__).with_name("found").glob("*.json"))
#: A hundred thousand letters each: what took the page a minute, and what might.
LONG = {
    "an open list of maps": "a: [\n" + "{a: [1]},\n" * 9900,
    "an open list of words": "a: [\n" + "b,\n" * 32_000,
    "a list in blocks": "policies:\n" + "- a: b\n" * 14_000,
    "quotes": "a: " + "'" * 95_000,
    "nested maps": "\n".join(" " * n + "a:" for n in range(400)),
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return finished(tmp_path_factory.mktemp("good"))


def test_the_judge_knows_answers_that_nobody_promised() -> None:
    assert judged(0, "done") == judged(2, "x.yaml:1:1: wrong") == judged(1, "3 of 9 runs failed") == ""
    assert (
        judged(2, " ")
        and judged(3, "what?")
        and judged(1, "KeyError: 0; a fault of diplosim")
        and judged(0, "", KeyError())
    )
    assert on_the_page([Input("page", (), {"x.yaml": b"extends: status_quo"})]) == [""]


def test_hundreds_of_inputs_are_answered_as_documented(good: dict[str, bytes]) -> None:
    doors, wrong = wrong_among(range(300), good, processes=150)
    assert len(doors) == 8 and min(doors.values()) > 1
    assert [(found, given.arguments) for given, found in confirmed(wrong, good)] == []


def test_a_late_answer_counts_only_if_it_is_late_alone_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Input("options", ("run",)), Input("options", ("validate",))
    asked = {one.arguments: iter([LATE, ""]), other.arguments: iter([LATE] * 3)}
    monkeypatch.setattr("tests.fuzz.doors.through", lambda given, _: next(asked[given.arguments]))
    assert confirmed([(one, LATE), (other, LATE), (one, "KeyError: 0")], {}) == [
        (other, LATE),
        (one, "KeyError: 0"),
    ]


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_once_stays_mended(path: Path, good: dict[str, bytes]) -> None:
    given = Input.from_json(path.read_text(encoding="utf-8"))
    assert (on_the_page([given])[0] if given.door == "page" else through(given, good)) == ""


def test_long_files_are_answered_by_the_page_in_time() -> None:
    files = [Input("page", (), {"x.yaml": text.encode()}) for text in LONG.values()]
    assert dict(zip(LONG, on_the_page(files), strict=True)) == dict.fromkeys(LONG, "")
