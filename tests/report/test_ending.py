"""What a sweep answers by itself when it ends, what it leaves out, and what it never touches."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from diplosim.cli import cli
from diplosim.experiment import pipeline
from diplosim.report import LIMIT
from tests.report.reading import Page

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may

Run = Callable[..., Result]
CALM = {"provocation.lam0": {"uniform": [0.3, 1.0]}}
FAILING = {"provocation.p2": {"values": [0.2, 0.6]}, "provocation.p3": {"values": [0.1, 0.4]}}


def run(*options: str, design: dict[str, Any] | None = None, **changes: Any) -> Result:
    """A small sweep in the working folder, into ``r``."""
    document = {
        "experiment": 1, "name": "small", "scenario": {"scenario": 1, "name": "tiny", "months": 24, "seed": 7},
        "replicates": 2, "arms": {"status_quo": [], "easing": ["unconditional_easing"]}, "vary": CALM,
        "outcomes": ["events_per_year", "trust_rivals_end"], **changes,
        "design": design or {"method": "lhs", "samples": 24, "seed": 1},
    }  # fmt: skip
    Path("x.yaml").write_text(
        yaml.safe_dump({k: v for k, v in document.items() if v is not None}, sort_keys=False)
    )
    return CliRunner().invoke(cli, ["sweep", "x.yaml", "--out", "r", *options])


@pytest.fixture
def sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An empty working folder, and the way to run the sweep in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIPLOSIM_DEBUG", "")
    return run


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A sweep that has ended, and what it said; nobody changes this folder."""
    folder = tmp_path_factory.mktemp("ended")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("DIPLOSIM_DEBUG", "")
        return folder, run("--workers", "1")


@pytest.fixture
def ended(once: tuple[Path, Result], sweep: Run, tmp_path: Path) -> Result:
    """What that sweep said, with a copy of its folder to work on."""
    shutil.copytree(once[0], tmp_path, dirs_exist_ok=True)
    assert once[1].exit_code == 0, once[1].output
    return once[1]


def left_out(folder: str = "r") -> dict[str, str]:
    with Path(folder, "analysis", "left_out.csv").open(encoding="utf-8", newline="") as lines:
        return {row["title"]: row["why"] for row in csv.DictReader(lines)}


def sections(folder: str = "r") -> list[str]:
    return Page(Path(folder, "report.html").read_bytes()).sections


def written() -> dict[Path, int]:
    """When every file of the folder was written, but for the lock."""
    files = [path for path in Path("r").rglob("*") if path.is_file() and path.name != "run.lock"]
    return {path: path.stat().st_mtime_ns for path in files}


def kept(folder: str = "r") -> dict[str, bytes]:
    """Every answer and the report, by name."""
    root = Path(folder)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in [*root.glob("analysis/*"), *root.glob("figures/*"), root / "report.html"]
    }


def test_a_sweep_ends_with_drivers_robustness_and_histories_in_its_report(ended: Result) -> None:
    names = sections()
    wanted = ["compare", "sensitivity", "robustness", "history", "network", "assumptions"]
    assert [name for name in names if name in wanted] == wanted
    assert len(list(Path("r/reruns").iterdir())) == 2
    assert Path("r/report.html").stat().st_size < LIMIT
    listed = json.loads(Path("r/manifest.json").read_text())["files"]
    assert {f"analysis/{name}.csv" for name in ("sensitivity", "robustness", "histories", "left_out")} <= set(
        listed
    )
    words = " ".join(ended.stdout.split())
    assert "Easing is better in" in words and "samples of the assumptions than status quo." in words
    assert ended.stdout.index("of the assumptions") < ended.stdout.index("Report: r/report.html")


@pytest.mark.usefixtures("ended")
def test_the_answers_are_the_same_whatever_the_workers(sweep: Run) -> None:
    one = kept()
    assert sweep("--workers", "2", "--force", "--out", "r2").exit_code == 0
    two = kept("r2")
    assert one == two and len(one) > 12


@pytest.mark.usefixtures("ended")
def test_a_complete_sweep_that_is_run_again_does_nothing_new(sweep: Run) -> None:
    stamps = written()
    assert sweep("--quiet").exit_code == 0
    assert written() == stamps and len(stamps) > 20


def test_what_was_asked_before_stays_as_it_is_and_quiet_is_quiet(sweep: Run) -> None:
    runs = sweep("--no-figures", "--quiet")
    assert (runs.exit_code, runs.output) == (0, "")
    assert not Path("r/analysis").exists() and not Path("r/reruns").exists()
    ask = CliRunner().invoke
    assert ask(cli, ["robustness", "r", "--outcome", "trust_rivals_end", "--no-figures"]).exit_code == 0
    assert ask(cli, ["rerun", "r", "5", "--quiet"]).exit_code == 0
    before = Path("r/analysis/robustness.csv").read_bytes()
    end = sweep("--quiet")
    assert (end.exit_code, end.output) == (0, "")
    assert Path("r/analysis/robustness.csv").read_bytes() == before
    assert [path.name for path in Path("r/reruns").iterdir()] == ["000005"]
    assert {"sensitivity", "robustness", "history"} <= set(sections())


