"""Through which mechanism a policy works: every path from policies to provocations is known, and closes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

import diplosim as ds
from diplosim.analysis.ablation.mechanisms import ALL, PATHS, mechanisms_off
from diplosim.policies.registry import builtin_policies
from diplosim.scenario import PARAMETERS

Call = Callable[..., Result]
EVERY = {key: value for off in PATHS.values() for key, value in off.items()}
#: With every mechanism of the second model on, so that nothing hides behind a switch.
WORLD = {name: 1 for name in PARAMETERS if name.startswith("mechanisms.")}


@pytest.mark.slow
@pytest.mark.parametrize("second", [0, 1])
def test_with_all_paths_closed_no_policy_changes_a_provocation(second: int) -> None:
    switches = dict.fromkeys(WORLD, second)
    base = ds.Scenario.load("status_quo").with_(parameters=switches | EVERY, months=60, policies=[])
    arms = [base.with_(name=p.name, policies=[{p.name: {}}]) for p in builtin_policies()]
    found = ds.compare(base.with_(name="none"), *arms, replicates=6)
    for name in ("events_per_year", "events_major_per_year", "longest_quiet_months"):
        cube = found.reader.cube(name)
        assert (cube == cube[0]).all() and cube.any(), name


def test_every_path_is_a_parameter_and_every_switch_is_tried() -> None:
    assert set(EVERY) <= set(PARAMETERS)
    assert set(mechanisms_off()) >= {*PATHS, ALL, *WORLD}


@pytest.mark.slow
def test_the_command_says_what_carries_an_effect(here: Path, call: Call) -> None:
    (here / "t.yaml").write_text(
        "experiment: 1\nname: t\nscenario: {extends: status_quo, months: 36, events: [{at: 2026-05, kind: leadership, "
        "title: x, parameters: {provocation.b_X: 2.0}}]}\narms: {status_quo: [], grit: [grit]}\nreplicates: 8\n"
        "vary: {provocation.spi: {values: [0.2, 0.8]}}\noutcomes: [events_per_year]\n"
    )
    assert call("sweep", "t.yaml", "--no-figures", "--quiet").exit_code == 0
    done = call("ablation", "results/t", "--mechanisms")
    assert done.exit_code == 0, done.output
    assert (
        "With all paths closed: 0 (0 to 0)" in done.output and "Nothing at all is carried by" in done.output
    )
    rows = pd.read_csv(here / "results/t/analysis/mechanisms.csv", keep_default_na=False).set_index("off")
    whole, closed = rows.loc[""], rows.loc[ALL]
    assert float(whole["diff_mean"]) < 0 and float(closed["diff_low"]) == float(closed["diff_high"]) == 0
    exercises = rows.loc["exercises provoke"]
    assert float(exercises["carried_mean"]) == pytest.approx(
        float(whole["diff_mean"]) - float(exercises["diff_mean"])
    )
    assert call("ablation", "results/t", "--mechanisms", "--arm", "grot").exit_code == 2
