"""Taking a headline apart: shares that add up, parts that carry all, and what the page then says first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from diplosim.analysis.ablation.mechanisms import PATHS
from diplosim.analysis.claims import decompose, told
from diplosim.analysis.claims.decompose import MECHANISMS, Orders, orders_of, shapley
from diplosim.experiment import How
from diplosim.scenario import PARAMETERS
from tests.analysis.claims.little import definition, headlined
from tests.analysis.claims.planted import table

NAMES = ("a", "b", "c", "d")


def changes(orders: Orders, worth: Any) -> np.ndarray:
    """The change in every world, from the mechanisms that are on in it."""
    return np.array([[worth(set(NAMES) - off) for off in row] for row in orders.off])


def test_what_mechanisms_add_one_by_one_is_theirs() -> None:
    orders = orders_of(NAMES, 6)
    own = {"a": 1.0, "b": -2.0, "c": 0.5, "d": 0.0}
    found = shapley(orders, changes(orders, lambda on: 7.0 + sum(own[name] for name in on)))
    for name, value in own.items():
        assert found[name] == pytest.approx(np.full(6, value)), name


def test_what_two_bring_only_together_is_shared_evenly() -> None:
    orders = orders_of(NAMES, 6)
    found = shapley(orders, changes(orders, lambda on: float({"a", "b"} <= on)))
    assert found["a"] == pytest.approx(np.full(6, 0.5))
    assert found["b"] == pytest.approx(np.full(6, 0.5))
    assert found["c"] == pytest.approx(np.zeros(6))


def test_shares_and_what_is_left_add_up_to_the_whole_in_every_sample() -> None:
    orders = orders_of(NAMES, 5)
    source = np.random.default_rng(1)
    worths = [{frozenset(on): source.normal() for on in _subsets()} for _ in range(5)]
    change = np.array([[worth[frozenset(set(NAMES) - off)] for off in row]
                       for worth, row in zip(worths, orders.off, strict=True)])  # fmt: skip
    total = sum(shapley(orders, change).values())
    assert total == pytest.approx(change[:, 0] - change[:, 1])


def _subsets() -> list[set[str]]:
    return [
        {name for place, name in enumerate(NAMES) if number >> place & 1} for number in range(2 ** len(NAMES))
    ]


def test_every_path_to_provocations_is_in_one_mechanism() -> None:
    paths = sorted(key for off in PATHS.values() for key in off)
    mechanisms = [key for off in MECHANISMS.values() for key in off]
    assert len(set(mechanisms)) == len(mechanisms)
    assert set(paths) <= set(mechanisms)
    for off in MECHANISMS.values():
        for name, value in off.items():
            low, high = PARAMETERS[name].limits
            assert low <= value <= high, name


def part(whole: float, left: float) -> dict[str, Any]:
    noise = 0.1 * np.random.default_rng(2).normal(size=24)
    held = np.ones(24)
    [found] = decompose._part("x", "mechanism", (held, whole + noise), (held, left + 2 * noise))
    return dict(found)


@pytest.mark.parametrize(
    ("whole", "left", "gone", "turns"),
    [
        (-1.0, -0.9, False, False),
        (-1.0, -0.1, True, False),
        (-1.0, 0.5, True, True),
        (0.01, -0.5, False, False),
    ],
)
def test_a_part_without_which_a_clear_change_is_gone_or_turned_is_told(
    whole: float, left: float, gone: bool, turns: bool
) -> None:
    found = part(whole, left)
    assert (found["gone"], found["turns"]) == (gone, turns)


def planted(**parts: Any) -> dict[str, Any]:
    """Findings about two tests whose first is taken apart as told, under rules of trust that agree."""
    row = {
        "verdict": "holds",
        "share": 0.95,
        "others": {"ewma": {"share": 0.1, "verdict": "fails"}},
        "flips": [],
    }
    tests = [{"test": key, **row} for key in ("K1.1", "P2.1")]
    one = {
        "kind": "mechanism",
        "shapley": None,
        "shapley_error": None,
        "gone": False,
        "turns": False,
        **parts,
    }
    return {"tests": tests, "decomposition": [{"test": "K1.1", "parts": [{"name": "trust", **one}]}]}


HEADLINE = [{"text": "**A calms.** So it is.", "when": {"K1.1": ["holds"]}}]


def first_lines(found: dict[str, Any]) -> str:
    return " ".join(told.flips(table(headlines=HEADLINE), found))


def test_a_flip_stands_in_the_first_lines_whatever_turned_it() -> None:
    assert "No headline flips" in first_lines(planted())
    assert "flips without 'trust'" in first_lines(planted(gone=True, turns=True))
    by_rule = planted()
    by_rule["tests"][0]["flips"] = ["ewma"]
    assert "flips under the rule of trust `ewma` (10 %)" in first_lines(by_rule)
    by_draws = planted()
    by_draws["tests"][0]["posterior"] = {"verdict": "fails", "share": 0.05}
    assert "flips in draws of the posterior (5 % instead of 95 %)" in first_lines(by_draws)


def test_what_is_built_in_or_true_by_definition_is_labelled_in_its_line() -> None:
    claims = table(headlines=HEADLINE)
    [one] = claims.headlines
    assert told.labels(one, claims, planted()) == ""
    assert told.labels(one, claims, planted(gone=True)) == "*Built in*: gone without 'trust'."
    assert "is gone without 'trust'" in first_lines(planted(gone=True))
    defined = table(headlines=HEADLINE).model_dump()
    defined["claims"][0]["tests"][0]["definition"] = "that is what a is"
    assert "*By definition* (K1.1): that is what a is." in told.labels(
        one, type(claims).model_validate(defined), planted()
    )


@pytest.mark.slow
def test_a_headline_of_the_model_is_taken_apart() -> None:
    [found] = decompose.decomposed(headlined(), definition(6, 4), How(workers=1))
    kinds = [one["kind"] for one in found["parts"]]
    assert kinds.count("mechanism") == len(MECHANISMS)
    assert {"second model", "lever"} <= set(kinds)
    shares = sum(one["shapley"] for one in found["parts"] if one["shapley"] is not None)
    assert shares + found["change_all_off"] == pytest.approx(found["change"])
    assert found["change"] < 0
