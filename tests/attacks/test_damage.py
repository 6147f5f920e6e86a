"""Damaged results are named with their file and the mend, whatever is wrong with them and whoever reads them."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from diplosim.cli import cli

Call = Callable[..., Result]
FILES = ("manifest.json", "plan.json", "experiment.yaml", "runs.parquet", "trajectories.parquet", "quantiles.parquet",
         "trust.parquet", "tables.parquet", "events.jsonl", "summary.csv", "scenarios/one.yaml",
         "scenarios/two.yaml")  # fmt: skip
COMMANDS = (("compare",), ("sensitivity",), ("robustness",), ("discover", "--outcome", "events_per_year"),
            ("ablation",), ("structure",), ("explain",), ("plot",), ("report",), ("rerun", "0"))  # fmt: skip
#: What reads a file even when results are not verified.
READERS = {
    "manifest.json": ("compare",), "experiment.yaml": ("compare",), "runs.parquet": ("compare",),
    "trajectories.parquet": ("plot", "--figure", "fan"), "trust.parquet": ("plot", "--figure", "network"),
    "tables.parquet": ("plot", "--figure", "pipeline"), "events.jsonl": ("explain", "--refused"),
    "summary.csv": ("plot", "--figure", "effects"), "scenarios/one.yaml": ("explain", "--arm", "one"),
    "scenarios/two.yaml": ("explain", "--arm", "one"),
}  # fmt: skip


def missing(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def zeros(path: Path) -> None:
    path.write_bytes(bytes(len(path.read_bytes())))


def other_type(path: Path) -> None:
    if path.suffix == ".parquet":
        path.write_text("run,arm\n0,one\n")
    else:
        pd.DataFrame({"x": [1]}).to_parquet(path)


def wrong_shape(path: Path) -> None:
    if path.suffix == ".parquet":
        pd.DataFrame({"arm": ["one"], "x": [1]}).to_parquet(path)
    elif path.suffix == ".json":
        path.write_text('{"format": 3, "plan": {"arms": 3}, "files": {"../x": 1}, "samples_sha256": ""}')
    else:
        path.write_text("[1, 2, 3]\n")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(2**41)


DAMAGES = (missing, empty, truncated, garbage, zeros, other_type, wrong_shape, folder, pipe, endless, huge)


def named(done: Result, name: str) -> None:
    """The file is named with its path, status 2, and nothing was printed as if it were results."""
    assert done.exit_code == 2, (done.exit_code, done.output)
    assert "fault of diplosim" not in done.stderr
    assert f"r/{name}" in done.stderr or (name == "manifest.json" and "manifest.json" in done.stderr), (
        done.stderr
    )
    assert done.stdout == ""


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_by_every_command(
    call: Call, results: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(results / name)
    for command, *more in COMMANDS:
        done = call(command, results, *more)
        if name == "manifest.json" and damage is missing:
            assert done.exit_code == 2 and "fault of diplosim" not in done.stderr and done.stdout == ""
        else:
            named(done, name)
            assert "diplosim run" in done.stderr
    assert call("verify", results).exit_code in (1, 2)


@pytest.mark.parametrize("name", FILES)
def test_without_permission_the_file_is_named(
    call: Call, results: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: Any, *more: Any) -> int:
        if Path(path) == results / name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *more)

    monkeypatch.setattr("diplosim.files.os.open", refuse)
    for command, *more in COMMANDS:
        named(call(command, results, *more), name)


#: Half a scenario may be a scenario; that it was changed is said.
UNREADABLE = [
    (n, d) for n in READERS for d in DAMAGES if d is not truncated or not n.startswith("scenarios/")
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "damage"), UNREADABLE, ids=lambda of: getattr(of, "__name__", of))
def test_read_unverified_a_damaged_file_is_named_all_the_same(
    call: Call, results: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(results / name)
    command, *more = READERS[name]
    done = call(command, results, *more, "--unverified")
    assert "fault of diplosim" not in done.stderr
    assert done.exit_code == 2, done.output
    assert name in done.stderr and done.stdout.strip() == ""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sweep; for copies only."""
    place = tmp_path_factory.mktemp("swept")
    (place / "x.yaml").write_text(
        "experiment: 1\nscenario: {scenario: 1, months: 3}\nreplicates: 1\narms: {a: [], b: [pooled_fund]}\n"
        "vary: {provocation.iota: {values: [0, 1]}}\ndesign: {method: grid}\n"
    )
    run = ["run", str(place / "x.yaml"), "--engine", "mesa", "-q", "--no-figures", "--out", str(place / "r")]
    assert CliRunner().invoke(cli, run).exit_code == 0
    return place / "r"


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_samples_are_named(
    call: Call, swept: Path, here: Path, damage: Callable[[Path], None]
) -> None:
    shutil.copytree(swept, here / "r")
    damage(here / "r" / "samples.parquet")
    for command in ("compare", "robustness", "report"):
        named(call(command, "r"), "samples.parquet")
    done = call("sensitivity", "r", "--unverified")
    assert done.exit_code == 2 and "r/samples.parquet" in done.stderr and "fault" not in done.stderr
