"""``diplosim plot --metric`` draws any monthly metric, de-escalation among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import diplosim as ds
from diplosim.cli import cli
from diplosim.rules.numeric import det_log


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> ds.Results:
    base = ds.Scenario.from_dict({"scenario": 1, "name": "base", "months": 30, "seed": 3})
    fund = base.with_(name="fund", policies=["pooled_fund"])
    pair = ds.compare(base, fund, replicates=2, engine="mesa")
    return ds.open_results(pair.save(tmp_path_factory.mktemp("any") / "r"))


def plot(results: ds.Results, out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        cli, ["plot", str(results.folder), "--out", str(out), "--format", "svg", *arguments]
    )


@pytest.mark.slow
def test_any_metric_is_drawn_as_a_fan_or_in_small_panels(results: ds.Results, tmp_path: Path) -> None:
    done = plot(results, tmp_path, "--metric", "deescalation", "--metric", "wait_days")
    assert done.exit_code == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"fan_deescalation.svg", "fan_wait_days.svg"}
    small = plot(results, tmp_path, "--metric", "economy", "--figure", "policies")
    assert small.exit_code == 0 and (tmp_path / "policies_economy.svg").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--metric", "deescalatoin"), "unknown metric 'deescalatoin'; did you mean 'deescalation'?"),
        (
            ("--metric", "economy", "--figure", "lanes"),
            "--metric goes with --figure fan and policies, not with lanes",
        ),
    ],
)
def test_what_is_no_metric_is_refused(
    results: ds.Results, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = plot(results, tmp_path, *arguments)
    assert done.exit_code == 2 and said in done.stderr and not list(tmp_path.iterdir())


def test_a_month_is_calmer_than_the_reference_where_its_severity_is_below_it(results: ds.Results) -> None:
    months, runs = results.trajectories, results.runs.set_index(["arm", "replicate"])
    for (arm, replicate), run in months.groupby(["arm", "replicate"]):
        severity, monthly = run["severity"].to_numpy(float), run["deescalation"].to_numpy(float)
        reference = [det_log(1.0 + each) + one for each, one in zip(severity, monthly, strict=True)]
        assert max(reference) - min(reference) < 1e-6  # one reference for all months
        whole = runs.loc[(arm, replicate), "deescalation_index"]
        assert whole == pytest.approx(reference[0] - det_log(1.0 + severity.mean()), abs=1e-6)
