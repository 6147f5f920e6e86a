from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diplosim.analysis.structure.findings import alternatives, finding, structure
from diplosim.results import AnalysisError, Results, open_results
from diplosim.wording.verdicts import FLIPS, HOLDS, ONE_VALUE, SIZE_DIFFERS, SOME_VALUES, UNDECIDED, verdict
from tests.analysis.results import folder

RULES = ("logodds", "ewma", "beta")


def row(low: float, high: float) -> dict[str, object]:
    said = verdict(low, high, 50, 0.0, None)
    return {"diff_mean": (low + high) / 2, "diff_low": low, "diff_high": high, "n_pairs": 50, "verdict": said}


CLEAR, MINUS, UNSURE = row(1, 2), row(-2, -1), row(-1, 1)


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([CLEAR, MINUS, UNSURE], FLIPS),
        ([CLEAR, UNSURE, UNSURE], ONE_VALUE),
        ([CLEAR, CLEAR, UNSURE], SOME_VALUES),
        ([CLEAR, CLEAR, CLEAR], HOLDS),
        ([UNSURE, UNSURE, UNSURE], UNDECIDED),
        ([CLEAR, row(5, 6), CLEAR], SIZE_DIFFERS),
    ],
)
def test_what_becomes_of_a_finding(rows: list[dict[str, object]], word: str) -> None:
    assert finding(rows, differ=True) == word


def test_a_larger_effect_counts_as_different_only_if_it_surely_is() -> None:
    assert finding([CLEAR, row(0.5, 10), CLEAR], differ=False) == HOLDS


def draws_of(tmp_path: Path, effects: dict[str, tuple[float, float, float]], samples: int = 12) -> Results:
    """Policies whose effect depends on the rule, in the same samples of a second assumption under the same shocks."""
    rng = np.random.default_rng(2)
    shocks = rng.normal(0, 5, (1, 3 * samples, 8))
    rules = np.tile(np.arange(3), samples)
    cubes = [shocks] + [shocks + np.array(e)[rules][None, :, None] + rng.normal(0, 0.2, shocks.shape)
                        for e in effects.values()]  # fmt: skip
    varied = {
        "trust.rule": [RULES[i] for i in rules],
        "trust.omega": np.repeat(rng.uniform(size=samples), 3).tolist(),
    }
    return open_results(folder(tmp_path / "x", {"events_per_year": np.concatenate(cubes)},
                             arms=("status_quo", *effects), varied=varied))  # fmt: skip


def test_findings_that_flip_come_first_then_those_that_one_rule_supports(tmp_path: Path) -> None:
    effects = {
        "steady": (2.0, 2.0, 2.0),
        "one": (0.0, 0.0, 2.0),
        "flips": (-1.0, 2.0, 2.0),
    }
    results = draws_of(tmp_path, effects)
    split = alternatives(results, None)
    assert (split.name, split.values, split.matched) == ("trust.rule", RULES, True)
    rows = structure(results, split, ["events_per_year"])
    assert list(dict.fromkeys((r["arm"], r["finding"]) for r in rows))  == [
        ("flips", FLIPS), ("one", ONE_VALUE), ("steady", HOLDS),
    ]  # fmt: skip
    means = {(r["arm"], r["value"]): r["diff_mean"] for r in rows}
    assert means["flips", "logodds"] == pytest.approx(-1, abs=0.1)
    assert means["flips", "beta"] == pytest.approx(2, abs=0.1)
    contrast = {r["arm"]: (r["contrast_low"], r["contrast_high"]) for r in rows}
    assert contrast["flips"][0] < 3 < contrast["flips"][1] + 0.1 and contrast["flips"][0] > 2.5


def test_samples_of_their_own_are_not_compared_pair_by_pair(tmp_path: Path) -> None:
    varied = {"trust.rule": [*RULES] * 4, "trust.omega": np.random.default_rng(1).uniform(size=12).tolist()}
    cube = np.random.default_rng(2).normal(size=(2, 12, 5))
    results = open_results(folder(tmp_path / "x", {"events_per_year": cube}, arms=("r", "a"), varied=varied))
    split = alternatives(results, "trust.rule")
    assert not split.matched
    assert all(r["contrast_low"] is None for r in structure(results, split, ["events_per_year"]))


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (None, "say with --by which assumption to split by"),
        ("trust.omgea", "did you mean 'trust.omega'"),
        ("trust.omega", "it has 40 values in the samples; 2 to 12 can be set side by side"),
    ],
)
def test_what_cannot_be_split_is_explained(tmp_path: Path, by: str | None, words: str) -> None:
    varied = {"trust.omega": list(np.linspace(0, 1, 40)), "trust.chi": [0.0, 1.0] * 20}
    results = open_results(
        folder(tmp_path / "x", {"events_per_year": np.zeros((2, 40, 2))}, arms=("r", "a"), varied=varied)
    )
    with pytest.raises(AnalysisError) as caught:
        alternatives(results, by)
    assert words in str(caught.value)
    if by is None:
        assert "with few values: trust.chi" in str(caught.value)


def test_numbers_are_set_side_by_side_in_their_order(tmp_path: Path) -> None:
    varied = {
        "provocation.spi": [1.0, -0.5, 0.0] * 4,
        "trust.omega": np.repeat([0.1, 0.2, 0.3, 0.4], 3).tolist(),
    }
    results = open_results(
        folder(tmp_path / "x", {"events_per_year": np.zeros((2, 12, 2))}, arms=("r", "a"), varied=varied)
    )
    assert alternatives(results, "provocation.spi").values == (-0.5, 0.0, 1.0)
