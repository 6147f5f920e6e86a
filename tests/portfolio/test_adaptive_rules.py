"""Adaptive rules are simulated exactly: equal to the bit before the switch, and one of two plain runs after it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from diplosim.experiment import state_hashes
from diplosim.portfolio import Question, question_from_dict
from diplosim.portfolio.adaptive import Rule, Signpost, spliced, switched
from diplosim.portfolio.playing import Draws, Player
from diplosim.scenario import ScenarioError

BY = 9
RULE: dict[str, Any] = {
    "metric": "events_major",
    "least": 3,
    "by": BY,
    "add": ["grit"],
    "stop": ["pooled_fund"],
}


def question(rule: dict[str, Any] | None = None, **changes: Any) -> Question:
    return question_from_dict({
        "design": 1, "scenario": {"scenario": 1, "months": 20, "seed": 11, "replicates": 24},
        "levers": ["pooled_fund", "delinking"], "rules": {"watch": RULE | (rule or {})}, **changes,
    })  # fmt: skip


def player(asked: Question, replicates: int = 24) -> Player:
    return Player(
        asked.space, Draws((), ((),), asked.space.base.seed, 0, replicates), asked.columns, threads=1
    )


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mesa", "compiled"])
@pytest.mark.parametrize("add", ["grit", "maximum_pressure", "comprehensive", "tit_for_tat"])
def test_the_months_before_the_switch_are_equal_to_the_last_bit(engine: str, add: str) -> None:
    space = question({"add": [add]}).space
    static, after = space.worlds((1, 0, 1))
    for replicate in range(3):
        one, two = (state_hashes(world, replicate, engine) for world in (static, after))
        assert one[:BY] == two[:BY]
        assert one[BY:] != two[BY:]


@pytest.mark.slow
def test_a_rule_that_is_never_met_gives_the_static_run_and_one_that_always_is_the_switched_one() -> None:
    for limit, place in ((1e6, 0), (0, 1)):
        asked = question({"least": limit})
        play = player(asked)
        (adaptive,) = play.portfolios([(1, 0, 1)])
        plain = play.worlds(asked.space.worlds((1, 0, 1)))
        assert (adaptive == plain[place][..., :3]).all()
        assert (adaptive != plain[1 - place][..., :3]).any()
        assert play.switched_share((1, 0, 1)) == place


@pytest.mark.slow
def test_every_adaptive_run_is_the_one_that_its_own_signpost_asks_for() -> None:
    from diplosim.api import simulate

    asked = question()
    play = player(asked)
    (adaptive,) = play.portfolios([(1, 0, 1)])
    worlds = asked.space.worlds((1, 0, 1))
    static, after = (simulate(world, replicates=24, engine="mesa") for world in worlds)
    months = static.trajectories.pivot(index="replicate", columns="month", values="events_major").to_numpy()
    met = months[:, :BY].sum(axis=1) >= 3
    assert 0 < met.sum() < len(met)  # else the test says nothing
    for place, name in enumerate(asked.columns):
        expected = np.where(met, after.runs[name], static.runs[name])
        assert adaptive[0, :, place] == pytest.approx(expected, abs=0)
    assert play.switched_share((1, 0, 1)) == met.mean()


@pytest.mark.parametrize(
    ("read", "limit", "expected"),
    [("total", {"least": 4}, [True, False]), ("total", {"below": 4}, [False, True]),
     ("mean", {"least": 2}, [True, False]),
     ("highest", {"least": 3}, [True, False]), ("lowest", {"below": 1}, [False, True]),
     ("last", {"below": 2}, [False, True])],
)  # fmt: skip
def test_a_signpost_reads_the_months_before_the_switch_alone(
    read: Any, limit: Any, expected: list[bool]
) -> None:
    rule = Rule("r", Signpost(metric="events", read=read, **limit), 2, (), ("x",))
    months = np.array([[1.0, 3.0, 99.0], [0.0, 1.0, 99.0]])
    assert rule.met(months).tolist() == expected
    months[:, 2] = -99.0
    assert rule.met(months).tolist() == expected


def test_splicing_takes_whole_runs() -> None:
    static, after = np.zeros((2, 3, 2)), np.ones((2, 3, 2))
    met = np.array([[True, False, False], [False, True, True]])
    assert spliced(met, static, after).tolist() == np.repeat(met[..., None], 2, axis=2).astype(float).tolist()


def test_what_is_stopped_ends_in_the_month_of_the_switch_and_what_is_new_begins_there() -> None:
    asked = question()
    [rule], base = asked.rules, asked.space.base
    start = base.date(3)
    assert switched(rule, [{"pooled_fund": {"from": start}}], base) == [
        {"pooled_fund": {"from": start, "until": BY}}, {"grit": {"strength": 1.0, "from": BY}},
    ]  # fmt: skip
    assert "pooled_fund" not in str(switched(rule, [{"pooled_fund": {"from": BY}}], base))  # it never begins
    assert switched(rule, [{"pooled_fund": {"until": 4}}], base)[0] == {"pooled_fund": {"until": 4}}
    assert switched(rule, [{"grit": {}}], base) == [{"grit": {}}]  # it is there already


@pytest.mark.parametrize(
    ("rule", "told"),
    [({"metric": "evnts"}, "unknown metric 'evnts'; did you mean 'events'?"),
     ({"below": 3}, "needs one of 'below' and 'least'"),
     ({"by": 0}, "is the first month"), ({"by": 20}, "outside the run"), ({"by": None}, "must be a month"),
     ({"stop": ["digital_health"]}, "unknown lever or policy of the scenario 'digital_health'"),
     ({"add": [{"grit": {"from": 3}}]}, "leave 'from' and 'until' out"), ({"add": "grit"}, "must list policies"),
     ({"add": ["grid"]}, "did you mean 'grit'?"), ({"reed": "last"}, "unknown key 'reed'; did you mean 'read'?")],
)  # fmt: skip
def test_what_is_wrong_with_a_rule_is_said(rule: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        question(rule)
    assert told in str(error.value)
