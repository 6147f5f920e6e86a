"""The model as Mesa users expect it."""

from __future__ import annotations

import gc
import inspect
import pickle
import weakref
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest

from diplosim.metrics.columns import METRIC_NAMES as COLUMNS
from diplosim.model.actors.agreement import State
from diplosim.model.actors.base import Implementer
from diplosim.model.actors.donor import Donor
from diplosim.model.actors.party import PooledFund
from diplosim.model.actors.recipient import Recipient
from diplosim.model.model import DiplomacyModel
from diplosim.model.setting import EndOfRunError
from diplosim.scenario import ScenarioError
from tests.properties.worlds import played, world


def test_months_are_months() -> None:
    model = played(world(10))
    assert model.steps == 10
    assert not model.running
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame.shape == (10, len(COLUMNS))


def test_rng_and_seed_mean_the_same_and_exclude_each_other() -> None:
    by_rng = DiplomacyModel(world(24), rng=5).run().trajectory()
    assert by_rng == DiplomacyModel(world(24), seed=5).run().trajectory()
    assert by_rng != DiplomacyModel(world(24)).run().trajectory()
    assert by_rng == played(world(24, seed=5)).trajectory()
    with pytest.raises(ValueError, match="either rng or seed"):
        DiplomacyModel(world(24), rng=1, seed=1)
    generator = DiplomacyModel(world(2), rng=np.random.default_rng(3))
    assert generator.world.seed == DiplomacyModel(world(2), rng=np.random.default_rng(3)).world.seed


def test_a_path_and_dotted_parameters_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(world(12).to_yaml(), encoding="utf-8")
    model = DiplomacyModel(str(file), **{"provocation.iota": 0.1})
    assert model.params.provocation.iota == 0.1
    with pytest.raises(ScenarioError, match=r"provocation\.iota"):
        DiplomacyModel(world(12), **{"provocation.iotta": 0.1})


def test_it_runs_under_mesa_batch_run_with_dotted_names() -> None:
    sweep = {"scenario": world(6), "replicate": [0, 1], "provocation.iota": [0.0, 1.0], "log": False}
    arguments: dict[str, Any] = {"max_steps": 6, "data_collection_period": -1, "display_progress": False}
    if (
        "iterations" in inspect.signature(mesa.batch_run).parameters
        and "rng" not in inspect.signature(mesa.batch_run).parameters
    ):
        arguments["iterations"] = 1
    rows = mesa.batch_run(DiplomacyModel, sweep, number_processes=1, **arguments)
    assert len(rows) == 4
    assert {(row["replicate"], row["provocation.iota"]) for row in rows} == {
        (0, 0.0),
        (0, 1.0),
        (1, 0.0),
        (1, 1.0),
    }
    expected = played(world(6), 1, **{"provocation.iota": 1.0}).trajectory()
    last = next(row for row in rows if row["replicate"] == 1 and row["provocation.iota"] == 1.0)
    assert last["tension"] == expected["tension"][-1]


def test_actors_are_mesa_agents_of_their_kinds() -> None:
    model = DiplomacyModel(world(2))
    kinds = {type(agent) for agent in model.agents}
    assert {Recipient, Donor, Implementer, PooledFund} <= kinds
    assert len(model.agents) == 12
    assert len(model.agents_by_type[Donor]) == 6


class Deaf(Donor):
    """A donor that never ratifies anything."""

    def ratifies(self, talks: Any, i: int) -> bool:
        return False


@pytest.mark.slow
def test_a_subclass_of_one_actor_changes_only_that_actor() -> None:
    stock = DiplomacyModel(world(120), actors={"EU": Donor}).run()
    own = DiplomacyModel(world(120), actors={"EU": Deaf}).run()
    assert stock.trajectory() == played(world(120)).trajectory()
    assert not any(e.kind == "agreement_signed" and e.actor == "EU" for e in own.log)
    assert any(e.kind == "agreement_signed" and e.actor == "EU" for e in stock.log)
    first = next(e.month for e in stock.log if e.kind == "agreement_signed" and e.actor == "EU")
    assert stock.trajectory()["events"][:first] == own.trajectory()["events"][:first]


