"""What follows from signing: relief that snaps back, contact through the pool; and references that nothing moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diplosim.model.actors.agreement import State
from diplosim.model.model import DiplomacyModel
from diplosim.policies.levers import STATUS_QUO
from diplosim.rules import sanctions
from diplosim.scenario import Scenario
from tests.model.actors.still import DOVES, EU_LIKE, FIRST, first_agreement, still, table

CONDITIONAL = replace(STATUS_QUO, menu_r=(2,), menu_q=(1,), menu_k=("un",))


def with_broad_relief() -> DiplomacyModel:
    model = still(
        CONDITIONAL,
        {
            "sanctions.V_relief_dove": 0.0,
            "sanctions.V_relief_hawk": 0.0,
            "bargaining.J": 0.0,
            "bargaining.x_rel": 0.0,
        },
        actors=EU_LIKE,
    )
    agreement = first_agreement(model)
    assert agreement is not None
    assert (agreement.relief, model.council.broad_relief) == (1.0, table(model))
    return model


@pytest.mark.parametrize(("worst", "relief", "stands"), [(2, 1.0, True), (3, 0.5, False)])
def test_a_nuclear_test_ends_broad_relief_and_leaves_humanitarian_relief(
    worst: int, relief: float, stands: bool
) -> None:
    model = with_broad_relief()
    agreement = table(model).agreement
    assert agreement is not None
    model.month.set_provocations([worst], (0.0,) * 6, False)
    model.council.snap_back()
    assert agreement.relief == relief
    assert (model.council.broad_relief is table(model)) is stands
    assert agreement.snapped_until == model.t + sanctions.SNAP_BACK_MONTHS
    assert not agreement.carve_out_in_force(model.t + 6)
    assert agreement.carve_out_in_force(model.t + 7)


@FIRST  # in the second model they have talks of their own besides
def test_donors_that_talk_through_the_pool_keep_in_contact() -> None:
    model = still(
        replace(STATUS_QUO, pool=True, contributors=("ROK", "EU", "GHF"), menu_k=("un",)), actors=DOVES
    )
    model.step()
    assert model.fund.table.state is State.OPEN
    before = {donor.code: donor.tie for donor in model.donors}
    model.step()
    grew = {donor.code for donor in model.donors if donor.tie > before[donor.code]}
    assert {"ROK", "EU", "GHF"} <= grew
    assert all(model.donor(code).table.state is State.CLOSED for code in ("ROK", "EU", "GHF"))


def test_references_are_those_of_the_first_month() -> None:
    change = {"at": 3, "kind": "leadership", "parameters": {"provocation.lam0": 2.0, "sanctions.U_fuel": 0.1}}
    model = DiplomacyModel(Scenario.from_dict({"name": "later", "months": 6, "events": [change]}))

    def references() -> tuple[float, ...]:
        return (
            model.usual_tension, model.usual_rate, model.reference_severity, model.initial_breadth,
            model.initial_fuel_breadth, model.initial_economy,
        )  # fmt: skip

    before = references()
    model.run()
    assert model.params.provocation.lam0 == 2.0
    assert references() == before
