"""Parameters written into a packed scenario give what packing the changed scenario gives."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba")

from diplosim.calibration.batch import Patch
from diplosim.engine.pack import pack
from diplosim.scenario import PARAMETERS, Scenario
from tests.engine.test_repack import bits

FREE = tuple(name for name, p in PARAMETERS.items() if p.kind != "category" and p.group != "mechanisms")


def test_any_parameters_written_over_are_those_packed_anew() -> None:
    base = Scenario.load("status_quo")
    patch = Patch(base, FREE)
    low = {name: PARAMETERS[name].accept(PARAMETERS[name].low) for name in FREE}
    high = {name: PARAMETERS[name].accept(PARAMETERS[name].high) for name in FREE}
    values = np.array([[[float(ends[name]) for name in FREE]] for ends in (low, high)])  # type: ignore[arg-type]
    for ends, packed in zip((low, high), patch.worlds(values), strict=True):
        assert bits(packed) == bits(pack(base.with_(parameters=ends)))


def test_its_own_values_written_over_leave_a_scenario_with_dated_parameters_as_it_is() -> None:
    base = Scenario.load("long_1990")
    patch = Patch(base, FREE)
    assert len(patch.since) > 5
    assert bits(patch.worlds(patch.own[None])[0]) == bits(pack(base))


def test_what_moves_menus_or_levers_is_refused() -> None:
    base = Scenario.load("pooled_fund")
    with pytest.raises(ValueError, match=r"a policy of .* follows politics\.prefund"):
        Patch(base, ["politics.prefund"])
    with pytest.raises(ValueError, match=r"mechanisms\.stance is a switch"):
        Patch(base, ["mechanisms.stance"])
    with pytest.raises(KeyError, match=r"provocation.iota"):
        Patch(base, ["provocation.jota"])
