"""No text leaves the canvas or covers another, whatever the number of policies, the horizon or the names."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from matplotlib.figure import Figure

from diplosim.experiment import OUTCOMES as OUTCOMES_ALL
from diplosim.figures import View, effects, fan, lanes, network
from diplosim.figures.history.lanes import PAD, SIZE, callouts
from diplosim.figures.history.ring import label_nodes, place, read_cast
from diplosim.figures.history.tracks import PLOT
from diplosim.figures.layout.beside import Calendar
from diplosim.figures.layout.typography import SEMIBOLD, line_height, width
from diplosim.metrics.columns import headlines
from tests.figures import mock
from tests.figures.boxes import faults
from tests.figures.sample import sampled

LONG = "Pooled five-year health fund with unconditional humanitarian easing, regional surveillance and restraint, no. "
ARMS = [f"policy_{i:02d}" for i in range(20)]


def one_run(months: int) -> pd.DataFrame:
    return mock.trajectories(("only",), months=months, replicates=1)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "long"), sampled([1, 2, 3, 4, 5, 20], [False, True]))
def test_fan_of_any_number_of_policies(count: int, long: bool) -> None:
    arms = ARMS[:count]
    labels = {arm: f"{LONG}{i}" if long else arm for i, arm in enumerate(arms)}
    table = mock.trajectories(arms, months=60, replicates=4)
    assert faults(fan(table, arms=labels, seed=20260101)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("months", "count"), sampled([1, 2, 11, 12, 13, 36, 360, 1200], [1, 2, 6]))
def test_fan_of_any_horizon(months: int, count: int) -> None:
    table = mock.trajectories(ARMS[:count], months=months, replicates=2)
    assert faults(fan(table, start="2026-07", seed=1)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("replicates", "count"), sampled([1, 50], [1, 2, 5]))
def test_fan_of_one_and_many_replicates(replicates: int, count: int) -> None:
    assert faults(fan(mock.trajectories(ARMS[:count], months=48, replicates=replicates), seed=1)) == []


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
def test_fan_of_any_number_of_metrics(count: int) -> None:
    names = ("trust_rivals", "provocations", "aid_absorbed", "disease_burden", "tension", "events_major")
    table = mock.trajectories(ARMS[:2], months=48, replicates=5)
    assert faults(fan(table, metrics=names[:count])) == []


@pytest.mark.slow
@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_fan_of_values_of_any_size(scale: float) -> None:
    table = mock.trajectories(ARMS[:2], months=48, replicates=5)
    table["aid_absorbed_musd"] *= scale
    assert faults(fan(table)) == []


OUTCOMES = [column.name for column in headlines()]


@pytest.mark.slow
@pytest.mark.parametrize(("count", "outcomes", "long"), sampled([2, 5, 6, 20], [1, 2, 5, 10], [False, True]))
def test_effects_of_any_number_of_policies_and_outcomes(count: int, outcomes: int, long: bool) -> None:
    arms = [f"policy_{i:02d}" for i in range(count)]
    labels = {arm: f"{LONG}{i}" if long else arm for i, arm in enumerate(arms)}
    names = OUTCOMES[:outcomes]
    figure = effects(mock.summary(arms, names), arms=labels, outcomes=names, seed=20260101, samples=50)
    assert faults(figure) == []
    assert sum(text.get_text() == "% of pairs" for text in figure.texts) == outcomes


@pytest.mark.slow
def test_effects_on_every_outcome_with_its_title() -> None:
    outcomes = [column.name for column in OUTCOMES_ALL]
    assert faults(effects(mock.summary(ARMS[:7], outcomes), outcomes=outcomes)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "pairs", "scale"), sampled([2, 20], [1, 2, 19, 20_000], [0.0, 1e-9, 1e-4, 1e9])
)
def test_effects_of_any_size_from_any_number_of_pairs(count: int, pairs: int, scale: float) -> None:
    table = mock.summary(ARMS[:count], OUTCOMES[:5], pairs, scale)
    assert faults(effects(table, outcomes=OUTCOMES[:5], seed=1)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("months", "busy"), sampled([1, 5, 36, 120, 360, 1200], [0.0, 0.3, 3.0]))
def test_lanes_of_quiet_and_busy_histories(months: int, busy: float) -> None:
    events = mock.history(months, busy)
    figure = lanes(one_run(months), events, seed=7, label=LONG, names=mock.names())
    assert faults(figure) == []


def test_lanes_with_long_names_and_reasons() -> None:
    events = mock.history(120)
    names = {
        code: f"{name} and all its many partner organisations abroad" + ", near and far" * 20
        for code, name in mock.names().items()
    }
    assert faults(lanes(one_run(120), events, names=names)) == []


@pytest.mark.parametrize("months", [12, 120, 360])
def test_call_out_text_stays_in_its_box(months: int) -> None:
    boxes = callouts(mock.history(months), Calendar("2026-01"), 2, PLOT, mock.names())
    assert len(boxes) == 2 or months == 12
    for box in boxes:
        assert width(box.heading, SIZE, SEMIBOLD) <= box.width - 2 * PAD
        assert all(width(line, SIZE) <= box.width - 2 * PAD for line in box.lines)
        assert (1 + len(box.lines)) * line_height(SIZE) + 2 * PAD <= box.height + 1e-9
    assert sum(box.width for box in boxes) <= PLOT


@pytest.mark.slow
@pytest.mark.parametrize("extra", [0, 3, 8, 20, 45])
def test_network_of_any_number_of_actors(extra: int) -> None:
    figure = network(mock.trust(extra=extra), mock.cast(extra), seed=7, label=LONG, events=mock.history())
    assert faults(figure) == []


def test_network_of_two_arms_with_long_names() -> None:
    tables = [mock.trust().assign(arm=arm) for arm in ARMS[:2]]
    views = (View(119, ARMS[0], LONG), View(119, ARMS[1], LONG))
    cast = [row | {"name": row["name"] + " and partners in third countries"} for row in mock.cast()]
    assert faults(network(pd.concat(tables), cast, views=views)) == []


@pytest.mark.parametrize("extra", [0, 4, 12, 30])
def test_network_labels_cover_no_actor(extra: int) -> None:
    cast = mock.cast(extra)
    nodes = place(read_cast(cast, [row["code"] for row in cast]), 1.22, 1.5)
    labels = label_nodes(
        nodes, dict.fromkeys(mock.KINDS, "→ 0.50  ← 0.50"), half_width=2.3, half_height=1.9, across=1.22
    )
    assert len(labels) == len(nodes) == len(cast) - 1
    for _, label in labels:
        wide = max(width(line, label.size, SEMIBOLD) for line in label.lines)
        low, high = sorted((label.x, label.x + label.side * wide))
        half = len(label.lines) * line_height(label.size) / 2
        assert low >= -2.33 and high <= 2.33
        assert not any(low < n.x < high and abs(n.y - label.y) < half for n in nodes)


def test_the_check_itself_finds_faults() -> None:
    figure = fan(mock.trajectories(ARMS[:1], months=24, replicates=2))
    assert faults(figure) == []
    figure.text(0.95, 0.5, "a text that runs out of the canvas")
    figure.text(0.02, 0.02, "one")
    figure.text(0.02, 0.02, "two")
    kinds: Sequence[str] = [fault.split(":")[0] for fault in faults(figure)]
    assert "outside" in kinds and "overlap" in kinds


def test_figures_are_figures_without_pyplot() -> None:
    assert isinstance(fan(mock.trajectories(ARMS[:1], months=3, replicates=1)), Figure)
