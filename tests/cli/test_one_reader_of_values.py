"""A value means the same in a file, after ``--set`` and ``--policy``, in an experiment and in Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

import diplosim as ds
from diplosim.cli.options import load_scenarios
from diplosim.experiment import definition_from_dict, load_definition

Call = Callable[..., Result]

#: What is typed, and what YAML 1.2 (core schema) makes of it.
CORPUS: list[tuple[str, Any]] = [
    ("2", 2), ("2.5", 2.5), ("+2", 2), ("-1", -1), (".5", 0.5), ("2.", 2.0), ("1e0", 1.0), ("5e-1", 0.5), ("1E+0", 1.0),
    ("1e3", 1000.0), ("0100", 100), ("007", 7), ("0o17", 15), ("0x10", 16), ("3:20", "3:20"), ("1:30.5", "1:30.5"),
    ("1_0", "1_0"), ("1,5", "1,5"), ("60%", "60%"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("Off", "Off"),
    ("true", True), ("False", False), ("null", None), ("~", None), ("'2'", "2"), ('"no"', "no"), ("2026-01", "2026-01"),
    ("2027-01-01", "2027-01-01"), ("[1, 2]", [1, 2]), ("Infinity", "Infinity"), ("1e", "1e"), ("0b1", "0b1"),
]  # fmt: skip
#: A number, a whole number, a choice, text and a month of a scenario.
KEYS = ("trust.lam_neg", "tables.L_cool", "trust.rule", "months", "title", "start")
PARAMETERS = tuple(key for key in KEYS if "." in key)
#: A number, a whole number, a list, a month and the strength of a policy.
OPTIONS = ("prefund", "commitment_months", "contributors", "from", "strength")
BASE = {"scenario": 1, "name": "base", "months": 12}

Outcome = tuple[str, Any]
"""``is`` and the value that was taken, or ``says`` and what is wrong with it."""


def outcome(read: Callable[[], Any]) -> Outcome:
    """What comes of a value, without the place in which it stood."""
    try:
        return "is", read()
    except ds.DiplosimError as error:
        return "says", message(str(error))


def message(text: str) -> str:
    """The first line of an error without its place."""
    return re.sub(r"^(error: )?(--(set|policy) [^ ]*?=.*?: |\S+:\d+:\d+: )", "", text.splitlines()[0])


def of_file(here: Path, lines: str, key: str) -> Any:
    (here / "file.yaml").write_text(f"scenario: 1\nname: base\n{lines}\n", encoding="utf-8")
    return value_of(ds.Scenario.load("file.yaml"), key)


def value_of(scenario: ds.Scenario, key: str) -> Any:
    """A parameter, a line of the header, or an option of its one policy."""
    if key in OPTIONS:
        return scenario.to_dict()["policies"][0]["pooled_fund"].get(key)
    return scenario.parameters[key] if "." in key else getattr(scenario, key)


@pytest.fixture
def place(here: Path) -> Path:
    """A folder with a file to change."""
    (here / "base.yaml").write_text("scenario: 1\nname: base\nmonths: 12\n")
    return here


@pytest.mark.slow
@pytest.mark.parametrize(("text", "value"), CORPUS, ids=[text for text, _ in CORPUS])
def test_scenarios_read_a_value_alike_through_every_door(text: str, value: Any, place: Path) -> None:
    taken = 0
    for key in KEYS:
        line = f"parameters:\n  {key}: {text}" if "." in key else f"{key}: {text}"
        file = outcome(lambda line=line, key=key: of_file(place, line, key))
        typed = outcome(
            lambda key=key: value_of(load_scenarios(["base.yaml"], [f"{key}={text}"], [])[0], key)
        )
        change = {"parameters": {key: value}} if "." in key else {key: value}
        python = outcome(
            lambda change=change, key=key: value_of(ds.Scenario.from_dict({**BASE, **change}), key)
        )
        copied = outcome(
            lambda change=change, key=key: value_of(ds.Scenario.from_dict(BASE).with_(**change), key)
        )
        assert file == typed == python == copied, key
        taken += file[0] == "is"
    assert taken or value is None or isinstance(value, int | float | list)


@pytest.mark.slow
@pytest.mark.parametrize(("text", "value"), CORPUS, ids=[text for text, _ in CORPUS])
def test_policies_read_a_value_alike_through_every_door(text: str, value: Any, place: Path) -> None:
    for key in OPTIONS:
        line = f"months: 12\npolicies:\n  - pooled_fund:\n      {key}: {text}"
        file = outcome(lambda line=line, key=key: of_file(place, line, key))
        use = f"pooled_fund:{key}={text}"
        typed = outcome(lambda use=use, key=key: value_of(load_scenarios(["base.yaml"], [], [use])[0], key))
        data = {**BASE, "policies": [{"pooled_fund": {key: value}}]}
        python = outcome(lambda data=data, key=key: value_of(ds.Scenario.from_dict(data), key))
        if text == "1,5":  # a comma begins the next option
            assert typed[0] == "says" and "write NAME:KEY=VALUE" in typed[1]
        else:
            assert file == typed, key
        assert file == python, key


@pytest.mark.slow
@pytest.mark.parametrize(("text", "value"), CORPUS, ids=[text for text, _ in CORPUS])
def test_experiments_read_a_level_as_scenarios_read_a_value(text: str, value: Any, place: Path) -> None:
    for key in PARAMETERS:
        line = f"parameters:\n  {key}: {text}"
        file = outcome(lambda line=line, key=key: of_file(place, line, key))
        (place / "sweep.yaml").write_text(
            f"experiment: 1\nscenario: base.yaml\nvary: {{{key}: {{values: [{text}]}}}}\n", encoding="utf-8"
        )
        level = outcome(lambda: load_definition("sweep.yaml").dimensions[0].values[0])
        data = {"experiment": 1, "scenario": BASE, "vary": {key: {"values": [value]}}}
        python = outcome(lambda data=data: definition_from_dict(data).dimensions[0].values[0])
        rows = {"experiment": 1, "scenario": BASE, "design": {"method": "list", "rows": [{key: value}]}}
        listed = outcome(lambda rows=rows: definition_from_dict(rows).samples()[0][0])
        if text == "1,5":  # two values
            assert level[0] == "is" or level[1].startswith(key)
        else:
            assert file == level, key
        assert file == python == listed, key


@pytest.mark.parametrize("text", ["abc", "no", "3:20", "1_0", "09999", "1e3", "2.5", "[1, 2]", "null", "'2'"])
def test_the_command_line_says_the_same_of_a_file_and_of_what_was_typed(
    text: str, call: Call, place: Path
) -> None:
    said = set()
    (place / "bad.yaml").write_text(f"scenario: 1\nname: base\nparameters:\n  tables.L_cool: {text}\n")
    (place / "sweep.yaml").write_text("experiment: 1\nscenario: base.yaml\n")
    (place / "levels.yaml").write_text(
        f"experiment: 1\nscenario: base.yaml\nvary:\n  tables.L_cool: {{values: [{text}]}}\n"
    )
    file, levels = call("validate", "bad.yaml"), call("run", "levels.yaml", "--dry-run")
    typed = [
        call("run", name, "--dry-run", "--set", f"tables.L_cool={text}")
        for name in ("base.yaml", "sweep.yaml")
    ]
    for done in (file, levels, *typed):
        assert done.exit_code == 2, done.output
        said.add(message(done.stderr))
    assert len(said) == 1, said
    assert file.stderr.startswith("bad.yaml:4:18: ") and levels.stderr.startswith("levels.yaml:4:28: ")
    assert all(
        done.stderr.removeprefix("error: ").startswith(f"--set tables.L_cool={text}: ") for done in typed
    )


def test_what_is_typed_twice_or_wrongly_is_told_as_it_was_typed(call: Call, place: Path) -> None:
    cases = {
        ("--set", "months=3", "--set", "months=4"): "--set months=4: 'months' is given twice",
        ("--set", "seed=4"): "--set seed=4: 'seed' has an option of its own: --seed 4",
        ("--set", "trust.lam_ng=4"): "--set trust.lam_ng=4: unknown parameter 'trust.lam_ng'; did you mean",
        ("--set", "title=a: b: c"): "--set title=a: b: c: a second ':' on one line",
        (
            "--policy",
            "pooled_fund:from=2027-13",
        ): "--policy pooled_fund:from=2027-13: policies[0] (pooled_fund).from",
        (
            "--policy",
            "poled_fund",
        ): "--policy poled_fund: unknown policy 'poled_fund'; did you mean 'pooled_fund'?",
        ("--policy", ":x=1"): "--policy :x=1: write NAME:KEY=VALUE",
    }
    for arguments, said in cases.items():
        done = call("run", "base.yaml", "--dry-run", *arguments)
        assert done.exit_code == 2 and done.stderr.startswith(f"error: {said}"), done.stderr


@pytest.mark.parametrize(("number", "plain"), [
    (np.float64(2), 2.0), (np.float32(0.5), 0.5), (np.int64(2), 2), (np.uint8(2), 2), (np.array(2.5), 2.5),
])  # fmt: skip
def test_scalars_of_numpy_are_numbers_everywhere(number: Any, plain: float, place: Path) -> None:
    mine = ds.Scenario.from_dict({**BASE, "parameters": {"trust.lam_neg": number}})
    assert mine.parameters["trust.lam_neg"] == plain == mine.with_().parameters["trust.lam_neg"]
    assert mine.with_(parameters={"trust.lam_neg": number}) == mine
    data = {"experiment": 1, "scenario": BASE, "vary": {"trust.lam_neg": {"values": [number]}}}
    assert definition_from_dict(data).dimensions[0].values == (plain,)
    (place / "sweep.yaml").write_text("experiment: 1\nscenario: base.yaml\n")
    changes = {"set": {"trust.lam_neg": number}, "seed": np.int64(7)}
    arm = ds.Experiment.load("sweep.yaml", **changes).arms[0]
    assert arm.parameters["trust.lam_neg"] == plain and arm.seed == 7


def test_truth_values_and_arrays_of_numpy_are_those_of_python() -> None:
    one = ds.Scenario.from_dict({**BASE, "actors": {"ROK": {"hawkish": np.bool_(True)}}})
    assert one == ds.Scenario.from_dict({**BASE, "actors": {"ROK": {"hawkish": True}}})
    data = {"experiment": 1, "scenario": BASE, "vary": {"trust.lam_neg": {"values": np.linspace(1, 3, 3)}}}
    assert definition_from_dict(data).dimensions[0].values == (1.0, 2.0, 3.0)
