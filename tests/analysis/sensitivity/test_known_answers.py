from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.analysis.sensitivity.any_samples import pawn_indices, slices
from diplosim.analysis.sensitivity.source import make_input
from diplosim.experiment.design import Design
from tests.analysis.sensitivity.known import (
    ISHIGAMI,
    ishigami,
    ishigami_indices,
    listed,
    real,
    sobol_g,
    sobol_g_indices,
    study,
    whole,
)  # fmt: skip

SALTELLI = Design(method="saltelli", samples=1024, seed=0)
MORRIS = Design(method="morris", samples=12, levels=4, seed=0)
LHS = Design(method="lhs", samples=400, seed=0)
UNIT = [real(f"x{i}", 0.0, 1.0) for i in range(4)]


@pytest.fixture(autouse=True)
def _needs_salib() -> None:
    pytest.importorskip("SALib")


def within(indices: Any, first: list[float], total: list[float]) -> None:
    """Every known index lies in its 95 % interval, and the intervals are narrow."""
    for name, known in (("S1", first), ("ST", total)):
        measure = indices.measures[name]
        assert (measure.low <= np.array(known)).all(), name
        assert (np.array(known) <= measure.high).all(), name
        assert (measure.high - measure.low).max() < 0.35, name


def test_sobol_indices_of_ishigami_lie_within_their_intervals() -> None:
    found = study(SALTELLI, [real(name, *ends) for name, ends in ISHIGAMI.items()], ishigami, "sobol")
    within(found.indices["sobol"], *ishigami_indices())
    assert found.indices["sobol"].order == [0, 1, 2]


def test_second_order_designs_give_the_same_indices() -> None:
    design = Design(method="saltelli", samples=1024, seed=0, second_order=True)
    found = study(design, [real(name, *ends) for name, ends in ISHIGAMI.items()], ishigami, "sobol")
    within(found.indices["sobol"], *ishigami_indices())


def test_sobol_indices_of_the_g_function_lie_within_their_intervals() -> None:
    a = (0.0, 1.0, 4.5, 99.0)
    found = study(SALTELLI, UNIT, lambda row: sobol_g(row, a), "sobol")
    within(found.indices["sobol"], *sobol_g_indices(a))
    assert found.indices["sobol"].order == [0, 1, 2, 3]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(-5, 5).map(lambda c: round(c, 3)), min_size=3, max_size=3), st.integers(0, 5),
    st.sampled_from([4, 6]),
)  # fmt: skip
def test_morris_of_a_linear_function_is_exact_for_ranges_whole_numbers_and_levels(
    slopes: list[float], seed: int, levels: int
) -> None:
    dimensions = [
        real("a", -2.0, 4.0), whole("b", 0, 2), listed("c", [1.0, 2.0, 5.0]), listed("d", [False, True]),
        real("e", 1.0, 1000.0, log=True),
    ]  # fmt: skip

    def linear(row: Any) -> float:
        return slopes[0] * row[0] + slopes[1] * row[1] + slopes[2] * row[2] + 3.0 * row[3] - np.log10(row[4])

    design = Design(method="morris", samples=6, levels=levels, seed=seed)
    indices = study(design, dimensions, linear, "morris").indices["morris"]
    expected = [6 * slopes[0], 2 * slopes[1], 4 * slopes[2], 3.0, -3.0]
    assert indices.measures["mu"].value == pytest.approx(expected, abs=1e-9)
    assert indices.measures["mu_star"].value == pytest.approx(np.abs(expected), abs=1e-9)
    assert indices.measures["sigma"].value == pytest.approx(0.0, abs=1e-9)
    assert indices.measures["mu_star"].high - indices.measures["mu_star"].low == pytest.approx(0.0, abs=1e-9)


def test_morris_of_levels_without_order_has_no_sign_and_counts_a_change_of_level_as_a_whole_range() -> None:
    dimensions = [listed("rule", ["p", "q", "r"]), real("x", 0.0, 1.0)]
    values = {"p": 0.0, "q": 5.0, "r": -5.0}
    design = Design(method="morris", samples=20, levels=4, seed=0)
    indices = study(design, dimensions, lambda row: values[row[0]] + row[1], "morris").indices["morris"]
    assert np.isnan(indices.measures["mu"].value[0])
    assert 5.0 <= indices.measures["mu_star"].value[0] <= 10.0
    assert indices.measures["mu"].value[1] == pytest.approx(1.0)


def test_pawn_of_an_inert_input_is_near_zero_and_below_its_floor_and_of_a_driver_far_above() -> None:
    dimensions = [*UNIT[:2], listed("flag", [False, True]), listed("idle", ["a", "b", "c"])]
    found = study(LHS, dimensions, lambda row: 2.0 * row[0] + (row[2] is True) + 0.3 * row[1], "pawn")
    indices = found.indices["pawn"]
    median = indices.measures["median"].value
    assert indices.clear == [True, False, True, False]
    assert median[3] < 0.1
    assert median[0] > 3 * indices.floor[0]