@pytest.mark.usefixtures("ended")
def test_a_deleted_answer_is_given_again_and_no_run_is_repeated(
    sweep: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept()
    Path("r/analysis/robustness.csv").unlink()
    Path("r/report.html").unlink()
    fill = pipeline._fill
    monkeypatch.setattr(
        pipeline,
        "_fill",
        lambda store, *more: (
            pytest.fail("it runs again") if store.folder == Path("r") else fill(store, *more)
        ),
    )
    assert sweep().exit_code == 0
    assert kept() == before


@pytest.mark.usefixtures("ended")
def test_answers_of_another_plan_are_cleared_away(sweep: Run) -> None:
    done = sweep("--force", "--no-figures", replicates=1)
    assert done.exit_code == 0, done.output
    assert not list(Path("r").glob("analysis/*.csv")) and not Path("r/reruns").exists()


@pytest.mark.parametrize(
    ("design", "chart"),
    [({"method": "grid", "levels": 21}, "tornado"), ({"method": "morris", "samples": 4, "levels": 4}, "morris"),
     ({"method": "saltelli", "samples": 32}, "sobol")],
)  # fmt: skip
def test_drivers_come_from_the_method_that_the_design_was_made_for(
    sweep: Run, design: dict[str, Any], chart: str
) -> None:
    pytest.importorskip("SALib")
    vary = CALM if design["method"] == "grid" else {**CALM, "provocation.b_N": {"uniform": [0, 2]}}
    done = sweep("--replicates", "1", design=design, vary=vary, outcomes=["events_per_year"])
    assert done.exit_code == 0, done.output
    assert Path(f"r/figures/{chart}_effect_easing.svg").exists()
    names = sections()
    after = "compare" if chart == "tornado" else "results"
    assert names[names.index("sensitivity") - 1] == after
    grouped = "Where it fails" in left_out() and "come in groups" in left_out()["Where it fails"]
    assert grouped == (chart != "tornado")


def test_one_arm_is_explained_but_not_compared(sweep: Run) -> None:
    done = sweep(arms={"status_quo": []})
    assert done.exit_code == 0, done.output
    assert left_out() == {}
    names = sections()
    assert "sensitivity" in names and "history" in names
    assert not {"robustness", "discovery", "compare", "left-out"} & set(names)
    assert len(list(Path("r/reruns").iterdir())) == 1


def test_one_sample_is_told_by_its_histories_alone(sweep: Run) -> None:
    done = sweep(vary={"provocation.lam0": {"values": [0.5]}}, design={"method": "grid"})
    assert done.exit_code == 0, done.output
    assert not Path("r/analysis").exists()
    assert not {"sensitivity", "robustness", "discovery", "left-out"} & set(sections())
    assert "history" in sections()


def test_what_cannot_be_answered_is_left_out_with_its_reason_and_the_sweep_succeeds(sweep: Run) -> None:
    done = sweep(design={"method": "lhs", "samples": 3, "seed": 1})
    assert done.exit_code == 0, done.output
    assert set(left_out()) == {"What drives it", "Where it fails"}
    words = Page(Path("r/report.html").read_bytes()).words
    assert (
        "needs at least 20 samples" in words and "no policy does worse than the reference in 5 to 95" in words
    )
    assert "diplosim sensitivity RESULTS" in words
    assert "left-out" in sections() and "sensitivity" not in sections()


def test_failed_runs_neither_stop_the_answers_nor_hide(sweep: Run) -> None:
    done = sweep(vary=FAILING, design={"method": "grid"})
    assert done.exit_code == 1
    assert "4 runs of 16 failed" not in done.output
    assert "of 16 runs failed" in done.output
    assert {"robustness", "history"} <= set(sections())
    assert "What drives it" in left_out()


def test_a_bundle_that_is_taken_apart_and_rules_of_trust_have_their_sections(sweep: Run) -> None:
    done = sweep(
        arms={"status_quo": [], "both": ["unconditional_easing", "corridor"]}, ablate="both",
        vary={"trust.rule": "default_range", **CALM},
        design={"method": "lhs", "samples": 3, "seed": 1, "cross": ["trust.rule"]},
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    names = sections()
    assert names[names.index("compare") + 1 :][:3] == ["map", "ablation", "structure"]
    words = Page(Path("r/report.html").read_bytes()).words
    assert "Which part of Both does it" in words
    assert "Does it depend on how evidence changes trust (rule)?" in words


def test_a_sweep_that_is_interrupted_at_its_end_keeps_its_runs_and_goes_on(
    sweep: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("diplosim.report.ending.answer_all", stop)
        done = sweep()
    assert done.exit_code == 130
    assert "all runs are kept in r; the same command goes on" in done.output
    assert not Path("r/report.html").exists() and "Report:" not in done.output
    fill = pipeline._fill
    monkeypatch.setattr(
        pipeline,
        "_fill",
        lambda store, *more: (
            pytest.fail("it runs again") if store.folder == Path("r") else fill(store, *more)
        ),
    )
    assert sweep().exit_code == 0
    assert Path("r/report.html").exists() and left_out().keys() <= {"Where it fails"}
