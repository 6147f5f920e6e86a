"""What no scenario or experiment can mean is named with its place, before anything is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from diplosim.experiment.plan import MOST_RUNS
from diplosim.scenario.cast import MOST_ACTORS

Call = Callable[..., Result]
HEAD = "scenario: 1\nmonths: 12\nstart: 2026-01\n"


def checked(call: Call, here: Path, text: str) -> Result:
    (here / "x.yaml").write_text(text)
    return call("validate", "x.yaml")


def events(*lines: str) -> str:
    return HEAD + "events:\n" + "".join(f"- {{{line}}}\n" for line in lines)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("at: 2026-02, kind: exercise, intensity: 2", "at: 2026-02, kind: exercise, intensity: 0"),
         "two events exercise of 2026-02 contradict each other"),
        (("at: 2026-02, kind: exercise, intensity: 2", "at: 1, kind: exercise, intensity: 2, note: again"),
         "the same exercise is dated twice to 2026-02"),
        (("at: 2026-02, kind: stance, to: open", "at: 2026-02, kind: stance, to: closed"),
         "two events stance of 2026-02 contradict each other"),
        (("at: 2026-02, kind: government, actor: USA, hawkish: true",
          "at: 2026-02, kind: government, actor: USA, hawkish: false"), "contradict each other about USA"),
        (("at: 2026-02, kind: provocation, class: 1", "at: 2026-02, kind: provocation, class: 1"), "write its 'count'"),
        (("at: 2026-02, kind: flood", "at: 2026-02, kind: flood"), "the same flood is dated twice"),
        (("at: 2026-02, kind: leadership, parameters: {provocation.lam0: 0.5}",
          "at: 2026-02, kind: leadership, parameters: {provocation.lam0: 0.6}"),
         "contradict each other about provocation.lam0"),
        (("at: 2026-02, kind: insurance_transition", "at: 2026-05, kind: insurance_transition"),
         "a transition to health insurance starts once, not again in 2026-05"),
        (("at: 2026-02, kind: access, level: 0.5", "at: 2026-02, kind: expulsion"),
         "an expulsion and a level of access are both dated to 2026-02"),
        (("at: 2026-02, kind: pandemic", "at: 2026-02, kind: border_closure, months: 3"),
         "the pandemic of that month closes the border already"),
    ],
)  # fmt: skip
def test_two_events_of_a_month_that_cannot_both_be_meant(
    call: Call, here: Path, lines: tuple[str, ...], said: str
) -> None:
    done = checked(call, here, events(*lines))
    assert done.exit_code == 2
    assert "x.yaml:6:3: events: " in done.stderr and said in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    "lines",
    [
        ("at: 2026-02, kind: exercise, intensity: 2", "at: 2026-03, kind: exercise, intensity: 2"),
        ("at: 2026-02, kind: provocation, class: 1", "at: 2026-02, kind: provocation, class: 3"),
        ("at: 2026-02, kind: flood", "at: 2026-02, kind: flood, severity: 0.1"),
        ("at: 2026-02, kind: pandemic, months: 0", "at: 2026-02, kind: border_closure, months: 3"),
        ("at: 2026-02, kind: government, actor: USA, hawkish: true",
         "at: 2026-02, kind: government, actor: ROK, hawkish: true"),
    ],
)  # fmt: skip
def test_what_may_happen_side_by_side_is_accepted(call: Call, here: Path, lines: tuple[str, ...]) -> None:
    assert checked(call, here, events(*lines)).exit_code == 0


def test_a_phase_without_a_cycle(call: Call, here: Path) -> None:
    done = checked(call, here, HEAD + "actors:\n  MNG: {kind: donor, ceiling_musd: 5, phase: 3}\n")
    assert done.exit_code == 2 and "x.yaml:5:46: " in done.stderr
    assert "has a phase but no election cycle" in " ".join(done.stderr.split())
    assert (
        checked(
            call, here, HEAD + "actors:\n  MNG: {kind: donor, ceiling_musd: 4, cycle: 48, phase: 3}\n"
        ).exit_code
        == 0
    )
    assert checked(call, here, HEAD + "actors:\n  USA: {cycle: null}\n").exit_code == 0


@pytest.mark.parametrize("version", ["1.0", "true", "2", "'1'"])
def test_a_version_is_the_whole_number_1(call: Call, here: Path, version: str) -> None:
    done = checked(call, here, f"scenario: {version}\n")
    assert done.exit_code == 2 and "x.yaml:1:11: 'scenario' must be 1, not " in done.stderr
    (here / "e.yaml").write_text(f"experiment: {version}\nscenario: status_quo\n")
    done = call("run", "e.yaml", "--dry-run")
    assert done.exit_code == 2 and "e.yaml:1:13: 'experiment' must be 1, not " in done.stderr


def test_a_cast_beyond_the_limit_is_told_with_its_time(call: Call, here: Path) -> None:
    def cast(count: int) -> str:
        return (
            HEAD
            + "actors:\n"
            + "".join(f"  D{n:03d}: {{kind: donor, ceiling_musd: 1}}\n" for n in range(count))
        )

    done = checked(call, here, cast(MOST_ACTORS))
    words = " ".join(done.stderr.split())
    assert (
        done.exit_code == 2
        and f"actors take part; at most {MOST_ACTORS} may: a run of 120 months takes 2 s" in words
    )
    assert checked(call, here, cast(MOST_ACTORS - 20)).exit_code == 0


def test_more_runs_than_a_folder_may_hold_are_refused_with_their_sum(call: Call, here: Path) -> None:
    (here / "vast.yaml").write_text(
        "experiment: 1\nscenario: {scenario: 1, months: 1}\narms: {one: [], two: [grit]}\n"
        "vary: {provocation.iota: {uniform: [0, 1]}}\ndesign: {method: lhs, samples: 1000000}\nreplicates: 1000000\n"
    )
    for more in (("--dry-run",), ()):
        done = call("run", "vast.yaml", "--engine", "mesa", *more)
        words = " ".join(done.stderr.split())
        assert done.exit_code == 2
        assert "1,000,000 samples x 2 arms x 1,000,000 replicates = 2,000,000,000,000 runs" in words
        assert f"at most {MOST_RUNS:,} may be in one folder" in words
        assert "At 2 ms a run these would take 126.8 years on one core" in words
    assert not (here / "results").exists()


@pytest.mark.slow
def test_a_tie_is_a_tie(call: Call, here: Path) -> None:
    (here / "tie.yaml").write_text(
        "experiment: 1\nname: tie\nscenario: {scenario: 1, months: 2}\narms: {one: [], two: [{grit: {strength: 0}}]}\n"
        "vary: {provocation.lam0: {values: [0.2, 0.4]}}\nreplicates: 2\noutcomes: [events_per_year]\n"
    )
    assert call("run", "tie.yaml", "--engine", "mesa", "-q", "--no-figures").exit_code == 0
    done = call("robustness", "results/tie", "--no-figures")
    words = " ".join(done.stdout.split())
    assert done.exit_code == 0, done.stderr
    assert "all policies do the same in every sample: nobody wins and nobody loses" in words
    assert "100 / 100" not in words and "wins most often (in 100 %" not in words
    rows = (here / "results/tie/analysis/robustness.csv").read_text().splitlines()
    columns = rows[0].split(",")
    for row in rows[1:]:
        told = dict(zip(columns, row.split(","), strict=True))
        assert [float(told[f"share_{name}"]) for name in ("best", "worst", "tied")] == [0, 0, 1]
    assert "equal" in call("compare", "results/tie").stdout


def test_two_arms_of_one_title_are_told(call: Call, here: Path) -> None:
    for name in ("one", "two"):
        (here / f"{name}.yaml").write_text(
            f"scenario: 1\nmonths: 2\nreplicates: 1\nname: {name}\ntitle: Same\n"
        )
    done = call("run", "one.yaml", "two.yaml", "--engine", "mesa", "--no-figures", "--out", "r")
    assert done.exit_code == 0
    assert (
        "warning: two: has the title of one ('Same'); tables and figures show their names instead"
        in done.stderr
    )
    assert "two compared with one" in done.stdout


def test_more_samples_than_a_design_may_have_make_one_line(call: Call, here: Path) -> None:
    (here / "x.yaml").write_text(
        "experiment: 1\nscenario: {scenario: 1, months: 1}\nvary: {provocation.iota: {uniform: [0, 1]}}\n"
        "design: {method: lhs, samples: 4}\n"
    )
    done = call("run", "x.yaml", "--samples", "1000001", "--dry-run")
    words = "--samples: design.samples must be a whole number from 0 to 1000000, not 1000001\n"
    assert (done.exit_code, done.stderr) == (2, words)


def test_a_transition_that_the_drives_start_is_not_started_again_by_an_event(call: Call, here: Path) -> None:
    text = events("at: 2026-05, kind: insurance_transition") + "dprk: {insurance_from: 2026-03}\n"
    result = checked(call, here, text)
    assert result.exit_code == 2
    assert (
        "x.yaml:6:24: recipient.insurance_from starts a transition that an event starts too; leave one out"
        in result.stderr
    )


@pytest.mark.parametrize("share", ["0", "-1"])
def test_an_open_lower_limit_is_said(call: Call, here: Path, share: str) -> None:
    text = HEAD + f"agreements:\n- {{donor: EU, money_share: {share}, months: 6}}\n"
    assert "money_share must be a number above 0 and up to 1" in checked(call, here, text).stderr


def test_what_a_fine_file_lists_is_counted_each_by_its_name(call: Call, here: Path) -> None:
    text = events("at: 2026-02, kind: flood") + (
        "agreements:\n- {donor: EU, money_share: 1, months: 6}\n"
        "offers:\n- {at: 2026-03, donor: GHF, money_share: 1, months: 6}\n"
    )
    told = checked(call, here, text).stdout
    assert "no policy, 1 agreement at the start, 1 dated offer, 1 dated event\n" in told
