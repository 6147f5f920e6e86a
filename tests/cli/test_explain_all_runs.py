"""``explain --all-runs`` counts what single runs say one by one."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import diplosim as ds
from diplosim.cli.front import cli
from diplosim.rules.protocol import TOLERANCE

Call = Callable[..., Result]
Key = tuple[str, str, str | None, str]
MONTHS, RUNS = 36, 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of one scenario and of a policy beside it."""
    place = tmp_path_factory.mktemp("runs")
    for name, policies in (("plain", ""), ("fund", "policies: [pooled_fund]\n")):
        text = f"scenario: 1\nname: {name}\nmonths: {MONTHS}\nseed: 5\nreplicates: {RUNS}\n{policies}"
        (place / f"{name}.yaml").write_text(text)
    files = [str(place / f"{name}.yaml") for name in ("plain", "fund")]
    done = CliRunner().invoke(cli, ["run", *files, "-q", "--no-figures", "--out", str(place / "r")])
    assert done.exit_code == 0, done.stderr
    return place


def lines(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def one_by_one(call: Call, file: Path) -> dict[Key, list[dict[str, Any]]]:
    """The records with terms of all replicates of a scenario file on Mesa, by who decides what towards whom."""
    found: dict[Key, list[dict[str, Any]]] = {}
    for replicate in range(RUNS):
        for record in lines(call("explain", str(file), "--replicate", str(replicate), "--json")):
            if record["terms"]:
                outcome = "" if record["kind"] == "provocation" else record["outcome"]
                found.setdefault((record["kind"], record["actor"], record["target"], outcome), []).append(
                    record
                )
    return found


def key(row: dict[str, Any]) -> Key:
    return row["kind"], row["actor"], row["target"], row["outcome"]


def enough(record: dict[str, Any], term: float) -> bool:
    """Whether an answer would have been the other one had the term been nothing."""
    value, threshold = record["value"], record["threshold"]
    met = value >= threshold - TOLERANCE
    return term * (1 if met else -1) > 0 and (value - term >= threshold - TOLERANCE) != met


@pytest.mark.slow
@pytest.mark.parametrize("arm", ["plain", "fund"])
def test_counts_over_all_runs_are_those_of_the_runs_one_by_one(call: Call, folder: Path, arm: str) -> None:
    rows = lines(call("explain", str(folder / "r"), "--arm", arm, "--all-runs", "--json"))
    expected = one_by_one(call, folder / f"{arm}.yaml")
    assert {key(row): row["decisions"] for row in rows} == {of: len(some) for of, some in expected.items()}
    asked = {"plain": "offer_refused", "fund": "proposal_rejected"}[arm]
    assert {asked, "table_stayed_closed", "provocation"} <= {row["kind"] for row in rows}
    for row in rows:
        some = expected[key(row)]
        yes = row["kind"] == "provocation" or some[0]["value"] >= some[0]["threshold"] - TOLERANCE
        largest: Counter[str] = Counter()
        for record in some:
            terms = record["terms"]
            most = (max if yes else min)(terms, key=terms.__getitem__)
            if terms[most] * (1 if yes else -1) > 0:
                largest[most] += 1
        assert row["largest"] == largest
        if row["kind"] != "provocation":
            turned = Counter(
                t for record in some for t, term in record["terms"].items() if enough(record, term)
            )
            assert row["enough"] == turned
        issues = Counter(one["issue"] for record in some for one in record["alternatives"])
        assert row["issues"] == issues
        assert row["two_issues"] == sum(bool(record.get("together")) for record in some)


def test_a_scenario_file_and_its_results_say_the_same(call: Call, folder: Path) -> None:
    of_folder, of_file = (
        call("explain", str(folder / source), "--all-runs", "--refused", "--json").stdout
        for source in ("r", "fund.yaml")
    )
    assert of_folder == of_file and of_folder


def test_the_text_says_how_many_runs_which_term_weighs_most_and_what_turns_them(
    call: Call, folder: Path
) -> None:
    done = call(
        "explain", str(folder / "r"), "--arm", "plain", "--all-runs", "--kind", "table_stayed", "--limit", "1"
    )
    text = " ".join(done.stdout.split())
    assert done.exit_code == 0 and f"plain: {RUNS} runs, played again" in text
    assert re.search(r"→ DPRK, table stayed closed: in .+ the largest term against it is ", text), text
    assert "What would have changed it: without " in text and "more of" in text
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_options_choose_as_they_do_in_one_run(call: Call, folder: Path) -> None:
    def keys(*options: str) -> list[Key]:
        return [
            key(row) for row in lines(call("explain", str(folder / "r"), "--all-runs", "--json", *options))
        ]

    assert keys("--actor", "ROK") and all("ROK" in found[1:3] for found in keys("--actor", "ROK"))
    assert {found[0] for found in keys("--kind", "table")} <= {"table_opened", "table_stayed_closed"}
    months = [lines(call("explain", str(folder / "r"), "--all-runs", "--json", "--month", m))
              for m in ("14", "2027-03")]  # fmt: skip
    assert months[0] == months[1] and 0 < sum(row["decisions"] for row in months[0]) < 20 * RUNS


@pytest.mark.slow
def test_an_experiment_is_played_again_in_part_if_asked(call: Call, folder: Path, here: Path) -> None:
    Path("small.yaml").write_text(
        "experiment: 1\nname: small\nscenario: {name: base, months: 12, seed: 5}\nreplicates: 2\n"
        "arms: {plain: [], fund: [pooled_fund]}\nreference: plain\n"
        "vary: {trust.lam_neg: {values: [1, 2, 3]}}\ndesign: {method: grid, levels: 3}\n"
    )
    done = call("run", "small.yaml", "-q", "--no-figures", "--out", "e")
    assert done.exit_code == 0, done.stderr
    told = " ".join(call("explain", "e", "--all-runs", "--runs", "4").stdout.split())
    assert "fund: 4 of 6 runs, played again" in told
    rows = lines(call("explain", "e", "--all-runs", "--json"))
    assert {(row["arm"], row["runs"], row["of_runs"], row["failed"]) for row in rows} == {("fund", 6, 6, 0)}
    frame = ds.open_results("e").reasons("plain", kind="table")
    assert set(frame["kind"]) <= {"table_opened", "table_stayed_closed"} and frame["decisions"].sum() > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["r", "--runs", "3"], "--runs needs --all-runs"),
        (["r", "--all-runs", "--arm", "fnd"], "did you mean 'fund'?"),
        (["plain.yaml", "--all-runs", "--replicate", "1"], "--all-runs are all"),
        (["r", "--all-runs", "--seed", "3"], "need a scenario file"),
        (["r", "--all-runs", "--month", "99"], "outside the run"),
        (["r", "--all-runs", "--kind", "ofer_refused"], "did you mean 'offer_refused'?"),
        (["r", "--all-runs", "--actor", "rok"], "did you mean 'ROK'?"),
        (
            ["r", "--all-runs", "--kind", "cancellation", "--month", "0"],
            "no decision with reasons fits in 4 runs",
        ),
    ],
)
def test_wrong_options_are_told(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(folder)
    done = call("explain", *arguments)
    assert done.exit_code == 2 and said in done.stderr, done.stderr
