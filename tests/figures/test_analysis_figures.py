"""The figures of robustness and discovery: no text leaves the canvas or covers another, and what they say is there."""

from __future__ import annotations

import math

import pytest

from diplosim.figures import alternative_text, render
from diplosim.figures.charts.boxes import BoxPanel, RangeRow, box_ranges
from diplosim.figures.charts.rivals import ParetoPoint, RegretColumn, pareto_plot, regret_map
from tests.figures.boxes import drawn_texts, faults

LONG = "a policy with a rather long name that somebody gave to it without thinking of figures"
NOTES = ["A sentence about what is shown, as long as such sentences are, with a number such as 42."]


def columns(count: int, policies: int) -> list[RegretColumn]:
    values = [float(row) for row in range(policies)]
    return [
        RegretColumn(f"Outcome {i} of the model", "events a year", values, [f"{v:,.2f}" for v in values])
        for i in range(count)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 5, 8])
@pytest.mark.parametrize("policies", [2, 19])
@pytest.mark.parametrize("long", [False, True])
def test_texts_of_a_regret_map_fit(count: int, policies: int, long: bool) -> None:
    names = [f"{LONG} {i}" if long else f"policy {i}" for i in range(policies)]
    assert faults(regret_map(names, columns(count, policies), title="Regret", notes=NOTES)) == []


def test_a_regret_map_sets_the_smallest_in_bold_and_leaves_missing_ones_grey() -> None:
    column = RegretColumn("x", "y", [2.0, 0.5, math.nan, 0.5], ["2.0", "0.5", "–", "0.5"])
    figure = regret_map(["a", "b", "c", "d"], [column], title="Regret", notes=NOTES)
    weights = [(words, text.get_weight()) for words, _, text in drawn_texts(figure)]
    assert weights.count(("0.5", "semibold")) == 2
    assert ("2.0", "normal") in weights and ("–", "normal") in weights


def test_a_regret_map_without_any_regret_is_drawn() -> None:
    nothing = [
        RegretColumn("x", "y", [0.0, 0.0], ["0", "0"]),
        RegretColumn("z", "y", [math.nan] * 2, ["–", "–"]),
    ]
    assert faults(regret_map(["a", "b"], nothing, title="Regret", notes=NOTES)) == []


def ranges(low: float, high: float, *, words: tuple[str, ...] = ()) -> RangeRow:
    limits = [] if words else [(low, "0.123")] * (low > 0) + [(high, "0.987")] * (high < 1)
    ends = ("", "") if words else ("0", "1,000")
    return RangeRow("iota", "how much carrying out an agreement counts as talking " * 2, [(low, high)], ends, limits,
                    "quasi-p < 0.001, back in 100 %", words)  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high"),
    [(0, 0.3), (0.4, 1), (0.2, 0.6), (0.01, 0.99), (0, 0.02), (0.4, 0.41), (0.9, 0.95), (0.02, 0.06)],
)
def test_texts_of_box_ranges_fit_wherever_the_limits_are(low: float, high: float) -> None:
    panel = BoxPanel("Box 1: 72 % of the failures, 89 % pure", [ranges(low, high), ranges(low, high)])
    assert faults(box_ranges([panel, panel], title="Where it fails", notes=NOTES)) == []


def test_words_stand_below_their_part_of_the_bar() -> None:
    row = ranges(1 / 3, 1.0, words=("beta", "ewma", "logodds"))
    figure = box_ranges([BoxPanel("Box 1", [row])], title="Where it fails", notes=NOTES)
    assert faults(figure) == []
    assert {"beta", "ewma", "logodds"} <= {words for words, _, _ in drawn_texts(figure)}


@pytest.mark.parametrize("count", [2, 19, 40])
@pytest.mark.parametrize("long", [False, True])
def test_texts_of_a_pareto_plot_fit(count: int, long: bool) -> None:
    points = [
        ParetoPoint(
            f"{LONG} {i}" if long else f"p{i}", 0.01 * (i % 3), 0.5 + 0.001 * i, 10.0 * i, i % 2 == 0, i == 0
        )
        for i in range(count)
    ]
    assert faults(pareto_plot(points, title="Calm, health and cost", notes=NOTES)) == []


def test_policies_that_are_all_alike_can_be_plotted() -> None:
    points = [ParetoPoint(f"p{i}", 0.0, 0.5, 0.0, True, i == 0) for i in range(3)]
    figure = pareto_plot(points, title="Calm, health and cost", notes=NOTES)
    assert faults(figure) == []
    assert render(figure, "svg") == render(figure, "svg")
    assert "Thinking aid, not a forecast" in alternative_text(figure)
