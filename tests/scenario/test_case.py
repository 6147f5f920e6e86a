"""A case is the country that a scenario speaks of: its names, its cast, what differs; nothing else knows a country."""

from pathlib import Path

import pytest

from diplosim.experiment.reading import definition_from_dict
from diplosim.scenario import Scenario, ScenarioError, named_case

CASE = """\
case: 1
called: the Free Port
actors:
  PRT: {kind: recipient, name: Free Port}
  ALD: {kind: donor, name: Aldovia, rival: true, ceiling_musd: 20, ties: {PRT: 0.1}}
  SEC: {kind: council, name: Council}
  FND: {kind: fund, name: Fund}
parameters: {bargaining.J: 0.7}
"""


def problems(path: Path) -> str:
    with pytest.raises(ScenarioError) as error:
        Scenario.load(path)
    return str(error.value)


def write(folder: Path, case: str = CASE, scenario: str = "scenario: 1\ncase: port\nmonths: 6\n") -> Path:
    (folder / "port").mkdir(exist_ok=True)
    (folder / "port" / "case.yaml").write_text(case, encoding="utf-8")
    path = folder / "x.yaml"
    path.write_text(scenario, encoding="utf-8")
    return path


def test_a_scenario_that_names_no_case_is_of_the_dprk_and_is_known_by_what_it_was_known_by() -> None:
    plain = Scenario.from_dict({"scenario": 1})
    assert plain == Scenario.from_dict({"scenario": 1, "case": "dprk"})
    assert plain.digest == "f298a7c85d1f5fe2cfb2e389de927a04652ae6551652f8538ab394afd164c258"
    assert (plain.recipient_code, plain.named.called, plain.named.country) == (
        "DPRK",
        "the DPRK",
        "North Korea",
    )
    assert "case" not in plain.to_dict()


def test_a_case_brings_its_cast_its_names_and_its_values(tmp_path: Path) -> None:
    found = Scenario.load(write(tmp_path))
    assert [(a.id, a.code) for a in found.actors] == [(0, "PRT"), (1, "ALD"), (2, "SEC"), (3, "FND")]
    assert (found.recipient_code, found.named.called, found.named.country) == (
        "PRT",
        "the Free Port",
        "Free Port",
    )
    assert found.parameters["bargaining.J"] == 0.7
    assert found.parameters["tables.o0"] == Scenario.from_dict({"scenario": 1}).parameters["tables.o0"]


def test_a_case_of_ones_own_goes_along_with_what_is_written_out(tmp_path: Path) -> None:
    """Results must be repeatable without the folder of the case."""
    found = Scenario.load(write(tmp_path))
    again = Scenario.from_dict(found.to_dict())
    assert again == found and again.named == found.named
    changed = found.with_(actors={"ALD": {"ceiling_musd": 3.0}})
    assert changed.actor("ALD").ceiling_musd == 3.0 and changed.actor("ALD").id == 1
    assert Scenario.from_dict({"scenario": 1, "case": "norvania"}).to_dict()["case"] == "norvania"


def test_the_name_that_a_scenario_gives_the_recipient_is_what_people_read() -> None:
    own = Scenario.from_dict({"scenario": 1, "actors": {"DPRK": {"name": "Northern Republic"}}})
    assert own.named.called == "the Northern Republic"


@pytest.mark.parametrize(
    ("case", "scenario", "told"),
    [
        (CASE, "scenario: 1\ncase: norvana\n", "x.yaml:2:7: there is no case 'norvana'"),
        (CASE, "scenario: 1\ncase: norvana\n", "did you mean 'norvania'?"),
        (CASE, "scenario: 1\ncase: 3\n", "x.yaml:2:7: 'case' must be the name of a case (dprk, norvania)"),
        (CASE.replace("case: 1\n", ""), None, "a case needs the line 'case: 1'"),
        (CASE.replace("called", "caled"), None, "did you mean 'called'?"),
        (CASE.replace("kind: fund", "kind: council"), None,
         "case.yaml:3:1: a case needs one actor of the kind fund, not 0"),
        (CASE.replace("PRT: 0.1", "PRX: 0.1"), None, "case.yaml:5:75: actors.ALD.ties: no actor 'PRX' takes part"),
        (CASE.replace("bargaining.J", "bargaining.K"), None, "unknown parameter 'bargaining.K'"),
        ("- 1\n", None, "a case holds lines of the form 'key: value'"),
        (CASE, "scenario: 1\ncase: port\nactors: {SEC: {present: false}}\n",
         "SEC cannot be removed; the model needs one recipient, one council, one fund"),
        (CASE, "scenario: 1\ncase: port\nactors: {USA: {ceiling_musd: 3}}\n", "unknown actor 'USA'"),
        (CASE, "scenario: 1\nrecipient: {koryo_drive: 1}\ndprk: {koryo_drive: 1}\n",
         "x.yaml:3:1: 'dprk' is another word for 'recipient', which is given too"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_case_is_told_with_its_place(
    tmp_path: Path, case: str, scenario: str | None, told: str
) -> None:
    path = write(tmp_path, case) if scenario is None else write(tmp_path, case, scenario)
    assert told in problems(path)


def test_the_older_word_for_the_section_of_the_recipient_means_the_same(tmp_path: Path) -> None:
    old, new = ({"scenario": 1, word: {"hospitals_per_year": 20}} for word in ("dprk", "recipient"))
    assert Scenario.from_dict(old) == Scenario.from_dict(new)
    (tmp_path / "base.yaml").write_text(
        "scenario: 1\ndprk: {hospitals_per_year: 20, koryo_drive: 1}\n", "utf-8"
    )
    (tmp_path / "top.yaml").write_text(
        "scenario: 1\nextends: base.yaml\nrecipient: {koryo_drive: 0.5}\n", "utf-8"
    )
    found = Scenario.load(tmp_path / "top.yaml").recipient
    assert (found.hospitals_per_year, found.koryo_drive) == (20, 0.5)
    arms = {word: {word: {"hospitals_per_year": 20}} for word in ("dprk", "recipient")}
    document = {"experiment": 1, "scenario": "status_quo", "arms": arms, "reference": "dprk"}
    one, other = definition_from_dict(document).arms
    assert one.recipient == other.recipient and one.recipient.hospitals_per_year == 20


def test_every_case_that_comes_with_diplosim_can_be_read() -> None:
    from diplosim import cases

    assert list(cases.shipped()) == ["dprk", "norvania"]
    for name in cases.shipped():
        assert named_case(name).is_shipped
    assert cases.default_names() == Scenario.from_dict({"scenario": 1}).named
