"""Results are compared with what was written: an edit is refused, or said wherever the numbers are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

import diplosim as ds
from diplosim.results import stored

Call = Callable[..., Result]


def edit(results: Path) -> None:
    """Make the second arm worse than it is."""
    runs = pd.read_parquet(results / "runs.parquet")
    runs.loc[runs["arm"] == "two", "events_per_year"] += 5.0
    runs.to_parquet(results / "runs.parquet")


def test_an_edited_table_changes_no_verdict_silently(call: Call, results: Path) -> None:
    honest = call("compare", results)
    assert honest.exit_code == 0, honest.stderr
    edit(results)
    for command in (("compare", results), ("robustness", results), ("report", results), ("explain", results)):
        refused = call(*command)
        assert refused.exit_code == 2 and refused.stdout == ""
        assert (
            "r/runs.parquet: its content has changed" in refused.stderr and "--unverified" in refused.stderr
        )


@pytest.mark.slow
def test_changed_on_purpose_it_is_read_and_the_output_says_so(call: Call, results: Path) -> None:
    edit(results)
    read = call("compare", results, "--unverified", "--outcome", "events_per_year")
    assert read.exit_code == 0, read.stderr
    assert "Unverified results: runs.parquet: its content has changed." in read.stderr
    assert call("compare", results).exit_code == 2  # it was for that command alone
    page = call("report", results, "--unverified", "--out", "page.html")
    assert page.exit_code == 0, page.stderr
    assert "Unverified results: runs.parquet: its content has changed." in Path("page.html").read_text()
    assert "Unverified" not in call("compare", results, "--unverified").stdout


@pytest.mark.parametrize(
    "command",
    [
        "compare",
        "sensitivity",
        "robustness",
        "discover",
        "ablation",
        "structure",
        "explain",
        "plot",
        "report",
        "rerun",
    ],
)
def test_every_command_that_reads_results_has_the_option(call: Call, command: str) -> None:
    assert "--unverified" in call(command, "--help").stdout


def test_python_reads_changed_results_only_when_told_to(results: Path) -> None:
    edit(results)
    with pytest.raises(ds.DiplosimError, match=r"runs\.parquet: its content has changed"):
        ds.open_results(results)
    read = ds.open_results(results, verify=False)
    assert "unverified" in repr(read)
    assert set(read.compare(["events_per_year"])["arm"]) == {"two"}
    with pytest.raises(ds.DiplosimError, match=r"runs\.parquet: its content has changed"):
        ds.open_results(results)


def test_a_plan_that_is_not_the_stored_one_is_noticed(call: Call, results: Path) -> None:
    path = results / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["plan"]["arms"].reverse()  # the reference would be the other one
    path.write_text(json.dumps(manifest))
    refused = call("compare", results)
    assert refused.exit_code == 2 and "r/manifest.json: its plan is not that of plan.json" in refused.stderr


def test_what_belongs_to_the_user_may_change(call: Call, results: Path) -> None:
    for name in ("data_dictionary.csv", "notes.txt", "figures/mine.svg", "report.html"):
        (results / name).parent.mkdir(exist_ok=True)
        (results / name).write_text("mine")
    assert call("compare", results).exit_code == 0


@pytest.mark.slow
def test_the_named_mend_mends(call: Call, results: Path) -> None:
    before = (results / "runs.parquet").read_bytes()
    for name in ("runs.parquet", "plan.json", "manifest.json"):
        (results / name).write_bytes(b"rubbish")
        refused = call("compare", results)
        assert refused.exit_code == 2 and f"r/{name}" in refused.stderr
        found = re.search(r"diplosim (run \S+ --out \S+ --force)", refused.stderr)
        assert found is not None
        mended = call(*found[1].split(), "--engine", "mesa", "-q", "--no-figures")
        assert mended.exit_code == 0, mended.stderr
        assert call("compare", results).exit_code == 0
        assert (results / "runs.parquet").read_bytes() == before


def test_big_tables_are_hashed_once_while_they_stay_the_same(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[Path] = []
    real = stored.sha256_of
    monkeypatch.setattr(stored, "sha256_of", lambda path: (hashed.append(path), real(path))[1])
    for _ in range(3):
        ds.open_results(results)
    assert hashed.count(results / "runs.parquet") <= 1
    edit(results)
    with pytest.raises(ds.DiplosimError):
        ds.open_results(results)


def test_verify_repeats_runs_and_says_how_many_agree(call: Call, results: Path) -> None:
    done = call("verify", results, "--runs", "4")
    assert done.exit_code == 0, done.stderr
    assert "files are as they were written; 4 of 4 repeated runs agree with the stored rows" in done.stdout
    edit(results)
    done = call("verify", results, "--runs", "100")
    assert done.exit_code == 1
    assert (
        "r/runs.parquet: its content has changed" in done.stderr
        and "run 3 differs in events_per_year" in done.stderr
    )
    assert "1 files have changed; 3 of 6 repeated runs agree" in done.stdout
