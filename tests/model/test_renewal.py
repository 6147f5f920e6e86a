"""Renewal at expiry: who goes on, at what, and with what chance."""

from __future__ import annotations

from typing import Any

import pytest

import diplosim as ds
from diplosim.rules import bargaining, ledger
from diplosim.rules.numeric import sigmoid
from diplosim.scenario.parameters import DEFAULTS, to_params
from tests.first_model import first_model

P = to_params(DEFAULTS)
ON = {"mechanisms.renewal": 1}
CALM = {"politics.k_d": 0.0, "bargaining.h_can": 0.0, "tables.o0": 0.0}


def played(parameters: dict[str, float], **more: Any) -> ds.DiplomacyModel:
    scenario = ds.Scenario.from_dict(
        {"name": "x", "months": 120, "seed": 4, **first_model(parameters=parameters, **more)}
    )
    return ds.DiplomacyModel(scenario).run()


def counts(model: ds.DiplomacyModel) -> tuple[int, int]:
    kinds = [event.kind for event in model.log]
    return kinds.count("agreement_ended"), kinds.count("agreement_renewed")


def test_the_chance_of_a_renewal_is_that_of_ratification_with_inertia() -> None:
    b = P.bargaining
    assert bargaining.renewal_probability(b, 0.1, 0.95, 0.08) == pytest.approx(0.95 * sigmoid(12 * 0.16 + 1))
    assert bargaining.renewal_probability(b, 0.1, 0.0, 0.08) == 0.0
    assert bargaining.renewal_probability(b, 0.3, 1.0, 0.0) == bargaining.ratification_probability(b, 0.3)


@pytest.mark.slow
def test_off_or_without_a_chance_nothing_is_renewed() -> None:
    ended, renewed = counts(played(CALM))
    assert ended > 2 and renewed == 0
    assert counts(played(ON | CALM | {"politics.p_ren": 0.0}))[1] == 0


def test_what_pays_both_sides_goes_on_and_what_pays_one_does_not() -> None:
    ended, renewed = counts(played(ON | CALM | {"politics.inert": 0.2, "politics.p_ren": 1.0}))
    assert 0 < renewed <= ended
    late = [{"at": 13, "kind": "leadership", "parameters": {"bargaining.r0_R": 1.9}}]
    assert counts(played(ON | CALM | {"bargaining.N_dl": 12}, events=late))[1] == 0


def test_a_renewed_agreement_has_the_same_payers_and_balanced_books() -> None:
    model = played(ON | CALM | {"politics.inert": 0.2}, policies=["pooled_fund"], months=200)
    of = {"agreement_signed": [], "agreement_renewed": []}  # type: ignore[var-annotated]
    payers: dict[str, list[str]] = {}
    for event in model.log:
        if event.kind in of:
            if event.kind == "agreement_renewed":
                assert event.data["donors"] == payers[event.actor]
            payers[event.actor] = event.data["donors"]
            of[event.kind].append(event.month)
    assert of["agreement_renewed"]
    assert all(ledger.donor_imbalance(table.money) == 0 for table in model.tables)


def test_a_suspended_agreement_is_not_renewed() -> None:
    test = [{"at": month, "kind": "provocation", "class": 3} for month in range(120)]
    model = played(
        ON | CALM | {"politics.k_d": 10.0, "politics.p_res": 0.0, "politics.inert": 0.2}, events=test
    )
    assert counts(model)[1] == 0
