"""Metamorphic relations (model section 12.2): how two runs must relate when one input is changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.model.model import DiplomacyModel
from diplosim.rules import chance, delivery, ledger, sanctions
from tests.properties.worlds import path, played, world

NO_FEEDBACK = {f"provocation.b_{x}": 0.0 for x in ("X", "S", "N", "K", "tau", "F", "O")} | {
    "provocation.Qcap_growth": 0.0
}


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**63), st.floats(0.05, 0.6), st.floats(0.01, 0.4))
def test_1_more_background_never_means_fewer_events_in_any_month(seed: int, lam0: float, more: float) -> None:
    low = path(world(48, seed=seed, parameters=NO_FEEDBACK | {"provocation.lam0": lam0}))["events"]
    high = path(world(48, seed=seed, parameters=NO_FEEDBACK | {"provocation.lam0": lam0 + more}))["events"]
    assert all(a <= b for a, b in zip(low, high, strict=True))


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=60),
    st.floats(0, 365),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_2_a_shorter_delay_never_releases_less_in_all(
    paid: list[int], W: float, shorter: float, thru: float
) -> None:
    assert _released(paid, W * shorter, thru) >= _released(paid, W, thru)


def _released(paid: list[int], W: float, thru: float) -> int:
    rate = ledger.ppm(delivery.held_release_rate(sanctions.release_fraction(W), thru))
    held = total = 0
    for amount in paid:
        held += amount
        out = ledger.part(held, rate)
        held, total = held - out, total + out
    return total


class Relabelled(DiplomacyModel):
    """Draws of actors 12 and 13 exchanged."""

    def draw(self, actor: int, channel: int, index: int = 0) -> float:
        return super().draw({12: 13, 13: 12}.get(actor, actor), channel, index)


def test_5_relabelling_two_donors_with_their_addresses_changes_nothing_else() -> None:
    one: dict[str, Any] = {"kind": "donor", "ceiling_musd": 12.0, "rival": True, "security_weight": 0.7}
    other: dict[str, Any] = {
        "kind": "donor",
        "ceiling_musd": 3.0,
        "security_weight": 0.2,
        "ties": {"DPRK": 0.5},
    }
    first = DiplomacyModel(world(96, actors={"AAA": one, "BBB": other}), log=False).run().trajectory()
    swapped = Relabelled(world(96, actors={"BBB": other, "AAA": one}), log=False).run().trajectory()
    for name, values in first.items():
        assert values == pytest.approx(swapped[name], rel=1e-12, abs=1e-12), name


@pytest.mark.slow
def test_6_twice_the_money_on_twice_the_scale_is_the_same_world() -> None:
    fixed = {"stance.b_open": 0.0, "stance.b_close": 0.0}  # what counts as full delivery there has no scale
    small = world(96, parameters=fixed)
    doubled_actors = {
        a.code: {"ceiling_musd": 2 * a.ceiling_musd} for a in small.actors if a.ceiling_musd > 0
    }
    p = small.params(0)
    scaled = {
        "bargaining.V0": 2 * p.bargaining.V0, "bargaining.Vmax": 2 * p.bargaining.Vmax,
        "delivery.cap0": 2 * p.delivery.cap0, "provocation.F_ref": 2 * p.provocation.F_ref,
        "provocation.K_ref": 2 * p.provocation.K_ref, "health.kap_B": p.health.kap_B / 2,
    }  # fmt: skip
    own_money = ("H0", "M0", "N_m", "N_v", "N_t", "P_dom", "P_K", "c_hosp")
    scaled |= {f"health.{name}": 2 * getattr(p.health, name) for name in own_money}
    line = {"vaccine_line": 2 * small.health.vaccine_line}
    large = world(96, actors=doubled_actors, parameters=fixed | scaled, health=line)
    for replicate in range(3):
        a, b = path(small, replicate), path(large, replicate)
        assert a["events"] == b["events"]
        assert sum(a["aid_absorbed_musd"]) > 1
        assert [2 * x for x in a["aid_absorbed_musd"]] == pytest.approx(b["aid_absorbed_musd"], abs=0.02)
        for name in ("trust_rivals_security", "trust_others_health", "disease_burden"):
            assert a[name] == pytest.approx(b[name], abs=2e-4), name


def test_7_the_status_quo_written_as_a_policy_is_the_status_quo() -> None:
    written = [{"strategic_patience": {"strength": 0}}, {"pooled_fund": {"strength": 0}}]
    assert path(world(60, written)) == path(world(60))
    again = {"parameters": {"provocation.iota": 0.7, "trust.lam_neg": 2.0}}
    assert path(world(60, **again)) == path(world(60))


@pytest.mark.slow
@pytest.mark.parametrize("psi", [0.0, 0.1])
def test_9_a_donor_without_budget_or_rivalry_changes_nobody_elses_history(psi: float) -> None:
    inert = {"ZZZ": {"kind": "donor", "ceiling_musd": 0.0}}
    for policies in ([], ["pooled_fund"], ["ghd_bundle"]):
        without = path(world(96, policies, parameters={"trust.psi": psi}))
        with_inert = path(world(96, policies, parameters={"trust.psi": psi}, actors=inert))
        assert without == with_inert


class Shifted(DiplomacyModel):
    """Addresses of chance a year later than the clock."""

    def draw(self, actor: int, channel: int, index: int = 0) -> float:
        key = chance.month_key(self.world.seed, self.replicate, self.t + 12)
        return chance.draw(key, actor, channel, index)


def test_10_a_year_later_with_calendar_elections_and_addresses_is_the_same_path() -> None:
    doves = {code: {"hawkish": False} for code in ("USA", "ROK", "JPN")}
    late = DiplomacyModel(world(84, start="2025-01", actors=doves), log=False)
    late.t = 12
    late.run()
    earlier = {
        a.code: {"phase": (a.phase - 12) % a.cycle, "hawkish": False}
        for a in late.world.actors
        if a.cycle is not None and a.phase is not None
    }
    shifted = Shifted(world(72, start="2026-01", actors=earlier), log=False).run()
    assert late.trajectory() == shifted.trajectory()


def test_the_same_run_twice_is_the_same_to_the_last_bit() -> None:
    scenario = world(60, ["ghd_bundle"])
    assert played(scenario, 3).trajectory() == played(scenario, 3).trajectory()
    assert played(scenario, 3).trajectory() != played(scenario, 4).trajectory()
