"""Boxes and trees of failures: planted ones are found, noise is not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diplosim.analysis.discovery.boxes import (
    Axis,
    Limit,
    axes_of,
    axis_of,
    meets,
    month_axis,
    short_names,
    where,
    within,
)
from diplosim.analysis.discovery.failures import failures, read_rule
from diplosim.analysis.discovery.prim import find_box, peel, quasi_p
from diplosim.analysis.discovery.search import box_rows, discover, permutation_p
from diplosim.analysis.discovery.tree import grow
from diplosim.results import AnalysisError, open_results
from tests.analysis.results import folder, uniform


def planted(seed: int, *, n: int = 400, d: int = 6, flipped: float = 0.0) -> tuple[list[Axis], np.ndarray]:
    """Failures where x0 < 0.4 and x1 > 0.5, some labels flipped."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(size=(n, d))
    failed = (x[:, 0] < 0.4) & (x[:, 1] > 0.5)
    return [Axis(f"x{i}", x[:, i]) for i in range(d)], failed ^ (rng.uniform(size=n) < flipped)


# Tolerance 0.05 of the range without noise (the gap between 400 samples is 0.0025), 0.1 with a tenth of labels wrong.
@pytest.mark.parametrize(("flipped", "tolerance"), [(0.0, 0.05), (0.1, 0.1)])
@pytest.mark.parametrize("seed", range(5))
def test_a_planted_box_is_found_with_its_limits(seed: int, flipped: float, tolerance: float) -> None:
    axes, failed = planted(seed, flipped=flipped)
    found = find_box(axes, failed)
    assert {(0, 1), (1, -1)} <= set(found.box)
    assert found.box[0, 1].value == pytest.approx(0.4, abs=tolerance)
    assert found.box[1, -1].value == pytest.approx(0.5, abs=tolerance)
    if not flipped:
        assert set(found.box) == {(0, 1), (1, -1)}
        assert found.k == found.n == failed.sum()


@pytest.mark.slow
def test_the_sentence_covers_and_density_of_a_planted_box() -> None:
    axes, failed = planted(1)
    [finding] = discover(axes, failed)
    assert (finding.coverage, finding.density, finding.p_value) == (1.0, 1.0, 0.01)
    assert finding.real and set(finding.reproduced.values()) == {1.0}
    assert max(finding.quasi_p.values()) < 1e-6
    assert where(axes, finding.found.box) == "x0 < 0.399 and x1 > 0.501"
    rows = box_rows(axes, [finding], failed.mean())
    assert [(row["parameter"], row["at_most"] is None) for row in rows] == [("x0", False), ("x1", True)]


# The permutation test is exact: under the null a box passes 5 % with probability at most 0.05, so three or more of
# eight by chance has a probability of 0.6 %.
@pytest.mark.slow
def test_a_planted_null_gives_no_significant_box() -> None:
    rng = np.random.default_rng(11)
    axes = [Axis(f"x{i}", rng.uniform(size=150)) for i in range(5)]
    real = [discover(axes, rng.uniform(size=150) < 0.3, boxes=1)[0].real for _ in range(8)]
    assert sum(real) <= 2


@pytest.mark.slow
def test_the_permutation_test_counts_itself_and_stops_early() -> None:
    axes, failed = planted(2, n=100)
    assert permutation_p(axes, failed, 1e9) == 1 / 100
    assert permutation_p(axes, failed, -1.0) == 1.0


@pytest.mark.slow
def test_two_planted_boxes_are_found_one_after_the_other() -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(size=(600, 3))
    failed = (x[:, 0] < 0.25) | (x[:, 1] > 0.85)
    axes = [Axis(name, x[:, i]) for i, name in enumerate("abc")]
    found = discover(axes, failed, boxes=2)
    limits = {key: limit.value for finding in found for key, limit in finding.found.box.items()}
    assert limits[0, 1] == pytest.approx(0.25, abs=0.03) and limits[1, -1] == pytest.approx(0.85, abs=0.03)
    assert sum(finding.coverage for finding in found) == pytest.approx(1.0, abs=0.02)


