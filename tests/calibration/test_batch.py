"""Draws written into packed worlds are the scenarios with these draws, whoever plays them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numba")

from diplosim.calibration import summaries
from diplosim.calibration.batch import NAMES, Batch, World, from_unit, until
from diplosim.calibration.fit import Settings, batch_of
from diplosim.calibration.smc import Floats, Ints, Kept, generator
from diplosim.calibration.summaries import E3, E6, E8, LAST_MONTH, LONG, TARGETS
from diplosim.engine.pack import pack
from diplosim.experiment.posterior import with_draw
from diplosim.scenario import Scenario
from tests.engine.test_repack import bits

PLACES = np.round(generator(5).random((12, len(NAMES))), 3)
NUMBERS = np.arange(12, dtype=np.int64)


def small() -> Batch:
    """The two shortest episodes."""
    return batch_of(tuple(target for target in TARGETS if target.scenario in (E3, E6)), 1)


@pytest.mark.parametrize("name", dict.fromkeys(target.scenario for target in TARGETS))
def test_a_draw_written_into_a_world_is_the_scenario_with_that_draw(name: str) -> None:
    scenario = Scenario.load(name)
    world = World(scenario, NAMES)
    draws = from_unit(PLACES[:2])
    for draw, packed in zip(draws, world.packed(draws), strict=True):
        changed = with_draw(scenario, dict(zip(NAMES, map(float, draw), strict=True)))
        assert bits(packed) == bits(pack(changed))


def test_summaries_depend_on_no_number_of_threads_and_no_order() -> None:
    batch, draws = small(), from_unit(PLACES)
    found = batch(draws, NUMBERS, threads=1)
    assert found.tobytes() == batch(draws, NUMBERS, threads=3).tobytes()
    assert found[::-1].tobytes() == batch(draws[::-1], NUMBERS[::-1], threads=2).tobytes()
    assert len(np.unique(found[:, 0])) > 6


def test_what_is_rejected_early_lacks_later_summaries_only() -> None:
    batch, draws = small(), from_unit(PLACES)
    found = batch(draws, NUMBERS, 1)
    stopped = batch(draws, NUMBERS, 1, lambda rows, first: rows % 2 == 0)
    assert stopped[1::2].tobytes() == found[1::2].tobytes()
    assert np.isnan(stopped[::2, -1]).all() and stopped[::2, 0].tobytes() == found[::2, 0].tobytes()


def test_a_killed_fit_plays_nothing_twice(tmp_path: Path) -> None:
    played = []

    def simulate(places: np.ndarray, numbers: np.ndarray, errors: np.ndarray, limit: float) -> np.ndarray:  # type: ignore[type-arg]
        played.append(len(places))
        if len(played) == 3:
            raise KeyboardInterrupt
        return np.asarray(places[:, :1] + numbers[:, None])

    places = generator(1).random((2500, 2))
    with pytest.raises(KeyboardInterrupt):
        Kept(simulate, 1, tmp_path, "one")(places, np.zeros((2500, 1)), 9.0)
    again = Kept(simulate, 1, tmp_path, "one")(places, np.zeros((2500, 1)), 9.0)
    assert played == [1000, 1000, 500, 500]
    assert again.tobytes() == (places[:, :1] + np.arange(2500.0)[:, None]).tobytes()
    Kept(simulate, 1, tmp_path, "another")(places[:10], np.zeros((10, 1)), 9.0)
    assert played[-1] == 10  # what a simulation depends on is part of its name


def test_a_damaged_piece_of_a_fit_is_played_again(tmp_path: Path) -> None:
    def simulate(places: Floats, numbers: Ints, errors: Floats, limit: float) -> Floats:
        return places[:, :1] + numbers[:, None]

    asked = np.full((10, 2), 0.5), np.zeros((10, 1)), 9.0
    first = Kept(simulate, 1, tmp_path, "one")(*asked)
    [piece] = tmp_path.glob("*.npy")
    whole = piece.read_bytes()
    for damaged in (b"", whole[:50], whole[:-1] + b"?"):
        piece.write_bytes(damaged)
        assert Kept(simulate, 1, tmp_path, "one")(*asked).tobytes() == first.tobytes()
        assert piece.read_bytes() == whole


def test_nothing_recorded_after_2017_is_fitted_but_money_for_tuberculosis() -> None:
    for fit in ("historian", "full"):
        later = [t.name for t in Settings(fit).targets if t.scenario == E8]  # type: ignore[arg-type]
        assert later == ([] if fit == "historian" else ["fund_e8", "own_e8"])
    long = until(Scenario.load(LONG), LAST_MONTH)
    assert long.date(long.months - 1) == "2017-12" and max(event.month for event in long.events) < long.months


@pytest.mark.parametrize(("fit", "later"), [("historian", set()), ("full", {"fund_e8", "own_e8"})])
def test_records_of_later_years_change_no_target(
    monkeypatch: pytest.MonkeyPatch, fit: str, later: set[str]
) -> None:
    """But money for tuberculosis of 2019-21 (E8), in the fit that ships."""
    earlier = [target for target in Settings(fit).targets if target.name not in later]  # type: ignore[arg-type]
    before = [target.recorded() for target in earlier]
    assert len(before) == 15
    whole = summaries.load

    def cut(name: str) -> list[dict[str, str]]:
        return [row for row in whole(name) if row.get("year", "")[:4] <= "2017"]

    monkeypatch.setattr(summaries, "load", cut)
    assert [target.recorded() for target in earlier] == before
