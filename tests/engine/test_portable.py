"""The portable kernel: fresh, closed, and chosen where it saves a compilation; its bits are tested with the others'."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import wasmtime

import diplosim as ds
from diplosim.engine.engine import Job, play
from diplosim.engine.module import ENTRY, PREPARE, SIZES, module_path, sources_digest
from diplosim.engine.pack import pack
from diplosim.engine.records import Capacity
from diplosim.experiment import PlanError, choose_engine, engines
from diplosim.scenario import Scenario

ROOMS = pytest.mark.parametrize("room", SIZES, ids=lambda room: f"{room.donors} donors")


def small(**changes: object) -> Scenario:
    return Scenario.load("status_quo").with_(months=12, replicates=3, **changes)


def with_donors(count: int) -> Scenario:
    base = small()
    return base.with_(
        actors={f"D{i}": {"kind": "donor", "ceiling_musd": 1.0} for i in range(count - len(base.donors))}
    )


@ROOMS
def test_a_module_needs_memory_and_nothing_else(room: Capacity) -> None:
    module = wasmtime.Module(wasmtime.Engine(), module_path(room).read_bytes())
    assert [(part.module, part.name) for part in module.imports] == [("env", "memory")]
    assert {part.name for part in module.exports} == {ENTRY, PREPARE, "__heap_base"}


@ROOMS
def test_a_module_is_made_from_the_sources_as_they_are(room: Capacity) -> None:
    made = module_path(room).read_bytes()
    assert sources_digest().encode() in made[-130:], "make it again with: python -m diplosim.engine.emit"


@pytest.mark.slow
def test_the_modules_are_what_the_sources_make() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "diplosim.engine.emit", "--check"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr


def test_an_edited_rule_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from diplosim.engine import module

    rule = tmp_path / "bargaining.py"
    rule.write_text("# edited")
    before = module._digest(())
    monkeypatch.setattr(module, "SOURCES", (*module.SOURCES, rule))
    assert module._digest(()) != before


def test_casts_of_up_to_sixteen_donors_are_played_and_larger_ones_are_told_where_to_go() -> None:
    many = with_donors(16)
    one, two = (
        play([Job(pack(many), many.seed, np.arange(2), portable)])[0].trajectories
        for portable in (False, True)
    )
    assert one.tobytes() == two.tobytes()
    with pytest.raises(PlanError, match="room for 16 donors, 8 implementers"):
        choose_engine("portable", arms=[with_donors(17)])
    assert choose_engine("auto", arms=[with_donors(17)], months=1).name != "portable"


def test_auto_compiles_nothing_for_a_small_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "compiled_before", lambda: False)
    assert choose_engine("auto", months=engines.FEW_MONTHS).name == "portable"
    assert choose_engine("auto", months=engines.FEW_MONTHS + 1).name == "compiled"
    monkeypatch.setattr(engines, "compiled_before", lambda: True)
    assert choose_engine("auto", months=1).name == "compiled"


def test_without_numba_the_portable_engine_serves_and_without_both_mesa_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "missing", lambda: "No module named 'numba'")
    assert choose_engine("auto") == ("portable", "")
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    assert choose_engine("auto").name == "mesa"
    with pytest.raises(PlanError, match="wasmtime is not installed"):
        choose_engine("portable")


def test_results_are_those_of_the_mesa_engine() -> None:
    scenarios = [small(), small(name="fund", policies=["pooled_fund"])]
    mesa, portable = (ds.compare(scenarios, engine=name) for name in ("mesa", "portable"))
    assert (mesa.engine, portable.engine) == ("mesa", "portable")
    assert mesa.table.equals(portable.table)
    assert mesa.trajectories.equals(portable.trajectories)


def test_its_bits_do_not_depend_on_the_number_of_threads_or_on_who_keeps_what() -> None:
    scenario = small()
    packed, numbers = pack(scenario), np.arange(40)
    one, many = (play([Job(packed, scenario.seed, numbers, True)], threads=count)[0] for count in (1, 3))
    assert one.trajectories.tobytes() == many.trajectories.tobytes()
    assert one.outcomes.tobytes() == many.outcomes.tobytes()
    ends = play([Job(packed, scenario.seed, numbers, True)], keep=False)[0]
    assert ends.outcomes.tobytes() == one.outcomes.tobytes()
