"""Boxes of scenario discovery against those of the EMA Workbench."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pandas as pd
import pytest

from diplosim.analysis.discovery.boxes import Axis, Limit, found_box, surprise
from diplosim.analysis.discovery.prim import find_box, quasi_p

pytestmark = pytest.mark.peers


def planted(seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.uniform(size=(500, 5)), columns=list("abcde"))
    failed = ((table["a"] < 0.4) & (table["b"] > 0.5)).to_numpy() ^ (rng.uniform(size=500) < 0.05)
    return table, failed


def their_box(table: pd.DataFrame, failed: np.ndarray) -> Any:
    """The box of the Workbench, whose version 3 (Python 3.12 on) dropped the threshold."""
    from ema_workbench.analysis import prim

    known = inspect.signature(prim.Prim.__init__).parameters
    named = {"threshold": 0.5} if "threshold" in known else {}
    return prim.Prim(table, failed if not named else failed.astype(int), **named).find_box()


@pytest.mark.parametrize("seed", range(3))
def test_both_find_the_planted_box(seed: int) -> None:
    table, failed = planted(seed)
    theirs = their_box(table, failed)
    axes = [Axis(name, table[name].to_numpy()) for name in table]
    ours = find_box(axes, failed)
    assert set(ours.box) == {(0, 1), (1, -1)}
    steps = list(zip(theirs.peeling_trajectory["n"], theirs.peeling_trajectory["k"], strict=True))
    clear = [surprise(int(n), int(k), len(failed), int(failed.sum())) for n, k in steps]
    at = int(np.argmax(clear))
    assert ours.z >= clear[at]
    limits = theirs.box_lims[at]
    # Theirs is at most a few peels of 5 % away from the planted limits, ours a tenth of the range.
    for (place, side), planted_at in (((0, 1), 0.4), ((1, -1), 0.5)):
        assert ours.box[place, side].value == pytest.approx(planted_at, abs=0.1)
        assert limits.iloc[0 if side < 0 else 1, place] == pytest.approx(planted_at, abs=0.15)


def test_quasi_p_values_are_theirs() -> None:
    table, failed = planted(3)
    theirs = their_box(table, failed)
    axes = [Axis(name, table[name].to_numpy()) for name in table]
    index = int(theirs.peeling_trajectory["id"].iloc[-1])
    limits = theirs.box_lims[index]
    box = {}
    for place, name in enumerate(table):
        low, high = limits[name]
        if low > theirs.box_lims[0][name].iloc[0]:
            box[place, -1] = Limit(place, -1, float(low))
        if high < theirs.box_lims[0][name].iloc[1]:
            box[place, 1] = Limit(place, 1, float(high))
    assert found_box(axes, failed, box).n == theirs.peeling_trajectory["n"].iloc[-1]
    ours = quasi_p(axes, failed, box)
    chances = theirs.p_values if hasattr(theirs, "p_values") else theirs.qp
    for (place, side), chance in ours.items():
        pair = chances[index][table.columns[place]]
        assert chance == pytest.approx(pair[0 if side < 0 else 1], abs=1e-9)
