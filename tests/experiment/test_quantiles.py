from __future__ import annotations

import numpy as np
import pytest

from diplosim.experiment.numbers import LEVELS, quantiles_of


@pytest.mark.parametrize("runs", [1, 2, 3, 19, 20, 21, 400])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_quantiles_by_month_are_those_of_numpy_to_the_last_bit(runs: int, seed: int) -> None:
    source = np.random.default_rng(seed)
    values = np.where(source.random((runs, 7)) < 0.3, 0.0, source.normal(size=(runs, 7))).astype(np.float32)
    wanted = np.quantile(values.astype(np.float64), LEVELS, axis=0)
    for given in (values, values.astype(np.float64)):
        assert (
            np.ascontiguousarray(quantiles_of(given, LEVELS)).tobytes()
            == np.ascontiguousarray(wanted).tobytes()
        )


def test_failed_runs_do_not_count_and_a_month_without_all_values_has_no_quantiles() -> None:
    values = np.arange(12, dtype=np.float32).reshape(4, 3)
    with_failed = np.insert(values, 2, np.nan, axis=0)
    assert np.array_equal(quantiles_of(with_failed, LEVELS), quantiles_of(values, LEVELS))
    values[1, 2] = np.nan
    found = quantiles_of(values, LEVELS)
    assert np.isnan(found[:, 2]).all() and np.isfinite(found[:, :2]).all()
    assert np.isnan(quantiles_of(np.full((2, 3), np.nan, dtype=np.float32), LEVELS)).all()
