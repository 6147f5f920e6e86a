"""A record of the user's own through the real command line: scored, drawn over the fan, turned into dated events."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from math import isnan
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from diplosim.cli import cli
from diplosim.scenario import Scenario

Call = Callable[..., Result]
ROOT = Path(__file__).parents[2]
EVENTS = """\
date,type,event
2014-02-03,Missile,Short-range launch
2014-02-27,Missile,Short-range launch
2014-03-05,Resolution,Resolution 9999
2014-08-01,Exercise,Drill
2015-01-06,Nuclear,Nuclear Test
2015-05-01,Talks,Meeting in Geneva
2016-02-07,Missile,Satellite launch
"""
YEARS = "year,shots,meetings\n2013,4,0\n2014,5,1\n2015,9,\n"
MAPPED = ("--map", "shots=events", "--map", "meetings=talks")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of two arms, 24 runs each."""
    folder = tmp_path_factory.mktemp("record")
    (folder / "quick.yaml").write_text(
        "scenario: 1\nname: quick\nstart: 2014-01\nmonths: 36\nseed: 5\nreplicates: 24\n"
    )
    done = CliRunner().invoke(
        cli,
        [
            "run",
            str(folder / "quick.yaml"),
            "--policy",
            "grit",
            "-o",
            str(folder / "r"),
            "-q",
            "--no-figures",
        ],
    )
    assert done.exit_code == 0, done.output
    return folder / "r"


@pytest.fixture
def record(here: Path) -> Callable[..., str]:
    def write(text: str, name: str = "record.csv") -> str:
        (here / name).write_text(text)
        return name

    return write


@pytest.mark.slow
def test_a_record_is_scored_where_its_dates_meet_the_runs_and_the_rest_is_said(
    call: Call, results: Path, record: Callable[..., str]
) -> None:
    done = call("score", str(results), "--observed", record(YEARS), *MAPPED, "--json")
    rows = json.loads(done.stdout)
    assert [(row["arm"], row["series"], row["first"], row["last"]) for row in rows] == [
        ("quick", "events", "2014", "2015"), ("quick", "talks", "2014", "2014"),
        ("quick_and_grit", "events", "2014", "2015"), ("quick_and_grit", "talks", "2014", "2014"),
    ]  # fmt: skip
    assert rows[0]["observed_mean"] == 7 and rows[0]["runs"] == 24
    assert "1 year of the record outside the simulated months" in done.stderr
    assert "1 row without a value of talks: unknown, not 0" in done.stderr
    with (results / "analysis" / "score.csv").open() as file:
        assert [row["crps"] for row in csv.DictReader(file)] == [f"{row['crps']}" for row in rows]
    shown = call("score", str(results), "--observed", "record.csv", *MAPPED, "--arm", "quick").stdout
    assert "quick_and_grit" not in shown and "2014–2015" in shown and " of 2" in shown
    assert max(len(line) for line in shown.splitlines() if str(results) not in line) <= 80


