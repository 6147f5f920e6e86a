"""The stylised facts: how they are coded, that one can break, and that those which held for the page still do.

At the reduced size of CI a hard fact counts as broken if a part lies outside its band by more than two standard errors
(ten blocks of runs). Seeds are fixed, so the answer is the same every time; a change of the model that merely draws
anew makes one alarm in twenty-five for a part whose true value lies exactly on an end of its band, fewer elsewhere.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from diplosim.cli.facts import MARKS, section
from diplosim.evidence import load
from diplosim.history import coding, patterns
from diplosim.history.ensemble import Runs
from diplosim.history.facts import NEAR, Part, UnknownFactError, bands, chosen, evaluate
from diplosim.history.worlds import Ensembles, as_it_is
from diplosim.scenario import Scenario

DOCS = Path(__file__).parents[2] / "docs"
STORED = json.loads((DOCS / "facts.json").read_text(encoding="utf-8"))
REDUCED = 100
BANDS = {band.id: band for band in bands()}


def broken(parts: list[Part]) -> set[str]:
    """Parts that are out of their bands by more than chance makes them at this size."""
    return {part.band.id for part in parts if not part.margin > -NEAR}


@pytest.mark.slow
def test_hard_facts_that_held_still_hold() -> None:
    pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")
    held = {row["id"] for row in STORED["facts"] if row["kind"] == "hard" and row["holds"]}
    assert len(held) > 20
    assert broken(evaluate(REDUCED)[0]) & held == set()


def held_by_nobody(scenario: Scenario) -> Scenario:
    """Nobody holds up exemptions, whoever governs."""
    return scenario.with_(parameters={"sanctions.hold_hawk": 0.0})


@pytest.mark.slow
def test_draws_of_parameters_share_the_runs() -> None:
    """Half of the runs without holds: the fall of the mean delay lies between."""
    both = Ensembles(20, changes=[as_it_is, held_by_nobody])
    assert both["hawk"].count == 20
    assert both["hawk"]["wait_days"][:10].mean() > both["hawk"]["wait_days"][10:].mean() == 15.0
    (part,) = evaluate(20, ["SF10"], changes=[as_it_is, held_by_nobody])[0]
    assert 0.0 < part.value < evaluate(20, ["SF10"])[0][0].value


@pytest.mark.slow
def test_a_hard_fact_breaks_where_its_mechanism_is_off() -> None:
    """The test above can fail: without holds nobody's switch changes the delay of exemptions (SF10)."""
    parts, worlds = evaluate(20, ["SF10"], changes=[held_by_nobody])
    assert broken(parts) == {"SF10"} and sorted(worlds) == ["dove", "hawk"]
    assert broken(evaluate(20, ["SF10"])[0]) == set()


def test_the_page_says_what_the_numbers_say() -> None:
    """Made by `diplosim facts --docs docs`; whoever edits the part by hand is told so."""
    page = (DOCS / "validation.md").read_text(encoding="utf-8")
    assert page.split(MARKS[0])[1].split(MARKS[1])[0].strip() == section(STORED).strip()
    assert [row["id"] for row in STORED["facts"]] != list(BANDS)  # what fails comes first
    assert {row["id"]: row["band"] for row in STORED["facts"]} == {b.id: b.words for b in BANDS.values()}


def test_every_fact_of_the_evidence_is_computed_with_its_kind() -> None:
    """SF19 is hard in its sign only; a part of SF11 is a second reading: these two have parts of both kinds."""
    assert {band.fact for band in BANDS.values()} == patterns.PATTERNS.keys()
    for row in load("stylised_facts"):
        kinds = {band.kind for band in BANDS.values() if band.fact == row["id"]}
        assert kinds == ({"hard", "soft"} if row["id"] in ("SF11", "SF19") else {row["type"].split()[0]}), (
            row["id"]
        )
    known = {row["id"]: row for row in load("target_patterns")}
    for number in range(1, 8):
        assert float(BANDS[f"T{number}"].record) == float(known[f"T{number}"]["value"])


def test_a_fact_is_asked_for_by_its_name_or_that_of_a_part() -> None:
    assert [band.id for band in chosen(["SF7"])] == ["SF7a", "SF7b"]
    assert [band.id for band in chosen(["SF7b", "T1"])] == ["SF7b", "T1"]
    with pytest.raises(UnknownFactError, match="did you mean SF7"):
        chosen(["sf7"])
    with pytest.raises(UnknownFactError, match="at least 20"):
        evaluate(19)


def test_a_missing_value_and_a_value_outside_hold_nothing() -> None:
    band = BANDS["SF1"]
    assert not Part(band, float("nan"), 0.1, None).holds
    assert broken([Part(band, float("nan"), 0.1, None)]) == {"SF1"}
    outside = Part(band, -0.9, 0.01, None)
    assert not outside.holds and outside.margin == pytest.approx(-10.0)
    assert Part(band, -0.79, 0.01, None).margin == pytest.approx(1.0)


def _record(table: str, column: str, first: int, last: int) -> np.ndarray:
    rows = [row for row in load(table) if row["year"].isdigit() and first <= int(row["year"]) <= last]
    return np.array([float(row[column].split(" ")[0]) for row in rows])


