"""Choosing between the engines, and what is the same whichever is chosen."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diplosim as ds
from diplosim.engine import ready
from diplosim.experiment import EnginesDifferError, PlanError, choose_engine, result_files
from diplosim.experiment import compiled as runner
from diplosim.experiment.quantiles import quantiles_of
from diplosim.metrics.columns import METRIC_NAMES as METRICS
from diplosim.model.actors.donor import Donor

Make = Callable[..., ds.Scenario]
fast = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="needs Numba (the extra fast)")


class Blind(Donor):
    """Does not see what the DPRK does."""

    def watch(self, severity: float) -> None:
        pass


@pytest.fixture
def no_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "missing", lambda: "No module named 'numba'")


@pytest.mark.usefixtures("no_numba")
def test_without_numba_auto_says_how_to_get_the_fast_engine(
    tiny: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = ds.simulate(tiny())
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and 'pip install "diplosim[fast]"' in said
    assert runs.ensemble.engine == "mesa" and len(runs.outcomes) == 3
    assert ds.fan(tiny(), metrics=["tension"]).engine == "mesa"


@pytest.mark.usefixtures("no_numba")
def test_the_compiled_engine_without_numba_is_refused(tiny: Make) -> None:
    with pytest.raises(
        PlanError, match=r"Numba is not installed; get it with pip install \"diplosim\[fast\]\""
    ):
        ds.simulate(tiny(), engine="compiled")


def test_a_numba_that_does_not_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "missing", lambda: "Numba needs NumPy 2.2 or less")
    assert "NumPy 2.2 or less" in choose_engine("auto").note


@fast
def test_jit_switched_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    import numba

    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert choose_engine("auto").name == "mesa" and "NUMBA_DISABLE_JIT" in choose_engine("auto").note


def test_own_classes_run_on_the_mesa_engine_and_it_is_said(
    tiny: Make, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    scenario = tiny()
    own = ds.simulate(scenario, actors={"ROK": Blind})
    assert "your own Python class for ROK" in capsys.readouterr().err
    assert own.ensemble.engine == "mesa"
    plain = ds.simulate(scenario, engine="mesa")
    assert not own.trajectories.equals(plain.trajectories)
    with pytest.raises(PlanError, match="Mesa engine only"):
        ds.compare(scenario, engine="compiled", actors={"ROK": Blind})
    plain.save(tmp_path)
    with pytest.raises(Exception, match="other inputs"):
        own.save(tmp_path)


@fast
def test_results_have_the_same_bytes_on_both_engines(tiny: Make) -> None:
    arms = [tiny("a"), tiny("b", policies=["pooled_fund"])]
    one, two = (ds.compare(arms, engine=name) for name in ("mesa", "compiled"))
    assert (one.ensemble.engine, two.ensemble.engine) == ("mesa", "compiled")
    assert one.table.equals(two.table) and one.quantiles().equals(two.quantiles())
    assert one.events == two.events and two.events
    assert result_files(one.ensemble, csv=True) == result_files(two.ensemble, csv=True)


@fast
def test_the_manifest_names_the_engine_and_either_may_write_over_the_other(
    tiny: Make, tmp_path: Path
) -> None:
    for name in ("mesa", "compiled"):
        ds.simulate(tiny(), engine=name).save(tmp_path)
        assert json.loads((tmp_path / "manifest.json").read_text())["engine"] == name


@fast
def test_engines_that_differ_stop_everything(tiny: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    real = runner._batch

    def wrong(*arguments: Any) -> runner.Results:
        found = real(*arguments)
        place = METRICS.index("tension")
        exact = found[0][0].trajectory.exact
        exact[5, place] = np.nextafter(exact[5, place], 9.0)
        return found

    monkeypatch.setattr(runner, "_batch", wrong)
    with pytest.raises(EnginesDifferError, match="tension in month 5"):
        _ = ds.simulate(tiny(), engine="compiled").events


@fast
def test_a_run_that_fails_on_the_mesa_engine_is_a_row(tiny: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ds.DiplomacyModel

    class Fails(engine):  # type: ignore[misc, valid-type]
        def step(self) -> None:
            raise ZeroDivisionError("nothing to divide")

    monkeypatch.setattr("diplosim.experiment.run.mesa_engine", lambda: Fails)
    runs = runner.run_compiled([tiny()], say=print)
    assert [r.status for r in runs.results] == ["failed", "ok", "ok"]


@fast
def test_ctrl_c_keeps_whole_batches_of_all_arms(tiny: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "FIRST_BATCH", 2)
    seen: list[tuple[int, int, int]] = []

    def stop(*state: int) -> None:
        seen.append(state)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    runs = runner.run_compiled([tiny("a"), tiny("b")], progress=stop, say=print)
    assert runs.interrupted and seen == [(4, 0, 6)]
    assert [(r.arm, r.replicate) for r in runs.results] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]


@fast
def test_nothing_is_said_when_the_engine_is_ready(tiny: Make, capsys: pytest.CaptureFixture[str]) -> None:
    ds.simulate(tiny())
    capsys.readouterr()
    ds.simulate(tiny())
    assert capsys.readouterr().err == ""


def test_a_fan_is_the_quantiles_of_the_runs(tiny: Make) -> None:
    fan = ds.fan(tiny(), replicates=20, metrics=["tension", "disease_burden"])
    runs = ds.simulate(tiny(), replicates=20)
    expected = runs.quantiles(["tension", "disease_burden"]).loc[runs.arms[0]]
    assert fan.to_frame().equals(expected)
    assert fan["tension"].shape == (5, 18)
    with pytest.raises(PlanError, match="did you mean 'tension'"):
        ds.fan(tiny(), metrics=["tensoin"])
    with pytest.raises(PlanError, match="a share from 0 to 1"):
        ds.fan(tiny(), quantiles=[5])


def test_quantiles_are_those_of_numpy() -> None:
    values = np.arange(70.0).reshape(7, 10) ** 1.5 % 13
    levels = [0.0, 0.05, 0.3, 0.5, 0.95, 1.0]
    assert np.allclose(quantiles_of(values, levels), np.quantile(values, levels, axis=0), rtol=1e-14)
    assert np.isnan(quantiles_of(np.full((3, 2), np.nan), levels)).all()


def test_to_xarray_or_a_clear_error(tiny: Make) -> None:
    runs = ds.compare(tiny("a"), tiny("b", months=12))
    if importlib.util.find_spec("xarray") is None:
        with pytest.raises(ImportError, match="pip install xarray"):
            runs.to_xarray()
        return
    data = runs.to_xarray()
    assert dict(data.sizes)["arm"] == 2 and dict(data.sizes)["month"] == 18
    found = data.metrics.sel(arm="a", metric="tension", replicate=2).values.astype(np.float32)
    table = runs.trajectories
    assert np.array_equal(found, table[(table["arm"] == "a") & (table["replicate"] == 2)]["tension"])
    assert np.isnan(data.metrics.sel(arm="b", month=12)).all()