def test_scores_are_those_of_the_kept_months(call: Call, results: Path, record: Callable[..., str]) -> None:
    import numpy as np
    import pandas as pd

    arguments = ("--observed", record(YEARS), *MAPPED, "--arm", "quick", "--json")
    row = json.loads(call("score", str(results), *arguments).stdout)[0]
    months = pd.read_parquet(results / "trajectories.parquet")
    months = months[(months["arm"] == "quick") & (months["month"] < 24)]
    years = months.assign(year=months["month"] // 12).groupby(["replicate", "year"])["events"].sum().unstack()
    expected = [
        np.abs(years[n] - x).mean() - np.abs(np.subtract.outer(years[n].values, years[n].values)).mean() / 2
        for n, x in enumerate((5, 9))
    ]
    assert row["crps"] == pytest.approx(np.mean(expected), rel=1e-12)
    low, high = years.quantile(0.05), years.quantile(0.95)
    assert row["inside_90"] == sum(low[n] <= x <= high[n] for n, x in enumerate((5, 9)))


def test_the_record_is_drawn_as_points_without_a_line(
    call: Call, results: Path, record: Callable[..., str], here: Path
) -> None:
    done = call(
        "plot", str(results), "--observed", record(YEARS), *MAPPED, "--format", "svg", "-o", str(here / "f")
    )
    assert done.exit_code == 0 and done.stdout.split() == [str(here / "f" / "record.svg")]
    drawn = (here / "f" / "record.svg").read_text()
    assert "beside the record, 2014 to 2015" in drawn and "none of it was simulated" in drawn


def test_points_of_the_record_have_no_line_and_a_legend(
    results: Path, record: Callable[..., str], here: Path
) -> None:
    from diplosim.cli.own_record import Asked, compared_with, figure_of
    from diplosim.results import open_results

    record(YEARS)
    asked = Asked(here / "record.csv", {"shots": "events", "meetings": "talks"}, "year", None)
    opened = open_results(results)
    figure = figure_of(opened, compared_with(opened, asked), asked)
    panels = [axes for axes in figure.axes if axes.get_legend() is not None]
    assert len(panels) == 2
    for axes, values in zip(panels, ([5, 9], [1]), strict=True):
        assert [text.get_text() for text in axes.get_legend().get_texts()] == ["record"]
        points = next(line for line in axes.lines if line.get_label() == "record")
        assert points.get_linestyle() == "None" and list(points.get_ydata()) == values
        figure.draw_without_rendering()
        assert (
            axes.get_legend().get_window_extent().y0 >= axes.get_window_extent().y1
        )  # no sign of it among the points


def test_the_runs_are_drawn_whole_where_the_record_has_a_gap(
    results: Path, record: Callable[..., str], here: Path
) -> None:
    """2015 is unknown: the band of the runs goes on through it, and only the point is missing."""
    from diplosim.cli.own_record import Asked, compared_with, figure_of
    from diplosim.results import open_results

    record("year,shots\n2014,5\n2016,9\n")
    asked = Asked(here / "record.csv", {"shots": "events"}, "year", None)
    opened = open_results(results)
    figure = figure_of(opened, compared_with(opened, asked), asked)
    (panel,) = (axes for axes in figure.axes if axes.get_legend() is not None)
    (points,) = (line for line in panel.lines if line.get_label() == "record")
    lines = [line for line in panel.lines if line.get_linestyle() == "-" and len(line.get_xdata()) == 3]
    assert list(points.get_ydata()) == [5, 9]
    assert [list(line.get_xdata()) for line in lines] == [[2014.5, 2015.5, 2016.5]]
    assert not any(isnan(value) for value in lines[0].get_ydata())


def test_run_scores_and_draws_in_one_go_and_reads_the_record_before_it_runs(
    call: Call, scenario_file: Callable[..., str], record: Callable[..., str], here: Path
) -> None:
    file = scenario_file(more="start: 2014-01\n")
    broken = call("run", file, "--observed", record("year,events\n2014,many\n"))
    assert (
        broken.exit_code == 2
        and "record.csv:2:6: write a whole number of 0 or more, not 'many'" in broken.stderr
    )
    assert not (here / "results").exists()
    done = call("run", file, "--observed", record("year,events\n2014,5\n"), "--no-figures")
    assert done.exit_code == 0 and "events (count)" in done.stdout
    assert "intervals need 20 or more" in done.stderr
    assert (here / "results/quick/analysis/score.csv").is_file()


def test_a_column_with_the_name_of_a_metric_counts_beside_one_that_is_mapped(
    call: Call, results: Path, record: Callable[..., str]
) -> None:
    file = record("year,meetings,events\n2014,1,5\n")
    arguments = ("--map", "meetings=talks", "--arm", "quick", "--json")
    rows = json.loads(call("score", str(results), "--observed", file, *arguments).stdout)
    assert {row["series"]: row["observed_mean"] for row in rows} == {"events": 5, "talks": 1}


def test_hidden_characters_in_the_name_of_the_file_reach_no_reader(
    call: Call, results: Path, record: Callable[..., str], here: Path
) -> None:
    name = record("year,events\n2014,5\n", "a\x1b[31mb\u202e.csv")
    arguments = (str(results), "--observed", name, "--arm", "quick")
    shown = call("score", *arguments).stdout + (results / "analysis/score.csv").read_text()
    assert call("plot", *arguments, "--format", "svg", "-o", "f").exit_code == 0
    shown += (here / "f/record.svg").read_text()
    dated = record("date,type\n2014-02-03,Missile\n", "c\x1b.csv")
    shown += call("events", "from", dated).stdout
    assert "\x1b" not in shown and "\u202e" not in shown
    assert "a\\x1b[31mb\\u202e.csv" in shown and "c\\x1b.csv" in shown


@pytest.mark.slow
def test_the_report_has_the_record_over_the_fan_and_its_scores(
    call: Call, results: Path, record: Callable[..., str], here: Path
) -> None:
    done = call("report", str(results), "--observed", record(YEARS, "mine.csv"), *MAPPED)
    assert done.exit_code == 0 and "unknown, not 0" in done.stderr
    page = (results / "report.html").read_text()
    assert page.count("What happened, beside the runs") == 1 and "beside the record, 2014 to 2015" in page
    assert "The record mine.csv against the runs, by year" in page
    inside = page[page.index('id="record"') :]
    drawn = inside[: inside.index("</svg>")]
    assert (
        "none of it was simulated" in inside and drawn.count("record") >= 2
    )  # a legend in each of two panels
    assert call("report", str(results)).exit_code == 0  # as it was kept, without the file
    assert (results / "report.html").read_text() == page


@pytest.mark.slow
def test_a_report_written_elsewhere_leaves_the_results_as_they_were(
    call: Call, results: Path, record: Callable[..., str], here: Path
) -> None:
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    out = str(here / "r.html")
    assert call("report", str(results), "--observed", record(YEARS), *MAPPED, "-o", out).exit_code == 0
    assert "What happened, beside the runs" in (here / "r.html").read_text()
    assert {path: path.read_bytes() for path in results.rglob("*") if path.is_file()} == before


def test_a_record_that_does_not_meet_the_runs_is_refused_by_the_report(
    call: Call, results: Path, record: Callable[..., str]
) -> None:
    done = call("report", str(results), "--observed", record("year,events\n1990,3\n", "old.csv"))
    assert done.exit_code == 2 and "old.csv: the record covers 1990 to 1990" in done.stderr


@pytest.mark.slow
def test_run_writes_the_record_into_its_report(
    call: Call, scenario_file: Callable[..., str], record: Callable[..., str], here: Path
) -> None:
    done = call("run", scenario_file(more="start: 2014-01\n"), "--observed", record("year,events\n2014,5\n"))
    assert done.exit_code == 0
    assert "What happened, beside the runs" in (here / "results/quick/report.html").read_text()


@pytest.mark.slow
def test_more_arms_than_a_figure_holds_are_scored_and_the_rest_is_said(
    call: Call, scenario_file: Callable[..., str], record: Callable[..., str], here: Path
) -> None:
    first = scenario_file(more="start: 2014-01\n")
    files = []
    for n in range(5):
        files.append(f"quick{n}.yaml")
        (here / files[-1]).write_text((here / first).read_text().replace("name: quick", f"name: quick{n}"))
    done = call("run", *files, "--observed", record("year,events\n2014,5\n"), "-o", "five")
    assert done.exit_code == 0 and "quick4" in (here / "five/analysis/score.csv").read_text()
    assert "scored, but not drawn: a figure with a record shows up to 4 arms, not 5" in done.stderr


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (YEARS, (), "a type of event, an amount or a metric"),
        (YEARS, ("--map", "shots=evnts"), "did you mean 'events'?"),
        (YEARS, ("--map", "shot=events"), "did you mean 'shots'?"),
        (YEARS, ("--map", "shots"), "write COLUMN=METRIC"),
        (
            YEARS,
            (*MAPPED, "--every", "month"),
            "record.csv:2:6: this is dated to a year (2013), which tells no month",
        ),
        (YEARS, (*MAPPED, "--span", "2014"), "write two months"),
        (YEARS, (*MAPPED, "--arm", "quik"), "did you mean 'quick'?"),
        ("date,type\n2014-01-01,balloon\n", (), "no row of it counts; 1 row left out: balloons"),
        ("year,events\n1999,4\n", (), "run it with --set start=1999-01"),
        (
            "date,type\n2014-02-03,missile\n",
            (),
            "the record covers no whole year; count it by a shorter period",
        ),
    ],
)
def test_what_cannot_be_scored_is_told_with_status_2(
    text: str, options: tuple[str, ...], words: str, call: Call, results: Path, record: Callable[..., str]
) -> None:
    done = call("score", str(results), "--observed", record(text), *options)
    assert done.exit_code == 2 and words in done.stderr, done.stderr
    assert "Traceback" not in done.output


