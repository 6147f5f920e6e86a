"""Contents of aid, partners, contact and holds: what these policies move, and what they say where they cannot."""

from __future__ import annotations

from typing import Any

import pytest
from policy_helpers import refusal, scenario, schedule

import diplosim as ds
from diplosim.policies import STATUS_QUO
from diplosim.policies.menus import Seat, contents_for
from diplosim.rules.content import CONTENTS
from diplosim.scenario import PARAMETERS

ON = {name: 1 for name in PARAMETERS if name.startswith("mechanisms.")}
NEW = (
    "equipment_package", "training_governance", "supplies_only", "insurance_support", "china_partnership",
    "vietnam_partnership", "traditional_medicine_russia", "hold_waiver",
)  # fmt: skip


def played(*policies: Any, months: int = 8, **more: Any) -> dict[str, list[float]]:
    lively = {"tables.o0": 0.0, "bargaining.p_unsol": 0.5, "bargaining.Pi": 0.5}
    world = scenario(*policies, months=months, **({"parameters": ON | lively, "access": 0.5} | more))
    return ds.DiplomacyModel(world, log=False).run().trajectory()


@pytest.mark.slow
@pytest.mark.parametrize("name", NEW)
def test_every_one_moves_something_where_its_mechanism_is_on(name: str) -> None:
    assert played(name, months=60) != played(months=60)


@pytest.mark.slow
def test_a_content_policy_signs_nothing_else_but_leaves_the_health_funds_their_mandate() -> None:
    for name, content in (("equipment_package", 1), ("training_governance", 2), ("supplies_only", 0)):
        levers = schedule(name).at(0)
        assert contents_for(levers, Seat(False, False, False, False)) == (content,)
        fund = contents_for(levers, Seat(False, False, True, False))
        assert fund == contents_for(STATUS_QUO, Seat(False, False, True, False)) == (0, 1, 2)
        rows = played(name, months=60, actors={"GHF": {"present": False}})
        signed = [sum(rows[f"content_{kind}"]) for kind in CONTENTS]
        assert signed[content] > 0 and sum(signed) == signed[content]


def test_two_contents_at_once_are_refused() -> None:
    assert "no common content of aid" in refusal("equipment_package", "training_governance")


def test_support_for_insurance_says_so_where_the_dprk_begins_no_transition() -> None:
    told = schedule("insurance_support").warnings
    assert len(told) == 1 and "training_governance under another name" in told[0]
    assert not schedule("insurance_support", dprk={"insurance_from": "2027-01"}).warnings
    event = {"at": "2027-01", "kind": "insurance_transition"}
    assert not schedule("insurance_support", events=[event]).warnings
    assert played("insurance_support") == played("training_governance")


def test_contact_over_medicine_builds_trust_both_ways_with_its_members_only() -> None:
    def trust(members: dict[str, bool]) -> dict[str, tuple[float, float]]:
        actors = {code: {"traditional_medicine": member} for code, member in members.items()}
        alone = {
            "traditional_medicine_russia": {
                "without": ["channels", "mediation", "contents", "framing", "koryo"]
            }
        }
        model = ds.DiplomacyModel(scenario(alone, months=1, actors=actors), log=False).run()
        view = model.recipient.trust
        return {d.code: (view[d.code].tau_health, d.belief.tau_health) for d in model.donors}

    nobody, default, china = trust({"ROK": False}), trust({}), trust({"ROK": False, "CHN": True})
    assert all(after > before for after, before in zip(default["ROK"], nobody["ROK"], strict=True))
    assert all(after > before for after, before in zip(china["CHN"], nobody["CHN"], strict=True))
    # Donors talk among each other; what the DPRK thinks of them moves with the members alone.
    assert {code for code in nobody if default[code][0] != nobody[code][0]} == {"ROK"}


def test_a_patron_as_partner_is_patron_support_to_everybody_else() -> None:
    """Own imports (`b_Pi`) aside, whose rise under a partnership with China is stated apart."""
    size, lively = {"health.b_Pi": 0.0, "bargaining.Pi_partner": 0.25}, {"bargaining.p_unsol": 0.5}

    def run(Pi: float, *policies: Any) -> dict[str, list[float]]:
        return played(*policies, months=40, parameters=ON | size | lively | {"bargaining.Pi": Pi})

    partner = {"china_partnership": {"without": ["channels", "mediation", "china"]}}
    assert run(0.5, partner) == run(0.75) != run(0.5)


def test_holds_given_up_leave_the_fast_delay_and_a_dated_delay_wins() -> None:
    usual, waived = played(), played("hold_waiver")
    fast = scenario().params().sanctions.W_fast
    assert usual["hold"][0] > 0.0 and set(waived["hold"]) == {0.0}
    assert set(waived["wait_days"]) == {fast} and usual["wait_days"][0] > fast
    dated = {"events": [{"at": 3, "kind": "exemption_delay", "days": 99}]}
    assert played("hold_waiver", **dated)["wait_days"][2:5] == [fast, 99.0, 99.0]


def test_half_a_waiver_holds_half() -> None:
    half = played({"hold_waiver": {"strength": 0.5}})
    assert half["hold"][0] == 0.5 * played()["hold"][0]


@pytest.mark.parametrize(
    ("name", "switch"),
    [("equipment_package", "content"), ("training_governance", "content"), ("supplies_only", "content"),
     ("insurance_support", "content"), ("hold_waiver", "holds")],
)  # fmt: skip
def test_one_whose_mechanism_is_off_changes_nothing_and_says_so(name: str, switch: str) -> None:
    off = {"parameters": ON | {f"mechanisms.{switch}": 0, "bargaining.p_unsol": 0.5}, "access": 0.5}
    assert schedule(name, **off).warnings == (f"policy '{name}' changes nothing: mechanisms.{switch} is 0",)
    assert played(name, **off) == played(**off)
