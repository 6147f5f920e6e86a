"""Simulated data as the record counts them: the same on both engines, whole calendar periods, meetings and payments."""

from __future__ import annotations

import numpy as np
import pytest

import diplosim as ds
from diplosim.experiment import Engine
from diplosim.history import coding, ensemble
from diplosim.history.ensemble import Runs

NAMES = ("events", "rival_meetings", "donors_paid_musd", "paid_musd_chn", "wait_days")


def test_the_engines_give_the_same_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever plays: a user without Numba gets the same facts to the bit."""
    pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")
    world = ds.Scenario.load("status_quo").with_(months=30)
    compiled = Runs.of(world, 3, seed=5, names=NAMES)
    monkeypatch.setattr(ensemble, "choose_engine", lambda *_, **__: Engine("mesa"))
    mesa = Runs.of(world, 3, seed=5, names=NAMES)
    assert compiled["events"].sum() > 0
    for name in NAMES:
        assert np.array_equal(compiled[name], mesa[name]), name


def test_a_column_that_is_not_there_is_named_with_its_neighbour() -> None:
    with pytest.raises(KeyError, match="donors_paid_musd"):
        Runs.of(ds.Scenario.load("status_quo"), 1, names=["donor_paid_musd"])


def test_periods_are_whole_and_begin_with_the_calendar() -> None:
    """A run from March 2006 has no year 2006, and its first quarter is April to June."""
    months = np.arange(1.0, 23.0)[None, :]  # March 2006 = 1 ... December 2007 = 22
    runs = Runs(2006, 3, {"events": months, "wait_days": months})
    assert runs.index(2006, 3) == 0 and runs.index(2007) == 10
    assert coding.coded(runs, "events").tolist() == [[sum(range(11, 23))]]
    assert coding.coded(runs, "events", "quarter")[0, 0] == 2 + 3 + 4
    assert coding.coded(runs, "exemption_days", "quarter")[0, 0] == 3.0
    assert runs.years("events", 2006, 2006).shape == (1, 0)
    assert runs.year("events", 2007).tolist() == [sum(range(11, 23))]


def test_aid_is_counted_without_chinas_and_talks_as_meetings() -> None:
    one = np.ones((1, 12))
    runs = Runs(2020, 1, {"donors_paid_musd": 3 * one, "paid_musd_chn": one, "rival_meetings": 2 * one})
    assert coding.coded(runs, "aid_fts_musd").tolist() == [[24.0]]
    assert coding.coded(runs, "aid_chn_musd").tolist() == [[12.0]]
    assert coding.coded(runs, "talks").tolist() == [[24.0]]


def test_every_series_reads_columns_that_the_engines_have() -> None:
    runs = Runs.of(ds.Scenario.load("status_quo_2014"), 2)
    for name, series in coding.SERIES.items():
        assert coding.coded(runs, name).shape == (2, 12) and series.record, name