def test_options_of_a_record_need_one(call: Call, results: Path) -> None:
    assert "--observed FILE" in call("score", str(results)).stderr
    for command in ("score", "plot"):
        done = call(command, str(results), "--every", "month")
        assert done.exit_code == 2 and "go with --observed FILE" in done.stderr
    assert "--arm goes with --observed" in call("plot", str(results), "--arm", "quick").stderr


def test_events_of_a_record_become_a_scenario_that_is_valid_as_it_stands(
    call: Call, record: Callable[..., str], here: Path
) -> None:
    done = call("events", "from", record(EVENTS), "--start", "2014-01", "--out", "own.yaml")
    assert done.exit_code == 0 and call("validate", "own.yaml").exit_code == 0
    scenario = Scenario.load(here / "own.yaml")
    assert (scenario.name, scenario.start, scenario.months) == ("own", "2014-01", 36)
    assert scenario.agreements == Scenario.load("status_quo").agreements
    told = [
        (scenario.date(e.month), e.kind, getattr(e, "severity_class", 0), e.note) for e in scenario.events
    ]
    assert told == [
        ("2014-02", "provocation", 1, "lines 2, 3: Short-range launch"),
        ("2014-03", "resolution", 0, "line 4: Resolution 9999"),
        ("2014-08", "exercise", 0, "line 5: Drill"),
        ("2015-01", "provocation", 3, "line 6: Nuclear Test"),
        ("2016-02", "provocation", 2, "line 8: Satellite launch"),
    ]
    assert [event.count for event in scenario.events if event.kind == "provocation"] == [2, 1, 1]
    assert "1 meeting left out" in done.stderr and "intensity 1" in done.stderr


