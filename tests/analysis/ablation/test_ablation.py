from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diplosim.analysis.ablation.effects import (
    ALONE,
    INTERACTION,
    LAST,
    RIVAL,
    SUM,
    WHOLE,
    WITHOUT,
    Part,
    Whole,
    ablation,
    wholes,
)
from diplosim.experiment.reading import definition_from_dict
from diplosim.results import Results, open_results
from tests.analysis.results import folder
from tests.experiment.sweeps import document, plan_of, run

ARMS = ("status_quo", "ab", "a", "b")
WHOLE_AB = Whole("ab", (Part("a", without="b", alone="a"), Part("b", without="a", alone="b")))


def draws_of(tmp_path: Path, a: float, b: float, together: float) -> Results:
    """Two parts with known effects under shared shocks, and what they add to each other."""
    shocks = np.random.default_rng(1).normal(0, 5, (1, 20, 6))
    levels = np.array([0.0, a + b + together, a, b]).reshape(4, 1, 1)
    return open_results(folder(tmp_path / "x", {"events_per_year": shocks + levels}, arms=ARMS))


def told(results: Results) -> dict[tuple[str, str], dict[str, object]]:
    rows = ablation(results, [WHOLE_AB], ["events_per_year"])
    return {(str(row.get("part", "")), str(row["effect"])): row for row in rows}


def test_parts_alone_in_company_and_together_have_their_known_effects(tmp_path: Path) -> None:
    found = told(draws_of(tmp_path, -2.0, 1.0, 0.5))
    mean = {key: row["diff_mean"] for key, row in found.items()}
    assert mean["", WHOLE] == pytest.approx(-0.5)
    assert mean["a", ALONE] == pytest.approx(-2.0) and mean["a", LAST] == pytest.approx(-1.5)
    assert mean["a", WITHOUT] == pytest.approx(1.0)
    assert mean["a", INTERACTION] == pytest.approx(0.5) == mean["b", INTERACTION]
    assert mean["", SUM] == pytest.approx(-1.0)
    assert found["a", ALONE]["verdict"] == "better" and found["b", ALONE]["verdict"] == "worse"


def test_parts_that_only_add_up_have_no_interaction(tmp_path: Path) -> None:
    found = told(draws_of(tmp_path, -2.0, 1.0, 0.0))
    low, high = found["a", INTERACTION]["diff_low"], found["a", INTERACTION]["diff_high"]
    assert low == pytest.approx(0, abs=1e-9) and high == pytest.approx(0, abs=1e-9)


def test_an_interaction_is_paired_run_by_run(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    shocks = rng.normal(0, 50, (1, 30, 8))
    levels = np.array([0.0, -1.0, -2.0, 1.0]).reshape(4, 1, 1) + rng.normal(0, 0.1, (4, 30, 8))
    results = open_results(folder(tmp_path / "x", {"events_per_year": shocks + levels}, arms=ARMS))
    row = told(results)["a", INTERACTION]
    assert 0 < row["diff_high"] - row["diff_low"] < 1.0  # type: ignore[operator]  # shocks of 50 cancel


def test_wholes_are_set_against_each_other(tmp_path: Path) -> None:
    results = draws_of(tmp_path, -2.0, 1.0, 0.0)
    others = [WHOLE_AB, Whole("a", ())]
    rival = next(row for row in ablation(results, others, ["events_per_year"]) if row["effect"] == RIVAL)
    assert (rival["arm"], rival["against"]) == ("ab", "a")
    assert rival["diff_mean"] == pytest.approx(1.0)


def swept(tmp_path: Path, **changes: object) -> Results:
    base = document(**{"vary": {}, "design": {"method": "grid"}, "months": 2, "replicates": 1, **changes})
    definition = definition_from_dict(base)
    run(definition, plan_of(definition), tmp_path / "swept")
    return open_results(tmp_path / "swept")


@pytest.mark.slow
def test_arms_are_recognised_by_what_they_do_and_not_by_name(tmp_path: Path) -> None:
    arms = {
        "none": [],
        "x": ["grit", "corridor"],
        "y": ["corridor"],
        "z": [{"grit": {"from": 0}}],
        "w": ["delinking"],
    }
    (found,) = wholes(swept(tmp_path, arms=arms))
    assert found == Whole("x", (Part("grit", "y", "z"), Part("corridor", "z", "y")))


@pytest.mark.slow
def test_arms_in_another_world_are_no_parts(tmp_path: Path) -> None:
    arms = {
        "none": [],
        "x": ["grit", "corridor"],
        "y": {"policies": ["grit"], "actors": {"ROK": {"ceiling_musd": 9}}},
    }
    assert wholes(swept(tmp_path, arms=arms)) == []


@pytest.mark.slow
def test_a_piece_of_a_bundle_is_only_taken_apart_if_it_was_asked_for(tmp_path: Path) -> None:
    arms = {"none": [], "three": ["grit", "corridor", "pooled_fund"], "fund": ["pooled_fund"]}
    found = wholes(swept(tmp_path, arms=arms, ablate=["three", "fund"]))
    assert [whole.arm for whole in found] == ["three", "fund"]
    assert all(part.without and part.alone for whole in found for part in whole.parts)
