"""What comes with diplosim is found by bare name from anywhere, listed, copied and extended."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import Result
from jsonschema.validators import validator_for

import diplosim as ds
from diplosim.scenario.files import KINDS, shipped_files

ROOT = Path(__file__).parents[2]
Call = Callable[..., Result]
Write = Callable[..., str]


def test_every_shipped_file_has_one_name() -> None:
    names = [name for kind in KINDS for name in shipped_files(kind)]
    assert len(names) > 40 and len(set(names)) == len(names)


def test_bare_names_run_from_anywhere(call: Call, here: Path) -> None:
    done = call(
        "run", "status_quo", "pooled_fund", "-n", "1", "--set", "months=6", "--no-figures", "--engine", "mesa"
    )
    assert done.exit_code == 0, done.stderr
    assert (here / "results/status_quo_vs_pooled_fund").is_dir()
    assert call("validate", "pooled_fund").stdout.startswith("pooled_fund: fine.")
    assert "student_sweep" in call("run", "student_sweep", "--dry-run").stdout
    assert call("explain", "status_quo", "--set", "months=3").exit_code == 0


@pytest.mark.slow
def test_the_front_door_takes_bare_names(here: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, str(ROOT / "run_sim.py"), "status_quo", "--dry-run"]
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "status_quo" in done.stdout


def test_python_takes_bare_names_as_text_and_paths_as_paths(here: Path) -> None:
    assert ds.Scenario.load("status_quo").name == "status_quo"
    assert [arm.name for arm in ds.Experiment.load("student_sweep").arms] == ["status_quo", "bundle"]
    with pytest.raises(
        ds.ScenarioError, match="without folder and suffix, is the one that comes with diplosim"
    ):
        ds.Scenario.load(Path("status_quo"))
    with pytest.raises(ds.ScenarioError, match="this is an experiment file, not a scenario"):
        ds.Scenario.load("policy_sweep")


def test_files_extend_and_experiments_start_from_bare_names(call: Call, here: Path) -> None:
    (here / "mine.yaml").write_text("scenario: 1\nextends: pooled_fund\nmonths: 5\n")
    assert [use.name for use in ds.Scenario.load("mine.yaml").policies] == ["pooled_fund"]
    (here / "sweep.yaml").write_text(
        "experiment: 1\narms:\n  a: {scenario: status_quo}\n  b: {scenario: ./mine.yaml}\n"
    )
    assert call("run", "sweep.yaml", "--dry-run").exit_code == 0
    (here / "sweep.yaml").write_text("experiment: 1\nscenario: status_quo\narms: {a: [], b: [grit]}\n")
    assert call("run", "sweep.yaml", "--dry-run").exit_code == 0


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        (
            "statsu_quo",
            "statsu_quo:1:1: there is no such file; did you mean 'status_quo', which comes with diplosim?",
        ),
        (
            "scenarios/grit.yaml",
            "there is no such file; 'grit', without folder and suffix, is the one that comes",
        ),
        ("zzz", "there is no such file; 'diplosim scenarios' lists those that come with diplosim"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(call: Call, here: Path, argument: str, said: str) -> None:
    done = call("run", argument)
    assert done.exit_code == 2 and said in done.stderr


def test_an_unknown_name_in_a_file_has_its_place(call: Call, here: Path) -> None:
    (here / "mine.yaml").write_text("scenario: 1\nextends: statsu_quo\n")
    (here / "sweep.yaml").write_text("experiment: 1\narms:\n  a: {scenario: pooled_fnud}\n")
    child, sweep = call("validate", "mine.yaml").stderr, call("run", "sweep.yaml").stderr
    assert child.startswith("mine.yaml:2:10: cannot extend 'statsu_quo': there is no such file; did you mean")
    assert sweep.startswith(
        "sweep.yaml:3:17: 'pooled_fnud': there is no such file; did you mean 'pooled_fund'"
    )


@pytest.mark.slow
def test_where_both_exist_it_is_said_what_was_taken(call: Call, here: Path) -> None:
    (here / "status_quo.yaml").write_text("scenario: 1\nmonths: 3\n")
    bare, path = call("validate", "status_quo"), call("validate", "status_quo.yaml")
    assert "120 months" in bare.stdout
    said = "'status_quo' is the one that comes with diplosim, not the file status_quo.yaml here; to take that, write"
    assert f"warning: status_quo:1:1: {said}" in bare.stderr
    assert "3 months" in path.stdout and path.stderr == ""
    (here / "child.yaml").write_text("scenario: 1\nextends: status_quo\n")
    assert f"warning: child.yaml:2:10: {said}" in call("validate", "child.yaml").stderr
    (here / "sweep.yaml").write_text(
        "experiment: 1\nscenario: status_quo\nreplicates: 1\ndesign: {method: grid}\n"
    )
    assert f"warning: sweep.yaml:2:11: {said}" in call("run", "sweep.yaml", "--no-figures").stderr
    (here / "grit").mkdir()
    assert "not the folder ./grit here; to take that, write ./grit" in call("validate", "grit").stderr


def test_the_file_itself_and_a_true_copy_are_no_rivals(call: Call, here: Path) -> None:
    (here / "status_quo.yaml").write_bytes(shipped_files("scenarios")["status_quo"].read_bytes())
    assert call("validate", "status_quo").stderr == ""
    assert call("validate", str(shipped_files("scenarios")["pooled_fund"])).stderr == ""


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_listed(call: Call, kind: str) -> None:
    rows = json.loads(call(kind, "--json").stdout)
    assert [row["name"] for row in rows] == list(shipped_files(kind))  # type: ignore[arg-type]
    assert all(row["question"].endswith("?") and row["question"][0].isupper() for row in rows)
    shown = call(kind).stdout
    assert "diplosim copy" in shown and all(row["name"] in shown for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kind"),
    [("pooled_fund", "scenario"), ("policy_sweep", "experiment"), ("who_should_do_what", "design")],
)
def test_a_copy_works_where_it_is_and_overwrites_nothing(
    call: Call, here: Path, name: str, kind: str
) -> None:
    (here / "inner").mkdir()
    done = call("copy", name, "--to", "inner")
    assert done.exit_code == 0, done.stderr
    copy = here / "inner" / f"{name}.yaml"
    first, rest = copy.read_text(encoding="utf-8").split("\n", 1)
    assert first == f"# yaml-language-server: $schema={kind}.schema.json"
    folder = "scenarios" if kind == "scenario" else "experiments"
    assert rest == shipped_files(folder)[name].read_text(encoding="utf-8")
    schema = json.loads((here / "inner" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(yaml.safe_load(rest), schema)
    if kind != "design":
        assert call("run", f"inner/{name}.yaml", "--dry-run").exit_code == 0
    for line in ({"replicate": 3}, {"seed": "one"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**yaml.safe_load(rest), **line}, schema)
    copy.write_text("mine")
    again = call("copy", name, "--to", "inner")
    assert again.exit_code == 2 and "left as it is" in again.stderr and copy.read_text() == "mine"


def test_wrong_names_and_folders_of_copy(call: Call, here: Path) -> None:
    assert "did you mean 'status_quo'?" in call("copy", "statusquo").stderr
    assert "there is no folder nowhere" in call("copy", "grit", "--to", "nowhere").stderr
    assert list(here.iterdir()) == []


def test_a_schema_of_somebody_else_stays(call: Call, here: Path) -> None:
    (here / "scenario.schema.json").write_text('{"$id": "theirs"}')
    assert call("copy", "grit").exit_code == 0
    assert (here / "scenario.schema.json").read_text() == '{"$id": "theirs"}'
    (here / "scenario.schema.json").write_text('{"$id": "urn:diplosim:scenario:1"}')
    assert "scenario.schema.json" in call("copy", "triangular").stdout
    assert len((here / "scenario.schema.json").read_text()) > 10_000


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(shipped_files("experiments").keys() - {"who_should_do_what"}))
def test_the_schema_of_experiments_accepts_every_shipped_one(name: str, call: Call) -> None:
    schema = json.loads(call("schema", "experiment").stdout)
    document = yaml.safe_load(shipped_files("experiments")[name].read_text(encoding="utf-8"))
    validator = validator_for(schema)(schema)
    validator.validate(document)
    for wrong in ({"replicate": 3}, {"design": {"method": "lsh"}}, {"arms": {"a": ["pooled_fnud"]}}):
        assert not validator.is_valid({**document, **wrong})


@pytest.mark.parametrize("policies", [(), ("pooled_fund", "delinking")])
def test_a_new_scenario_is_the_status_quo_and_what_is_asked(
    call: Call, here: Path, policies: tuple[str, ...]
) -> None:
    asked = [word for policy in policies for word in ("--policy", policy)]
    assert call("new", "mine", *asked).exit_code == 0
    assert (
        (here / "mine.yaml").read_text().startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    )
    assert (here / "scenario.schema.json").is_file()
    baseline = ds.Scenario.load("status_quo")
    told = {"name": "mine", "title": "Mine", "question": ""}
    assert ds.Scenario.load("mine.yaml") == baseline.with_(**told, policies=list(policies))
