"""Agreements in force at the start, and initial tension: books, terms, and what is wrong in a file."""

from __future__ import annotations

from typing import Any

import pytest

import diplosim as ds
from diplosim.rules import ledger
from tests.first_model import first_model

EU = {"donor": "EU", "money_share": 0.5, "months": 12, "age": 6, "access": 0.2}
CHN = {"donor": "CHN", "money_share": 1.0, "months": 36, "age": 1, "channel": "direct", "cofinancing": 0.25}
CALM = {"politics.k_d": 0.0, "bargaining.h_can": 0.0, "bargaining.p_unsol": 0.0, "tables.o0": -20.0}


def model_of(**more: Any) -> ds.DiplomacyModel:
    data = {"name": "x", "months": 60, **first_model(parameters=CALM), "agreements": [EU, CHN]} | more
    return ds.DiplomacyModel(ds.Scenario.from_dict(data))


def test_what_is_left_of_an_agreement_is_paid_until_its_term() -> None:
    model = model_of()
    table = model.donor("EU").table
    assert table.agreement is not None and table.agreement.pledged == 7500
    assert table.money.pledged == table.money.undisbursed == 3750
    paid = []
    while model.running:
        model.step()
        paid.append(model.month.disbursed)
        assert all(
            ledger.donor_imbalance(t.money) == ledger.local_imbalance(t.local) == 0 for t in model.tables
        )
    due = 7500 // 12 + 22500 // 36
    assert paid[:6] == [due] * 6 and paid[6:35] == [22500 // 36] * 29 and not any(paid[35:])
    ended = {event.actor: event.month for event in model.log if event.kind == "agreement_ended"}
    assert ended == {"EU": 6, "CHN": 35}


def test_the_dprk_owes_its_own_part_too() -> None:
    model = model_of()
    local = model.donor("CHN").table.local
    assert local.local_pledged == local.local_unpaid == 7500 * 35 // 36


def test_a_start_without_agreements_is_as_ever_and_one_with_tension_is_tenser() -> None:
    assert model_of(agreements=[]).tables[0].agreement is None
    one, two = model_of(tension=1.0), model_of(tension=0.36)
    assert one.tension == one.usual_tension and two.tension == 0.36 * two.usual_tension


def test_the_written_scenario_is_the_same() -> None:
    scenario = model_of(tension=0.5).world
    assert ds.Scenario.from_dict(scenario.to_dict()) == scenario
    assert [agreement.donor for agreement in scenario.agreements] == ["EU", "CHN"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"donor": "GHV"}, "did you mean 'GHF'"), ({"donor": "UNA"}, "an implementer, not a donor"),
        ({"age": 12}, "must be below its 12 months"), ({"money_share": 0}, "money_share must be"),
        ({"chanel": "un"}, "did you mean 'channel'"), ({"donor": "CHN"}, "names CHN twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ds.ScenarioError, match=words):
        model_of(agreements=[CHN, EU | changes])


@pytest.mark.parametrize(
    ("cast", "words"),
    [
        ({"EU": {"present": False}}, "of EU is left out: it does not take part"),
        ({"EU": {"ceiling_musd": 0}}, "of EU is left out: it has no budget"),
        ({"UNA": {"present": False}}, "of EU is left out: no implementer of the cast serves the channel un"),
    ],
)
def test_who_is_taken_away_takes_his_agreement_along(cast: dict[str, Any], words: str) -> None:
    world = model_of(actors=cast).world
    assert [agreement.donor for agreement in world.agreements] == ["CHN"]
    assert words in " ".join(str(warning) for warning in world.warnings)
