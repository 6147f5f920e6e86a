from __future__ import annotations

from pathlib import Path

import pytest

import diplosim as ds


def scenario(name: str = "one", **more: object) -> ds.Scenario:
    base = {"scenario": 1, "name": name, "months": 12, "seed": 3, "replicates": 4}
    return ds.Scenario.from_dict({**base, **more})


def test_simulate_gives_tables() -> None:
    runs = ds.simulate(scenario(), replicates=3, seed=9)
    assert list(runs.outcomes["replicate"]) == [0, 1, 2] and set(runs.outcomes["seed"]) == {9}
    assert len(runs.trajectories) == 36
    bands = runs.quantiles(["tension"], q=(0.05, 0.5, 0.95))
    assert bands.shape == (36, 1) and bands.index.names == ["arm", "month", "quantile"]
    wide = bands["tension"].unstack("quantile")
    assert (wide[0.05] <= wide[0.5]).all() and (wide[0.5] <= wide[0.95]).all()
    assert runs.events and runs.plot(["tension"]).axes


def test_the_same_call_gives_the_same_numbers() -> None:
    one, two = ds.simulate(scenario()), ds.simulate(scenario())
    assert one.outcomes.equals(two.outcomes) and one.trajectories.equals(two.trajectories)


def test_compare_takes_scenarios_or_a_list() -> None:
    arms = [scenario("one"), scenario("two", policies=["unconditional_easing"])]
    pair = ds.compare(*arms, replicates=2)
    assert ds.compare(arms, replicates=2).table.equals(pair.table)
    row = pair.table.loc[("two", "relief_mean")]
    assert row["diff_mean"] > 0 and row["n_pairs"] == 2
    assert pair.plot().axes


def test_a_policy_of_strength_0_differs_from_nothing_in_no_pair() -> None:
    off = scenario("off", policies=[{"pooled_fund": {"strength": 0}}])
    table = ds.compare(scenario(), off).table.loc["off"]
    outcomes = table[(table["kind"] == "outcome") & (table["n_pairs"] > 0)]
    assert len(outcomes) > 20 and (outcomes["share_equal"] == 1).all()


def test_unknown_engines() -> None:
    with pytest.raises(ValueError, match="allowed"):
        ds.simulate(scenario(), engine="warp")


@pytest.mark.slow
def test_saving_from_python(tmp_path: Path) -> None:
    ds.simulate(scenario(), replicates=1).save(tmp_path / "r")
    assert (tmp_path / "r" / "summary.csv").exists()
    with pytest.raises(Exception, match="other inputs"):
        ds.simulate(scenario(), replicates=1, seed=8).save(tmp_path / "r")
    ds.simulate(scenario(), replicates=2).save(tmp_path / "r")  # the same and more: the folder grows
    assert len(ds.open_results(tmp_path / "r").runs) == 2


def test_names_of_the_package() -> None:
    assert set(ds.__all__) <= set(dir(ds))
    assert all(getattr(ds, name) is not None for name in ds.__all__)
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = ds.simulat  # type: ignore[attr-defined]


@pytest.mark.slow
def test_names_of_shipped_scenarios_are_taken_for_them(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(scenario("one", months=6).to_yaml(), encoding="utf-8")
    by_name = ds.simulate("status_quo", replicates=1, engine="mesa").outcomes
    loaded = ds.simulate(ds.Scenario.load("status_quo"), replicates=1, engine="mesa").outcomes
    assert by_name.equals(loaded)
    both = ds.compare([tmp_path / "own.yaml", scenario("two", months=6)], replicates=1, engine="mesa")
    assert list(both.arms) == ["one", "two"]
    with pytest.raises(ds.ScenarioError, match="status_quo"):
        ds.simulate("status_qo", replicates=1)
