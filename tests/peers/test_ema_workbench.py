"""The EMA Workbench takes our results as its own."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest

from diplosim.analysis import to_ema
from tests.analysis.sensitivity.known import planted

pytestmark = pytest.mark.peers
pytest.importorskip(
    "ema_workbench", reason="the EMA Workbench is not installed; get it with: pip install 'diplosim[peers]'"
)

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
