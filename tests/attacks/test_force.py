"""`--force` replaces results, and never removes, overwrites or follows anything that is not ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]
RUN = ("--engine", "mesa", "-q", "--no-figures", "--out", "r", "--force")


@pytest.fixture
def world(here: Path) -> str:
    (here / "w.yaml").write_text("scenario: 1\nname: w\nmonths: 3\nreplicates: 1\n")
    return "w.yaml"


def put(*paths: Path) -> list[Path]:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("years of work")
    return list(paths)


@pytest.mark.slow
def test_folders_of_ours_by_name_in_a_folder_of_the_users_keep_what_they_hold(call: Call, world: str) -> None:
    mine = put(Path("r/chunks/data.txt"), Path("r/reruns/000001/notes.txt"), Path("r/chunks/.draft.tmp"),
               Path("r/reruns/thesis.txt"), Path("r/figures/mine.txt"))  # fmt: skip
    for _ in range(2):
        done = call("run", world, *(part for part in RUN if part != "-q"))
        assert done.exit_code == 0, done.stderr
        assert "left where it is: r/chunks/.draft.tmp, r/chunks/data.txt" in done.stderr
    done = call("run", world, "--seed", "9", *RUN)
    assert done.exit_code == 0, done.stderr
    assert [path.read_text() for path in mine] == ["years of work"] * 5


@pytest.mark.parametrize("name", ["scenario.yaml", "runs.parquet", "report.html", "figures/a.png", "analysis/a.csv",
                                  "manifest.json", "plan.json"])  # fmt: skip
def test_a_file_of_the_users_is_not_overwritten(call: Call, world: str, name: str) -> None:
    [mine] = put(Path("r") / name)
    refused = call("run", world, *RUN)
    assert refused.exit_code == 2
    assert "would overwrite files of yours in it" in refused.stderr and name in refused.stderr
    assert mine.read_text() == "years of work"


def test_a_manifest_of_somebody_elses_makes_nothing_ours(call: Call, world: str) -> None:
    mine = put(Path("r/thesis.docx"), Path("r/chunks/data.txt"))
    (Path("r") / "manifest.json").write_text(json.dumps({"plan": "B", "files": {"thesis.docx": "0"}}))
    assert call("run", world, *RUN).exit_code == 2
    assert all(path.exists() for path in mine)


def test_chunks_without_their_plan_are_neither_used_nor_removed(call: Call, world: str) -> None:
    [chunk] = put(Path("r/chunks") / f"000000-{'0' * 32}.arrow")
    refused = call("run", world, *RUN)
    assert refused.exit_code == 2 and chunk.name in refused.stderr and chunk.exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["chunks", "reruns"])
def test_a_link_out_of_the_folder_is_not_followed(call: Call, world: str, name: str) -> None:
    assert call("run", world, *RUN).exit_code == 0
    [mine] = put(Path("elsewhere") / f"000000-{'0' * 32}.arrow")
    (Path("r") / name).symlink_to(Path("elsewhere").absolute(), target_is_directory=True)
    refused = call("run", world, "--seed", "9", *RUN)
    assert refused.exit_code == 2 and f"r/{name} is a file or a link" in refused.stderr
    assert list(Path("elsewhere").iterdir()) == [mine]


@pytest.mark.slow
def test_our_own_chunks_repeated_runs_and_derived_files_are_replaced(call: Call, world: str) -> None:
    assert call("run", world, *RUN).exit_code == 0
    assert call("rerun", "r", "0", "-q").exit_code == 0
    [mine] = put(Path("r/reruns/000000/notes.txt"))
    assert call("run", world, "--seed", "9", *RUN).exit_code == 0
    assert [path.name for path in Path("r/reruns/000000").iterdir()] == [mine.name]
    assert call("rerun", "r", "0", "-q").exit_code == 0


@pytest.mark.slow
def test_a_repeated_run_replaces_other_results_only_when_asked(call: Call, world: str) -> None:
    assert call("run", world, *RUN).exit_code == 0
    [mine] = put(Path("notes/runs.parquet"))
    for force in ((), ("--force",)):
        refused = call("rerun", "r", "0", "-q", "--out", "notes", *force)
        assert refused.exit_code == 2 and mine.read_text() == "years of work"
    Path("r2").mkdir()
    assert call("run", world, "--seed", "9", *RUN[:-2], "r2").exit_code == 0
    assert "--force" in call("rerun", "r", "0", "-q", "--out", "r2").stderr
    assert call("rerun", "r", "0", "-q", "--out", "r2", "--force").exit_code == 0
