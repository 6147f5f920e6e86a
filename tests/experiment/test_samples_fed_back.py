"""What an experiment varied can be given back to a scenario, and is told in the words of the file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import diplosim as ds
from diplosim.cli import cli

SWEEP = """\
experiment: 1
scenario: {scenario: 1, name: base, months: 24}
arms: {none: [], fund: [pooled_fund], both: [pooled_fund, grit]}
vary:
  trust.lam_neg: {values: [1.5, 3]}
  tables.L_cool: {values: [3, 9]}
  trust.rule: {values: [logodds, beta]}
  actors.ROK.hawkish: {values: [true, null]}
  actors.JPN.ties.USA: {uniform: [0.2, 0.8]}
  policies.pooled_fund.from: {values: [2026-03, 2026-10]}
  policies.pooled_fund.until: {values: [2027-06, null]}
  policies.pooled_fund.prefund: {uniform: [0, 1]}
  policies.pooled_fund.contributors: {values: [[ROK, EU, GHF], [EU, GHF, CHN]]}
design: {method: lhs, samples: 6, seed: 3}
replicates: 2
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> ds.Results:
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "sweep.yaml").write_text(SWEEP)
    return ds.Experiment.load(folder / "sweep.yaml").run(folder / "r", engine="mesa", trajectories=True)


@pytest.mark.slow
@pytest.mark.parametrize("arm", ["none", "fund", "both"])
def test_a_row_of_the_samples_makes_the_world_of_its_runs(results: ds.Results, arm: str) -> None:
    scenario = next(one for one in results.scenarios if one.name == arm)
    for sample, row in results.samples.iterrows():
        again = ds.simulate(scenario.with_(**row), replicates=2, engine="mesa").runs
        stored = results.runs[(results.runs["arm"] == arm) & (results.runs["sample"] == sample)]
        for outcome in ("events_per_year", "trust_rivals_end", "aid_absorbed_musd", "disease_burden_end"):
            assert list(again[outcome]) == list(stored[outcome]), (sample, outcome)


@pytest.mark.slow
def test_the_file_of_samples_is_fed_back_as_it_is(results: ds.Results) -> None:
    assert results.folder is not None
    table = pd.read_parquet(results.folder / "samples.parquet").set_index("sample")
    scenario = results.scenarios[1]
    for sample in table.index:
        world = scenario.with_(**table.loc[sample])
        assert world == scenario.with_(**results.samples.loc[sample])
        assert world.parameters["tables.L_cool"] == table.loc[sample, "tables.L_cool"]
        assert world.policies[0].start == table.loc[sample, "policies.pooled_fund.from"]
    for name in ("actors.ROK.hawkish", "policies.pooled_fund.until"):
        assert table[name].isna().any() and table[name].notna().any()


def test_dotted_names_of_with_are_checked_like_everything_else() -> None:
    base = ds.Scenario.from_dict({"scenario": 1, "policies": ["pooled_fund"]})
    mine = base.with_(months=6, **{"policies.pooled_fund.prefund": 0.25, "actors.ROK.ceiling_musd": 7})
    assert (mine.months, mine.policies[0].options["prefund"], mine.actor("ROK").ceiling_musd) == (6, 0.25, 7)
    assert base.with_(**{"policies.grit.strength": 0.5}) == base  # as for an arm without that policy
    wrong = {
        "trust.lam_ng": "did you mean 'trust.lam_neg'",
        "actors.ROK.ceilin": "did you mean 'ceiling_musd'",
    }
    for name, said in wrong.items():
        with pytest.raises(ds.ScenarioError, match=said):
            base.with_(**{name: 1})


def test_what_varies_is_told_by_date_and_an_empty_value_as_such(tmp_path: Path) -> None:
    (tmp_path / "sweep.yaml").write_text(SWEEP)
    shown = " ".join(
        CliRunner().invoke(cli, ["run", str(tmp_path / "sweep.yaml"), "--dry-run"]).stdout.split()
    )
    assert "policies.pooled_fund.from in 2026-03, 2026-10" in shown
    assert "policies.pooled_fund.until in 2027-06, empty" in shown
    assert "actors.ROK.hawkish in True, empty" in shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "trust.lam_neg: {values: [1, null]}",
            "trust.lam_neg must be a number from 0 to 20, not an empty value",
        ),
        ("actors.ROK.hawkish: {values: [null, null]}", "lists an empty value twice"),
        ("actors.ROK.phase: {uniform: [null, 3]}", "an empty value goes into {values: [...]}"),
        ("policies.pooled_fund.from: {values: [null]}", "a month from 2026-01 to 2027-12"),
    ],
)
def test_where_null_cannot_be(line: str, said: str, tmp_path: Path) -> None:
    base = (
        "experiment: 1\nscenario: {scenario: 1, months: 24}\narms: {none: [], fund: [pooled_fund]}\nvary:\n"
    )
    (tmp_path / "sweep.yaml").write_text(f"{base}  {line}\n")
    with pytest.raises(ds.ScenarioError) as error:
        ds.Experiment.load(tmp_path / "sweep.yaml")
    assert said in str(error.value)


def test_months_have_their_dates(results: ds.Results) -> None:
    months = results.trajectories
    assert set(months["date"][months["month"] == 0]) == {"2026-01"}
    assert set(months["date"][months["month"] == 23]) == {"2027-12"}
    early = ds.Scenario.from_dict({"scenario": 1, "name": "early", "months": 3, "start": "2014-11"})
    late = ds.Scenario.from_dict({"scenario": 1, "name": "late", "months": 2})
    with pytest.warns(UserWarning, match="differ in"):
        pair = ds.compare(early, late, replicates=1, engine="mesa").trajectories
    assert list(pair["date"]) == ["2014-11", "2014-12", "2015-01", "2026-01", "2026-02"]
    assert results.folder is not None
    told = pd.read_csv(results.folder / "data_dictionary.csv").set_index(["file", "column"])
    assert told.loc[("trajectories.parquet", "date"), "meaning"] == "calendar month"
