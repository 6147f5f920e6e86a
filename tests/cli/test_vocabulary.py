"""What a scenario and its results speak of is listed by the command line, out of the declarations."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from diplosim.metrics import columns
from diplosim.scenario import EVENT_KINDS, named_case

Call = Callable[..., Result]
NAMES = {
    "actors": ("code", [actor.code for actor in named_case().actors]),
    "events": ("kind", list(EVENT_KINDS)),
    "outcomes": ("name", list(columns.outcome_names())),
    "metrics": ("name", list(columns.metric_names())),
}


@pytest.mark.parametrize("command", NAMES)
def test_everything_declared_is_listed(command: str, call: Call) -> None:
    key, names = NAMES[command]
    rows = json.loads(call(command, "--json").stdout)
    assert [row[key] for row in rows] == names
    shown = call(command)
    assert shown.exit_code == 0 and all(name in shown.stdout for name in names)
    assert max(map(len, shown.stdout.splitlines())) <= 100
    assert len(call(command, "--csv").stdout.splitlines()) == len(names) + 1


@pytest.mark.parametrize("command", ["outcomes", "metrics"])
def test_what_is_measured_has_its_unit_and_direction(command: str, call: Call) -> None:
    for row, column in zip(
        json.loads(call(command, "--json").stdout), getattr(columns, command)(), strict=True
    ):
        assert (row["unit"], row["meaning"], row["label"]) == (column.unit, column.meaning, column.label)
        assert row["better"] == (column.better or "neither")
    one = call(command, "events_per_year" if command == "outcomes" else "tension").stdout
    assert "better   lower" in one and "unit     " in one


def test_one_actor_and_one_event_tell_every_attribute_with_its_limits(call: Call) -> None:
    rows = {row["attribute"]: row for row in json.loads(call("actors", "ROK", "--json").stdout)}
    assert (
        rows["ceiling_musd"]["value"] == 30 and "a number from 0 to 100000" in rows["ceiling_musd"]["allowed"]
    )
    assert all(row["meaning"] and row["allowed"] for row in rows.values() if row["attribute"] != "id")
    flood = json.loads(call("events", "flood", "--json").stdout)
    assert flood == [{"attribute": "severity", "default": 0.04, "allowed": "a number from 0 to 1",
                      "meaning": "Jump of the disease burden (index from 0 to 1)."}]  # fmt: skip
    assert json.loads(call("events", "government", "--json").stdout)[0]["default"] == "needed"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("actors", "RKO"), "did you mean 'ROK'?"),
        (("events", "floods"), "did you mean 'flood'?"),
        (("outcomes", "events_per_yer"), "did you mean 'events_per_year'?"),
        (("metrics", "tenson"), "did you mean 'tension'?"),
    ],
)
def test_a_wrong_name_is_told_the_nearest(arguments: tuple[str, str], said: str, call: Call) -> None:
    done = call(*arguments)
    assert done.exit_code == 2 and said in done.stderr


def test_own_outcomes_are_listed_too(call: Call, here: Path) -> None:
    plugin = Path(__file__).parents[2] / "docs/examples/worst_year.py"
    assert "worst_year" in call("outcomes", "--plugin", str(plugin)).stdout


def test_the_shell_completes_commands(environment: dict[str, str], here: Path) -> None:
    main = [sys.executable, "-c", "from diplosim.cli import main; main()"]
    for variables, said in (
        ({"_DIPLOSIM_COMPLETE": "bash_source"}, "complete -o nosort -F"),
        (
            {"_DIPLOSIM_COMPLETE": "bash_complete", "COMP_WORDS": "diplosim outc", "COMP_CWORD": "1"},
            "plain,outcomes",
        ),
    ):
        done = subprocess.run(
            main, env=environment | variables, cwd=here, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "") and said in done.stdout
