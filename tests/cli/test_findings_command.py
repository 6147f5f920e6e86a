"""``diplosim findings``: from a table of claims to a page, and back to a check that it is right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from diplosim.cli.front import cli
from tests.first_model import first_model

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may

ROOT = Path(__file__).parents[2]
#: Of the first model, in which patience binds every table and a few runs show what it costs.
EXPERIMENT = {
    "experiment": 1, "name": "little", "reference": "status_quo",
    "scenario": {"scenario": 1, "months": 60, **first_model()},
    "arms": {"status_quo": [], "patience": ["strategic_patience"]},
    "vary": {"provocation.b_N": "default_range", "trust.lam_neg": "default_range"},
    "design": {"method": "lhs", "samples": 40, "seed": 1}, "replicates": 8,
}  # fmt: skip
CLAIMS = {
    "experiment": "little", "rule": "logodds", "other_rules": ["ewma"], "calm": ["K3.1"], "sources": {"K": "Kim 2022"},
    "claims": [{
        "id": "K3", "group": "Calm", "claim": "Waiting escalates.", "short": "waiting escalates",
        "tests": [{"says": "patience lowers the number of agreements", "arm": "patience",
                   "outcome": "agreements_signed", "expect": "lower"}],
    }],
    "untested": [{"ids": ["K4"], "kind": "built in", "why": "It is an equation."}],
}  # fmt: skip


def findings(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["findings", *map(str, words)])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("findings")
    (path / "experiments").mkdir()
    (path / "experiments" / "little.yaml").write_text(yaml.safe_dump(EXPERIMENT))
    (path / "claims.yaml").write_text(yaml.safe_dump(CLAIMS))
    assert findings(*where(path))[0] == 0
    return path


def where(path: Path, docs: str = "docs") -> list[str | Path]:
    folders = {"--experiments": "experiments", "--results": "results", "--docs": docs}
    return [
        path / "claims.yaml",
        *(word for name, folder in folders.items() for word in (name, path / folder)),
    ]


def small(path: Path, docs: str = "docs") -> list[str | Path]:
    return [*where(path, docs), "--check", "--samples", "30", "-n", "6"]


def test_it_runs_the_sweeps_and_writes_page_and_numbers(place: Path) -> None:
    assert {path.name for path in (place / "docs").iterdir()} == {"findings.md", "findings.json"}
    assert {path.name for path in (place / "results").iterdir()} == {
        "little",
        "little_ewma",
        "little_posterior",
    }
    text = (place / "docs" / "findings.md").read_text()
    assert "A thinking aid, never a forecast." in text
    assert "patience lowers the number of agreements in" in text


def test_what_has_been_run_is_reused_and_the_page_is_the_same(place: Path) -> None:
    before = {path: path.read_bytes() for path in (place / "docs").iterdir()}
    stamps = (place / "results" / "little" / "runs.parquet").stat().st_mtime_ns
    assert findings(*where(place))[0] == 0
    assert {path: path.read_bytes() for path in before} == before
    assert (place / "results" / "little" / "runs.parquet").stat().st_mtime_ns == stamps


def test_the_check_passes_and_leaves_the_results_alone(place: Path) -> None:
    status, text = findings(*small(place))
    assert status == 0, text
    assert "0 contradicted" in text
    assert {path.name for path in (place / "results").iterdir()} == {
        "little",
        "little_ewma",
        "little_posterior",
    }


def test_a_planted_wrong_sign_fails_the_check(place: Path) -> None:
    stored = json.loads((place / "docs" / "findings.json").read_text())
    row = stored["tests"][0]
    row |= {"mean": -row["mean"], "mean_low": -row["mean_high"], "mean_high": -row["mean_low"]}
    _planted(place, "sign", json.dumps(stored))
    status, text = findings(*small(place, "sign"))
    assert status == 1
    assert "K3.1: stated above zero" in text


def test_a_number_changed_by_hand_in_the_page_fails_the_check(place: Path) -> None:
    _planted(place, "page", (place / "docs" / "findings.json").read_text())
    text = (place / "docs" / "findings.md").read_text()
    assert " of the samples (" in text
    (place / "page" / "findings.md").write_text(text.replace(" of the samples (", "0 of the draws (", 1))
    status, said = findings(*small(place, "page"))
    assert status == 1
    assert "is not what its numbers say" in said


def _planted(place: Path, name: str, numbers: str) -> None:
    (place / name).mkdir()
    (place / name / "findings.json").write_text(numbers)
    (place / name / "findings.md").write_bytes((place / "docs" / "findings.md").read_bytes())


def test_one_claim_is_printed_with_the_commands_behind_it(place: Path) -> None:
    status, text = findings(*where(place), "--claim", "K3")
    assert status == 0
    assert "Waiting escalates." in text
    assert "diplosim compare results/little --arm patience --outcome agreements_signed" in text


def test_a_claim_that_is_not_tested_says_why_and_an_unknown_one_is_corrected(place: Path) -> None:
    status, text = findings(*where(place), "--claim", "K4")
    assert (status, "It is an equation." in text) == (2, True)
    status, text = findings(*where(place), "--claim", "K33")
    assert (status, "K3" in text) == (2, True)


def test_a_headline_is_taken_apart_and_screened(place: Path) -> None:
    headline = {
        "text": "**Waiting costs.** In {K3.1.share}.",
        "when": {"K3.1": ["holds", "holds mostly", "undecided"]},
    }
    (place / "told").mkdir()
    (place / "told" / "experiments").symlink_to(place / "experiments", target_is_directory=True)
    (place / "told" / "claims.yaml").write_text(yaml.safe_dump({**CLAIMS, "headlines": [headline]}))
    words = [*where(place / "told"), "--samples", "5", "-n", "3"]
    status, text = findings(*words, "--screen")
    assert status == 0
    assert re.search(r"\d+ of \d+ parameters of class C move a headline", text)
    assert findings(*words)[0] == 0
    found = json.loads((place / "told" / "docs" / "findings.json").read_text())
    assert [one["test"] for one in found["decomposition"]] == ["K3.1"]
    page = (place / "told" / "docs" / "findings.md").read_text()
    assert (
        page.index("## What flips") < page.index("## In short") < page.index("## What carries the headlines")
    )


def test_without_findings_the_check_says_how_to_make_them(place: Path) -> None:
    status, text = findings(*where(place, "none"), "--check")
    assert (status, "diplosim findings" in text) == (2, True)


def test_the_printed_commands_of_the_shipped_findings_are_valid_words() -> None:
    status, text = findings("--claim", "K10", "--docs", ROOT / "docs")
    assert status == 0
    assert text.count("diplosim compare results/seed_claims") == 5
    assert "--reference conditional_bundle" in text
    status, text = findings("--claim", "K11", "--docs", ROOT / "docs")
    assert (
        "--arm unconditional_easing --outcome events_per_year --fails '> 0'" in text
    )  # failing is the rule: where it holds


def test_commands_about_some_draws_say_that_they_show_all() -> None:
    status, text = findings("--claim", "K15", "--docs", ROOT / "docs")
    assert status == 0
    assert text.count("The commands show all samples, not only these") == 2
