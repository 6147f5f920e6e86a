"""An arm that changes its world as well as its policies: what is whose doing is told wherever the difference is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from diplosim.analysis.attribution import PARTS
from diplosim.experiment import store
from diplosim.results import open_results, read_summary

Call = Callable[..., Result]
Write = Callable[..., str]
OTHER = """\
title: Rich Seoul and easing
policies: [unconditional_easing]
actors: {ROK: {ceiling_musd: 90}}
parameters: {trust.lam_neg: 3.5}
"""
QUICK = ("--engine", "mesa", "--workers", "1")
SHOWN = (
    "diff_mean",
    "diff_low",
    "diff_high",
    "share_better",
    "share_equal",
    "share_worse",
    "n_pairs",
    "verdict",
)


@pytest.fixture
def both(scenario_file: Write) -> tuple[str, str]:
    """A plain world, and one with other policies in another world."""
    return scenario_file("plain", replicates=3), scenario_file("rich", OTHER, 3)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
def test_the_split_stands_in_the_table_of_run_with_the_titles_of_the_files(
    call: Call, both: tuple[str, str]
) -> None:
    done = call("run", *both, *QUICK, "--no-figures", "--out", "r")
    assert done.exit_code == 0, done.stderr
    told = words(done.stdout)
    assert "Rich Seoul and easing (rich) compared with plain" in told
    assert "under the same shocks, world and policies together" in told
    assert "Rich Seoul and easing (rich): its world differs too" in told
    assert "actors.ROK.ceiling_musd: 30.0 -> 90.0; parameters.trust.lam_neg: 2.0 -> 3.5." in told
    assert "9 runs: 2 arms (+1 to tell world and policy apart), 3 replicates" in told
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.slow
def test_the_world_alone_is_an_arm_that_nobody_asked_for(call: Call, both: tuple[str, str]) -> None:
    assert call("run", *both, *QUICK, "--no-figures", "-q", "--out", "r").exit_code == 0
    arms = json.loads(Path("r/manifest.json").read_text())["plan"]["arms"]
    assert [(arm["name"], arm.get("world_of")) for arm in arms] == [
        ("plain", None), ("rich", None), ("world_of_rich", "rich"),
    ]  # fmt: skip
    results = open_results(Path("r"))
    assert results.arms == ("plain", "rich") and [s.name for s in results.scenarios] == ["plain", "rich"]
    alone = results.every_scenario[-1]
    assert not alone.policies and alone.parameters["trust.lam_neg"] == 3.5
    assert "1 policy against plain" in words(call("compare", "r").stdout)


@pytest.mark.slow
def test_compare_summary_and_split_say_the_same(call: Call, both: tuple[str, str]) -> None:
    assert call("run", *both, *QUICK, "--no-figures", "-q", "--out", "r").exit_code == 0
    done = call("compare", "r", "--outcome", "all")
    assert done.exit_code == 0 and "runs of the world" not in done.stderr  # they were run before
    parts = pd.read_csv("r/analysis/attribution.csv").set_index(["part", "outcome"])
    whole = pd.read_csv("r/analysis/compare.csv").set_index("outcome")
    summary = read_summary(Path("r")).set_index(["arm", "outcome"])
    assert len(parts) == len(PARTS) * len(whole) > 90
    for name in whole.index:
        rows = {part: parts.loc[(part, name)] for part in PARTS}
        for other, part in ((whole.loc[name], "together"), (summary.loc[("world_of_rich", name)], "world")):
            for column in SHOWN:
                one, two = rows[part][column], other[column]
                assert (
                    one == two or (pd.isna(one) and pd.isna(two)) or one == pytest.approx(two, rel=1e-12)
                ), name
        if {rows[part]["n_dropped"] for part in PARTS} == {0}:
            added = rows["world"]["diff_mean"] + rows["policy"]["diff_mean"]
            assert added == pytest.approx(rows["together"]["diff_mean"], abs=1e-9), name
    moved = [name for name in whole.index if abs(parts.loc[("world", name)]["diff_mean"] or 0) > 0]
    assert moved  # the world does something of its own, which no policy gets the credit for


@pytest.mark.slow
def test_a_world_that_another_reference_needs_is_run_on_the_spot(call: Call, both: tuple[str, str]) -> None:
    assert call("run", *both, *QUICK, "--no-figures", "-q", "--out", "r").exit_code == 0
    done = call("compare", "r", "--reference", "rich")
    assert done.exit_code == 0, done.stderr
    assert "3 runs of the world of 'plain' with the policies of 'rich', which r lacks" in done.stderr
    rows = pd.read_csv("r/analysis/attribution.csv")
    assert set(rows["part"]) == set(PARTS) and set(rows["reference"]) == {"rich", "world of plain"}


@pytest.mark.slow
def test_figure_and_report_show_the_split(call: Call, both: tuple[str, str]) -> None:
    done = call("run", *both, *QUICK, "-q", "--out", "r")
    assert done.exit_code == 0, done.stderr
    drawn = Path("r/figures/effects.svg").read_text()
    page = Path("r/report.html").read_text()
    first = words(page[: page.index('id="results"')])
    assert "of which its world" in drawn and "of which its policies" in drawn
    assert "in the same world" in drawn and "World of" not in drawn
    assert "Not only a policy: Rich Seoul and easing." in first
    assert "its world " in first and "its policies " in first and "together " in first
    assert "only the policy differs, but for what the next points name" in first
    assert "what its world did, and what its policies did" in page


@pytest.mark.slow
def test_the_figure_draws_the_numbers_of_the_split(call: Call, both: tuple[str, str]) -> None:
    from diplosim.analysis.attribution import as_summary, split

    assert call("run", *both, *QUICK, "--no-figures", "-q", "--out", "r").exit_code == 0
    results = open_results(Path("r"))
    [change] = results.changes
    rows = {(row["arm"].removeprefix("rich: "), row["outcome"]): row
            for row in as_summary(results, change, results.outcomes)}  # fmt: skip
    for part in split(results, change, results.outcomes):
        if part["part"] != "together":
            row = rows[part["part"], part["outcome"]]
            assert {name: row[name] for name in SHOWN} == {name: part[name] for name in SHOWN}  # type: ignore[literal-required]


@pytest.mark.slow
def test_an_interrupted_run_with_an_added_world_goes_on(
    call: Call, both: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("run", *both, *QUICK, "--no-figures", "-q")
    real = store.Store.add

    def stop(self: store.Store, index: int, data: bytes) -> None:
        real(self, index, data)
        raise KeyboardInterrupt

    assert call(*command, "--out", "whole").exit_code == 0
    with monkeypatch.context() as patched:
        patched.setattr(store.Store, "add", stop)
        assert call(*command, "--out", "r").exit_code == 130
    assert call(*command, "--out", "r").exit_code == 0
    assert call("run", "whole/experiment.yaml", *QUICK, "--no-figures", "-q", "--out", "again").exit_code == 0
    for folder in ("r", "again"):
        for name in (
            "runs.parquet",
            "summary.csv",
            "plan.json",
            "experiment.yaml",
            "scenarios/world_of_rich.yaml",
        ):
            assert Path(folder, name).read_bytes() == Path("whole", name).read_bytes(), (folder, name)


@pytest.mark.slow
def test_nothing_is_added_where_only_policies_or_only_the_world_differ(
    call: Call, scenario_file: Write
) -> None:
    plain, eased = scenario_file("plain"), scenario_file("eased", "policies: [unconditional_easing]\n")
    other = scenario_file("other", "parameters: {trust.lam_neg: 3.5}\n")
    mixed = scenario_file("mixed", "parameters: {trust.lam_neg: 3.5}\npolicies: [unconditional_easing]\n")
    done = call("run", plain, eased, other, mixed, *QUICK, "--no-figures", "--out", "r")
    arms = json.loads(Path("r/manifest.json").read_text())["plan"]["arms"]
    assert [arm["name"] for arm in arms] == [
        "plain",
        "eased",
        "other",
        "mixed",
    ]  # 'other' is the world of 'mixed'
    told = words(done.stdout)
    assert "Its policies are those of plain: the difference is its world's alone." in told
    assert "mixed: its world differs too" in told and "eased: its world" not in told
    assert "other compared with plain, under the same shocks, another world, the same policies" in told


@pytest.mark.slow
def test_what_the_samples_set_is_no_difference_of_worlds(call: Call, here: Path) -> None:
    text = """\
