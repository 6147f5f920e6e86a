"""``diplosim hindcast``: one table, files on request, and sentences for what cannot be done."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from diplosim.cli.hindcast import MARKS, NUMBERS, PAGE, _document, available
from diplosim.history.hindcast import lines
from diplosim.history.scoreboard import document
from tests.cli.conftest import Call
from tests.history.handmade import ensemble


def test_an_episode_that_does_not_exist_is_named_with_those_that_do(call: Call) -> None:
    result = call("hindcast", "E66")
    assert result.exit_code == 2
    assert "unknown episode 'E66'; did you mean 'E6'?" in result.output


@pytest.mark.slow
def test_the_table_is_printed_and_nothing_is_written_unless_asked(call: Call, here: Path) -> None:
    result = call("hindcast", "e6", "-n", "4")
    assert result.exit_code == 0
    assert "provocations" in result.output
    assert "Better than" in result.output
    assert list(here.iterdir()) == []


@pytest.mark.slow
def test_files_hold_what_is_printed_and_how_it_was_made(call: Call, here: Path) -> None:
    result = call("hindcast", "E6", "-n", "4", "--json", "--out", "past")
    told = json.loads(result.stdout)
    with (here / "past" / "scores.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["quantity"] for row in rows] == [row["quantity"] for row in told["lines"]]
    assert float(rows[0]["score"]) == pytest.approx(told["lines"][0]["score"], rel=1e-5)
    how = json.loads((here / "past" / "hindcast.json").read_text(encoding="utf-8"))
    assert how["replicates"] == 4
    assert {path.name for path in (here / "past" / "figures").iterdir()} == {"E6.png", "E6.svg"}
    again = call("hindcast", "E6", "-n", "4", "--csv")
    assert again.stdout.splitlines()[0].startswith("episode,group,quantity")


@pytest.mark.slow
def test_draws_of_parameters_share_the_runs(call: Call) -> None:
    told = {kind: json.loads(call("hindcast", "E6", "-n", "4", "--json", "--draws", kind).stdout)
            for kind in available()}  # fmt: skip
    assert [one["how"]["draws"] for one in told.values()] == list(told)
    scores = {tuple(line["score"] for line in one["lines"]) for one in told.values()}
    assert len(scores) == len(told) >= 2


def test_draws_that_do_not_ship_are_refused_with_the_command_that_makes_them(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diplosim.experiment.posterior.load_draws", lambda name, case="": ())
    refused = call("hindcast", "E6", "--draws", "posterior")
    assert (refused.exit_code, "diplosim calibrate" in refused.output) == (2, True)


def test_the_page_keeps_what_lies_outside_its_marks(here: Path) -> None:
    page = here / PAGE
    page.write_text(f"# Before\n\n{MARKS[0]}\nstale\n{MARKS[1]}\n\nAfter\n", encoding="utf-8")
    made = document(lines(ensemble("E6", {"events": 2.0}, {})), {"replicates": 21, "draws": "default"})
    _document(here, [made])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Before\n")
    assert text.endswith("\n\nAfter\n")
    assert "stale" not in text
    assert "| fitted | provocations |" in text
    stored = json.loads((here / NUMBERS).read_text(encoding="utf-8"))
    assert stored[0]["lines"][0]["score"] == pytest.approx(made["lines"][0]["score"], rel=1e-5)


@pytest.mark.parametrize("text", ["no marks", f"{MARKS[1]} {MARKS[0]}", MARKS[0]])
def test_a_page_without_its_marks_is_refused_before_anything_is_played(
    call: Call, here: Path, text: str
) -> None:
    (here / PAGE).write_text(text, encoding="utf-8")
    refused = call("hindcast", "--docs", ".")
    assert refused.exit_code == 2
    assert MARKS[0] in refused.output
    assert call("hindcast", "E6", "--docs", ".").exit_code == 2
