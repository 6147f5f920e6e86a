"""``diplosim facts`` through the real command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from diplosim.cli.facts import MARKS

Call = Callable[..., Result]


@pytest.mark.slow
def test_the_numbers_are_those_of_the_table(call: Call) -> None:
    options = ("--only", "SF10", "-n", "20")
    table, data = call("facts", *options), call("facts", *options, "--json")
    assert table.exit_code == data.exit_code == 0, table.stderr + data.stderr
    (row,) = json.loads(data.stdout)["facts"]
    assert row["id"] == "SF10" and row["holds"] and f"{row['value']:.3g}" in table.stdout
    assert "Hard facts: 1 of 1 hold." in table.stdout
    assert (
        "Washington hawkish throughout" in table.stdout
        and "20 runs of each world, parameters: defaults" in table.stdout
    )


@pytest.mark.slow
def test_a_parameter_is_changed_in_every_world(call: Call) -> None:
    options = ("--only", "SF10", "-n", "20", "--set", "sanctions.hold_hawk=0")
    assert "not SF10" in call("facts", *options).stdout


@pytest.mark.slow
def test_parameters_may_be_those_of_a_fit(call: Call) -> None:
    """Four draws share twenty runs, and give other numbers than the defaults."""
    options = ("facts", "--only", "SF18", "-n", "20", "--json")
    run = call(*options, "--draws", "posterior")
    assert run.exit_code == 0, run.stderr
    fitted, usual = (json.loads(one.stdout) for one in (run, call(*options)))
    assert (fitted["parameters"], usual["parameters"]) == ("posterior", "defaults")
    assert fitted["facts"][0]["value"] != usual["facts"][0]["value"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--only", "SF70"), "no fact 'SF70'; did you mean SF7?"),
        (("-n", "3"), "x>=20"),
        (("--set", "sanctions.hold_hawks=0"), "did you mean 'sanctions.hold_hawk'?"),
        (("--docs", ".", "--only", "SF1"), "without --only"),
        (("--docs", ".", "--draws", "posterior"), "without --only"),
        (("--draws", "posterio"), "did you mean 'posterior'?"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(call: Call, options: tuple[str, ...], words: str) -> None:
    run = call("facts", *options)
    assert run.exit_code == 2 and words in run.stderr and "Traceback (most" not in run.stderr


@pytest.mark.slow
def test_the_page_is_made_between_its_marks_and_nowhere_else(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "validation.md"
    page.write_text("before\n", encoding="utf-8")
    assert "must stand in it once" in call("facts", "-n", "20", "--docs", str(tmp_path)).stderr
    page.write_text(f"before\n{MARKS[0]}\nold\n{MARKS[1]}\nafter\n", encoding="utf-8")
    assert call("facts", "-n", "20", "--docs", str(tmp_path)).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{MARKS[0]}\n* Hard facts: ") and text.endswith(f"{MARKS[1]}\nafter\n")
    assert "old" not in text.split(MARKS[0])[1].split("\n")
    assert json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))["replicates"] == 20
