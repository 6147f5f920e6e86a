"""Screening: a parameter that moves a headline is found and named, one that does not is left alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from diplosim.analysis.claims import screen
from diplosim.experiment import How, load_definition
from diplosim.scenario import PARAMETERS
from tests.analysis.claims.little import definition, headlined

SHIPPED = Path(__file__).parents[3] / "docs" / screen.FILE
NOISE = np.random.default_rng(3).normal(size=(16, 2))


def row(low: float, high: float, noise: float = 0.1) -> screen.Moved:
    """Changes of about these sizes at the two ends, in 16 samples; the claim is that there is less."""
    spread = np.linspace(-1, 1, 16)[:, None]
    change = np.array([low, high]) + spread + noise * NOISE
    return screen.moved("trust.d_trust", "K1.1", (change < 0).astype(float), change)


def test_a_parameter_that_changes_sides_moves() -> None:
    found = row(-0.6, 0.6)
    assert (found["moves"], found["share_low"] > 0.7, found["share_high"] < 0.3) == (1, True, True)


def test_a_parameter_that_changes_the_size_by_half_a_standard_deviation_moves() -> None:
    found = row(-5.0, -4.0)
    assert (found["share_low"], found["share_high"], found["moves"]) == (1.0, 1.0, 1)
    assert found["spreads"] > screen.SPREAD


def test_a_clear_but_small_difference_does_not_move() -> None:
    found = row(-5.0, -4.9, noise=0.001)
    assert found["chance"] < screen.CHANCE
    assert found["moves"] == 0


def test_chance_does_not_move() -> None:
    assert row(-0.2, -0.2, noise=3.0)["moves"] == 0


def test_worlds_without_a_value_say_nothing() -> None:
    found = screen.moved("trust.d_trust", "K1.1", *np.full((2, 16, 2), np.nan))
    assert (found["moves"], found["chance"]) == (0, 1.0)


def test_the_file_holds_what_moves_and_of_the_others_what_comes_nearest(tmp_path: Path) -> None:
    rows = [
        row(-0.6, 0.6),
        {**row(-5.0, -4.9), "parameter": "health.d_B"},
        {**row(-0.2, -0.2), "parameter": "health.d_B"},
    ]
    path = tmp_path / screen.FILE
    path.write_bytes(screen.to_csv(rows))
    assert screen.read_movers(path) == ["trust.d_trust"]
    assert len(path.read_text().splitlines()) == 3


@pytest.mark.slow
def test_a_parameter_that_a_claim_turns_on_is_found_in_the_model() -> None:
    """Patience waits at tables, so how readily tables open decides how many agreements it costs."""
    claims = headlined()
    rows = screen.screened(claims, definition(6, 4), How(workers=1))
    assert {one["parameter"] for one in rows} == set(screen.calibrated())
    idle = [one for one in rows if one["parameter"] == "bargaining.h_can"]
    opening = [one for one in rows if one["parameter"] == "tables.o0"]
    assert abs(opening[0]["change_high"] - opening[0]["change_low"]) > abs(
        idle[0]["change_high"] - idle[0]["change_low"]
    )


@pytest.fixture(scope="module")
def varied() -> set[str]:
    return {dimension.name for dimension in load_definition("seed_claims").dimensions}


def test_every_parameter_that_moves_a_headline_is_varied(varied: set[str]) -> None:
    moving = screen.read_movers(SHIPPED)
    assert moving
    assert set(moving) <= varied


def test_every_calibrated_parameter_was_screened() -> None:
    rows = csv.DictReader(io.StringIO(SHIPPED.read_text(encoding="utf-8")))
    assert {row["parameter"] for row in rows} == set(screen.calibrated())


def test_every_deeply_uncertain_parameter_is_varied(varied: set[str]) -> None:
    assert {name for name, one in PARAMETERS.items() if one.cls == "U"} <= varied


def test_no_calibrated_parameter_is_varied_for_nothing(varied: set[str]) -> None:
    assert varied & set(screen.calibrated()) == set(screen.read_movers(SHIPPED) or ())
