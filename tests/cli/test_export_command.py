"""``diplosim export``: NetCDF, CSV and an RO-Crate out of a results folder, through the command line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xarray as xr
from click.testing import CliRunner, Result
from rocrate.rocrate import ROCrate

import diplosim as ds
from diplosim.cli import cli
from diplosim.report import page
from diplosim.report.material import Material
from diplosim.report.sections import about
from diplosim.results import arrays
from tests.report.folders import pair

Call = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of which everything is exported."""
    results = pair(tmp_path_factory.mktemp("export") / "results", months=6)
    done = CliRunner().invoke(
        cli, ["export", str(results), *(f"--format={kind}" for kind in ("rocrate", "csv", "netcdf"))]
    )
    assert done.exit_code == 0, done.output
    names = ["results.nc", "runs.csv", "trajectories.csv", "quantiles.csv", "ro-crate-metadata.json"]
    assert done.output.split() == [str(results / name) for name in names]
    return results  # fmt: skip


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_the_netcdf_file_holds_the_arrays_of_the_results(folder: Path) -> None:
    xr.testing.assert_identical(xr.load_dataset(folder / "results.nc"), ds.open_results(folder).to_xarray())


def test_the_csv_files_hold_the_tables(folder: Path) -> None:
    runs = pd.read_csv(folder / "runs.csv")
    assert runs["disease_burden_end"].tolist() == ds.open_results(folder).runs["disease_burden_end"].tolist()


def test_what_is_exported_belongs_to_the_folder_which_stays_as_diplosim_wrote_it(
    folder: Path, call: Call
) -> None:
    assert {"results.nc", "runs.csv", "ro-crate-metadata.json"} <= manifest(folder)["files"].keys()
    done = call("verify", str(folder), "--runs", "1")
    assert done.exit_code == 0, done.output
    assert "files are as they were written" in done.output


def test_the_crate_is_read_by_the_library_of_ro_crate(folder: Path) -> None:
    crate = ROCrate(folder)
    listed = {entity.id for entity in crate.data_entities}
    files = manifest(folder)["files"].keys() - {"ro-crate-metadata.json"}
    assert listed == {"manifest.json", *files}
    assert (
        crate.root_dataset["license"]
        and crate.root_dataset["datePublished"]
        and crate.name == manifest(folder)["experiment"]
    )
    assert "not a forecast" in crate.description
    action = crate.dereference("#run")
    assert action.type == "CreateAction" and action["instrument"].id == "#diplosim"
    assert action["instrument"]["softwareVersion"] == ds.__version__
    inputs = {entity.id for entity in action["object"]}
    assert inputs == {name for name in files if name.endswith(".yaml")}
    assert {entity.id for entity in action["result"]} | inputs == listed


def test_arrays_crate_and_report_count_the_same_runs(folder: Path) -> None:
    """Three further runs tell the world of one arm from its policies: they are told apart, not counted."""
    arrays_ = xr.load_dataset(folder / "results.nc")["outcome_disease_burden_end"]
    results = ds.open_results(folder).reader
    told = ROCrate(folder).description
    assert arrays_.size == results.run_count == 6 and len(pd.read_csv(folder / "runs.csv")) == 9
    assert "6 simulated runs (done): " in told
    assert "Beside them runs of world_of_eased, which tell world and policy apart." in told
    material = Material(results)
    assert page._subtitle(material).startswith("2 scenarios compared, 6 simulated runs, ")
    assert about._numbers(material)[0][1].startswith("6 simulated runs: histories of chance")
    assert "9 finished of 9 planned, 0 failed; among them runs of world_of_eased" in str(
        about.repeat(material)
    )


def test_whatever_the_crate_names_is_described_in_it_or_is_the_standards_own(folder: Path) -> None:
    graph = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    known = {entity["@id"] for entity in graph}
    named = {
        one["@id"]
        for entity in graph
        for value in entity.values()
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, dict)
    }
    assert named - known == {"https://w3id.org/ro/crate/1.1", "http://schema.org/CompletedActionStatus"}


def test_every_file_of_the_crate_is_there_with_its_size_its_sha_256_and_what_it_is(folder: Path) -> None:
    crate = ROCrate(folder)
    for entity in crate.data_entities:
        assert (folder / entity.id).is_file() and entity["description"] and entity["encodingFormat"], (
            entity.id
        )
        if entity.id != "manifest.json":  # it lists the crate, which cannot list it in turn
            data = (folder / entity.id).read_bytes()
            assert entity["sha256"] == hashlib.sha256(data).hexdigest()
            assert int(entity["contentSize"]) == len(data)


def test_the_file_may_have_another_place_and_the_folder_is_left_alone(
    folder: Path, call: Call, here: Path
) -> None:
    before = manifest(folder)
    done = call("export", str(folder), "--format", "netcdf", "-o", "mine.nc")
    assert (done.exit_code, done.output.strip()) == (0, "mine.nc") and (here / "mine.nc").is_file()
    assert manifest(folder) == before
    assert [path.name for path in here.iterdir()] == ["mine.nc"]


def test_the_crate_names_the_plugin_on_which_the_results_depend_with_its_hash(call: Call, here: Path) -> None:
    plugin = Path(ds.__file__).parents[1] / "docs" / "examples" / "vaccine_initiative.py"
    done = call("run", "status_quo", "--set", "months=2", "-n", "1", "--engine", "mesa", "--no-figures", "--quiet",
                "--plugin", str(plugin), "--out", "r")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert call("export", "r", "--format", "rocrate").exit_code == 0
    crate = ROCrate("r")
    (own,) = [entity for entity in crate.get_entities() if entity.id.startswith("#plugin")]
    assert (own["name"], own.type) == (plugin.name, "SoftwareSourceCode")
    assert own["sha256"] == hashlib.sha256(plugin.read_bytes()).hexdigest()
    assert own in crate.dereference("#diplosim")["softwareRequirements"]
    assert own in crate.dereference("#run")["object"]


def test_force_clears_what_was_exported_with_the_results(tmp_path: Path, call: Call) -> None:
    results = pair(tmp_path / "results", months=3)
    assert call("export", str(results), "--format", "rocrate").exit_code == 0
    done = call("run", "status_quo", "--set", "months=2", "-n", "1", "--engine", "mesa", "--no-figures", "--quiet",
                "--force", "--out", str(results))  # fmt: skip
    assert done.exit_code == 0, done.output
    assert not (results / "ro-crate-metadata.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing option '--format'"),
        (["--format", "matlab"], "'matlab' is not one of 'netcdf', 'csv', 'rocrate'"),
        (["--format", "csv", "-o", "x"], "--out names the file of --format netcdf alone"),
        (["--format", "netcdf", "-o", "absent/x.nc"], "absent is no folder"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(
    folder: Path, call: Call, arguments: list[str], words: str, here: Path
) -> None:
    done = call("export", str(folder), *arguments)
    assert done.exit_code == 2 and words in done.output
    assert list(here.iterdir()) == []


def test_no_results_and_changed_results_are_refused(folder: Path, call: Call, here: Path) -> None:
    done = call("export", "nothing", "--format", "csv")
    assert done.exit_code == 2 and "nothing is not a results folder" in done.output


def test_a_missing_library_is_told_with_the_command_that_installs_it(
    folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(arrays, "import_module", absent)
    done = call("export", str(folder), "--format", "netcdf")
    assert done.exit_code == 2
    assert done.output.strip() == (
        "error: NetCDF needs the package netCDF4; install it with: pip install 'diplosim[netcdf]'"
    )
