"""What a traced run keeps of its tables agrees with its log and its ledger, and costs an untraced run nothing."""

from __future__ import annotations

from typing import Any

import pytest

import diplosim as ds
from diplosim.metrics.state import TABLE_STATES
from diplosim.rules.ledger import DonorLedger, LocalLedger, donor_imbalance, local_imbalance
from tests.first_model import first_model

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def model() -> ds.DiplomacyModel:
    policies = ["pooled_fund", "cofinancing"]
    plain = {"name": "plain", "months": 60, "seed": 5, "policies": policies}
    return ds.DiplomacyModel(ds.Scenario.from_dict(plain)).run()


def test_every_table_has_a_row_a_month(model: ds.DiplomacyModel) -> None:
    rows = model.table_records()
    assert [(row["month"], row["table"]) for row in rows] == [
        (month, table.party.code) for month in range(60) for table in model.tables
    ]
    assert {row["state"] for row in rows} <= set(TABLE_STATES)


def test_no_money_is_lost_at_any_table_in_any_month(model: ds.DiplomacyModel) -> None:
    rows = model.table_records()
    for row in rows:
        assert donor_imbalance(DonorLedger(*(row[name] for name in DonorLedger._fields))) == 0
        assert local_imbalance(LocalLedger(*(row[name] for name in LocalLedger._fields))) == 0
    assert max(row["pledged"] for row in rows) > 0 < max(row["local_pledged"] for row in rows)


def test_accounts_tell_the_same_flows_as_the_months(model: ds.DiplomacyModel) -> None:
    last = [row for row in model.table_records() if row["month"] == 59]
    months = model.trajectory()
    for column, account in (("overhead_musd", "overhead"), ("returned_musd", "returned"),
                            ("aid_absorbed_musd", "absorbed")):  # fmt: skip
        assert sum(round(1000 * value) for value in months[column]) == sum(row[account] for row in last)
    paid = sum(row["pledged"] - row["undisbursed"] - row["cancelled"] for row in last)
    assert sum(round(1000 * value) for value in months["donors_paid_musd"]) == paid


def test_ripeness_is_what_the_decision_to_open_was_made_of(model: ds.DiplomacyModel) -> None:
    ripe = {(row["month"], row["table"]): row["ripeness"] for row in model.table_records()}
    weight = model.params.tables.o1
    decisions = [e for e in model.log if e.kind in ("table_opened", "table_stayed_closed")]
    assert len(decisions) > 5
    for event in decisions:
        assert event.terms["ripeness"] == pytest.approx(weight * ripe[event.month, event.actor], rel=1e-12)


def test_tables_that_have_pooled_are_not_ripe_for_anything(model: ds.DiplomacyModel) -> None:
    running = model.fund.table.agreement
    assert running is not None
    payers = {donor.code for donor in running.donors}
    asleep = [
        row for row in model.table_records() if row["table"] in payers and row["month"] > running.signed
    ]
    assert asleep and all(row["ripeness"] is None for row in asleep)


def test_members_of_a_pool_of_the_first_model_are_not_ripe_from_the_first_month() -> None:
    policies = {"name": "plain", "months": 24, "seed": 5, "policies": ["pooled_fund"]}
    model = ds.DiplomacyModel(ds.Scenario.from_dict(first_model(**policies))).run()
    pooled = [row for row in model.table_records() if row["table"] in model.pooled_codes]
    assert pooled and all(row["ripeness"] is None for row in pooled)


def test_a_run_without_a_log_keeps_no_rows_and_plays_the_same() -> None:
    scenario = ds.Scenario.from_dict({"name": "plain", "months": 24, "seed": 5})
    quiet, told = (ds.DiplomacyModel(scenario, log=log).run() for log in (False, True))
    assert quiet.table_records() == [] and len(told.table_records()) == 24 * len(told.tables)
    assert quiet.trajectory() == told.trajectory()
