"""Results as labelled arrays: the same numbers as the tables, with units and a calendar, to NetCDF and back."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import diplosim as ds
from diplosim.metrics.columns import metrics, outcomes
from diplosim.results import arrays
from tests.experiment.sweeps import plan_of, run, small


def pair(
    months: tuple[int, int] = (6, 4), starts: tuple[str, str] = ("2026-01", "2026-01"), n: int = 2
) -> ds.Results:
    """Two scenarios under the same shocks, in memory."""
    made = [
        ds.Scenario.from_dict({"scenario": 1, "name": name, "months": m, "start": start, "seed": 7})
        for name, m, start in zip("ab", months, starts, strict=True)
    ]  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they differ in start and months, on purpose
        return ds.compare(*made, replicates=n, engine="mesa")


@pytest.fixture(scope="module")
def results() -> ds.Results:
    return pair()


@pytest.fixture(scope="module")
def data(results: ds.Results) -> xr.Dataset:
    return results.to_xarray()


def there_and_back(data: xr.Dataset) -> xr.Dataset:
    """What is left of a dataset after NetCDF."""
    with tempfile.TemporaryDirectory() as folder:
        data.to_netcdf(Path(folder) / "x.nc", engine="netcdf4")
        return xr.load_dataset(Path(folder) / "x.nc", engine="netcdf4")


def test_the_arrays_hold_the_numbers_of_the_tables(results: ds.Results, data: xr.Dataset) -> None:
    assert dict(data.sizes) | {"actor": 0} == {
        "arm": 2, "sample": 1, "replicate": 2, "month": 6, "actor": 0, "domain": 2, "direction": 2
    }  # fmt: skip
    months = results.trajectories
    for row in months.sample(5, random_state=1).to_dict("records"):
        place = {key: row[key] for key in ("arm", "sample", "replicate", "month")}
        assert float(data["tension"].sel(place)) == np.float32(row["tension"])
    for row in results.runs.to_dict("records"):
        place = {key: row[key] for key in ("arm", "sample", "replicate")}
        assert float(data["outcome_disease_burden_end"].sel(place)) == row["disease_burden_end"]
    for row in results.trust.sample(5, random_state=1).to_dict("records"):
        place = {key: row[key] for key in ("arm", "month", "actor", "domain", "direction")}
        assert float(data["trust"].sel(place)) == row["trust"]
    assert np.isnan(data["tension"].sel(arm="b", month=4)).all(), "the shorter arm has ended"


def test_every_metric_and_outcome_is_there_with_its_meaning_and_unit(data: xr.Dataset) -> None:
    for prefix, declared in (("", metrics()), (arrays.OUTCOME, outcomes())):
        for column in declared:
            told = data[prefix + column.name].attrs
            assert (told["long_name"], told["declared_unit"]) == (column.meaning, column.unit)
            assert told["units"] == arrays.units(column)


def test_every_unit_is_one_of_cf_or_of_money_and_counts_have_none() -> None:
    units = {column.unit: arrays.units(column) for column in (*metrics(), *outcomes())}
    assert {
        "M$": "million USD",
        "per 1,000 births": "1e-3",
        "count": "1",
        "days": "day",
    }.items() <= units.items()
    physical = [
        unit for unit in units if units[unit] == "1" and any(word in unit for word in ("$", "year", "day"))
    ]
    assert physical == []
    assert arrays.UNITS.keys() | arrays.MONEY.keys() <= units.keys(), "a unit that nothing has any more"


def test_the_calendar_is_one_for_arms_that_begin_together_and_else_one_for_each(data: xr.Dataset) -> None:
    assert data["time"].dims == ("month",)
    assert data["time"].dt.strftime("%Y-%m-%d").values.tolist()[:2] == ["2026-01-01", "2026-02-01"]
    later = pair(months=(2, 2), starts=("2026-01", "2027-03"), n=1).to_xarray()
    assert later["time"].sel(arm="b").dt.strftime("%Y-%m").values.tolist() == ["2027-03", "2027-04"]
    assert data["time"].attrs["standard_name"] == "time"


def test_the_dataset_says_what_it_is_where_it_comes_from_and_what_it_is_not(data: xr.Dataset) -> None:
    assert data.attrs["Conventions"].startswith("CF-1.")
    assert {"title", "history", "source", "references", "comment"} <= data.attrs.keys()
    assert data.attrs["source"].startswith(f"diplosim {ds.__version__}, engine mesa")
    assert "not a forecast" in data.attrs["comment"]


@settings(max_examples=5, deadline=None)
@given(
    months=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    starts=st.tuples(*[st.sampled_from(["1995-12", "2026-01", "2030-07"])] * 2),
    n=st.integers(1, 2),
)
@pytest.mark.slow
def test_to_netcdf_and_back_is_equal(months: tuple[int, int], starts: tuple[str, str], n: int) -> None:
    data = pair(months, starts, n).to_xarray()
    xr.testing.assert_identical(there_and_back(data), data)


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of which every second run keeps its months."""
    definition = small(samples=3, replicates=3)
    folder = tmp_path_factory.mktemp("arrays") / "sweep"
    run(definition, plan_of(definition, stride=2), folder)
    return folder


@pytest.mark.slow
def test_a_sweep_has_what_varies_by_sample_and_the_runs_that_keep_their_months(swept: Path) -> None:
    results = ds.open_results(swept)
    data = results.to_xarray()
    varied = data["varied_policies_pooled_fund_strength"]
    assert varied.attrs["declared_as"] == "policies.pooled_fund.strength" and varied.dims == ("sample",)
    assert varied.values.tolist() == results.samples["policies.pooled_fund.strength"].tolist()
    assert data["tension"].dims == ("arm", "kept", "month") and data.sizes["kept"] == 5
    assert "trust" not in data, "no run of many samples is traced"
    first = data.isel(kept=1)
    wanted = results.trajectories.query("arm == 'pooled' and month == 2").query(
        f"sample == {int(first.kept_sample)} and replicate == {int(first.kept_replicate)}"
    )
    assert [float(first["tension"].sel(arm="pooled", month=2))] == wanted["tension"].tolist()
    xr.testing.assert_identical(there_and_back(data), data)


@pytest.mark.slow
def test_saved_results_and_those_in_memory_make_the_same_arrays(results: ds.Results, tmp_path: Path) -> None:
    kept, before = ds.open_results(results.save(tmp_path / "out")).to_xarray(), results.to_xarray()
    assert kept.attrs.pop("history").endswith("diplosim run experiment.yaml")
    assert before.attrs.pop("history") == "run in memory"
    assert kept.attrs.pop("source").startswith(before.attrs.pop("source"))
    xr.testing.assert_identical(kept, before)


def test_a_missing_library_is_named_with_the_command_that_installs_it(
    results: ds.Results, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def absent(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(arrays, "import_module", absent)
    with pytest.raises(
        ImportError, match=r"to_xarray needs the package xarray; .* pip install 'diplosim\[netcdf\]'"
    ):
        results.to_xarray()
    with pytest.raises(
        ds.DiplosimError, match=r"NetCDF needs the package netCDF4; .* pip install 'diplosim\[netcdf\]'"
    ):
        results.to_netcdf(tmp_path / "x.nc")
