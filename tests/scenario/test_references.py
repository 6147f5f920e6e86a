"""What is usual at the start: the numbers of two starts of the prototype, and that no lever enters."""

from __future__ import annotations

import pytest

from diplosim.engine.world import world_of
from diplosim.scenario import Scenario
from diplosim.scenario.references import References, references_of

#: What was in force, as files say it.
IN_2026 = [
    {"donor": "EU", "money_share": 0.5, "months": 12, "age": 6, "access": 0.2},
    {"donor": "GHF", "money_share": 0.5, "months": 12, "age": 3, "access": 0.2},
    {"donor": "CHN", "money_share": 0.5, "months": 12, "age": 2, "access": 0.2, "channel": "direct"},
]
IN_2014 = [
    {"donor": "EU", "money_share": 0.75, "months": 12, "age": 3},
    {"donor": "GHF", "money_share": 0.5, "months": 36, "age": 12},
    {"donor": "CHN", "money_share": 0.5, "months": 12, "age": 2, "access": 0.2, "channel": "direct"},
    {"donor": "ROK", "money_share": 0.25, "months": 12, "age": 6},
]  # fmt: skip
CAST = {"EU": {"ceiling_musd": 30.0}, "GHF": {"ceiling_musd": 20.0}}
START_2014 = {
    "blocks": {
        "service": 0.36, "information": 0.28, "products": 0.24, "financing": 0.31, "governance": 0.45,
    },
    "burden": 0.61, "capability_vaccines": 0.93, "capability_tb": 0.80, "vaccine_stock": 12,
    "vaccine_line": 0,
}  # fmt: skip


def scenario(**changes: object) -> Scenario:
    parameters = {"health.kap_B": 0.002, "mechanisms.access": 1, "mechanisms.compliance": 1} | changes.pop(
        "parameters", {}
    )  # type: ignore[operator]
    return Scenario.from_dict({"name": "x", "parameters": parameters, **changes})


def numbers(references: References) -> list[float]:
    return [references.dtp3, references.detection, references.medicine, *references.baselines]


def test_the_start_of_2026() -> None:
    world = scenario(access=0.1, parameters={"bargaining.Pi": 0.8}, actors=CAST, agreements=IN_2026)
    assert numbers(references_of(world)) == pytest.approx(
        [0.5697062542700052, 0.612333944797444, 0.372616596079548, 0.44397931922289724, 0.8493431984606796,
         0.34857692999813933, 0.23193795766869174, 0.3491461579988836, 0.4995621323071198], rel=1e-12
    )  # fmt: skip


def test_the_start_of_2014() -> None:
    era = {"bargaining.Pi": 0.5, "sanctions.U_bank": 0.32, "sanctions.O0": 0.4, "sanctions.e_law0": 0.0}
    cast = CAST | {"ROK": {"hawkish": True}}
    world = scenario(start="2014-01", health=START_2014, parameters=era, actors=cast, agreements=IN_2014)
    assert numbers(references_of(world)) == pytest.approx(
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


@pytest.mark.parametrize("name", ["status_quo", "status_quo_2014", "first_model", "episode_e3_first_test"])
def test_the_compiled_engine_starts_from_the_same_to_the_bit(name: str) -> None:
    world = Scenario.load(name)
    packed = world_of(world)[0][0]
    told = [packed[key].item() for key in ("usual_dtp3", "usual_detection", "usual_medicine")]
    assert [*told, *packed["baselines"].tolist()] == numbers(references_of(world))