experiment: 1
name: swept
scenario: {scenario: 1, months: 6, seed: 5}
arms:
  status_quo: []
  eased: {policies: [unconditional_easing], parameters: {provocation.iota: 0.3}}
  rich: {policies: [unconditional_easing], actors: {ROK: {ceiling_musd: 90}}}
vary: {provocation.iota: {uniform: [0, 1]}, trust.chi: {uniform: [0, 1]}}
design: {method: lhs, samples: 20, seed: 1}
replicates: 2
outcomes: [trust_rivals_end, events_per_year]
"""
    (here / "swept.yaml").write_text(text)
    done = call("run", "swept.yaml", *QUICK, "--no-figures")
    assert done.exit_code == 0, done.stderr
    assert open_results(Path("results/swept")).added == {"world_of_rich": "rich"}
    assert "rich: its world differs too" in words(done.stdout) and "eased: its" not in done.stdout
    drivers = call("sensitivity", "results/swept", "--arm", "rich", "--no-figures")
    assert drivers.exit_code == 0, drivers.stderr
    again = call("rerun", "results/swept", "13")
    assert again.exit_code == 0, again.stderr
    assert "arm rich, sample 1" in words(again.stdout)


@pytest.mark.slow
def test_policy_adds_an_arm_and_leaves_the_reference_what_it_was(call: Call, scenario_file: Write) -> None:
    file = scenario_file("plain", "title: The plain world\n")
    assert call("run", file, *QUICK, "--no-figures", "-q", "--out", "alone").exit_code == 0
    done = call("run", file, "--policy", "unconditional_easing", *QUICK, "--no-figures", "--out", "r")
    assert done.exit_code == 0, done.stderr
    assert "The plain world + unconditional_easing (plain_and_unconditional_easing) compared with" in words(
        done.stdout
    )
    assert open_results(Path("r")).arms == ("plain", "plain_and_unconditional_easing")
    alone, beside = (read_summary(Path(folder)) for folder in ("alone", "r"))
    pd.testing.assert_frame_equal(
        alone, beside[beside["arm"] == "plain"].reset_index(drop=True), check_dtype=False
    )
    assert Path("r/scenarios/plain.yaml").read_bytes() == Path("alone/scenario.yaml").read_bytes()
