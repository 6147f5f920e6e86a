"""Outcomes and metrics of the user's own: declared in a plug-in, computed with every run, told when they fail."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diplosim as ds
from diplosim.metrics import ModelMetric, Outcome, columns
from diplosim.policies import load_plugin, unload_plugin
from diplosim.scenario import ScenarioError

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "worst_year.py"
HEAD = "from diplosim.metrics import Metric, ModelMetric, Outcome\n"


def write(folder: Path, text: str, name: str = "mine.py") -> Path:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def outcome_file(folder: Path, made: str, name: str = "mine", file: str = "mine.py") -> Path:
    return write(folder, f"OWN = Outcome({name!r}, 'mine', 'count', better='lower', made={made})\n", file)


def metric_file(folder: Path, read: str, name: str = "mine") -> Path:
    return write(folder, f"OWN = ModelMetric({name!r}, 'mine', 'count', read={read})\n")


def played(months: int = 24) -> ds.DiplomacyModel:
    return ds.DiplomacyModel(ds.Scenario.from_dict({"name": "short", "months": months}), log=False).run()


def test_the_example_of_the_documentation_gives_what_it_says() -> None:
    outcome, metric = load_plugin(EXAMPLE)
    assert isinstance(outcome, Outcome) and isinstance(metric, ModelMetric)
    model = played(60)
    events = np.array(model.trajectory()["events"])
    assert model.outcomes()["events_worst_year"] == max(events[t : t + 12].sum() for t in range(49))
    assert len(model.trajectory()["hawkish_donors"]) == 60
    assert model.row["hawkish_donors"] == sum(donor.hawkish for donor in model.donors)
    assert played(6).outcomes()["events_worst_year"] is None


def test_an_outcome_of_ones_own_is_said_of_like_any_other(tmp_path: Path) -> None:
    columns.expect(["mine", "events_per_year"], ["mine.py"])
    assert (
        columns.outcome("mine").meaning
        == "declared by a plug-in that is not loaded: give mine.py with --plugin"
    )
    load_plugin(outcome_file(tmp_path, "lambda months, world: months['severity'].max()"))
    declared = columns.outcome("mine")
    assert (declared.unit, declared.better, columns.title_of("mine")) == ("count", "lower", "Mine")
    assert columns.files()["runs.parquet"][-1].name == "mine"
    model = played()
    assert list(model.outcomes())[-1] == "mine"
    assert model.outcomes()["mine"] == max(model.trajectory()["severity"])


def test_an_outcome_of_ones_own_with_a_label_is_a_headline(tmp_path: Path) -> None:
    before = columns.headlines()
    load_plugin(
        write(tmp_path, "OWN = Outcome('mine', 'mine', 'count', label='My outcome', made=lambda m, w: 1.0)\n")
    )
    assert [column.name for column in columns.headlines()] == [*(column.name for column in before), "mine"]


def test_an_outcome_may_use_the_quantities_of_the_start(tmp_path: Path) -> None:
    load_plugin(outcome_file(tmp_path, "lambda months, world: world.reference_severity"))
    model = played()
    assert model.outcomes()["mine"] == model.reference_severity


def test_a_metric_of_ones_own_may_be_read_off_the_named_state(tmp_path: Path) -> None:
    load_plugin(
        write(tmp_path, "OWN = Metric('mine', 'tie', '0-1', read=lambda w, s: s.tie[w.n_donors - 1])\n")
    )
    model = played()
    assert model.trajectory()["mine"][-1] == model.donors[-1].tie


def test_unloading_a_plug_in_forgets_what_it_declared(tmp_path: Path) -> None:
    path = outcome_file(tmp_path, "lambda months, world: 0.0")
    load_plugin(path)
    unload_plugin(path)
    assert columns.own_outcomes() == () and "mine" not in played(3).outcomes()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("OWN = Outcome('events_per_year', 'm', 'u', made=max)", "'events_per_year' is already defined by diplosim"),
        ("OWN = ModelMetric('tension', 'm', 'u', read=max)", "'tension' is already defined by diplosim itself"),
        ("OWN = Outcome('seed', 'm', 'u', made=max)", "every row has a column of this name"),
        ("OWN = Outcome('Worst year', 'm', 'u', made=max)", "small letters, digits and underscores"),
        ("ONE = Outcome('one', 'm', 'u', made=max)\nTWO = Outcome('one', 'n', 'u', made=min)", "declared twice"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        load_plugin(write(tmp_path, text + "\n"))
    assert columns.own_outcomes() == columns.own_metrics() == ()


def test_a_name_of_another_plug_in_is_refused(tmp_path: Path) -> None:
    load_plugin(outcome_file(tmp_path, "max", file="first.py"))
    with pytest.raises(ScenarioError, match=r"'mine' is already defined by .*first\.py"):
        load_plugin(outcome_file(tmp_path, "min", file="second.py"))


def test_a_metric_and_an_outcome_may_share_a_name_as_diplosims_do(tmp_path: Path) -> None:
    load_plugin(metric_file(tmp_path, "lambda model: 1", name="agreements_signed_twice"))
    load_plugin(outcome_file(tmp_path, "lambda m, w: 2", name="agreements_signed_twice", file="two.py"))
    model = played(3)
    assert (model.row["agreements_signed_twice"], model.outcomes()["agreements_signed_twice"]) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("lambda months, world: 1 / 0", "ZeroDivisionError: division by zero"),
        ("lambda months, world: months['evnts']", "KeyError: 'evnts'"),
        ("lambda months, world: 'loud'", "ValueError: could not convert"),
        ("lambda months: 1.0", "TypeError"),
    ],
)
def test_a_fault_in_a_users_function_says_whose_it_is_and_what(tmp_path: Path, made: str, said: str) -> None:
    load_plugin(outcome_file(tmp_path, made))
    with pytest.raises(columns.OwnColumnError, match=rf"outcome 'mine' of .*mine\.py raises {said}"):
        played(3).outcomes()


def test_nothing_but_a_number_is_an_outcome_and_none_is_a_missing_one(tmp_path: Path) -> None:
    load_plugin(outcome_file(tmp_path, "lambda months, world: None"))
    assert played(3).outcomes()["mine"] is None


def test_diplosims_own_declarations_that_a_plug_in_imports_are_not_its_own(tmp_path: Path) -> None:
    text = "from diplosim.metrics.outcomes import OUTCOMES\nFIRST = OUTCOMES[0]\n"
    with pytest.raises(ScenarioError, match="no policy, metric or outcome"):
        load_plugin(write(tmp_path, text))


# --- the compiled engine ------------------------------------------------------------------------------------


def histories(months: int = 24, runs: int = 20) -> Any:
    pytest.importorskip("numba")
    from diplosim.engine.engine import Job, play
    from diplosim.engine.pack import pack

    scenario = ds.Scenario.from_dict({"name": "short", "months": months})
    job = Job(pack(scenario), scenario.seed, np.arange(runs))
    return play([job], threads=2), play([job], threads=1, keep=False), scenario


def test_the_compiled_engine_makes_the_same_outcome_to_the_last_bit(tmp_path: Path) -> None:
    load_plugin(outcome_file(tmp_path, "lambda m, w: m['severity'].mean() / w.reference_severity"))
    (kept,), (not_kept,), scenario = histories()
    assert kept.outcomes.tobytes() == not_kept.outcomes.tobytes()
    for replicate in (0, 7):
        model = ds.DiplomacyModel(scenario, replicate=replicate, log=False).run()
        assert kept.outcomes[replicate, -1] == model.outcomes()["mine"]


def test_a_fault_in_one_run_of_the_compiled_engine_leaves_the_others_alone(tmp_path: Path) -> None:
    made = "lambda m, w: 1 / (0 if m['events'].sum() == m['events'][0] else 1) if m['events'][0] else 1.0"
    load_plugin(outcome_file(tmp_path, made))
    (kept,), _, _ = histories(months=2, runs=60)
    assert 0 < len(kept.errors) < 60
    for place, values in enumerate(kept.outcomes):
        assert math.isnan(values[-1]) == math.isnan(values[0]) == (place in kept.errors)
    assert "ZeroDivisionError" in next(iter(kept.errors.values()))


# --- results ------------------------------------------------------------------------------------------------


def short(**changes: Any) -> ds.Scenario:
    return ds.Scenario.from_dict({"name": "short", "months": 12, "replicates": 3, **changes})


def test_an_outcome_of_ones_own_is_a_column_of_the_runs_on_every_engine(tmp_path: Path) -> None:
    load_plugin(outcome_file(tmp_path, "lambda months, world: months['severity'].max()"))
    mesa = ds.simulate(short(), engine="mesa").outcomes["mine"]
    assert list(mesa) == list(ds.simulate(short()).outcomes["mine"])
    assert mesa.notna().all()


def test_a_metric_of_ones_own_is_a_column_of_the_trajectories_and_needs_the_mesa_engine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_plugin(metric_file(tmp_path, "lambda model: len(model.tables)"))
    runs = ds.simulate(short())
    assert set(runs.trajectories["mine"]) == {7.0}
    assert "running on the Mesa engine, which is slower: your own metric mine" in capsys.readouterr().err
    with pytest.raises(ValueError, match="cannot run this: your own metric mine is read off the Mesa model"):
        ds.simulate(short(), engine="compiled")


@pytest.mark.parametrize("engine", ["mesa", "auto"])
def test_a_fault_in_a_users_function_is_a_failed_run_with_its_reason(tmp_path: Path, engine: str) -> None:
    load_plugin(outcome_file(tmp_path, "lambda months, world: 1 / 0"))
    with pytest.warns(
        UserWarning, match=r"3 of 3 runs failed.*outcome 'mine' of .*mine\.py raises ZeroDivisionError"
    ):
        runs = ds.simulate(short(), engine=engine).outcomes
    assert list(runs["status"]) == ["failed"] * 3
    assert runs["events_per_year"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mesa", "compiled"])
def test_an_outcome_of_ones_own_is_stored_summarised_and_in_the_dictionary(
    tmp_path: Path, engine: str
) -> None:
    if engine == "compiled":
        pytest.importorskip("numba")
    load_plugin(outcome_file(tmp_path, "lambda months, world: months['severity'].max()"))
    scenario = ds.Scenario.from_dict({"name": "short", "months": 3, "replicates": 2})
    results = ds.Experiment.of(scenario).run(tmp_path / "out", engine=engine, workers=1)
    worst = results.trajectories.groupby("replicate")["severity"].max()
    assert results.runs["mine"].astype(np.float32).tolist() == worst.tolist()
    assert results.summary.loc[("short", "mine"), "n"] == 2
    dictionary = (tmp_path / "out" / "data_dictionary.csv").read_text()
    assert "runs.parquet,mine,count,lower,mine" in dictionary


def test_a_metric_of_ones_own_is_stored_by_the_mesa_engine_which_auto_chooses(tmp_path: Path) -> None:
    from diplosim.experiment import choose_engine

    load_plugin(metric_file(tmp_path, "lambda model: model.t * 2"))
    assert choose_engine("auto").name == "mesa" and "your own metric mine" in choose_engine("auto").note
    scenario = ds.Scenario.from_dict({"name": "short", "months": 3})
    results = ds.simulate(scenario, replicates=2, engine="mesa", workers=1)
    assert results.trajectories["mine"].tolist() == [0, 2, 4, 0, 2, 4]
    assert results.quantiles(["mine"], q=[0.5])["mine"].tolist() == [0, 2, 4]