@pytest.mark.parametrize("count", [57, 100, 400])
@pytest.mark.parametrize("ties", [False, True])
def test_pawn_is_that_of_salib(count: int, ties: bool) -> None:
    """Up to rounding: SciPy computes the Kolmogorov-Smirnov distance in another order in newer versions."""
    from SALib.analyze import pawn

    rng = np.random.default_rng(count)
    columns = rng.random((count, 3))
    means = columns @ [2.0, 0.5, 0.0] + rng.normal(size=count)
    means = np.round(means, 1) if ties else means
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    theirs = pawn.analyze(problem, columns, means, S=slices(count))
    inputs = [make_input(real(f"x{i}", 0.0, 1.0), columns[:, i].tolist()) for i in range(3)]
    ours = pawn_indices(inputs, means, 0).measures
    for measure in ("median", "maximum"):
        assert ours[measure].value == pytest.approx(theirs[measure], rel=1e-13, abs=1e-15)


def test_pawn_sees_what_ranks_overlook() -> None:
    found = study(LHS, UNIT[:2], lambda row: (row[0] - 0.5) ** 2 + 0.001 * row[1], "rank", "pawn")
    assert not found.indices["rank"].clear[0]
    assert found.indices["pawn"].clear[0]


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_rank_correlation_of_a_monotone_function_is_one(sign: float) -> None:
    found = study(LHS, UNIT[:2], lambda row: sign * np.exp(5 * row[0]), "rank").indices["rank"]
    assert found.measures["spearman"].value[0] == pytest.approx(sign)
    assert found.measures["prcc"].value[0] == pytest.approx(sign)
    assert found.clear == [True, False]


def test_partial_rank_correlation_takes_out_what_the_other_inputs_do() -> None:
    found = study(LHS, UNIT[:2], lambda row: 10 * row[0] + row[1], "rank").indices["rank"]
    assert abs(found.measures["spearman"].value[1]) < 0.2
    assert found.measures["prcc"].value[1] > 0.8


def test_levels_without_order_get_a_rank_correlation_without_a_sign() -> None:
    effects = {"p": 1.0, "q": -1.0, "r": 1.0}
    dimensions = [listed("rule", ["p", "q", "r"]), real("x", 0.0, 1.0), listed("idle", ["a", "b", "c"])]
    found = study(LHS, dimensions, lambda row: effects[row[0]] + 0.1 * row[1], "rank").indices["rank"]
    assert found.measures["prcc"].value[0] > 0.8
    assert found.clear == [True, True, False]


@pytest.mark.slow
def test_intervals_of_rank_correlation_cover_zero_for_inert_inputs_about_19_times_in_20() -> None:
    """600 intervals of nominal 95 %; between 91 and 98 % has an error rate below 1 in 1,000."""
    covered = 0
    for seed in range(200):
        design = Design(method="lhs", samples=40, seed=seed)
        found = study(design, UNIT, lambda row: row[0] + 0.0 * row[1], "rank", noise=0.5, seed=seed).indices[
            "rank"
        ]
        covered += sum(not flag for flag in found.clear[1:])
    assert 0.91 * 600 <= covered <= 0.98 * 600


@pytest.mark.parametrize(
    ("design", "method"), [(SALTELLI, "sobol"), (MORRIS, "morris"), (LHS, "pawn"), (LHS, "rank")]
)  # fmt: skip
@pytest.mark.parametrize("seed", [0, 7])
def test_the_same_seed_gives_the_same_numbers_and_no_global_generator_moves(
    design: Design, method: str, seed: int
) -> None:
    random.seed(3)
    np.random.seed(3)
    before = random.getstate(), np.random.get_state()[1].tolist(), np.random.get_state()[2]
    one, two = (
        study(design, UNIT, lambda row: sobol_g(row, (0, 1, 4, 9)), method, noise=0.1, seed=seed).indices[
            method
        ]
        for _ in range(2)
    )
    assert (random.getstate(), np.random.get_state()[1].tolist(), np.random.get_state()[2]) == before
    for name, measure in one.measures.items():
        for part in ("value", "low", "high"):
            np.testing.assert_array_equal(getattr(measure, part), getattr(two.measures[name], part))
    np.testing.assert_array_equal(one.floor, two.floor)


@pytest.mark.parametrize(("design", "method"), [(SALTELLI, "sobol"), (MORRIS, "morris"), (LHS, "pawn")])
def test_another_seed_gives_other_resamples(design: Design, method: str) -> None:
    one, two = (
        study(design, UNIT, lambda row: sobol_g(row, (0, 1, 4, 9)), method, noise=0.1, seed=seed).indices[
            method
        ]
        for seed in (0, 1)
    )
    main = one.main
    assert (one.measures[main].high != two.measures[main].high).any() or (one.floor != two.floor).any()


def test_ends_are_the_outer_fifths_of_ranges_and_the_outer_values_of_lists() -> None:
    dimensions = [real("x", 0.0, 10.0), listed("flag", [False, True]), listed("rule", ["p", "q", "r"])]
    effects = {"p": 0.0, "q": 3.0, "r": -3.0}
    found = study(LHS, dimensions, lambda row: row[0] + 4 * row[1] + effects[row[2]], "rank")
    x, flag, rule = found.ends
    assert x[0].values[1] == pytest.approx(2.0, abs=0.1)
    assert x[1].mean - x[0].mean == pytest.approx(8.0, abs=1.5)  # three standard errors
    assert [end.values for end in flag] == [(False, False), (True, True)]
    assert [end.values[0] for end in rule] == ["r", "q"]
