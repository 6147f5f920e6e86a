"""From a results folder to figures: each history is that of its own arm's traced run, told with its names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import diplosim as ds
from diplosim.experiment import FolderError
from diplosim.experiment.folder import manifest_bytes
from diplosim.figures import alternative_text, render
from diplosim.figures.arms import History, labels
from diplosim.figures.folder import FormatError, draw_figures
from diplosim.figures.history.log import provocations
from diplosim.figures.listing import of_kind
from diplosim.results import Results
from tests.experiment.sweeps import plan_of, run, small

HISTORIES = of_kind("history")


@pytest.fixture(scope="module")
def pair() -> ds.Results:
    """Two arms in memory."""
    base = ds.Scenario.from_dict({"name": "plain", "title": "Plain world", "months": 12, "seed": 3})
    eased = base.with_(name="eased", title="Easing", policies=["unconditional_easing"])
    return ds.compare(base, eased, replicates=2, engine="mesa")


@pytest.fixture(scope="module")
def folder(pair: ds.Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same two arms on disk."""
    return pair.save(tmp_path_factory.mktemp("results") / "pair")


def test_a_history_is_one_run_of_one_arm(folder: Path) -> None:
    results = Results.open(folder)
    for arm in results.scenarios:
        history = History(results, arm, labels(results.scenarios)[arm.name])
        assert set(history.trajectory["arm"]) == {arm.name} == {event["arm"] for event in history.events}
        assert set(history.trajectory["replicate"]) == {0} == {e["replicate"] for e in history.events}
        assert len(history.trajectory) == arm.months


def test_every_figure_says_whose_history_it_is(folder: Path) -> None:
    results = Results.open(folder)
    arm = results.scenarios[1]
    history = History(results, arm, labels(results.scenarios)[arm.name])
    for figure in (getattr(history, name)() for name in HISTORIES):
        told = " ".join(text.get_text() for text in figure.texts)
        assert "Easing" in told
        assert "seed 3" in told


@pytest.mark.slow
def test_all_figures_are_drawn_unless_some_are_named(folder: Path, tmp_path: Path) -> None:
    drawn = {path.name for path in draw_figures(folder, formats=("svg",), out=tmp_path)}
    of_arms = {f"{name}_{arm}.svg" for name in HISTORIES for arm in ("plain", "eased")}
    assert drawn == {"fan.svg", "health.svg", "effects.svg", "pipeline.svg"} | of_arms
    assert [path.name for path in draw_figures(folder, ("fan",), ("svg",), tmp_path / "one")] == ["fan.svg"]


@pytest.mark.slow
def test_a_film_is_drawn_on_request_only(pair: ds.Results, folder: Path, tmp_path: Path) -> None:
    files = draw_figures(folder, ("history",), ("gif", "svg"), tmp_path)
    assert [path.name for path in files] == [
        f"history_{arm}.{form}" for arm in ("plain", "eased") for form in ("gif", "svg")
    ]
    assert not any(
        "history" in path.name for path in draw_figures(folder, formats=("svg",), out=tmp_path / "all")
    )
    figure = pair.plot(figure="history", arm="plain")
    assert render(figure, "gif") == files[0].read_bytes()
    assert "Plain world" in alternative_text(figure)