def test_own_classes_must_fit_an_actor_of_the_cast() -> None:
    with pytest.raises(ValueError, match="did you mean 'ROK'"):
        DiplomacyModel(world(2), actors={"RKO": Donor})
    with pytest.raises(TypeError, match="subclass of Donor"):
        DiplomacyModel(world(2), actors={"ROK": Implementer})


@pytest.mark.parametrize(("donors", "implementers"), [(0, 0), (1, 0), (9, 4), (25, 3)])
def test_any_number_of_donors_and_implementers_runs(donors: int, implementers: int) -> None:
    cast: dict[str, Any] = {
        code: {"present": False} for code in ("USA", "ROK", "JPN", "EU", "GHF", "CHN", "UNA", "TCI")
    }
    for i in range(donors):
        cast[f"D{i}"] = {"kind": "donor", "ceiling_musd": 5.0 + i, "rival": i % 2 == 0, "ties": {"DPRK": 0.3}}
    for i in range(implementers):
        channel = "un" if i % 2 == 0 else "third"
        cast[f"I{i}"] = {"kind": "implementer", "channel": channel, "ties": {"DPRK": 0.6}}
    model = played(world(60, ["triangular"] if implementers > 1 else [], actors=cast))
    assert len(model.tables) == donors + 1
    assert len(model.trajectory()["events"]) == 60


def test_the_graph_is_true_every_month() -> None:
    model = DiplomacyModel(world(96, ["regional_network"]))
    while model.running:
        model.step()
        graph = model.layers.graph
        for donor in model.donors:
            assert graph["DPRK"][donor.code]["dip"]["weight"] == donor.tie
        delivering = {
            model.implementers[t.agreement.package.k - 1].code
            for t in model.tables
            if t.agreement is not None and t.agreement.package.k > 0
        }
        assert {u for u, _, k in graph.edges(keys=True) if k == "impl"} == delivering
        assert model.layers.matrix("surv").sum() == (6 * 5 if model.recipient.joined else 0)
    assert model.recipient.joined
    assert model.layers.matrix("enforce").sum() == pytest.approx(0.5 + 0.3)
    assert max(model.layers.bridging(), key=lambda code: model.layers.bridging()[code]) == "DPRK"


def test_a_model_can_be_stored_and_continued() -> None:
    model = DiplomacyModel(world(40))
    for _ in range(20):
        model.step()
    copy = pickle.loads(pickle.dumps(model.world))
    assert copy == model.world


def test_tables_follow_their_agreements() -> None:
    model = DiplomacyModel(world(96))
    while model.running:
        model.step()
        for table in model.tables:
            assert (table.state is State.AGREED) == (table.agreement is not None)


def test_a_model_that_nobody_holds_is_forgotten() -> None:
    """Thousands of runs in one process must not add up in memory."""
    model = DiplomacyModel(world(3)).run()
    assert [agent.unique_id for agent in model.agents] == list(range(1, len(model.agents) + 1))
    trace = weakref.ref(model)
    del model
    gc.collect()
    assert trace() is None


def test_a_step_past_the_last_month_is_refused_and_says_so() -> None:
    model = DiplomacyModel(world(3)).run()
    tension = model.tension
    with pytest.raises(EndOfRunError, match=r"the run ended with month 2 \(2026-03\).*with_\(months=6\)"):
        model.step()
    assert (model.t, model.tension, len(model.trajectory()["events"])) == (3, tension, 3)


@pytest.mark.slow
@pytest.mark.skipif(
    "iterations" not in inspect.signature(mesa.batch_run).parameters, reason="Mesa without iterations"
)
def test_iterations_of_a_batch_are_different_histories() -> None:
    arguments = {"number_processes": 1, "iterations": 3, "display_progress": False}
    rows = mesa.batch_run(DiplomacyModel, {"scenario": world(36), "log": False}, **arguments)
    expected = [played(world(36), replicate, log=False).trajectory()["tension"][35] for replicate in range(3)]
    assert [row["tension"] for row in rows] == expected and len(set(expected)) == 3
    seeded = mesa.batch_run(DiplomacyModel, {"scenario": world(36), "log": False, "seed": 4}, **arguments)
    assert len({row["tension"] for row in seeded}) == 3
    fixed = mesa.batch_run(DiplomacyModel, {"scenario": world(36), "log": False, "replicate": 1}, **arguments)
    assert {row["tension"] for row in fixed} == {expected[1]}
