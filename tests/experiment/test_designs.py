from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.experiment import PlanError
from diplosim.experiment.design import Design, count_of, samples_of
from diplosim.experiment.reading import definition_from_dict
from diplosim.experiment.targets import find
from diplosim.experiment.vary import Dimension
from diplosim.scenario import Scenario
from tests.experiment.sweeps import document

ARM = Scenario.from_dict({"scenario": 1, "months": 24, "policies": ["pooled_fund"]})
VARIED: dict[str, Any] = {
    "provocation.iota": {"uniform": [0.2, 0.8]},
    "trust.lam_neg": {"log": [1, 4]},
    "trust.rule": "default_range",
    "actors.USA.hawkish": "default_range",
    "actors.JPN.cycle": {"uniform": [12, 48]},
    "actors.ROK.ties.DPRK": {"uniform": [0, 1]},
    "policies.pooled_fund.from": {"uniform": ["2026-02", "2027-06"]},
    "policies.pooled_fund.commitment_months": "default_range",
    "policies.pooled_fund.contributors": {"values": [["ROK", "EU", "GHF"], ["ROK", "EU", "JPN"]]},
}
DIMENSIONS = definition_from_dict(
    document(months=24, vary=VARIED, design={"method": "lhs", "samples": 1})
).dimensions


def within(dimension: Dimension, value: Any) -> bool:
    return value in dimension.values if dimension.values else dimension.low <= value <= dimension.high


@pytest.mark.parametrize("method", ["lhs", "sobol", "saltelli", "morris"])
def test_designs_are_seeded_complete_and_within_their_ranges(method: str) -> None:
    if method in ("saltelli", "morris"):
        pytest.importorskip("SALib")
    random.seed(5)
    np.random.seed(5)
    before = random.getstate(), np.random.get_state()[1].tolist()
    design = Design(method=method, samples=16, levels=4)
    rows = samples_of(design, DIMENSIONS)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before
    assert len(rows) == count_of(design, DIMENSIONS)
    assert rows == samples_of(design, DIMENSIONS)
    assert rows != samples_of(design.model_copy(update={"seed": 0}), DIMENSIONS)
    assert samples_of(design.model_copy(update={"seed": 0}), DIMENSIONS) == samples_of(
        design.model_copy(update={"seed": 0}), DIMENSIONS
    )
    for dimension, column in zip(DIMENSIONS, zip(*rows, strict=True), strict=True):
        assert all(within(dimension, value) for value in column)
        assert len({str(value) for value in column}) > 1
        assert [dimension.target.check(value) for value in column] == list(column)


def test_lhs_takes_one_sample_from_every_slice() -> None:
    rows = samples_of(Design(method="lhs", samples=50), DIMENSIONS)
    slices = sorted(int((row[0] - 0.2) / 0.6 * 50) for row in rows)
    assert slices == list(range(50))
    assert sorted(str(row[2]) for row in rows).count("beta") in (16, 17)


def test_a_grid_is_the_product_of_its_levels() -> None:
    rows = samples_of(Design(method="grid", levels=3), DIMENSIONS[:3])
    assert len(rows) == len(set(rows)) == 27
    assert sorted({row[0] for row in rows}) == pytest.approx([0.2, 0.5, 0.8])
    assert sorted({row[1] for row in rows}) == pytest.approx([1, 2, 4])


def test_a_list_is_taken_row_by_row() -> None:
    rows = [{"provocation.iota": 0.1, "trust.rule": "beta"}, {"trust.rule": "ewma", "provocation.iota": 0}]
    data = document(design={"method": "list", "rows": rows})
    del data["vary"]
    definition = definition_from_dict(data)
    assert [dimension.name for dimension in definition.dimensions] == ["provocation.iota", "trust.rule"]
    assert definition.samples() == [(0.1, "beta"), (0.0, "ewma")]


@given(st.floats(0, 1), st.integers(-5, 5), st.integers(0, 8))
def test_whole_numbers_stay_whole_and_reach_both_ends(u: float, low: int, span: int) -> None:
    target = find("actors.JPN.cycle", [ARM])
    dimension = Dimension(target, low=low, high=low + span)
    assert isinstance(dimension.at(u), int)
    assert low <= dimension.at(u) <= low + span
    assert (dimension.at(0.0), dimension.at(1.0)) == (low, low + span)
    assert dimension.levels(100) == tuple(range(low, low + span + 1))


def test_a_missing_sampler_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "SALib", None)
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    with pytest.raises(PlanError, match=r"pip install 'diplosim\[sweep\]'"):
        samples_of(Design(method="morris", samples=4, levels=4), DIMENSIONS)
