"""Draws of a fit as the samples of an experiment, and as a scenario of the past takes them."""

from __future__ import annotations

from typing import Any

import pytest

from diplosim.experiment import posterior
from diplosim.experiment.posterior import EARLY, in_era, with_draw
from diplosim.experiment.reading import definition_from_dict
from diplosim.scenario import Scenario, ScenarioError

DRAWS = tuple(
    {"provocation.b_K": 0.1 * place, "provocation.lam0": 0.76 * (1 + place), EARLY: 0.5} for place in range(3)
)


@pytest.fixture(autouse=True)
def _three_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "load_draws", lambda name, case="": DRAWS if name == "posterior" else ())


def experiment(scenario: str = "status_quo", **lines: Any) -> dict[str, Any]:
    return {
        "experiment": 1, "scenario": Scenario.load(scenario).to_dict(), "vary": "posterior", "replicates": 1, **lines
    }  # fmt: skip


def test_an_experiment_takes_the_first_draws_in_their_sequence() -> None:
    whole = definition_from_dict(experiment())
    assert [dimension.name for dimension in whole.dimensions] == ["provocation.b_K", "provocation.lam0"]
    assert whole.samples() == [tuple(list(draw.values())[:2]) for draw in DRAWS]
    fewer = definition_from_dict(experiment(design={"samples": 2}))
    assert fewer.samples() == whole.samples()[:2]


def test_the_resolved_experiment_says_the_same_again() -> None:
    once = definition_from_dict(experiment(design={"samples": 2}))
    again = definition_from_dict(once.document)
    assert again.document == once.document
    assert again.samples() == once.samples()


def test_what_a_scenario_states_itself_stays_with_a_warning() -> None:
    found = definition_from_dict(experiment("episode_e9_covid_closure"))
    assert [dimension.name for dimension in found.dimensions] == ["provocation.b_K"]
    assert "provocation.lam0 stays as 'episode_e9_covid_closure' states it" in str(found.warnings)


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ({"vary": "posteriori"}, "did you mean 'posterior'"),
        ({"vary": "posterior_historian"}, "no draws of posterior_historian come with this version"),
        ({"design": {"samples": 4}}, "posterior has 3 draws; samples is 4"),
        ({"design": {"method": "sobol", "samples": 2}}, "leave out design.method, or write list"),
        ({"design": {"cross": ["trust.rule"]}}, "design.cross does not go with vary: posterior"),
    ],
)
def test_what_does_not_go_with_draws_is_refused_with_a_reason(lines: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ScenarioError, match=wrong):
        definition_from_dict(experiment(**lines))


def test_a_draw_moves_what_an_era_has_of_its_own_in_proportion() -> None:
    assert in_era("provocation.b_N", 0.8, 1.2) == 1.2  # the default: the draw itself
    assert in_era("provocation.b_N", 0.37, 1.2) == pytest.approx(0.37 * 1.5)
    assert in_era("stance.b_press", 0.2, -0.5) == pytest.approx(-0.3)  # the default is 0: shifted
    assert in_era("politics.m_hawk", 0.9, 0.6) == 1.0  # never beyond the limits


def test_each_leader_keeps_a_rate_of_his_own() -> None:
    drawn = with_draw(Scenario.load("episode_e4_who_unicef_project"), DRAWS[1])
    later = next(event for event in drawn.events if "provocation.lam0" in event.changes)
    assert drawn.parameters["provocation.lam0"] == pytest.approx(0.18 * 0.5)
    assert later.changes["provocation.lam0"] == pytest.approx(0.47 * 2)
