"""The EMA Workbench takes our results as its own, and finds the same boxes."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from diplosim.analysis import to_ema
from diplosim.analysis.discovery.boxes import Axis, Limit, found_box, surprise
from diplosim.analysis.discovery.prim import find_box, quasi_p
from tests.analysis.sensitivity.known import planted

# Looked for and not imported: whoever collects the tests would wait ten seconds for it.
MISSING = importlib.util.find_spec("ema_workbench") is None
WHY = "the EMA Workbench is not installed; get it with: pip install 'diplosim[peers]'"
pytestmark = [pytest.mark.peers, pytest.mark.skipif(MISSING, reason=WHY)]

VARY = {
    "provocation.iota": {"uniform": [0, 1]},
    "trust.lam_neg": {"uniform": [1, 4]},
    "trust.rule": "default_range",
    "actors.JPN.cycle": {"uniform": [12, 48]},
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory):
    outcome = {
        "events_per_year": lambda t: 1.0 * ((t["provocation.iota"] < 0.4) & (t["trust.rule"] != "ewma"))
    }
    folder: Path = planted(
        tmp_path_factory.mktemp("e"), outcome, vary=VARY, design={"method": "lhs", "samples": 200}, replicates=1,
        arms={"status_quo": []},
    )  # fmt: skip
    return to_ema(folder, ["events_per_year", "disease_burden_end"], replicates="mean")


def test_feature_scoring_finds_the_planted_drivers(pair) -> None:
    from ema_workbench.analysis import feature_scoring

    experiments, outcomes = pair
    np.random.seed(0)
    scores = feature_scoring.get_feature_scores_all(experiments.drop(columns=["policy", "model"]), outcomes)
    assert set(scores["events_per_year"].nlargest(2).index) == {"provocation.iota", "trust.rule"}


def test_prim_finds_the_planted_box(pair) -> None:
    from ema_workbench.analysis import prim

    experiments, outcomes = pair
    wants = inspect.signature(prim.Prim).parameters
    threshold = {"threshold": 0.8} if "threshold" in wants else {}  # until version 3
    inputs = experiments.drop(columns=["policy", "model"])
    found = prim.Prim(inputs, outcomes["events_per_year"] > 0.5, **threshold).find_box()
    limits = found.box_lims[-1]
    assert limits["provocation.iota"][1] == pytest.approx(0.4, abs=0.06)
    assert limits["trust.rule"][0] == {"logodds", "beta"}
    assert found.peeling_trajectory["density"].iloc[-1] > 0.95


def test_the_pair_survives_being_saved_and_loaded(pair, tmp_path: Path) -> None:
    import ema_workbench

    path = str(tmp_path / "results.tar.gz")
    experiments, outcomes = pair
    for name in outcomes:
        ema_workbench.ScalarOutcome(name)  # the Workbench saves outcomes only of names that it knows
    ema_workbench.save_results((experiments, outcomes), path)
    again, values = ema_workbench.load_results(path)
    assert list(again.columns) == list(experiments.columns)
    assert again["trust.rule"].astype(str).tolist() == experiments["trust.rule"].astype(str).tolist()
    for name, array in outcomes.items():
        np.testing.assert_allclose(values[name], array)


def noisy(seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.uniform(size=(500, 5)), columns=list("abcde"))
    failed = ((table["a"] < 0.4) & (table["b"] > 0.5)).to_numpy() ^ (rng.uniform(size=500) < 0.05)
    return table, failed


def their_box(table: pd.DataFrame, failed: np.ndarray) -> Any:
    """The box of the Workbench, whose version 3 (Python 3.12 on) dropped the threshold."""
    from ema_workbench.analysis import prim

    known = inspect.signature(prim.Prim.__init__).parameters
    named = {"threshold": 0.5} if "threshold" in known else {}
    return prim.Prim(table, failed if not named else failed.astype(int), **named).find_box()


@pytest.mark.parametrize("seed", range(3))
def test_both_find_the_planted_box(seed: int) -> None:
    table, failed = noisy(seed)
    theirs = their_box(table, failed)
    axes = [Axis(name, table[name].to_numpy()) for name in table]
    ours = find_box(axes, failed)
    assert set(ours.box) == {(0, 1), (1, -1)}
    steps = list(zip(theirs.peeling_trajectory["n"], theirs.peeling_trajectory["k"], strict=True))
    clear = [surprise(int(n), int(k), len(failed), int(failed.sum())) for n, k in steps]
    at = int(np.argmax(clear))
    assert ours.z >= clear[at]
    limits = theirs.box_lims[at]
    # Theirs is at most a few peels of 5 % away from the planted limits, ours a tenth of the range.
    for (place, side), planted_at in (((0, 1), 0.4), ((1, -1), 0.5)):
        assert ours.box[place, side].value == pytest.approx(planted_at, abs=0.1)
        assert limits.iloc[0 if side < 0 else 1, place] == pytest.approx(planted_at, abs=0.15)


def test_quasi_p_values_are_theirs() -> None:
    table, failed = noisy(3)
    theirs = their_box(table, failed)
    axes = [Axis(name, table[name].to_numpy()) for name in table]
    index = int(theirs.peeling_trajectory["id"].iloc[-1])
    limits = theirs.box_lims[index]
    box = {}
    for place, name in enumerate(table):
        low, high = limits[name]
        if low > theirs.box_lims[0][name].iloc[0]:
            box[place, -1] = Limit(place, -1, float(low))
        if high < theirs.box_lims[0][name].iloc[1]:
            box[place, 1] = Limit(place, 1, float(high))
    assert found_box(axes, failed, box).n == theirs.peeling_trajectory["n"].iloc[-1]
    ours = quasi_p(axes, failed, box)
    chances = theirs.p_values if hasattr(theirs, "p_values") else theirs.qp
    for (place, side), chance in ours.items():
        pair = chances[index][table.columns[place]]
        assert chance == pytest.approx(pair[0 if side < 0 else 1], abs=1e-9)
