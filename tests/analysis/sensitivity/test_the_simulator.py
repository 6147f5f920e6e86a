"""The simulator itself: what cannot matter does not, and the drivers that its authors expect come first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diplosim.analysis import sensitivity
from diplosim.experiment.plan import make_plan
from diplosim.experiment.reading import definition_from_dict
from tests.experiment.sweeps import run

pytest.importorskip("SALib")
pytest.importorskip("numba")

SCREENED = {
    "politics.pi_pool": "default_range",  # nothing depends on it where there is no pooled fund
    "provocation.lam0": "default_range",
    "provocation.b_N": "default_range",
    "provocation.iota": "default_range",
    "provocation.spi": "default_range",
    "trust.psi": {"uniform": [0, 0.1]},
}


def swept(folder: Path, months: int, **changes: Any) -> Path:
    document = {
        "experiment": 1,
        "name": "drivers",
        "scenario": {"scenario": 1, "name": "base", "months": months, "seed": 7},
        "reference": "status_quo",
        **changes,
    }
    definition = definition_from_dict(document)
    run(definition, make_plan(definition, "compiled"), folder, workers=2)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "design",
    [
        {"method": "saltelli", "samples": 32},
        {"method": "morris", "samples": 8, "levels": 4},
        {"method": "lhs", "samples": 64},
    ],
    ids=["saltelli", "morris", "lhs"],
)
def test_an_inert_parameter_gets_zero_within_its_interval(tmp_path: Path, design: dict[str, Any]) -> None:
    folder = swept(tmp_path, 24, arms={"status_quo": []}, vary=SCREENED, design=design, replicates=4)
    found = sensitivity(folder, ["events_per_year"])["events_per_year"]
    for indices in found.indices.values():
        place = [given.name for given in found.inputs].index("politics.pi_pool")
        measure = indices.measures[indices.main]
        assert not indices.clear[place], indices.method
        if design["method"] == "lhs":
            assert measure.low[place] <= 0 or indices.method == "pawn"
        else:  # under common shocks two runs that differ only in it are the same run
            assert measure.value[place] == measure.low[place] == measure.high[place] == 0.0
        assert indices.clear[1], indices.method


@pytest.mark.slow
def test_the_known_drivers_of_the_bundle_and_of_pressure_come_first_in_a_screening(tmp_path: Path) -> None:
    """In the first model the bundle turns on iota, maximum pressure on spi and b_N, relief with conditions on b_K."""
    folder = swept(
        tmp_path, 120, arms={"status_quo": [], "bundle": ["ghd_bundle"], "pressure": ["maximum_pressure"],
              "conditional": ["conditional_bundle"]},
        vary={**SCREENED, "provocation.b_K": "default_range", "trust.omega": "default_range"},
        design={"method": "morris", "samples": 12, "levels": 4, "seed": 1}, replicates=6,
        scenario={"scenario": 1, "extends": "first_model", "name": "base", "months": 120, "seed": 7},
    )  # fmt: skip
    found = sensitivity(folder, ["events_per_year"])
    leading = {}
    for finding in found.findings:
        indices = finding.indices["morris"]
        leading[finding.question.arm] = [finding.inputs[p].name for p in indices.order if indices.clear[p]]
    assert leading["bundle"][0] == "provocation.iota"
    assert {"provocation.spi", "provocation.b_N"} <= set(leading["pressure"][:3])
    assert "provocation.b_K" in leading["conditional"][:2]
