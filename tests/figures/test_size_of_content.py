"""A figure takes the size of what it shows: little content leaves no large part of the canvas empty."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from diplosim.figures import effects, fan, lanes, network
from diplosim.figures.charts.bands import Bands, set_limits
from diplosim.figures.charts.map_panels import MapAxis, MapPanel, grid_map
from diplosim.figures.charts.metrics import METRICS
from diplosim.figures.charts.rivals import ParetoPoint, RegretColumn, pareto_plot, regret_map
from diplosim.figures.layout.page import WIDTH
from diplosim.metrics.columns import headlines
from tests.figures import mock
from tests.figures.boxes import covered, faults

LEAST = 0.4
"""Share of the canvas that panels and texts cover at least."""
ARMS = [f"policy_{i:02d}" for i in range(20)]
OUTCOMES = [column.name for column in headlines()]


def maps(count: int) -> Figure:
    change = np.linspace(-1, 1, 25).reshape(5, 5)
    side = MapAxis("iota", "how much provocations weigh", [f"{i / 7:.2f}" for i in range(5)])
    panels = [MapPanel(f"Plan {i}", "better in 3 of 9", change, change > 0) for i in range(count)]
    return grid_map(
        panels, side, side, less_is_better=True, title="Where each plan does better", notes=["A note."]
    )


def rivals(count: int) -> Figure:
    points = [ParetoPoint(f"policy {i}", 0.3 + 0.01 * (i * 7 % 11), 0.42 - 0.003 * (i * 5 % 13), 100.0 * i, True)
              for i in range(count)]  # fmt: skip
    note = "Means over 300 samples; area of a mark grows with what donors pay (M$ beside the name)."
    return pareto_plot(points, title="Calm, health and cost: one is dominated by another one", notes=[note])


def futures(count: int) -> Figure:
    return fan(mock.trajectories(ARMS[:count], months=60, replicates=3), seed=1)


def panels(count: int) -> Figure:
    names = ("trust_rivals", "provocations", "aid_absorbed", "disease_burden", "tension")[:count]
    return fan(mock.trajectories(ARMS[:2], months=60, replicates=3), metrics=names)


def changes(count: int) -> Figure:
    return effects(mock.summary(ARMS[: count + 1], OUTCOMES[:5]), outcomes=OUTCOMES[:5], seed=1, samples=50)


def change_of_one(count: int) -> Figure:
    return effects(mock.summary(ARMS[: count + 1], OUTCOMES[:1]), outcomes=OUTCOMES[:1], seed=1, samples=50)


def regrets(count: int) -> Figure:
    values, texts = [float(i) for i in range(count + 1)], [str(i) for i in range(count + 1)]
    columns = [RegretColumn(f"outcome {j}", "events a year", values, texts) for j in range(4)]
    return regret_map(
        ARMS[: count + 1], columns, title="Regret: how far each one falls behind", notes=["A note."]
    )


def history(count: int) -> Figure:
    months = 12 * count
    return lanes(
        mock.trajectories(("only",), months=months, replicates=1),
        mock.history(months, 0.3),
        names=mock.names(),
    )


def trusts(count: int) -> Figure:
    return network(mock.trust(extra=count), mock.cast(count), seed=7, label="x", events=mock.history())


DRAW: dict[str, Callable[[int], Figure]] = {
    "map": maps, "pareto": rivals, "fan": futures, "panels": panels, "effects": changes, "effect": change_of_one,
    "regret": regrets, "lanes": history, "network": trusts,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("name", DRAW)
def test_little_content_leaves_little_empty(name: str, count: int) -> None:
    figure = DRAW[name](count)
    assert covered(figure) >= (0.33 if name == "regret" else LEAST)
    assert faults(figure) == []


def test_a_canvas_grows_with_its_content() -> None:
    def area(figure: Figure) -> float:
        wide, high = figure.get_size_inches()
        assert wide <= WIDTH
        return float(wide * high)

    assert area(maps(1)) < 0.7 * area(maps(2)) < area(maps(4))
    assert area(rivals(2)) < 0.5 * area(rivals(12)) < area(rivals(20))
    assert area(regrets(1)) < 0.5 * area(regrets(11))


@pytest.mark.parametrize(("low", "high"), [(0.07, 0.12), (0.4, 0.5), (0.01, 0.12), (0.0, 0.3), (21.0, 24.0)])
def test_what_a_panel_shows_fills_half_of_it(low: float, high: float) -> None:
    axes = Figure().add_subplot()
    table = Bands(np.array([low, high]), np.array([[low] * 2, [high] * 2]), np.array([[low] * 2, [high] * 2]))
    metric = METRICS["trust_rivals"]
    set_limits(axes, np.vstack([table.outer, table.centre]), metric)
    bottom, top = axes.get_ylim()
    assert bottom >= 0.0 and bottom <= low and top >= high
    assert (high - low) / (top - bottom) >= min(0.5, (high - low) / metric.least_span)
    assert bottom == 0.0 or low > high / 2
