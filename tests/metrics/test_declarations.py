"""Metrics and outcomes are declared once, and what is declared reaches every place where it is needed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import diplosim as ds
from diplosim.metrics.column import Column
from diplosim.metrics.columns import METRIC_NAMES, OUTCOME_NAMES, files, metrics, outcomes
from diplosim.metrics.declared import PAIRED
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES
from diplosim.metrics.parts import Agreement, Flow
from diplosim.metrics.record import fields, lasting
from diplosim.metrics.state import State, World
from diplosim.model.recording import state_vector, views
from tests.first_model import first_model


@pytest.fixture(scope="module")
def model() -> ds.DiplomacyModel:
    scenario = ds.Scenario.from_dict({"name": "short", "months": 24, "policies": ["ghd_bundle"]})
    return ds.DiplomacyModel(scenario, log=False).run()


@pytest.mark.parametrize("column", [*METRICS, *OUTCOMES], ids=lambda column: column.name)
def test_every_declaration_says_what_it_is_and_in_which_unit(column: Column) -> None:
    assert column.name.isidentifier() and column.name == column.name.lower()
    assert column.meaning and column.unit


SECTIONS = {
    line.split()[1].rstrip(".")
    for line in (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"## \d+\.", line)
}


@pytest.mark.parametrize("column", [*METRICS, *OUTCOMES, *PAIRED], ids=lambda column: column.name)
def test_every_declaration_names_the_section_of_the_model_that_defines_it(column: Column) -> None:
    found = re.match(r"model section (\d+)(\.\d+)?(, (row \d+|K\d+))?(; [A-Z].+)?$", column.source)
    assert found is not None and found[1] in SECTIONS


@pytest.mark.parametrize(
    ("monthly", "whole"),
    [("events", "events_per_year"), ("events_major", "events_major_per_year"), ("supercritical", "supercritical_share"),
     ("trust_rivals_security", "trust_rivals_security_end"), ("trust_others_health", "trust_others_health_end"),
     ("trust_rivals_health_in", "trust_in_rivals_end"), ("aid_absorbed_musd", "aid_absorbed_musd"),
     ("aid_disbursed_musd", "aid_disbursed_musd"), ("aid_diverted_musd", "aid_diverted_musd"),
     ("returned_musd", "aid_returned_musd"), ("disease_burden", "disease_burden_end"),
     ("health_system", "health_system_end"), ("economy", "economy_end"), ("carve_out", "relief_mean"),
     ("un_breadth", "un_breadth_mean"), ("engagement", "engagement_mean"), ("rival_table_open", "rival_table_share"),
     ("offers_made", "offers_made"), ("offers_refused", "offers_refused"), ("agreements_signed", "agreements_signed"),
     ("failed_ratifications", "failed_ratifications"), ("suspensions", "suspensions"),
     ("cancellations", "cancellations"), ("suspended_agreements", "months_suspended")],
)  # fmt: skip
def test_a_metric_is_better_in_the_direction_of_the_outcome_that_is_made_of_it(
    monthly: str, whole: str
) -> None:
    one = next(metric for metric in METRICS if metric.name == monthly)
    assert one.better == next(outcome for outcome in OUTCOMES if outcome.name == whole).better


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
                assert not field.by or len(value) == sizes.get(field.by, len(model.recipient.trust)), (
                    field.name
                )
                seen += 1
    assert seen > 70


def test_an_unknown_quantity_of_the_mesa_model_is_an_error(model: ds.DiplomacyModel) -> None:
    with pytest.raises(AttributeError, match="tensoin"):
        _ = views(model)[1].tensoin  # type: ignore[attr-defined]


@pytest.mark.parametrize("second", [False, True])
def test_the_state_vector_has_every_quantity_that_is_kept(second: bool) -> None:
    world = {"name": "short", "months": 24, "policies": ["ghd_bundle"]}
    model = ds.DiplomacyModel(
        ds.Scenario.from_dict(world if second else first_model(**world)), log=False
    ).run()
    donors, others = len(model.donors), len(model.recipient.trust)
    run = 11 + 5 + 4 + 6  # scalars, counters, breadths, blocks
    if second:
        run += 13 + 1 + 3 + 3  # access, care and network; stance; what it heeds of last month; own money
    table = 3 + 12 + 5 + 1 + len(lasting(Agreement, second)) + donors
    wanted = run + 8 * donors + 4 * others + len(model.implementers) + table * len(model.tables)
    assert len(state_vector(model)) == wanted
