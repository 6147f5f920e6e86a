"""Metrics and outcomes are declared once, and what is declared reaches every place where it is needed."""

from __future__ import annotations

import pytest

import diplosim as ds
from diplosim.metrics.column import Column
from diplosim.metrics.columns import METRIC_NAMES, OUTCOME_NAMES, files, metrics, outcomes
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES
from diplosim.metrics.record import fields
from diplosim.metrics.state import Agreement, Flow, State, World
from diplosim.model.recording import state_vector, views


@pytest.fixture(scope="module")
def model() -> ds.DiplomacyModel:
    scenario = ds.Scenario.from_dict({"name": "short", "months": 24, "policies": ["ghd_bundle"]})
    return ds.DiplomacyModel(scenario, log=False).run()


@pytest.mark.parametrize("column", [*METRICS, *OUTCOMES], ids=lambda column: column.name)
def test_every_declaration_says_what_it_is_and_in_which_unit(column: Column) -> None:
    assert column.name.isidentifier() and column.name == column.name.lower()
    assert column.meaning and column.unit


@pytest.mark.parametrize("names", [METRIC_NAMES, OUTCOME_NAMES], ids=["metrics", "outcomes"])
def test_no_name_is_declared_twice(names: tuple[str, ...]) -> None:
    assert len(set(names)) == len(names) > 40


def test_a_run_has_every_metric_and_outcome_in_the_order_of_the_declarations(
    model: ds.DiplomacyModel,
) -> None:
    assert tuple(model.trajectory()) == METRIC_NAMES == tuple(metric.name for metric in metrics())
    assert tuple(model.outcomes()) == OUTCOME_NAMES == tuple(outcome.name for outcome in outcomes())


def test_the_files_of_a_results_folder_hold_them_in_that_order() -> None:
    named = {file: [column.name for column in columns] for file, columns in files().items()}
    assert named["runs.parquet"][-len(OUTCOMES) :] == list(OUTCOME_NAMES)
    assert named["trajectories.parquet"][-len(METRICS) :] == list(METRIC_NAMES)


def test_the_mesa_model_has_every_quantity_that_says_where_it_is_kept(model: ds.DiplomacyModel) -> None:
    world, state = views(model)
    sizes = {
        "donors": len(model.donors),
        "tables": len(model.tables),
        "implementers": len(model.implementers),
    }
    seen = 0
    for record, view in ((World, world), (State, state), (Flow, state.flow)):
        for field in fields(record):
            if field.source is not None:
                value = getattr(view, field.name)
                assert not field.by or len(value) == sizes.get(field.by, len(model.dprk.trust)), field.name
                seen += 1
    assert seen > 70


def test_an_unknown_quantity_of_the_mesa_model_is_an_error(model: ds.DiplomacyModel) -> None:
    with pytest.raises(AttributeError, match="tensoin"):
        _ = views(model)[1].tensoin  # type: ignore[attr-defined]


def test_the_state_vector_has_every_quantity_that_is_kept(model: ds.DiplomacyModel) -> None:
    donors, others = len(model.donors), len(model.dprk.trust)
    run = 11 + 5 + 4 + 6  # scalars, counters, breadths, blocks
    table = 3 + 12 + 5 + 1 + len(fields(Agreement)) + donors
    wanted = run + 8 * donors + 4 * others + len(model.implementers) + table * len(model.tables)
    assert len(state_vector(model)) == wanted
