"""The figure of portfolios: texts fit whatever was found, better is up and right, only what is robust is filled."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from diplosim.figures.charts.portfolios import Shown, Side, portfolios_plot
from diplosim.figures.layout import roles
from tests.figures.boxes import faults

SIDES = {"across": Side("Deaths under five, change", True), "up": Side("Provocations a year, change", True)}
LONG = "Pooled fund (from 2026-01, prefund 0.25, contributors USA, ROK, JPN, EU and CHN), Comprehensive"


def shown(count: int, *, long: bool = False, same: bool = False, scale: float = 1.0) -> list[Shown]:
    return [
        Shown(
            f"p{i + 1}", LONG if long else "GRIT", "not robust" if i % 2 else "robust", i % 2 == 0, i % 3 > 0,
            (-110.0 * scale, -2.0 * scale),
            (0.0 if same else -30.0 * i * scale, 0.0 if same else (i % 5 - 2.0) * scale),
            12.0 * i,
        )
        for i in range(count)
    ]  # fmt: skip


def plot(found: list[Shown], dust: int = 50) -> Figure:
    rows = np.random.default_rng(1).normal(size=(dust, 2)) * [100.0, 2.0]
    return portfolios_plot(
        found, rows, **SIDES, title="2 of 8 portfolios tested hold up", notes=["Fresh draws."]
    )


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 1, 8, 20])
@pytest.mark.parametrize("long", [False, True])
def test_texts_fit(count: int, long: bool) -> None:
    assert faults(plot(shown(count, long=long))) == []


@pytest.mark.slow
def test_texts_fit_where_all_do_the_same_and_where_nothing_was_tried() -> None:
    assert faults(plot(shown(8, same=True))) == []
    assert faults(plot(shown(3, scale=1e-5), dust=0)) == []
    assert faults(plot(shown(3, scale=1e5), dust=1)) == []


def test_less_is_better_runs_up_and_to_the_right_and_only_the_robust_are_filled() -> None:
    figure = plot(shown(4))
    [axes] = figure.axes
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    assert left > 0 > right and bottom > 0 > top
    marks = [line for line in axes.get_lines() if line.get_marker() == "o" and len(line.get_xdata()) == 1]  # type: ignore[arg-type]
    filled = [to_hex(mark.get_markerfacecolor()) != roles.PAPER for mark in marks]  # type: ignore[arg-type]
    assert filled == [True, False, True, False]
    assert [mark.get_markersize() for mark in marks] == sorted(mark.get_markersize() for mark in marks)
