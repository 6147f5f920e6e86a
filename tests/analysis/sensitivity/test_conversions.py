from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from diplosim.analysis import to_ema, to_salib
from diplosim.analysis.sensitivity import CannotAnalyseError
from diplosim.metrics.columns import OUTCOME_NAMES
from tests.analysis.sensitivity.known import planted

VARY: dict[str, Any] = {
    "provocation.iota": {"uniform": [0, 1]},
    "trust.lam_neg": {"log": [1, 4]},
    "trust.rule": "default_range",
    "actors.USA.hawkish": "default_range",
    "actors.JPN.cycle": {"uniform": [12, 48]},
    "provocation.b_N": {"values": [0, 1, 2]},
    "policies.pooled_fund.contributors": {"values": [["ROK", "EU", "GHF"], ["ROK", "EU", "JPN"]]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outcomes = {"events_per_year": lambda t: 3 * t["provocation.iota"] + t["replicate"],
                "refusal_rate": lambda t: t["provocation.iota"].where(t["replicate"] == 0)}  # fmt: skip
    return planted(tmp_path_factory.mktemp("c"), outcomes, vary=VARY, design={"method": "lhs", "samples": 12})


@pytest.mark.slow
def test_the_workbench_pair_holds_every_run_without_loss(folder: Path) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    experiments, outcomes = to_ema(folder)
    assert set(outcomes) == set(OUTCOME_NAMES)
    for name, values in outcomes.items():
        np.testing.assert_array_equal(values, runs[name].to_numpy(dtype=float))
    assert experiments["scenario"].tolist() == runs["sample"].tolist()
    assert experiments["policy"].astype(str).tolist() == runs["arm"].tolist()
    assert experiments["replicate"].tolist() == runs["replicate"].tolist()
    assert set(experiments["model"]) == {"small"}
    for name in VARY:
        if name == "policies.pooled_fund.contributors":
            stored = runs[name].str.replace('"', "'").tolist()
            assert experiments[name].astype(str).tolist() == stored
        elif experiments[name].dtype == "category":
            assert experiments[name].astype(str).tolist() == runs[name].astype(str).tolist()
        else:
            np.testing.assert_array_equal(experiments[name].to_numpy(), runs[name].to_numpy())


def test_replicates_may_be_an_axis_or_a_mean(folder: Path) -> None:
    rows, axis, mean = (to_ema(folder, ["events_per_year", "refusal_rate"], replicates=how)
                        for how in ("rows", "axis", "mean"))  # fmt: skip
    assert len(axis[0]) == len(mean[0]) == 36
    np.testing.assert_array_equal(axis[1]["events_per_year"].ravel(), rows[1]["events_per_year"])
    np.testing.assert_allclose(mean[1]["events_per_year"], axis[1]["events_per_year"].mean(axis=1))
    np.testing.assert_array_equal(mean[1]["refusal_rate"], axis[1]["refusal_rate"][:, 0])
    assert "replicate" not in mean[0]


def test_the_salib_problem_says_what_the_columns_mean_and_loses_nothing(folder: Path) -> None:
    problem, X, Y = to_salib(folder, ["events_per_year"], arm="easing")
    samples = pd.read_parquet(folder / "samples.parquet")
    assert problem["names"] == list(VARY)
    assert problem["num_vars"] == X.shape[1] == len(problem["bounds"]) == len(problem["dists"])
    assert problem["dists"][1] == "logunif"
    assert problem["bounds"][:3] == [[0, 1], [1, 4], [0, 2]]
    assert problem["bounds"][5] == [0, 2]
    for place, name in enumerate(problem["names"]):
        levels = problem["levels"].get(name)
        column = X[:, place]
        if levels is None:
            np.testing.assert_array_equal(column, samples[name].to_numpy(dtype=float))
        else:
            decoded = [str(levels[int(index)]).replace("'", '"') for index in column]
            assert decoded == samples[name].astype(str).tolist()
    runs = pd.read_parquet(folder / "runs.parquet")
    easing = runs[runs["arm"] == "easing"]["events_per_year"].to_numpy().reshape(12, 3)
    np.testing.assert_array_equal(Y["events_per_year"], easing)


def test_effects_in_salib_form_are_paired(folder: Path) -> None:
    _, _, Y = to_salib(folder, ["events_per_year"], arm="pooled", effects=True)
    assert np.abs(Y["events_per_year"]).max() < 1e-12
    with pytest.raises(CannotAnalyseError, match="effects need the name of an arm: easing, pooled"):
        to_salib(folder, effects=True)
    with pytest.raises(CannotAnalyseError, match="did you mean 'pooled'"):
        to_salib(folder, arm="poold")
    with pytest.raises(CannotAnalyseError, match="did you mean 'events_per_year'"):
        to_ema(folder, ["events_per_yeer"])


@pytest.mark.slow
def test_salib_takes_the_triple_and_finds_what_we_find(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    from SALib import ProblemSpec
    from SALib.analyze import morris, pawn, sobol

    from diplosim.analysis import sensitivity

    numbers = {"provocation.iota": {"uniform": [0, 1]}, "provocation.spi": {"uniform": [-0.6, 1]}}
    outcome = {"events_per_year": lambda t: t["provocation.iota"] * (2 + t["provocation.spi"])}
    designs = {
        "saltelli": {"method": "saltelli", "samples": 64},
        "morris": {"method": "morris", "samples": 6, "levels": 4},
    }
    made = {
        name: planted(tmp_path / name, outcome, vary=numbers, design=design, replicates=1, arms={"only": []})
        for name, design in designs.items()
    }
    problem, X, Y = to_salib(made["saltelli"], ["events_per_year"])
    ProblemSpec(problem).set_samples(X)
    theirs = sobol.analyze(problem, Y["events_per_year"].mean(axis=1), calc_second_order=False, seed=1)
    ours = sensitivity(made["saltelli"], ["events_per_year"])["events_per_year"].indices["sobol"]
    for name in ("S1", "ST"):
        np.testing.assert_allclose(ours.measures[name].value, theirs[name], atol=1e-12)
    problem, X, Y = to_salib(made["morris"], ["events_per_year"])
    theirs = morris.analyze(problem, X, Y["events_per_year"].mean(axis=1), num_levels=4, seed=1)
    ours = sensitivity(made["morris"], ["events_per_year"])["events_per_year"].indices["morris"]
    for name in ("mu", "mu_star", "sigma"):
        np.testing.assert_allclose(ours.measures[name].value, np.asarray(theirs[name], float), atol=1e-12)
    assert pawn.analyze(problem, X, Y["events_per_year"].mean(axis=1), S=5)["median"].shape == (2,)
