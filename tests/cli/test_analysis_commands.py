"""The commands compare, robustness and discover, on real and on handmade results."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import Result

from tests.analysis.results import folder, uniform

Call = Callable[..., Result]
EXPERIMENT = """\
experiment: 1
name: tried
question: Does it work?
scenario: {scenario: 1, months: 6, seed: 5}
arms:
  status_quo: []
  easing: [unconditional_easing]
  rich: {policies: [unconditional_easing], actors: {ROK: {ceiling_musd: 90}}}
vary: {provocation.iota: {values: [0, 1]}}
replicates: 3
outcomes: [events_per_year, relief_mean]
"""


@pytest.fixture
def swept(here: Path, call: Call) -> str:
    (here / "tried.yaml").write_text(EXPERIMENT)
    done = call("sweep", "tried.yaml", "--engine", "mesa", "--no-figures", "--quiet")
    assert done.exit_code == 0, done.output
    return "results/tried"


@pytest.fixture
def boxed(here: Path) -> str:
    """A policy that raises provocations where iota < 0.4, and lowers disease burden everywhere."""
    varied = uniform(200, ["provocation.iota", "provocation.b_N"])
    luck = np.random.default_rng(1).normal(size=(1, 1, 4))
    base = np.repeat(10 + luck, 200, axis=1)
    effect = np.where(np.array(varied["provocation.iota"]) < 0.4, 2.0, -1.0)[None, :, None]
    events = np.concatenate([base, base + effect])
    burden = np.concatenate([base / 20, base / 20 - 0.05])
    calm = np.concatenate([0 * base, -effect / 10 + 0 * base])
    document = {"question": "Where does it fail?", "outcomes": ["events_per_year", "disease_burden_end"]}
    vary = {"provocation.iota": {"uniform": [0, 1]}}
    folder(here / "boxed", {"events_per_year": events, "disease_burden_end": burden, "deescalation_index": calm,
                            "donor_cost_musd": np.concatenate([0 * base, 0 * base + 50])},
           arms=("status_quo", "bundle"), varied=varied, vary=vary, **document)  # fmt: skip
    return "boxed"


@pytest.mark.slow
def test_compare_tells_differences_and_leaves_a_table(call: Call, swept: str) -> None:
    done = call("compare", swept)
    assert done.exit_code == 0, done.output
    assert "Does it work?" in done.stdout
    assert "2 policies against status_quo: 2 samples of the assumptions x 3 replicates" in done.stdout
    table = pd.read_csv(Path(swept) / "analysis" / "compare.csv")
    assert table["outcome"].unique().tolist() == ["events_per_year", "relief_mean"]
    manifest = json.loads((Path(swept) / "manifest.json").read_text())
    assert "analysis/compare.csv" in manifest["files"]


@pytest.mark.slow
def test_where_the_world_changed_too_the_difference_is_split(call: Call, swept: str) -> None:
    done = call("compare", swept, "--outcome", "aid_absorbed_musd", "--outcome", "relief_mean")
    assert done.exit_code == 0, done.output
    assert "rich: its world differs too" in done.stdout
    assert "actors.ROK.ceiling_musd: 30.0 -> 90.0." in done.stdout
    assert "easing: its world" not in done.stdout
    rows = pd.read_csv(Path(swept) / "analysis" / "attribution.csv").set_index(["outcome", "part"])[
        "diff_mean"
    ]
    whole = pd.read_csv(Path(swept) / "analysis" / "compare.csv").set_index(["arm", "outcome"])["diff_mean"]
    for name in ("aid_absorbed_musd", "relief_mean"):
        assert rows[name, "together"] == whole["rich", name]
        assert rows[name, "world"] + rows[name, "policy"] == pytest.approx(whole["rich", name], abs=1e-12)
    assert rows["relief_mean", "world"] == 0.0  # money buys no relief: that is the policy's doing
    assert rows["relief_mean", "policy"] > 0


@pytest.mark.slow
def test_an_arm_with_the_same_policies_as_the_reference_shows_its_world_alone(call: Call, swept: str) -> None:
    done = call("compare", swept, "--reference", "easing", "--arm", "rich")
    assert done.exit_code == 0, done.output
    assert "the difference is its world's alone" in " ".join(done.stdout.split())


@pytest.mark.slow
def test_a_world_that_is_another_arm_is_not_run_again(call: Call, swept: str) -> None:
    done = call("compare", swept, "--reference", "rich", "--arm", "status_quo")
    assert done.exit_code == 0, done.output
    assert (
        "6 runs of the world of 'status_quo' with the policies of 'rich'" not in done.stderr
    )  # that is the arm easing
    rows = pd.read_csv(Path(swept) / "analysis" / "attribution.csv")
    assert set(rows["reference"]) == {"rich", "easing"}


@pytest.mark.slow
def test_compare_works_on_a_run_of_scenarios(
    call: Call, scenario_file: Callable[..., str], here: Path
) -> None:
    one, two = (
        scenario_file("one", replicates=4),
        scenario_file("two", "policies: [unconditional_easing]\n", 4),
    )
    assert call("run", one, two, "--engine", "mesa", "--no-figures", "--quiet").exit_code == 0
    done = call("compare", "results/one_vs_two", "--outcome", "all")
    assert done.exit_code == 0, done.output
    assert "1 policy against one: 4 replicates" in done.stdout
    assert len(pd.read_csv("results/one_vs_two/analysis/compare.csv")) > 30
    luck = call("robustness", "results/one_vs_two", "--no-figures")
    assert "robustness against chance only" in " ".join(luck.stdout.split())


@pytest.mark.slow
def test_a_single_pair_says_that_it_proves_nothing(call: Call, scenario_file: Callable[..., str]) -> None:
    one, two = (
        scenario_file("one", replicates=1),
        scenario_file("two", "policies: [unconditional_easing]\n", 1),
    )
    assert call("run", one, two, "--engine", "mesa", "--no-figures", "--quiet").exit_code == 0
    assert "One pair of runs: no interval and no verdict." in call("compare", "results/one_vs_two").stdout


def test_robustness_tells_who_wins_and_loses_and_draws_two_figures(call: Call, boxed: str) -> None:
    done = call("robustness", boxed)
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    rows = pd.read_csv("boxed/analysis/robustness.csv").set_index(["arm", "outcome"])
    n = rows["n_samples"]["bundle", "events_per_year"]
    wins = round(n * rows["share_best"]["bundle", "events_per_year"])
    told = (
        f"Provocations a year: bundle wins most often (in {wins} of {n} samples; it loses in {n - wins} of {n}), "
        f"status_quo loses most often ({wins} of {n})"
    )
    assert told in words
    assert (
        f"Disease burden, end: bundle wins most often (in {n} of {n} samples; it loses in 0 of {n})" in words
    )
    assert {path.name for path in Path("boxed/figures").iterdir()} == {
        "regret.png",
        "regret.svg",
        "pareto.png",
        "pareto.svg",
    }
    enough = pd.read_csv("boxed/analysis/satisficing.csv").set_index(["arm", "threshold"])["share_met"]
    assert enough["bundle", "disease_burden_end"] == 1.0
    stricter = call("robustness", boxed, "--threshold", "disease_burden_end=-0.06", "--no-figures")
    assert stricter.exit_code == 0
    enough = pd.read_csv("boxed/analysis/satisficing.csv").set_index(["arm", "threshold"])["share_met"]
    assert enough["bundle", "disease_burden_end"] == 0.0


def test_robustness_across_replicates_counts_those_that_have_a_value(call: Call, here: Path) -> None:
    """Two policies do equally well in five of six replicates and have no value in the sixth; alone, nobody ties."""
    level = np.array([[1.0, 2.0, 3.0, 2.0, 1.0, 1.0], [0.0] * 5 + [np.nan], [0.0] * 5 + [np.nan]])
    aims = dict.fromkeys(("deescalation_index", "disease_burden_end", "donor_cost_musd"), np.ones((3, 1, 6)))
    folder(here / "by_chance", {"refusal_rate": level[:, None, :], **aims})
    done = call("robustness", "by_chance", "--no-figures", "--outcome", "refusal_rate")
    words = " ".join(done.stdout.split())
    assert "2 policies and status_quo across 6 replicates" in words
    assert (
        "Offers refused, share: a and b win most often (in 5 of 5 replicates), status_quo loses most often (5 of 6); "
        "least regret: a and b; best worst case: a and b."
    ) in words
    assert "% of replicates" in words and "ample" not in words


@pytest.mark.slow
def test_discover_says_in_a_sentence_where_the_policy_fails(call: Call, boxed: str) -> None:
    done = call("discover", boxed, "--outcome", "events_per_year")
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    box = pd.read_csv("boxed/analysis/discover_bundle_events_per_year_boxes.csv").iloc[0]
    rate = box["base_rate"]
    assert (
        f"bundle raises provocations a year where iota < {box['at_most']:.3g}: 100 % of its failures, 100 % pure "
        f"(base rate {rate * 100:.0f} %)"
    ) in words
    assert box["at_most"] == pytest.approx(0.4, abs=0.02)
    assert "iota = provocation.iota: How much carrying out an agreement counts as talking" in words
    assert Path("boxed/figures/discover_bundle_events_per_year.png").is_file()
    tree = pd.read_csv("boxed/analysis/discover_bundle_events_per_year_tree.csv")
    assert tree["share"].tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["compare", "nowhere"], "nowhere is not a results folder"),
        (
            ["compare", "boxed", "--arm", "status_quo"],
            "'status_quo' is the reference; choose another arm: bundle",
        ),
        (["robustness", "boxed", "--outcome", "donor_cost_musd"], "neither direction is better"),
        (["robustness", "boxed", "--threshold", "x=1"], "--threshold x=1: unknown outcome 'x'"),
        (["discover", "boxed", "--outcome", "disease_burden_end"], "bundle fails in 0 of 200 samples"),
        (["discover", "boxed", "--outcome", "donor_cost_musd"], "say what failure is"),
        (["discover", "boxed", "--arm", "x", "--outcome", "events_per_year"], "unknown arm 'x'"),
        (["discover", "boxed", "--outcome", "events_per_year", "--fails", "worse"], "--fails 'worse'"),
    ],
)
def test_what_cannot_be_answered_is_explained_with_exit_status_2(
    call: Call, boxed: str, arguments: list[str], answer: str
) -> None:
    done = call(*arguments)
    assert done.exit_code == 2
    assert answer in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
def test_plot_draws_again_what_the_analyses_drew(call: Call, boxed: str) -> None:
    assert call("robustness", boxed, "--outcome", "events_per_year").exit_code == 0
    assert call("discover", boxed, "--outcome", "events_per_year", "--fails", "> 0.5").exit_code == 0
    asked = [word for name in ("regret", "pareto", "boxes") for word in ("--figure", name)]
    done = call("plot", boxed, *asked, "--format", "svg", "--out", "again")
    assert done.exit_code == 0, done.output
    again = {path.name: path.read_bytes() for path in Path("again").iterdir()}
    assert again == {path.name: path.read_bytes() for path in Path("boxed/figures").glob("*.svg")}
    assert set(again) == {"regret.svg", "pareto.svg", "discover_bundle_events_per_year.svg"}


def test_plot_says_what_an_analysis_lacks(call: Call, boxed: str) -> None:
    done = call("plot", boxed, "--figure", "boxes", "--format", "svg")
    assert (
        done.exit_code == 2
        and "diplosim discover boxed --arm ARM --outcome NAME (arms: bundle)" in done.stderr
    )
    assert call("plot", boxed, "--figure", "regret", "--format", "svg").exit_code == 0
    done = call("plot", boxed, "--figure", "boxs")
    assert done.exit_code == 2 and "did you mean 'boxes'" in done.stderr