@pytest.mark.slow
def test_later_boxes_know_how_often_the_rest_fails() -> None:
    axes, _ = planted(2)
    x, y = axes[0].values, axes[1].values
    failed = (x < 0.3) | ((x > 0.6) & (y > 0.7))
    first, second = discover(axes, failed)[:2]
    outside = ~within(axes, first.found.box)
    assert first.rest == failed.mean()
    assert second.rest == failed[outside].mean() < first.rest
    rows = box_rows(axes, [first, second], float(failed.mean()))
    assert {(row["box"], row["rest_rate"]) for row in rows} == {(1, first.rest), (2, second.rest)}


def test_words_without_order_keep_any_set_and_months_keep_a_stretch() -> None:
    rng = np.random.default_rng(6)
    rule = pd.Series(rng.choice(["beta", "ewma", "logodds"], 300))
    start = pd.Series(rng.integers(0, 48, 300))
    failed = ((rule != "beta") & (start >= 24)).to_numpy()
    axes = [axis_of("trust.rule", rule), month_axis("policies.pooled_fund.from", start, "2026-01")]
    assert not axes[0].ordered and axes[1].ordered
    found = find_box(axes, failed)
    assert where(axes, found.box) == "rule is ewma or logodds and from 2028-01 or later"
    assert np.array_equal(within(axes, found.box), failed)


def test_numbers_yes_and_no_and_whole_numbers_are_axes() -> None:
    assert axis_of("a", pd.Series([1, 2, 3])).values.tolist() == [1, 2, 3]
    flag = axis_of("a", pd.Series([True, False]))
    assert flag.names == ("false", "true") and flag.values.tolist() == [1, 0]
    assert short_names(["trust.x", "health.x", "trust.y"]) == {
        "trust.x": "trust.x",
        "health.x": "health.x",
        "trust.y": "y",
    }


def test_a_wanted_density_is_kept() -> None:
    axes, failed = planted(3, flipped=0.15)
    free = find_box(axes, failed)
    dense = find_box(axes, failed, density=0.9)
    assert free.k / free.n < 0.9 <= dense.k / dense.n and dense.k <= free.k


def test_a_limit_that_does_nothing_has_a_large_quasi_p_value_and_is_dropped() -> None:
    axes, failed = planted(4)
    box = {(0, 1): Limit(0, 1, 0.4), (1, -1): Limit(1, -1, 0.5), (2, 1): Limit(2, 1, 0.9)}
    found = quasi_p(axes, failed, box)
    assert found[2, 1] == 1.0 and found[0, 1] < 1e-6
    assert (2, 1) not in find_box(axes, failed).box


def test_peels_are_nested_and_never_smaller_than_allowed() -> None:
    axes, failed = planted(5, flipped=0.2)
    steps = peel(axes, failed, 0.05)
    assert steps[0].n == 400 and all(a.n > b.n >= 20 for a, b in pairwise(steps))
    assert all(within(axes, step.box).sum() == step.n for step in steps)


def test_the_boxes_do_not_depend_on_the_order_of_the_samples() -> None:
    axes, failed = planted(6, flipped=0.1)
    order = np.random.default_rng(0).permutation(400)
    again = find_box([Axis(axis.name, axis.values[order]) for axis in axes], failed[order])
    assert again.box == find_box(axes, failed).box


def test_a_tree_finds_the_planted_region_and_knows_when_it_knows_nothing() -> None:
    axes, failed = planted(7)
    tree = grow(axes, failed)
    assert tree.right > 0.95 > tree.guess
    worst = tree.leaves[0]
    assert worst.k == worst.n >= 0.9 * failed.sum()
    assert sum(leaf.n for leaf in tree.leaves) == 400 and sum(leaf.k for leaf in tree.leaves) == failed.sum()
    assert all(int(within(axes, leaf.box).sum()) == leaf.n for leaf in tree.leaves)
    noise = np.random.default_rng(1).uniform(size=400) < 0.3
    assert grow(axes, noise).right <= grow(axes, noise).guess + 0.02


