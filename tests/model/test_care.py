"""Own money, medicine, coverage, drives, joining and content in whole runs of the Mesa engine."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from diplosim.model.model import DiplomacyModel
from diplosim.rules import ledger, medicine
from diplosim.scenario import Scenario
from tests.first_model import first_model

BUSY = {"tables.o0": 2.0, "bargaining.h_can": 0.0, "health.p_pan": 0.0, "health.p_flood": 0.0}
CLOSURE = [{"at": 12, "kind": "border_closure", "months": 40}]
#: Metrics of the care itself, which move when its parameters do.
OWN = (
    "own_", "aid_freed", "medicine_", "market_", "coverage_", "tb_", "hospital_", "koryo_", "who_",
)  # fmt: skip


def run(*switches: str, log: bool = False, **changes: Any) -> DiplomacyModel:
    on = {f"mechanisms.{name}": 1 for name in switches}
    parameters = BUSY | on | changes.pop("parameters", {})
    given = {"name": "x", "months": 60, "seed": 3} | changes
    return DiplomacyModel(Scenario.from_dict(first_model(parameters=parameters, **given)), log=log).run()


def rest(model: DiplomacyModel) -> dict[str, list[float]]:
    return {k: v for k, v in model.trajectory().items() if not k.startswith(OWN)}


def test_switched_off_no_parameter_of_the_care_moves_anything_else() -> None:
    other = {
        "health.M0": 20.0, "health.b_Pi": 3.0, "health.theta": 0.8, "health.f_prod": 3.0, "health.r_K": 0.01,
        "health.w_v": 0.1, "bargaining.pref": 0.6, "bargaining.x_f": 0.15, "sanctions.oh_s": 0.25,
    }  # fmt: skip
    assert rest(run(parameters=other)) == rest(run())


def test_at_their_off_values_the_mechanisms_are_the_first_model() -> None:
    off = {
        "sanctions.oh_s": 0.0, "health.theta": 0.0, "health.f_prod": 1.0, "health.w_v": 0.0, "health.w_t": 0.0,
    }  # fmt: skip
    assert rest(run("compliance", "markets", "coverage", parameters=off)) == rest(run(parameters=off))


def test_what_aid_frees_is_what_imports_fall_by_every_month() -> None:
    model = run("own_money", events=CLOSURE)
    months = model.trajectory()
    spent = [round(1000 * x) for x in months["own_import_musd"]]
    assert model.recipient.care.spent[0] == sum(spent)
    assert model.recipient.care.spent[1] == sum(round(1000 * x) for x in months["own_programme_musd"])
    assert sum(months["aid_freed_musd"]) > 0
    closed = [t for t, crosses in enumerate(months["goods_border"]) if not crosses]
    assert closed and all(months["own_import_musd"][t] == months["aid_freed_musd"][t] == 0 for t in closed)
    p = model.params
    wanted = medicine.imports_wanted(
        p.health, p.bargaining.Pi, 0.0, months["economy"][-2], model.initial_economy, 1.0, 0.0
    )
    bought, freed = spent[-1], round(1000 * months["aid_freed_musd"][-1])
    assert bought + freed == medicine.monthly_kusd(wanted)


def test_patrons_raise_own_imports_and_a_partnership_with_china_does() -> None:
    low, high = (run(parameters={"bargaining.Pi": Pi}).trajectory()["own_import_musd"] for Pi in (0.3, 0.5))
    assert all(a < b for a, b in zip(low, high, strict=True))


def test_a_line_that_ends_takes_coverage_and_coverage_adds_to_the_burden() -> None:
    ends = [{"at": 12, "kind": "vaccine_line", "musd": 0}]
    kept, lost = (run("coverage", events=events).trajectory() for events in ([], ends))
    assert lost["coverage_dtp3"][:12] == kept["coverage_dtp3"][:12]
    assert lost["coverage_dtp3"][12] < kept["coverage_dtp3"][12]
    assert lost["disease_burden"][-1] > kept["disease_burden"][-1]
    assert lost["u5mr_per_1000"][-1] > kept["u5mr_per_1000"][-1]


def test_a_drive_that_begins_in_month_0_acts_as_one_that_begins_in_month_1() -> None:
    """No drive and no policy is its own reference."""
    plain = run().trajectory()["health_system"]
    at_once = run(dprk={"hospitals_per_year": 20}).trajectory()["health_system"]
    later = run(events=[{"at": 1, "kind": "hospital_drive", "per_year": 20}]).trajectory()["health_system"]
    assert at_once[-1] - plain[-1] == pytest.approx(later[-1] - plain[-1], rel=0.1)
    assert at_once[-1] != plain[-1]


def test_insurance_costs_first_and_pays_later() -> None:
    plain, insured = (
        run(dprk=dprk, months=120, parameters={"tables.o0": -20.0}).trajectory()["health_system"]
        for dprk in ({}, {"insurance_from": 0})
    )
    assert insured[35] < plain[35]
    assert insured[119] > plain[119]


def test_koryo_medicine_needs_no_border_and_lifts_what_the_state_supplies() -> None:
    plain, drive = (run(dprk=dprk, events=CLOSURE).trajectory() for dprk in ({}, {"koryo_drive": 1}))
    assert drive["koryo_stock"][-1] > 0.6
    assert all(
        a < b for a, b in zip(plain["medicine_sufficiency"], drive["medicine_sufficiency"], strict=True)
    )
    assert all(a > b for a, b in zip(plain["market_share"], drive["market_share"], strict=True))


def test_a_network_helps_only_once_it_is_joined() -> None:
    flood = [{"at": 10, "kind": "flood", "severity": 0.2}]
    wary = {"trust.L0_rival": -5.0, "trust.L0_patron": -5.0, "health.p_warn": 0.0}
    regional = {"policies": ["regional_network"], "events": flood, "months": 12, "parameters": wary}
    early, late = (run("network", dprk={"joins_network": at}, log=True, **regional) for at in (5, 11))
    for model, month in ((early, 5), (late, 11)):
        assert [e.month for e in model.log if e.kind == "network_joined"] == [month]
    assert early.trajectory()["disease_burden"][10] < late.trajectory()["disease_burden"][10]
    without = run(months=12, events=flood, parameters=wary).trajectory()
    assert late.trajectory()["disease_burden"][10] == without["disease_burden"][10]
    assert run(**regional).trajectory() == run("network", dprk={"joins_network": 0}, **regional).trajectory()


def test_warnings_of_a_network_that_is_joined_close_the_border_and_aid_waits() -> None:
    def played(warned: float, *switches: str) -> DiplomacyModel:
        often = {"health.p_warn": warned}
        regional = {"policies": ["regional_network"], "dprk": {"joins_network": 6}, "parameters": often}
        return run(*switches, log=True, **regional)

    spared, warned, without = played(0.0, "network"), played(0.1, "network"), played(0.1)
    closed = [e.month for e in warned.log if e.kind == "outbreak_warning"]
    assert closed and min(closed) >= 6
    assert [e.data["months"] for e in warned.log if e.kind == "border_closure"] == [3] * len(closed)
    assert not [e for model in (spared, without) for e in model.log if e.kind == "border_closure"]
    assert sum(warned.trajectory()["aid_absorbed_musd"]) < sum(spared.trajectory()["aid_absorbed_musd"])


def signed(**changes: Any) -> Counter[str]:
    model = run("content", log=True, months=120, **changes)
    for table in model.tables:
        assert ledger.donor_imbalance(table.money) == 0
    months = model.trajectory()
    kinds = ("supplies", "equipment", "training", "mixture")
    totals = [sum(month) for month in zip(*(months[f"content_{kind}"] for kind in kinds), strict=True)]
    assert totals == months["agreements_active"]
    return Counter(str(e.package["content"]) for e in model.log if e.kind == "agreement_signed" and e.package)


@pytest.mark.slow
def test_contents_that_are_signed_follow_what_each_side_minds() -> None:
    usual = signed()
    assert set(usual) <= {"supplies", "equipment", "training"} and usual["supplies"] > 0
    asked = signed(dprk={"hospitals_per_year": 20}, parameters={"bargaining.dem_E": 0.2})
    assert asked["equipment"] > usual["equipment"]
    wary = signed(parameters={"bargaining.pref": 0.0, "bargaining.x_f": 0.15})
    assert wary["training"] > usual["training"]
    assert set(signed(policies=["comprehensive"])) == {"mixture"}
