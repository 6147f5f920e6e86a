"""Saved figures: the same bytes each time, no dates or versions, the shipped font, no traces left behind."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure

from diplosim.figures import (
    FORMATS,
    alternative_text,
    effects,
    fan,
    lanes,
    money,
    network,
    pipeline,
    policies,
    render,
    ripeness,
    save,
)
from diplosim.figures.history.film import film as history
from diplosim.figures.layout.fonts import FONT_FILES, HERE
from tests.figures import mock
from tests.figures.boxes import drawn_texts
from tests.figures.sample import sampled

DRAW: dict[str, Callable[[], Figure]] = {
    "fan": lambda: fan(mock.trajectories(months=24, replicates=3), seed=1),
    "fan_rows": lambda: fan(mock.trajectories([f"p{i}" for i in range(6)], months=24, replicates=3), seed=1),
    "lanes": lambda: lanes(mock.trajectories(("a",), months=60, replicates=1), mock.history(60), seed=1),
    "effects": lambda: effects(mock.summary(), seed=1),
    "effects_rows": lambda: effects(mock.summary([f"p{i}" for i in range(20)]), seed=1),
    "policies": lambda: policies(
        mock.trajectories([f"p{i}" for i in range(6)], months=24, replicates=3), seed=1
    ),
    "pipeline": lambda: pipeline(*mock.ledgers(["a", "b"], months=36, replicates=2), seed=1),
    "money": lambda: money(*mock.ledgers(months=36), seed=1),
    "ripeness": lambda: ripeness(*mock.ledgers(months=36), seed=1, events=mock.history(36)),
    "network": lambda: network(mock.trust(), mock.cast(), seed=1, events=mock.history()),
    "history": lambda: history(
        mock.trajectories(("a",), months=36, replicates=1), mock.trust((0, 35)), mock.history(36), seed=1
    ),
}


@cache
def once(name: str) -> Figure:
    """A figure that several tests look at."""
    return DRAW[name]()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "form"), sampled(list(DRAW), FORMATS))
def test_rebuilt_figure_has_the_same_bytes_in_every_format(name: str, form: str) -> None:
    data = render(once(name), form)
    assert render(once(name), form) == data
    DRAW["network"]()
    assert render(DRAW[name](), form) == data
    assert b"Matplotlib v" not in data and matplotlib.__version__.encode() not in data


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_process_or_the_users_settings(tmp_path: Path) -> None:
    program = (
        "import sys, matplotlib; matplotlib.rcParams.update({'font.size': 20, 'axes.facecolor': 'red'})\n"
        "from tests.figures.test_files import DRAW; from diplosim.figures import render\n"
        "sys.stdout.buffer.write(render(DRAW['fan'](), 'svg'))"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=True)
    assert run.stdout == render(once("fan"), "svg")


def test_drawing_leaves_settings_alone_and_does_not_import_pyplot() -> None:
    before = dict(matplotlib.rcParams)
    render(once("fan"), "png")
    assert dict(matplotlib.rcParams) == before
    program = "import diplosim.figures, sys; print('matplotlib.pyplot' in sys.modules)"
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, check=True, text=True
    )
    assert run.stdout.strip() == "False"


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAW)
def test_every_text_is_set_in_the_shipped_font(name: str, caplog: pytest.LogCaptureFixture) -> None:
    shipped = {file.name for file in FONT_FILES}
    figure = once(name)
    texts = drawn_texts(figure)
    assert len(texts) > 10
    assert {Path(font_manager.findfont(text.get_fontproperties())).name for _, _, text in texts} <= shipped
    render(figure, "png")
    assert caplog.records == []


def test_fonts_are_small_and_carry_their_licence() -> None:
    assert all(file.stat().st_size < 70_000 for file in FONT_FILES)
    assert "SIL OPEN FONT LICENSE Version 1.1" in (HERE / "Inter-OFL.txt").read_text(encoding="utf-8")


def test_letters_that_the_font_lacks_fall_back_quietly(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    table = mock.trajectories(("a", "b"), months=12, replicates=2)
    render(fan(table, arms={"a": "Статус-кво", "b": "Plan ∀ ½ λ → Việt Nam"}), "png")
    assert caplog.records == [] and list(recwarn) == []


def test_svg_is_well_formed_with_words_for_those_who_cannot_see_it() -> None:
    figure = once("fan")
    drawn = render(figure, "svg").decode()
    root = ElementTree.fromstring(drawn)
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None and title.text == alternative_text(figure)
    assert "Thinking aid, not a forecast." in alternative_text(figure)


def test_letters_of_an_svg_are_text_in_fonts_that_it_brings() -> None:
    drawn = render(once("fan"), "svg").decode()
    assert "<text" in drawn and drawn.count("@font-face") == 2
    assert all(source.startswith("data:font/woff2") for source in re.findall(r"src:url\(([^)]*)\)", drawn))


def test_a_notebook_shows_a_figure_by_itself() -> None:
    data, size = once("pipeline")._repr_png_()  # what IPython asks for
    assert data.startswith(b"\x89PNG") and size == {"width": 960}


@pytest.mark.slow
def test_save_writes_complete_files_only(tmp_path: Path) -> None:
    figure = once("fan")
    files = save(figure, tmp_path / "new folder" / "fan.v1", ("png", "svg", "pdf"))
    assert [file.name for file in files] == ["fan.v1.png", "fan.v1.svg", "fan.v1.pdf"]
    assert sorted(files[0].parent.iterdir()) == sorted(files)
    assert files[0].read_bytes() == render(figure, "png")
    with pytest.raises(ValueError, match="unknown figure format 'bmp'; choose from png, svg, pdf"):
        save(figure, tmp_path / "fan", ("bmp",))
    assert not list(tmp_path.glob("*fan*"))