def test_a_tree_asks_for_words_one_by_one() -> None:
    rng = np.random.default_rng(8)
    axis = axis_of("trust.rule", pd.Series(rng.choice(["beta", "ewma", "logodds"], 200)))
    failed = meets([axis], Limit(0, 0, kept=frozenset({1})))
    leaves = grow([axis], failed).leaves
    assert where([axis], leaves[0].box) == "rule is ewma" and leaves[0].k == leaves[0].n


def sweep(path: Path, effect: np.ndarray, luck: float = 0.0, replicates: int = 6, samples: int = 80):
    """A sweep in which arm ``a`` adds ``effect`` [sample] to the provocations of the reference."""
    rng = np.random.default_rng(3)
    base = np.repeat(10 + rng.normal(0, 3, (1, 1, replicates)), samples, axis=1)
    own = base + effect[None, :, None] + luck * rng.normal(size=(1, samples, replicates))
    varied = uniform(samples, ["provocation.iota", "provocation.b_N"])
    return open_results(
        folder(
            path, {"events_per_year": np.concatenate([base, own])}, arms=("status_quo", "a"), varied=varied
        )
    )


def test_failure_is_a_mean_paired_difference_in_the_bad_direction(tmp_path: Path) -> None:
    effect = np.where(np.arange(80) < 30, 1.0, -1.0)
    effect[30:35] = 0.0  # no difference is no failure
    opened = sweep(tmp_path / "x", effect)
    found = failures(opened, "a", "events_per_year", read_rule(None, "events_per_year"))
    assert found.failed.tolist() == [True] * 30 + [False] * 50
    assert (found.rate, found.changed) == (0.375, 0.0)
    assert len(axes_of(opened, found.kept)) == 2


def test_the_reader_is_told_how_many_labels_are_luck(tmp_path: Path) -> None:
    rule = read_rule(None, "events_per_year")
    noisy = failures(sweep(tmp_path / "x", np.zeros(80), luck=1.0), "a", "events_per_year", rule)
    # Six replicates of pure noise: the standard error of a mean equals its spread, so the sign of a redrawn mean
    # differs from the first one's with a probability near 1/4 (arctan 1 / pi), a bit less for resampled replicates.
    assert noisy.changed == pytest.approx(0.24, abs=0.05)
    single = failures(
        sweep(tmp_path / "y", np.zeros(80), luck=1.0, replicates=1), "a", "events_per_year", rule
    )
    assert single.changed is None


def test_too_few_failures_and_nothing_but_failures_are_refused(tmp_path: Path) -> None:
    rule = read_rule(None, "events_per_year")
    for name, effect, answer in (
        ("few", np.where(np.arange(80) < 4, 1.0, -1.0), "fails in 4 of 80 samples .*too few failures"),
        ("all", np.ones(80), "fails in 80 of 80 samples .*too few samples without failure"),
    ):
        with pytest.raises(AnalysisError, match=answer):
            failures(sweep(tmp_path / name, effect), "a", "events_per_year", rule)


def test_nothing_varied_is_refused_with_a_way_out(tmp_path: Path) -> None:
    opened = open_results(folder(tmp_path / "x", {"events_per_year": np.ones((3, 1, 4))}))
    with pytest.raises(AnalysisError, match=r"varies no assumptions.*run an experiment with 'vary'"):
        failures(opened, "a", "events_per_year", read_rule(None, "events_per_year"))


def test_rules_of_failure() -> None:
    values = np.array([-1.0, 0.0, 1.0])
    assert read_rule("> 0", "events_per_year").holds(values, 1.0).tolist() == [False, False, True]
    assert read_rule("<=0", "events_per_year").holds(values, 1.0).tolist() == [True, True, False]
    assert read_rule("level >= 1e0", "offers_made").words() == "level >= 1"
    assert read_rule(None, "trust_rivals_end").words() == "difference < 0"
    with pytest.raises(AnalysisError, match="say what failure is"):
        read_rule(None, "offers_made")
    for text in ("0", "> x", ">> 1", "> 1.2.3"):
        with pytest.raises(AnalysisError, match="--fails"):
            read_rule(text, "events_per_year")
