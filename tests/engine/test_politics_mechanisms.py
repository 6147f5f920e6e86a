"""Stance and what else politics does in the second model: both engines, the same bits."""

from __future__ import annotations

from typing import Any

import pytest

from diplosim.model.model import DiplomacyModel
from diplosim.scenario import Scenario
from tests.first_model import first_model

from .compare import assert_same

LIVELY = {
    "tables.o0": 0.0,
    "bargaining.h_can": 0.03,
    "bargaining.p_unsol": 0.3,
    "stance.h_o": 0.1,
    "stance.h_c": 0.1,
}
DATED = [
    {"at": 12, "kind": "stance", "to": "open"}, {"at": 20, "kind": "provocation", "class": 3},
    {"at": 30, "kind": "border_closure", "months": 12}, {"at": 40, "kind": "exemption_delay", "days": 99},
]  # fmt: skip
SWITCHES = ("stance", "taint", "donors", "engagement", "votes", "holds", "absorption", "renewal")


def world(*switches: str, **changes: Any) -> Scenario:
    """A busy world with these mechanisms."""
    on = {f"mechanisms.{name}": 1 for name in switches}
    given = first_model(parameters=LIVELY | on | changes.pop("parameters", {}), **{"events": DATED} | changes)
    return Scenario.from_dict({"name": "politics", "months": 72, "seed": 12, **given})


@pytest.mark.parametrize("switch", SWITCHES)
def test_each_mechanism_alone(switch: str) -> None:
    assert_same(world(switch))
    assert_same(world(switch, policies=["pooled_fund", "cofinancing"]), 1)


@pytest.mark.parametrize(
    "policies", [[], ["triangular", "hold_waiver"], ["ghd_bundle"], ["conditional_bundle", "grit"]]
)
def test_all_together(policies: list[str]) -> None:
    assert_same(world(*SWITCHES, policies=policies), 2)


def test_budgets_that_doves_inherit_and_vetoes_that_sponsors_reckon_with() -> None:
    """Drawn and dated governments; with the switch of donors off nobody inherits."""
    turns = [
        {"at": at, "kind": "government", "actor": "ROK", "hawkish": hawkish}
        for at, hawkish in ((5, True), (17, False), (40, True), (41, False))
    ]
    on = {"politics.inherit": 1.0, "sanctions.hide": 0.5, "politics.m_hawk": 0.1}
    for switches in (SWITCHES, ()):
        assert_same(world(*switches, parameters=on, events=[*DATED, *turns]), 2)


def test_a_start_with_agreements_and_tension() -> None:
    agreements = [
        {"donor": "EU", "money_share": 0.5, "months": 12, "age": 6, "access": 0.2},
        {
            "donor": "ROK",
            "money_share": 0.25,
            "months": 36,
            "framing": "singled_out",
            "condition": "behaviour",
        },
        {"donor": "CHN", "money_share": 1.0, "months": 24, "age": 2, "channel": "direct", "cofinancing": 0.3},
    ]
    for switches in ((), SWITCHES):
        assert_same(world(*switches, agreements=agreements, tension=0.36, stance="open"), 3)


def test_a_mechanism_that_starts_in_mid_run() -> None:
    on = {f"mechanisms.{name}": 1 for name in SWITCHES}
    starts = {"at": 25, "kind": "leadership", "parameters": on}
    ends = {"at": 60, "kind": "leadership", "parameters": dict.fromkeys(on, 0)}
    assert_same(world(events=[*DATED, starts, ends], policies=["pooled_fund"]))


@pytest.mark.parametrize("start", ["1990-01", "1999-10", "2008-07", "2016-04"])
def test_a_run_may_start_in_any_year(start: str) -> None:
    """Calendar, dates, weapons at the start and a delay dated before there were exemptions are those of the file."""
    scenario = world(
        *SWITCHES,
        start=start,
        months=14,
        parameters={"provocation.Qcap0": 0.125, "sanctions.hold_hawk": 0.0},
        events=[{"at": 6, "kind": "exemption_delay", "days": 99}],
    )
    assert Scenario.from_dict(scenario.to_dict()) == scenario
    assert_same(scenario, 4)
    model = DiplomacyModel(scenario, replicate=4)
    assert model.recipient.capability == 0.125 and model.world.date(0) == start
    while model.running:
        month, date = model.t, model.world.date(model.t)
        model.step()
        assert (model.exercise > 0) == (date[5:] in ("03", "08")), date
        assert model.council.delay_days == (99 if month >= 6 else 15), date
