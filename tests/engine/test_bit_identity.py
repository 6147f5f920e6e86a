"""Both engines, the same bits: the whole state after every month, all metrics, all outcomes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from diplosim.engine.engine import caller
from diplosim.engine.pack import pack
from diplosim.engine.records import LEAST
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES, always_recorded
from diplosim.scenario import Scenario
from tests.golden.house import entry, scenario_of, worlds
from tests.golden.report import told
from tests.golden.tables import read

from .any_world import any_world
from .compare import assert_same, difference
from .examples import MANY, REPLICATES, profile

RECORDED = read("states")


@profile(30)
@given(any_world(months=36), REPLICATES)
def test_any_world_is_the_same_on_both_engines(scenario: Scenario, replicate: int) -> None:
    assert_same(scenario, replicate)


@pytest.mark.slow
@profile(max(20, MANY // 10))
@given(any_world(months=36, added=6), REPLICATES)
def test_worlds_of_up_to_twelve_donors_are_the_same(scenario: Scenario, replicate: int) -> None:
    assert_same(scenario, replicate)


@pytest.mark.slow
@profile(max(20, MANY // 50))
@given(any_world(months=400), REPLICATES)
def test_long_runs_are_the_same(scenario: Scenario, replicate: int) -> None:
    assert_same(scenario, replicate)


def status_quo(**changes: object) -> Scenario:
    return Scenario.from_dict({"name": "status_quo", "months": 120, "seed": 20260101, **changes})


@pytest.mark.parametrize("world", worlds())
def test_every_scenario_and_every_policy_are_as_recorded_and_the_same_on_all_engines(world: str) -> None:
    """One run of the Mesa engine, which takes the time, is held against the golden states and the other engines."""
    key = world, "0"
    found = {key: entry(assert_same(scenario_of(world)))}
    assert told({"states": {key: RECORDED[key]}}, {"states": found}) == []


@pytest.mark.parametrize("portable", [False, True], ids=["compiled", "portable"])
@pytest.mark.parametrize("name", ["status_quo", "ghd_bundle", "episode_e8_global_fund"])
def test_runs_of_which_nobody_keeps_the_months_have_the_same_outcomes_without_the_other_metrics(
    name: str, portable: bool
) -> None:
    scenario = Scenario.load(name)
    packed, runs = pack(scenario), np.arange(6)
    found = []
    for brief in (False, True):
        months = np.full((len(runs), scenario.months, len(METRICS)), np.nan)
        ends = np.full((len(runs), len(OUTCOMES)), np.inf)
        caller(portable)(packed, scenario.seed, runs, months, ends, brief=brief)
        found.append((months, ends))
    (whole, ends), (brief_months, brief_ends) = found
    kept = [metric.name in always_recorded() for metric in METRICS]
    assert ends.tobytes() == brief_ends.tobytes()
    assert whole[:, :, kept].tobytes() == brief_months[:, :, kept].tobytes()
    if not portable:  # which hands over its own memory, whatever stood there
        assert np.isnan(brief_months[:, :, np.logical_not(kept)]).all()


def test_a_cast_beyond_the_usual_room_is_packed_into_larger_records() -> None:
    few = status_quo()
    many = few.with_(actors={f"D{i}": {"kind": "donor", "ceiling_musd": 1.0} for i in range(6)})
    assert pack(few).room == LEAST
    assert pack(many).room.donors == 2 * LEAST.donors >= len(many.donors) == 12


def test_the_comparison_notices_the_last_bit_and_the_sign_of_zero() -> None:
    one = np.array([0.0, 1.0, np.nan])
    assert difference(one, one.copy()) == ""
    assert "number 1" in difference(one, np.array([0.0, np.nextafter(1.0, 2.0), np.nan]))
    assert "number 0" in difference(one, np.array([-0.0, 1.0, np.nan]))
    assert "number 2" in difference(one, np.array([0.0, 1.0, 0.0]))
    assert difference(one, one[:2])