def recorded(fact: str) -> float:
    """What the evidence says of a part."""
    return float(BANDS[fact].record)


def test_the_coding_gives_the_records_own_numbers() -> None:
    """The functions that judge the model find in the record what the dossier says of it."""
    events = _record("provocations", "csis_total_without_balloons", 1990, 2025)
    talks = _record("provocations", "us_dprk_talks", 1990, 2025)
    assert len(events) == len(talks) == 36
    assert coding.log_correlation(events, talks) == pytest.approx(recorded("SF1"), abs=0.01)
    assert coding.talk_year_ratio(events, talks) == pytest.approx(recorded("SF2"), abs=0.01)
    older = _record("provocations", "csis_25_years_total", 1990, 2017)[None, :]
    assert coding.dispersion(older[:, :22])[0] == pytest.approx(recorded("SF5a"), abs=0.1)
    assert coding.dispersion(older[:, 22:])[0] == pytest.approx(recorded("SF5b"), abs=0.1)
    leaders = (patterns.KIM_JONG_IL, range(2012, 2022))
    party = coding.party_ratio(events[None, :], 1990, patterns.DEMOCRATS, leaders)
    assert party[0] == pytest.approx(recorded("SF6b"), abs=0.05)
    assert events[22:].mean() / events[5:22].mean() == pytest.approx(recorded("SF6a"), abs=0.05)
    aid = _record("aid", "fts_total_musd", 2000, 2025)
    means = [aid[a - 2000 : b - 1999].mean() for a, b in patterns.AID_PERIODS]
    steps = np.array(means[1:]) / means[:-1]
    for found, fact in ((steps.min(), "SF8a"), (steps.max(), "SF8b"), (means[-1] / means[0], "SF8c")):
        assert found == pytest.approx(recorded(fact), abs=0.01)
    assert 1.0 - aid[22] / aid[19] == pytest.approx(recorded("SF12a"), abs=0.01)
    paid = _record("aid", "rok_government_100m_krw", 1998, 2009)
    assert 1.0 - paid[11] / paid[9] == pytest.approx(recorded("SF11a"), abs=0.01)
    assert (paid >= 0.9 * paid[5:10].mean()).argmax() == recorded("SF11b")
    own, funds = (_record("tuberculosis_money", f"{c}_musd", 2014, 2021) for c in ("domestic", "global_fund"))
    assert own[0] / (own[0] + funds[0]) == pytest.approx(recorded("M2"), abs=0.01)
    variation = [float(coding.variation(series[None, :])[0]) for series in (funds, own)]
    assert variation[0] / variation[1] == pytest.approx(recorded("SF17a"), abs=0.5)


def test_gaps_windows_and_building_are_counted_as_said() -> None:
    assert coding.longest_gap(np.array([1.0, 0, 0, 1, 0])) == 2
    assert coding.longest_gap(np.zeros(7)) == 7
    x = np.array([0.0, 2, 0, 2, 0, 2])
    assert coding.window_correlation(x, 2 - x, 1) == pytest.approx(-1.0)
    assert np.isnan(coding.window_correlation(x, 2 - x, 2))
    rising = np.array([[0.37, 0.5, 0.95, 0.97]])
    assert coding.build_time(rising, 0.37, 0.97) == [1.0]
    assert coding.fall_time(np.array([[1.0, 1.0, 0.4]]), 1) == [1.0]
    assert coding.loss_over_gain(np.array([[0.0, 0.1, 0.2, 0.0]])) == pytest.approx([0.5])
    lengths, longest = coding.spells(np.array([[1, 1, 0, 1], [0, 0, 0, 0]], dtype=bool))
    assert lengths.tolist() == [2, 1] and longest.tolist() == [2, 0]


def _months(**columns: list[int]) -> Runs:
    return Runs(2020, 1, {name: np.array([values], dtype=float) for name, values in columns.items()})


def test_a_resolution_answers_the_latest_test_and_only_that() -> None:
    """Two tests in a row, one resolution: the record codes one trigger. A month further off it answers neither."""
    near = _months(events_class3=[1, 1, 0, 0, 0], resolutions=[0, 0, 1, 0, 0])
    assert coding.answered(near, 0, 5) == (0.5, 2.0)
    late = _months(events_class3=[1, 1, 0, 0, 0], resolutions=[0, 0, 0, 0, 1])
    assert coding.answered(late, 0, 5) == (0.0, 2.0)
    own = _months(events_class3=[0, 1, 0, 0, 0], resolutions=[0, 1, 0, 0, 0])
    assert coding.answered(own, 0, 5) == (1.0, 1.0)


def test_refusals_are_near_a_signal_within_two_months_of_it() -> None:
    """Drills are in March and August; in December a lone offer is near only a provocation."""
    offers = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    refused = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    quiet = _months(events_major=[0] * 12, offers_rok=offers, refused_rok=refused)
    assert coding.refusals_near_signals(quiet, ["rok"], []) == pytest.approx(2.0)
    loud = _months(events_major=[0] * 9 + [1, 0, 0], offers_rok=offers, refused_rok=refused)
    assert np.isnan(coding.refusals_near_signals(loud, ["rok"], []))
