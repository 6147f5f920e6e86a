"""A second process draws the same bytes, and whatever happens to it, no picture is lost."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

import diplosim as ds
from diplosim.errors import DiplosimWarning
from diplosim.figures import render
from diplosim.figures.folder import MANY, applicable, draw_figures
from diplosim.figures.layout import fonts
from diplosim.figures.pictures import renderer
from diplosim.results import Results

pytestmark = pytest.mark.slow


def written(words: str = "words") -> Figure:
    figure = Figure(figsize=(1, 1))
    figure.text(0.1, 0.5, words)
    return figure


class Deadly:
    """What ends the process that reads it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


def test_two_processes_write_the_files_that_one_writes(tmp_path: Path) -> None:
    base = ds.Scenario.from_dict({"name": "plain", "title": "서울", "months": 12, "seed": 3})
    eased = base.with_(name="eased", policies=["unconditional_easing"])
    folder = ds.compare(base, eased, replicates=2, engine="mesa").save(tmp_path / "pair")
    assert len(applicable(Results.open(folder))) >= MANY
    one, two = (
        {path.name: path.read_bytes() for path in draw_figures(folder, out=tmp_path / str(n), processes=n)}
        for n in (1, 2)
    )
    assert one == two
    assert {Path(name).suffix for name in one} == {".png", ".svg"}


@pytest.mark.parametrize("part", [Deadly(), lambda: None], ids=["kills the process", "cannot be sent"])
def test_a_figure_that_the_other_process_cannot_draw_is_drawn_here(part: object) -> None:
    figure = written()
    figure.part = part  # type: ignore[attr-defined]
    with renderer(beside=True) as draw:
        pictures = [draw(each, ("png", "svg")) for each in (figure, written(), written())]
        assert {picture["png"]() for picture in pictures} == {render(written(), "png")}
        assert {picture["svg"]() for picture in pictures} == {render(written(), "svg")}


def test_letters_without_a_font_are_told_once_by_the_first_process(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fonts, "_told", set())
    with pytest.warns(DiplosimWarning, match="no installed font") as told, renderer(beside=True) as draw:
        for picture in [draw(written("𒀀"), ("png",)) for _ in range(2)]:
            picture["png"]()
    assert len(told) == 1 and not capfd.readouterr().err


def test_nobody_is_left_behind_when_drawing_fails() -> None:
    before = set(multiprocessing.active_children())
    with pytest.raises(ValueError, match="unknown figure format"), renderer(beside=True) as draw:
        draw(written(), ("png",))
        draw(written(), ("bmp",))
    end = time.monotonic() + 30
    while set(multiprocessing.active_children()) - before and time.monotonic() < end:
        time.sleep(0.1)
    assert not set(multiprocessing.active_children()) - before
