"""What may be called robust: exact limits, fresh draws only, and nothing where policies have no path to the outcome."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diplosim.analysis.ablation.mechanisms import ALL, mechanisms_off
from diplosim.experiment import How
from diplosim.portfolio import find_portfolios, question_from_dict
from diplosim.portfolio.design import experiment_of, players
from diplosim.portfolio.judging import (
    NOT_ROBUST,
    OVER_BUDGET,
    ROBUST,
    TOO_FEW,
    Candidate,
    in_words,
    judged,
    standings,
)
from diplosim.portfolio.question import Asked

COLUMNS = ("events_per_year", "deaths_under_five", "donor_cost_musd")


def candidate(better: int, draws: int = 20, cost: float = 5.0, replicates: int = 3) -> Candidate:
    """Much better in both outcomes in so many of the draws, a little worse in the others."""
    gain = np.where(np.arange(draws) < better, -1.0, 0.1)[:, None, None]
    played = np.broadcast_to(np.array([1.0, 1.0, 0.0]) * gain + [0.0, 0.0, cost], (draws, replicates, 3))
    return Candidate("p1", "it", "", 0.0, played)


def verdict(found: Candidate, **asked: Any) -> tuple[str, str]:
    judgement = judged(np.zeros_like(found.played), found, COLUMNS, Asked(**asked))
    return judgement.verdict, judgement.why


def test_nine_draws_in_ten_are_enough_and_one_less_is_not() -> None:
    assert verdict(candidate(18)) == (ROBUST, "")
    assert verdict(candidate(17))[0] == NOT_ROBUST
    assert "better in 85 % of the draws" in verdict(candidate(17))[1]
    assert verdict(candidate(17), share=0.85)[0] == ROBUST


def test_the_mean_must_be_surely_better_too() -> None:
    found = candidate(19)
    played = found.played.copy()
    played[19, :, 0] = 30.0  # one draw in which it does great harm
    assert verdict(Candidate("p1", "it", "", 0.0, played)) == (
        NOT_ROBUST, "Provocations a year: the mean difference is undecided",
    )  # fmt: skip


def test_the_budget_may_be_spent_to_the_last_dollar() -> None:
    assert verdict(candidate(20, cost=5.0), budget=5.0)[0] == ROBUST
    assert verdict(candidate(20, cost=5.0), budget=4.99)[0] == OVER_BUDGET


def test_with_few_futures_nothing_is_robust() -> None:
    assert verdict(candidate(19, draws=19))[0] == TOO_FEW
    assert (
        verdict(candidate(1, draws=1, replicates=20))[0] == ROBUST
    )  # one world: its replicates are the futures
    assert verdict(candidate(1, draws=1, replicates=19))[0] == TOO_FEW


def test_one_replicate_is_one_course_of_chance_however_many_draws_meet_it() -> None:
    one = candidate(40, draws=40, replicates=1)
    assert verdict(one) == (TOO_FEW, "one replicate: every draw met the same shocks")
    assert verdict(candidate(40, draws=40, replicates=2))[0] == ROBUST
    judgements = [judged(np.zeros_like(one.played), one, COLUMNS, Asked())]
    assert "Nothing can be called robust on one replicate" in in_words(judgements, 50, 40, Asked())


def test_regret_is_told_for_the_reference_too_and_the_front_holds_what_nothing_beats() -> None:
    good, bad = candidate(20), candidate(0, cost=6.0)
    reference = np.zeros_like(good.played)
    judgements = [judged(reference, each, COLUMNS, Asked()) for each in (good, bad)]
    rows = standings(reference, judgements, COLUMNS, Asked())
    found = {(row["portfolio"], row["outcome"]): row for row in rows}
    assert len(rows) == 9
    first = [found[key] for key in (("reference", COLUMNS[0]), ("p1", COLUMNS[0]))]
    assert first[0]["regret_p90"] == pytest.approx(1.0)
    assert [row["on_front"] for row in rows] == [True] * 3 + [True] * 3 + [False] * 3
    assert found["reference", "donor_cost_musd"]["diff_mean"] == 0.0


def test_the_answer_may_be_that_there_is_none() -> None:
    reference = np.zeros((20, 3, 3))
    none = [judged(reference, candidate(10), COLUMNS, Asked())]
    assert in_words(none, 50, 20, Asked()).startswith(
        "Nothing robust found: of 50 portfolios tried and 1 tested none is"
    )
    assert in_words([], 50, 20, Asked(budget=1.0)).endswith("none is within the budget.")
    assert in_words([judged(reference, candidate(20), COLUMNS, Asked())], 50, 20, Asked()).startswith(
        "p1 of 1"
    )
    assert "Nothing can be called robust on 4 fresh draws" in in_words(none, 50, 4, Asked())


def design(parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "design": 1, "outcomes": ["events_per_year"], "levers": ["grit", "maximum_pressure", "corridor"],
        "scenario": {"scenario": 1, "months": 36, "seed": 5, "replicates": 24, "parameters": parameters},
        "population": 6, "generations": 2,
    }  # fmt: skip


@pytest.mark.slow
def test_with_every_path_from_policies_to_provocations_closed_nothing_robust_is_found(tmp_path: Path) -> None:
    _, off = mechanisms_off()[ALL]
    closed = find_portfolios(question_from_dict(design(off)), tmp_path, How(workers=1))
    assert closed.answer.startswith("Nothing robust found")
    told = [row for row in closed.rows if row["outcome"] == "events_per_year"]
    assert {row["difference"] for row in told} == {"same"}
    opened = find_portfolios(question_from_dict(design({})), tmp_path, How(workers=1))
    assert any(
        each.verdict == ROBUST for each in opened.judgements
    )  # the same search does find what is there


def test_draws_that_are_listed_are_dealt_out_in_turn() -> None:
    document = design({}) | {"vary": {"provocation.iota": "default_range"}, "draws": 40}
    question = question_from_dict(document)
    rows = tuple((place / 100,) for place in range(40))
    question = replace(question, definition=replace(question.definition, rows=rows))
    one, two = question.halves()
    assert one == rows[::2] and two == rows[1::2]
    assert tuple(experiment_of(question, [(1, 0, 0)]).samples()) == two


def test_search_and_test_share_no_draw_and_no_replicate() -> None:
    document = design({}) | {"vary": {"provocation.iota": "default_range"}, "draws": 40}
    question = question_from_dict(document)
    one, two = (player.draws for player in players(question, Path(), How()))
    assert len(one.samples) == len(two.samples) == 20
    assert not set(one.samples) & set(two.samples)
    assert one.first + one.replicates == two.first
    test = experiment_of(question, [(1, 0, 0), (0, 0, 1)])
    assert tuple(test.samples()) == two.samples
    assert test.first_replicate == two.first
    assert [arm.name for arm in test.arms] == ["reference", "p1", "p2"]
