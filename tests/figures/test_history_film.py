"""A history month by month: what a film shows, for how long, in which colours, and the same bytes each time."""

from __future__ import annotations

import io
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from diplosim.figures import MovingFigure, alternative_text, fan, house_style, render
from diplosim.figures.history.film import film as history
from diplosim.figures.history.log import LAST, LONGEST, MOST, QUIET, moments, news
from diplosim.figures.layout import roles
from diplosim.figures.layout.save import palette
from tests.figures import mock
from tests.figures.boxes import drawn_texts, faults
from tests.figures.sample import sampled

LONG = "Democratic and very long name of a policy that nobody would ever abbreviate in a headline"


def film(months: int = 24, busy: float = 1.0, extra: int = 0, label: str = "plan") -> MovingFigure:
    known = sorted({0, months // 2, months - 1})
    return history(
        mock.trajectories(("a",), months=months, replicates=1), mock.trust(known, extra),
        mock.history(months, busy), cast=mock.cast(extra), seed=7, label=label,
    )  # fmt: skip


@cache
def opened(data: bytes) -> list[tuple[np.ndarray, int]]:
    """Every picture as a reader sees it, with its milliseconds."""
    image = Image.open(io.BytesIO(data))
    found = []
    for place in range(getattr(image, "n_frames", 1)):
        image.seek(place)
        found.append((np.asarray(image.convert("RGB")), int(image.info["duration"])))
    return found


def colours_in(picture: np.ndarray) -> set[tuple[int, int, int]]:
    """The colours of a picture; packed into one number each, which sorts faster than rows."""
    red, green, blue = picture.reshape(-1, 3).astype(np.uint32).T
    packed = np.unique(red << 16 | green << 8 | blue).tolist()
    return {(colour >> 16, colour >> 8 & 255, colour & 255) for colour in packed}


@pytest.fixture(scope="module")
def made() -> tuple[MovingFigure, bytes]:
    figure = film(12)
    return figure, render(figure, "gif")


@pytest.mark.slow
def test_the_file_holds_every_moment_for_as_long_as_it_deserves(made: tuple[MovingFigure, bytes]) -> None:
    figure, data = made
    assert [moment.month for moment in figure.moments] == list(range(12))
    assert [length for _, length in opened(data)] == [round(1000 * m.seconds) for m in figure.moments]
    assert render(figure, "png") == render(film(12), "png"), "afterwards it does not show its last month"


@pytest.mark.slow
def test_a_reader_sees_what_was_drawn_in_at_most_255_colours(made: tuple[MovingFigure, bytes]) -> None:
    figure, data = made
    for (seen, _), drawn in zip(opened(data), figure.pictures(), strict=True):
        away = np.abs(seen.astype(int) - drawn.astype(int))
        assert away.mean() < 0.25 and away.max() <= 40
        flat = (drawn == 255).all(axis=-1)
        assert (seen[flat] == 255).all()
        assert len(colours_in(seen)) <= 255


@pytest.mark.slow
def test_all_pictures_share_one_palette_that_keeps_flat_colours(made: tuple[MovingFigure, bytes]) -> None:
    data = made[1]
    table = data[13 : 13 + 768]
    assert data.count(table[:48]) == 1
    colours = {tuple(table[place : place + 3]) for place in range(0, 768, 3)}
    assert len(colours) == 256
    for role in (roles.PAPER, roles.LANE, roles.INK, *(step.colour for step in roles.TRUST_RAMP)):
        assert tuple(bytes.fromhex(role[1:])) in colours
    for seen, _ in opened(data)[::3]:
        assert colours_in(seen) <= colours


def test_the_palette_of_few_colours_is_exact() -> None:
    picture = np.array([[[255, 255, 255], [1, 2, 3], [200, 30, 40]]] * 4, dtype=np.uint8)
    colours, nearest = palette([picture])
    cells = (picture.astype(int) >> 3) @ np.array([1024, 32, 1])
    assert (colours[nearest[cells]] == picture).all() and len(np.unique(colours, axis=0)) == 256


def test_it_plays_once_and_carries_its_words(made: tuple[MovingFigure, bytes]) -> None:
    figure, data = made
    image = Image.open(io.BytesIO(data))
    assert "loop" not in image.info and b"NETSCAPE" not in data
    assert image.info["comment"].decode() == alternative_text(figure)
    assert "Thinking aid, not a forecast." in alternative_text(figure)


@pytest.mark.slow
def test_the_same_history_gives_the_same_bytes_in_any_process() -> None:
    figure = film(4)
    data = render(figure, "gif")
    assert render(figure, "gif") == data
    program = (
        "import sys, matplotlib; matplotlib.rcParams.update({'font.size': 20, 'figure.dpi': 50})\n"
        "from tests.figures.test_history_film import film; from diplosim.figures import render\n"
        "sys.stdout.buffer.write(render(film(4), 'gif'))"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=True)
    assert run.stdout == data


@pytest.mark.slow
def test_what_is_drawn_again_is_all_that_changes() -> None:
    """The short way (only moving parts) leads to the same pixels as the long one."""
    figure = film(36, busy=2.0)
    for moment, picture in zip(figure.moments[::7], figure.pictures(figure.moments[::7]), strict=True):
        again = film(36, busy=2.0)
        again.bring_to(moment.month)
        assert isinstance(again.canvas, FigureCanvasAgg)
        with house_style():
            again.canvas.draw()
        assert (np.asarray(again.canvas.buffer_rgba())[..., :3] == picture).all()


def test_ten_years_take_twenty_to_fortyfive_seconds_and_quiet_months_less_than_others() -> None:
    for busy in (0.0, 0.2, 1.0, 5.0):
        told = news(mock.history(120, busy), {})
        shown = moments(0, 119, told)
        assert 20.0 <= sum(moment.seconds for moment in shown) <= LONGEST
        months = {one.month for one in told}
        quiet = [m.seconds for m in shown[:-1] if m.month not in months]
        assert set(quiet) <= {QUIET}
        assert all(m.seconds > QUIET for m in shown[:-1] if m.month in months)
        assert shown[-1].seconds >= LAST


@pytest.mark.parametrize("months", [1, 2, 119, 120, 121, 480, 1200])
def test_long_histories_skip_months_but_not_what_happened(months: int) -> None:
    told = news(mock.history(months), {})
    shown = moments(0, months - 1, told)
    assert len(shown) <= MOST and shown[-1].month == months - 1
    assert {b.month - a.month for a, b in pairwise(shown)} <= {-(-months // MOST)}
    assert sum(moment.seconds for moment in shown) <= LONGEST
    busy = [m.seconds > QUIET for m in shown[:-1]]
    edges = [-1, *(m.month for m in shown)]
    assert busy == [any(low < one.month <= high for one in told) for low, high in pairwise(edges[:-1])]


@pytest.mark.slow
@pytest.mark.parametrize(("months", "busy", "extra"), sampled([1, 36, 120, 480], [0.0, 3.0], [0, 3, 12, 40]))
def test_no_text_leaves_the_canvas_or_covers_another_in_any_month(
    months: int, busy: float, extra: int
) -> None:
    figure = film(months, busy, extra, label=LONG)
    for moment in figure.moments[:: max(1, len(figure.moments) // 4)]:
        figure.bring_to(moment.month)
        assert faults(figure) == []


def test_nothing_is_told_before_it_happens() -> None:
    log = [
        {"month": 3, "kind": "offer_refused", "actor": "DPRK", "target": "EU",
         "terms": {"money": 0.1}, "value": 0.1,
         "threshold": 0.2},
        {"month": 5, "kind": "agreement_signed", "actor": "EU", "target": "DPRK",
         "programme_musd": 3.0, "months": 12,
         "donors": ["EU"]},
    ]  # fmt: skip
    figure = history(mock.trajectories(("a",), months=12, replicates=1), mock.trust((0, 11)), log)
    seen = {}
    for month in (2, 3, 5, 11):
        figure.bring_to(month)
        seen[month] = [text for text, _, _ in drawn_texts(figure)]
    refused = "Apr 2026: the DPRK refused an offer from EU"
    signed = "Jun 2026: EU and the DPRK signed an agreement: 3.0 M$ over 12 months"
    assert refused not in seen[2] and refused in seen[3] and signed not in seen[3]
    assert {refused, signed, "1 signed, 1 month"} <= set(seen[5]) and "1 signed, 7 months" in seen[11]
    assert "Mar 2026" in seen[2] and "month 3 of 12" in seen[2] and seen[2].count("none") == 6


def test_sentences_leave_numbers_out_and_small_provocations_too() -> None:
    drawn = {"kind": "provocation", "count": 1, "terms": {"tension": 0.1}, "value": 0.1}
    small = {"month": 0, **drawn, "gravest": 1, "classes": [1], "dated": []}
    large = {"month": 1, **drawn, "gravest": 2, "classes": [2], "dated": []}
    silent = {"month": 1, "kind": "table_stayed_closed", "actor": "EU", "target": "DPRK"}
    assert news([small, silent], {}) == []
    assert [one.words for one in news([small, large, silent], {})] == ["1 provocation of class 2"]


@pytest.mark.slow
def test_a_history_of_one_month_without_events_is_one_picture() -> None:
    figure = history(mock.trajectories(("a",), months=1, replicates=1), mock.trust((0,)), [])
    [(seen, length)] = opened(render(figure, "gif"))
    assert seen.shape[1] == 960 and length == round(1000 * (QUIET + LAST))


def test_only_a_history_can_be_a_film() -> None:
    with pytest.raises(ValueError, match=r"only the figure 'history' moves.*choose from png, svg, pdf"):
        render(fan(mock.trajectories(months=12, replicates=2)), "gif")
    run = mock.trajectories(("a",), months=12, replicates=1)
    with pytest.raises(ValueError, match="the trust is empty"):
        history(run, mock.trust().iloc[:0], [])
    with pytest.raises(ValueError, match="film draws one run"):
        history(mock.trajectories(months=3, replicates=1), mock.trust(), [])
