"""Choosing between the engines, and what is the same whichever is chosen."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diplosim as ds
from diplosim.engine import engine as compiled
from diplosim.experiment import EnginesDifferError, PlanError, choose_engine, engines
from diplosim.experiment.numbers import quantiles_of
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
    monkeypatch.setattr(engines, "missing", lambda: "No module named 'numba'")


@pytest.fixture
def nothing_fast(no_numba: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wasmtime", None)


@pytest.mark.usefixtures("no_numba")
def test_without_numba_the_portable_engine_serves_and_there_is_nothing_to_say(
    tiny: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ds.simulate(tiny()).engine == ds.fan(tiny(), metrics=["tension"]).engine == "portable"
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("nothing_fast")
def test_without_both_auto_says_how_to_get_the_fast_engine(
    tiny: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = ds.simulate(tiny())
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and 'pip install "diplosim[fast]"' in said
    assert runs.engine == "mesa" and len(runs.outcomes) == 3
    assert ds.fan(tiny(), metrics=["tension"]).engine == "mesa"


@pytest.mark.usefixtures("no_numba")
def test_the_compiled_engine_without_numba_is_refused(tiny: Make) -> None:
    with pytest.raises(
        PlanError, match=r"Numba is not installed; get it with pip install \"diplosim\[fast\]\""
    ):
        ds.simulate(tiny(), engine="compiled")


def test_a_numba_that_does_not_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "missing", lambda: "Numba needs NumPy 2.2 or less")
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    assert "NumPy 2.2 or less" in choose_engine("auto").note


@fast
def test_jit_switched_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    import numba

    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert choose_engine("auto").name == "portable"
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    assert choose_engine("auto").name == "mesa" and "NUMBA_DISABLE_JIT" in choose_engine("auto").note


def test_own_classes_run_on_the_mesa_engine_and_it_is_said(
    tiny: Make, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    scenario = tiny()
    own = ds.simulate(scenario, actors={"ROK": Blind})
    assert "your own Python class for ROK" in capsys.readouterr().err
    assert own.engine == "mesa"
    plain = ds.simulate(scenario, engine="mesa")
    assert not own.trajectories.equals(plain.trajectories)
    with pytest.raises(PlanError, match="Mesa engine only"):
        ds.compare(scenario, engine="compiled", actors={"ROK": Blind})
    plain.save(tmp_path)
    with pytest.raises(Exception, match="other inputs"):
        own.save(tmp_path)


@pytest.mark.slow
@fast
def test_results_are_the_same_on_both_engines(tiny: Make) -> None:
    arms = [tiny("a"), tiny("b", policies=["pooled_fund"])]
    one, two = (ds.compare(arms, engine=name) for name in ("mesa", "compiled"))
    assert (one.engine, two.engine) == ("mesa", "compiled")
    assert one.table.equals(two.table) and one.quantiles().equals(two.quantiles())
    assert one.events == two.events and two.events
    for name in ("runs", "trajectories", "trust", "tables"):
        assert getattr(one, name).equals(getattr(two, name)), name


@pytest.mark.slow
@fast
def test_either_engine_goes_on_with_what_the_other_began(tiny: Make, tmp_path: Path) -> None:
    experiment = ds.Experiment.of(tiny("a"), tiny("b", policies=["pooled_fund"]), replicates=9)

    def stop(finished: int, failed: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        experiment.run(tmp_path / "two", engine="mesa", workers=1, progress=stop)
    begun = json.loads((tmp_path / "two" / "manifest.json").read_text())
    assert (begun["engine"], begun["status"], begun["counts"]["finished"]) == ("mesa", "interrupted", 5)
    experiment.run(tmp_path / "two", engine="compiled")
    manifest = json.loads((tmp_path / "two" / "manifest.json").read_text())
    assert (manifest["engine"], manifest["counts"]["resumed"]) == ("compiled", 5)
    experiment.run(tmp_path / "one", engine="compiled")
    for name in json.loads((tmp_path / "one" / "manifest.json").read_text())["files"]:
        if name != "plan.json":  # says how the runs were cut into chunks
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@fast
def test_engines_that_differ_stop_everything(
    tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = compiled.play
    # This makes the engine ready, by a run of which nothing is kept.
    ds.simulate(tiny(), engine="compiled")

    def wrong(*arguments: Any, **named: Any) -> Any:
        found = real(*arguments, **named)
        place = METRICS.index("tension")
        for histories in found:
            months = histories.trajectories[0]
            months[5, place] = np.nextafter(months[5, place], 9.0)
        return found

    monkeypatch.setattr(compiled, "play", wrong)
    with pytest.raises(EnginesDifferError, match="tension in month 5"):
        _ = ds.simulate(tiny(), engine="compiled").events
    with pytest.raises(EnginesDifferError, match="do not use these results"):
        ds.Experiment.of(tiny()).run(tmp_path / "out", engine="compiled")
    assert not (tmp_path / "out" / "manifest.json").exists()


@fast
def test_a_traced_run_that_fails_on_the_mesa_engine_leaves_no_records(
    tiny: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = ds.DiplomacyModel

    class Fails(engine):  # type: ignore[misc, valid-type]
        def step(self) -> None:
            raise ZeroDivisionError("nothing to divide")

    monkeypatch.setattr("diplosim.experiment.run.mesa_engine", lambda: Fails)
    runs = ds.simulate(tiny(), engine="compiled")
    assert set(runs.runs["status"]) == {"ok"} and runs.events == [] and runs.trust.empty


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
