"""The DPRK's stance in a run: dated and drawn, at rivals' own tables and nowhere else."""

from __future__ import annotations

import diplosim as ds
from tests.first_model import first_model

ON = {"mechanisms.stance": 1}
NEVER = {**ON, "stance.h_o": 0.0, "stance.h_c": 0.0}


def played(parameters: dict[str, float], **more: object) -> ds.DiplomacyModel:
    scenario = ds.Scenario.from_dict(
        {"name": "x", "months": 60, "seed": 4, **first_model(parameters=parameters, **more)}
    )
    return ds.DiplomacyModel(scenario).run()


def test_off_is_the_first_model_whatever_the_file_says_of_the_stance() -> None:
    wild = {"stance.h_o": 1.0, "stance.o4": 6.0, "provocation.b_O": 2.5}
    one = played({}).trajectory()
    two = played(wild, stance="open", events=[{"at": 3, "kind": "stance", "to": "open"}]).trajectory()
    assert {name: series for name, series in two.items() if name != "stance_open"} == {
        name: series for name, series in one.items() if name != "stance_open"
    }


def test_a_dated_stance_holds_until_chance_changes_it() -> None:
    events = [{"at": 10, "kind": "stance", "to": "open"}, {"at": 30, "kind": "stance", "to": "closed"}]
    assert played(NEVER, events=events).trajectory()["stance_open"] == [0.0] * 10 + [1.0] * 20 + [0.0] * 30
    assert played(NEVER, stance="open").trajectory()["stance_open"] == [1.0] * 60
    drawn = played({**ON, "stance.h_o": 0.3, "stance.h_c": 0.3}).trajectory()["stance_open"]
    assert 10 < sum(drawn) < 50


def test_closing_ends_the_talks_of_rivals_and_only_theirs() -> None:
    events = [{"at": 3, "kind": "stance", "to": "closed"}]
    eager = {**NEVER, "tables.o0": 6.0, "stance.o4": 20.0, "politics.k_d": 0.0}
    model = played(eager, stance="open", events=events)
    states = {(row["table"], row["month"]): row["state"] for row in model.table_records()}
    rivals = [donor.code for donor in model.rivals]
    assert any(states[code, 2] == "open" for code in rivals)
    ended = [event for event in model.log if event.kind == "stance_ended_talks"]
    assert {event.month for event in ended} == {3} and {event.target for event in ended} <= set(rivals)
    assert all(states[code, 3] != "open" for code in rivals)
    assert any(states[code, month] == "open" for code in ("EU", "GHF", "CHN") for month in range(4, 60))


def test_broken_talks_are_remembered_for_a_month() -> None:
    hopeless = {**ON, "tables.o0": 6.0, "politics.k_d": 0.0, "stance.h_c": 1e-9, "bargaining.r0_R": 1.9}
    model = played(hopeless, stance="open")
    rivals = {donor.code for donor in model.rivals}
    failed = {event.month for event in model.log if event.kind == "lapse" and event.actor in rivals}
    felt = {e.month: e.terms["failed_talks"] for e in model.log if e.kind == "stance_kept"}
    assert 0 < len(failed) < 30
    assert {month for month, term in felt.items() if term > 0.0} == {
        month + 1 for month in failed if month < 59
    }


def test_an_open_dprk_is_quieter_by_b_o() -> None:
    quiet = {**NEVER, "provocation.b_O": 0.5, "tables.o0": -20.0}
    calm = played(quiet, stance="open").trajectory()
    assert set(calm["eta_stance"]) == {-0.5}
    assert set(played(quiet).trajectory()["eta_stance"]) == {0.0}


def test_a_world_without_rivals_has_a_stance_without_tables() -> None:
    gone = {code: {"present": False} for code in ("USA", "ROK", "JPN")}
    assert len(played(ON, actors=gone).trajectory()["stance_open"]) == 60
