"""Letters that the shipped font lacks: drawn with installed fonts, or told and kept as text."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from diplosim.figures.layout.fonts import FALLBACK_FAMILY, FONT_FAMILY, families, without_font
from diplosim.figures.layout.typography import SEMIBOLD, shorten, width, wrap
from tests.figures.tiny_font import ADVANCE, installed, make_font

Call = Callable[..., Result]
TITLE = "남북 보건 협력 기금"


@pytest.fixture
def korean(tmp_path: Path) -> Path:
    return make_font(tmp_path / "NanumGothic.ttf", TITLE.replace(" ", ""))


def run(call: Call, scenario_file: Callable[..., str], *more: str) -> Result:
    return call("run", scenario_file("fund", f"title: {TITLE}\n"), "--out", "r", *more)


@pytest.mark.slow
def test_korean_titles_are_drawn_with_an_installed_font(
    call: Call, scenario_file: Callable[..., str], korean: Path, recwarn: pytest.WarningsRecorder,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    with installed(korean), caplog.at_level(logging.WARNING, "matplotlib"):
        assert run(call, scenario_file, "--no-figures").exit_code == 0
        done = call("plot", "r", "--figure", "lanes", "--format", "pdf", "--format", "svg")
        assert done.exit_code == 0, done.output
        assert b"NanumGothic" in Path("r/figures/lanes.pdf").read_bytes()
        svg = Path("r/figures/lanes.svg").read_text(encoding="utf-8")
        assert (
            TITLE in svg and "'NanumGothic'" in svg and "'Malgun Gothic'" in svg
        )  # text, for readers' machines too
    assert not caplog.records and not [str(warning.message) for warning in recwarn.list]
    assert "no installed font" not in done.stderr


@pytest.mark.slow
def test_where_no_font_has_them_one_line_says_so_and_svg_and_report_keep_the_text(
    call: Call, scenario_file: Callable[..., str]
) -> None:
    with installed():
        done = run(call, scenario_file)
    assert done.exit_code == 0, done.output
    (only,) = [line for line in done.stderr.splitlines() if "font" in line]
    assert only.startswith("warning: no installed font has ") and "남북보건협력기금" in only
    assert "NanumGothic" in only and "fonts-nanum" in only
    svg = Path("r/figures/lanes.svg").read_text(encoding="utf-8")
    assert TITLE in svg and "'Malgun Gothic'" in svg
    page = Path("r/report.html").read_text(encoding="utf-8")
    assert f'<h1 lang="ko">{TITLE}</h1>' in page and "Malgun Gothic" in page


@pytest.mark.slow
def test_files_are_the_same_whatever_fonts_a_machine_has(
    call: Call, scenario_file: Callable[..., str], korean: Path
) -> None:
    assert call("run", scenario_file("plain"), "--out", "r", "--no-figures").exit_code == 0
    drawn = []
    for fonts in ((), (korean,)):
        with installed(*fonts):
            out = f"figures_{len(fonts)}"
            assert call("plot", "r", "--figure", "fan", "--out", out).exit_code == 0
            drawn.append([(Path(out) / f"fan.{form}").read_bytes() for form in ("png", "svg")])
    assert drawn[0] == drawn[1]
    families = re.findall(rb"font-family: ([^;]*)|font: [^']*('[^;]*)", drawn[0][1])
    assert {name for found in families for name in found if name} == {
        f"'{FONT_FAMILY}', '{FALLBACK_FAMILY}'".encode()
    }


def test_text_is_measured_with_the_font_that_draws_it(korean: Path) -> None:
    with installed(korean):
        assert families() == (FONT_FAMILY, FALLBACK_FAMILY, "NanumGothic")
        for weight in ("normal", SEMIBOLD):
            assert width("남북", 10.0, weight) == pytest.approx(2 * ADVANCE / 1000 * 10 / 72, rel=0.02)
        assert all(width(line, 9.0) <= 1.0 for line in wrap(TITLE * 3, 9.0, 1.0))
        assert width(shorten(TITLE, 9.0, 0.5), 9.0) <= 0.5
        assert without_font(f"Fund {TITLE}") == "" and without_font("한国") == "한国"
    with installed():
        assert without_font(TITLE) == "남북보건협력기금"
