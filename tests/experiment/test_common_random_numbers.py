"""Common random numbers: what runs share, so that a difference of two is the policy's doing (on both engines)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from diplosim.experiment import run_one
from diplosim.metrics.columns import METRIC_NAMES as METRICS
from diplosim.metrics.columns import OUTCOME_NAMES as OUTCOMES
from diplosim.scenario import Scenario
from tests.experiment.sweeps import plan_of, run, small

REPLICATES = 4


def world(**changes: Any) -> Scenario:
    return Scenario.from_dict({"scenario": 1, "months": 36, "seed": 11, **changes})


def months(scenario: Scenario, engine: str) -> np.ndarray:
    """Metrics by run, month and column."""
    if engine == "mesa":
        runs = [run_one(scenario, replicate).months for replicate in range(REPLICATES)]
        return np.array([[run[name] for name in METRICS] for run in runs]).transpose(0, 2, 1)
    from diplosim.engine.engine import Job, play
    from diplosim.engine.pack import pack

    [histories] = play([Job(pack(scenario), scenario.seed, np.arange(REPLICATES))], threads=2)
    return np.asarray(histories.trajectories, dtype=np.float64)


@pytest.fixture(params=["mesa", "compiled"])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "compiled":
        pytest.importorskip("numba")
    return str(request.param)


def same(one: np.ndarray, two: np.ndarray) -> bool:
    return one.tobytes() == two.tobytes()


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["ghd_bundle", "maximum_pressure", "grit", "regional_network"])
def test_arms_share_every_bit_of_the_past_before_a_policy_begins(engine: str, policy: str) -> None:
    base, other = months(world(), engine), months(world(policies=[{policy: {"from": 18}}]), engine)
    assert same(base[:, :18], other[:, :18])
    assert not same(base[:, 18:], other[:, 18:])


def test_arms_meet_the_same_shocks(engine: str) -> None:
    """Where a policy touches nothing that a shock depends on, the shocks are the same month by month."""
    often = {"health.p_pan": 0.05}
    base = months(world(parameters=often), engine)
    other = months(world(parameters=often, policies=["digital_health", "cofinancing"]), engine)
    shocks = [METRICS.index(name) for name in ("border_closed", "un_breadth")]
    assert base[:, :, shocks[0]].any()
    assert same(base[:, :, shocks[0]], other[:, :, shocks[0]])
    burden = METRICS.index("disease_burden")
    assert not same(base[:, :, burden], other[:, :, burden])


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["ghd_bundle", "pooled_fund", "grit", "maximum_pressure"])
def test_a_policy_of_no_strength_changes_nobodys_draws(engine: str, policy: str) -> None:
    assert same(months(world(), engine), months(world(policies=[{policy: {"strength": 0}}]), engine))


def test_an_extra_actor_changes_nobody_elses_draws(engine: str) -> None:
    """A donor without a budget takes no part; its own draws have their own addresses."""
    actors = {"MNG": {"kind": "donor", "ceiling_musd": 0, "cycle": 24, "phase": 5, "partisan": True}}
    assert same(months(world(), engine), months(world(actors=actors), engine))


def test_replicates_and_seeds_differ(engine: str) -> None:
    base = months(world(), engine)
    assert len({base[replicate].tobytes() for replicate in range(REPLICATES)}) == REPLICATES
    assert not any(same(one, two) for one, two in zip(base, months(world(seed=12), engine), strict=True))


def test_runs_do_not_depend_on_the_engine() -> None:
    pytest.importorskip("numba")
    scenario = world(policies=["ghd_bundle"])
    assert same(months(scenario, "mesa"), months(scenario, "compiled"))


@pytest.mark.slow
def test_what_common_shocks_save_is_reported_for_every_outcome(tmp_path: Path) -> None:
    """A small policy leaves most of a history alone, so its pairs must differ by much less than strangers."""
    definition = small(
        months=36, replicates=30, arms={"status_quo": [], "corridor": ["corridor"]}, vary={}, design={}
    )
    run(definition, plan_of(definition, chunk=30), tmp_path / "out", workers=1)
    summary = pd.read_csv(tmp_path / "out" / "summary.csv").set_index(["arm", "outcome"])
    factors = summary.loc["corridor"]["variance_reduction"].reindex(list(OUTCOMES))
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    one, two = (runs[runs["arm"] == arm].set_index("replicate") for arm in ("status_quo", "corridor"))
    for name in OUTCOMES:
        pairs = (two[name] - one[name]).dropna()
        if len(pairs) > 1 and pairs.var() > 0:
            kept = one.loc[pairs.index, name].var() + two.loc[pairs.index, name].var()
            assert factors[name] == pytest.approx(kept / pairs.var(), rel=1e-6), name
        else:
            assert np.isnan(factors[name]), name
    assert factors["events_per_year"] > 2
    assert factors["disease_burden_end"] > 2