@pytest.mark.parametrize(("names", "who"), [((), "the other figures"), (("history", "fan"), "fan")])
def test_what_stands_still_is_no_film(folder: Path, tmp_path: Path, names: tuple[str, ...], who: str) -> None:
    said = f"gif is for --figure history only; {who}: choose from png, svg, pdf"
    with pytest.raises(FormatError, match=f"^{said}$"):
        draw_figures(folder, names, ("png", "gif"), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_marks_of_provocations_are_as_many_as_the_months_count() -> None:
    """Drawn and dated ones alike."""
    tests = [
        {"at": month, "kind": "provocation", "class": 3, "count": count} for month, count in ((2, 1), (9, 2))
    ]
    scenario = ds.Scenario.from_dict({"name": "dated", "months": 24, "seed": 3, "events": tests})
    model = ds.DiplomacyModel(scenario).run()
    told = provocations([event.to_dict() for event in model.log])
    by_month = [sum(month == t for month, _ in told) for t in range(24)]
    assert by_month == model.trajectory()["events"]
    assert [month for month, worst in told if worst == 3][:1] == [2]


@pytest.mark.slow
def test_one_scenario_has_no_effects_and_nobody_is_told_so_unless_they_ask(tmp_path: Path) -> None:
    alone = ds.simulate(
        ds.Scenario.from_dict({"name": "alone", "months": 6, "seed": 3}), replicates=2, engine="mesa"
    )
    target = alone.save(tmp_path / "alone")
    told: list[str] = []
    drawn = {
        path.name for path in draw_figures(target, formats=("svg",), out=tmp_path / "out", say=told.append)
    }
    assert drawn == {f"{name}.svg" for name in ("fan", "health", "pipeline", *HISTORIES)} and told == []
    with pytest.raises(
        FolderError, match=r"not drawn: effects: .*alone holds one arm, so nothing is compared"
    ):
        draw_figures(target, ("effects",))
    with pytest.raises(FolderError, match=r"not drawn: effects: .*nothing is compared"):
        alone.plot(figure="effects")


def test_effects_of_a_folder_are_those_of_the_comparison_in_memory(
    pair: ds.Results, folder: Path, tmp_path: Path
) -> None:
    [file] = draw_figures(folder, ("effects",), ("svg",), tmp_path)
    assert file.read_bytes() == render(pair.plot(figure="effects"), "svg")
    assert alternative_text(pair.plot(["relief_mean"], figure="effects")).startswith(
        "Easing against Plain world"
    )


@pytest.mark.slow
def test_runs_in_memory_draw_what_their_folder_does(pair: ds.Results, folder: Path, tmp_path: Path) -> None:
    names = (*HISTORIES, "pipeline", "policies")
    files = {file.name: file for file in draw_figures(folder, names, ("svg",), tmp_path)}
    for name in HISTORIES:
        assert render(pair.plot(figure=name, arm="plain"), "svg") == files[f"{name}_plain.svg"].read_bytes()
    assert render(pair.plot(figure="money"), "svg") == files["money_eased.svg"].read_bytes()
    assert render(pair.plot(figure="pipeline"), "svg") == files["pipeline.svg"].read_bytes()
    shown = pair.plot(["disease_burden"], figure="policies")
    assert render(shown, "svg") == files["policies_disease_burden.svg"].read_bytes()
    with pytest.raises(ValueError, match="unknown figure 'lane'; did you mean 'lanes'"):
        pair.plot(figure="lane")
    with pytest.raises(FolderError, match=r"regret: it reads a results folder; save\(\), then diplosim plot"):
        pair.plot(figure="regret")
    with pytest.raises(ValueError, match="unknown arm 'easd'; did you mean 'eased'"):
        pair.plot(figure="lanes", arm="easd")


@pytest.mark.slow
def test_a_folder_of_an_earlier_version_says_what_it_lacks(folder: Path, tmp_path: Path) -> None:
    import shutil

    old = shutil.copytree(folder, tmp_path / "old")
    (old / "tables.parquet").unlink()
    manifest = json.loads((old / "manifest.json").read_text())
    del manifest["files"]["tables.parquet"]
    (old / "manifest.json").write_bytes(manifest_bytes(manifest))
    told: list[str] = []
    draw_figures(old, formats=("svg",), out=tmp_path / "out", say=told.append)
    assert told == [
        f"not drawn: pipeline, ripeness, money: {old} has no tables.parquet (an earlier version wrote it); run it again"
    ]


@pytest.mark.slow
def test_names_that_look_like_numbers_or_nothing_stay_names(tmp_path: Path) -> None:
    base = ds.Scenario.from_dict({"name": "1", "months": 6, "seed": 3})
    pair = ds.compare(base, base.with_(name="NA"), base.with_(name="2e3"), replicates=2, engine="mesa")
    target = pair.save(tmp_path / "odd")
    assert list(Results.open(target).summary["arm"].unique()) == ["1", "NA", "2e3"]
    assert [path.name for path in draw_figures(target, ("effects",), ("svg",))] == ["effects.svg"]


@pytest.mark.slow
def test_a_grid_of_two_quantities_is_drawn_as_a_map(folder: Path, tmp_path: Path) -> None:
    definition = small(
        arms={"status_quo": [], "easing": ["unconditional_easing"]},
        vary={"provocation.iota": {"values": [0, 1]}, "provocation.b_N": {"values": [0, 1, 2]}},
        design={"method": "grid"},
        outcomes=["events_per_year", "agreements_signed"],
    )
    run(definition, plan_of(definition), tmp_path / "results")
    files = {path.name for path in draw_figures(tmp_path / "results", formats=("svg",))}
    assert "map_events_per_year.svg" in files
    assert "map_agreements_signed.svg" not in files, "neither direction is better"
    with pytest.raises(FolderError, match="a map has two quantities"):
        draw_figures(folder, ["map"])
