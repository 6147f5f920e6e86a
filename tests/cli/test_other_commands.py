from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from diplosim.cli import cli
from diplosim.cli.guard import InputError
from diplosim.cli.printing import month_number
from diplosim.policies import names, unload_plugin
from diplosim.scenario import PARAMETERS, Scenario
from diplosim.wording.explain import REFUSALS, heading, term_lines

Call = Callable[..., Result]
Write = Callable[..., str]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenario files, and the results of running them."""
    place = tmp_path_factory.mktemp("compared")
    files = [place / "one.yaml", place / "two.yaml"]
    for file, policies in zip(files, ("", "policies: [unconditional_easing]\n"), strict=True):
        file.write_text(f"scenario: 1\nname: {file.stem}\nmonths: 60\nseed: 5\nreplicates: 2\n{policies}")
    few = ["-n", "1", "-q", "--no-figures", "--out", str(place / "r")]
    assert CliRunner().invoke(cli, ["run", *map(str, files), *few]).exit_code == 0
    return place


@pytest.fixture
def folder(compared: Path, here: Path) -> str:
    shutil.copytree(compared, here, dirs_exist_ok=True)
    return "r"


@pytest.mark.slow
def test_explain_tells_why_an_offer_was_refused(call: Call, folder: str) -> None:
    done = call("explain", folder, "--arm", "one", "--refused", "--limit", "1")
    assert done.exit_code == 0, done.stderr
    assert re.search(r"^20\d\d-\d\d \(month \d+\)  \S+ → \S+: ", done.stdout, re.M)
    for words in ("= value", "threshold", "What would have changed it:", "Package:"):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_terms_shown_are_those_logged_and_add_up(call: Call, folder: str) -> None:
    lines = call("explain", folder, "--refused", "--json").stdout.splitlines()
    records = [json.loads(line) for line in lines]
    assert records and {record["kind"] for record in records} <= REFUSALS
    for record in records:
        if record["terms"]:
            assert sum(record["terms"].values()) == pytest.approx(record["value"], abs=1e-9)
            assert len(term_lines(record)) == len(record["terms"]) + 3 + ("estimated_value" in record)


def test_explain_filters(call: Call, folder: str) -> None:
    by_number = call("explain", folder, "--month", "14", "--json").stdout
    assert by_number == call("explain", folder, "--month", "2027-03", "--json").stdout
    assert {json.loads(line)["date"] for line in by_number.splitlines()} == {"2027-03"}
    records = [json.loads(x) for x in call("explain", folder, "--actor", "ROK", "--json").stdout.splitlines()]
    assert records and all("ROK" in (record["actor"], record["target"]) for record in records)
    kinds = {
        json.loads(x)["kind"]
        for x in call("explain", folder, "--kind", "table", "--json").stdout.splitlines()
    }
    assert kinds and all(kind.startswith("table") for kind in kinds)
    nothing = call("explain", folder, "--month", "0", "--refused")
    assert nothing.exit_code == 0 and "Nothing fits" in nothing.stdout


def test_explain_without_a_choice_counts_what_there_is(call: Call, folder: str) -> None:
    counted = call("explain", folder).stdout
    assert re.search(r"^table_stayed_closed +\d+ +2026-01$", counted, re.M)
    assert "What would have changed it" not in counted and "--refused" in counted
    assert "What would have changed it" in call("explain", folder, "--limit", "8").stdout


def test_explaining_a_scenario_gives_the_reasons_of_its_results(call: Call, folder: str) -> None:
    of_folder = call("explain", folder, "--arm", "two", "--json").stdout.splitlines()
    of_file = call("explain", "two.yaml", "--json").stdout.splitlines()
    drop = ("arm", "replicate")
    plain = [{k: v for k, v in json.loads(line).items() if k not in drop} for line in of_folder]
    assert plain == [json.loads(line) for line in of_file]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--arm", "tow"], "did you mean 'two'?"),
        (["--actor", "rok"], "did you mean 'ROK'?"),
        (["--kind", "ofer_refused"], "did you mean"),
        (["--month", "March"], "--month March"),
        (["--month", "60"], "outside the run (2026-01 to 2030-12, months 0 to 59)"),
        (["--month", "2025-12"], "outside the run"),
        (["--seed", "3"], "need a scenario file"),
    ],
)
def test_wrong_options_of_explain(call: Call, folder: str, arguments: list[str], said: str) -> None:
    done = call("explain", folder, *arguments)
    assert done.exit_code == 2 and said in done.stderr


def test_explain_of_something_else(call: Call, here: Path) -> None:
    (here / "empty").mkdir()
    assert "not a results folder" in call("explain", "empty").stderr
    assert call("explain", "nowhere").exit_code == 2


def test_plot_draws_what_is_asked(call: Call, folder: str) -> None:
    done = call("plot", folder, "--figure", "network", "--format", "svg", "--out", "pictures")
    assert done.exit_code == 0, done.stderr
    assert {path.name for path in Path("pictures").iterdir()} == {"network_one.svg", "network_two.svg"}
    wrong = call("plot", folder, "--figure", "fann")
    assert wrong.exit_code == 2 and "did you mean 'fan'?" in wrong.stderr
    assert call("plot", "nowhere").exit_code == 2
    still = call("plot", folder, "--figure", "lanes", "--format", "gif")
    assert still.exit_code == 2 and "gif is for --figure history only; lanes: choose from png" in still.stderr


@pytest.mark.slow
def test_one_figure_may_be_named_as_a_file_and_several_may_not(call: Call, folder: str, here: Path) -> None:
    done = call("plot", folder, "--figure", "fan", "--out", "deep/m.svg")
    assert (done.exit_code, done.stdout) == (0, "deep/m.svg\n"), done.stderr
    assert Path("deep/m.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert [path.name for path in Path("deep").iterdir()] == ["m.svg"]
    for arguments in ((), ("--figure", "network"), ("--figure", "fan", "--figure", "effects")):
        several = call("plot", folder, *arguments, "--out", "m.png")
        assert several.exit_code == 2 and "m.png is one file, and several figures" in several.stderr, (
            several.stderr
        )
    other = call("plot", folder, "--figure", "fan", "--out", "m.png", "--format", "svg")
    assert other.exit_code == 2 and "one file of format png" in other.stderr
    assert not Path("m.png").exists()


def test_validate_checks_an_experiment_as_run_would(call: Call, scenario_file: Write, here: Path) -> None:
    good = scenario_file()
    (here / "x.yaml").write_text(
        f"experiment: 1\nname: x\nscenario: {good}\narms: {{a: [], b: [pooled_fund]}}\nreplicates: 3\n"
        "vary: {trust.lam_neg: {values: [2, 3]}}\ndesign: {method: grid}\n"
    )
    fine = call("validate", good, "x.yaml")
    assert fine.exit_code == 0, fine.stderr
    assert (
        "x.yaml: fine. x: an experiment of 2 arms (a, b), 1 quantity varied, 2 samples of 3 replicates: 12 runs"
        in (fine.stdout)
    )
    bad = scenario_file("bad", "parameters: {trust.lam_ng: 2}\n")
    (here / "y.yaml").write_text("experiment: 1\nscenario: bad.yaml\nvarry: {}\n")
    wrong = call("validate", bad, "y.yaml")
    assert wrong.exit_code == 2
    assert (
        "bad.yaml:6:14" in wrong.stderr
        and "y.yaml:3:1: " in wrong.stderr
        and "did you mean 'vary'?" in wrong.stderr
    )
    (here / "z.yaml").write_text(call("validate", "x.yaml", "--resolved").stdout)
    assert "12 runs" in call("validate", "z.yaml").stdout


def test_validate(call: Call, scenario_file: Write) -> None:
    good, bad = scenario_file(), scenario_file("bad", "parameters: {trust.lam_ng: 2}\n")
    fine = call("validate", good)
    assert fine.exit_code == 0 and "quick.yaml: fine" in fine.stdout
    wrong = call("validate", good, bad)
    assert wrong.exit_code == 2 and wrong.stderr.startswith("bad.yaml:6:14: ")
    resolved = call("validate", good, "--resolved").stdout
    assert Scenario.from_dict(yaml.safe_load(resolved)) == Scenario.load(good)


def test_the_schema_accepts_a_template_and_refuses_a_typing_error(call: Call, here: Path) -> None:
    schema = json.loads(call("schema", "scenario").stdout)
    assert call("new", "mine").exit_code == 0
    document = yaml.safe_load(Path("mine.yaml").read_text())
    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "month": 3}, schema)


def test_new_writes_a_scenario_that_runs_and_never_overwrites(call: Call, here: Path) -> None:
    for words in (("new", "con"), ("new", "mine2", "--out", "nul.yaml")):
        refused = call(*words)
        assert refused.exit_code == 2 and "_1'" in refused.output
    done = call("new", "my_question", "--policy", "pooled_fund", "--policy", "delinking")
    assert done.exit_code == 0, done.stderr
    scenario = Scenario.load("my_question.yaml")
    assert scenario.name == "my_question" and [use.name for use in scenario.policies] == [
        "pooled_fund",
        "delinking",
    ]
    text = Path("my_question.yaml").read_text()
    again = call("new", "my_question")
    assert again.exit_code == 2 and "left as it is" in again.stderr
    assert Path("my_question.yaml").read_text() == text
    mine = Path(__file__).parents[2] / "docs" / "examples" / "vaccine_initiative.py"
    own = ("new", "vaccines", "--policy", "vaccine_initiative")
    unnamed = call(*own)
    assert unnamed.exit_code == 2 and "name its file with --plugin" in unnamed.stderr
    try:
        assert call(*own, "--plugin", str(mine)).exit_code == 0
    finally:
        unload_plugin(mine)


def test_every_command_that_reads_results_takes_the_files_of_policies_of_ones_own() -> None:
    """A folder whose runs held a policy of one's own can be read only with its file."""
    context = click.Context(cli)
    commands = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    params = {name: {p.name for p in command.params} for name, command in commands.items() if command}
    reading = {name for name, taken in params.items() if "results" in taken}
    assert {"compare", "robustness", "export", "verify"} <= reading
    shipped_only = {"findings"}  # its claims are about the shipped policies
    assert sorted(name for name in reading - shipped_only if "plugins" not in params[name]) == []


