"""Results are compared with what was written: an edit is refused, or said wherever the numbers are shown."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from click.testing import Result

import diplosim as ds
from diplosim.experiment.folder import manifest_bytes, sha256_of
from diplosim.results import stored

Call = Callable[..., Result]
WORLD = "scenario: 1\nmonths: 6\nseed: 5\nreplicates: 3\n"
CHANGED = "Unverified results: runs.parquet: its content has changed."


def edit(results: Path) -> None:
    """Make the second arm worse than it is; what it was stays beside the folder."""
    shutil.copy(results / "runs.parquet", results.parent / "untouched.parquet")
    runs = pd.read_parquet(results / "runs.parquet")
    runs.loc[runs["arm"] == "two", "events_per_year"] += 5.0
    runs.to_parquet(results / "runs.parquet")


@pytest.mark.slow
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
    assert CHANGED in read.stdout and CHANGED in (results / "analysis" / "compare.csv").read_text()
    assert call("compare", results).exit_code == 2  # it was for that command alone
    page = call("report", results, "--unverified", "--out", "page.html")
    assert page.exit_code == 0, page.stderr
    assert CHANGED in Path("page.html").read_text()


def test_figures_of_changed_results_say_so_in_their_caption(call: Call, results: Path) -> None:
    edit(results)
    drawing = ("plot", results, "--figure", "effects", "--format", "svg")
    assert call(*drawing, "--out", "f", "--unverified").exit_code == 0
    words = " ".join(ElementTree.parse("f/effects.svg").getroot().itertext())
    assert CHANGED in re.sub(r"\s+", " ", words)
    (results / "runs.parquet").unlink()
    shutil.copy(results.parent / "untouched.parquet", results / "runs.parquet")
    assert call(*drawing, "--out", "f").exit_code == 0
    assert "Unverified" not in Path("f/effects.svg").read_text()


def test_records_of_changed_results_say_so_as_json(call: Call, results: Path) -> None:
    edit(results)
    told = call("explain", results, "--json", "--limit", "2", "--unverified")
    assert [json.loads(line)["unverified"] for line in told.stdout.splitlines()] == [CHANGED] * 2
    assert CHANGED in call("explain", results, "--unverified").stdout


@pytest.mark.slow
def test_a_table_of_an_analysis_is_compared_before_the_report_shows_it(call: Call, here: Path) -> None:
    (here / "w.yaml").write_text(WORLD + "name: w\n")
    (here / "x.yaml").write_text(
        "experiment: 1\nscenario: w.yaml\narms: {one: [], two: [unconditional_easing]}\n"
        "replicates: 1\nvary: {trust.lam_neg: {uniform: [1.5, 3.5]}}\ndesign: {method: lhs, samples: 3}\n"
    )
    made = call("run", "x.yaml", "--engine", "mesa", "-q", "--no-figures", "--out", "r")
    assert made.exit_code == 0, made.stderr
    assert call("robustness", "r", "--no-figures").exit_code == 0
    table = here / "r" / "analysis" / "robustness.csv"
    table.write_text(table.read_text().replace("two", "tow"))
    refused = call("report", "r")
    assert refused.exit_code == 2 and "r/analysis/robustness.csv: its content has changed" in refused.stderr


def test_an_edited_manifest_is_named_and_stays_so(call: Call, results: Path) -> None:
    edit(results)
    path = results / "manifest.json"
    text = json.loads(path.read_text())
    text["files"]["runs.parquet"] = sha256_of(results / "runs.parquet")
    path.write_text(json.dumps(text))
    for command in (("compare", results), ("report", results), ("run", "one.yaml", "two.yaml", "--out", "r")):
        refused = call(*command)
        assert refused.exit_code == 2, refused.output
    refused = call("compare", results)
    assert "r/manifest.json: its content has changed" in refused.stderr
    assert call("compare", results, "--unverified").exit_code == 0  # lists its table in the manifest
    assert call("compare", results).exit_code == 2
    assert call("verify", results).exit_code == 1


def test_verify_compares_every_file_that_the_manifest_lists(call: Call, results: Path) -> None:
    assert call("plot", results, "--figure", "effects", "--format", "svg").exit_code == 0
    for name in ("data_dictionary.csv", "figures/effects.svg"):
        kept = (results / name).read_bytes()
        (results / name).write_text("")
        done = call("verify", results, "--runs", "1")
        assert done.exit_code == 1 and f"r/{name}: its content has changed" in done.stderr
        (results / name).write_bytes(kept)
    assert call("verify", results, "--runs", "1").exit_code == 0


@pytest.mark.parametrize("lost", ["manifest.json", "everything"])
def test_a_folder_without_a_manifest_gets_one_answer(call: Call, results: Path, lost: str) -> None:
    if lost == "everything":
        shutil.rmtree(results)
        results.mkdir()
    else:
        (results / lost).unlink()
    told = {
        call(*words).stderr
        for words in (("compare", results), ("report", results), ("verify", results), ("explain", results),
                      ("sensitivity", results), ("plot", results), ("rerun", results, "0"))
    }  # fmt: skip
    assert len(told) == 1
    assert ("not a results folder" if lost == "everything" else "goes on where it stopped") in told.pop()


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
        "export",
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
    path.write_bytes(manifest_bytes(manifest))
    refused = call("compare", results)
    assert refused.exit_code == 2 and "r/manifest.json: its plan is not that of plan.json" in refused.stderr


def test_what_belongs_to_the_user_may_change(call: Call, results: Path) -> None:
    for name in ("notes.txt", "figures/mine.svg", "report.html"):
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
    assert "13 files are as they were written; 4 of 4 repeated runs agree with the stored rows" in done.stdout
    edit(results)
    done = call("verify", results, "--runs", "100")
    assert done.exit_code == 1
    assert (
        "r/runs.parquet: its content has changed" in done.stderr
        and "run 3 differs in events_per_year" in done.stderr
    )
    assert "1 of 13 files have changed; 3 of 6 repeated runs agree" in done.stdout
