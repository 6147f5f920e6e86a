"""Donors in a run: pools fold what their signers have of their own, and leave the others alone."""

from __future__ import annotations

from typing import Any

import diplosim as ds
from diplosim.model.actors.agreement import State
from diplosim.rules import ledger
from tests.first_model import first_model

ON = {"mechanisms.donors": 1}
LIVELY = {"bargaining.p_unsol": 0.5, "bargaining.kap_rat": 100.0, "bargaining.r_D": -0.5, "politics.k_d": 0.0}


def model_of(parameters: dict[str, float], **more: Any) -> ds.DiplomacyModel:
    scenario = ds.Scenario.from_dict(
        {"name": "x", "months": 120, "seed": 3, **first_model(parameters=parameters, **more)}
    )
    return ds.DiplomacyModel(scenario)


def test_members_keep_their_own_tables_until_the_pool_signs() -> None:
    model = model_of(ON | LIVELY | {"tables.o0": 1.0}, policies=[{"pooled_fund": {"from": 24}}])
    pool, folded = model.fund.table, 0
    while model.running:
        before = {donor.code: donor.table.agreement for donor in model.donors if donor.has_budget}
        was_signed = pool.agreement
        model.step()
        if pool.agreement is not None and pool.agreement is not was_signed:
            for donor in pool.agreement.donors:
                assert (
                    donor.table.agreement is None
                    and donor.table.state is State.CLOSED
                    and donor.table.dormant
                )
                assert donor.table.money.undisbursed == 0
                folded += before[donor.code] is not None
    assert folded > 0
    assert any(event.kind == "agreement_folded" for event in model.log)
    assert all(ledger.donor_imbalance(table.money) == 0 for table in model.tables)
    assert any(e.kind == "agreement_signed" and e.actor != "PF" and e.month >= 24 for e in model.log)


def test_without_it_a_pool_idles_its_members() -> None:
    model = model_of(LIVELY | {"tables.o0": 1.0}, policies=["pooled_fund"])
    model.run()
    assert not any(event.kind == "agreement_folded" for event in model.log)
    assert all(e.actor == "PF" for e in model.log if e.kind == "agreement_signed")


def test_reluctance_keeps_a_donor_from_ratifying() -> None:
    def chances(**actor: float) -> list[float]:
        model = model_of(ON | {"tables.o0": 6.0, "bargaining.J": 0.1}, actors={"EU": actor}, months=36).run()
        return [e.data["probability"] for e in model.log if e.actor == "EU" and e.kind.startswith("ratif")]

    willing, reluctant = chances(), chances(reluctance=0.4)
    assert willing and min(willing) > 0.6
    assert all(chance < 0.4 for chance in reluctant)