def test_what_was_there_at_the_start_has_no_empty_date() -> None:
    record = {"date": "", "month": 0, "kind": "agreement_in_force", "actor": "EU", "target": "DPRK"}
    assert heading(record) == "at the start  EU → DPRK: agreement in force"
    assert heading({**record, "date": "2026-01"}).startswith("2026-01 (month 0)  EU")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["../x"], "use letters"),
        (["x", "--policy", "grti"], "did you mean 'grit'?"),
        (["x", "--out", "no/folder/x.yaml"], "there is no folder"),
    ],
)
def test_wrong_options_of_new(call: Call, here: Path, arguments: list[str], said: str) -> None:
    done = call("new", *arguments)
    assert done.exit_code == 2 and said in done.stderr and not list(here.iterdir())


@pytest.mark.parametrize("name", ["2026", "yes", "null", "1e3"])
def test_new_with_a_name_that_yaml_would_read_as_something_else(call: Call, here: Path, name: str) -> None:
    assert call("new", name).exit_code == 0
    assert Scenario.load(f"{name}.yaml").name == name


def test_policies_and_parameters_are_all_listed(call: Call) -> None:
    listed = call("policies").stdout
    assert all(name in listed for name in names())
    assert [row["name"] for row in json.loads(call("policies", "--json").stdout)] == list(names())
    rows = list(csv.DictReader(io.StringIO(call("parameters", "--csv").stdout)))
    assert [row["name"] for row in rows] == list(PARAMETERS)
    assert len(call("parameters", "--markdown").stdout.splitlines()) == len(PARAMETERS) + 2


