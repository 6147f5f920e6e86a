"""``diplosim design`` from the command line: its answer, its files, its report, and what it says of nonsense."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from diplosim.cli import cli

Call = Callable[..., Result]
DESIGN = """\
design: 1
name: small
question: Who should do what, in a small world?
scenario: {scenario: 1, months: 30, seed: 5}
replicates: 3
draws: 40
population: 6
generations: 2
budget: 500
levers:
  grit:
  delinking: {degree: {values: [0.5, 1]}}
  corridor: {strength: 0.5, from: 2027-01}
rules:
  unrest: {metric: events_major, least: 2, by: 9, add: [grit], stop: [delinking]}
vary:
  provocation.iota: default_range
"""
FILES = ("portfolios.csv", "adaptive.csv", "tried.csv", "design.csv")


@pytest.fixture(scope="module")
def designed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A finished design, and what the command printed."""
    folder = tmp_path_factory.mktemp("design")
    (folder / "small.yaml").write_text(DESIGN)
    done = CliRunner().invoke(
        cli, ["design", str(folder / "small.yaml"), "--out", str(folder / "r"), "--workers", "1"]
    )
    assert done.exit_code == 0, done.output
    return folder / "r", done


@pytest.mark.slow
def test_the_answer_comes_first_then_what_fails_then_what_holds(designed: tuple[Path, Result]) -> None:
    folder, done = designed
    [answer] = pd.read_csv(folder / "analysis" / "design.csv").to_dict("records")
    lines = [line for line in done.stdout.splitlines() if line]
    assert lines[0] == "Who should do what, in a small world?"
    assert " ".join(lines[1:5]).startswith(answer["answer"][:150])
    rows = pd.read_csv(folder / "analysis" / "portfolios.csv", keep_default_na=False)
    verdicts = rows[rows["portfolio"] != "reference"].groupby("portfolio", sort=False)["verdict"].first()
    shown = [
        line.split()[0]
        for line in lines
        if line.split()[0] in verdicts.index and "robust" in line and ": " not in line
    ]
    held = [verdicts[name] == "robust" for name in shown]
    assert len(shown) == len(verdicts) and held == sorted(held)
    assert ("Nothing robust found" in answer["answer"]) == ("robust" not in set(verdicts))
    assert "unrest: if the total of events major is at least 2 before 2026-10" in " ".join(lines)


@pytest.mark.slow
def test_the_folder_is_that_of_an_experiment_and_the_report_has_a_section(
    designed: tuple[Path, Result], call: Call
) -> None:
    folder, _ = designed
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.index("Who should do what?") < page.index("Robustness: does the choice hold up?")
    assert "figures/portfolios" not in page  # it is drawn in the page itself
    assert (folder / "figures" / "portfolios.png").is_file()
    before = {name: (folder / "analysis" / name).read_bytes() for name in FILES}
    again = call("report", str(folder))
    assert again.exit_code == 0, again.stderr
    assert (folder / "report.html").read_text(encoding="utf-8") == page
    assert call("robustness", str(folder), "--no-figures").exit_code == 0
    assert {name: (folder / "analysis" / name).read_bytes() for name in FILES} == before


@pytest.mark.slow
def test_the_figure_is_drawn_again_from_the_folder(
    designed: tuple[Path, Result], call: Call, here: Path
) -> None:
    folder, _ = designed
    done = call("plot", str(folder), "--figure", "portfolios", "--out", "again.svg")
    assert done.exit_code == 0, done.stderr
    assert (here / "again.svg").read_bytes() == (folder / "figures" / "portfolios.svg").read_bytes()
    assert "again/portfolios.png" in call("plot", str(folder), "--format", "png", "--out", "again").stdout


@pytest.mark.slow
def test_the_arms_of_the_folder_did_what_the_tables_say(designed: tuple[Path, Result]) -> None:
    folder, _ = designed
    runs = pd.read_parquet(folder / "runs.parquet")
    rows = pd.read_csv(folder / "analysis" / "portfolios.csv", keep_default_na=False)
    static = rows[rows["rule"] == ""]
    assert len(static) >= 6
    for row in static.itertuples():
        assert runs[runs["arm"] == row.portfolio][row.outcome].mean() == pytest.approx(row.level)


@pytest.mark.slow
def test_the_same_command_again_and_other_workers_leave_the_same_bytes(
    designed: tuple[Path, Result], call: Call
) -> None:
    folder, first = designed
    file, other = str(folder.parent / "small.yaml"), folder.parent / "other"
    kept = {name: (folder / "analysis" / name).read_bytes() for name in FILES}
    again = call("design", file, "--out", str(folder), "--workers", "1", "--no-figures")
    assert (
        again.exit_code == 0
        and again.stdout.split("Results:")[0] == first.stdout.split("Report:")[0].split("Results:")[0]
    )
    assert call("design", file, "--out", str(other), "--workers", "3", "--no-figures", "-q").stdout == ""
    for name, data in kept.items():
        assert (other / "analysis" / name).read_bytes() == (folder / "analysis" / name).read_bytes() == data
    refused = call("design", file, "--out", str(other), "--seed", "9", "--no-figures", "-q")
    assert refused.exit_code == 2 and "holds results of other inputs" in refused.stderr


