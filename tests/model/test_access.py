"""Access in whole runs of the Mesa engine: off it changes nothing, on it takes what a closure takes."""

from __future__ import annotations

from typing import Any

import pytest

from diplosim.model.model import DiplomacyModel
from diplosim.rules import ledger
from diplosim.scenario import Scenario
from tests.first_model import first_model

CLOSURE = [{"at": 12, "kind": "border_closure", "months": 36}]
BUSY = {"tables.o0": 2.0, "bargaining.h_can": 0.0, "politics.k_d": 0.0, "health.p_pan": 0.0}


def run(on: int = 1, months: int = 72, **changes: Any) -> DiplomacyModel:
    parameters = {"mechanisms.access": on, **BUSY} | changes.pop("parameters", {})
    given = {"events": CLOSURE, "seed": 3} | changes
    return DiplomacyModel(
        Scenario.from_dict({"name": "x", "months": months, **first_model(parameters=parameters, **given)})
    ).run()


@pytest.mark.slow
def test_without_the_mechanism_its_parameters_and_start_change_nothing() -> None:
    plain = run(on=0).trajectory()
    other = run(on=0, access=0.2, parameters={"delivery.a_c": 0.5, "delivery.spoil": 1.0}).trajectory()
    assert {k: v for k, v in plain.items() if k != "access"} == {
        k: v for k, v in other.items() if k != "access"
    }


def test_with_nothing_lost_it_is_the_first_model() -> None:
    nothing = {
        "delivery.a_c": 0.0, "delivery.A_floor": 0.0, "delivery.A_exp": 1.0, "delivery.spoil": 0.0,
        "delivery.L_goods": 1200,
    }  # fmt: skip
    assert run(parameters=nothing).trajectory() == run(on=0, parameters=nothing).trajectory()


def test_a_closure_takes_payments_and_goods_move_before_people() -> None:
    model = run()
    months = model.trajectory()
    assert months["access"][11] == 1.0
    assert months["access"][23] == pytest.approx(0.546518, abs=5e-7)
    assert months["access"][47] == pytest.approx(0.056833, abs=5e-7)
    assert [months["goods_border"][t] for t in (11, 12, 29, 30)] == [1, 0, 0, 1]
    assert months["border_closed"][30] == 1
    paid = months["aid_disbursed_musd"]
    assert sum(paid[36:48]) < 0.4 * sum(run(on=0).trajectory()["aid_disbursed_musd"][36:48])
    assert sum(months["aid_arrived_musd"][12:30]) == 0 < sum(months["aid_arrived_musd"][30:48])


def test_every_dollar_is_somewhere_although_some_spoils() -> None:
    model = run()
    assert sum(table.money.wasted for table in model.tables) > 0
    for table in model.tables:
        assert ledger.donor_imbalance(table.money) == 0
        assert ledger.local_imbalance(table.local) == 0


@pytest.mark.slow
def test_a_longer_closure_never_leaves_more_access() -> None:
    runs = [
        run(events=[{"at": 12, "kind": "border_closure", "months": n}]).trajectory()["access"]
        for n in (6, 18, 36)
    ]
    for longer, shorter in zip(runs[1:], runs, strict=False):
        assert all(a <= b for a, b in zip(longer, shorter, strict=True))


def test_dated_access_and_expulsion() -> None:
    dated = [{"at": 3, "kind": "access", "level": 0.5}, {"at": 5, "kind": "expulsion"}]
    quiet = {"delivery.r_ret": 0.0, "delivery.r_adm": 0.0}
    access = run(months=8, events=dated, parameters=quiet).trajectory()["access"]
    assert access == pytest.approx([1, 1, 1, 0.5, 0.5, 0.4, 0.4, 0.4])