def test_one_policy_and_one_parameter(call: Call) -> None:
    policy = call("policies", "pooled_fund").stdout
    assert all(words in policy for words in ("Claim:", "Known risk:", "prefund"))
    parameter = call("parameters", "trust.lam_neg").stdout
    assert all(words in parameter for words in ("default", "range", "source"))
    group = json.loads(call("parameters", "trust", "--json").stdout)
    assert group and all(row["name"].startswith("trust.") for row in group)
    assert "did you mean 'pooled_fund'?" in call("policies", "pooled_fnd").stderr
    wrong = call("parameters", "trust.lam_ng")
    assert wrong.exit_code == 2 and "did you mean 'trust.lam_neg'?" in wrong.stderr


@pytest.mark.parametrize(
    "command", ["run", "explain", "plot", "validate", "new", "policies", "parameters", "schema"]
)
def test_every_command_has_help(call: Call, command: str) -> None:
    assert command in call("--help").stdout
    done = call(command, "--help")
    assert done.exit_code == 0 and "--debug" in done.stdout


def test_an_unknown_command_gets_a_hint(call: Call) -> None:
    assert "Did you mean 'run'?" in call("rnu").stderr
    done = call("x.yaml")
    assert done.exit_code == 2 and "diplosim run x.yaml" in done.stderr


def test_months_by_number_and_by_calendar() -> None:
    assert (month_number("14", "2026-01"), month_number("2027-03", "2026-01")) == (14, 14)
    assert month_number("2027-03", "2026-11") == 4
    for wrong in ("March", "2027-13", "-1", "2027-3"):
        with pytest.raises(InputError):
            month_number(wrong, "2026-01")
