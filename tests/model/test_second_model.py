"""Every mechanism of the second model together: the numbers of an independent prototype, month by month.

The prototype was written from the same specification by other hands;
all of politics and of what aid meets in the country has to be right for these numbers to come out.
"""

from __future__ import annotations

import pytest

import diplosim as ds
from diplosim.scenario import PARAMETERS

#: What the second model changes besides the switches.
CHANGED = {
    "bargaining.misp": 0.4, "bargaining.Pi": 0.8, "bargaining.w_cost": 0.15, "provocation.lam0": 0.76,
    "provocation.b_N": 0.8, "health.kap_B": 0.002,
}  # fmt: skip
AGREED = [
    {"donor": "EU", "money_share": 0.5, "months": 12, "age": 6, "access": 0.2},
    {"donor": "GHF", "money_share": 0.5, "months": 12, "age": 3, "access": 0.2},
    {"donor": "CHN", "money_share": 0.5, "months": 12, "age": 2, "access": 0.2, "channel": "direct"},
]
CAST = {
    "EU": {"ceiling_musd": 30.0}, "GHF": {"ceiling_musd": 20.0}, "USA": {"hawkish": True, "phase": 36},
    "ROK": {"hawkish": False, "phase": 53}, "JPN": {"hawkish": True},
}  # fmt: skip
MONTHS = (0, 1, 12, 60, 119)
PROTOTYPE = {
    "events": [0, 2, 3, 2, 2],
    "stance_open": [0, 0, 0, 0, 0],
    "access": [0.1018, 0.1035964, 0.1362348697964326, 0.38346236015245544, 0.4684137061586873],
    "donors_paid_musd": [0.419, 0.423, 0.642, 2.012, 1.251],
    "aid_absorbed_musd": [0.006, 0.02, 0.202, 1.22, 0.544],
    "disease_burden": [
        0.5757256860470796, 0.5759935641500231, 0.6118266886362722, 0.5640450253110838, 0.6233035324132139,
    ],
    "coverage_dtp3": [
        0.3916187853348346, 0.4030782380685821, 0.5448655815878323, 0.9116586716271965, 0.9474965655115636,
    ],
    "tb_detection": [
        0.6011137296963904, 0.6054869356771525, 0.6151347010795026, 0.6874987180319939, 0.606455660735325,
    ],
    "tension": [3.705, 9.3525, 4.427174072265625, 7.243998607522631, 8.634857839577506],
}  # fmt: skip


def test_the_status_quo_of_2026_is_the_prototypes() -> None:
    switches = {name: 1 for name in PARAMETERS if name.startswith("mechanisms.")}
    scenario = ds.Scenario.from_dict(
        {
            "name": "second", "start": "2026-01", "months": 120, "seed": 20260101, "actors": CAST, "access": 0.1,
            "agreements": AGREED, "parameters": switches | CHANGED,
        }
    )  # fmt: skip
    rows = ds.DiplomacyModel(scenario, log=False).run().trajectory()
    assert sum(rows["events"]) == 197 and sum(rows["donors_paid_musd"]) == pytest.approx(155.875)
    for name, values in PROTOTYPE.items():
        assert [rows[name][month] for month in MONTHS] == pytest.approx(values, rel=1e-9), name
