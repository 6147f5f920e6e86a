"""What the page says in Chromium is what the command line writes, to the last bit, by way of its own scenario files."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from diplosim.cli import cli
from diplosim.engine.engine import Job, play
from diplosim.engine.pack import pack
from diplosim.experiment.numbers import LEVELS, quantiles_of
from diplosim.metrics.columns import METRIC_NAMES, OUTCOME_NAMES
from diplosim.page.build import series
from diplosim.page.data import CHARTED
from diplosim.policies import unload_plugin
from diplosim.scenario import Scenario
from tests.page.browsing import DESKTOP, Live
from tests.page.conftest import Open
from tests.page.random_states import worlds

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RUNS = 12
#: Metrics that the page draws as they are, not over a window.
PLAIN = [name for name in CHARTED if name not in series()]
Presets = dict[str, Scenario]
PRESETS = ("pooled_fund", "maximum_pressure", "ghd_bundle")
LINK = (
    f"#world=status_quo&policy=corridor,strength:0.37,from:5,until:90,delay_days:3&policy=cofinancing,shares:0.1|0.3"
    f"&bargaining.J=1.1&provocation.spi=-0.3&actor.ROK=hawkish:true,ceiling_musd:47.5&n={RUNS}&seed=7"
)
#: What the page would write in ``summary.csv`` of a preset against the status quo.
SUMMARY = """async ({preset, replicates}) => {
    const page = await modules.app.opened, {startOf} = modules.state, {quantile} = modules.statistics;
    const chosen = name => ({...startOf(page.declared, name), replicates});
    const state = chosen(preset), reference = chosen('status_quo');
    const {ends, paired} = await page.futures.play(state, {replicates, reference, metrics: []});
    const told = name => {
        const there = ends[name].filter(Number.isFinite).sort(), own = paired[name];
        const at = level => quantile(there, level);
        return {median: at(0.5), p05: at(0.05), p25: at(0.25), p75: at(0.75), p95: at(0.95), n_pairs: own.n,
            diff_median: own.median, diff_p05: own.low, diff_p95: own.high, diff_p25: own.q25, diff_p75: own.q75,
            share_better: own.better, share_equal: own.same};
    };
    return Object.fromEntries(Object.keys(ends).map(name => [name, told(name)]));
}"""


def run(*arguments: str) -> None:
    done = CliRunner().invoke(cli, ["run", *arguments, "-q", "--no-figures"])
    assert done.exit_code == 0, done.output


def number(text: str) -> float:
    return float(text) if text else math.nan


def test_three_presets_come_out_as_in_summary_csv(browser: Any, file: Path, tmp_path: Path) -> None:
    run("status_quo", *PRESETS, "-n", str(RUNS), "--out", str(tmp_path / "r"))
    with (tmp_path / "r" / "summary.csv").open(encoding="utf-8") as table:
        rows = {
            (row["arm"], row["outcome"]): row for row in csv.DictReader(table) if row["kind"] == "outcome"
        }
    one = Live(browser, file, f"#world=status_quo&n={RUNS}", DESKTOP)
    compared, wrong = 0, []
    for preset in PRESETS:
        for outcome, told in one.ask(SUMMARY, {"preset": preset, "replicates": RUNS}).items():
            for column, value in told.items():
                there = number(rows[preset, outcome][column])
                own = math.nan if value is None else value
                compared += not math.isnan(there)
                if own != there and not (math.isnan(own) and math.isnan(there)):
                    wrong.append((preset, outcome, column, own, there))
    one.close()
    assert wrong == []
    assert compared > 1000


def test_a_saved_scenario_runs_on_the_command_line_with_the_same_numbers_and_opens_again(
    browser: Any, file: Path, tmp_path: Path
) -> None:
    one = Live(browser, file, LINK, DESKTOP)
    state = one.state()
    assert len(state["policies"]) == 2 and len(state["parameters"]) == 2
    saved = tmp_path / "saved.yaml"
    saved.write_text(one.download(lambda: one.page.keyboard.press("y")), encoding="utf-8")
    shown = one.ask("modules.app.opened.then(({drawn}) => Object.fromEntries(Object.entries(drawn.policy.ends)"
                    ".map(([name, values]) => [name, [...values]])))")  # fmt: skip
    run(str(saved), "--out", str(tmp_path / "r"))
    table = pq.read_table(tmp_path / "r" / "runs.parquet").to_pydict()
    for outcome, values in shown.items():
        there = [math.nan if value is None else value for value in table[outcome]]
        assert len(there) == RUNS
        assert all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(values, there, strict=True)), (
            outcome
        )
    one.page.keyboard.press("r")
    one.settle()
    assert one.state() != state
    with one.page.expect_file_chooser() as asked:
        one.page.get_by_role("button", name="Open .yaml").click()
    asked.value.set_files(saved)
    one.until("document.querySelector('#state').textContent === 'Scenario opened'")
    one.settle()
    assert one.state() == state
    one.close()


PLUGIN = Path(__file__).parents[2] / "docs" / "examples" / "vaccine_initiative.py"


def test_a_policy_of_ones_own_is_played_on_the_page_with_the_numbers_of_the_command_line(
    browser: Any, tmp_path: Path
) -> None:
    file, saved = tmp_path / "page.html", tmp_path / "saved.yaml"
    made = subprocess.run(
        [sys.executable, "-m", "diplosim", "explore", "--plugin", str(PLUGIN), "-o", str(file)], check=False
    )
    assert made.returncode == 0
    one = Live(browser, file, f"#world=status_quo&policy=vaccine_initiative,network:0.7&n={RUNS}", DESKTOP)
    one.page.locator('[data-key="strength:vaccine_initiative"]').press("PageDown")
    one.settle()
    saved.write_text(one.download(lambda: one.page.keyboard.press("y")), encoding="utf-8")
    shown = one.ask("modules.app.opened.then(({drawn}) => [...drawn.policy.ends.trust_rivals_end])")
    one.close()
    text = saved.read_text(encoding="utf-8")
    assert (
        "diplosim run FILE --plugin vaccine_initiative.py" in text
        and "vaccine_initiative: {strength: 0.9, network: 0.7}" in text
    )
    try:
        run(str(saved), "--plugin", str(PLUGIN), "--out", str(tmp_path / "r"))
    finally:
        unload_plugin(PLUGIN)
    assert pq.read_table(tmp_path / "r" / "runs.parquet").to_pydict()["trust_rivals_end"] == shown


#: What the page's own workers play of a state: outcomes of every run, and all quantiles of metrics.
PLAYED = """async ({state, replicates, metrics}) => {
    const {futures} = await modules.app.opened;
    const {ends, metrics: bands} = await futures.play(state, {replicates, metrics});
    const plain = found => Object.fromEntries(Object.entries(found).map(([name, values]) => [name, [...values]]));
    return [plain(ends), Object.fromEntries(Object.entries(bands).map(([name, lines]) => [name, plain(lines)]))];
}"""


def test_twenty_worlds_at_random_are_played_in_chromium_to_the_last_bit(live: Open, presets: Presets) -> None:
    """Levers, assumptions, governments and ceilings changed; the page sends them through its own loader and workers."""
    one = live(f"#n={RUNS}")
    chosen = worlds(presets, 20)
    assert sum(bool(state["policies"] and state["parameters"]) for state, _ in chosen) > 8
    for state, made in chosen:
        ends, told = one.ask(PLAYED, {"state": state, "replicates": RUNS, "metrics": PLAIN})
        found = play([Job(pack(made), made.seed, np.arange(RUNS), portable=True)])[0]
        for place, name in enumerate(OUTCOME_NAMES):
            assert np.array_equal(found.outcomes[:, place], ends[name], equal_nan=True), (state, name)
        for name in PLAIN:
            lines = quantiles_of(found.trajectories[:, :, METRIC_NAMES.index(name)], LEVELS)
            for level, line in zip(LEVELS, lines, strict=True):
                assert np.array_equal(line, told[name][f"q{round(100 * level):02d}"], equal_nan=True), (
                    state,
                    name,
                )


WRONG = {
    "unknown world": ("scenario: 1\nname: x\nextends: nowhere\n", "must name one of the page's presets"),
    "too large": ("# " + "x" * 200_001, "larger than 200 kB"),
    "unknown policy": ("scenario: 1\nextends: status_quo\npolicies: [nothing]\n", "nothing"),
    "no yaml": ("{", "line 1"),
}


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_no_scenario_of_the_page_is_told(
    browser: Any, file: Path, tmp_path: Path, text: str, told: str
) -> None:
    one = Live(browser, file, f"#n={RUNS}", DESKTOP)
    state = one.state()
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    with one.page.expect_file_chooser() as asked:
        one.page.get_by_role("button", name="Open .yaml").click()
    asked.value.set_files(tmp_path / "wrong.yaml")
    one.until("document.querySelector('#state.wrong')?.textContent.length > 0")
    assert told in one.text("#state") and one.state() == state
    one.close()
