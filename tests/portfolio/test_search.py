"""The search finds what is best by construction, goes on where it stopped, and does not depend on its workers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diplosim.experiment import How, PlanError
from diplosim.portfolio import question_from_dict
from diplosim.portfolio.design import players
from diplosim.portfolio.levers import Genes
from diplosim.portfolio.playing import Player
from diplosim.portfolio.search import Search, Tried, chosen, first_generation, losses, within

LEVERS: dict[str, Any] = {
    "pooled_fund": {"prefund": {"uniform": [0, 1]}}, "delinking": None, "corridor": {"strength": {"values": [0.5, 1]}},
    "digital_health": None, "comprehensive": None, "maximum_pressure": None, "unconditional_easing": None,
}  # fmt: skip


def document(**changes: Any) -> dict[str, Any]:
    return {
        "design": 1, "scenario": {"scenario": 1, "months": 12, "seed": 5, "replicates": 2}, "levers": LEVERS,
        "vary": {"provocation.iota": "default_range"}, "draws": 8, "population": 12, "generations": 6, **changes,
    }  # fmt: skip


class Planted(Player):
    """A player whose portfolios have known effects: each lever saves lives and costs, and one pair saves far more."""

    saved = (30.0, 20.0, 10.0, 5.0, 1.0, -50.0, -60.0)

    def portfolios(self, genes: Sequence[Genes]) -> list[Any]:
        return [np.broadcast_to(self._effect(each), (4, 2, 3)) for each in genes]

    def reference(self) -> Any:
        return np.zeros((4, 2, 3))

    def _effect(self, genes: Genes) -> Any:
        taken = {lever.policy: own for lever, own in self.space.taken(genes)}
        places = [place for place, lever in enumerate(self.space.levers) if lever.policy in taken]
        lives = sum(self.saved[place] for place in places)
        if {"delinking", "digital_health"} <= taken.keys():
            lives += 100.0 + 5.0 * taken.get("corridor", (0,))[0]
        return np.array([-lives, -lives, float(len(places))])


def planted(**changes: Any) -> tuple[Planted, Any]:
    question = question_from_dict(document(**changes))
    one, _ = players(question, Path(), How(workers=1))
    return Planted(question.space, one.draws, question.columns), question.asked


@pytest.mark.slow
def test_the_planted_optimum_is_found() -> None:
    for seed in (1, 2):
        player, asked = planted()
        tried = Search(player, asked).run(seed)
        assert len(tried) < 100  # of 1,151 portfolios with up to three policies
        best = min(tried, key=lambda each: each.costs[0])
        told = player.space.told(best.genes)
        assert told.startswith("Pooled fund") and "Delinking and Digital health" in told
        assert best.costs in [each.costs for each in chosen(tried, asked)]


@pytest.mark.slow
def test_the_budget_is_met_to_the_last_dollar_and_nothing_beyond_it_is_tested() -> None:
    player, asked = planted(budget=2)
    tried = Search(player, asked).run(1)
    tested = chosen(tried, asked)
    assert max(each.costs[-1] for each in tested) == 2.0
    assert (
        player.space.told(min(tested, key=lambda each: each.costs[0]).genes) == "Delinking and Digital health"
    )
    assert chosen(tried, asked.model_copy(update={"budget": 0.0})) == []


def test_nothing_that_another_one_beats_is_tested_and_of_equals_the_plainest_is() -> None:
    _, asked = planted()
    better, beaten, same = (
        Tried((1, 0), (-2.0, -1.0, 3.0)),
        Tried((0, 1), (-1.0, -1.0, 3.0)),
        Tried((1, 1), (-2.0, -1.0, 3.0)),
    )
    assert chosen([same, beaten, better], asked) == [better]


def test_the_first_generation_begins_with_every_policy_alone_and_repeats_nothing() -> None:
    player, asked = planted()
    first = first_generation(player.space, asked, 1)
    taken = [[lever.policy for lever, _ in player.space.taken(genes)] for genes in first]
    assert taken[: len(LEVERS)] == [[name] for name in LEVERS]
    assert len(set(first)) == len(first) == asked.population
    assert all(2 <= len(names) <= asked.most for names in taken[len(LEVERS) :])


def test_losses_are_reached_in_so_many_draws() -> None:
    values = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, np.nan]])
    assert within(values, 0.9).tolist() == [9.0]
    assert within(values, 0.5).tolist() == [5.0]
    assert within(values, 1.0)[0] > 1e6  # a draw without a value counts as the worst
    played = np.array([[[2.0, 1.0]], [[4.0, 1.0]]])
    found = losses(np.zeros((2, 1, 2)), played, ("events_per_year", "health_system_end"))
    assert found.tolist() == [[2.0, 4.0], [-1.0, -1.0]]  # more of the second is better


def test_genes_that_change_nothing_are_zero() -> None:
    space = planted()[0].space
    off = space.canonical([0, 4, 1, 0, 1, 0, 0, 0, 0])
    assert off == (0, 0, 1, 0, 0, 0, 0, 0, 0)
    assert space.told(off) == "Delinking"
    both = space.canonical([0, 0, 0, 0, 0, 0, 0, 1, 1])
    far, why = space.objection(both)
    assert far == 2 and "gives relief without any condition" in why
    assert space.objection(space.canonical([1, 0, 1, 1, 0, 1, 0, 0, 0])) == (11, "more than 3 policies")


@pytest.mark.slow
def test_a_search_that_was_killed_goes_on_with_the_same_bytes_and_plays_nothing_twice(tmp_path: Path) -> None:
    question = question_from_dict(document(generations=3, population=8))

    def tried(folder: str, workers: int = 1, stop: int = 0) -> list[Tried]:
        one, _ = players(question, tmp_path / folder, How(workers=workers))

        def progress(done: int, of: int) -> None:
            if done == stop:
                raise KeyboardInterrupt

        return Search(one, question.asked, progress).run(3)

    def files(folder: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / folder / "search").iterdir()}

    whole = tried("whole")
    with pytest.raises(KeyboardInterrupt):
        tried("killed", stop=2)
    begun = files("killed")
    assert 0 < len(begun) < len(files("whole"))
    stamps = {name: (tmp_path / "killed" / "search" / name).stat().st_mtime_ns for name in begun}
    damaged = sorted(begun)[0]
    (tmp_path / "killed" / "search" / damaged).write_bytes(begun[damaged][:-1] + b"\0\0")
    assert tried("killed") == whole
    assert files("killed") == files("whole")
    again = {n: (tmp_path / "killed" / "search" / n).stat().st_mtime_ns for n in begun if n != damaged}
    assert again == {name: stamp for name, stamp in stamps.items() if name != damaged}
    assert tried("threads", workers=3) == whole
    assert files("threads") == files("whole")


def test_without_the_package_of_the_search_the_error_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymoo.algorithms.moo.nsga2", None)
    player, asked = planted()
    with pytest.raises(PlanError, match=r"pip install 'diplosim\[design\]'"):
        Search(player, asked).run(1)
