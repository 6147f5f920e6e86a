"""Every malformed file is refused with all its problems, each at its exact place, in words that help."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from malformed_scenarios import CASES, Case

from diplosim.scenario import Problem, Scenario, ScenarioError


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    return caught.value.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_malformed_file(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(case.text, encoding="utf-8")
    found = problems_of(path)
    assert [f"{p.line}:{p.column}" for p in found] == [place for place, _ in case.expected]
    for problem, (_, fragment) in zip(found, case.expected, strict=True):
        assert fragment in problem.message
        assert problem.file == str(path)
        assert str(problem) == f"{path}:{problem.line}:{problem.column}: {problem.message}"
        assert "\n" not in problem.message


def test_there_are_at_least_sixty_kinds_of_malformed_file() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def only(path: Path) -> tuple[str, str]:
    (problem,) = problems_of(path)
    assert problem.file == str(path)
    return f"{problem.line}:{problem.column}", problem.message


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"scenario: 1\ntitle: Nord" + b"s\xfcd\n")
    assert only(path) == ("2:13", "the byte 0xfc is not UTF-8 text; save the file as UTF-8")


def test_utf16(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("scenario: 1\n", encoding="utf-16")
    assert only(path) == ("1:1", "the file is saved as UTF-16; save it as UTF-8")


def test_byte_order_mark_of_windows_editors_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfscenario: 1\r\nmonths: 12\r\n")
    assert Scenario.load(path).months == 12


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "status_quo.yaml").write_text("scenario: 1\n")
    path = tmp_path / "status_qo.yaml"
    assert only(path) == ("1:1", f"there is no such file; did you mean '{tmp_path / 'status_quo.yaml'}'?")


def test_folder(tmp_path: Path) -> None:
    assert only(tmp_path) == ("1:1", "this is a folder, not a file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    assert only(path) == ("1:1", "this is not an ordinary file")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs device files")
def test_device_does_not_hang() -> None:
    assert only(Path("/dev/zero")) == ("1:1", "this is not an ordinary file")


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("scenario: 1\n")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("diplosim.files.os.open", refuse)
    assert only(path) == ("1:1", "no permission to read the file")


def test_file_name_with_nul() -> None:
    (problem,) = problems_of(Path("a\0b.yaml"))
    assert "cannot be read" in problem.message


def test_huge_file(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("scenario: 1\n" + "# comment\n" * 200_000)
    assert "the limit is 1 MiB" in only(path)[1]


def test_alias_bomb(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    lines = ["scenario: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    path.write_text("\n".join(lines))
    started = time.perf_counter()
    place, message = only(path)
    assert place == "6:30"
    assert message == "the file holds more than 60000 values (aliases count each time)"
    assert time.perf_counter() - started < 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "scenario: 1\ntitle: " + "[" * 500_000,
        "scenario: 1\n" + "- " * 400_000,
        "scenario: 1\n" + "".join(f"k{i}: {i}\n" for i in range(90_000)),
        "scenario: 1\npolicies: [" + "a, " * 300_000 + "]",
        "scenario: 1\ntitle: " + "a" * 900_000,
        "scenario: 1\ntitle: '" + "a\n\n" * 200_000 + "'",
        "scenario: 1\n" + "&a" * 400_000,
        "? " * 400_000,
    ],
    ids=["brackets", "dashes", "keys", "items", "long text", "long quote", "anchors", "question marks"],
)
def test_large_hostile_files_end_soon(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    started = time.process_time()
    problems_of(path)
    assert time.process_time() - started < 20


def test_aliases_that_stay_small_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("scenario: 1\nactors:\n  USA: &dove {hawkish: false}\n  ROK: *dove\n")
    scenario = Scenario.load(path)
    assert scenario.actor("ROK").hawkish is False
    assert scenario.actor("USA").ceiling_musd == 10


@pytest.mark.parametrize("word", ["NO", "no", "on", "yes", "12:30", "2026-01", "0b11", "1_000", "=", "0o9"])
def test_words_that_old_yaml_turns_into_something_else_stay_text(word: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"scenario: 1\ntitle: {word}\n")
    assert Scenario.load(path).title == word


def test_problems_are_the_same_whatever_the_hash_seed(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(CASES[-1].text)
    program = (
        "import sys\nfrom diplosim.scenario import Scenario, ScenarioError\n"
        "try:\n    Scenario.load(sys.argv[1])\nexcept ScenarioError as error:\n    print(error)\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().count("\n") == len(CASES[-1].expected)
