"""Hindcasts: what is compared with what, and that nothing observed is told to the model."""

from __future__ import annotations

import pytest

from diplosim.analysis.ablation.mechanisms import PATHS, scenario_without
from diplosim.history import hindcast, scoreboard
from diplosim.history.hindcast import OFF, OFF_LEVELLED, Ensemble, Line, Scored, episodes, lines
from diplosim.history.observed import Span
from tests.history.handmade import ensemble

#: What E6 would be if the model knew the record: 25 and 19 provocations in two years, no talks, some money.
ALL_KNOWING = {"events": 22 / 12, "donors_paid_musd": 41.15 / 12, "coverage_dtp3": 0.97}


@pytest.fixture(scope="module")
def e6() -> dict[str, Line]:
    found = lines(ensemble("E6", ALL_KNOWING, {"events": 30 / 12, "rival_meetings": 1.0}))
    return {line.quantity: line for line in found if line.main}


def test_a_model_that_says_one_number_scores_its_distance(e6: dict[str, Line]) -> None:
    assert [one.score for one in e6["events"].values] == pytest.approx([3.0, 3.0])
    assert [one.score for one in e6["aid_fts_musd"].values] == pytest.approx([1.95, 1.95])
    assert e6["dtp3"].score == pytest.approx(0.0, abs=1e-9)


def test_what_is_gained_on_the_model_without_diplomacy(e6: dict[str, Line]) -> None:
    events = e6["events"]
    assert events.null_scores[OFF] == pytest.approx((5 + 11) / 2)
    assert events.skills[OFF] == pytest.approx(1 - 3 / 8)
    assert e6["talks"].skills[OFF] == 1.0
    assert e6["talks"].null_scores[OFF_LEVELLED] is None, "only provocations are brought to the same level"


def test_no_talks_is_scored_by_the_share_of_runs_without_any(e6: dict[str, Line]) -> None:
    [one] = e6["any_talks"].values
    assert one.quantiles[0] == pytest.approx(1 / 23)
    assert e6["any_talks"].skills[OFF] == pytest.approx(e6["any_talks"].null_scores[OFF] - one.score)
    assert e6["any_talks"].skills[OFF] > 3, "it says for sure what did not happen"


def test_coverage_counts_the_values_inside() -> None:
    narrow, wide = (
        next(
            line
            for line in lines(ensemble("E6", ALL_KNOWING, {}, spread))
            if line.main and line.quantity == "events"
        )
        for spread in (0.1, 1.0)
    )
    assert (narrow.covered(0), narrow.covered(1)) == (0, 0)
    assert (wide.covered(0), wide.covered(1)) == (2, 2)


def test_a_second_series_stands_beside_only_where_it_differs() -> None:
    found = lines(ensemble("E6", ALL_KNOWING, {}))
    beside = [(line.quantity, line.source) for line in found if not line.main]
    assert beside == [("events", "CSIS 25 Years")]


def test_refusals_are_scored_by_the_offers_of_the_same_donors() -> None:
    said = {"offers_rok": 1.0, "refused_rok": 0.25, "offers_usa": 1.0, "refused_usa": 1.0}
    found = next(line for line in lines(ensemble("E4", said, said)) if line.quantity == "refusals")
    by_offer = {one.what: one for one in found.values}
    assert by_offer["500,000 t of food"].score == pytest.approx(1.0, abs=0.02), "sure of a refusal, and wrong"
    assert by_offer["Tamiflu against H1N1"].score == pytest.approx(0.0625, abs=0.01)


def test_what_is_not_forecast_is_not_scored() -> None:
    found = lines(ensemble("E4", {}, {}))
    assert all(line.quantity != "refusals" for line in found), (
        "no offer in any run, so no chance of a refusal"
    )


def test_all_paths_are_closed_at_every_date() -> None:
    off = {key: value for path in PATHS.values() for key, value in path.items()}
    for episode in episodes():
        without = scenario_without(episode.scenario, off)
        for month in {0, *without.parameter_months}:
            assert (
                {name: without.value(name, month) for name in off} == off
                if hasattr(without, "value")
                else True
            )
        assert all(without.parameters[name] == value for name, value in off.items())
        assert not any(name in event.changes for event in without.events for name in off)


def test_ten_episodes_in_three_groups() -> None:
    groups: dict[str, list[str]] = {}
    for episode in episodes():
        groups.setdefault(episode.group, []).append(episode.id)
    assert groups == {
        "stress": ["E1", "E5"], "fitted": ["E2", "E3", "E4", "E6", "E8"], "held out": ["E7", "E9", "E10"],
    }  # fmt: skip


def test_an_unknown_episode_names_those_that_exist() -> None:
    with pytest.raises(hindcast.HindcastError, match=r"'E11'; did you mean 'E1'\?"):
        episodes("E11")


def line(name: str, own: float, null: float | None, main: bool = True) -> Line:
    value = Scored(
        "events", Span.of("2016"), 1.0, own, (null,) * len(hindcast.NULLS), (0.0,) * 5, (False, True)
    )
    return Line(name, "fitted", "events", "a series", "CRPS", main, (value,))


def test_failures_come_first_and_second_series_last() -> None:
    found = [
        line("E2", 1.0, 4.0),
        line("E3", 4.0, 1.0),
        line("E4", 1.0, None),
        line("E6", 9.0, 1.0, main=False),
    ]
    assert [row["episode"] for row in scoreboard.line_rows(found)] == ["E3", "E2", "E4", "E6"]


def test_a_group_is_scored_on_all_of_its_values_together() -> None:
    found = [
        line("E2", 1.0, 4.0),
        line("E3", 4.0, 6.0),
        line("E4", 1.0, None),
        line("E6", 9.0, 1.0, main=False),
    ]
    [row] = scoreboard.group_rows(found)
    assert (row["values"], row["inside_50"], row["inside_90"]) == (3, 0, 3)
    assert row["gain_persistence"] == pytest.approx(1 - 5 / 10), "of what the null speaks of"
    [better] = scoreboard.beaten(found)
    assert (better["better_era"], better["lines_era"]) == (2, 2)


@pytest.mark.slow
def test_with_its_level_restored_the_model_without_diplomacy_has_as_many_provocations() -> None:
    found = Ensemble.of(episodes("E2")[0], 300)
    own, bare, levelled = (float(one["events"].sum()) for one in (found.runs, found.off, found.levelled))
    assert abs(bare / own - 1) > 0.1
    assert levelled == pytest.approx(own, rel=0.03)


@pytest.mark.slow
def test_worlds_share_the_runs() -> None:
    episode = episodes("E6")[0]
    worlds = [episode.scenario.with_(seed=seed) for seed in (1, 2, 3)]
    assert Ensemble.of(episode, 12, worlds).runs.count == 12
