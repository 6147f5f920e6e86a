"""One boundary for text and names: what cannot be seen is refused with its place, and names work on every system."""

from __future__ import annotations

import errno
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import diplosim as ds

Call = Callable[..., Result]
OVERRIDE, ESCAPE = "\u202e", "\x1b"


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (f"title: safe{OVERRIDE}evil", "2:12", "202E"),
        ('title: "a\\e[2J"', "2:8", "001B"),
        (f"question: |\n  one\n  tw{OVERRIDE}o", "4:5", "202E"),
        (f"actors: {{USA: {{name: a{OVERRIDE}b}}}}", "2:23", "202E"),
        (f"actors: {{US{OVERRIDE}A: {{}}}}", "2:12", "202E"),
        (f"events: [{{flood: 2027-01, note: a{OVERRIDE}}}]", "2:34", "202E"),
    ],
)
def test_hidden_characters_are_refused_with_their_place(
    call: Call, here: Path, text: str, place: str, code: str
) -> None:
    (here / "w.yaml").write_text(f"scenario: 1\n{text}\n", encoding="utf-8")
    for command in ("validate", "run"):
        done = call(command, "w.yaml")
        assert done.exit_code == 2
        assert f"U+{code}" in done.stderr and ESCAPE not in done.stderr and OVERRIDE not in done.stderr
        assert f"w.yaml:{place}:" in done.stderr, done.stderr


def test_in_experiments_options_and_python(call: Call, here: Path) -> None:
    (here / "w.yaml").write_text("scenario: 1\nmonths: 2\nreplicates: 1\n")
    (here / "x.yaml").write_text(f"experiment: 1\nscenario: w.yaml\ntitle: a{OVERRIDE}\n", encoding="utf-8")
    assert "x.yaml:3:9: this text holds the character U+202E" in call("run", "x.yaml").stderr
    done = call("run", "w.yaml", "--set", f'title="a{OVERRIDE}"')
    assert done.exit_code == 2 and "U+202E" in done.stderr and OVERRIDE not in done.stderr
    with pytest.raises(ds.ScenarioError, match=r"title holds the character U\+001B"):
        ds.Scenario.from_dict({"scenario": 1, "title": "a\x1b[2J"})
    strange = call("run", f"a{ESCAPE}[2J.yaml")
    assert strange.exit_code == 2 and ESCAPE not in strange.stderr


