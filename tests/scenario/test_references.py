"""What is usual at the start: the numbers of two starts of the prototype, and that no lever enters."""

from __future__ import annotations

import pytest

from diplosim.rules import access, delivery, politics, sanctions
from diplosim.rules.coverage import HEALTH_FUND, OTHER_DONOR
from diplosim.scenario import Scenario
from diplosim.scenario.references import References, StartAid, references_of

FRAGMENTED_PRODUCTS = 0.55
#: Yearly dues in k$ a month of what was in force, monitoring access, whether by China, and whose earmarks.
IN_2026 = [(1250, 0.2, False, OTHER_DONOR), (833, 0.2, False, HEALTH_FUND), (416, 0.2, True, OTHER_DONOR)]
IN_2014 = [
    (1875, 0.5, False, OTHER_DONOR), (833, 0.5, False, HEALTH_FUND), (416, 0.2, True, OTHER_DONOR),
    (625, 0.5, False, OTHER_DONOR),
]  # fmt: skip
HAWKISH = 0.3
START_2014 = {
    "blocks": {
        "service": 0.36, "information": 0.28, "products": 0.24, "financing": 0.31, "governance": 0.45,
    },
    "burden": 0.61, "capability_vaccines": 0.93, "capability_tb": 0.80, "vaccine_stock": 12,
    "vaccine_line": 0,
}  # fmt: skip


def scenario(**changes: object) -> Scenario:
    parameters = {"health.kap_B": 0.002, "mechanisms.access": 1} | changes.pop("parameters", {})  # type: ignore[operator]
    return Scenario.from_dict({"name": "x", "parameters": parameters, **changes})


def aid(world: Scenario, in_force: list[tuple[int, float, bool, int]], last: float = 1.0) -> list[StartAid]:
    """Dues, less access, overhead, diversion and waste; ``last``: what the last donor's government still pays."""
    p = world.params(0)
    friction = sanctions.bank_friction(p.sanctions.U_bank, p.sanctions.O0)
    compliance = sanctions.compliance_cost(p.sanctions.oh_s, friction, p.sanctions.e_law0)
    overhead = politics.overhead_rate(p.politics, False, False, len(in_force), 0.0, compliance)
    waste = delivery.waste_share(p.delivery.c_cold, p.delivery.el0, FRAGMENTED_PRODUCTS)
    tables = []
    for i, (due, a, patron, payer) in enumerate(in_force):
        share = access.payable(world.access, patron, delivery.DIRECT if patron else delivery.UN)
        government = last if i == len(in_force) - 1 else 1.0
        diverted = delivery.diversion_share(p.delivery.v0, a, 0.8, False)
        paid = due / 1000 * government * share
        tables.append(StartAid(paid * (1 - overhead) * (1 - diverted) * (1 - waste), payer))
    return tables


def numbers(references: References) -> list[float]:
    return [references.dtp3, references.detection, references.medicine, *references.baselines]


def test_the_start_of_2026() -> None:
    world = scenario(access=0.1, parameters={"bargaining.Pi": 0.8})
    assert numbers(references_of(world, aid(world, IN_2026))) == pytest.approx(
        [0.5697062542700052, 0.612333944797444, 0.372616596079548, 0.44397931922289724, 0.8493431984606796,
         0.34857692999813933, 0.23193795766869174, 0.3491461579988836, 0.4995621323071198], rel=1e-12
    )  # fmt: skip


def test_the_start_of_2014() -> None:
    era = {"bargaining.Pi": 0.5, "sanctions.U_bank": 0.32, "sanctions.O0": 0.4, "sanctions.e_law0": 0.0}
    world = scenario(start="2014-01", health=START_2014, parameters=era)
    assert numbers(references_of(world, aid(world, IN_2014, HAWKISH))) == pytest.approx(
        [0.930625, 0.6786547465375888, 0.20992565383211337, 0.298547712798048, 0.844238848074817,
         0.26617323537956084, 0.07945589968490036, 0.30204961034324745, 0.44577515525486583], rel=1e-12
    )  # fmt: skip


def test_without_aid_the_blocks_return_to_where_they_start() -> None:
    world = scenario(health={"blocks": {"products": 0.3}})
    assert references_of(world).baselines == world.health.blocks.levels


def test_neither_policies_nor_drives_of_the_start_enter() -> None:
    plain = references_of(scenario())
    drives = {"hospitals_per_year": 20, "koryo_drive": 1, "insurance_from": 0}
    for changed in (scenario(policies=["ghd_bundle"]), scenario(dprk=drives)):
        assert references_of(changed) == plain
