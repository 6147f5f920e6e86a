from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.analysis.sensitivity.known import planted
from tests.cli.conftest import Call

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may

pytest.importorskip("SALib")
DESIGNS: dict[str, dict[str, Any]] = {
    "sobol": {"method": "saltelli", "samples": 32},
    "morris": {"method": "morris", "samples": 4, "levels": 4},
    "rank": {"method": "lhs", "samples": 60},
}
OUTCOMES = {
    "events_per_year": lambda t: (t["arm"] == "easing") * 2.0 * t["provocation.iota"] + t["replicate"],
    "refusal_rate": lambda t: t["provocation.iota"].where(t["run"] % 2 == 0),
}
ASKED = ("--outcome", "events_per_year", "--outcome", "refusal_rate")


@pytest.fixture(scope="module", params=DESIGNS)
def swept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = planted(
        tmp_path_factory.mktemp(request.param), OUTCOMES, design=DESIGNS[request.param], replicates=2
    )
    return request.param, folder


def test_it_tells_the_drivers_writes_rows_and_figures_and_enters_them_into_the_manifest(
    call: Call, swept: tuple[str, Path]
) -> None:
    method, folder = swept
    done = call("sensitivity", str(folder), *ASKED, "--arm", "easing")
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert "What drives the effect of easing on: Provocations a year (less status_quo)" in text
    assert "provocation.iota: How much carrying out an agreement counts as talking." in text
    assert "Not analysed: missing in" in text
    assert "A thinking aid, not a forecast" in text
    table = pd.read_csv(folder / "analysis" / "sensitivity.csv")
    main = table[(table["parameter"] == "provocation.iota") & (table["rank"] == 1)]
    assert method in set(main["method"])
    figures = {path.name for path in (folder / "figures").iterdir()}
    assert {f"{'tornado' if method == 'rank' else method}_effect_easing.png"} <= figures
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    assert {"analysis/sensitivity.csv", *(f"figures/{name}" for name in figures)} <= set(listed)


def test_the_same_command_writes_the_same_bytes(call: Call, swept: tuple[str, Path]) -> None:
    _, folder = swept
    written = []
    for _ in range(2):
        assert call("sensitivity", str(folder), "--outcome", "events_per_year").exit_code == 0
        written.append(
            {
                p.name: p.read_bytes()
                for p in (*(folder / "figures").iterdir(), *(folder / "analysis").iterdir())
            }
        )
    assert written[0] == written[1]


def test_csv_is_printed_as_it_is_written(call: Call, swept: tuple[str, Path]) -> None:
    _, folder = swept
    done = call("sensitivity", str(folder), "--outcome", "events_per_year", "--csv", "--no-figures", "--absolute",
                "--arm", "easing")  # fmt: skip
    assert done.exit_code == 0
    assert done.stdout == (folder / "analysis" / "sensitivity.csv").read_text(encoding="utf-8")
    assert set(pd.read_csv(io.StringIO(done.stdout))["arm"]) == {"easing"}


def test_many_arms_and_outcomes_get_a_line_each(call: Call, swept: tuple[str, Path]) -> None:
    _, folder = swept
    names = ["events_per_year", "refusal_rate", "economy_end", "un_breadth_mean"]
    done = call(
        "sensitivity", str(folder), "--no-figures", *(w for name in names for w in ("--outcome", name))
    )
    assert done.exit_code == 0, done.output
    assert "the largest drivers, the first one first" in " ".join(done.stdout.split())
    assert "not analysed" in done.stdout


def test_what_cannot_be_answered_ends_with_status_2_one_line_and_no_traceback(
    call: Call, swept: tuple[str, Path], tmp_path: Path
) -> None:
    method, folder = swept
    wrong = "morris" if method != "morris" else "sobol"
    for arguments, words in (
        ([str(folder), "--method", wrong], "needs another design"),
        ([str(folder), "--outcome", "refusal_rate"], "ask for offers_refused"),
        ([str(folder), "--arm", "eesing"], "did you mean 'easing'"),
        ([str(tmp_path)], "not a results folder"),
    ):
        done = call("sensitivity", *arguments)
        assert done.exit_code == 2, done.output
        assert words in done.output
        assert len(done.output.strip().splitlines()) == 1


def test_plot_draws_again_what_the_analysis_drew(call: Call, swept: tuple[str, Path], tmp_path: Path) -> None:
    method, folder = swept
    assert call("sensitivity", str(folder), "--outcome", "events_per_year", "--seed", "4").exit_code == 0
    chart = "tornado" if method == "rank" else method
    done = call("plot", str(folder), "--figure", chart, "--format", "svg", "--out", str(tmp_path / "again"))
    assert done.exit_code == 0, done.output
    [file] = (tmp_path / "again").iterdir()
    assert file.read_bytes() == (folder / "figures" / f"{chart}_effect_easing.svg").read_bytes()
    other = "morris" if method != "morris" else "sobol"
    wrong = call("plot", str(folder), "--figure", other)
    assert wrong.exit_code == 2 and f"not drawn: {other}: it needs an experiment with design" in wrong.stderr


def test_of_many_arms_only_the_most_telling_are_drawn_unless_all_are_asked_for(
    call: Call, tmp_path: Path
) -> None:
    sizes = {"a": 1.0, "b": 9.0, "c": 0.1, "d": 5.0, "e": 3.0}
    moved = {
        "events_per_year": lambda t: t["arm"].map(sizes).fillna(0.0) * t["provocation.iota"] + t["replicate"]
    }
    arms = {"status_quo": [], **{name: ["unconditional_easing"] for name in sizes}}
    vary = {"provocation.iota": {"uniform": [0, 1]}}
    folder = planted(tmp_path / "r", moved, design=DESIGNS["rank"], replicates=2, arms=arms, vary=vary)
    assert call("sensitivity", str(folder), "--outcome", "events_per_year").exit_code == 0
    drawn = {path.stem for path in (folder / "figures").glob("tornado*.png")}
    assert drawn == {f"tornado_effect_{arm}" for arm in "bde"}
    again = call(
        "plot", str(folder), "--figure", "tornado", "--format", "svg", "--out", str(tmp_path / "all")
    )
    assert again.exit_code == 0, again.output
    assert {path.stem for path in (tmp_path / "all").iterdir()} == {f"tornado_effect_{arm}" for arm in sizes}