def test_hangul_and_right_to_left_letters_are_text(call: Call, here: Path) -> None:
    (here / "w.yaml").write_text("scenario: 1\ntitle: 기금 없이, עברית, عربى\n", encoding="utf-8")
    assert call("validate", "w.yaml").exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["experiment.yaml", "manifest.json", "events.jsonl", "summary.csv", "scenarios/one.yaml"]
)
def test_results_written_by_hand(call: Call, results: Path, name: str) -> None:
    path = results / name
    text = path.read_text(encoding="utf-8")
    escaped = "\\u001b[2J" if name.endswith(("json", "jsonl")) else OVERRIDE
    before = '"kind": "' if name == "events.jsonl" else "name: one" if name.endswith("yaml") else "one"
    changed = text.replace(before, f"{before}{escaped}", 1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    commands: tuple[tuple[str, ...], ...] = (
        ("compare",),
        ("explain", "--refused"),
        ("plot", "--figure", "effects"),
    )
    ends = [call(command, "r", *more, "--unverified") for command, *more in commands]
    for done in ends:
        assert ESCAPE not in done.output and OVERRIDE not in done.output
        assert done.exit_code in (0, 2)
    assert any(done.exit_code == 2 and name in done.stderr for done in ends)


@pytest.mark.parametrize("name", ["CON", "nul", "Aux", "com1", "LPT9"])
def test_names_of_devices_are_refused_with_another(call: Call, here: Path, name: str) -> None:
    (here / "w.yaml").write_text(f"scenario: 1\nname: {name}\n")
    done = call("validate", "w.yaml")
    assert done.exit_code == 2 and f"w.yaml:2:7: the name '{name}' cannot be" in done.stderr
    assert f"call it '{name}_1'" in done.stderr
    (here / "x.yaml").write_text(f"experiment: 1\nname: {name}\nscenario: status_quo\narms:\n  {name}: []\n")
    done = call("run", "x.yaml")
    assert done.exit_code == 2
    assert f"x.yaml:2:7: the name '{name}'" in done.stderr and f"x.yaml:5:3: the name '{name}'" in done.stderr
    (here / f"{name}.yaml").write_text("scenario: 1\n")
    assert f"{name}.yaml:1:1: the name '{name}'" in call("validate", f"{name}.yaml").stderr


def test_names_that_differ_only_in_capitals_are_refused_with_another(call: Call, here: Path) -> None:
    (here / "x.yaml").write_text(
        "experiment: 1\nscenario: status_quo\narms:\n  Fund: []\n  fund: [pooled_fund]\n"
    )
    done = call("run", "x.yaml")
    assert done.exit_code == 2
    assert "x.yaml:5:3: the name 'fund' differs from 'Fund' only in capitals" in done.stderr
    assert "call it 'fund_2'" in done.stderr
    for name in ("a", "A"):
        (here / f"{name}_.yaml").write_text(f"scenario: 1\nname: {name}\nmonths: 2\n")
    done = call("run", "a_.yaml", "A_.yaml")
    assert done.exit_code == 2 and "differs from 'a' only in capitals" in done.stderr


def test_names_that_end_in_a_dot_or_a_space_are_refused(call: Call, here: Path) -> None:
    for name in ("a.", "a ", "aux.txt"):
        (here / "w.yaml").write_text(f"scenario: 1\nname: {json.dumps(name)}\n")
        done = call("validate", "w.yaml")
        assert done.exit_code == 2 and "w.yaml:2:7" in done.stderr
        free = {"a.": "a_", "a ": "a_", "aux.txt": "aux_txt"}[name]
        assert f"'{free}' would do" in done.stderr
        (here / "x.yaml").write_text(
            f"experiment: 1\nscenario: status_quo\narms:\n  {json.dumps(name)}: []\n"
        )
        done = call("run", "x.yaml")
        assert done.exit_code == 2 and "x.yaml:4:3" in done.stderr and f"'{free}' would do" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-", "0<&-"])
def test_closed_streams_are_survived(
    results: Path, command: list[str], environment: dict[str, str], closed: str
) -> None:
    before = {path: path.read_bytes() for path in results.rglob("*.parquet")}
    text = " ".join([*command, "compare", "r", closed])
    done = subprocess.run(
        ["sh", "-c", text], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {path: path.read_bytes() for path in results.rglob("*.parquet")} == before


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["1", "0", "-5", "x", "39"])
def test_a_terminal_without_width_is_survived(
    call: Call, results: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for line in (
        ("compare", "r"),
        ("explain", "r", "--refused"),
        ("explain", "r"),
        ("policies",),
        ("robustness", "r"),
    ):
        done = call(*line)
        assert done.exit_code == 0, (line, done.output)
        assert max(map(len, done.stdout.splitlines())) > 20 or line[0] == "robustness"


@pytest.fixture
def read_only(results: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The results where nothing can be made, whoever asks."""
    real = Path.mkdir

    def mkdir(path: Path, *more: Any, **how: Any) -> None:
        if path.absolute().is_relative_to(results.absolute()):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        real(path, *more, **how)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    return results


@pytest.mark.slow
def test_a_read_only_folder_is_read(call: Call, read_only: Path) -> None:
    before = sorted(read_only.rglob("*"))
    for command in (("compare", "r"), ("robustness", "r")):
        done = call(*command)
        assert done.exit_code == 0, done.output
        assert (
            done.stderr.endswith("r is read-only: nothing is written there\n")
            and "Written" not in done.stdout
        )
        assert "two" in done.stdout
    for command in (("plot", "r", "--figure", "effects"), ("report", "r")):
        refused = call(*command)
        assert refused.exit_code == 2 and "r is read-only; choose another place with --out" in refused.stderr
    assert call("plot", "r", "--figure", "effects", "--out", "figures").exit_code == 0
    assert call("report", "r", "--out", "page.html").exit_code == 0
    assert call("rerun", "r", "0", "--out", "again").exit_code == 0
    assert sorted(read_only.rglob("*")) == before
