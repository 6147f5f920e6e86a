"""The scenarios that come with diplosim: they load, ask a question, and say what the evidence says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import diplosim
from diplosim.policies import compose, names
from diplosim.scenario import Scenario

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
EPISODES = sorted(FOLDER.glob("episode_*.yaml"))
#: Files that say nothing of what the DPRK did: what they would be compared with is kept out of them.
HELD_OUT = [path for path in EPISODES if path.stem.split("_")[1] in ("e7", "e9", "e10")]


def table(name: str) -> list[dict[str, str]]:
    path = Path(diplosim.__file__).parent / "cases/dprk/evidence" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_loads_without_a_warning_and_is_named_after_itself(
    path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    scenario = Scenario.load(path)
    assert scenario.name == path.stem
    warnings = compose(scenario).warnings
    if path.stem == "insurance_support":  # what it supports is the DPRK's to begin
        assert [text for text in warnings if "no transition to health insurance" in text] == list(warnings)
        warnings = warnings[1:]
    assert warnings == ()
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_begins_with_the_question_that_it_asks(path: Path) -> None:
    comment = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# "))
    assert comment[0].startswith("Question: ")
    assert "?" in " ".join(comment)


def test_there_is_one_file_for_every_policy_and_it_holds_that_policy_alone() -> None:
    assert len(names()) >= 26
    reference = Scenario.load(FOLDER / "status_quo.yaml")
    for name in names():
        scenario = Scenario.load(FOLDER / f"{name}.yaml")
        assert [use.name for use in scenario.policies] == [name]
        assert scenario.question
        changes = {"name": name, "title": scenario.title, "question": scenario.question, "policies": [name]}
        assert reference.with_(**changes) == scenario


def test_the_student_example_has_three_lines() -> None:
    lines = (FOLDER / "student_example.yaml").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line and not line.startswith("#")]) == 3


def test_the_status_quo_is_january_2026() -> None:
    scenario = Scenario.load(FOLDER / "status_quo.yaml")
    assert (scenario.start, scenario.months, scenario.replicates, scenario.seed) == (
        "2026-01",
        120,
        200,
        20260101,
    )
    assert scenario.policies == () and scenario.events == ()
    assert [scenario.actor(code).hawkish for code in ("USA", "ROK", "JPN")] == [True, False, True]
    changed = {name: value for name, value in scenario.parameters.items() if value != DEFAULTS[name]}
    assert changed == {"bargaining.Pi": 0.8}
    assert scenario.date(scenario.actor("USA").phase or 0) == "2029-01"
    assert scenario.date(scenario.actor("ROK").phase or 0) == "2030-06"


DEFAULTS = Scenario.from_dict({"scenario": 1}).parameters


@pytest.mark.parametrize("path", EPISODES, ids=lambda path: path.stem)
def test_episodes_span_what_the_evidence_says(path: Path) -> None:
    row = next(row for row in table("episodes") if row["id"].lower() == path.stem.split("_")[1])
    assert row["scenario"] == path.name
    assert (row["use"] == "held out") == (path in HELD_OUT)
    first, last = row["span"].split(" to ")
    scenario = Scenario.load(path)
    assert (scenario.start, scenario.date(scenario.months - 1)) == (first, last)


@pytest.mark.parametrize("path", EPISODES, ids=lambda path: path.stem)
def test_replayed_provocations_and_resolutions_are_those_on_record(path: Path) -> None:
    scenario = Scenario.load(path)
    months = {scenario.date(month) for month in range(scenario.months)}
    record: dict[str, list[int]] = {}
    for row in table("landmark_events"):
        if row["date"][:7] in months:
            record.setdefault(row["date"][:7], []).append(int(row["model_class"]))
    for event in scenario.events:
        if event.kind == "provocation":
            for _ in range(event.count):
                record[scenario.date(event.month)].remove(event.severity_class)
    replayed = any(event.kind == "provocation" for event in scenario.events)
    assert replayed == ("e8" not in path.name and path not in HELD_OUT)
    if replayed:  # nothing of note is left out
        assert [cls for left in record.values() for cls in left if cls >= 2] == []
    adopted = {row["date"][:7] for row in table("resolutions") if row["resolution"].isdigit()}
    dated = {scenario.date(e.month) for e in scenario.events if e.kind == "resolution"}
    assert dated - {"2005-09"} == {month for month in adopted & months if month < "2018"}


def test_ten_episodes_start_where_the_world_then_stood() -> None:
    assert len(EPISODES) == 10 and len(HELD_OUT) == 3
    opened = {path.stem.split("_")[1] for path in EPISODES if Scenario.load(path).stance == "open"}
    assert opened == {"e1", "e2", "e3", "e5", "e8"}
    for path in EPISODES:
        scenario = Scenario.load(path)
        assert "CHN" in {agreement.donor for agreement in scenario.agreements}
        assert (scenario.access == 1.0) == (scenario.start < "2020"), path.stem


@pytest.mark.parametrize("path", HELD_OUT, ids=lambda path: path.stem)
def test_held_out_episodes_date_only_what_the_dprk_did_not_decide(path: Path) -> None:
    others_decide = {"government", "exercise", "exemption_delay", "patron_support", "leadership"}
    shocks = {"flood", "pandemic", "border_closure"}
    scenario = Scenario.load(path)
    assert {event.kind for event in scenario.events} <= others_decide | shocks
    changed = {name for event in scenario.events if event.kind == "leadership" for name in event.changes}
    assert changed <= {"sanctions.e_law0", "sanctions.enf_CHN"}
    eras = {name for name in scenario.parameters if name.startswith(("provocation.", "stance.", "trust."))}
    assert {name for name in eras if scenario.parameters[name] != DEFAULTS[name]} == {"provocation.lam0"}


def test_covax_and_the_audacious_initiative_are_offers_at_their_dates() -> None:
    scenario = Scenario.load(FOLDER / "episode_e9_covid_closure.yaml")
    covax = [offer for offer in scenario.offers if offer.donor == "GHF"]
    assert [scenario.date(offer.at) for offer in covax] == ["2021-02", "2021-08", "2022-02"]
    assert {(offer.channel, offer.access) for offer in covax} == {("un", 0.8)}
    audacious = scenario.offers[-1]
    assert (scenario.date(audacious.at), audacious.donor) == ("2022-08", "ROK")
    assert (audacious.channel, audacious.condition) == ("direct", "denuclearisation")


@pytest.mark.parametrize(
    "path",
    [*EPISODES, FOLDER / "status_quo_2014.yaml", FOLDER / "long_1990.yaml"],
    ids=lambda path: path.stem,
)
def test_historical_governments_are_those_on_record(path: Path) -> None:
    scenario = Scenario.load(path)
    rows = table("governments")
    for code in ("USA", "ROK", "JPN"):
        dates = [
            (row["since"][:7], row["hawkish_in_scenarios"] == "true") for row in rows if row["actor"] == code
        ]
        actor = scenario.actor(code)
        assert actor.cycle is None, "no drawn elections in a replay"
        before = [hawkish for since, hawkish in dates if since <= scenario.start]
        expected = (
            before[-1] if before else path.stem == "long_1990" and bool(actor.hawkish)
        )  # before the record
        assert actor.hawkish == expected, (code, scenario.start)
        last = scenario.date(scenario.months - 1)
        changes = {since: hawkish for since, hawkish in dates if scenario.start < since <= last}
        given = {
            scenario.date(event.month): event.hawkish
            for event in scenario.events
            if event.kind == "government" and event.actor == code
        }
        held = expected
        for month in sorted(changes | given):
            if month in changes and changes[month] != held:
                assert given.get(month) == changes[month], (code, month)
            held = changes.get(month, held)
            assert given.get(month, held) == held, (code, month)


def test_the_years_2014_to_2025_leave_provocations_and_votes_to_the_model() -> None:
    scenario = Scenario.load(FOLDER / "status_quo_2014.yaml")
    assert (scenario.start, scenario.date(scenario.months - 1)) == ("2014-01", "2025-12")
    assert {event.kind for event in scenario.events}.isdisjoint({"provocation", "resolution"})
    veto = [scenario.params(month).sanctions.V_veto for month in range(scenario.months)]
    assert veto == [0.05] * 48 + [0.95] * 96