@pytest.mark.slow
def test_with_one_replicate_nothing_is_called_robust(call: Call, here: Path) -> None:
    (here / "x.yaml").write_text(DESIGN.replace("generations: 2", "generations: 1"))
    done = call("design", "x.yaml", "-n", "1", "--no-figures", "--out", "r")
    assert "Nothing can be called robust on one replicate" in " ".join(done.stdout.split())
    rows = pd.read_csv(here / "r" / "analysis" / "portfolios.csv", keep_default_na=False)
    assert "robust" not in set(rows["verdict"]) and {True} <= set(rows["share_better"] >= 0.9)
    assert call("plot", "r", "--figure", "portfolios", "--out", "it.svg").exit_code == 0
    assert "Nothing can be called robust on one" in (here / "it.svg").read_text(encoding="utf-8")


def told(call: Call, here: Path, text: str, *options: str) -> str:
    (here / "x.yaml").write_text(text)
    done = call("design", "x.yaml", *options)
    assert done.exit_code == 2, done.output
    assert [path.name for path in here.iterdir()] == ["x.yaml"]
    return done.stderr


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("  grit:", "  grid:", "x.yaml:11:3: unknown policy 'grid'; did you mean 'grit'?"),
     ("degree:", "degre:", "x.yaml:12:15: policy 'delinking': unknown setting 'degre'; did you mean 'degree'?"),
     ("[0.5, 1]", "[0.5, 2]", "x.yaml:12:38: policies.delinking.degree must be a number from 0 to 1, not 2"),
     ("budget: 500", "budget: -1", "x.yaml:9:9: 'budget' must be a number from 0 to 1000000 (or empty), not -1"),
     ("budget: 500", "budgt: 500", "x.yaml:9:1: unknown key 'budgt'; did you mean 'budget'?"),
     ("provocation.iota", "provocation.iotta", "did you mean 'provocation.iota'?"),
     ("draws: 40", "outcomes: [events_per_yeer]", "x.yaml:6:12: unknown outcome 'events_per_yeer'; did you mean"),
     ("draws: 40", "outcomes: [agreements_signed]", "x.yaml:6:12: outcome 'agreements_signed' has no better direction"),
     ("draws: 40", "money: aid_absorbed_msd", "x.yaml:6:8: unknown outcome in M$ 'aid_absorbed_msd'; did you mean"),
     ("design: 1", "design: 2", "'design' must be 1, not 2"),
     ("design: 1", "experiment: 1", "this is an experiment file; a design file needs the line 'design: 1'"),
     ("metric: events_major", "metric: events_mayor", "x.yaml:15:20: unknown metric 'events_mayor'")],
)  # fmt: skip
def test_mistakes_are_told_at_their_place(call: Call, here: Path, old: str, new: str, message: str) -> None:
    assert message in told(call, here, DESIGN.replace(old, new, 1))


def test_a_folder_of_somebody_else_stays_as_it_is(call: Call, here: Path) -> None:
    (here / "x.yaml").write_text(DESIGN)
    (here / "theirs").mkdir()
    (here / "theirs" / "letter.txt").write_text("Dear")
    done = call("design", "x.yaml", "--out", "theirs")
    assert done.exit_code == 2 and "theirs is not empty and holds no results of diplosim" in done.stderr
    assert [path.name for path in (here / "theirs").iterdir()] == ["letter.txt"]


def test_options_are_checked_like_lines(call: Call, here: Path) -> None:
    assert "--budget: 'budget' must be a number from 0" in told(call, here, DESIGN, "--budget", "-3")
    assert "--outcome: unknown outcome 'peace'" in told(call, here, DESIGN, "--outcome", "peace")
    assert "--draws: 'draws' must be a whole number" in told(call, here, DESIGN, "--draws", "0")


def test_other_commands_know_a_design_for_what_it_is(call: Call, here: Path) -> None:
    (here / "x.yaml").write_text(DESIGN)
    for command in ("run", "validate", "explain"):
        assert (
            "x.yaml:1:1: this is a design file; search it with: diplosim design x.yaml"
            in call(command, "x.yaml").stderr
        )


def test_the_shipped_design_begins_with_its_question_and_has_nothing_to_warn_of() -> None:
    from diplosim.portfolio import load_question
    from diplosim.scenario.files import shipped_files

    file = shipped_files("experiments")["who_should_do_what"]
    assert file.read_text(encoding="utf-8").startswith("# Question: ")
    question = load_question("who_should_do_what")
    assert question.definition.name == file.stem and question.definition.question.endswith("?")
    assert not question.definition.warnings
    assert all(question.space.objection(question.space.alone(place)) == (0, "") for place in range(12))


def test_a_scenario_alone_asks_about_every_policy_and_every_deep_uncertainty() -> None:
    from diplosim.policies import names
    from diplosim.portfolio import load_question
    from diplosim.scenario import PARAMETERS

    question = load_question("status_quo", {"budget": 7.0})
    assert [lever.policy for lever in question.space.levers] == list(names())
    unsure = {name for name, parameter in PARAMETERS.items() if parameter.cls == "U"}
    assert {dimension.name for dimension in question.definition.dimensions} == unsure
    assert question.asked.budget == 7.0
