"""``diplosim hindcast``: one table, files on request, and sentences for what cannot be done."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from diplosim.cli.hindcast import MARKS
from tests.cli.conftest import Call


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
def test_the_page_keeps_what_lies_outside_its_marks(call: Call, here: Path) -> None:
    page = here / "validation.md"
    page.write_text(f"# Before\n\n{MARKS[0]}\nold\n{MARKS[1]}\n\nAfter\n", encoding="utf-8")
    assert call("hindcast", "E6", "-n", "4", "--docs", ".").exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Before\n")
    assert text.endswith("\n\nAfter\n")
    assert "old" not in text
    assert "| fitted | provocations |" in text
    assert (here / "pictures" / "record.png").stat().st_size > 10_000
    page.write_text(f"{MARKS[1]} {MARKS[0]}", encoding="utf-8")
    refused = call("hindcast", "E6", "-n", "4", "--docs", ".")
    assert refused.exit_code == 2
    assert MARKS[0] in refused.output
