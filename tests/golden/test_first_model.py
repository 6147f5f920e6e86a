"""The first model is still there, to the last bit: its numbers as they were when the second became the default.

``model1/scenarios`` are the scenario files of that day, which start from ``model1/off.yaml``; its tables are never
updated. A metric or a policy that came later is not in them.
"""

from __future__ import annotations

import pytest

import diplosim as ds
from diplosim.scenario import PARAMETERS
from tests.first_model import FIRST_MODEL, FOLDER, OFF
from tests.golden.house import ENGINES, REPLICATES, results, states
from tests.golden.report import told
from tests.golden.tables import Table, read

SCENARIOS = FOLDER / "scenarios"
STATES = read("states", FOLDER)
WORLDS = list(dict.fromkeys(world for world, _ in STATES))
SLOW = pytest.mark.slow
QUICK = ("scenario status_quo_2014", "policy ghd_bundle")


def check(world: str, replicates: range, engine: str) -> None:
    keys = [(world, str(replicate)) for replicate in replicates]
    found: Table = {key: states(world, int(key[1]), engine, SCENARIOS) for key in keys}
    assert told({"states": {key: STATES[key] for key in keys}}, {"states": found}) == []


def test_it_is_stated_in_full() -> None:
    """A new switch must be off here; each value that is stated differs from what is the default now, or is a switch."""
    assert {name for name in PARAMETERS if name.startswith("mechanisms.")} <= set(OFF)
    assert all(value == 0 for name, value in OFF.items() if name.startswith("mechanisms."))
    shipped = ds.Scenario.load("first_model")
    assert {name: shipped.parameters[name] for name in OFF} == OFF
    for code, keys in FIRST_MODEL["actors"].items():
        assert {key: getattr(shipped.actor(code), key) for key in keys} == keys


def test_every_world_is_there() -> None:
    files = {f"scenario {path.stem}" for path in SCENARIOS.glob("*.yaml")}
    assert files == {world for world in WORLDS if world.startswith("scenario")}
    assert len(WORLDS) == 46 and len(STATES) == len(WORLDS) * REPLICATES


@pytest.mark.parametrize("world", WORLDS)
def test_the_compiled_engine_plays_it(world: str) -> None:
    pytest.importorskip("numba")
    check(world, range(REPLICATES), "compiled")


@pytest.mark.parametrize(
    "world", [name if name in QUICK else pytest.param(name, marks=SLOW) for name in WORLDS]
)
def test_mesa_plays_it(world: str) -> None:
    check(world, range(1), "mesa")


@pytest.mark.parametrize("replicate", range(REPLICATES))
def test_the_shipped_file_is_its_status_quo(replicate: int) -> None:
    hashes = ds.state_hashes(ds.Scenario.load("first_model"), replicate, ENGINES[-1])
    assert hashes == ds.state_hashes(ds.Scenario.load(SCENARIOS / "status_quo.yaml"), replicate, ENGINES[-1])


@SLOW
@pytest.mark.parametrize("engine", ENGINES)
def test_comparisons_and_a_sweep_give_its_numbers(engine: str) -> None:
    names = ("runs", "summaries")
    recorded = {name: read(name, FOLDER) for name in names}
    found = dict(zip(names, results(engine, SCENARIOS, FIRST_MODEL), strict=True))
    assert told(recorded, {name: {key: found[name][key] for key in recorded[name]} for name in names}) == []
