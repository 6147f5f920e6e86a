"""Every policy wins somewhere and loses somewhere, as the page of policies says; a part of it is played again."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import fisher_exact

from benchmarks.wins_and_losses import JUDGED, SOMEWHERE, WORLDS, Score, judged, most, scores
from diplosim.policies.registry import builtin_policies

pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")

PAGE = Path(__file__).parents[2] / "docs" / "policies.md"
CELL = re.compile(r"(\w+): (\w+) \((\d\.\d\d)\)")
#: Samples that are played here, and those of the page.
FEW, MANY = 12, 40
#: Rows as `python benchmarks/wins_and_losses.py` printed them: policy, median, where it wins most, where it loses most.
ROWS = {
    cells[1].strip(" `"): (cells[3].strip(), cells[4].strip())
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if len(cells := line.split("|")) == 6 and re.search(r"\w+: \w+ \(0|\w+: \w+ \(1|nowhere", line)
}


def test_the_table_has_every_policy_and_each_wins_and_loses_somewhere() -> None:
    assert [*ROWS] == [policy.name for policy in builtin_policies()]
    assert [policy for policy, cells in ROWS.items() if "nowhere" in cells] == []


@cache
def few(world: str) -> dict[str, dict[str, Score]]:
    """Every policy in 12 samples of 40 paired runs; the page has 40 of them, drawn otherwise."""
    return scores(FEW, 40, [*ROWS], start=world)


@pytest.mark.slow
@pytest.mark.parametrize("side", ["better", "worse"])
def test_every_policy_wins_somewhere_and_loses_somewhere(side: str) -> None:
    nowhere = {policy for policy in ROWS if most({w: few(w)[policy] for w in WORLDS}, side) == "nowhere"}
    assert nowhere == set()


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_where_the_page_says_that_a_policy_wins_or_loses_most_other_samples_say_so_too(world: str) -> None:
    """Their share is not lower than that of the page by more than chance, at one in a thousand."""
    asked, gone = 0, []
    for policy, cells in ROWS.items():
        for side, cell in zip(("better", "worse"), cells, strict=True):
            found = CELL.match(cell)
            if found is None or found[1] != world:
                continue
            asked += 1
            here, page = (
                round(share * of)
                for share, of in ((getattr(few(world)[policy][found[2]], side), FEW), (float(found[3]), MANY))
            )
            if fisher_exact([[here, FEW - here], [page, MANY - page]], "less").pvalue < 0.001:
                gone.append((policy, side, found[2], here, page))
    assert asked > 3 and gone == []


def test_only_what_is_beyond_the_noise_counts() -> None:
    clear, noise = np.array([1.0, 1.1, 0.9, 1.0]), np.array([3.0, -2.0, 1.0, -1.0])
    score = judged([clear, noise, -clear, 0 * clear], sign=1.0)
    assert (score.better, score.worse) == (0.25, 0.25)
    assert judged([clear], sign=-1.0).worse == 1.0


def test_a_policy_wins_where_it_is_better_most_often_and_nowhere_by_chance() -> None:
    clear = np.array([1.0, 1.1, 0.9, 1.0])
    one, two = judged([clear] + [0 * clear] * 9, 1.0), judged([clear] * 2 + [0 * clear] * 2, 1.0)
    rare = judged([clear] + [0 * clear] * 10, 1.0)
    assert most({"a": {JUDGED[0]: one}, "b": {JUDGED[1]: two}}, "better") == f"b: {JUDGED[1]} (0.50)"
    assert one.better == SOMEWHERE and most({"a": {JUDGED[0]: one}}, "better") == f"a: {JUDGED[0]} (0.10)"
    assert most({"a": {JUDGED[0]: rare}}, "better") == most({"a": {JUDGED[0]: rare}}, "worse") == "nowhere"