def test_events_before_the_start_are_counted_and_the_file_is_written(
    call: Call, record: Callable[..., str], here: Path
) -> None:
    done = call("events", "from", record(EVENTS), "--start", "2015-01", "--out", "deep/own.yaml")
    assert "4 events before 2015-01 left out" in done.stderr and done.stdout == "deep/own.yaml\n"
    text = (here / "deep" / "own.yaml").read_text()
    assert text.startswith("# 2 entries from record.csv, 2015-01 to 2016-02.\n")
    assert "start: 2015-01\nmonths: 24\nevents:\n" in text


def test_a_scenario_of_events_begins_in_the_year_of_the_first_and_has_a_name_that_any_system_takes(
    call: Call, record: Callable[..., str], here: Path
) -> None:
    """Of another country it says so; the name is made from that of the file."""
    rows = "date,type\n2015-08-03,Missile\n2016-02-07,Missile\n"
    text = call("events", "from", record(rows, "2015 con.csv"), "--case", "norvania").stdout
    assert 'name: "2015_con"\ncase: "norvania"\nstart: 2015-01\nmonths: 24\n' in text
    (here / "x.yaml").write_text(text)
    assert call("validate", "x.yaml").exit_code == 0
    assert 'name: "con_1"' in call("events", "from", record(rows, "con.csv")).stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "date,type\n2014,missile\n",
            "record.csv:2:1: this is dated to 2014 only; an event of a",
        ),
        (
            "date,type,count\n2014-01,missile,81\n",
            "81 provocations of class 1 in 2014-01; a scenario takes 80",
        ),
        (YEARS.replace("shots", "events"), "no event of it can be dated"),
        ("date,type\n2014-01-01,Talks\n", "no event of it can be dated"),
        ("date,type\n1900-05,missile\n2016-02,missile\n", "leave out the first events with --start 1917-01"),
    ],
)
def test_what_cannot_be_dated_is_told_with_status_2(
    text: str, words: str, call: Call, record: Callable[..., str]
) -> None:
    done = call("events", "from", record(text))
    assert done.exit_code == 2 and words in done.stderr, done.stderr
    assert "--start x" in call("events", "from", "record.csv", "--start", "x").stderr


@pytest.mark.slow
def test_the_scores_on_the_page_are_those_of_its_commands(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "own_record.md").read_text(encoding="utf-8")
    command, told = (page.split(f"```{kind}\n")[1].split("\n```")[0] for kind in ("bash", "text"))
    (here / "docs").symlink_to(ROOT / "docs")
    monkeypatch.setenv("COLUMNS", "80")
    lines = [line.removeprefix(".venv/bin/diplosim ").split() for line in command.splitlines()]
    shown = [call(*line).stdout for line in lines]
    assert [line.rstrip() for line in told.splitlines()] == [
        line.rstrip() for line in shown[1].splitlines()[:3]
    ]


def test_rows_that_name_no_type_are_taken_as_provocations_and_that_is_said(call: Call, here: Path) -> None:
    (here / "x.csv").write_text("date,event\n2018-06-12,Singapore summit\n2017-09-03,Sixth nuclear test\n")
    told = call("events", "from", "x.csv").stderr
    assert "2 rows without a type of event, taken as provocations; a column 'type' tells others" in told
    (here / "x.csv").write_text("date,event,class\n2017-09-03,Sixth nuclear test,3\n")
    assert "without a type" not in call("events", "from", "x.csv").stderr
